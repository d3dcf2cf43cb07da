"""What a purchase earns, and the referral bonus."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import earning, referral
from loyalty.model import Bracket, Category, Programme, Role, issued_account, member_account, redeemed_account

EURO = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TABLE = (Bracket(from_units=50, points_per_step=1), Bracket(from_units=100, points_per_step=2))
CLASSIC = replace(EURO, brackets=TABLE)


@pytest.mark.parametrize(
    ("amount", "points"), [(1, 0), (99, 0), (100, 1), (199, 1), (2490, 24), (12_075, 120), (5_000_000, 50_000)]
)
def test_each_whole_unit_earns_one_point_and_the_rest_nothing(amount: int, points: int) -> None:
    assert earning.points_for(amount, EURO) == points


@pytest.mark.parametrize(
    ("amount", "points"),
    [(4999, 0), (5000, 0), (5099, 0), (5100, 1), (10_000, 50), (10_099, 50), (10_100, 52), (12_000, 90), (12_075, 90)],
)
def test_one_point_between_50_and_100_and_two_above_gives_90_for_120(amount: int, points: int) -> None:
    assert earning.points_for(amount, CLASSIC) == points


@given(st.integers(1, 5_000_000))
def test_each_whole_step_earns_by_the_bracket_in_which_it_lies(amount: int) -> None:
    one_by_one = sum(0 if step < 50 else 1 if step < 100 else 2 for step in range(min(amount // 100, 10_000)))
    if amount < 1_000_000:
        assert earning.points_for(amount, CLASSIC) == one_by_one
    assert earning.points_for(amount, CLASSIC) >= one_by_one


def test_a_bracket_begins_with_the_first_whole_step_that_lies_in_it() -> None:
    steps_of_20 = replace(CLASSIC, step_units=20)
    assert [earning.points_for(amount, steps_of_20) for amount in (5999, 6000, 8000, 9999, 10_000, 12_000)] == [
        0, 0, 1, 1, 2, 4,
    ]  # fmt: skip


def test_an_amount_is_cut_to_whole_steps() -> None:
    assert [earning.points_for(amount, replace(EURO, step_units=Fraction(5, 2))) for amount in (249, 250, 1_000)] == [
        0, 1, 4,
    ]  # fmt: skip


def test_a_rate_is_exact_and_rounded_down_once() -> None:
    third = replace(EURO, points_per_step=Fraction(1, 3))
    assert [earning.points_for(amount, third) for amount in (299, 300, 899, 900)] == [0, 1, 2, 3]
    halves = tuple(Bracket(from_units=units, points_per_step=Fraction(1, 2)) for units in (0, 1))
    assert earning.points_for(200, replace(EURO, brackets=halves)) == 1
    quarters = (Bracket(from_units=0, points_per_step=Fraction(3, 4)),)
    assert [earning.points_for(amount, replace(EURO, brackets=quarters)) for amount in (100, 300, 400)] == [0, 2, 3]


def test_a_category_earns_at_its_own_rate_and_an_unknown_one_like_any_purchase() -> None:
    rules = replace(CLASSIC, categories=(Category(name="coffee", points_per_step=Fraction(3, 2)),))
    assert earning.points_for(2490, rules, "Coffee") == 36
    assert earning.points_for(12_000, rules, "tea") == earning.points_for(12_000, rules) == 90


def test_the_journal_keeps_by_what_a_purchase_earned() -> None:
    rules = replace(CLASSIC, categories=(Category(name="coffee", points_per_step=Fraction(3, 2)),))
    table = {"step": 100, "rounding": "down", "brackets": [[5000, 1], [10_000, 2]]}
    coffee = {"step": 100, "rounding": "down", "category": "coffee", "rate": "3/2"}
    assert earning.basis_of(rules).written() == table
    assert earning.basis_of(rules, "Coffee").written() == coffee


def test_points_that_activate_later_live_from_then_on() -> None:
    earned = earning.purchase(24, NOW, replace(EURO, purchase_hold=timedelta(days=14)))
    assert (earned.earned_at, earned.activates_at) == (NOW, NOW + timedelta(days=14))
    assert earned.expires_at == datetime(2027, 12, 31, 23, tzinfo=UTC)


def test_money_finer_than_the_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="EUR has 2 decimals"):
        EURO.minor(Fraction("0.001"))


def test_a_currency_without_minor_units_earns_a_point_a_unit() -> None:
    yen = Programme(zone=ZoneInfo("Asia/Tokyo"), currency="JPY", exponent=0)
    assert earning.points_for(1250, yen) == 1250
    assert (yen.unit_minor, yen.referral_minimum_minor, yen.worth_minor(10)) == (1, 5, 0)


@given(amount=st.integers(1, 5_000_000), rate=st.integers(1, 100))
def test_points_never_exceed_what_the_amount_is_worth_nor_fall_a_step_short(amount: int, rate: int) -> None:
    points = earning.points_for(amount, replace(EURO, points_per_step=rate))
    assert points * 100 <= amount * rate < points * 100 + 100 * rate


@given(st.integers(1, 5_000_000), st.integers(1, 5_000_000))
def test_a_bill_cut_in_two_never_earns_more(one: int, other: int) -> None:
    assert earning.points_for(one, EURO) + earning.points_for(other, EURO) <= earning.points_for(one + other, EURO)


def test_a_purchase_counts_from_when_it_was_recorded() -> None:
    earned = earning.purchase(24, NOW, EURO)
    assert (earned.points, earned.earned_at, earned.activates_at) == (24, NOW, NOW)
    assert earned.expires_at == datetime(2027, 11, 30, 23, tzinfo=UTC)


def test_a_referral_bonus_waits_fourteen_days_and_its_life_counts_from_then() -> None:
    bonus = referral.bonus(10, datetime(2026, 11, 20, 12, tzinfo=UTC), EURO)
    assert bonus.activates_at == datetime(2026, 12, 4, 12, tzinfo=UTC)
    assert bonus.expires_at == datetime(2027, 12, 31, 23, tzinfo=UTC)


def test_a_referral_link_counts_for_thirty_days_and_not_a_millisecond_longer() -> None:
    window = timedelta(days=30)
    assert referral.invitation_counts(NOW, NOW + window - timedelta(milliseconds=1), EURO)
    assert not referral.invitation_counts(NOW, NOW + window, EURO)


@pytest.mark.parametrize(("amount", "does"), [(499, False), (500, True), (501, True)])
def test_a_small_first_purchase_brings_no_bonus(amount: int, does: bool) -> None:
    assert referral.qualifies(amount, EURO) is does


def test_each_role_may_do_what_the_next_one_may() -> None:
    order = [Role.OWNER, Role.MANAGER, Role.CASHIER, Role.AUDITOR]
    for place, role in enumerate(order):
        assert [role.covers(other) for other in order] == [other >= place for other in range(4)]


def test_accounts_are_named_as_the_export_promises() -> None:
    assert [member_account(3, part) for part in ("", "pending", "held", "debt")] == [
        "member:3",
        "member:3:pending",
        "member:3:held",
        "member:3:debt",
    ]
    assert (issued_account(1), redeemed_account(2)) == ("merchant:1:issued", "merchant:2:redeemed")
