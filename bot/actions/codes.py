"""The merchant issues: a redemption code as QR; whoever scans it first may redeem the reward."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.action import Cause, action
from bot.actions.authority import joined, masked_name, merchant_of, not_own, working
from bot.actions.book import Book
from bot.actions.redeem import redeem_now, reward_of
from bot.actions.supply import offered
from bot.actions.tell import tell_staff
from loyalty.errors import (
    AlreadyUsed,
    LinkExpired,
    LinkUnknown,
    MerchantSuspended,
    NotAllowed,
    OnlyInChat,
    RewardChanged,
    RewardGone,
)
from loyalty.model import Code, Programme, Reward, RewardKind, Role
from storage import members, rewards, staff, vouchers
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class CodeIssued:
    """A redemption code to be shown or printed."""

    code_id: int
    generation: int
    reward: str
    merchant: str
    points: int
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class CodeSeen:
    """What somebody who scanned a redemption code sees."""

    code_id: int
    reward: str
    merchant: str
    points: int


def find_reward(catalogue: Iterable[Reward], wanted: str) -> Reward | None:
    """The reward that somebody names by its number, `7` or `#7`, or by its name in any case; a number goes first."""
    wanted = wanted.strip().lstrip("#").casefold()
    by_name = None
    for reward in catalogue:
        if str(reward.id) == wanted:
            return reward
        if by_name is None and reward.name.casefold() == wanted:
            by_name = reward
    return by_name


@action
def issue_code(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, reward: str, days: int | None = None
) -> CodeIssued:
    """A manager issues a code for one of the merchant's rewards, named by number or by name.

    It can be used for `days`, else for the programme's `code_life`. Raises RewardGone, OnlyInChat and what
    `working` raises.
    """
    manager = working(tx, telegram_id, Role.MANAGER)
    chosen = find_reward(rewards.rewards_of(tx, manager.merchant_id), reward)
    if chosen is None:
        raise RewardGone
    if chosen.kind is RewardKind.DIGITAL:
        raise OnlyInChat
    expires_at = cause.now + (programme.code_life if days is None else timedelta(days=days))
    code_id = vouchers.add_code(
        tx,
        merchant_id=manager.merchant_id,
        reward_id=chosen.id,
        staff_id=manager.id,
        now=cause.now,
        expires_at=expires_at,
    )
    return CodeIssued(
        code_id=code_id,
        generation=1,
        reward=chosen.name,
        merchant=merchant_of(tx, manager.merchant_id).name,
        points=chosen.points,
        expires_at=expires_at,
    )


def _usable(tx: Tx, code_id: int, now: datetime, generation: int) -> Code:
    code = vouchers.code(tx, code_id)
    if code is None or code.generation != generation:
        raise LinkUnknown
    if code.state == "used":
        raise AlreadyUsed(at=code.used_at or now)
    if now >= code.expires_at:
        # The codes of a suspended merchant are past their time too, but that is not what to say.
        if not merchant_of(tx, code.merchant_id).active:
            raise MerchantSuspended
        raise LinkExpired
    return code


def look_at_code(tx: Tx, now: datetime, code_id: int, generation: int) -> CodeSeen:
    """What a code gives. Raises LinkUnknown, AlreadyUsed, LinkExpired, RewardGone, MerchantSuspended."""
    code = _usable(tx, code_id, now, generation)
    chosen = offered(tx, code.reward_id)
    merchant = merchant_of(tx, code.merchant_id).name
    return CodeSeen(code_id=code.id, reward=chosen.name, merchant=merchant, points=chosen.points)


@dataclass(frozen=True, kw_only=True)
class CodeUsed:
    """A reward redeemed by code; the merchant is told and hands it over."""

    reward: str
    merchant: str
    points: int


@action
def use_code(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    code_id: int,
    generation: int,
    points: int | None = None,
) -> CodeUsed:
    """A member redeems what a code gives: one use, whoever is first; for `points`, if these were what they were shown.

    Raises NotAMember, LinkUnknown, AlreadyUsed, LinkExpired, OwnMembership, RewardChanged for another price,
    NotEnoughPoints, InDebt and what `take_one` raises.
    """
    _, member_id = joined(tx, telegram_id)
    code = _usable(tx, code_id, cause.now, generation)
    chosen = offered(tx, code.reward_id)
    if points is not None and chosen.points != points:
        raise RewardChanged
    issuer = staff.staff(tx, code.staff_id)
    if issuer is None:
        raise NotAllowed
    not_own(tx, issuer, member_id)
    members.lock_member(tx, member_id)
    book = Book(tx, cause, programme, f"member:{member_id}")
    journal_id = redeem_now(book, member_id, chosen, staff_id=issuer.id)
    if not vouchers.use_code(tx, code.id, member_id, journal_id, cause.now):
        raise AlreadyUsed(at=cause.now)
    told = {"reward": chosen.name, "points": chosen.points, "who": masked_name(tx, member_id)}
    for role in staff.staff_of(tx, code.merchant_id):
        tell_staff(tx, cause, role.id, "code-redeemed", told)
    return CodeUsed(
        reward=reward_of(tx, chosen.id).name, merchant=merchant_of(tx, code.merchant_id).name, points=chosen.points
    )
