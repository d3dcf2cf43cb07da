"""Spending points: which lots they come from, and where they go back to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from loyalty.errors import InDebt, NotEnoughPoints
from loyalty.model import Allocation, Lot, LotState
from loyalty.programme import Programme


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


def returned(lot: Lot, points: int, now: datetime, programme: Programme, *, by_staff: bool) -> Lot:
    """The lot with `points` that came back to it; it is active again, with its own expiry.

    Past that, points given back by the member (cancelled, lapsed) expire at once. Given back by staff, by a reversal
    or by a suspension they live the programme's `given_back_life` longer, to the instant, but only once a lot.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> noon = datetime(2027, 12, 1, 12, tzinfo=UTC)
    >>> spent = Lot(id=1, state=LotState.SPENT, points=24, remaining=0, merchant_id=1,
    ...     earned_at=noon.replace(year=2026), activates_at=noon.replace(year=2026), expires_at=noon.replace(hour=0))
    >>> returned(spent, 5, noon, euro, by_staff=False).spendable_at(noon)
    False
    >>> again = returned(spent, 5, noon, euro, by_staff=True)
    >>> again.remaining, again.expires_at.isoformat(), again.extended
    (5, '2027-12-08T12:00:00+00:00', 1)
    """
    given = replace(lot, remaining=lot.remaining + points, state=LotState.ACTIVE)
    if not by_staff or lot.extended or lot.expires_at > now:
        return given
    return replace(given, expires_at=now + programme.given_back_life, extended=1)


@dataclass(frozen=True, kw_only=True)
class GivenBack:
    """Points that returned: the `lots` as they are then. `lost` of the points are past their date and expire at once;
    `saved` would be, but live until `saved_until` (None when there are none).
    """

    lots: tuple[Lot, ...]
    lost: int
    saved: int
    saved_until: datetime | None


def give_back(
    allocations: Iterable[Allocation], lots: Iterable[Lot], now: datetime, programme: Programme, *, by_staff: bool
) -> GivenBack:
    """Returns what was taken (`allocations`, above zero) to the `lots` it came from; see `returned`."""
    known = {lot.id: lot for lot in lots}
    after, lost, saved, until = [], 0, 0, None
    for part in allocations:
        lot = returned(known[part.lot_id], part.points, now, programme, by_staff=by_staff)
        after.append(lot)
        if lot.expires_at <= now:
            lost += part.points
        elif known[part.lot_id].expires_at <= now:
            saved, until = saved + part.points, lot.expires_at
    return GivenBack(lots=tuple(after), lost=lost, saved=saved, saved_until=until)
