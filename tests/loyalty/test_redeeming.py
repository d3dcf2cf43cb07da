"""Which lots points come from, and how an earning comes back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import InDebt, NotEnoughPoints
from loyalty.model import Allocation, Lot, LotState, Programme
from loyalty.programme import DebtPolicy
from loyalty.redeeming import TakeBack, give_back, returned, spend, spendable, spending_order, take, take_back

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


def back(
    points: int,
    own: Lot,
    *,
    repaid: int = 0,
    held: dict[int, dict[int, int]] | None = None,
    expired: int = 0,
    others: Iterable[Lot] = (),
    programme: Programme = RULES,
) -> TakeBack:
    holding = {
        voucher: tuple(Allocation(lot_id=number, points=part) for number, part in of.items())
        for voucher, of in (held or {}).items()
    }
    return take_back(
        points, own, repaid=repaid, held=holding, expired=expired, others=others, now=NOW, programme=programme
    )


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


def test_points_still_there_are_taken_from_their_own_lot() -> None:
    assert back(24, lot(1, 24), others=[lot(2, 50, ends=1)]) == TakeBack(
        own=24, owed_again=0, vouchers=(), held=0, others=(), debt=0
    )


def test_what_expired_unspent_counts_as_taken_back() -> None:
    # 100 expired and 50 earned later: nothing more is taken.
    taken = back(100, lot(1, 0, ends=-1, points=100), expired=100, others=[lot(2, 50)])
    assert taken == TakeBack(own=0, owed_again=0, vouchers=(), held=0, others=(), debt=0)


def test_what_paid_a_debt_is_owed_again() -> None:
    taken = back(10, lot(1, 6, points=10), repaid=4, others=[lot(2, 50)])
    assert (taken.own, taken.owed_again, taken.others, taken.debt) == (6, 4, (), 0)


def test_vouchers_that_hold_the_points_are_cancelled_and_no_more_than_needed() -> None:
    taken = back(10, lot(1, 2, points=10), held={7: {1: 3}, 5: {1: 5}}, others=[lot(2, 50)])
    assert (taken.own, taken.vouchers, taken.held, taken.others) == (2, (5, 7), 8, ())
    assert back(10, lot(1, 10), held={5: {2: 5}}).vouchers == ()


def test_points_spent_are_taken_from_other_lots_and_then_owed() -> None:
    taken = back(24, lot(1, 0, points=24), others=[lot(2, 5, ends=90), lot(3, 6, ends=10), lot(4, 9, ends=0)])
    assert parts(taken.others) == {3: 6, 2: 5}
    assert taken.debt == 13


def test_a_cancelled_voucher_gives_other_lots_their_points_back_before_anything_is_owed() -> None:
    # The voucher held 5 of an older lot and 3 of this one; 7 of this one are spent.
    taken = back(10, lot(2, 0, points=10), held={1: {1: 5, 2: 3}}, others=[lot(1, 0, points=5, ends=50)])
    assert (taken.vouchers, taken.held, parts(taken.others), taken.debt) == ((1,), 3, {1: 5}, 2)


def test_what_a_cancelled_voucher_gives_back_past_its_time_lives_on_and_is_taken_but_once_a_lot() -> None:
    late = lot(1, 0, points=5, ends=0)
    taken = back(10, lot(2, 0, points=10), held={1: {1: 5, 2: 3}}, others=[late])
    assert (taken.held, parts(taken.others), taken.debt) == (3, {1: 5}, 2)
    taken = back(10, lot(2, 0, points=10), held={1: {1: 5, 2: 3}}, others=[replace(late, extended=1)])
    assert (taken.held, taken.others, taken.debt) == (3, (), 7)


def test_debt_is_forgiven_where_the_programme_says_so() -> None:
    forgiving = replace(RULES, debt=DebtPolicy.FORGIVE)
    taken = back(24, lot(1, 2, points=24), repaid=4, others=[lot(2, 5)], programme=forgiving)
    assert (taken.own, parts(taken.others), taken.owed_again, taken.debt, taken.forgiven) == (2, {2: 5}, 0, 0, 17)
    owed = back(24, lot(1, 2, points=24), repaid=4, others=[lot(2, 5)])
    assert (owed.owed_again, owed.debt, owed.forgiven) == (4, 13, 0)


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


@given(
    points=st.integers(1, 50),
    shares=st.lists(st.integers(0, 50), min_size=4, max_size=4),
    others=LOTS,
)
def test_what_is_taken_back_adds_up_to_what_was_earned(points: int, shares: list[int], others: list[Lot]) -> None:
    # The earning is cut into what is left, repaid, held and expired; the rest was spent.
    left = points
    remaining, repaid, held, expired = (part for part in (min(share, points // 4) for share in shares))
    left -= remaining + repaid + held + expired
    assert left >= 0
    moved = [lot(each.id + 10, each.remaining, ends=(each.expires_at - NOW).days) for each in others]
    taken = back(
        points,
        lot(1, remaining, points=points),
        repaid=repaid,
        held={5: {1: held}} if held else {},
        expired=expired,
        others=moved,
    )
    total = taken.own + taken.owed_again + taken.held + sum(part.points for part in taken.others) + taken.debt
    assert total == points - expired
    assert (taken.own, taken.owed_again, taken.held) == (remaining, repaid, held)
    assert sum(part.points for part in taken.others) + taken.debt == left
    assert taken.debt == 0 or taken.debt == left - sum(each.remaining for each in moved if each.spendable_at(NOW))
