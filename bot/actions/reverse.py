"""Reversing a redemption: the reward was not handed over, or came back; its points return to their lots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.authority import masked_name, merchant_of, not_own, working
from bot.actions.book import Book
from bot.actions.redeem import reward_of
from bot.actions.tell import tell_member, tell_owners
from loyalty.errors import AlreadyEnded, LinkUnknown
from loyalty.model import Allocation, Programme, Redemption, Role, Staff, redeemed_account
from loyalty.redeeming import GivenBack, give_back
from storage import ledger, members, redemptions, rewards, staff, vouchers
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Redeemed:
    """A reward that was used at a merchant, by whom (masked) and when; `stands` until it was reversed."""

    redemption_id: int
    reward: str
    points: int
    who: str
    redeemed_at: datetime
    stands: bool


@dataclass(frozen=True, kw_only=True)
class Reversal:
    """What reversing a redemption gives back. Of its points `lost` are past their date and expire at once; `saved`
    would be, but live until `saved_until`.
    """

    redeemed: Redeemed
    lost: int
    saved: int
    saved_until: datetime | None


def last_redeemed(tx: Tx, telegram_id: int, limit: int) -> list[Redeemed]:
    """What was redeemed last where a manager works, newest first. Raises what `working` raises."""
    manager = working(tx, telegram_id, Role.MANAGER)
    return [_redeemed(tx, found) for found in redemptions.last_redemptions(tx, manager.merchant_id, limit)]


def reversible_voucher(tx: Tx, telegram_id: int, voucher_id: int) -> int | None:
    """The number of the redemption that used a voucher, for a manager of the merchant where it was; None for others."""
    found = redemptions.redemption_of_voucher(tx, voucher_id)
    roles = staff.roles_of(tx, telegram_id)
    if found is None or found.state != "done":
        return None
    manages = any(role.merchant_id == found.merchant_id and role.role.covers(Role.MANAGER) for role in roles)
    return found.id if manages else None


def reversal(tx: Tx, now: datetime, programme: Programme, telegram_id: int, redemption_id: int) -> Reversal:
    """What `reverse` would give back at `now`, before it is done; raises like it."""
    found, _ = _may_reverse(tx, telegram_id, redemptions.redemption(tx, redemption_id))
    parts = _allocations(tx, found)
    lots = ledger.lots(tx, [part.lot_id for part in parts])
    return _reversal(tx, found, give_back(parts, lots, now, programme, by_staff=True))


@action
def reverse(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, redemption_id: int) -> Reversal:
    """A manager takes a redemption back: its points return to the lots they came from and pay a debt first, the reward
    can be had again, except that a text once given is not given to anybody else. The member and the owner are told.

    Raises LinkUnknown, NotAllowed, OwnMembership, AlreadyEnded when it was reversed before or the member is forgotten,
    and what `working` raises.
    """
    found, manager = _may_reverse(tx, telegram_id, redemptions.lock_redemption(tx, redemption_id))
    book = Book(tx, cause, programme, f"staff:{manager.id}")
    member = book.settle(found.member_id)
    if member.forgotten_at is not None or not redemptions.mark_reversed(tx, found.id, cause.now):
        raise AlreadyEnded
    given = book.give_back(
        "reverse",
        member.id,
        _allocations(tx, found),
        by_staff=True,
        reverses=found.journal_id,
        merchant_id=found.merchant_id,
        counter=redeemed_account(found.merchant_id),
        basis={"reward": found.reward_id},
    )
    rewards.put_back(tx, found.reward_id)
    book.settle(member.id)
    book.pay_debt(member.id)
    repaid = members.lock_member(tx, member.id).debt - member.debt
    done = _reversal(tx, found, given)
    _tell(book, found, manager, done, repaid)
    return done


def _may_reverse(tx: Tx, telegram_id: int, found: Redemption | None) -> tuple[Redemption, Staff]:
    if found is None:
        raise LinkUnknown
    manager = working(tx, telegram_id, Role.MANAGER, found.merchant_id)
    not_own(tx, manager, found.member_id)
    if found.state != "done":
        raise AlreadyEnded
    return found, manager


def _allocations(tx: Tx, found: Redemption) -> Sequence[Allocation]:
    """What the redemption took of which lots: by itself, or when its voucher held them."""
    voucher = vouchers.voucher(tx, found.voucher_id) if found.voucher_id is not None else None
    return ledger.allocations_of(tx, voucher.journal_id if voucher else found.journal_id)


def _redeemed(tx: Tx, found: Redemption) -> Redeemed:
    return Redeemed(
        redemption_id=found.id,
        reward=reward_of(tx, found.reward_id).name,
        points=found.points,
        who=masked_name(tx, found.member_id),
        redeemed_at=found.redeemed_at,
        stands=found.state == "done",
    )


def _reversal(tx: Tx, found: Redemption, given: GivenBack) -> Reversal:
    return Reversal(redeemed=_redeemed(tx, found), lost=given.lost, saved=given.saved, saved_until=given.saved_until)


def _tell(book: Book, found: Redemption, manager: Staff, done: Reversal, repaid: int) -> None:
    tx, cause = book.tx, book.cause
    told = {
        "merchant": merchant_of(tx, found.merchant_id).name,
        "reward": done.redeemed.reward,
        "points": found.points,
    }
    ends_at = (done.saved_until or cause.now).isoformat()
    more = {"lost": done.lost, "saved": done.saved, "at": ends_at, "debt": repaid}
    tell_member(tx, cause, found.member_id, "redemption-reversed", {**told, **more})
    by_whom = {"manager": manager.name, "who": done.redeemed.who}
    here = {**told, **by_whom}
    tell_owners(tx, cause, found.merchant_id, "redemption-reversed-here", here, besides=manager.telegram_id)
