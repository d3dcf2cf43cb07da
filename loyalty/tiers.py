"""A member's tier: what their purchases of the last months have reached, and how long that lasts.

All of it is by dates of the programme's calendar. What counts is base points: before multipliers, without gifts and
bonuses, net of refunds, so that taking a purchase back is working everything out again without it.

- A day counts the purchases of the dates in `(day - tier_months, day]`, months clamped as `add_months` does.
- A tier is met on a day that counts at least its threshold: up at once, on that day.
- A day is good for a tier when it is met on it, and when the member is in a higher one. The tier is kept through the
  day `tier_months` after the last good day, plus `tier_grace`. So a fall is one step, to a tier whose last good day
  is the eve of the fall: its own months begin there, unless its threshold was met later.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from loyalty.calendar import add_months
from loyalty.programme import BASE_TIER, Programme, Tier

_A_DAY = timedelta(days=1)
_LOWEST = Tier(name=BASE_TIER, threshold=0)


@dataclass(frozen=True, kw_only=True)
class Bought:
    """The base points of one or more purchases of a `date` by the programme's calendar, net of refunds."""

    date: date
    points: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a member stands at the end of a day, and what becomes of it when nothing more is bought or taken back.

    They are in `tier` since `since` (None in the lowest, if they never left it) until just before `kept_until` (None in
    the lowest). `to_keep` more base points, bought at any time before that, keep it longer; 0 while it is met.
    `counted` are the base points of the last months. `missing` more reach `next` (None in the highest) up to
    `missing_by`, the last day on which all that count now still do; None while nothing counts.
    """

    tier: Tier
    since: date | None
    kept_until: date | None
    to_keep: int
    counted: int
    next: Tier | None
    missing: int
    missing_by: date | None


def counts_from(day: date, programme: Programme) -> date:
    """The first date whose purchases count on a day.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> counts_from(date(2027, 11, 21), euro)
    datetime.date(2026, 11, 22)
    """
    return add_months(day, -programme.tier_months) + _A_DAY


def counts_until(bought_on: date, programme: Programme) -> date:
    """The first day on which the purchases of a date count no more.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> counts_until(date(2026, 11, 21), euro), counts_until(date(2028, 2, 29), euro)
    (datetime.date(2027, 11, 21), datetime.date(2029, 3, 1))
    """
    day = add_months(bought_on, programme.tier_months)
    return day if day.day == bought_on.day else day + _A_DAY


def kept_until(good: date, programme: Programme) -> date:
    """The first date on which a tier is no longer kept whose last good day was `good`.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> kept_until(date(2027, 11, 20), euro)
    datetime.date(2028, 12, 21)
    """
    return add_months(good, programme.tier_months) + timedelta(days=programme.tier_grace.days) + _A_DAY


def reached(points: int, programme: Programme) -> Tier:
    """The highest tier whose threshold so many base points meet."""
    return ([_LOWEST] + [tier for tier in programme.tiers if tier.threshold <= points])[-1]


def rank(name: str, programme: Programme) -> int:
    """How high a tier stands: 0 for the lowest, and for a name that the programme does not know."""
    return next((place for place, tier in enumerate(programme.tiers, 1) if tier.name == name), 0)


def standing(purchases: Iterable[Bought], programme: Programme, today: date) -> Standing:
    """Where somebody stands today by all their purchases up to today (later ones are left out), in any order.

    The tiers of the programme come in rising order, with thresholds above zero.

    Silver takes 100 points and Gold 300. Bought for 320 points once, Gold is met through the day before these leave
    the twelve months, kept twelve more, plus thirty days of grace; then it is Silver that is kept.

    >>> from zoneinfo import ZoneInfo
    >>> two = (Tier(name="Silver", threshold=100), Tier(name="Gold", threshold=300))
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2, tiers=two)
    >>> once = [Bought(date=date(2026, 11, 21), points=320)]
    >>> gold = standing(once, euro, date(2026, 11, 21))
    >>> gold.tier.name, gold.since, gold.kept_until, gold.next
    ('Gold', datetime.date(2026, 11, 21), datetime.date(2028, 12, 21), None)
    >>> fallen = standing(once, euro, date(2028, 12, 21))
    >>> fallen.tier.name, fallen.since, fallen.kept_until, fallen.counted, fallen.missing
    ('Silver', datetime.date(2028, 12, 21), datetime.date(2030, 1, 20), 0, 300)

    All but 88 of them refunded, there never was a tier, and 12 more reach one while the 88 count:

    >>> net = standing([Bought(date=date(2026, 11, 21), points=88)], euro, date(2026, 12, 1))
    >>> net.tier.name, net.since, net.next.name, net.missing, net.missing_by
    ('base', None, 'Silver', 12, datetime.date(2027, 11, 20))
    """
    bought = sorted((one.date, one.points) for one in purchases if one.points and one.date <= today)
    since, until, place = None, None, 0
    for day, now_at in _changes(bought, programme):
        if day > today:
            until = day
            break
        since, place = day, now_at
    tier = programme.tiers[place - 1] if place else _LOWEST
    counting = [(day, points) for day, points in bought if counts_until(day, programme) > today]
    counted = sum(points for _, points in counting)
    above = programme.tiers[place] if place < len(programme.tiers) else None
    to_keep = 0
    if until is not None and counted < tier.threshold:
        still = sum(points for day, points in counting if counts_until(day, programme) >= until)
        to_keep = tier.threshold - still
    return Standing(
        tier=tier,
        since=since,
        kept_until=until,
        to_keep=to_keep,
        counted=counted,
        next=above,
        missing=above.threshold - counted if above else 0,
        missing_by=counts_until(counting[0][0], programme) - _A_DAY if counting and above else None,
    )


def _changes(bought: list[tuple[date, int]], programme: Programme) -> Iterator[tuple[date, int]]:
    """Each day on which somebody comes to stand in another tier, and its rank, to the end of all purchases' effect.

    It goes from one date to the next on which what counts changes; between them only time can end a tier.
    """
    events = sorted([*bought, *((counts_until(day, programme), -points) for day, points in bought)])
    counted: dict[date, int] = {}
    total = 0
    for day, points in events:
        total += points
        counted[day] = total
    days = list(counted)
    # By rank the last good day of each tier; the lowest needs none.
    good = [date.min] * (len(programme.tiers) + 1)
    place = 0
    for begin, end in zip_longest(days, days[1:]):
        met = rank(reached(counted[begin], programme).name, programme)
        if met > place:
            place = met
            yield begin, place
        while met < place:
            fall = kept_until(good[place], programme)
            if end is not None and fall >= end:
                break
            # The eve of the fall was good for the tier below.
            place -= 1
            good[place] = fall - _A_DAY
            yield fall, place
        if end is not None:
            # What is met is good through the eve of the next change.
            for tier in range(1, met + 1):
                good[tier] = end - _A_DAY
