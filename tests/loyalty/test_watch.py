"""Which pairs of a cashier and a member stand out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.watch import Oddity, PairCounts, oddity

# Two cashiers share the work; the member comes as often as others do, to both of them.
ORDINARY = PairCounts(
    on_day=1,
    purchases=6,
    points=60,
    member_purchases=12,
    member_points=120,
    cashier_purchases=56,
    merchant_purchases=112,
    merchant_points=1120,
)


def test_a_pair_like_any_other_does_not_stand_out() -> None:
    assert oddity(ORDINARY) is None


@pytest.mark.parametrize(("on_day", "why"), [(3, None), (4, Oddity.MANY), (9, Oddity.MANY)])
def test_four_purchases_on_one_day_stand_out(on_day: int, why: Oddity | None) -> None:
    assert oddity(replace(ORDINARY, on_day=on_day)) is why


@pytest.mark.parametrize(
    ("purchases", "of", "why"),
    # Half of everybody else's purchases are by this cashier: all of the member's are twice that share.
    [(6, 6, Oddity.SHARE), (6, 7, None), (5, 5, None), (40, 40, Oddity.SHARE), (40, 41, None)],
)
def test_twice_the_share_of_everybody_elses_stands_out_from_the_sixth_purchase_on(
    purchases: int, of: int, why: Oddity | None
) -> None:
    pair = replace(
        ORDINARY,
        purchases=purchases,
        points=10 * purchases,
        member_purchases=of,
        member_points=10 * of,
        cashier_purchases=50 + purchases,
        merchant_purchases=100 + of,
        merchant_points=10 * (100 + of),
    )
    assert oddity(pair) is why


@given(st.integers(1, 3), st.integers(0, 60), st.integers(0, 500))
def test_a_cashier_who_books_for_everybody_alone_never_stands_out_by_share(on_day: int, more: int, others: int) -> None:
    purchases = on_day + more
    pair = PairCounts(
        on_day=on_day,
        purchases=purchases,
        points=10 * purchases,
        member_purchases=purchases,
        member_points=10 * purchases,
        cashier_purchases=purchases + others,
        merchant_purchases=purchases + others,
        merchant_points=10 * (purchases + others),
    )
    assert oddity(pair) is None


@pytest.mark.parametrize(("points", "why"), [(89, None), (90, Oddity.POINTS), (900, Oddity.POINTS)])
def test_three_times_the_points_of_anybody_elses_purchases_stand_out(points: int, why: Oddity | None) -> None:
    pair = replace(ORDINARY, purchases=3, points=points, member_purchases=6, cashier_purchases=53)
    # The member's own purchases are left out of what is usual: 10 points each.
    pair = replace(pair, merchant_purchases=106, member_points=points, merchant_points=1000 + points)
    assert oddity(pair) is why


def test_two_purchases_are_too_few_to_say_anything_of_their_points() -> None:
    assert oddity(replace(ORDINARY, purchases=2, points=5000, member_points=5000)) is None


def test_without_enough_others_there_is_nothing_to_compare_with() -> None:
    alone = replace(ORDINARY, member_purchases=6, cashier_purchases=6, merchant_purchases=25, merchant_points=60)
    assert oddity(alone) is None
    assert oddity(replace(alone, merchant_purchases=26)) is Oddity.SHARE


def test_purchases_worth_no_points_do_not_stand_out_by_their_points() -> None:
    nothing = replace(ORDINARY, points=0, member_points=0, merchant_points=0)
    assert oddity(nothing) is None
