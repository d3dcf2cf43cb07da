"""What a member has at this moment by the clock, whatever the jobs have booked yet. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.model import Lot, Member, Programme
from loyalty.redeeming import spendable
from storage import ledger, members, vouchers
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Points: `spendable` now, `pending` (the next of them at `pending_at`), `held` by vouchers, `debt` owed (above
    zero); `worth` of the spendable ones in minor units; `expiring` is what ends next, at `expires_at`.
    """

    spendable: int
    pending: int
    pending_at: datetime | None
    held: int
    debt: int
    worth: int
    expiring: int
    expires_at: datetime | None
    tier: str


def _lapsed(tx: Tx, member: Member, now: datetime) -> list[tuple[Lot, int]]:
    """Lots to which lapsed vouchers not yet booked give points back, and how many."""
    if not member.held:
        return []
    found = []
    for voucher in vouchers.vouchers_to_lapse(tx, now, member_id=member.id):
        for allocation in ledger.allocations_of(tx, voucher.journal_id):
            lot = ledger.lot(tx, allocation.lot_id)
            if lot is not None:
                found.append((lot, allocation.points))
    return found


def spendable_now(tx: Tx, member: Member, now: datetime) -> int:
    """Points a member can spend at `now`."""
    returned = sum(points for lot, points in _lapsed(tx, member, now) if now < lot.expires_at)
    return max(0, spendable(ledger.open_lots(tx, member.id), 0, now) + returned + member.debt)


def balance_of(tx: Tx, member_id: int, now: datetime, programme: Programme) -> Balance:
    """All a member wants to know of their points at `now`. Raises LookupError."""
    member = members.member(tx, member_id)
    if member is None:
        raise LookupError(f"member {member_id}")
    lots = ledger.open_lots(tx, member_id)
    lapsed = _lapsed(tx, member, now)
    available = spendable_now(tx, member, now)
    waiting = [lot for lot in lots if lot.activates_at > now]
    ends: dict[datetime, int] = {}
    alive = [(lot, lot.remaining) for lot in lots if lot.spendable_at(now)]
    for lot, points in [*alive, *((lot, points) for lot, points in lapsed if now < lot.expires_at)]:
        ends[lot.expires_at] = ends.get(lot.expires_at, 0) + points
    first = min(ends, default=None)
    return Balance(
        spendable=available,
        pending=sum(lot.remaining for lot in waiting),
        pending_at=min((lot.activates_at for lot in waiting), default=None),
        held=member.held - sum(points for _, points in lapsed),
        debt=-member.debt,
        worth=programme.worth_minor(available),
        expiring=min(available, ends[first]) if first else 0,
        expires_at=first,
        tier=member.tier,
    )
