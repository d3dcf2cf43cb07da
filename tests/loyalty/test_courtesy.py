from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty.courtesy import (
    Later,
    Listener,
    Never,
    Now,
    Silence,
    Sort,
    Verdict,
    offer_day,
    quiet_of,
    verdict,
    zone_of,
)
from loyalty.model import Programme

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)
WEEK = timedelta(weeks=1)
SOMEBODY = Listener(zone=ZoneInfo("UTC"), quiet=(1260, 480), offers=True)


def says(sort: Sort, now: datetime, /, until: datetime | None = None, **given: Any) -> Verdict:
    return verdict(sort, replace(SOMEBODY, **given), now, until or now + WEEK)


def never(why: Silence) -> Never:
    return Never(why=why)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_an_urgent_notice_is_said_at_any_hour_whatever_is_switched_off() -> None:
    off: dict[str, Any] = {"reminders": False, "offers": False, "offered_on": date(2026, 11, 21)}
    assert says(Sort.URGENT, NIGHT, **off) == says(Sort.URGENT, NOON, **off) == Now(until=None)


@pytest.mark.parametrize("sort", [Sort.REMINDER, Sort.OFFER])
def test_what_can_wait_keeps_quiet_hours(sort: Sort) -> None:
    assert says(sort, NIGHT) == Later(at=at(22, 8))
    assert says(sort, at(22, 3)) == Later(at=at(22, 8))
    assert isinstance(says(sort, at(22, 8)), Now)
    assert isinstance(says(sort, NIGHT, quiet=None), Now)
    assert isinstance(says(sort, NIGHT, quiet=(600, 600)), Now)


def test_quiet_hours_are_those_of_the_own_zone() -> None:
    istanbul, new_york = ZoneInfo("Europe/Istanbul"), ZoneInfo("America/New_York")
    assert says(Sort.REMINDER, at(21, 18, 30), zone=istanbul) == Later(at=at(22, 5))
    assert says(Sort.REMINDER, at(21, 12), zone=new_york) == Later(at=at(21, 13))
    assert isinstance(says(Sort.REMINDER, at(21, 18, 30), zone=new_york), Now)


@pytest.mark.parametrize(("sort", "given"), [(Sort.REMINDER, {"reminders": False}), (Sort.OFFER, {"offers": False})])
def test_what_was_switched_off_is_never_said(sort: Sort, given: dict[str, Any]) -> None:
    assert says(sort, NOON, **given) == never(Silence.SWITCHED_OFF)


def test_the_two_switches_are_two() -> None:
    assert isinstance(says(Sort.REMINDER, NOON, offers=False), Now)
    assert isinstance(says(Sort.OFFER, NOON, reminders=False), Now)


@pytest.mark.parametrize("sort", Sort)
def test_nobody_who_is_forgotten_or_out_of_reach_is_told_anything(sort: Sort) -> None:
    assert verdict(sort, None, NOON, NOON + WEEK) == never(Silence.FORGOTTEN)
    assert says(sort, NOON, reachable=False) == never(Silence.UNREACHABLE)


@pytest.mark.parametrize("sort", Sort)
def test_what_has_become_pointless_is_never_said(sort: Sort) -> None:
    assert says(sort, NOON, NOON - timedelta(milliseconds=1)) == never(Silence.POINTLESS)
    assert isinstance(says(sort, NOON, NOON), Now)


def test_what_would_be_pointless_after_the_quiet_hours_does_not_wait_for_their_end() -> None:
    assert says(Sort.REMINDER, NIGHT, at(22, 7, 59)) == never(Silence.POINTLESS)
    assert says(Sort.REMINDER, NIGHT, at(22, 8)) == Later(at=at(22, 8))


def test_a_second_offer_waits_for_the_next_local_day_and_for_the_end_of_its_quiet_hours() -> None:
    today = date(2026, 11, 21)
    assert says(Sort.OFFER, NOON, offered_on=today) == Later(at=at(22, 8))
    assert says(Sort.OFFER, NOON, offered_on=today, quiet=None) == Later(at=at(22, 0))
    assert says(Sort.OFFER, NIGHT, offered_on=today) == Later(at=at(22, 8))
    assert isinstance(says(Sort.OFFER, NOON, offered_on=date(2026, 11, 20)), Now)
    assert isinstance(says(Sort.REMINDER, NOON, offered_on=today), Now)


def test_a_second_offer_that_cannot_wait_is_never_said() -> None:
    today = date(2026, 11, 21)
    assert says(Sort.OFFER, NOON, at(22, 7), offered_on=today) == never(Silence.ANOTHER_OFFER)
    assert says(Sort.OFFER, NOON, at(22, 8), offered_on=today) == Later(at=at(22, 8))


def test_the_day_of_an_offer_is_the_local_one() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert offer_day(replace(SOMEBODY, zone=apia), NOON) == date(2026, 11, 22)
    assert says(Sort.OFFER, NOON, zone=apia, quiet=None, offered_on=date(2026, 11, 21)) == Now(until=at(22, 11))
    assert says(Sort.OFFER, NOON, zone=apia, quiet=None, offered_on=date(2026, 11, 22)) == Later(at=at(22, 11))


def test_who_moves_west_hears_no_second_offer_on_a_day_that_comes_again() -> None:
    honolulu = ZoneInfo("Pacific/Honolulu")  # where it is still the 21st
    assert says(Sort.OFFER, NOON, zone=honolulu, quiet=None, offered_on=date(2026, 11, 22)) == Later(at=at(23, 10))


def test_an_offer_of_a_day_that_nobody_can_have_had_was_said_by_a_clock_gone_wrong_and_holds_up_none() -> None:
    assert isinstance(says(Sort.OFFER, NOON, offered_on=date(2026, 11, 23)), Later)
    assert isinstance(says(Sort.OFFER, NOON, offered_on=date(2026, 11, 24)), Now)
    assert isinstance(says(Sort.OFFER, NOON, offered_on=date(2027, 11, 21)), Now)


def test_what_may_be_said_now_may_be_said_until_the_quiet_hours_or_for_an_offer_until_midnight() -> None:
    assert says(Sort.REMINDER, NOON) == says(Sort.OFFER, NOON) == Now(until=at(21, 21))
    assert says(Sort.REMINDER, NOON, quiet=None) == Now(until=None)
    assert says(Sort.OFFER, NOON, quiet=None) == says(Sort.OFFER, NOON, quiet=(60, 480)) == Now(until=at(22, 0))


def test_who_has_chosen_nothing_lives_by_the_programmes_zone_and_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    programme = Programme(zone=berlin, currency="EUR", exponent=2)
    assert zone_of(None, programme) == zone_of("Nowhere/Atlantis", programme) == zone_of("../etc", programme) == berlin
    assert zone_of("Asia/Tokyo", programme) == ZoneInfo("Asia/Tokyo")
    assert quiet_of(None, None, programme) == (1260, 480)
    assert quiet_of(0, 0, programme) == (0, 0)
    assert quiet_of(60, 1440, programme) == (60, 0)
