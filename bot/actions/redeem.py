"""The member chooses: points are held, a voucher is shown, staff confirm it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from bot.actions.action import Cause, action
from bot.actions.authority import confirming, joined, masked_name, merchant_of, not_own
from bot.actions.book import Book
from bot.actions.lapsing import tell_before_lapse
from bot.actions.supply import offered, settle_for, take_one
from bot.actions.tell import tell_member
from loyalty.errors import (
    AlreadyEnded,
    AlreadyUsed,
    LinkExpired,
    LinkUnknown,
    RewardChanged,
    RewardGone,
)
from loyalty.model import Programme, Reward, RewardKind, Voucher, redeemed_account
from loyalty.redeeming import spend
from storage import ledger, members, people, redemptions, rewards, vouchers
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class VoucherHeld:
    """A voucher that staff can confirm until `expires_at`."""

    voucher_id: int
    generation: int
    reward: str
    merchant: str
    points: int
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class VoucherEnded:
    """A voucher that was used or given back: its reward and points, the masked name of whose it was, and how many
    of the points were past their date and are gone.
    """

    reward: str
    merchant: str
    points: int
    who: str
    lost: int = 0


def reward_of(tx: Tx, reward_id: int) -> Reward:
    """A reward that a voucher or code names, also one no longer offered. Raises RewardGone."""
    found = rewards.reward(tx, reward_id)
    if found is None:
        raise RewardGone
    return found


@action
def hold(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, reward_id: int) -> VoucherHeld:
    """A member redeems a reward: its points are held and a voucher lives for `voucher_life`.

    Raises NotAMember, NotEnoughPoints, InDebt, RewardChanged for a digital one, and what `take_one` raises.
    """
    _, member_id = joined(tx, telegram_id)
    chosen = offered(tx, reward_id)
    if chosen.kind is RewardKind.DIGITAL:
        raise RewardChanged
    book = Book(tx, cause, programme, f"member:{member_id}")
    member = settle_for(book, chosen, member_id)
    chosen = take_one(book, chosen, member)
    allocations = spend(chosen.points, ledger.open_lots(tx, member_id), member.debt, cause.now)
    journal_id = book.post(
        "hold",
        member_id,
        merchant_id=chosen.merchant_id,
        active=-chosen.points,
        held=chosen.points,
        basis={"reward": chosen.id},
    )
    ledger.allocate(tx, journal_id, allocations)
    expires_at = cause.now + programme.voucher_life
    voucher_id = vouchers.add_voucher(
        tx,
        member_id=member_id,
        reward_id=chosen.id,
        merchant_id=chosen.merchant_id,
        points=chosen.points,
        journal_id=journal_id,
        now=cause.now,
        expires_at=expires_at,
    )
    tell_before_lapse(tx, cause, telegram_id, voucher_id, expires_at)
    return VoucherHeld(
        voucher_id=voucher_id,
        generation=1,
        reward=chosen.name,
        merchant=merchant_of(tx, chosen.merchant_id).name,
        points=chosen.points,
        expires_at=expires_at,
    )


def own_voucher(tx: Tx, telegram_id: int, voucher_id: int) -> Voucher:
    """A member's own voucher. Raises NotAMember, LinkUnknown for one that is not theirs."""
    _, member_id = joined(tx, telegram_id)
    voucher = vouchers.voucher(tx, voucher_id)
    if voucher is None or voucher.member_id != member_id:
        raise LinkUnknown
    return voucher


def still_held(voucher: Voucher, now: datetime) -> None:
    """Raises AlreadyUsed, AlreadyEnded or LinkExpired for a voucher that cannot be used at `now`."""
    if voucher.state == "confirmed":
        raise AlreadyUsed(at=voucher.ended_at or now)
    if voucher.state != "held":
        raise AlreadyEnded
    if not voucher.held_at(now):
        raise LinkExpired


def lost_if_cancelled(tx: Tx, voucher: Voucher, now: datetime) -> int:
    """How many of a voucher's points would expire at once if it were cancelled at `now`."""
    lost = 0
    for allocation in ledger.allocations_of(tx, voucher.journal_id):
        lot = ledger.lot(tx, allocation.lot_id)
        if lot is not None and lot.expires_at <= now:
            lost += allocation.points
    return lost


def show_voucher(tx: Tx, now: datetime, telegram_id: int, voucher_id: int) -> VoucherHeld:
    """A member's own voucher, to be shown again.

    Raises NotAMember, LinkUnknown, AlreadyUsed, AlreadyEnded, LinkExpired.
    """
    voucher = own_voucher(tx, telegram_id, voucher_id)
    still_held(voucher, now)
    return VoucherHeld(
        voucher_id=voucher.id,
        generation=voucher.generation,
        reward=reward_of(tx, voucher.reward_id).name,
        merchant=merchant_of(tx, voucher.merchant_id).name,
        points=voucher.points,
        expires_at=voucher.expires_at,
    )


def cancel_costs(tx: Tx, now: datetime, telegram_id: int, voucher_id: int) -> VoucherEnded:
    """What `cancel` would lead to at `now`, before it is done; raises like it."""
    voucher = own_voucher(tx, telegram_id, voucher_id)
    still_held(voucher, now)
    return _ended(tx, voucher, lost=lost_if_cancelled(tx, voucher, now))


@action
def cancel(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, voucher_id: int) -> VoucherEnded:
    """A member cancels their voucher: the points return to the lots they came from, and those past their date expire.

    Raises NotAMember, LinkUnknown, AlreadyUsed, AlreadyEnded, LinkExpired.
    """
    voucher = own_voucher(tx, telegram_id, voucher_id)
    book = Book(tx, cause, programme, f"member:{voucher.member_id}")
    still_held(voucher, cause.now)
    book.settle(voucher.member_id)
    if not vouchers.end_voucher(tx, voucher.id, "cancelled", cause.now):
        _say_how_it_ended(tx, voucher, cause.now)
    given = book.give_voucher_back("cancel", voucher, by_staff=False)
    book.settle(voucher.member_id)
    book.pay_debt(voucher.member_id)
    return _ended(tx, voucher, lost=given.lost)


def look_at_voucher(
    tx: Tx, programme: Programme, now: datetime, telegram_id: int, voucher_id: int, generation: int
) -> tuple[VoucherEnded, bool]:
    """What whoever scanned a voucher sees, and whether it is their own: then they can only show it at the till.

    Staff who can confirm it see it before they do; everybody else is refused. Raises like `confirm`.
    """
    voucher = vouchers.voucher(tx, voucher_id)
    if voucher is None or voucher.generation != generation:
        raise LinkUnknown
    person = people.person(tx, telegram_id)
    if person is not None and person.member_id == voucher.member_id:
        still_held(voucher, now)
        return _ended(tx, voucher), True
    cashier = confirming(tx, programme, telegram_id, voucher.merchant_id)
    not_own(tx, cashier, voucher.member_id)
    still_held(voucher, now)
    return _ended(tx, voucher), False


@action
def confirm(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, voucher_id: int) -> VoucherEnded:
    """Staff of the reward's merchant, or of any if the programme says so, confirm a voucher: its held points are
    spent, once.

    Raises LinkUnknown, OwnMembership, AlreadyUsed, AlreadyEnded, LinkExpired and what `confirming` raises.
    """
    voucher = vouchers.voucher(tx, voucher_id)
    if voucher is None:
        raise LinkUnknown
    cashier = confirming(tx, programme, telegram_id, voucher.merchant_id)
    not_own(tx, cashier, voucher.member_id)
    spend_voucher(Book(tx, cause, programme, f"staff:{cashier.id}"), voucher, cashier.id, cashier.merchant_id)
    ended = _ended(tx, voucher)
    told = {"reward": ended.reward, "merchant": ended.merchant, "points": ended.points}
    tell_member(tx, cause, voucher.member_id, "voucher-confirmed", told)
    return ended


def _say_how_it_ended(tx: Tx, voucher: Voucher, now: datetime) -> NoReturn:
    """Raises what `still_held` does for the voucher as it is now."""
    still_held(vouchers.voucher(tx, voucher.id) or voucher, now)
    raise AlreadyEnded


def spend_voucher(book: Book, voucher: Voucher, staff_id: int, merchant_id: int) -> None:
    """The one use of a voucher: a conditional change, then its held points go to the merchant that confirms it."""
    # Members before vouchers, like everybody who touches both: nobody waits in a circle.
    member = members.lock_member(book.tx, voucher.member_id)
    if not vouchers.end_voucher(book.tx, voucher.id, "confirmed", book.cause.now, staff_id=staff_id):
        _say_how_it_ended(book.tx, voucher, book.cause.now)
    journal_id = book.post(
        "confirm",
        voucher.member_id,
        merchant_id=merchant_id,
        held=-voucher.points,
        counter=redeemed_account(merchant_id),
        basis={"voucher": voucher.id, "reward": voucher.reward_id},
    )
    redemptions.add_redemption(
        book.tx,
        journal_id=journal_id,
        member_id=voucher.member_id,
        reward_id=voucher.reward_id,
        merchant_id=merchant_id,
        voucher_id=voucher.id,
        staff_id=staff_id,
        points=voucher.points,
        now=book.cause.now,
    )
    if member.sliding:
        book.slide(book.settle(member.id), book.cause.now)


def _ended(tx: Tx, voucher: Voucher, *, lost: int = 0) -> VoucherEnded:
    return VoucherEnded(
        reward=reward_of(tx, voucher.reward_id).name,
        merchant=merchant_of(tx, voucher.merchant_id).name,
        points=voucher.points,
        who=masked_name(tx, voucher.member_id),
        lost=lost,
    )


def redeem_now(
    book: Book,
    member_id: int,
    wanted: Reward,
    *,
    staff_id: int | None = None,
    at_the_till: bool = True,
    key: str | None = None,
) -> int:
    """Spends a member's points on a reward at once; returns the journal row.

    Raises NotEnoughPoints, InDebt and what `take_one` raises.
    """
    member = settle_for(book, wanted, member_id)
    chosen = take_one(book, wanted, member, at_the_till=at_the_till)
    allocations = spend(chosen.points, ledger.open_lots(book.tx, member_id), member.debt, book.cause.now)
    journal_id = book.post(
        "redeem",
        member_id,
        merchant_id=chosen.merchant_id,
        active=-chosen.points,
        counter=redeemed_account(chosen.merchant_id),
        key=key,
        basis={"reward": chosen.id},
    )
    ledger.allocate(book.tx, journal_id, allocations)
    redemptions.add_redemption(
        book.tx,
        journal_id=journal_id,
        member_id=member_id,
        reward_id=chosen.id,
        merchant_id=chosen.merchant_id,
        voucher_id=None,
        staff_id=staff_id,
        points=chosen.points,
        now=book.cause.now,
    )
    book.slide(member, book.cause.now)
    return journal_id
