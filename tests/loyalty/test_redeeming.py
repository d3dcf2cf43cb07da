"""Which lots points come from."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import InDebt, NotEnoughPoints
from loyalty.model import Allocation, Lot, LotState
from loyalty.redeeming import spend, spendable, spending_order, take

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def lot(
    number: int, remaining: int, *, ends: int = 100, earned: int = -10, active: int = -10, points: int | None = None
) -> Lot:
    """A lot; the other numbers are days from now."""
    return Lot(
        id=number,
        state=LotState.ACTIVE if active <= 0 else LotState.PENDING,
        points=remaining if points is None else points,
        remaining=remaining,
        merchant_id=1,
        earned_at=NOW + timedelta(days=earned),
        activates_at=NOW + timedelta(days=active),
        expires_at=NOW + timedelta(days=ends),
    )


def parts(allocations: Iterable[Allocation]) -> dict[int, int]:
    return {allocation.lot_id: allocation.points for allocation in allocations}


def test_the_soonest_to_expire_is_spent_first_then_the_oldest_then_the_lowest_number() -> None:
    lots = [lot(4, 5, ends=9), lot(3, 5, ends=9), lot(2, 5, ends=9, earned=-20), lot(1, 5, ends=8)]
    assert [each.id for each in spending_order(lots)] == [1, 2, 3, 4]
    assert parts(spend(12, lots, 0, NOW)) == {1: 5, 2: 5, 3: 2}


def test_points_pending_or_past_their_time_cannot_be_spent_whatever_is_booked() -> None:
    lots = [lot(1, 5, ends=0), lot(2, 5, active=1), lot(3, 5)]
    assert spendable(lots, 0, NOW) == 5
    with pytest.raises(NotEnoughPoints) as refused:
        spend(6, lots, 0, NOW)
    assert (refused.value.needed, refused.value.spendable) == (6, 5)
    millisecond = timedelta(milliseconds=1)
    assert spendable(lots, 0, NOW - millisecond) == 10
    assert spendable(lots, 0, NOW + timedelta(days=1) - millisecond) == 5
    assert spendable(lots, 0, NOW + timedelta(days=1)) == 10


def test_nothing_can_be_held_while_anything_is_owed() -> None:
    with pytest.raises(InDebt) as refused:
        spend(1, [lot(1, 50)], -3, NOW)
    assert refused.value.debt == 3
    assert spendable([lot(1, 50)], -3, NOW) == 47
    assert spendable([lot(1, 2)], -3, NOW) == 0


LOTS = st.lists(
    st.builds(
        lambda remaining, ends, earned, active: (remaining, ends, earned, active),
        st.integers(0, 30),
        st.integers(-3, 5),
        st.integers(-9, -1),
        st.integers(-2, 2),
    ),
    max_size=8,
).map(
    lambda drawn: [
        lot(number, remaining, ends=max(ends, active + 1), earned=earned, active=active)
        for number, (remaining, ends, earned, active) in enumerate(drawn, start=1)
    ]
)


@given(lots=LOTS, points=st.integers(1, 120))
def test_spending_takes_exactly_what_is_asked_from_lots_that_have_it(lots: list[Lot], points: int) -> None:
    known = {each.id: each for each in lots}
    available = spendable(lots, 0, NOW)
    if available < points:
        with pytest.raises(NotEnoughPoints) as refused:
            spend(points, lots, 0, NOW)
        assert refused.value.spendable == available
        return
    taken = parts(spend(points, lots, 0, NOW))
    assert sum(taken.values()) == points
    assert all(0 < part <= known[number].remaining for number, part in taken.items())
    assert all(known[number].activates_at <= NOW < known[number].expires_at for number in taken)
    untouched = [each for each in lots if each.id not in taken and each.spendable_at(NOW)]
    assert all(other.expires_at >= known[number].expires_at for other in untouched for number in taken)


@given(lots=LOTS, points=st.integers(0, 300))
def test_taking_never_takes_too_much(lots: list[Lot], points: int) -> None:
    taken = parts(take(points, lots))
    assert sum(taken.values()) == min(points, sum(each.remaining for each in lots))
    assert all(0 < part <= next(each.remaining for each in lots if each.id == n) for n, part in taken.items())
