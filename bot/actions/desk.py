"""Running a merchant: merchants, rewards, staff."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.authority import merchant_of, working
from bot.actions.tell import tell, tell_staff
from loyalty.errors import (
    AlreadyEnded,
    AlreadyStaff,
    LinkExpired,
    LinkUnknown,
    NameTaken,
    NameUnusable,
    NotAllowed,
    PointsUnreadable,
    RewardGone,
    StaffGone,
)
from loyalty.model import Merchant, Programme, Role, Staff
from storage import merchants, people, rewards, staff
from storage.database import Tx

LONGEST_NAME = 60
LARGEST_PRICE = 1_000_000


def clean_name(name: str) -> str:
    """A name people can read: printable, one line, spaces folded, at most 60 characters. Raises NameUnusable."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    folded = " ".join(printable.split())
    if not folded or len(folded) > LONGEST_NAME:
        raise NameUnusable(longest=LONGEST_NAME)
    return folded


@dataclass(frozen=True, kw_only=True)
class MerchantAdded:
    """A new merchant."""

    merchant_id: int
    name: str


@action
def add_merchant(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, operator_name: str, name: str
) -> MerchantAdded:
    """The operator adds a merchant and is its owner, and works there from now on. Raises NameUnusable, NameTaken.

    That the person is an operator is settings, so the door has asked before.
    """
    name = clean_name(name)
    if merchants.merchant_named(tx, name) is not None:
        raise NameTaken(name=name)
    merchant_id = merchants.add_merchant(tx, name, cause.now)
    staff.add_staff(
        tx, merchant_id=merchant_id, telegram_id=telegram_id, name=operator_name, role=Role.OWNER, now=cause.now
    )
    people.set_choice(tx, telegram_id, "desk_merchant_id", merchant_id)
    return MerchantAdded(merchant_id=merchant_id, name=name)


@dataclass(frozen=True, kw_only=True)
class RewardAdded:
    """A new reward in the catalogue."""

    reward_id: int
    name: str
    points: int


@action
def add_reward(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, name: str, points: int) -> RewardAdded:
    """A manager adds a reward at the merchant they work for.

    Raises NameUnusable, NameTaken, PointsUnreadable and what `working` raises.
    """
    manager = working(tx, telegram_id, Role.MANAGER)
    name = clean_name(name)
    if not 0 < points <= LARGEST_PRICE:
        raise PointsUnreadable(largest=LARGEST_PRICE)
    if any(known.name.casefold() == name.casefold() for known in rewards.rewards_of(tx, manager.merchant_id)):
        raise NameTaken(name=name)
    reward_id = rewards.add_reward(tx, merchant_id=manager.merchant_id, name=name, points=points, now=cause.now)
    return RewardAdded(reward_id=reward_id, name=name, points=points)


@action
def retire_reward(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, reward_id: int) -> RewardAdded:
    """A manager takes a reward out of the catalogue; vouchers for it stay good. Raises RewardGone."""
    found = rewards.reward(tx, reward_id)
    if found is None:
        raise RewardGone
    working(tx, telegram_id, Role.MANAGER, found.merchant_id)
    if not rewards.retire_reward(tx, reward_id):
        raise RewardGone
    return RewardAdded(reward_id=found.id, name=found.name, points=found.points)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What somebody works on: the merchant chosen, their role there, and all the others."""

    merchant: Merchant
    role: Role
    others: tuple[Merchant, ...]


def desk_of(tx: Tx, telegram_id: int) -> Desk:
    """The desk of somebody who works somewhere. Raises NotAllowed, NoMerchantChosen, MerchantSuspended."""
    current = working(tx, telegram_id, Role.AUDITOR)
    others = [merchant_of(tx, role.merchant_id) for role in staff.roles_of(tx, telegram_id)]
    return Desk(
        merchant=merchant_of(tx, current.merchant_id),
        role=current.role,
        others=tuple(merchant for merchant in others if merchant.id != current.merchant_id),
    )


def choices(tx: Tx, telegram_id: int) -> list[Merchant]:
    """Every merchant somebody works for."""
    return [merchant_of(tx, role.merchant_id) for role in staff.roles_of(tx, telegram_id)]


def choose_merchant(tx: Tx, telegram_id: int, merchant_id: int) -> Merchant:
    """Somebody works for this merchant from now on. Raises NotAllowed, MerchantSuspended."""
    working(tx, telegram_id, Role.AUDITOR, merchant_id)
    people.set_choice(tx, telegram_id, "desk_merchant_id", merchant_id)
    return merchant_of(tx, merchant_id)


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
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, name: str, invite_id: int
) -> InviteClaimed:
    """The first to follow a staff invite claims it, and the owner is asked.

    Raises LinkUnknown, LinkExpired, AlreadyEnded, AlreadyStaff.
    """
    found = staff.invite(tx, invite_id)
    if found is None:
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
    tell(tx, cause, found.telegram_id, "staff-removed", {"merchant": merchant_of(tx, found.merchant_id).name})
    return StaffRemoved(who=found.name, role=found.role)


def colleagues(tx: Tx, telegram_id: int) -> tuple[Merchant, list[Staff]]:
    """An owner's merchant and everybody who works there. Raises what `working` raises."""
    owner = working(tx, telegram_id, Role.OWNER)
    return merchant_of(tx, owner.merchant_id), staff.staff_of(tx, owner.merchant_id)
