"""Figures of the programme as owners type them, read exactly."""

import re
from dataclasses import replace
from decimal import Decimal

from bot.document.matters import Kind, Setting
from loyalty.errors import AmountTooLarge, CategoryUnusable, NumberUnreadable, TierUnusable
from loyalty.model import Programme
from loyalty.money import parse_amount

_WHOLE = re.compile(r"[0-9]{1,10}", re.ASCII)
_EXACT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,4}))?", re.ASCII)
_TIER = re.compile(r"(\S.*?) ([0-9]{1,9})(?: ([0-9.,]+))?", re.ASCII)
_LARGEST_RATE = 100_000
_LARGEST_MULTIPLIER = 100


def read_figure(text: str, setting: Setting, programme: Programme) -> int | Decimal:
    """The value of a setting: a whole number, an exact one, or an amount in units.

    Raises NumberUnreadable, AmountUnreadable.
    """
    if setting.kind is Kind.MONEY:
        return read_units(text, setting, programme)
    if setting.kind is Kind.EXACT:
        return read_exact(text, setting.smallest, setting.largest)
    value = int(text) if _WHOLE.fullmatch(text) else -1
    if not setting.smallest <= value <= setting.largest:
        raise NumberUnreadable(smallest=setting.smallest, largest=setting.largest)
    return value


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
