"""Spending points: which lots they come from, and where they go back to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from loyalty.errors import InDebt, NotEnoughPoints
from loyalty.model import Allocation, Lot, LotState
from loyalty.programme import DebtPolicy, Programme


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
    >>> spent = Lot(id=1, state=LotState.SPENT, points=24, remaining=0, merchant_id=1, earned_at=noon.replace(year=2026),
    ...     activates_at=noon.replace(year=2026), expires_at=noon.replace(hour=0))
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


@dataclass(frozen=True, kw_only=True)
class TakeBack:
    """How points of an earning come back: `own` from its lot, `owed_again` from what it paid of a debt,
    `vouchers` to be cancelled because they hold its points (`held` of them), `others` from other lots,
    and `debt` for what is left; `forgiven` is what would be owed but for the programme. All points, none below zero.
    """

    own: int
    owed_again: int
    vouchers: tuple[int, ...]
    held: int
    others: tuple[Allocation, ...]
    debt: int
    forgiven: int = 0


def take_back(
    points: int,
    own: Lot,
    *,
    repaid: int,
    held: Mapping[int, tuple[Allocation, ...]],
    expired: int,
    others: Iterable[Lot],
    now: datetime,
    programme: Programme,
) -> TakeBack:
    """Takes an earning of `points` back.

    In this order: what its own lot still has, what of it expired unspent (counts as taken back), what it
    `repaid` of a debt, what vouchers hold of it, other active lots in spending order, and for the rest a debt.
    `held` names those vouchers and from which lots each holds its points: when one is cancelled, all of them
    return first (as by staff: `returned`). `others` are the open lots, and those to which such a voucher gives back.
    Where the programme forgives debts, nothing is owed, neither again nor anew.
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
                known[part.lot_id] = returned(known[part.lot_id], part.points, now, programme, by_staff=True)
    from_others = take(rest, [lot for lot in known.values() if lot.spendable_at(now)])
    rest -= sum(allocation.points for allocation in from_others)
    forgives = programme.debt is DebtPolicy.FORGIVE
    return TakeBack(
        own=from_own,
        owed_again=0 if forgives else owed_again,
        vouchers=tuple(cancelled),
        held=from_held,
        others=from_others,
        debt=0 if forgives else rest,
        forgiven=owed_again + rest if forgives else 0,
    )
