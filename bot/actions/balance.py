"""What a member has at this moment by the clock, whatever the jobs have booked yet. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.actions.due import by_the_clock
from bot.actions.tell import A_DAY
from bot.actions.tiers import standing_of
from loyalty.calendar import start_of_day
from loyalty.expiry import NEVER
from loyalty.model import Member, Programme
from loyalty.redeeming import spendable
from loyalty.tiers import Standing
from storage import members
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Points: `spendable` now, `pending` (the next of them at `pending_at`; `reviewed` of them wait until a manager has
    looked), `held` by vouchers, `debt` owed (above zero); `worth` of the spendable ones in minor units; `expiring` is
    what ends next, at `expires_at` (None where none ever ends).

    `standing` is the tier, and how far the next one is; `tier_until_at` and `missing_until_at` are the ends of its
    dates, exclusive.
    """

    spendable: int
    pending: int
    pending_at: datetime | None
    reviewed: int = 0
    held: int
    debt: int
    worth: int
    expiring: int
    expires_at: datetime | None
    standing: Standing
    tier_until_at: datetime | None
    missing_until_at: datetime | None


def spendable_now(tx: Tx, member: Member, now: datetime) -> int:
    """Points a member can spend at `now`."""
    settled = by_the_clock(tx, member, now)
    return spendable(settled.lots, settled.debt, now)


def balance_of(tx: Tx, member_id: int, now: datetime, programme: Programme) -> Balance:
    """All a member wants to know of their points at `now`. Raises LookupError."""
    member = members.member(tx, member_id)
    if member is None:
        raise LookupError(f"member {member_id}")
    settled = by_the_clock(tx, member, now)
    available = spendable(settled.lots, settled.debt, now)
    waiting = [lot for lot in settled.lots if lot.activates_at > now]
    alive = [lot for lot in settled.lots if lot.spendable_at(now)]
    stands = standing_of(tx, programme, member_id, now)
    first = min((lot.expires_at for lot in alive if lot.expires_at < NEVER), default=None)
    return Balance(
        spendable=available,
        pending=sum(lot.remaining for lot in waiting),
        pending_at=min((lot.activates_at for lot in waiting if lot.activates_at != NEVER), default=None),
        reviewed=sum(lot.remaining for lot in waiting if lot.activates_at == NEVER),
        held=member.held - sum(step.points for step in settled.steps if step.voucher_id is not None),
        debt=-settled.debt,
        worth=programme.worth_minor(available),
        expiring=sum(lot.remaining for lot in alive if lot.expires_at == first),
        expires_at=first,
        standing=stands,
        tier_until_at=_start(stands.kept_until, programme),
        missing_until_at=_start(stands.missing_by and stands.missing_by + A_DAY, programme),
    )


def _start(day: date | None, programme: Programme) -> datetime | None:
    return None if day is None else start_of_day(day, programme)
