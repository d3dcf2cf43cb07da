"""What a campaign will cost, by what was bought in the last weeks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty.estimates import Estimate, Sample, Takings, added, estimate, samples
from loyalty.model import Campaign, Programme, Tier
from loyalty.plans import Plan, campaign_of

SILVER, GOLD = Tier(name="Silver", threshold=100, multiplier=Fraction(3, 2)), Tier(name="Gold", threshold=500)
EURO = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2, tiers=(SILVER, GOLD))
# A Saturday.
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NEXT_SATURDAY = date(2026, 11, 28)


def planned(**other: Any) -> Campaign:
    values: dict[str, Any] = {"name": "", "first_day": NEXT_SATURDAY, "last_day": NEXT_SATURDAY}
    gift = {} if "bonus" in other else {"multiplier_percent": 200}
    return campaign_of(Plan(**values | gift | other), 1, NOW, EURO)


def sold(points: int, buyers: int = 3, tier: str = "base") -> Takings:
    return Takings(tier=tier, base_points=points, buyers=buyers)


def cost(campaign: Campaign, *days: tuple[Takings, ...]) -> Estimate | None:
    """By the latest weeks, of which these were the days of the first weekday."""
    weeks = [[(week[0], day)] for week, day in zip(samples(campaign, NOW, EURO), days, strict=False)]
    return estimate(campaign, weeks, EURO)


def days(campaign: Campaign) -> list[list[tuple[str, int]]]:
    return [[(one.day.isoformat(), one.times) for one in week] for week in samples(campaign, NOW, EURO)]


def test_a_day_is_estimated_from_the_same_weekday_of_the_last_four_weeks_without_today() -> None:
    same = [[("2026-11-14", 1)], [("2026-11-07", 1)], [("2026-10-31", 1)], [("2026-10-24", 1)]]
    assert days(planned()) == same
    today = date(2026, 11, 21)
    assert days(planned(first_day=today, last_day=today)) == same
    monday = date(2026, 11, 23)
    assert days(planned(first_day=monday, last_day=monday))[0] == [("2026-11-16", 1)]


def test_of_several_days_each_weekday_counts_as_often_as_it_comes() -> None:
    fortnight = planned(last_day=date(2026, 12, 11), weekdays=0b1100001)
    assert days(fortnight)[0] == [("2026-11-16", 2), ("2026-11-14", 2), ("2026-11-15", 2)]
    assert days(planned(last_day=date(2026, 12, 5)))[0][5] == ("2026-11-14", 2)


def test_days_that_are_over_count_no_more() -> None:
    long = replace(planned(last_day=date(2026, 12, 4)), starts_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert sum(times for _, times in days(long)[0]) == 14


def test_hours_are_those_of_the_campaign_by_the_clocks_of_that_day() -> None:
    # On 25 October 2026 the clocks of Berlin were put back.
    afternoons = planned(from_minute=15 * 60, to_minute=18 * 60)
    hours = [(week[0].begins_at.hour, week[0].ends_at.hour) for week in samples(afternoons, NOW, EURO)]
    assert hours == [(14, 17), (14, 17), (14, 17), (13, 16)]
    night = samples(planned(from_minute=22 * 60, to_minute=2 * 60), NOW, EURO)[0][0]
    assert night.begins_at == datetime(2026, 11, 14, 21, tzinfo=UTC)
    assert night.ends_at == datetime(2026, 11, 15, 1, tzinfo=UTC)
    whole = samples(planned(), NOW, EURO)[3][0]
    assert whole == Sample(
        day=date(2026, 10, 24),
        times=1,
        begins_at=datetime(2026, 10, 23, 22, tzinfo=UTC),
        ends_at=datetime(2026, 10, 24, 22, tzinfo=UTC),
    )


def test_the_estimate_is_the_range_of_the_leanest_and_the_richest_week() -> None:
    weeks = [(sold(120),), (sold(80),), (), (sold(90), sold(30, tier="Silver"))]
    assert cost(planned(), *weeks) == Estimate(low=0, high=135, weeks=4)
    assert cost(planned(multiplier_percent=150), *weeks[:2]) == Estimate(low=40, high=60, weeks=2)


def test_where_nothing_that_counts_was_bought_nothing_is_estimated() -> None:
    assert cost(planned()) is None
    assert cost(planned(), (), ()) is None
    assert cost(planned(tier="Gold"), (sold(50), sold(50, tier="Silver"))) is None


def test_a_campaign_for_a_tier_costs_what_those_of_it_and_above_would_get() -> None:
    day = (sold(100), sold(40, tier="Silver"), sold(7, tier="Gold"), sold(9, tier="Forgotten"))
    assert added(planned(tier="Silver"), day, EURO) == 67
    assert added(planned(tier="Silver", bonus=5), day, EURO) == 30


def test_a_bonus_costs_its_points_for_each_buyer_and_day() -> None:
    assert cost(planned(bonus=5), (sold(1, 7),), (sold(999, 4),)) == Estimate(low=20, high=35, weeks=2)


def test_caps_bound_what_it_can_cost() -> None:
    assert added(planned(member_cap=10), (sold(100), sold(20)), EURO) == 50
    capped = planned(total_cap=70)
    assert cost(capped, (sold(120),), (sold(60),)) == Estimate(low=60, high=70, weeks=2)
    assert cost(replace(capped, given=65), (sold(120),), (sold(60),)) == Estimate(low=5, high=5, weeks=2)


@pytest.mark.parametrize("percent", [50, 100])
def test_a_campaign_that_multiplies_by_one_or_less_costs_nothing(percent: int) -> None:
    assert added(replace(planned(), multiplier_percent=percent), (sold(100),), EURO) == 0
