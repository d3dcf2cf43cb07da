"""What changes of the programme mean, line by line: the old and the new, then worked numbers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.chat.screens.earning import in_decimals
from bot.document import Document
from bot.document.drafts import rows_changed, rows_of, settings_changed, settings_of, value_of
from bot.document.kinds import minute_of
from bot.document.matters import MATTERS, Kind, Setting
from bot.texts import Speaker
from loyalty.earning import Applied, basis_of, points_for
from loyalty.expiry import expires_at
from loyalty.programme import DebtPolicy, ExpiryPolicy, Programme, Stacking

# Whatever changes, it fits one message.
_MOST_LINES = 25
_MOST_EXAMPLES = 5
# Two campaigns that meet, and the better one of them.
_MET = (Applied(id=1, multiplier=2), Applied(id=2, multiplier=3))
_BEST = _MET[1:]


def value_words(speaker: Speaker, setting: Setting, value: Any) -> str:
    """A value of a setting as people write it."""
    if setting.kind is Kind.MONEY:
        return speaker.money(int(value.scaleb(speaker.programme.exponent)))
    if setting.kind is Kind.SWITCH:
        return speaker.say("settings-on" if value else "settings-off")
    if setting.kind is Kind.CHOICE:
        return speaker.say(f"choice-{value}")
    if setting.kind is Kind.TIME:
        return speaker.minute(minute_of(value))
    if setting.kind is Kind.HOURS:
        return speaker.say("settings-none") if value is None else speaker.hours(*map(minute_of, value))
    if setting.kind is Kind.STAGES:
        return speaker.listed([speaker.number(one) for one in value])
    return speaker.say("no-limit") if value is None else speaker.number(value)


def row_words(speaker: Speaker, name: str, row: dict[str, Any]) -> str:
    """A row of that name as people write it; no HTML is in it but what is escaped."""
    if name == "tiers":
        times = in_decimals(Fraction(str(row["multiplier"])))
        return speaker.say("row-tier", tier=row["name"], points=int(row["threshold"]), times=times)
    points = in_decimals(Fraction(str(row["points_per_step"])))
    if name == "categories":
        return speaker.say("row-category", name=row["name"], points=points)
    amount = speaker.money(int(Decimal(str(row["from"])).scaleb(speaker.programme.exponent)))
    return speaker.say("row-bracket", amount=amount, points=points)


def difference(speaker: Speaker, before: Document, after: Document) -> list[str]:
    """A line for each setting with its old and its new value, and for each row that goes or comes, up to a number."""
    lines = []
    for matter in MATTERS:
        meant = settings_of(before, matter)
        for setting in settings_changed(before, after, matter):
            what = speaker.say(f"setting-{setting.name}")
            new = value_words(speaker, setting, value_of(after, setting))
            if setting in meant:
                old = value_words(speaker, setting, value_of(before, setting))
                lines.append(speaker.say("change-value", what=what, old=old, new=new))
            else:
                lines.append(speaker.say("change-new", what=what, new=new))
        for name in rows_changed(before, after, matter):
            was, will_be = ([row_words(speaker, name, row) for row in rows_of(one, name)] for one in (before, after))
            lines += [speaker.say("change-row-gone", row=row) for row in was if row not in will_be]
            lines += [speaker.say("change-row-new", row=row) for row in will_be if row not in was]
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], speaker.say("change-more", count=more)] if more > 0 else lines


def examples(speaker: Speaker, before: Programme, after: Programme, now: datetime) -> list[str]:
    """What the changes do to a purchase, to points that come now, and to what people have."""
    look: tuple[Callable[[Speaker, Programme, Programme, datetime], list[str]], ...] = (
        _purchases,
        _tiers,
        _life,
        _worth,
        _debt,
        _stacking,
    )
    return [line for each in look for line in each(speaker, before, after, now)]


def members_moving(speaker: Speaker, moves: Mapping[str, tuple[int, int]]) -> list[str]:
    """How many members each tier would have instead, and when that is worked out."""
    lines = [
        speaker.say("example-members", tier=speaker.tier(name), old=old, new=new) for name, (old, new) in moves.items()
    ]
    return [*lines, speaker.say("example-members-when")] if lines else []


def _sample(before: Programme, after: Programme) -> int:
    """A purchase of some steps and a part: 24.90, where steps are of 1.00."""
    return max(before.step_minor, after.step_minor) * 249 // 10


def _purchases(speaker: Speaker, before: Programme, after: Programme, now: datetime) -> list[str]:
    amounts = [_sample(before, after)]
    begins = [rules.minor(bracket.from_units) for rules in (before, after) for bracket in rules.brackets]
    if begins:
        # A purchase that reaches into the highest bracket: 120, where that begins at 100.
        amounts.append(max(begins) * 6 // 5)
    lines = []
    for amount in amounts:
        old, new = points_for(amount, before), points_for(amount, after)
        if old != new:
            lines.append(speaker.say("example-purchase", amount=speaker.money(amount), old=old, points=new))
    names = [one.name for one in before.categories if after.category(one.name)]
    for name in names:
        old, new = points_for(amounts[0], before, name), points_for(amounts[0], after, name)
        if old != new:
            money = speaker.money(amounts[0])
            lines.append(speaker.say("example-category", name=name, amount=money, old=old, points=new))
    return lines[:_MOST_EXAMPLES]


def _tiers(speaker: Speaker, before: Programme, after: Programme, now: datetime) -> list[str]:
    amount = _sample(before, after)
    lines = []
    for name in dict.fromkeys(tier.name for tier in (*after.tiers, *before.tiers)):
        if before.tier(name).multiplier != after.tier(name).multiplier:
            old, new = (basis_of(rules, tier=rules.tier(name)).points(amount) for rules in (before, after))
            lines.append(speaker.say("example-tier", tier=name, amount=speaker.money(amount), old=old, points=new))
    return lines


def _life(speaker: Speaker, before: Programme, after: Programme, now: datetime) -> list[str]:
    if before.expiry == after.expiry:
        return []
    old, new = (
        speaker.say("example-never")
        if rules.expiry.policy is ExpiryPolicy.NEVER
        else speaker.last_date(expires_at(now, rules))
        for rules in (before, after)
    )
    same = speaker.say("example-life-same", new=new) if old == new else speaker.say("example-life", old=old, new=new)
    return [same]


def _worth(speaker: Speaker, before: Programme, after: Programme, now: datetime) -> list[str]:
    if before.point_worth_percent == after.point_worth_percent:
        return []
    old, new = (speaker.money(rules.worth_minor(100)) for rules in (before, after))
    return [speaker.say("example-worth", old=old, new=new)]


def _debt(speaker: Speaker, before: Programme, after: Programme, now: datetime) -> list[str]:
    if before.debt is after.debt:
        return []
    amount = _sample(before, after)
    key = "example-debt" if after.debt is DebtPolicy.DEBT else "example-forgiven"
    return [speaker.say(key, amount=speaker.money(amount), points=points_for(amount, after))]


def _stacking(speaker: Speaker, before: Programme, after: Programme, now: datetime) -> list[str]:
    if before.stacking is after.stacking:
        return []
    amount = _sample(before, after)
    old, new = (
        replace(
            basis_of(after), stacking=rules.stacking, campaigns=_MET if rules.stacking is not Stacking.BEST else _BEST
        )
        for rules in (before, after)
    )
    return [
        speaker.say("example-stacking", amount=speaker.money(amount), old=old.points(amount), points=new.points(amount))
    ]
