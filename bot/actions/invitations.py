"""How a member's invitations went. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.calendar import start_of_month, start_of_today
from loyalty.expiry import NEVER
from loyalty.model import Programme
from storage import referrals
from storage.database import Tx
from storage.referrals import Invited


@dataclass(frozen=True, kw_only=True)
class Invitations:
    """Friends in numbers; of the points that they brought, those `pending` (the next of them come at `pending_at`) and
    those that wait until a manager has looked (`reviewed`); and how many friends count `this_month`.
    """

    invited: Invited
    pending: int = 0
    pending_at: datetime | None = None
    reviewed: int = 0
    this_month: int = 0


def invitations_of(tx: Tx, member_id: int, now: datetime, programme: Programme) -> Invitations:
    """What came of a member's link by `now`."""
    waiting = [lot for lot in referrals.pending_bonuses(tx, member_id) if lot.activates_at > now]
    coming = [lot for lot in waiting if lot.activates_at != NEVER]
    month, day = start_of_month(now, programme), start_of_today(now, programme)
    return Invitations(
        invited=referrals.invited_by(tx, member_id),
        pending=sum(lot.remaining for lot in coming),
        pending_at=min((lot.activates_at for lot in coming), default=None),
        reviewed=sum(lot.remaining for lot in waiting if lot.activates_at == NEVER),
        this_month=referrals.paid_since(tx, member_id, month=month, day=day).this_month,
    )
