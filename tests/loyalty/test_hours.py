import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loyalty.hours import Quiet, awake_at, is_quiet, local_instant, quiet_at

# Each with an instant close to a change of its clocks.
CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2027, 3, 14, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),  # midnight is skipped
    ("America/Santiago", datetime(2027, 4, 4, 3, tzinfo=UTC)),  # the hour before midnight comes twice
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),  # by half an hour
    ("Australia/Lord_Howe", datetime(2027, 4, 3, 15, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # 30 December 2011 is left out
    ("Asia/Kathmandu", datetime(2028, 2, 29, 12, tzinfo=UTC)),
]
QUIET: list[Quiet] = [(1260, 480), (1380, 0), (0, 420), (1410, 90), (60, 180), (150, 155), (720, 719), (480, 480), None]


@pytest.mark.parametrize(
    ("zone", "day", "minute", "instant"),
    [
        ("Europe/Istanbul", date(2026, 11, 21), 600, "2026-11-21T07:00:00+00:00"),
        ("Europe/Berlin", date(2026, 3, 29), 119, "2026-03-29T00:59:00+00:00"),
        ("Europe/Berlin", date(2026, 3, 29), 120, "2026-03-29T01:00:00+00:00"),
        ("Europe/Berlin", date(2026, 3, 29), 179, "2026-03-29T01:00:00+00:00"),
        ("Europe/Berlin", date(2026, 3, 29), 180, "2026-03-29T01:00:00+00:00"),
        ("Europe/Berlin", date(2026, 10, 25), 120, "2026-10-25T00:00:00+00:00"),
        ("Europe/Berlin", date(2026, 10, 25), 180, "2026-10-25T02:00:00+00:00"),
        ("America/Santiago", date(2026, 9, 6), 30, "2026-09-06T04:00:00+00:00"),
        ("America/Santiago", date(2027, 4, 3), 1410, "2027-04-04T02:30:00+00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), 135, "2026-10-03T15:30:00+00:00"),
        ("Pacific/Apia", date(2011, 12, 30), 600, "2011-12-30T10:00:00+00:00"),
        ("Asia/Kathmandu", date(2028, 2, 29), 600, "2028-02-29T04:15:00+00:00"),
    ],
)
def test_a_local_time_is_one_instant_also_where_it_is_skipped_or_comes_twice(
    zone: str, day: date, minute: int, instant: str
) -> None:
    assert local_instant(day, minute, ZoneInfo(zone)).isoformat() == instant


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_a_local_time_is_the_first_instant_at_which_the_clocks_have_come_to_it(zone: str, change: datetime) -> None:
    at = ZoneInfo(zone)
    first: dict[tuple[date, int], datetime] = {}
    reached: datetime | None = None
    for minutes in range(-30 * 60, 30 * 60):
        instant = change + timedelta(minutes=minutes)
        local = instant.astimezone(at).replace(tzinfo=None)
        if reached is not None and local > reached:
            for passed in range(1, round((local - reached).total_seconds() / 60) + 1):
                shown = reached + timedelta(minutes=passed)
                first[shown.date(), shown.hour * 60 + shown.minute] = instant
        reached = local if reached is None else max(reached, local)
    assert first
    for (day, minute), instant in first.items():
        assert local_instant(day, minute, at) == instant


@pytest.mark.parametrize("quiet", [None, (0, 0), (480, 480)])
def test_two_equal_quiet_hours_are_none(quiet: Quiet) -> None:
    now, zone = datetime(2026, 11, 21, 8, tzinfo=UTC), ZoneInfo("UTC")
    assert not is_quiet(now, zone, quiet)
    assert awake_at(now, zone, quiet) == now
    assert quiet_at(now, zone, quiet) is None


@pytest.mark.parametrize(
    ("now", "awake"),
    [
        ("2026-11-21T20:59:59+00:00", "2026-11-21T20:59:59+00:00"),
        ("2026-11-21T21:00:00+00:00", "2026-11-22T08:00:00+00:00"),
        ("2026-11-22T00:00:00+00:00", "2026-11-22T08:00:00+00:00"),
        ("2026-11-22T07:59:59.999000+00:00", "2026-11-22T08:00:00+00:00"),
        ("2026-11-22T08:00:00+00:00", "2026-11-22T08:00:00+00:00"),
    ],
)
def test_quiet_hours_reach_over_midnight(now: str, awake: str) -> None:
    assert awake_at(datetime.fromisoformat(now), ZoneInfo("UTC"), (1260, 480)).isoformat() == awake


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_quiet_hours_end_and_begin_at_the_first_minute_that_is_outside_or_inside(zone: str, change: datetime) -> None:
    at, chance = ZoneInfo(zone), random.Random(4242)
    minutes = [change + timedelta(minutes=passed) for passed in range(-1500, 3 * 24 * 60)]
    for quiet in QUIET:
        silent = [is_quiet(minute, at, quiet) for minute in minutes]
        for _ in range(15):
            start = chance.randrange(1800)
            begins = silent.index(True, start) if True in silent else None
            assert awake_at(minutes[start], at, quiet) == minutes[silent.index(False, start)]
            assert quiet_at(minutes[start], at, quiet) == (None if begins is None else minutes[begins])
