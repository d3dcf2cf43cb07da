"""Spending points: which lots they come from, and where they go back to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from loyalty.errors import InDebt, NotEnoughPoints
from loyalty.model import Allocation, Lot


def spending_order(lots: Iterable[Lot]) -> list[Lot]:
    """Soonest expiry first, then oldest, then by number."""
    return sorted(lots, key=lambda lot: (lot.expires_at, lot.earned_at, lot.id))


def spendable(lots: Iterable[Lot], debt: int, now: datetime) -> int:
    """Points that can be spent at `now`: of active, unexpired lots, less a debt (at most zero); never below zero."""
    return max(0, sum(lot.remaining for lot in lots if lot.spendable_at(now)) + debt)


def spend(points: int, lots: Iterable[Lot], debt: int, now: datetime) -> tuple[Allocation, ...]:
    """Takes `points` from the lots that can be spent at `now`, in spending order.

    Raises InDebt while anything is owed, NotEnoughPoints when the lots do not hold that much.
    """
    if debt < 0:
        raise InDebt(debt=-debt)
    alive = [lot for lot in lots if lot.spendable_at(now)]
    available = sum(lot.remaining for lot in alive)
    if available < points:
        raise NotEnoughPoints(needed=points, spendable=available)
    return take(points, alive)


def take(points: int, lots: Iterable[Lot]) -> tuple[Allocation, ...]:
    """At most `points` from `lots`, in spending order."""
    allocations = []
    for lot in spending_order(lots):
        part = min(points, lot.remaining)
        if part:
            allocations.append(Allocation(lot_id=lot.id, points=part))
            points -= part
    return tuple(allocations)


@dataclass(frozen=True, kw_only=True)
class TakeBack:
    """How points of an earning come back: `own` from its lot, `owed_again` from what it paid of a debt,
    `vouchers` to be cancelled because they hold its points (`held` of them), `others` from other lots,
    and `debt` for what is left; all points, none below zero.
    """

    own: int
    owed_again: int
    vouchers: tuple[int, ...]
    held: int
    others: tuple[Allocation, ...]
    debt: int


def take_back(
    points: int,
    own: Lot,
    *,
    repaid: int,
    held: Mapping[int, tuple[Allocation, ...]],
    expired: int,
    others: Iterable[Lot],
    now: datetime,
) -> TakeBack:
    """Takes an earning of `points` back.

    In this order: what its own lot still has, what of it expired unspent (counts as taken back), what it
    `repaid` of a debt, what vouchers hold of it, other active lots in spending order, and for the rest a debt.
    `held` names those vouchers and from which lots each holds its points: when one is cancelled, all of them
    return first. `others` are the open lots, and those to which such a voucher gives back.
    """
    rest = points - expired
    from_own = min(rest, own.remaining)
    rest -= from_own
    owed_again = min(rest, repaid)
    rest -= owed_again
    known = {lot.id: lot for lot in others if lot.id != own.id}
    cancelled, from_held = [], 0
    for voucher_id, parts in sorted(held.items()):
        if rest <= 0:
            break
        cancelled.append(voucher_id)
        for part in parts:
            if part.lot_id == own.id:
                used = min(rest, part.points)
                from_held += used
                rest -= used
            else:
                lot = known[part.lot_id]
                known[lot.id] = replace(lot, remaining=lot.remaining + part.points)
    from_others = take(rest, [lot for lot in known.values() if lot.spendable_at(now)])
    rest -= sum(allocation.points for allocation in from_others)
    return TakeBack(
        own=from_own,
        owed_again=owed_again,
        vouchers=tuple(cancelled),
        held=from_held,
        others=from_others,
        debt=rest,
    )
