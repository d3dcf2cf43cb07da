"""What a campaign will cost, estimated from what was bought in the last weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from loyalty.calendar import local_date
from loyalty.campaigns import reaches
from loyalty.model import Campaign, Programme
from loyalty.plans import days_of, hours_on

WEEKS = 4


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A past day that stands for `times` days of a campaign: what was recorded from `begins_at` until just before
    `ends_at` would have counted.
    """

    day: date
    times: int
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Takings:
    """What members of one tier bought in the hours of a sample: the points of it before tiers and campaigns, net of
    refunds, and by how many people.
    """

    tier: str
    base_points: int
    buyers: int


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """How many points more a campaign would have given in the leanest and the richest of so many past weeks."""

    low: int
    high: int
    weeks: int


def samples(campaign: Campaign, now: datetime, programme: Programme) -> tuple[tuple[Sample, ...], ...]:
    """The last four weeks, the latest first: of each the weekdays on which a campaign will count, with how many of its
    days from today on fall on them. Today is not over and so is no sample.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> saturday = Campaign(
    ...     id=0, merchant_id=1, name="Double Saturday", state="active", multiplier_percent=200,
    ...     starts_at=datetime(2026, 11, 27, 23, tzinfo=UTC), ends_at=datetime(2026, 11, 28, 23, tzinfo=UTC))
    >>> weeks = samples(saturday, datetime(2026, 11, 21, 12, tzinfo=UTC), euro)
    >>> [sample.day.isoformat() for week in weeks for sample in week]
    ['2026-11-14', '2026-11-07', '2026-10-31', '2026-10-24']
    """
    today = local_date(now, programme)
    first, last = days_of(campaign, programme)
    times: dict[int, int] = {}
    for ahead in range((last - max(first, today)).days + 1):
        weekday = (max(first, today) + timedelta(days=ahead)).weekday()
        if campaign.weekdays >> weekday & 1:
            times[weekday] = times.get(weekday, 0) + 1

    def sample(weekday: int, week: int) -> Sample:
        day = today - timedelta(days=((today.weekday() - weekday - 1) % 7 + 1) + 7 * week)
        begins_at, ends_at = hours_on(campaign, day, programme)
        return Sample(day=day, times=times[weekday], begins_at=begins_at, ends_at=ends_at)

    return tuple(tuple(sample(weekday, week) for weekday in sorted(times)) for week in range(WEEKS))


def added(campaign: Campaign, takings: Sequence[Takings], programme: Programme) -> int:
    """The points that a campaign would have given on a day, beyond what was earned without it: a multiplier multiplies
    what the tier makes of the base points, a bonus comes once to each buyer; a member's cap bounds it.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> from loyalty.model import Tier
    >>> silver = Tier(name="silver", threshold=100, multiplier=Fraction(3, 2))
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2, tiers=(silver,))
    >>> day = (Takings(tier="base", base_points=120, buyers=9), Takings(tier="silver", base_points=40, buyers=2))
    >>> double, bonus = (
    ...     Campaign(id=0, merchant_id=1, name="", state="active", starts_at=datetime(2026, 11, 28, tzinfo=UTC),
    ...              ends_at=datetime(2026, 11, 29, tzinfo=UTC), multiplier_percent=percent, bonus=points)
    ...     for percent, points in ((200, None), (None, 5)))
    >>> added(double, day, euro), added(bonus, day, euro)
    (180, 55)
    """
    points = 0
    for part in takings:
        if campaign.tier is not None and not reaches(part.tier, campaign.tier, programme):
            continue
        if campaign.bonus is not None:
            more = campaign.bonus * part.buyers
        else:
            times = max(Fraction(0), Fraction((campaign.multiplier_percent or 100) - 100, 100))
            more = int(part.base_points * programme.tier(part.tier).multiplier * times)
        points += more if campaign.member_cap is None else min(more, campaign.member_cap * part.buyers)
    return points


def estimate(
    campaign: Campaign, weeks: Sequence[Sequence[tuple[Sample, Sequence[Takings]]]], programme: Programme
) -> Estimate | None:
    """What a campaign will cost if as much is bought as in those weeks, within what it may give in all. None when
    there is nothing to go by: no week, or none in which a purchase would have counted.

    Two Saturdays on which 120 and 180 points were earned; the Saturdays of a fortnight double them:

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> saturdays = Campaign(
    ...     id=0, merchant_id=1, name="Saturdays", state="active", multiplier_percent=200, weekdays=1 << 5,
    ...     starts_at=datetime(2026, 11, 23, tzinfo=UTC), ends_at=datetime(2026, 12, 7, tzinfo=UTC))
    >>> weeks = [[(sample, [Takings(tier="base", base_points=points, buyers=9)]) for sample in week]
    ...          for week, points in zip(samples(saturdays, saturdays.starts_at, euro), (120, 180))]
    >>> estimate(saturdays, weeks, euro)
    Estimate(low=240, high=360, weeks=2)
    """
    left = None if campaign.total_cap is None else max(0, campaign.total_cap - campaign.given)
    sums = [sum(sample.times * added(campaign, takings, programme) for sample, takings in week) for week in weeks]
    if not any(sums):
        return None
    bounded = [points if left is None else min(points, left) for points in sums]
    return Estimate(low=min(bounded), high=max(bounded), weeks=len(bounded))
