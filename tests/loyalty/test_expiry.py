"""When points end, in every kind of calendar."""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.expiry import add_months, expired, expires_at, start_of_day
from loyalty.model import Lot, LotState, Programme
from loyalty.programme import Expiry


def programme(zone: str, months: int = 12) -> Programme:
    return Programme(zone=ZoneInfo(zone), currency="EUR", exponent=2, expiry=Expiry(count=months))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 21), 12, date(2027, 11, 21)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2099, 10, 31), 4, date(2100, 2, 28)),
    ],
)
def test_month_arithmetic_clamps(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(0, 120))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    then = add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == min(day.day, monthrange(then.year, then.month)[1])


@pytest.mark.parametrize(
    ("zone", "day", "starts"),
    [
        ("UTC", date(2026, 11, 21), "2026-11-21T00:00:00+00:00"),
        ("Europe/Istanbul", date(2026, 11, 21), "2026-11-20T21:00:00+00:00"),
        ("Europe/Berlin", date(2026, 7, 1), "2026-06-30T22:00:00+00:00"),
        ("Pacific/Kiritimati", date(2027, 1, 1), "2026-12-31T10:00:00+00:00"),
        # Midnight does not exist: the day begins at one o'clock.
        ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00:00+00:00"),
        ("Africa/Cairo", date(2027, 4, 30), "2027-04-29T22:00:00+00:00"),
        ("Asia/Beirut", date(2027, 3, 28), "2027-03-27T22:00:00+00:00"),
        # Midnight comes twice: the day begins with the first.
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00:00+00:00"),
        ("Atlantic/Azores", date(2026, 10, 25), "2026-10-25T00:00:00+00:00"),
        # The clock goes back over midnight: the first instant that was of that date.
        ("America/St_Johns", date(2010, 11, 7), "2010-11-07T02:30:00+00:00"),
        # The gap begins before midnight.
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T04:30:00+00:00"),
        # A date that never was: what follows it.
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00+00:00"),
        ("Pacific/Kwajalein", date(1993, 8, 21), "1993-08-21T12:00:00+00:00"),
    ],
)
def test_a_day_begins_with_its_first_instant(zone: str, day: date, starts: str) -> None:
    assert start_of_day(day, programme(zone)).isoformat() == starts


@given(
    day=st.dates(date(1975, 1, 1), date(2037, 1, 1)),
    zone=st.sampled_from(
        ["Europe/Istanbul", "America/Santiago", "America/Havana", "Africa/Cairo", "Asia/Beirut", "America/Asuncion"]
    ),
)
def test_no_instant_of_a_day_comes_before_its_beginning(day: date, zone: str) -> None:
    rules = programme(zone)
    starts = start_of_day(day, rules)
    assert starts.tzinfo is UTC
    assert starts.astimezone(rules.zone).date() == day
    # The hours before are of an earlier date, every minute of them.
    for minutes in range(1, 180, 7):
        assert (starts - timedelta(minutes=minutes)).astimezone(rules.zone).date() < day


@pytest.mark.parametrize(
    ("earned", "ends"),
    [
        ("2026-11-21T12:00", "2027-11-30T23:00"),
        ("2026-11-30T22:59", "2027-11-30T23:00"),
        ("2026-11-30T23:00", "2027-12-31T23:00"),  # December in Berlin
        ("2027-02-28T12:00", "2028-02-29T23:00"),  # a leap year
        ("2028-02-29T12:00", "2029-02-28T23:00"),
        ("2026-06-15T12:00", "2027-06-30T22:00"),  # summer time
        ("2026-12-31T12:00", "2027-12-31T23:00"),
    ],
)
def test_points_end_with_the_month_twelve_months_on_by_the_programmes_calendar(earned: str, ends: str) -> None:
    starts = datetime.fromisoformat(earned).replace(tzinfo=UTC)
    assert expires_at(starts, programme("Europe/Berlin")) == datetime.fromisoformat(ends).replace(tzinfo=UTC)


def test_a_month_that_begins_with_a_skipped_midnight_ends_the_points_at_its_first_instant() -> None:
    # In Asunción, 1 October 2017 began at one o'clock.
    rules = programme("America/Asuncion", months=1)
    assert expires_at(datetime(2017, 8, 15, tzinfo=UTC), rules) == datetime(2017, 10, 1, 4, tzinfo=UTC)


@given(
    seconds=st.integers(0, 36 * 365 * 86_400),
    months=st.integers(0, 36),
    zone=st.sampled_from(["UTC", "Europe/Istanbul", "America/Santiago", "Pacific/Apia", "Asia/Kathmandu"]),
)
def test_points_live_at_least_the_months_promised_and_less_than_one_more(seconds: int, months: int, zone: str) -> None:
    earned = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    rules = programme(zone, months)
    ends = expires_at(earned, rules)
    last = (ends - timedelta(milliseconds=1)).astimezone(rules.zone).date()
    first = earned.astimezone(rules.zone).date()
    assert (last.year * 12 + last.month) - (first.year * 12 + first.month) == months
    assert last.day == monthrange(last.year, last.month)[1]


def test_the_end_is_exclusive_and_only_active_lots_with_something_left_expire() -> None:
    end = datetime(2027, 12, 1, tzinfo=UTC)
    lot = Lot(
        id=2,
        state=LotState.ACTIVE,
        points=5,
        remaining=5,
        merchant_id=1,
        earned_at=end - timedelta(days=400),
        activates_at=end - timedelta(days=400),
        expires_at=end,
    )
    sooner = replace(lot, id=9, expires_at=end - timedelta(days=30))
    pending = replace(lot, id=3, state=LotState.PENDING)
    assert expired([lot, pending, sooner], end - timedelta(milliseconds=1)) == (sooner,)
    assert expired([lot, pending, sooner], end) == (sooner, lot)
    assert lot.spendable_at(end - timedelta(milliseconds=1))
    assert not lot.spendable_at(end)
