"""When points end, in every kind of calendar."""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.calendar import add_months, start_of_day
from loyalty.expiry import (
    NEVER,
    end_of_life,
    expired,
    expires_at,
    slid,
    sliding_life,
)
from loyalty.model import Lot, LotState, Programme
from loyalty.programme import Expiry, ExpiryPolicy


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


def end(starts: str, policy: ExpiryPolicy, count: int, zone: str = "Europe/Istanbul") -> datetime:
    rules = Programme(zone=ZoneInfo(zone), currency="EUR", exponent=2, expiry=Expiry(policy=policy, count=count))
    return expires_at(datetime.fromisoformat(starts).replace(tzinfo=rules.zone).astimezone(UTC), rules)


@pytest.mark.parametrize(
    ("starts", "months", "last"),
    [
        ("2026-11-21", 12, date(2027, 11, 21)),
        ("2026-08-31", 6, date(2027, 2, 28)),
        ("2027-08-31", 6, date(2028, 2, 29)),
        ("2028-02-29", 12, date(2029, 2, 28)),
        ("2026-12-31", 2, date(2027, 2, 28)),
    ],
)
def test_a_life_of_months_ends_with_that_day_or_the_last_of_a_shorter_month(
    starts: str, months: int, last: date
) -> None:
    for moment in ("T00:00", "T23:59:59.999"):
        ends = end(starts + moment, ExpiryPolicy.MONTHS, months)
        assert (ends - timedelta(milliseconds=1)).astimezone(ZoneInfo("Europe/Istanbul")).date() == last


def test_a_life_of_days_counts_dates_and_not_hours() -> None:
    # 27 March has 24 hours left in part, the 28th has 23: two days later is the 29th, to its end.
    assert end("2027-03-27T12:00", ExpiryPolicy.DAYS, 2, "Europe/Berlin").isoformat() == "2027-03-29T22:00:00+00:00"
    assert end("2027-10-30T12:00", ExpiryPolicy.DAYS, 2, "Europe/Berlin").isoformat() == "2027-11-01T23:00:00+00:00"
    assert end("2027-10-30T12:00", ExpiryPolicy.DAYS, 0, "Europe/Berlin").isoformat() == "2027-10-30T22:00:00+00:00"


def test_a_life_to_the_end_of_a_year_ends_with_the_programmes_year() -> None:
    assert end("2026-12-31T23:59", ExpiryPolicy.END_OF_YEAR, 0).isoformat() == "2026-12-31T21:00:00+00:00"
    assert end("2027-01-01T00:00", ExpiryPolicy.END_OF_YEAR, 0).isoformat() == "2027-12-31T21:00:00+00:00"
    assert end("2026-01-01T00:00", ExpiryPolicy.END_OF_YEAR, 3).isoformat() == "2029-12-31T21:00:00+00:00"


@pytest.mark.parametrize(
    ("policy", "starts", "count", "zone", "ends"),
    [
        # Midnight does not exist on 6 September: the points live until one o'clock.
        (ExpiryPolicy.DAYS, "2026-09-04T12:00", 1, "America/Santiago", "2026-09-06T04:00:00+00:00"),
        (ExpiryPolicy.MONTHS, "2026-08-05T12:00", 1, "America/Santiago", "2026-09-06T04:00:00+00:00"),
        # It comes twice on 1 November: they end with the first.
        (ExpiryPolicy.DAYS, "2026-10-30T12:00", 1, "America/Havana", "2026-11-01T04:00:00+00:00"),
        (ExpiryPolicy.END_OF_MONTH, "2026-09-30T12:00", 1, "America/Havana", "2026-11-01T04:00:00+00:00"),
    ],
)
def test_a_life_ends_with_the_first_instant_of_a_day_whose_midnight_is_skipped_or_comes_twice(
    policy: ExpiryPolicy, starts: str, count: int, zone: str, ends: str
) -> None:
    assert end(starts, policy, count, zone).isoformat() == ends


def test_never_sorts_last_and_can_be_shown_in_every_zone() -> None:
    longest = max(
        end("2026-11-21T12:00", ExpiryPolicy.MONTHS, 1200),
        end("2026-11-21T12:00", ExpiryPolicy.DAYS, 36_500),
        end("2026-11-21T12:00", ExpiryPolicy.END_OF_YEAR, 100),
    )
    assert end("2026-11-21T12:00", ExpiryPolicy.NEVER, 12) == NEVER > longest
    assert NEVER.astimezone(ZoneInfo("Pacific/Kiritimati")).year == 9999
    assert NEVER.astimezone(ZoneInfo("Pacific/Pago_Pago")).year == 9999
    assert (NEVER + timedelta(hours=23)).year == 9999


POLICIES = st.builds(
    Expiry, policy=st.sampled_from(list(ExpiryPolicy)), count=st.integers(0, 40), sliding=st.booleans()
)


@given(
    life=POLICIES,
    first=st.integers(0, 30 * 365 * 86_400),
    later=st.integers(0, 400 * 86_400),
    zone=st.sampled_from(["UTC", "Europe/Istanbul", "America/Santiago", "America/Havana", "Pacific/Apia"]),
)
def test_no_life_ends_before_its_day_or_before_one_that_began_sooner(
    life: Expiry, first: int, later: int, zone: str
) -> None:
    rules = programme(zone)
    starts = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=first)
    ends = end_of_life(starts, life, rules)
    assert ends > starts
    local = ends.astimezone(rules.zone).date()
    assert ends == NEVER or start_of_day(local, rules) == ends
    assert end_of_life(starts + timedelta(seconds=later), life, rules) >= ends


@given(life=POLICIES, seconds=st.integers(0, 30 * 365 * 86_400))
def test_a_life_that_slides_is_kept_word_for_word(life: Expiry, seconds: int) -> None:
    rules = programme("Europe/Istanbul")
    kept = sliding_life(life)
    if kept is None:
        assert not life.sliding or life.policy is ExpiryPolicy.NEVER
        return
    at = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert slid(kept, at, rules) == end_of_life(at, life, rules)
