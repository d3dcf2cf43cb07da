"""How many points a refund takes, and where they come from."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from loyalty.earning import Applied, Basis
from loyalty.model import Allocation, Lot, LotState, Programme
from loyalty.programme import DebtPolicy, Stacking
from loyalty.redeeming import returned
from loyalty.refunds import TakeBack, entitlement_lost, take_back

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EURO = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)


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
    held: dict[int, dict[int, int]] | None = None,
    expired: int = 0,
    others: Iterable[Lot] = (),
    programme: Programme = EURO,
) -> TakeBack:
    holding = {
        voucher: tuple(Allocation(lot_id=number, points=part) for number, part in of.items())
        for voucher, of in (held or {}).items()
    }
    return take_back(points, own, held=holding, expired=expired, others=others, now=NOW, programme=programme)


def test_points_still_there_are_taken_from_their_own_lot() -> None:
    assert back(24, lot(1, 24), others=[lot(2, 50, ends=1)]) == TakeBack(
        own=24, vouchers=(), held=0, expired=0, others=(), debt=0, forgiven=0
    )


def test_pending_points_are_taken_while_they_wait() -> None:
    assert back(10, lot(1, 24, active=5), others=[lot(2, 50, ends=1)]).own == 10


def test_what_expired_unspent_counts_as_taken_back() -> None:
    # 100 expired and 50 earned later: nothing more is taken.
    taken = back(100, lot(1, 0, ends=-1, points=100), expired=100, others=[lot(2, 50)])
    assert (taken.own, taken.expired, taken.others, taken.debt) == (0, 100, (), 0)


def test_what_is_held_is_taken_before_what_expired_counts() -> None:
    taken = back(10, lot(1, 0, ends=-1, points=100), held={5: {1: 4}}, expired=96, others=[lot(2, 50)])
    assert (taken.vouchers, taken.held, taken.expired, taken.others) == ((5,), 4, 6, ())


def test_what_paid_a_debt_is_taken_from_other_lots_or_owed_again() -> None:
    # 6 are left of 10, and 4 had paid a debt.
    taken = back(10, lot(1, 6, points=10), others=[lot(2, 3)])
    assert (taken.own, parts(taken.others), taken.debt) == (6, {2: 3}, 1)


def test_vouchers_that_hold_the_points_are_cancelled_and_no_more_than_needed() -> None:
    taken = back(10, lot(1, 2, points=10), held={7: {1: 3}, 5: {1: 5}}, others=[lot(2, 50)])
    assert (taken.own, taken.vouchers, taken.held, taken.others) == (2, (5, 7), 8, ())
    assert back(10, lot(1, 10), held={5: {2: 5}}).vouchers == ()
    assert back(4, lot(1, 2, points=10), held={7: {1: 3}, 5: {1: 5}}).vouchers == (5,)


def test_points_spent_are_taken_from_other_lots_and_then_owed() -> None:
    taken = back(24, lot(1, 0, points=24), others=[lot(2, 5, ends=90), lot(3, 6, ends=10), lot(4, 9, ends=0)])
    assert parts(taken.others) == {3: 6, 2: 5}
    assert taken.debt == 13


def test_pending_points_of_another_purchase_are_left_alone() -> None:
    taken = back(24, lot(1, 0, points=24), others=[lot(2, 50, active=3)])
    assert (taken.others, taken.debt) == ((), 24)


def test_what_nothing_covers_is_forgiven_where_the_programme_says_so() -> None:
    kind = replace(EURO, debt=DebtPolicy.FORGIVE)
    taken = back(24, lot(1, 0, points=24), others=[lot(2, 5)], programme=kind)
    assert (parts(taken.others), taken.debt, taken.forgiven) == ({2: 5}, 0, 19)


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


@dataclass
class Purse:
    """One purchase of a member and what became of its points; refunds are played on it one after the other."""

    own: Lot
    held: dict[int, dict[int, int]]
    expired: int
    others: dict[int, Lot]
    counted: int = 0
    debt: int = 0
    cancelled: set[int] = field(default_factory=set)

    def refund(self, points: int) -> None:
        taken = back(
            points,
            self.own,
            held=self.held,
            expired=self.expired - self.counted,
            others=self.others.values(),
        )
        for voucher in taken.vouchers:
            for number, part in self.held.pop(voucher).items():
                if number == self.own.id:
                    self.own = returned(self.own, part, NOW, EURO, by_staff=True)
                else:
                    self.others[number] = returned(self.others[number], part, NOW, EURO, by_staff=True)
        self.own = replace(self.own, remaining=self.own.remaining - taken.own - taken.held)
        for taken_part in taken.others:
            other = self.others[taken_part.lot_id]
            self.others[other.id] = replace(other, remaining=other.remaining - taken_part.points)
        self.counted += taken.expired
        self.debt += taken.debt
        self.cancelled |= set(taken.vouchers)
        total = taken.own + taken.held + taken.expired + sum(part.points for part in taken.others)
        assert total + taken.debt + taken.forgiven == points
        assert min(taken.own, taken.held, taken.expired, taken.debt) >= 0

    def left(self) -> tuple[object, ...]:
        """What is left of it all."""
        lots = {number: each.remaining for number, each in self.others.items()}
        return self.own.remaining, lots, self.counted, self.debt, self.cancelled, self.held


@st.composite
def purses(draw: st.DrawFn) -> Purse:
    """A purchase whose points are still there, held with others', expired and spent, in any share."""
    remaining, expired, spent = (draw(st.integers(0, 12)) for _ in range(3))
    others = {}
    for number in (2, 3, 4):
        ends = draw(st.integers(-1, 3))
        # What is past its time has expired: a settled member has nothing left of it.
        others[number] = lot(
            number, draw(st.integers(0, 9)) if ends > 0 else 0, ends=ends, active=draw(st.integers(-1, 1))
        )
    held = {
        voucher: {1: draw(st.integers(1, 6)), **({2: draw(st.integers(1, 6))} if draw(st.booleans()) else {})}
        for voucher in draw(st.sets(st.integers(1, 9), max_size=3))
    }
    points = remaining + expired + spent + sum(of[1] for of in held.values())
    return Purse(own=lot(1, remaining, points=max(points, 1)), held=held, expired=expired, others=others)


RATES: st.SearchStrategy[int | Fraction] = st.sampled_from(
    [0, 1, 2, Fraction(1, 2), Fraction(3, 2), Fraction(7, 3), Fraction(1, 10)]
)
BRACKETS = st.lists(st.tuples(st.integers(0, 6000), RATES), max_size=4, unique_by=lambda bracket: bracket[0]).map(
    lambda drawn: tuple(sorted(drawn))
)
MULTIPLIERS: st.SearchStrategy[int | Fraction] = st.sampled_from([1, 2, Fraction(3, 2), Fraction(101, 100), 10])
CAMPAIGNS = st.lists(
    st.builds(
        lambda multiplier, bonus, minimum, room: Applied(
            id=1, multiplier=multiplier, bonus=0 if multiplier else bonus, minimum=minimum, room=room
        ),
        st.none() | MULTIPLIERS,
        st.integers(1, 30),
        st.sampled_from([0, 500, 1050, 9999]),
        st.none() | st.integers(0, 40),
    ),
    max_size=3,
).map(lambda drawn: tuple(replace(one, id=number) for number, one in enumerate(drawn)))
BASES = st.builds(
    Basis,
    step=st.sampled_from([100, 500, 50, 1]),
    rate=RATES,
    brackets=BRACKETS,
    multiplier=MULTIPLIERS,
    stacking=st.sampled_from(Stacking),
    campaigns=CAMPAIGNS,
)


@given(basis=BASES, amount=st.integers(1000, 20_000), already=st.integers(0, 3000))
def test_ten_refunds_of_one_take_what_one_of_ten_does_for_every_rate_bracket_and_campaign(
    basis: Basis, amount: int, already: int
) -> None:
    earned = basis.points(amount)
    left = amount - min(already, amount - 1000)
    before = entitlement_lost(basis.points, given=earned, taken=0, left=left)
    at_once = entitlement_lost(basis.points, given=earned, taken=before, left=left - 1000)
    taken = before
    for _ in range(10):
        left -= 100
        taken += entitlement_lost(basis.points, given=earned, taken=taken, left=left)
        assert earned - taken == (basis.points(left) if left else 0)
    assert taken == before + at_once


@given(earned=st.integers(0, 50), worth=st.lists(st.integers(-5, 80), min_size=1, max_size=9))
def test_refunds_never_take_more_than_was_given_whatever_an_amount_earns(earned: int, worth: list[int]) -> None:
    taken = 0
    for left in range(len(worth) - 1, -1, -1):
        lost = entitlement_lost(lambda minor: worth[minor], given=earned, taken=taken, left=left)
        assert lost >= 0
        taken += lost
        assert taken <= earned
    assert taken == earned


@given(purse=purses(), cuts=st.lists(st.integers(0, 60), max_size=10))
def test_many_refunds_leave_the_same_lots_vouchers_and_debt_as_one(purse: Purse, cuts: list[int]) -> None:
    given_points = purse.own.points
    edges = [0, *sorted(min(cut, given_points) for cut in cuts), given_points]
    at_once = replace(purse, held=dict(purse.held), others=dict(purse.others), cancelled=set())
    at_once.refund(given_points)
    for start, end in pairwise(edges):
        purse.refund(end - start)
    assert purse.left() == at_once.left()
