"""Winning somebody back: an offer to a member who has not bought at a merchant for so many days, once a season."""

from datetime import date, datetime
from typing import Final

from loyalty.courtesy import Listener
from loyalty.hours import awake_at, local_instant
from loyalty.programme import Programme

# Days after the last purchase, of which a merchant chooses.
CHOICES: Final = (30, 60, 90)


def season_of(day: date) -> str:
    """The season of a date: a quarter of the calendar year.

    >>> season_of(date(2026, 11, 21)), season_of(date(2027, 1, 1))
    ('2026-Q4', '2027-Q1')
    """
    return f"{day.year}-Q{(day.month + 2) // 3}"


def seasons_between(first: date, last: date) -> tuple[str, ...]:
    """The seasons from that of `first` to that of `last`, in order.

    >>> seasons_between(date(2026, 9, 30), date(2027, 1, 1))
    ('2026-Q3', '2026-Q4', '2027-Q1')
    """
    quarters = (day.year * 4 + (day.month - 1) // 3 for day in (first, last))
    begins, ends = quarters
    return tuple(f"{quarter // 4}-Q{quarter % 4 + 1}" for quarter in range(begins, ends + 1))


def offered_at(today: date, now: datetime, programme: Programme, listener: Listener) -> datetime:
    """When the offer of a date of the programme's calendar is made: at the programme's minute of that date where the
    member lives, at once when that is over by `now`, and out of their quiet hours.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> istanbul = Programme(zone=ZoneInfo("Europe/Istanbul"), currency="EUR", exponent=2)
    >>> midnight, berlin = datetime(2026, 11, 20, 21, tzinfo=UTC), Listener(zone=ZoneInfo("Europe/Berlin"))
    >>> offered_at(date(2026, 11, 21), midnight, istanbul, berlin).isoformat()
    '2026-11-21T09:00:00+00:00'
    """
    at = local_instant(today, programme.reminder_minute, listener.zone)
    return awake_at(max(at, now), listener.zone, listener.quiet)
