"""Taking a purchase back within its two minutes: Undo by staff, Not mine by the member."""

from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import joined, masked_name, merchant_of, not_own, working
from bot.actions.book import Book
from bot.actions.referral import take_bonus_back
from bot.actions.tell import tell_member, tell_staff
from loyalty.errors import AlreadyEnded, LinkUnknown, NotAllowed, TooLate
from loyalty.model import Allocation, Lot, LotState, Programme, Role, Sale, issued_account
from loyalty.redeeming import TakeBack, take_back
from storage import ledger, sales, vouchers
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Undone:
    """A purchase is taken back, with the points it had earned."""

    amount: int
    points: int
    who: str


@action
def undo(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, sale_id: int) -> Undone:
    """Staff take a purchase back: whoever booked it, or a manager, within two minutes; one not yet collected
    at any time.

    Raises LinkUnknown, NotAllowed, AlreadyEnded, TooLate, OwnMembership.
    """
    sale = sales.lock_sale(tx, sale_id)
    if sale is None:
        raise LinkUnknown
    role = working(tx, telegram_id, Role.CASHIER, sale.merchant_id)
    if role.id != sale.staff_id and not role.role.covers(Role.MANAGER):
        raise NotAllowed
    if sale.state == "undone":
        raise AlreadyEnded
    if sale.booked_at is not None and cause.now >= sale.booked_at + programme.undo_life:
        raise TooLate
    who = ""
    if sale.member_id is not None:
        not_own(tx, role, sale.member_id)
        who = masked_name(tx, sale.member_id)
        _reverse(Book(tx, cause, programme, f"staff:{role.id}"), sale, sale.member_id)
        told = {"merchant": merchant_of(tx, sale.merchant_id).name, "amount": sale.amount, "points": sale.points}
        tell_member(tx, cause, sale.member_id, "purchase-undone", told)
    if not sales.undo_sale(tx, sale.id):
        raise AlreadyEnded
    return Undone(amount=sale.amount, points=sale.points, who=who)


@action
def not_mine(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, sale_id: int) -> Undone:
    """A member gives back a purchase that they collected by its QR; it can be collected again while its QR lives.

    Raises NotAMember, LinkUnknown, NotAllowed, AlreadyEnded, TooLate.
    """
    _, member_id = joined(tx, telegram_id)
    sale = sales.lock_sale(tx, sale_id)
    if sale is None:
        raise LinkUnknown
    if sale.state != "booked":
        raise AlreadyEnded
    if sale.member_id != member_id or sale.route != "qr":
        raise NotAllowed
    if sale.booked_at is None or cause.now >= sale.booked_at + programme.undo_life:
        raise TooLate
    _reverse(Book(tx, cause, programme, f"member:{member_id}"), sale, member_id)
    if not sales.reopen_sale(tx, sale.id):
        raise AlreadyEnded
    tell_staff(tx, cause, sale.staff_id, "sale-not-mine", {"amount": sale.amount, "points": sale.points})
    return Undone(amount=sale.amount, points=sale.points, who="")


def _reverse(book: Book, sale: Sale, member_id: int) -> None:
    """Takes the points of a booked purchase back, from wherever they went (`loyalty.redeeming.take_back`)."""
    tx = book.tx
    take_bonus_back(book, sale)
    book.settle(member_id)
    own = ledger.lot_of(tx, sale.journal_id or 0)
    if own is None:
        return
    plan = _plan(book, own, member_id)
    for voucher_id in plan.vouchers:
        voucher = vouchers.voucher(tx, voucher_id)
        if voucher is not None and vouchers.end_voucher(tx, voucher.id, "cancelled", book.cause.now):
            book.give_voucher_back("cancel", voucher, by_staff=True)
            told = {"points": voucher.points}
            tell_member(tx, book.cause, member_id, "voucher-cancelled", told, key=f"cancel:{voucher.id}")
    from_own = plan.own + plan.held
    others = sum(allocation.points for allocation in plan.others)
    pending = own.state is LotState.PENDING
    journal_id = book.post(
        "reverse",
        member_id,
        merchant_id=sale.merchant_id,
        active=-others - (0 if pending else from_own),
        pending=-from_own if pending else 0,
        debt=-plan.owed_again - plan.debt,
        counter=issued_account(sale.merchant_id),
        reverses=sale.journal_id,
    )
    if from_own:
        ledger.allocate(tx, journal_id, [Allocation(lot_id=own.id, points=from_own)], emptied=LotState.REVERSED)
    ledger.allocate(tx, journal_id, plan.others)
    # Cancelled vouchers may have given back more than was taken, also to lots past their time.
    book.settle(member_id)
    book.pay_debt(member_id)


def _plan(book: Book, own: Lot, member_id: int) -> TakeBack:
    tx = book.tx
    held = {v.id: ledger.allocations_of(tx, v.journal_id) for v in vouchers.vouchers_holding(tx, own.id)}
    others = {lot.id: lot for lot in ledger.open_lots(tx, member_id)}
    given_back = {part.lot_id for parts in held.values() for part in parts}
    return take_back(
        own.points,
        own,
        repaid=ledger.taken_by_kind(tx, own.id, "repay"),
        held=held,
        expired=ledger.taken_by_kind(tx, own.id, "expire"),
        others=[*others.values(), *ledger.lots(tx, given_back - others.keys())],
        now=book.cause.now,
        programme=book.programme,
    )
