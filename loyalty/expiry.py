"""When points end."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from loyalty.model import Lot, LotState, Programme

# Far enough to be never, near enough for every calendar; an instant and not NULL, which engines sort differently.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the end of a shorter month.

    >>> add_months(date(2027, 11, 30), 3)
    datetime.date(2028, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def start_of_day(day: date, programme: Programme) -> datetime:
    """The first instant of a local date in the programme's zone, in UTC.

    Where midnight comes twice it is the first; where it is skipped, the first instant that exists.

    >>> from zoneinfo import ZoneInfo
    >>> santiago = Programme(zone=ZoneInfo("America/Santiago"), currency="CLP", exponent=0)
    >>> start_of_day(date(2026, 9, 6), santiago).isoformat()
    '2026-09-06T04:00:00+00:00'
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=programme.zone)
    instant = midnight.astimezone(UTC)
    if instant.astimezone(programme.zone).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return instant
    # Midnight was skipped: the change lies within the day before; close in on its second.
    before, after = instant - timedelta(days=1, hours=1), instant
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(programme.zone).date() >= day:
            after = middle
        else:
            before = middle
    return after


def expires_at(starts_at: datetime, programme: Programme) -> datetime:
    """When points end that can be spent from `starts_at`: exclusive, the instant after the end of the month
    so many months later, by the programme's calendar.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> expires_at(datetime(2026, 11, 21, 12, tzinfo=UTC), euro).isoformat()
    '2027-11-30T23:00:00+00:00'
    """
    local = starts_at.astimezone(programme.zone).date()
    return start_of_day(add_months(local.replace(day=1), programme.expiry.count + 1), programme)


def expired(lots: Iterable[Lot], now: datetime) -> tuple[Lot, ...]:
    """The active lots that are past their time at `now` and have something left, soonest first."""
    due = [lot for lot in lots if lot.state is LotState.ACTIVE and lot.expires_at <= now]
    return tuple(sorted(due, key=lambda lot: (lot.expires_at, lot.id)))
