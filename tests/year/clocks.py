"""Local times by brute force: the expectation's own, with nothing but the standard library."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

# Everything in the simulated year happens on the half hour, and every zone in it changes its clocks on one.
TICK = timedelta(minutes=30)
A_DAY = timedelta(days=1)


@cache
def zone_of(name: str) -> ZoneInfo:
    """A zone by name."""
    return ZoneInfo(name)


def day_in(zone: str, at: datetime) -> date:
    """The date of an instant somewhere."""
    return at.astimezone(zone_of(zone)).date()


def minute_in(zone: str, at: datetime) -> int:
    """The minute of the day of an instant somewhere."""
    local = at.astimezone(zone_of(zone))
    return local.hour * 60 + local.minute


@cache
def instant(zone: str, day: date, minute: int = 0) -> datetime:
    """The first tick at which a clock somewhere shows that minute of that day, or a later one: walked to."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=16)
    while (day_in(zone, at), minute_in(zone, at)) < (day, minute):
        at += TICK
    return at


def ticks(first: datetime, last: datetime) -> Iterator[datetime]:
    """Every half hour from the first to the last, both included."""
    at = first
    while at <= last:
        yield at
        at += TICK


def next_tick(at: datetime) -> datetime:
    """The first tick at or after an instant."""
    rest = at.timestamp() % TICK.total_seconds()
    return at if not rest else at + TICK - timedelta(seconds=rest)


def is_quiet(hours: tuple[int, int] | None, zone: str, at: datetime) -> bool:
    """Whether somebody sleeps by these hours of theirs; hours that end before they begin reach over midnight."""
    if hours is None or hours[0] == hours[1]:
        return False
    begins, ends = hours
    minute = minute_in(zone, at)
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def awake_at(hours: tuple[int, int] | None, zone: str, at: datetime) -> datetime:
    """The first tick from then on at which they do not: walked to."""
    at = next_tick(at)
    while is_quiet(hours, zone, at):
        at += TICK
    return at


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError(day)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is too short."""
    return months_before(day, -months)
