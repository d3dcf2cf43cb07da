"""Which lots points come from."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import InDebt, NotEnoughPoints
from loyalty.model import Allocation, Lot, LotState, Programme
from loyalty.redeeming import give_back, returned, spend, spendable, spending_order, take

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RULES = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)


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


def test_points_given_back_keep_their_own_expiry_while_it_is_to_come() -> None:
    spent = replace(lot(1, 0, points=9, ends=1), state=LotState.SPENT)
    for by_staff in (True, False):
        again = returned(spent, 4, NOW, RULES, by_staff=by_staff)
        assert again == replace(spent, state=LotState.ACTIVE, remaining=4)


def test_points_given_back_by_the_member_past_their_date_expire_at_once() -> None:
    ended = replace(lot(1, 0, points=9, ends=0), state=LotState.EXPIRED)
    given = give_back([Allocation(lot_id=1, points=4)], [ended], NOW, RULES, by_staff=False)
    assert (given.lost, given.saved, given.saved_until) == (4, 0, None)
    assert not given.lots[0].spendable_at(NOW)


def test_points_given_back_by_staff_past_their_date_live_seven_days_more_once_a_lot() -> None:
    ended = replace(lot(1, 0, points=9, ends=-30), state=LotState.EXPIRED)
    alive = replace(lot(2, 0, points=9, ends=1), state=LotState.SPENT)
    taken = [Allocation(lot_id=1, points=4), Allocation(lot_id=2, points=3)]
    given = give_back(taken, [ended, alive], NOW, RULES, by_staff=True)
    until = NOW + timedelta(days=7)
    assert (given.lost, given.saved, given.saved_until) == (0, 4, until)
    assert [(each.remaining, each.expires_at, each.extended) for each in given.lots] == [
        (4, until, 1),
        (3, NOW + timedelta(days=1), 0),
    ]
    # Within the week more points come back to it and end with it; after it they expire at once.
    first = given.lots[0]
    more = returned(first, 2, until - timedelta(milliseconds=1), RULES, by_staff=True)
    assert (more.remaining, more.expires_at) == (6, until)
    late = give_back([Allocation(lot_id=1, points=2)], [first], until, RULES, by_staff=True)
    assert (late.lost, late.lots[0].expires_at) == (2, until)
