"""Who works at a merchant: invited by a link, let in by the owner, removed by the owner."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.authority import merchant_of, working
from bot.actions.tell import tell, tell_staff
from loyalty.errors import AlreadyEnded, AlreadyStaff, LinkExpired, LinkUnknown, NotAllowed, StaffGone
from loyalty.model import Merchant, Programme, Role, Staff
from storage import broadcasts, staff
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class InviteMade:
    """A link that lets one person in as staff."""

    invite_id: int
    generation: int
    merchant: str
    role: Role
    expires_at: datetime


@action
def invite_staff(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, role: Role) -> InviteMade:
    """An owner invites somebody by role: one use, ten minutes. Raises NotAllowed also for the role of owner."""
    owner = working(tx, telegram_id, Role.OWNER)
    if role is Role.OWNER:
        raise NotAllowed
    expires_at = cause.now + programme.invite_life
    invite_id = staff.add_invite(
        tx, merchant_id=owner.merchant_id, role=role, invited_by=owner.id, now=cause.now, expires_at=expires_at
    )
    merchant = merchant_of(tx, owner.merchant_id).name
    return InviteMade(invite_id=invite_id, generation=1, merchant=merchant, role=role, expires_at=expires_at)


@dataclass(frozen=True, kw_only=True)
class InviteClaimed:
    """Somebody followed a staff invite; the owner was asked to let them in."""

    merchant: str
    role: Role


@action
def claim_invite(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, name: str, invite_id: int, generation: int
) -> InviteClaimed:
    """The first to follow a staff invite claims it, and the owner is asked.

    Raises LinkUnknown, LinkExpired, AlreadyEnded, AlreadyStaff.
    """
    found = staff.invite(tx, invite_id)
    if found is None or found.generation != generation:
        raise LinkUnknown
    if any(role.merchant_id == found.merchant_id for role in staff.roles_of(tx, telegram_id)):
        raise AlreadyStaff
    claimed = InviteClaimed(merchant=merchant_of(tx, found.merchant_id).name, role=found.role)
    if found.state == "claimed" and found.claimed_by == telegram_id:
        return claimed
    if found.state != "open":
        raise AlreadyEnded
    if cause.now >= found.expires_at:
        raise LinkExpired
    if not staff.claim_invite(tx, found.id, telegram_id, name):
        raise AlreadyEnded
    told = {"invite": found.id, "who": name, "role": found.role, "merchant": claimed.merchant}
    tell_staff(tx, cause, found.invited_by, "staff-claimed", told)
    return claimed


@dataclass(frozen=True, kw_only=True)
class InviteAnswered:
    """The owner let somebody in, or did not."""

    who: str
    role: Role
    accepted: bool


@action
def answer_invite(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, invite_id: int, accept: bool
) -> InviteAnswered:
    """An owner lets somebody in who claimed an invite, or refuses. Raises LinkUnknown, AlreadyEnded, AlreadyStaff."""
    found = staff.invite(tx, invite_id)
    if found is None:
        raise LinkUnknown
    working(tx, telegram_id, Role.OWNER, found.merchant_id)
    if found.state != "claimed" or found.claimed_by is None:
        raise AlreadyEnded
    name = found.claimed_name or "?"
    if not staff.answer_invite(tx, found.id, "accepted" if accept else "refused"):
        raise AlreadyEnded
    if accept:
        added = staff.add_staff(
            tx,
            merchant_id=found.merchant_id,
            telegram_id=found.claimed_by,
            name=name,
            role=found.role,
            now=cause.now,
        )
        if added is None:
            raise AlreadyStaff
    merchant = merchant_of(tx, found.merchant_id).name
    notice = "staff-welcome" if accept else "staff-refused"
    tell(tx, cause, found.claimed_by, notice, {"merchant": merchant, "role": found.role})
    return InviteAnswered(who=name, role=found.role, accepted=accept)


@dataclass(frozen=True, kw_only=True)
class StaffRemoved:
    """Somebody who works there no more."""

    who: str
    role: Role


@action
def remove_staff(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, staff_id: int) -> StaffRemoved:
    """An owner removes somebody, who can do nothing there from that moment. Raises StaffGone, NotAllowed."""
    found = staff.staff(tx, staff_id)
    if found is None:
        raise StaffGone
    owner = working(tx, telegram_id, Role.OWNER, found.merchant_id)
    if found.id == owner.id:
        raise NotAllowed
    if not staff.remove_staff(tx, found.id, cause.now):
        raise StaffGone
    broadcasts.unwatch_merchant(tx, found.telegram_id, found.merchant_id)
    tell(tx, cause, found.telegram_id, "staff-removed", {"merchant": merchant_of(tx, found.merchant_id).name})
    return StaffRemoved(who=found.name, role=found.role)


def colleagues(tx: Tx, telegram_id: int) -> tuple[Merchant, list[Staff]]:
    """An owner's merchant and everybody who works there. Raises what `working` raises."""
    owner = working(tx, telegram_id, Role.OWNER)
    return merchant_of(tx, owner.merchant_id), staff.staff_of(tx, owner.merchant_id)
