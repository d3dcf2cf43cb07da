"""The timetable: every job by name, how often it runs, and by when it is late."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from loyalty.calendar import start_of_today
from loyalty.model import Programme


class Job(StrEnum):
    """What the process does by the clock."""

    SETTLE = "settle"
    BROADCAST = "broadcast"
    TIDY = "tidy"
    ACTIVATE = "activate"
    EXPIRE = "expire"
    TIERS = "tiers"
    REMINDERS = "reminders"
    WATCH = "watch"
    WIN_BACK = "win-back"


# Seconds between two looks at whether there is something to do.
EVERY: Final = {Job.SETTLE: 5, Job.BROADCAST: 2, Job.TIDY: 3600}
# Once for each date of the programme's calendar, from midnight on and in this order.
NIGHTLY: Final = (Job.ACTIVATE, Job.EXPIRE, Job.TIERS, Job.REMINDERS, Job.WATCH, Job.WIN_BACK)
TIMETABLE: Final = (*EVERY, *NIGHTLY)

# A run without anything to do may be noted so much later.
_NOTED = timedelta(minutes=5)
# So long after midnight the jobs of the date are done, however many members there are.
_A_NIGHT = timedelta(hours=1)


def is_late(job: Job, succeeded_at: datetime, now: datetime, programme: Programme) -> bool:
    """Whether a job that succeeded last at that instant should have succeeded again by `now`: one that looks every few
    seconds after twice that time and five minutes, one of the night an hour after midnight.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> eve = datetime(2026, 11, 20, 0, 0, 5, tzinfo=UTC)
    >>> [is_late(Job.TIERS, eve, datetime(2026, 11, 21, hour, 30, tzinfo=UTC), euro) for hour in (0, 1)]
    [False, True]
    >>> is_late(Job.SETTLE, eve, eve + timedelta(minutes=6), euro)
    True
    """
    if job in EVERY:
        return now - succeeded_at > timedelta(seconds=2 * EVERY[job]) + _NOTED
    midnight = start_of_today(now, programme)
    return succeeded_at < midnight and now >= midnight + _A_NIGHT
