"""What a purchase earns, and the referral bonus."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import earning, referral
from loyalty.model import Programme, Role, issued_account, member_account, redeemed_account

EURO = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "points"), [(1, 0), (99, 0), (100, 1), (199, 1), (2490, 24), (12_075, 120), (5_000_000, 50_000)]
)
def test_each_whole_unit_earns_one_point_and_the_rest_nothing(amount: int, points: int) -> None:
    assert earning.points_for(amount, EURO) == points


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
    earned = earning.purchase(2490, NOW, EURO)
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
