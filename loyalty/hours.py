"""Hours of people's own days: which instant a local time is, and when somebody wants to be left alone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

# Minutes of the local day, from and to, over midnight where the second is smaller; two equal ones are never, like None.
Quiet: TypeAlias = tuple[int, int] | None

# No clock has ever been moved by more than this at once (Samoa left out a whole day).
_LARGEST_CHANGE = timedelta(hours=25)
_SECOND = timedelta(seconds=1)


def local_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show that minute (0 is midnight) of that date.

    Where it comes twice, the first time; where it is skipped, the first instant after, when the clocks have jumped.

    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> local_instant(date(2026, 11, 21), 9 * 60, berlin).isoformat()
    '2026-11-21T08:00:00+00:00'
    >>> local_instant(date(2026, 10, 25), 150, berlin).isoformat()  # 2:30, twice
    '2026-10-25T00:30:00+00:00'
    >>> local_instant(date(2026, 3, 29), 150, berlin).isoformat()  # 2:30, never: from 2 it is 3 at once
    '2026-03-29T01:00:00+00:00'
    """
    return _shown(day, minute, zone, fold=0)


def is_quiet(at: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    """Whether an instant lies within the quiet hours of somebody in `zone`; the last minute is not among them.

    >>> is_quiet(datetime(2026, 11, 21, 21, 30, tzinfo=UTC), ZoneInfo("Europe/Istanbul"), (22 * 60, 8 * 60))
    True
    """
    if quiet is None:
        return False
    begins, ends = quiet
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if begins <= ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends


def awake_at(now: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The first instant from `now` on that is not in quiet hours: `now` itself if it is not.

    >>> awake_at(datetime(2026, 11, 21, 23, tzinfo=UTC), ZoneInfo("UTC"), (21 * 60, 8 * 60)).isoformat()
    '2026-11-22T08:00:00+00:00'
    """
    if quiet is None or not is_quiet(now, zone, quiet):
        return now
    today = now.astimezone(zone).date()
    # A day that is left out ends no quiet hours, hence one more; an hour that comes again may end them again.
    ends = (_shown(today + timedelta(days=days), quiet[1], zone, fold=fold) for days in (0, 1, 2, 3) for fold in (0, 1))
    end = next(at for at in ends if at > now and not is_quiet(at, zone, quiet))
    return _change_out(now, end, zone, quiet) or end


def quiet_at(now: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime | None:
    """The first instant from `now` on that is in quiet hours; None where there are none.

    >>> quiet_at(datetime(2026, 11, 21, 12, tzinfo=UTC), ZoneInfo("UTC"), (21 * 60, 8 * 60)).isoformat()
    '2026-11-21T21:00:00+00:00'
    """
    if quiet is None or quiet[0] == quiet[1]:
        return None
    # Quiet hours begin where the hours between them end.
    return awake_at(now, zone, (quiet[1], quiet[0]))


def _shown(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> datetime:
    """See `local_instant`; with fold 1 the second time where there are two."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    return _change(at - _LARGEST_CHANGE, at + _LARGEST_CHANGE, zone)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, to the second, at which the clocks of `zone` have been changed between the two."""
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _change_out(now: datetime, end: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime | None:
    """The change of clocks between the two that leads out of quiet hours before their end, if there is one: back to
    an hour before they begin.
    """
    if now.astimezone(zone).utcoffset() == end.astimezone(zone).utcoffset():
        return None
    change = _change(now, end, zone)
    return None if is_quiet(change, zone, quiet) else change
