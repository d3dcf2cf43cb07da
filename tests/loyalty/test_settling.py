"""What the clock has decided, in its own order, whether a job ran in between or not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loyalty.model import Allocation, Lot, LotState
from loyalty.redeeming import spendable
from loyalty.settling import Lapse, Settlement, settle

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(days: int) -> datetime:
    return NOW + timedelta(days=days)


def lot(number: int, remaining: int, *, active: int = -9, ends: int = 9, state: LotState | None = None) -> Lot:
    """A lot whose life is given in days from now."""
    return Lot(
        id=number,
        state=state or LotState.ACTIVE,
        points=50,
        remaining=remaining,
        merchant_id=1,
        earned_at=at(-99),
        activates_at=at(active),
        expires_at=at(ends),
    )


def pending(number: int, points: int, *, active: int, ends: int = 9) -> Lot:
    return lot(number, points, active=active, ends=ends, state=LotState.PENDING)


def spent(number: int, *, ends: int = 9) -> Lot:
    return lot(number, 0, ends=ends, state=LotState.SPENT)


def lapse(voucher: int, when: int, points: dict[int, int]) -> Lapse:
    return Lapse(
        voucher_id=voucher,
        lapsed_at=at(when),
        points=tuple(Allocation(lot_id=number, points=part) for number, part in points.items()),
    )


def left(settlement: Settlement) -> dict[int, int]:
    return {each.id: each.remaining for each in settlement.lots if each.remaining}


def test_nothing_is_due_before_its_time() -> None:
    soon = [pending(1, 10, active=1), lot(2, 5, ends=1)]
    assert settle(soon, [], -3, NOW) == Settlement(steps=(), expired=(), lots=(soon[1], soon[0]), debt=-3)


def test_pending_points_become_active_and_pay_a_debt_first() -> None:
    done = settle([pending(1, 10, active=0)], [], -4, NOW)
    assert [(step.lot_id, step.points, step.repaid) for step in done.steps] == [
        (1, 10, (Allocation(lot_id=1, points=4),))
    ]
    assert (left(done), done.debt) == ({1: 6}, 0)
    assert done.lots[0].state is LotState.ACTIVE
    assert settle([pending(1, 3, active=0)], [], -4, NOW).lots[0].state is LotState.SPENT


def test_a_lapsed_voucher_gives_back_to_the_lots_it_took_from() -> None:
    done = settle([spent(1), lot(2, 5)], [lapse(7, -1, {1: 4, 2: 3})], 0, NOW)
    assert left(done) == {1: 4, 2: 8}
    assert [(step.voucher_id, step.points) for step in done.steps] == [(7, 7)]


def test_what_comes_back_past_its_time_expires_and_pays_nothing() -> None:
    done = settle([spent(1, ends=-2), spent(2)], [lapse(7, -1, {1: 4, 2: 3})], -5, NOW)
    assert done.expired == (Allocation(lot_id=1, points=4),)
    assert (left(done), done.debt) == ({}, -2)


def test_what_came_back_in_time_has_paid_its_debt_although_it_has_expired_since() -> None:
    done = settle([spent(1, ends=-1)], [lapse(7, -2, {1: 4})], -3, NOW)
    assert done.debt == 0
    assert done.expired == (Allocation(lot_id=1, points=1),)


def test_debts_are_paid_in_the_order_of_the_clock() -> None:
    lots = [pending(1, 10, active=-3), spent(2)]
    first_lot = settle(lots, [lapse(7, -2, {2: 5})], -12, NOW)
    assert (left(first_lot), first_lot.debt) == ({2: 3}, 0)
    first_voucher = settle(lots, [lapse(7, -4, {2: 5})], -12, NOW)
    assert (left(first_voucher), first_voucher.debt) == ({1: 3}, 0)


def test_a_lot_that_began_and_ended_since_has_paid_its_debt_and_the_rest_is_gone() -> None:
    done = settle([pending(1, 10, active=-8, ends=-2)], [], -4, NOW)
    assert (left(done), done.debt) == ({}, 0)
    assert done.expired == (Allocation(lot_id=1, points=6),)


DAYS = st.integers(-20, 20)


@st.composite
def members(draw: st.DrawFn) -> tuple[list[Lot], list[Lapse], int]:
    """Lots, held vouchers and a debt; no active points beside a debt, as the ledger has it."""
    debt = -draw(st.integers(0, 20))
    lots = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        starts = draw(st.integers(-25, 15))
        ends = starts + draw(st.integers(1, 20))
        if draw(st.booleans()):
            lots.append(pending(number, draw(st.integers(1, 15)), active=starts, ends=ends))
        else:
            remaining = 0 if debt else draw(st.integers(0, 15))
            lots.append(lot(number, remaining, active=starts, ends=ends) if remaining else spent(number, ends=ends))
    holdable = [each for each in lots if each.state is not LotState.PENDING]
    lapses = [
        lapse(voucher, draw(DAYS), {each.id: draw(st.integers(1, 5)) for each in holdable})
        for voucher in range(1, draw(st.integers(0, 3)) + 1)
        if holdable
    ]
    return lots, lapses, debt


@given(member=members(), day=st.integers(-25, 0))
def test_settling_once_or_on_every_day_before_comes_to_the_same(
    member: tuple[list[Lot], list[Lapse], int], day: int
) -> None:
    lots, lapses, debt = member
    lapses = [each for each in lapses if each.lapsed_at <= NOW]
    at_once = settle(lots, lapses, debt, NOW)
    early = settle(lots, [each for each in lapses if each.lapsed_at <= at(day)], debt, at(day))
    later = settle(early.lots, [each for each in lapses if each.lapsed_at > at(day)], early.debt, NOW)
    assert (left(later), later.debt) == (left(at_once), at_once.debt)
    assert spendable(later.lots, later.debt, NOW) == spendable(at_once.lots, at_once.debt, NOW)


@given(members())
def test_settling_loses_and_makes_no_point(member: tuple[list[Lot], list[Lapse], int]) -> None:
    lots, lapses, debt = member
    lapses = [each for each in lapses if each.lapsed_at <= NOW]
    done = settle(lots, lapses, debt, NOW)
    before = sum(each.remaining for each in lots) + sum(part.points for each in lapses for part in each.points)
    repaid = sum(part.points for step in done.steps for part in step.repaid)
    after = sum(left(done).values()) + sum(part.points for part in done.expired) + repaid
    assert after == before
    assert done.debt == debt + repaid <= 0
    assert all(each.remaining >= 0 for each in done.lots)
    active = [each for each in done.lots if each.state is LotState.ACTIVE]
    assert all(each.expires_at > NOW for each in active)
    assert not (done.debt and any(each.spendable_at(NOW) for each in active))
