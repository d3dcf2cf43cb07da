"""Forget me: the person goes, the ledger keeps a number."""

from dataclasses import dataclass

from bot.actions.action import Cause
from bot.actions.authority import joined
from bot.actions.balance import spendable_now
from bot.actions.book import Book
from loyalty.model import EXPIRED_ACCOUNT, Allocation, LotState, Programme
from storage import cards, ledger, members, people, vouchers
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What somebody gives up by being forgotten: vouchers, and points spendable, pending and held."""

    points: int
    pending: int
    vouchers: int


def loss_of(tx: Tx, cause: Cause, telegram_id: int) -> Loss:
    """What Forget me would cost, said before it is done; nothing for somebody who has not joined."""
    person = people.person(tx, telegram_id)
    member = members.member(tx, person.member_id) if person and person.member_id else None
    if member is None:
        return Loss(points=0, pending=0, vouchers=0)
    held = vouchers.held_vouchers(tx, member.id, cause.now)
    points = spendable_now(tx, member, cause.now) + sum(voucher.points for voucher in held)
    return Loss(points=points, pending=member.pending, vouchers=len(held))


def forget_me(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, seal: str) -> None:
    """Cancels the member's vouchers, forfeits their points and deletes who they are; a debt stays with the seal.

    Doing it again finds nobody, so no outcome is kept: it would name the person's inbox row. Raises NotAMember.
    """
    _, member_id = joined(tx, telegram_id)
    book = Book(tx, cause, programme, f"member:{member_id}")
    member = book.settle(member_id)
    for held in vouchers.held_vouchers(tx, member_id, cause.now):
        voucher = vouchers.voucher(tx, held.id)
        if voucher is not None and vouchers.end_voucher(tx, voucher.id, "cancelled", cause.now):
            book.give_back("cancel", voucher)
    member = members.lock_member(tx, member_id)
    for lot in ledger.open_lots(tx, member_id):
        pending = lot.state is LotState.PENDING
        journal_id = book.post(
            "expire",
            member_id,
            active=0 if pending else -lot.remaining,
            pending=-lot.remaining if pending else 0,
            counter=EXPIRED_ACCOUNT,
        )
        ledger.allocate(tx, journal_id, [Allocation(lot_id=lot.id, points=lot.remaining)], emptied=LotState.EXPIRED)
    if member.debt:
        book.post("forgive", member_id, debt=-member.debt, counter=EXPIRED_ACCOUNT)
        members.seal_debt(tx, seal, member.debt)
    cards.end_cards(tx, member_id, cause.now)
    members.mark_forgotten(tx, member_id, cause.now)
    people.forget_person(tx, telegram_id)
