"""Days and months by the programme's calendar."""

from datetime import date, datetime, timedelta

from loyalty.hours import local_instant
from loyalty.model import Programme


def local_date(at: datetime, programme: Programme) -> date:
    """The date of an instant in the programme's zone.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> tokyo = Programme(zone=ZoneInfo("Asia/Tokyo"), currency="JPY", exponent=0)
    >>> local_date(datetime(2026, 11, 21, 15, tzinfo=UTC), tokyo)
    datetime.date(2026, 11, 22)
    """
    return at.astimezone(programme.zone).date()


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
    return local_instant(day, 0, programme.zone)


def start_of_today(now: datetime, programme: Programme) -> datetime:
    """The first instant of the local date of `now`."""
    return start_of_day(local_date(now, programme), programme)


def start_of_month(now: datetime, programme: Programme) -> datetime:
    """The first instant of the local month of `now`."""
    return start_of_day(local_date(now, programme).replace(day=1), programme)
