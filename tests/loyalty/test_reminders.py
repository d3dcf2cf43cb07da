"""Which stages points have crossed, whatever nights were missed; and that every morning has one date of its own."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.calendar import start_of_day
from loyalty.courtesy import Listener
from loyalty.hours import local_instant
from loyalty.programme import Programme
from loyalty.reminders import crossings, mornings_within, stage_of, wished_at

A_DAY = timedelta(days=1)
START = date(2027, 1, 1)
ZONES = ["Etc/GMT+12", "America/New_York", "UTC", "Asia/Kathmandu", "Pacific/Chatham", "Etc/GMT-14"]

stages = st.lists(st.integers(1, 40), min_size=1, max_size=5, unique=True).map(tuple)


@given(stages, st.integers(1, 50), st.integers(0, 90))
def test_whoever_has_crossed_a_stage_since_the_last_night_is_found_at_the_nearest_one_and_nobody_else(
    chosen: tuple[int, ...], missed: int, left: int
) -> None:
    since, today = START, START + missed * A_DAY
    last_day = START + left * A_DAY
    found = [one.days for one in crossings(since, today, chosen) if one.after < last_day <= one.through]
    before, now = stage_of(last_day, since, chosen), stage_of(last_day, today, chosen)
    assert found == ([now] if last_day >= today and now is not None and now != before else [])


@given(stages, st.sets(st.integers(1, 60)), st.integers(0, 80))
def test_whatever_nights_are_missed_no_stage_comes_twice_and_they_come_nearer(
    chosen: tuple[int, ...], nights: set[int], left: int
) -> None:
    last_day, since = START + left * A_DAY, START
    said: list[int] = []
    for night in sorted(nights):
        today = START + night * A_DAY
        said += [one.days for one in crossings(since, today, chosen) if one.after < last_day <= one.through]
        since = today
    assert said == sorted(set(said), reverse=True)


@pytest.mark.parametrize("programme_zone", ZONES)
@pytest.mark.parametrize("minute", [0, 150, 600, 1439])
# The days around both changes of clocks, and around the leap day.
@pytest.mark.parametrize("day", [date(2027, 3, 14), date(2027, 4, 4), date(2027, 11, 7), date(2028, 2, 29)])
def test_each_morning_of_every_zone_falls_to_exactly_one_date_of_the_programmes_calendar(
    programme_zone: str, minute: int, day: date
) -> None:
    programme = Programme(zone=ZoneInfo(programme_zone), currency="EUR", exponent=2, reminder_minute=minute, quiet=None)
    for zone in map(ZoneInfo, ZONES):
        wishes = [
            (today, found)
            for today in (day + number * A_DAY for number in range(-4, 5))
            if day in mornings_within(today - A_DAY, today, programme)
            and (found := _wish(day, today - A_DAY, today, programme, zone)) is not None
        ]
        assert [at for _, at in wishes] == [local_instant(day, minute, zone)]
        [(today, at)] = wishes
        assert start_of_day(today, programme) <= at < start_of_day(today + A_DAY, programme)


def _wish(day: date, since: date, today: date, programme: Programme, zone: ZoneInfo) -> datetime | None:
    midnight = start_of_day(today, programme)
    found = wished_at(day, since, today, midnight, programme, Listener(zone=zone))
    return None if found is None else found.at


def test_a_morning_missed_in_downtime_is_made_up_for_while_the_day_lasts() -> None:
    utc = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    listener = Listener(zone=ZoneInfo("America/New_York"))
    day, since = date(2027, 5, 3), date(2027, 4, 20)
    # Two in the night of the 4th, when the jobs are done again, is ten in the evening of the 3rd in New York.
    late = datetime(2027, 5, 4, 2, tzinfo=UTC)
    found = wished_at(day, since, date(2027, 5, 4), late, utc, listener)
    assert found is not None
    assert (found.at, found.ends_at) == (late, datetime(2027, 5, 4, 4, tzinfo=UTC))
    assert wished_at(day, since, date(2027, 5, 4), found.ends_at, utc, listener) is None
