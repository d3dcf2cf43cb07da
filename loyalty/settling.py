"""What the clock has decided about a member's points, in the order in which it happened.

It is worked out from what is booked, so that it comes to the same whether a job ran in between or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from loyalty.expiry import expired
from loyalty.model import Allocation, Lot, LotState
from loyalty.redeeming import spending_order, take


@dataclass(frozen=True, kw_only=True)
class Lapse:
    """A voucher still held past its time: at `lapsed_at` its points went back to the lots they came from."""

    voucher_id: int
    lapsed_at: datetime
    points: tuple[Allocation, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A pending lot became active, or a voucher lapsed (the other of the two is None).

    `repaid` is what of these points paid a debt at once.
    """

    lot_id: int | None = None
    voucher_id: int | None = None
    points: int
    repaid: tuple[Allocation, ...]


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What is due: `steps` in order, then the lots that have `expired`, with what remained of them.

    `lots` in spending order and `debt` (at most zero) are as they are when all of it is booked.
    """

    steps: tuple[Step, ...]
    expired: tuple[Allocation, ...]
    lots: tuple[Lot, ...]
    debt: int


def settle(lots: Iterable[Lot], lapses: Iterable[Lapse], debt: int, now: datetime) -> Settlement:
    """Works out what is due at `now`.

    `lots` are the open ones and every lot to which a lapsed voucher gives points back. What becomes active pays a
    debt first, unless it came back to a lot that was past its time by then.
    """
    known = {lot.id: lot for lot in lots}
    events: list[tuple[datetime, int, int, Lapse | Lot]] = [
        (lot.activates_at, 0, lot.id, lot)
        for lot in known.values()
        if lot.state is LotState.PENDING and lot.activates_at <= now
    ]
    events += [(lapse.lapsed_at, 1, lapse.voucher_id, lapse) for lapse in lapses]
    steps = []
    for at, _, _, event in sorted(events, key=lambda event: event[:3]):
        if isinstance(event, Lot):
            known[event.id] = replace(event, state=LotState.ACTIVE)
            gained = [known[event.id]]
        else:
            gained = [_returned(known, part) for part in event.points]
        repaid = take(-debt, [lot for lot in gained if lot.expires_at > at])
        for part in repaid:
            known[part.lot_id] = _less(known[part.lot_id], part.points, LotState.SPENT)
            debt += part.points
        points = sum(lot.remaining for lot in gained)
        if isinstance(event, Lot):
            steps.append(Step(lot_id=event.id, points=points, repaid=repaid))
        else:
            steps.append(Step(voucher_id=event.voucher_id, points=points, repaid=repaid))
    gone = tuple(Allocation(lot_id=lot.id, points=lot.remaining) for lot in expired(known.values(), now))
    for part in gone:
        known[part.lot_id] = _less(known[part.lot_id], part.points, LotState.EXPIRED)
    return Settlement(steps=tuple(steps), expired=gone, lots=tuple(spending_order(known.values())), debt=debt)


def _returned(known: dict[int, Lot], part: Allocation) -> Lot:
    """Gives points back to a lot; returns the lot with these points alone."""
    lot = known[part.lot_id]
    known[lot.id] = replace(lot, remaining=lot.remaining + part.points, state=LotState.ACTIVE)
    return replace(known[lot.id], remaining=part.points)


def _less(lot: Lot, points: int, emptied: LotState) -> Lot:
    left = lot.remaining - points
    return replace(lot, remaining=left, state=lot.state if left else emptied)
