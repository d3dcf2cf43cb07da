"""Forget me: the person goes, the ledger keeps a number."""

from dataclasses import dataclass

from bot.actions.action import Cause
from bot.actions.authority import merchant_of
from bot.actions.book import Book
from bot.actions.due import by_the_clock
from loyalty.model import EXPIRED_ACCOUNT, Allocation, LotState, Programme
from loyalty.redeeming import spendable
from storage import broadcasts, cards, inbox, ledger, members, outbox, people, reviews, staff, vouchers
from storage.database import Tx
from storage.rows import ms


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What somebody gives up by being forgotten: points (spendable and held), pending points, vouchers; what stays:
    a debt (in points, above zero) and their work at `shops`.
    """

    points: int
    pending: int
    vouchers: int
    debt: int
    shops: tuple[str, ...]


def loss_of(tx: Tx, cause: Cause, telegram_id: int) -> Loss:
    """What Forget me would cost, said before it is done; no points for somebody who has not joined."""
    shops = tuple(merchant_of(tx, role.merchant_id).name for role in staff.roles_of(tx, telegram_id))
    person = people.person(tx, telegram_id)
    member = members.member(tx, person.member_id) if person and person.member_id else None
    if member is None:
        return Loss(points=0, pending=0, vouchers=0, debt=0, shops=shops)
    held = vouchers.held_vouchers(tx, member.id, cause.now)
    settled = by_the_clock(tx, member, cause.now)
    return Loss(
        points=spendable(settled.lots, settled.debt, cause.now) + sum(voucher.points for voucher in held),
        pending=sum(lot.remaining for lot in settled.lots if lot.activates_at > cause.now),
        vouchers=len(held),
        debt=-settled.debt,
        shops=shops,
    )


def forget_me(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, seal: str) -> None:
    """Cancels a member's vouchers, forfeits their points and deletes who they are; a debt stays with the seal.

    Whoever works at a merchant works there still. Whoever has not joined is forgotten all the same. Doing it again
    finds nobody; no outcome is kept, for it would name the update that asked.
    """
    person = people.person(tx, telegram_id)
    if person is not None and person.member_id is not None:
        _forfeit(Book(tx, cause, programme, f"member:{person.member_id}"), person.member_id, seal)
    people.forget_person(tx, telegram_id)
    staff.forget_former(tx, telegram_id)
    outbox.forget(tx, telegram_id)
    broadcasts.forget_watcher(tx, telegram_id)
    # The update that asks for it goes too: what it says is who asks.
    inbox.forget(tx, telegram_id, ms(cause.now))


def _forfeit(book: Book, member_id: int, seal: str) -> None:
    """Nothing is left on any of the member's accounts."""
    tx, now = book.tx, book.cause.now
    book.settle(member_id)
    for held in vouchers.held_vouchers(tx, member_id, now):
        voucher = vouchers.voucher(tx, held.id)
        if voucher is not None and vouchers.end_voucher(tx, voucher.id, "cancelled", now):
            book.give_voucher_back("cancel", voucher, by_staff=False)
    book.settle(member_id)
    book.pay_debt(member_id)
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
    reviews.close_idle_reviews(tx, now)
    cards.end_cards(tx, member_id, now)
    members.mark_forgotten(tx, member_id, now)
