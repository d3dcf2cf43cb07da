"""Spending points: which lots they come from, and where they go back to."""

from collections.abc import Iterable
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
