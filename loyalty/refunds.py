"""Taking points back: how many a refund takes of what a purchase earned, and where they come from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from loyalty.model import Allocation, Lot
from loyalty.programme import DebtPolicy, Programme
from loyalty.redeeming import returned, take


def entitlement_lost(earns: Callable[[int], int], *, given: int, taken: int, left: int) -> int:
    """Points that a purchase is worth no longer when `left` minor units of it stand, beyond those `taken` before.

    It had been `given` so many; `earns` says what an amount earns by the purchase's own basis. The entitlement counts
    cumulatively, so that many small refunds come to what one large one does; never below zero, and never more than is
    left of what was given.

    >>> each_whole_euro = lambda minor: minor // 100
    >>> entitlement_lost(each_whole_euro, given=24, taken=0, left=2000)
    4

    Two refunds of half a euro: the second takes the point that the first has left standing.

    >>> entitlement_lost(each_whole_euro, given=24, taken=4, left=1950), 24 - 5 == each_whole_euro(1950)
    (1, True)
    >>> entitlement_lost(each_whole_euro, given=24, taken=5, left=1900)
    0
    >>> entitlement_lost(each_whole_euro, given=24, taken=5, left=0)
    19
    """
    stands = earns(left) if left else 0
    return min(max(0, given - taken - stands), given - taken)


@dataclass(frozen=True, kw_only=True)
class TakeBack:
    """How points of an earning come back: `own` from its lot, `vouchers` to be cancelled because they hold its points
    (`held` of them), what `expired` unspent and so counts as taken back, `others` from other lots, and the rest as a
    `debt`, or `forgiven` where the programme says so. All are points, none below zero; together what had to come back.
    """

    own: int
    vouchers: tuple[int, ...]
    held: int
    expired: int
    others: tuple[Allocation, ...]
    debt: int
    forgiven: int


def take_back(
    points: int,
    own: Lot,
    *,
    held: Mapping[int, tuple[Allocation, ...]],
    expired: int,
    others: Iterable[Lot],
    now: datetime,
    programme: Programme,
) -> TakeBack:
    """Takes `points` of an earning back.

    In this order: what its own lot still has, pending or active; what vouchers hold of it; what of it `expired`
    unspent (only what no refund has counted before); other active lots in spending order; and the rest is owed, or
    forgiven. What it paid of a debt went as what it paid for a reward: it comes from other lots, or is owed again.
    `held` names those vouchers and from which lots each holds its points: when one is cancelled, all of them return
    first (as by staff: `redeeming.returned`). `others` are the open lots, and those to which such a voucher gives back.

    Lots of 100 expired and 50 earned later: nothing more is taken.

    >>> from dataclasses import replace
    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> from loyalty.model import LotState
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> noon = datetime(2027, 12, 1, 12, tzinfo=UTC)
    >>> gone = Lot(id=1, state=LotState.EXPIRED, points=100, remaining=0, merchant_id=1,
    ...     earned_at=noon.replace(year=2026), activates_at=noon.replace(year=2026), expires_at=noon.replace(hour=0))
    >>> later = replace(gone, id=2, state=LotState.ACTIVE, points=50, remaining=50, expires_at=noon.replace(year=2028))
    >>> none = take_back(100, gone, held={}, expired=100, others=[later], now=noon, programme=euro)
    >>> none.expired, none.own, none.others, none.debt
    (100, 0, (), 0)

    Had they been spent, the 50 are taken and 50 owed:

    >>> spent = take_back(100, gone, held={}, expired=0, others=[later], now=noon, programme=euro)
    >>> spent.others, spent.debt
    ((Allocation(lot_id=2, points=50),), 50)
    """
    from_own = min(points, own.remaining)
    rest = points - from_own
    known = {lot.id: lot for lot in others if lot.id != own.id}
    cancelled, from_held = [], 0
    for voucher_id, parts in sorted(held.items()):
        if rest == 0:
            break
        cancelled.append(voucher_id)
        for part in parts:
            if part.lot_id == own.id:
                used = min(rest, part.points)
                from_held += used
                rest -= used
            else:
                known[part.lot_id] = returned(known[part.lot_id], part.points, now, programme, by_staff=True)
    from_expired = min(rest, expired)
    rest -= from_expired
    from_others = take(rest, [lot for lot in known.values() if lot.spendable_at(now)])
    rest -= sum(allocation.points for allocation in from_others)
    forgives = programme.debt is DebtPolicy.FORGIVE
    return TakeBack(
        own=from_own,
        vouchers=tuple(cancelled),
        held=from_held,
        expired=from_expired,
        others=from_others,
        debt=0 if forgives else rest,
        forgiven=rest if forgives else 0,
    )
