"""What the clock has decided about a member and nobody has booked yet. Reads only."""

from datetime import datetime

from loyalty.model import Member
from loyalty.settling import Lapse, Settlement, settle
from storage import ledger, vouchers
from storage.database import Tx


def something_due(tx: Tx, member: Member, now: datetime) -> bool:
    """Whether there is anything to book at `now`: two short look-ups for a member with points, none without."""
    if (member.balance or member.pending) and ledger.due_lots(tx, member.id, now):
        return True
    return bool(member.held and vouchers.vouchers_to_lapse(tx, now, member_id=member.id, limit=1))


def by_the_clock(tx: Tx, member: Member, now: datetime) -> Settlement:
    """The member's lots and debt as they are at `now` whatever has been booked, and how they come to be so."""
    lots = {lot.id: lot for lot in ledger.open_lots(tx, member.id)}
    lapses = []
    for voucher in vouchers.vouchers_to_lapse(tx, now, member_id=member.id) if member.held else ():
        points = ledger.allocations_of(tx, voucher.journal_id)
        lapses.append(Lapse(voucher_id=voucher.id, lapsed_at=voucher.expires_at, points=points))
        for lot in ledger.lots(tx, [part.lot_id for part in points if part.lot_id not in lots]):
            lots[lot.id] = lot
    return settle(lots.values(), lapses, member.debt, now)
