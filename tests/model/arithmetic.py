"""What purchases earn, when points end and which tier somebody has: said a second time, as plainly as they can be.

It shares no code with the product: a purchase is counted unit by unit, a tier day by day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from math import floor
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """One programme. `table` says from which unit on (0 first) how many points each unit earns."""

    table: tuple[tuple[int, Fraction], ...] = ((0, Fraction(1)),)
    waits: timedelta = timedelta(0)
    ends: str = "end_of_month"
    count: int = 12
    sliding: bool = False
    tiers: tuple[tuple[str, int, Fraction], ...] = ()
    stacking: str = "best"
    forgive: bool = False


def local_date(instant: datetime) -> date:
    """By the calendar on the wall."""
    return instant.astimezone(ZONE).date()


def first_instant(day: date) -> datetime:
    """Midnight, in Berlin always there and never twice."""
    return datetime.combine(day, time(), tzinfo=ZONE).astimezone(UTC)


def months_on(day: date, months: int) -> date:
    """The same day so many months on or (below zero) back, or the last one of that month if it has none."""
    number = day.year * 12 + day.month - 1 + months
    for last in range(day.day, 27, -1):
        try:
            return date(number // 12, number % 12 + 1, last)
        except ValueError:
            continue
    return date(number // 12, number % 12 + 1, day.day)


def end_of_points(starts: datetime, rules: Rules) -> datetime:
    """The first instant at which points that can be spent from `starts` cannot any more."""
    day = local_date(starts)
    if rules.ends == "end_of_month":
        return first_instant(months_on(day.replace(day=1), rules.count + 1))
    if rules.ends == "months":
        return first_instant(months_on(day, rules.count) + A_DAY)
    if rules.ends == "days":
        return first_instant(day + rules.count * A_DAY + A_DAY)
    if rules.ends == "end_of_year":
        return first_instant(date(day.year + rules.count + 1, 1, 1))
    return NEVER


@cache
def exact_points(amount: int, rules: Rules) -> Fraction:
    """What the whole units of an amount earn, one after the other."""
    total = Fraction(0)
    for unit in range(amount // 100):
        total += next((rate for start, rate in reversed(rules.table) if start <= unit), Fraction(0))
    return total


@dataclass(frozen=True)
class Campaign:
    """Points times `factor`, or `bonus` more."""

    number: int
    shop: int | None
    starts: datetime
    ends: datetime
    factor: Fraction | None
    bonus: int | None
    minimum: int
    member_cap: int | None
    total_cap: int | None
    priority: int


@dataclass(frozen=True)
class Terms:
    """Under what a purchase was made: rules, tier, and the campaigns that count, each with the room it had left."""

    rules: Rules
    factor: Fraction
    campaigns: tuple[tuple[Campaign, int | None], ...]

    def worth(self, amount: int) -> tuple[int, dict[int, int]]:
        """The points of an amount, and how many of them each campaign gave."""
        plain = exact_points(amount, self.rules) * self.factor
        running = plain
        gave: dict[int, int] = {}
        ordered = sorted(self.campaigns, key=lambda one: (-one[0].priority, one[0].number))
        for campaign, room in ordered:
            if campaign.factor is None:
                continue
            if self.rules.stacking == "add":
                further = running + plain * (campaign.factor - 1)
            else:
                further = running * campaign.factor
            if room is not None:
                further = min(further, running + room)
            gave[campaign.number] = floor(further) - floor(running)
            running = further
        total = floor(running)
        for campaign, room in ordered:
            if campaign.bonus is not None:
                more = campaign.bonus if amount >= campaign.minimum and amount > 0 else 0
                gave[campaign.number] = more if room is None else min(more, room)
                total += gave[campaign.number]
        return total, gave


def chosen(terms: Terms, amount: int) -> Terms:
    """With `best`, only the campaign that gives most, caps considered; else all of them."""
    if terms.rules.stacking != "best" or not terms.campaigns:
        return terms
    alone = [Terms(terms.rules, terms.factor, (one,)) for one in terms.campaigns]
    return min(
        alone,
        key=lambda each: (
            -each.worth(amount)[0],
            -each.campaigns[0][0].priority,
            each.campaigns[0][0].number,
        ),
    )


def counts_on(bought: date, day: date) -> bool:
    """Whether a purchase of that date is one of the last twelve months on that day."""
    return months_on(day, -12) < bought <= day


@cache
def tier_on(purchases: tuple[tuple[date, int], ...], day: date, rules: Rules) -> int:
    """Which tier somebody has on a day, 0 for none, by living through every day since their first purchase."""
    level = 0
    kept_until = date.max
    today = min((bought for bought, _ in purchases), default=day)
    while today <= day:
        counted = sum(points for bought, points in purchases if counts_on(bought, today))
        earned = sum(1 for _, threshold, _ in rules.tiers if counted >= threshold)
        if earned >= level > 0 or earned > level:
            level = earned
            kept_until = months_on(today, 12) + 30 * A_DAY
        elif level and today > kept_until:
            # One step down, as if the lower one had been met until yesterday.
            level -= 1
            kept_until = months_on(today - A_DAY, 12) + 30 * A_DAY
            continue
        today += A_DAY
    return level


def changes_after(purchases: tuple[tuple[date, int], ...], day: date, rules: Rules) -> date | None:
    """The next day on which somebody has another tier who buys nothing more; None when there is none for long."""
    level = tier_on(purchases, day, rules)
    for months in range(1, 40):
        last = months_on(day, months)
        if tier_on(purchases, last, rules) != level:
            found = months_on(day, months - 1)
            while tier_on(purchases, found, rules) == level:
                found += A_DAY
            return found
    return None


def net(purchases: Iterable[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    """The points of each date together, as `tier_on` wants them."""
    found: dict[date, int] = {}
    for bought, points in purchases:
        found[bought] = found.get(bought, 0) + points
    return tuple(sorted((bought, points) for bought, points in found.items() if points))
