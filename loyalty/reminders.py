"""Reminders before points end, and birthdays: of whom it is time to think on a date, and what there is to say.

Points have crossed a stage of so many days on the date that lies so many days before their last good day, which is
the local date that ends with them. What ends within one week, Monday to Sunday, is one reminder a stage.
"""

from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from loyalty.calendar import local_date, start_of_day
from loyalty.courtesy import Listener
from loyalty.expiry import NEVER
from loyalty.hours import awake_at, local_instant
from loyalty.model import Lot
from loyalty.programme import Programme

_MOMENT = timedelta(milliseconds=1)
_DAY = timedelta(days=1)
# Zones lie between UTC+14 and UTC-12; an hour more, for a morning that falls into one that is skipped.
_EARLIEST, _LATEST = timedelta(hours=15), timedelta(hours=13)


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Points whose last good day lies after `after`, up to and with `through`, have come within `days` of it."""

    days: int
    after: date
    through: date


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What ends within a week: `first` points by `first_ends_at`, and `points` in all by `ends_at`, both exclusive."""

    first: int
    first_ends_at: datetime
    points: int
    ends_at: datetime


def last_good_day(expires_at: datetime, programme: Programme) -> date:
    """The last local date on which points can be spent that end at `expires_at`.

    >>> from zoneinfo import ZoneInfo
    >>> utc = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> last_good_day(datetime(2027, 12, 1, tzinfo=UTC), utc), last_good_day(datetime(2027, 12, 8, 12, tzinfo=UTC), utc)
    (datetime.date(2027, 11, 30), datetime.date(2027, 12, 8))
    """
    return local_date(expires_at - _MOMENT, programme)


def week_of(day: date) -> date:
    """The Monday of a day's week.

    >>> week_of(date(2027, 11, 30)), week_of(date(2027, 12, 5)), week_of(date(2027, 12, 6))
    (datetime.date(2027, 11, 29), datetime.date(2027, 11, 29), datetime.date(2027, 12, 6))
    """
    return day - timedelta(days=day.weekday())


def stage_of(last_day: date, today: date, stages: Iterable[int]) -> int | None:
    """The nearest of the stages that points with that last good day have crossed by `today`; None before the first.

    >>> [stage_of(date(2027, 11, 30), date(2027, 11, day), (30, 7, 1)) for day in (1, 22, 23, 28, 29, 30)]
    [30, 30, 7, 7, 1, 1]
    """
    return min((days for days in stages if (last_day - today).days <= days), default=None)


def crossings(since: date, today: date, stages: Iterable[int]) -> tuple[Crossing, ...]:
    """What has crossed a stage after the date `since`, up to and with `today`, by last good days; the nearest first.

    Of the stages that points have crossed in between, only the nearest counts. What has ended before today does not.

    >>> [(one.days, one.after.isoformat(), one.through.isoformat())
    ...  for one in crossings(date(2027, 11, 22), date(2027, 11, 23), (30, 7, 1))]
    [(1, '2027-11-23', '2027-11-24'), (7, '2027-11-29', '2027-11-30'), (30, '2027-12-22', '2027-12-23')]

    Ten days later it is the last week that counts for points that have crossed both seven days and one:

    >>> [(one.days, one.after.isoformat(), one.through.isoformat())
    ...  for one in crossings(date(2027, 11, 22), date(2027, 12, 2), (7, 1))]
    [(1, '2027-12-01', '2027-12-03'), (7, '2027-12-03', '2027-12-09')]
    """
    found, nearer = [], -1
    for days in sorted(set(stages)):
        after = max(since + timedelta(days=days), today + timedelta(days=nearer))
        through = today + timedelta(days=days)
        if after < through:
            found.append(Crossing(days=days, after=after, through=through))
        nearer = days
    return tuple(found)


def ending_in_week(lots: Iterable[Lot], monday: date, now: datetime, programme: Programme) -> Ending | None:
    """What can be spent at `now` and ends in the week of that Monday; None when nothing does.

    >>> from zoneinfo import ZoneInfo
    >>> from loyalty.model import LotState
    >>> utc = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> now = datetime(2027, 11, 23, 10, tzinfo=UTC)
    >>> def lot(number: int, points: int, day: int, month: int = 12) -> Lot:
    ...     return Lot(id=number, state=LotState.ACTIVE, points=points, remaining=points, merchant_id=1, earned_at=now,
    ...                activates_at=now, expires_at=datetime(2027, month, day, tzinfo=UTC))
    >>> found = ending_in_week([lot(1, 24, 1), lot(2, 6, 1), lot(3, 5, 4), lot(4, 9, 7)], date(2027, 11, 29), now, utc)
    >>> found.first, found.first_ends_at.isoformat(), found.points, found.ends_at.isoformat()
    (30, '2027-12-01T00:00:00+00:00', 35, '2027-12-04T00:00:00+00:00')
    """
    alive = [lot for lot in lots if lot.spendable_at(now) and lot.remaining and lot.expires_at < NEVER]
    days = {lot.id: last_good_day(lot.expires_at, programme) for lot in alive}
    within = [lot for lot in alive if week_of(days[lot.id]) == monday]
    if not within:
        return None
    first_day = min(days[lot.id] for lot in within)
    first = [lot for lot in within if days[lot.id] == first_day]
    return Ending(
        first=sum(lot.remaining for lot in first),
        first_ends_at=min(lot.expires_at for lot in first),
        points=sum(lot.remaining for lot in within),
        ends_at=max(lot.expires_at for lot in within),
    )


def birthdays_on(day: date) -> tuple[str, ...]:
    """Whose birthday (MM-DD) a date is: in a year without it, 29 February comes on the 28th.

    >>> birthdays_on(date(2027, 2, 28)), birthdays_on(date(2028, 2, 28)), birthdays_on(date(2028, 2, 29))
    (('02-28', '02-29'), ('02-28',), ('02-29',))
    """
    kept = f"{day.month:02d}-{day.day:02d}"
    return (kept, "02-29") if kept == "02-28" and not isleap(day.year) else (kept,)


def mornings_within(since: date, today: date, programme: Programme) -> tuple[date, ...]:
    """The dates whose mornings, at the programme's minute, can come in some zone after the date `since` and before
    `today` is over by the programme's calendar; not those that are over everywhere before `today` begins.

    >>> from zoneinfo import ZoneInfo
    >>> istanbul = Programme(zone=ZoneInfo("Europe/Istanbul"), currency="EUR", exponent=2)
    >>> [day.isoformat() for day in mornings_within(date(2027, 2, 28), date(2027, 3, 1), istanbul)]
    ['2027-02-28', '2027-03-01', '2027-03-02']
    """
    begins, ends = (start_of_day(day + _DAY, programme) for day in (since, today))
    minute = timedelta(minutes=programme.reminder_minute)
    found = []
    for days in range(-2, 3):
        day = today + timedelta(days=days)
        there = datetime(day.year, day.month, day.day, tzinfo=UTC) + minute
        if there - _EARLIEST < ends and there + _LATEST >= begins:
            found.append(day)
    return tuple(found)


def reminded_at(
    today: date, now: datetime, ends_at: datetime, programme: Programme, listener: Listener
) -> datetime | None:
    """When to remind somebody on a date of the programme's calendar of what ends at `ends_at`: at the programme's
    minute of that date where they live; at once when that is over by `now`, or too late; out of their quiet hours.
    None when it has ended by then.

    >>> from zoneinfo import ZoneInfo
    >>> berlin, midnight = ZoneInfo("Europe/Berlin"), datetime(2027, 11, 22, 21, tzinfo=UTC)
    >>> istanbul = Programme(zone=ZoneInfo("Europe/Istanbul"), currency="EUR", exponent=2)
    >>> end = datetime(2027, 11, 30, 21, tzinfo=UTC)
    >>> reminded_at(date(2027, 11, 23), midnight, end, istanbul, Listener(zone=berlin)).isoformat()
    '2027-11-23T09:00:00+00:00'
    >>> noon = datetime(2027, 11, 23, 12, tzinfo=UTC)
    >>> reminded_at(date(2027, 11, 23), noon, end, istanbul, Listener(zone=berlin)).isoformat()
    '2027-11-23T12:00:00+00:00'
    >>> evening = datetime(2027, 11, 23, 22, tzinfo=UTC)
    >>> reminded_at(date(2027, 11, 23), evening, end, istanbul, Listener(zone=berlin, quiet=(21 * 60, 480))).isoformat()
    '2027-11-24T07:00:00+00:00'
    """
    at = local_instant(today, programme.reminder_minute, listener.zone)
    if at >= ends_at:
        at = now
    at = awake_at(max(at, now), listener.zone, listener.quiet)
    return at if at < ends_at else None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """When somebody is wished a happy birthday: from `at` on, on their `day`, which is over at `ends_at`."""

    day: date
    at: datetime
    ends_at: datetime


def wished_at(
    birthday: date, since: date, today: date, now: datetime, programme: Programme, listener: Listener
) -> Wish | None:
    """When to wish somebody a happy birthday, which is on that date where they live: in the morning, at the programme's
    minute; at once when that is over by `now`.

    None unless that morning comes after the date `since` and before `today` is over by the programme's calendar, and
    while their birthday lasts: each morning comes on one date of the programme's calendar, whatever the zone.

    >>> from zoneinfo import ZoneInfo
    >>> utc = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> kiritimati, midnight = Listener(zone=ZoneInfo("Pacific/Kiritimati")), datetime(2027, 5, 2, tzinfo=UTC)
    >>> wish = wished_at(date(2027, 5, 3), date(2027, 5, 1), date(2027, 5, 2), midnight, utc, kiritimati)
    >>> wish.at.isoformat(), wish.ends_at.isoformat()
    ('2027-05-02T20:00:00+00:00', '2027-05-03T10:00:00+00:00')
    """
    at = local_instant(birthday, programme.reminder_minute, listener.zone)
    begins, ends = (start_of_day(day + _DAY, programme) for day in (since, today))
    if not begins <= at < ends:
        return None
    ends_at = local_instant(birthday + _DAY, 0, listener.zone)
    at = awake_at(max(at, now), listener.zone, listener.quiet)
    return Wish(day=birthday, at=at, ends_at=ends_at) if at < ends_at else None
