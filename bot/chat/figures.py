"""Figures of the programme as owners type them, read exactly."""

import re
from dataclasses import replace
from decimal import Decimal

from bot.chat.days import read_quiet_hours, read_time
from bot.document.kinds import FURTHEST_STAGE, MOST_STAGES
from bot.document.matters import Kind, Setting
from loyalty.errors import AmountTooLarge, CategoryUnusable, NumberUnreadable, StagesUnusable, TierUnusable
from loyalty.model import Programme
from loyalty.money import parse_amount

_WHOLE = re.compile(r"[0-9]{1,10}", re.ASCII)
_EXACT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,4}))?", re.ASCII)
_TIER = re.compile(r"(\S.*?) ([0-9]{1,9})(?: ([0-9.,]+))?", re.ASCII)
_STAGES = re.compile(r"[0-9]{1,4}(?:[\s,;.]+[0-9]{1,4})*[\s,;.]*", re.ASCII)
_LARGEST_RATE = 100_000
_LARGEST_MULTIPLIER = 100


def read_figure(text: str, setting: Setting, programme: Programme) -> object:
    """The value of a setting as its document has it: a whole number, an exact one, an amount in units, a time of day,
    hours of the day or days before points end.

    Raises NumberUnreadable, AmountUnreadable, TimeUnreadable, HoursUnusable, StagesUnusable.
    """
    if setting.kind is Kind.TIME:
        return _time_of_day(read_time(text))
    if setting.kind is Kind.HOURS:
        return [_time_of_day(minute) for minute in read_quiet_hours(text)]
    if setting.kind is Kind.STAGES:
        return read_stages(text)
    if setting.kind is Kind.MONEY:
        return read_units(text, setting, programme)
    if setting.kind is Kind.EXACT:
        return read_exact(text, setting.smallest, setting.largest)
    value = int(text) if _WHOLE.fullmatch(text) else -1
    if not setting.smallest <= value <= setting.largest:
        raise NumberUnreadable(smallest=setting.smallest, largest=setting.largest)
    return value


def _time_of_day(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def read_stages(text: str) -> list[int]:
    """Numbers of days before points end, the furthest first. Raises StagesUnusable.

    >>> read_stages("1, 30 7")
    [30, 7, 1]
    """
    days = [int(number) for number in re.findall("[0-9]+", text)] if _STAGES.fullmatch(text.strip()) else []
    possible = all(1 <= day <= FURTHEST_STAGE for day in days) and len(set(days)) == len(days)
    if not possible or not 1 <= len(days) <= MOST_STAGES:
        raise StagesUnusable(most=MOST_STAGES, largest=FURTHEST_STAGE)
    return sorted(days, reverse=True)


def read_exact(text: str, smallest: int, largest: int) -> Decimal:
    """A number with at most four decimals. `1.250` may be meant as a thousand, and is refused.

    >>> read_exact("1,5", 0, 100), read_exact("0.125", 0, 100)
    (Decimal('1.5'), Decimal('0.125'))

    Raises NumberUnreadable.
    """
    found = _EXACT.fullmatch(text)
    perhaps_thousands = found is not None and len(found[2] or "") == 3 and found[1].strip("0") != ""
    if found is None or perhaps_thousands or not smallest <= (value := Decimal(text.replace(",", "."))) <= largest:
        raise NumberUnreadable(smallest=smallest, largest=largest)
    return value


def read_units(text: str, setting: Setting, programme: Programme) -> Decimal:
    """An amount of money in units; nothing at all only where the setting allows it.

    Raises AmountUnreadable, NumberUnreadable.
    """
    if setting.free and text == "0":
        return Decimal(0)
    try:
        # The largest sale is no bound for what the rules name.
        minor = parse_amount(text, replace(programme, largest_sale_units=setting.largest))
    except AmountTooLarge:
        raise NumberUnreadable(smallest=setting.smallest, largest=setting.largest) from None
    return Decimal(minor).scaleb(-programme.exponent)


def read_category(text: str) -> dict[str, Decimal | int | str]:
    """`coffee 1.5`: a category and its rate. Raises CategoryUnusable.

    >>> read_category("Coffee 1.5")
    {'name': 'coffee', 'points_per_step': Decimal('1.5')}
    """
    name, _, rate = text.strip().rpartition(" ")
    try:
        return {"name": name.strip().casefold(), "points_per_step": read_exact(rate, 0, _LARGEST_RATE)}
    except NumberUnreadable:
        raise CategoryUnusable from None


def read_tier(text: str) -> dict[str, Decimal | int | str]:
    """`Gold 2000 1.5`: a tier's name, threshold and multiplier, which is 1 unless it is said. Raises TierUnusable.

    >>> read_tier("Gold Plus 2000 1,5")
    {'name': 'Gold Plus', 'threshold': 2000, 'multiplier': Decimal('1.5')}
    >>> read_tier("Silver 500")
    {'name': 'Silver', 'threshold': 500, 'multiplier': Decimal('1')}
    """
    found = _TIER.fullmatch(" ".join(text.split()))
    if found is None:
        raise TierUnusable
    try:
        multiplier = read_exact(found[3] or "1", 1, _LARGEST_MULTIPLIER)
    except NumberUnreadable:
        raise TierUnusable from None
    return {"name": found[1], "threshold": int(found[2]), "multiplier": multiplier}
