"""Which purchases wait until a manager has looked at them, and when their points come once one has."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from loyalty.earning import Earning
from loyalty.expiry import NEVER, expires_at
from loyalty.model import Programme


class Limit(StrEnum):
    """What a purchase went beyond."""

    PURCHASES_A_DAY = "purchases-a-day"
    POINTS_A_MEMBER_DAY = "points-a-member-day"
    POINTS_A_SHIFT = "points-a-shift"


@dataclass(frozen=True, kw_only=True)
class Day:
    """A business date before a purchase: how many `purchases` the member has made at this merchant, the points that
    the `member` has earned at all merchants, and those that the cashier has given (`shift`).
    """

    purchases: int = 0
    member: int = 0
    shift: int = 0


def limit_passed(points: int, day: Day, programme: Programme) -> Limit | None:
    """The limit that a purchase worth `points` goes beyond; None when it stays within all, or is worth nothing.

    With three purchases a day the fourth waits, and so does each that follows:

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2, points_a_shift=1000)
    >>> limit_passed(24, Day(purchases=2), euro), str(limit_passed(24, Day(purchases=3), euro))
    (None, 'purchases-a-day')

    Points may come up to their limit and not beyond:

    >>> limit_passed(24, Day(shift=976), euro), str(limit_passed(25, Day(shift=976), euro))
    (None, 'points-a-shift')
    """
    if points == 0:
        return None
    if programme.purchases_a_day is not None and day.purchases >= programme.purchases_a_day:
        return Limit.PURCHASES_A_DAY
    if programme.points_a_member_day is not None and day.member + points > programme.points_a_member_day:
        return Limit.POINTS_A_MEMBER_DAY
    if programme.points_a_shift is not None and day.shift + points > programme.points_a_shift:
        return Limit.POINTS_A_SHIFT
    return None


def on_hold(earned: Earning) -> Earning:
    """The same points, pending until somebody says otherwise: neither their beginning nor their end is known."""
    return replace(earned, activates_at=NEVER, expires_at=NEVER)


def released(activates_at: datetime, now: datetime, programme: Programme) -> tuple[datetime, datetime]:
    """When points that were on hold can be spent and when they end, if they are approved at `now`.

    They come at their ordinary time, or at once if that is past; expiry counts from activation as ever.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> friday = datetime(2026, 11, 20, 12, tzinfo=UTC)
    >>> begins, ends = released(friday, friday.replace(month=12, day=1), euro)
    >>> begins.isoformat(), ends.isoformat()
    ('2026-12-01T12:00:00+00:00', '2028-01-01T00:00:00+00:00')
    """
    begins = max(activates_at, now)
    return begins, expires_at(begins, programme)
