"""Campaigns: when they are in force, for whom, what they give when they meet, and that refunds take back exactly."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.calendar import start_of_day
from loyalty.campaigns import Circumstances, Given, Missed, applied, in_force, missed, room, stacked
from loyalty.earning import Applied, Basis, LineKind
from loyalty.model import Campaign, Programme, Tier
from loyalty.programme import Stacking

BERLIN = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
TIERED = replace(
    BERLIN, tiers=tuple(Tier(name=name, threshold=number) for number, name in enumerate(("silver", "gold"), 1))
)
DAY = date(2026, 11, 28)
BOUGHT = Circumstances(merchant_id=1, amount=2490, day=DAY)
DOUBLE = Campaign(
    id=1,
    merchant_id=None,
    name="Double",
    state="active",
    starts_at=datetime(2026, 11, 1, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, tzinfo=UTC),
    multiplier_percent=200,
)
BONUS = replace(DOUBLE, id=2, multiplier_percent=None, bonus=5)
A_MILLISECOND = timedelta(milliseconds=1)


def local(text: str) -> datetime:
    """An instant as clocks in Berlin show it; `*` behind it is the second time they do."""
    moment = datetime.fromisoformat(text.removesuffix("*")).replace(tzinfo=BERLIN.zone, fold=int(text.endswith("*")))
    return moment.astimezone(UTC)


def of_the_day(day: date, from_minute: int = 0, to_minute: int = 1440) -> Campaign:
    """A campaign of one local date."""
    ends = start_of_day(day + timedelta(days=1), BERLIN)
    window = replace(DOUBLE, starts_at=start_of_day(day, BERLIN), ends_at=ends)
    return replace(window, from_minute=from_minute, to_minute=to_minute)


def in_minutes(campaign: Campaign) -> int:
    """How many minutes of its window a campaign is in force, looked at minute by minute."""
    minutes = (campaign.ends_at - campaign.starts_at) // timedelta(minutes=1)
    return sum(in_force(campaign, campaign.starts_at + timedelta(minutes=n), BERLIN) for n in range(minutes))


def test_a_campaign_starts_with_its_first_instant_and_is_over_at_its_end() -> None:
    assert in_force(DOUBLE, DOUBLE.starts_at, BERLIN)
    assert not in_force(DOUBLE, DOUBLE.starts_at - A_MILLISECOND, BERLIN)
    assert in_force(DOUBLE, DOUBLE.ends_at - A_MILLISECOND, BERLIN)
    assert not in_force(DOUBLE, DOUBLE.ends_at, BERLIN)


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_a_campaign_that_was_stopped_is_not_in_force(state: str) -> None:
    assert not in_force(replace(DOUBLE, state=state), local("2026-11-28T12:00"), BERLIN)


def test_weekdays_are_those_of_the_programme_s_zone() -> None:
    saturdays = replace(DOUBLE, weekdays=1 << 5)
    # Friday by UTC, Saturday in Berlin, half an hour long.
    assert in_force(saturdays, datetime(2026, 11, 27, 23, 30, tzinfo=UTC), BERLIN)
    assert not in_force(saturdays, datetime(2026, 11, 28, 23, tzinfo=UTC), BERLIN)


def test_hours_begin_with_their_first_minute_and_end_before_their_last() -> None:
    lunch = replace(DOUBLE, from_minute=11 * 60 + 30, to_minute=14 * 60)
    times = ["11:29:59.999", "11:30", "13:59:59.999", "14:00"]
    assert [in_force(lunch, local(f"2026-11-28T{time}"), BERLIN) for time in times] == [False, True, True, False]


def test_hours_over_midnight_belong_to_the_weekday_on_which_they_begin() -> None:
    friday_night = replace(DOUBLE, weekdays=1 << 4, from_minute=22 * 60, to_minute=2 * 60)
    moments = ["27T01:00", "27T21:59", "27T22:00", "28T01:59", "28T02:00", "28T22:00"]
    counts = [in_force(friday_night, local(f"2026-11-{moment}"), BERLIN) for moment in moments]
    assert counts == [False, False, True, True, False, False]


def test_a_day_on_which_the_clocks_go_forward_is_23_hours_of_campaign_and_its_skipped_hour_none() -> None:
    spring = date(2027, 3, 28)
    assert in_minutes(of_the_day(spring)) == 23 * 60
    assert in_minutes(of_the_day(spring, from_minute=2 * 60, to_minute=3 * 60)) == 0
    assert in_minutes(of_the_day(spring, from_minute=60, to_minute=4 * 60)) == 2 * 60


def test_a_day_on_which_the_clocks_go_back_is_25_hours_of_campaign_and_its_double_hour_counts_twice() -> None:
    autumn = date(2026, 10, 25)
    assert in_minutes(of_the_day(autumn)) == 25 * 60
    happy = of_the_day(autumn, from_minute=2 * 60, to_minute=3 * 60)
    assert in_minutes(happy) == 2 * 60
    assert [in_force(happy, local(f"2026-10-25T{time}"), BERLIN) for time in ("02:30", "02:30*", "03:00")] == [
        True, True, False,
    ]  # fmt: skip


def test_a_night_over_the_clock_change_goes_by_what_the_clocks_show() -> None:
    night = replace(of_the_day(date(2026, 10, 24), from_minute=22 * 60, to_minute=4 * 60), weekdays=1 << 5)
    whole = replace(night, ends_at=night.ends_at + timedelta(days=1))
    assert in_minutes(whole) == 7 * 60


@pytest.mark.parametrize(
    ("campaign", "bought", "why"),
    [
        (replace(DOUBLE, merchant_id=2), BOUGHT, Missed.MERCHANT),
        (replace(DOUBLE, merchant_id=1), BOUGHT, None),
        (replace(DOUBLE, category="coffee"), BOUGHT, Missed.CATEGORY),
        (replace(DOUBLE, category="coffee"), replace(BOUGHT, category="tea"), Missed.CATEGORY),
        (replace(DOUBLE, category="coffee"), replace(BOUGHT, category="Coffee"), None),
        (replace(DOUBLE, minimum=2491), BOUGHT, Missed.MINIMUM),
        (replace(DOUBLE, minimum=2490), BOUGHT, None),
        (replace(DOUBLE, tier="silver"), BOUGHT, Missed.TIER),
        (replace(DOUBLE, tier="silver"), replace(BOUGHT, tier="silver"), None),
        (replace(DOUBLE, tier="silver"), replace(BOUGHT, tier="gold"), None),
        (replace(DOUBLE, tier="gold"), replace(BOUGHT, tier="silver"), Missed.TIER),
        (replace(DOUBLE, tier="platinum"), replace(BOUGHT, tier="gold"), Missed.TIER),
        (replace(DOUBLE, tier="base"), BOUGHT, None),
        (replace(DOUBLE, first_purchase=1), BOUGHT, Missed.FIRST_PURCHASE),
        (replace(DOUBLE, first_purchase=1), replace(BOUGHT, first_purchase=True), None),
        (replace(DOUBLE, birthday_month=1), BOUGHT, Missed.BIRTHDAY_MONTH),
        (replace(DOUBLE, birthday_month=1), replace(BOUGHT, birthday="12-28"), Missed.BIRTHDAY_MONTH),
        (replace(DOUBLE, birthday_month=1), replace(BOUGHT, birthday="11-01"), None),
    ],
)
def test_a_campaign_is_for_its_scope_alone(campaign: Campaign, bought: Circumstances, why: Missed | None) -> None:
    assert missed(campaign, bought, Given(), TIERED) is why


def test_a_bonus_comes_once_a_member_and_day_and_a_multiplier_as_often_as_wanted() -> None:
    had = Given(in_all=5, to_member=5, that_day=5)
    assert missed(BONUS, BOUGHT, had, BERLIN) is Missed.ONCE_A_DAY
    assert missed(BONUS, BOUGHT, replace(had, that_day=0), BERLIN) is None
    assert missed(DOUBLE, BOUGHT, had, BERLIN) is None


def test_the_room_left_is_that_of_the_narrower_cap_and_never_below_zero() -> None:
    assert room(DOUBLE, Given(in_all=10**9)) is None
    both = replace(DOUBLE, member_cap=10, total_cap=100)
    assert [room(both, Given(to_member=3, in_all=n)) for n in (0, 93, 95, 100)] == [7, 7, 5, 0]
    assert room(both, Given(to_member=11, in_all=11)) == 0


PLAIN = Basis(step=100, rate=1)


def earned(stacking: Stacking, *campaigns: Campaign, amount: int = 2490, basis: Basis = PLAIN) -> int:
    """Points of a purchase to which these apply, with nothing given yet."""
    pairs = [(campaign, Given()) for campaign in campaigns]
    return stacked(replace(basis, stacking=stacking), amount, pairs).points(amount)


def test_overlapping_campaigns_give_the_best_the_product_or_the_sum_of_what_each_adds() -> None:
    triple = replace(DOUBLE, id=3, multiplier_percent=300)
    assert [earned(stacking, DOUBLE, triple, amount=1000) for stacking in Stacking] == [30, 60, 40]


def test_the_best_is_judged_after_caps_and_a_bonus_may_be_the_best() -> None:
    capped = replace(DOUBLE, id=3, multiplier_percent=500, member_cap=4)
    assert earned(Stacking.BEST, DOUBLE, capped, BONUS) == 48
    assert earned(Stacking.BEST, capped, BONUS) == 29
    assert earned(Stacking.BEST, capped) == 28


def test_of_equals_the_higher_priority_counts_and_then_the_lower_number() -> None:
    twins = [replace(DOUBLE, id=number, priority=priority) for number, priority in ((3, 0), (5, 1), (4, 1))]
    basis = stacked(PLAIN, 2490, [(campaign, Given()) for campaign in twins])
    assert [campaign.id for campaign in basis.campaigns] == [4]


def test_multiplying_goes_by_priority_and_number_because_caps_make_the_order_matter() -> None:
    capped = replace(DOUBLE, id=9, member_cap=5)
    assert earned(Stacking.MULTIPLY, DOUBLE, capped, amount=1000) == 25
    assert earned(Stacking.MULTIPLY, DOUBLE, replace(capped, priority=1), amount=1000) == 30


def test_campaigns_are_exact_and_the_product_is_rounded_down_once() -> None:
    thirds = replace(PLAIN, rate=Fraction(1, 3), multiplier=Fraction(3, 2), tier="silver")
    assert earned(Stacking.BEST, DOUBLE, amount=500, basis=thirds) == 5  # 5 × 1/3 × 3/2 × 2
    assert earned(Stacking.BEST, replace(DOUBLE, multiplier_percent=133), amount=300) == 3  # 3.99


def test_the_tier_multiplies_under_every_policy() -> None:
    gold = replace(PLAIN, tier="gold", multiplier=2)
    assert [earned(policy, DOUBLE, BONUS, amount=1000, basis=gold) for policy in Stacking] == [40, 45, 45]


def test_a_multiplier_below_one_takes_nothing_away() -> None:
    assert earned(Stacking.MULTIPLY, replace(DOUBLE, multiplier_percent=50)) == 24


def test_without_a_campaign_the_basis_is_as_it_was() -> None:
    assert stacked(PLAIN, 2490, []) == PLAIN


def test_a_cap_cuts_and_the_line_says_by_how_much() -> None:
    basis = replace(PLAIN, stacking=Stacking.MULTIPLY, campaigns=(
        Applied(id=1, multiplier=3, room=10), Applied(id=2, bonus=7, room=2), Applied(id=3, bonus=1, minimum=2491),
    ))  # fmt: skip
    campaigns = [line for line in basis.lines(2490) if line.kind is LineKind.CAMPAIGN]
    assert [(line.points, line.cut) for line in campaigns] == [(10, 38), (2, 5), (0, 0)]
    assert basis.points(2490) == 24 + 10 + 2


def test_more_money_is_never_fewer_points_where_a_cap_cuts_between_two_campaigns() -> None:
    halves, double = Applied(id=1, multiplier=Fraction(3, 2), room=1), Applied(id=2, multiplier=2)
    basis = Basis(step=100, rate=Fraction(1, 3), stacking=Stacking.MULTIPLY, campaigns=(halves, double))
    points = [basis.points(100 * units) for units in range(40)]
    assert points == sorted(points)
    # A third of 10 and one more, doubled: what the cap leaves is not rounded before the next campaign.
    assert basis.points(1000) == floor(2 * (Fraction(10, 3) + 1)) == 8


rates = st.one_of(st.integers(0, 20), st.fractions(0, 20, max_denominator=12))
rooms = st.one_of(st.none(), st.integers(0, 40))
multipliers = st.integers(100, 1000).map(lambda percent: Fraction(percent, 100))
minimums = st.sampled_from([0, 0, 500, 2000])


@st.composite
def campaigns_applied(draw: st.DrawFn) -> tuple[Applied, ...]:
    kinds = draw(st.lists(st.booleans(), max_size=4))
    return tuple(
        Applied(id=number, multiplier=draw(multipliers), minimum=draw(minimums), room=draw(rooms))
        if multiplies
        else Applied(id=number, bonus=draw(st.integers(1, 50)), minimum=draw(minimums), room=draw(rooms))
        for number, multiplies in enumerate(kinds, 1)
    )


@st.composite
def bases(draw: st.DrawFn) -> Basis:
    begins = sorted(draw(st.sets(st.integers(0, 6000), max_size=4)))
    rate = draw(rates)
    return Basis(
        step=draw(st.sampled_from([1, 50, 100, 250])),
        rate=0 if begins else rate,
        brackets=tuple((begin, draw(rates)) for begin in begins),
        tier=draw(st.sampled_from(["base", "gold"])),
        multiplier=draw(st.one_of(st.just(1), multipliers)),
        stacking=draw(st.sampled_from(list(Stacking))),
        campaigns=draw(campaigns_applied()),
    )


amounts = st.integers(1, 10_000)


@given(bases(), st.lists(st.integers(1, 1000), min_size=1, max_size=12))
def test_many_refunds_take_back_together_what_one_of_their_sum_takes(basis: Basis, parts: list[int]) -> None:
    whole = sum(parts)
    left, taken = whole, 0
    for part in parts:
        back = basis.points(left) - basis.points(left - part)
        assert back >= 0
        taken, left = taken + back, left - part
    assert taken == basis.points(whole) - basis.points(0)


@given(bases(), st.integers(1000, 10_000))
def test_ten_refunds_of_one_equal_one_of_ten(basis: Basis, amount: int) -> None:
    ones = sum(basis.points(amount - 100 * n) - basis.points(amount - 100 * (n + 1)) for n in range(10))
    assert ones == basis.points(amount) - basis.points(amount - 1000)


@given(bases(), amounts)
def test_the_lines_add_up_to_the_points_and_no_campaign_exceeds_its_room(basis: Basis, amount: int) -> None:
    lines = basis.lines(amount)
    assert sum(line.points for line in lines) == basis.points(amount) >= basis.base(amount)
    assert all(line.points >= 0 and line.cut >= 0 for line in lines)
    extras = basis.extras(amount)
    assert set(extras) == {campaign.id for campaign in basis.campaigns}
    assert all(campaign.room is None or extras[campaign.id] <= campaign.room for campaign in basis.campaigns)


@given(bases())
def test_what_the_journal_keeps_is_the_basis_itself(basis: Basis) -> None:
    read = Basis.read(json.loads(json.dumps(basis.written())))
    assert replace(read, stacking=basis.stacking) == basis
    # Where there is no campaign, nothing is stacked.
    assert not basis.campaigns or read == basis


@given(amounts, rates, multipliers, st.lists(multipliers, max_size=3), st.sampled_from(list(Stacking)[1:]))
def test_without_caps_the_policies_are_their_formulas(
    amount: int, rate: Fraction, tier: Fraction, factors: list[Fraction], stacking: Stacking
) -> None:
    campaigns = tuple(Applied(id=number, multiplier=factor) for number, factor in enumerate(factors))
    basis = Basis(step=100, rate=rate, tier="gold", multiplier=tier, stacking=stacking, campaigns=campaigns)
    exact = Fraction(amount // 100) * rate * tier
    if stacking is Stacking.ADD:
        exact *= 1 + sum((factor - 1 for factor in factors), Fraction(0))
    else:
        for factor in factors:
            exact *= factor
    assert basis.points(amount) == floor(exact)


def test_the_bases_of_rows_from_before_are_read() -> None:
    assert Basis.read({"sale": 1, "amount": 2490, "rate": 1, "step": 100}) == PLAIN
    assert Basis.read({"step": 100, "category": "coffee", "rate": "3/2"}).points(2490) == 36
    table = {"sale": 7, "amount": 12_075, "step": 100, "brackets": [[5000, 1], [10_000, 2]]}
    assert Basis.read(table).points(12_075) == 90


def test_a_campaign_counts_with_what_is_left_of_it() -> None:
    capped = replace(BONUS, minimum=500, total_cap=8)
    assert applied(capped, Given(in_all=5)) == Applied(id=2, bonus=5, minimum=500, room=3)


@pytest.mark.parametrize("policy", [Stacking.MULTIPLY, Stacking.ADD])
def test_fixed_bonuses_are_added_after_all_is_multiplied_and_rounded_down(policy: Stacking) -> None:
    gold = replace(PLAIN, rate=Fraction(1, 3), tier="gold", multiplier=Fraction(3, 2))
    # 7 × 1/3 × 3/2 × 2 = 7; the bonus comes on top although it has the higher priority.
    assert earned(policy, replace(BONUS, priority=9), DOUBLE, amount=700, basis=gold) == 7 + 5
