"""When points end."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from loyalty.calendar import add_months, local_date, start_of_day
from loyalty.model import Lot, LotState, Programme
from loyalty.programme import Expiry, ExpiryPolicy

# When points end that never do: an instant like any other, for engines disagree on where NULL sorts.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def expires_at(starts_at: datetime, programme: Programme) -> datetime:
    """When points end that can be spent from `starts_at`, by the programme's policy and calendar: exclusive, the first
    instant of the local date after the last on which they live.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> expires_at(datetime(2026, 11, 21, 12, tzinfo=UTC), euro).isoformat()
    '2027-11-30T23:00:00+00:00'
    """
    return end_of_life(starts_at, programme.expiry, programme)


def end_of_life(starts_at: datetime, life: Expiry, programme: Programme) -> datetime:
    """When a life ends that begins at `starts_at`; see `expires_at`.

    The month so many months on to its end; so many months (clamped to a shorter month) or days on, that day
    included; the year (0 is this one) to its end; or NEVER.

    >>> from zoneinfo import ZoneInfo
    >>> utc = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> def end(policy: ExpiryPolicy, count: int) -> str:
    ...     life = Expiry(policy=policy, count=count)
    ...     return end_of_life(datetime(2026, 8, 31, 12, tzinfo=UTC), life, utc).date().isoformat()
    >>> end(ExpiryPolicy.END_OF_MONTH, 6), end(ExpiryPolicy.MONTHS, 6), end(ExpiryPolicy.DAYS, 90)
    ('2027-03-01', '2027-03-01', '2026-11-30')
    >>> end(ExpiryPolicy.END_OF_YEAR, 0), end(ExpiryPolicy.END_OF_YEAR, 1), end(ExpiryPolicy.NEVER, 0)
    ('2027-01-01', '2028-01-01', '9999-12-31')
    """
    first = local_date(starts_at, programme)
    if life.policy is ExpiryPolicy.NEVER:
        return NEVER
    if life.policy is ExpiryPolicy.END_OF_MONTH:
        after = add_months(first.replace(day=1), life.count + 1)
    elif life.policy is ExpiryPolicy.MONTHS:
        after = add_months(first, life.count) + timedelta(days=1)
    elif life.policy is ExpiryPolicy.DAYS:
        after = first + timedelta(days=life.count + 1)
    else:
        after = date(first.year + life.count + 1, 1, 1)
    return start_of_day(after, programme)


def sliding_life(life: Expiry) -> str | None:
    """What a lot keeps of a life that activity begins anew; None for any other.

    >>> sliding_life(Expiry(policy=ExpiryPolicy.MONTHS, count=6, sliding=True)), sliding_life(Expiry())
    ('months:6', None)
    """
    return f"{life.policy}:{life.count}" if life.sliding and life.policy is not ExpiryPolicy.NEVER else None


def slid(kept: str, active_at: datetime, programme: Programme) -> datetime:
    """When points end whose life (as `sliding_life` wrote it) begins anew with a purchase, or a reward used, then.

    It holds for what can be spent at that moment: what is past its time stays so whether a job ran or not, and what
    staff gave back after its date lives no longer for it. No life becomes shorter by it.

    >>> from zoneinfo import ZoneInfo
    >>> utc = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> slid("days:90", datetime(2026, 11, 21, 12, tzinfo=UTC), utc).isoformat()
    '2027-02-20T00:00:00+00:00'
    """
    policy, _, count = kept.partition(":")
    return end_of_life(active_at, Expiry(policy=ExpiryPolicy(policy), count=int(count), sliding=True), programme)


def expired(lots: Iterable[Lot], now: datetime) -> tuple[Lot, ...]:
    """The active lots that are past their time at `now` and have something left, soonest first."""
    due = [lot for lot in lots if lot.state is LotState.ACTIVE and lot.expires_at <= now]
    return tuple(sorted(due, key=lambda lot: (lot.expires_at, lot.id)))
