"""When a campaign is announced, and what is said of its day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty.announcements import When, audience, ends_at, first_day, waves, when
from loyalty.broadcasts import BroadcastKind
from loyalty.model import Campaign, Programme, Tier
from loyalty.plans import Plan, campaign_of

BERLIN = ZoneInfo("Europe/Berlin")
EURO = Programme(zone=BERLIN, currency="EUR", exponent=2, tiers=(Tier(name="Gold", threshold=500),))
# A Saturday.
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY, NEXT_SATURDAY = date(2026, 11, 21), date(2026, 11, 28)
EVE, MORNING = BroadcastKind.EVE, BroadcastKind.MORNING


def planned(day: date = NEXT_SATURDAY, *, now: datetime = NOW, **other: Any) -> Campaign:
    values: dict[str, Any] = {"name": "", "first_day": day, "last_day": day, "multiplier_percent": 200}
    return campaign_of(Plan(**values | other), 1, now, EURO)


def kinds(campaign: Campaign, now: datetime = NOW) -> list[tuple[str, str]]:
    return [(wave.kind.value, wave.local_date.isoformat()) for wave in waves(campaign, now, EURO)]


def berlin(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=BERLIN).astimezone(UTC)


def test_the_first_wave_begins_where_the_hour_comes_first_and_both_end_with_what_they_say() -> None:
    eve, morning = waves(planned(), NOW, EURO)
    # 18:00 on the Line Islands; midnight on Baker Island.
    assert eve.starts_at == datetime(2026, 11, 27, 4, tzinfo=UTC)
    assert eve.ends_at == datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert morning.starts_at == datetime(2026, 11, 27, 19, tzinfo=UTC)
    assert morning.ends_at == datetime(2026, 11, 28, 23, tzinfo=UTC)
    assert waves(planned(), datetime(2026, 11, 27, 19, tzinfo=UTC), EURO)[0].starts_at.hour == 19


def test_the_minutes_are_the_programme_s() -> None:
    late = replace(EURO, eve_minute=1200, morning_minute=600)
    assert [wave.local_minute for wave in waves(planned(), NOW, late)] == [1200, 600]


def test_a_campaign_of_today_has_no_evening_before() -> None:
    assert kinds(planned(TODAY)) == [("morning", "2026-11-21")]


def test_a_campaign_over_for_today_is_announced_for_its_next_day() -> None:
    afternoons = planned(TODAY, last_day=NEXT_SATURDAY, from_minute=10 * 60, to_minute=11 * 60)
    assert kinds(afternoons) == [("eve", "2026-11-21"), ("morning", "2026-11-22")]


def test_a_campaign_of_certain_weekdays_is_announced_for_the_first_of_them() -> None:
    wednesdays = planned(TODAY, last_day=NEXT_SATURDAY, weekdays=1 << 2)
    assert kinds(wednesdays) == [("eve", "2026-11-24"), ("morning", "2026-11-25")]
    assert first_day(wednesdays, NOW, EURO) == date(2026, 11, 25)


def test_a_campaign_has_ended_after_its_hours_on_the_last_of_its_weekdays() -> None:
    assert ends_at(planned(from_minute=15 * 60, to_minute=18 * 60), EURO) == berlin(28, 18)
    assert ends_at(planned(from_minute=22 * 60, to_minute=2 * 60), EURO) == berlin(29, 2)
    assert ends_at(planned(TODAY, last_day=NEXT_SATURDAY, weekdays=1 << 2), EURO) == berlin(26, 0)
    assert ends_at(planned(), EURO) == berlin(29, 0)


def test_a_wave_whose_time_is_over_for_everybody_is_not_planned() -> None:
    # It counts from eight to nine and is over wherever it is nine.
    early = planned(TODAY, now=berlin(21, 7), from_minute=8 * 60, to_minute=9 * 60)
    assert kinds(early, berlin(21, 7)) == [("morning", "2026-11-21")]
    assert kinds(early, berlin(21, 10)) == []


def test_it_is_for_those_who_can_have_something_of_it() -> None:
    assert audience(planned(), EURO) == audience(planned(bonus=5, multiplier_percent=None, minimum=900), EURO)
    assert audience(planned(tier="Gold"), EURO).tier == "Gold"
    assert audience(planned(first_purchase=1), EURO).first_purchase
    assert audience(planned(birthday_month=1, last_day=date(2026, 12, 1)), EURO).birthday_months == (11, 12)


@pytest.mark.parametrize(
    ("zone", "hour", "says"),
    [
        ("Europe/Berlin", 20, When.TOMORROW),
        ("Asia/Tokyo", 10, When.TOMORROW),
        ("Asia/Tokyo", 20, None),
        ("America/Los_Angeles", 3, None),
        ("America/Los_Angeles", 20, When.TOMORROW),
    ],
)
def test_tomorrow_is_by_each_one_s_own_calendar(zone: str, hour: int, says: When | None) -> None:
    assert when(EVE, NEXT_SATURDAY, planned(), berlin(27, hour), ZoneInfo(zone), EURO) is says


def test_a_morning_says_today_and_later_that_it_goes_on() -> None:
    weekend = planned(last_day=date(2026, 11, 29))

    def says(day: int, hour: int) -> When | None:
        return when(MORNING, NEXT_SATURDAY, weekend, berlin(day, hour), BERLIN, EURO)

    assert [says(27, 23), says(28, 9), says(29, 9), says(30, 0)] == [None, When.TODAY, When.NOW, None]
