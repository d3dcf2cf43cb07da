"""Taking the points of a purchase back from wherever they went: what Undo, Not mine and refunds have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.actions.book import Book
from bot.actions.tell import tell_member
from loyalty.model import Allocation, Lot, LotState, Sale, issued_account
from loyalty.refunds import TakeBack, take_back
from storage import ledger, refunds, vouchers


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Points were taken back by that journal row, as planned."""

    journal_id: int
    plan: TakeBack


def take_points_back(
    book: Book,
    kind: str,
    sale: Sale,
    member_id: int,
    *,
    points: int | None = None,
    basis: Mapping[str, Any] | None = None,
) -> Taken | None:
    """Books that `points` of a booked purchase, or all that no refund has taken yet, come back from a settled member
    (`loyalty.refunds.take_back`).

    Vouchers that hold them are cancelled and the member is told. None where there is nothing to take.
    """
    own = ledger.lot_of(book.tx, sale.journal_id or 0)
    if own is None:
        return None
    before = refunds.counted(book.tx, sale.id)
    points = own.points - before.points if points is None else points
    if points == 0:
        return None
    plan = _plan(book, own, before, member_id, points)
    for voucher_id in plan.vouchers:
        _cancel(book, voucher_id, member_id)
    from_own = plan.own + plan.held
    others = sum(allocation.points for allocation in plan.others)
    pending = own.state is LotState.PENDING
    journal_id = book.post(
        kind,
        member_id,
        merchant_id=sale.merchant_id,
        active=-others - (0 if pending else from_own),
        pending=-from_own if pending else 0,
        debt=-plan.debt,
        counter=issued_account(sale.merchant_id),
        reverses=sale.journal_id,
        basis=None if basis is None else {**basis, "expired": plan.expired, "repaid": plan.repaid},
    )
    if from_own:
        ledger.allocate(book.tx, journal_id, [Allocation(lot_id=own.id, points=from_own)], emptied=LotState.REVERSED)
    ledger.allocate(book.tx, journal_id, plan.others)
    # Cancelled vouchers may have given back more than was taken, also to lots past their time.
    book.settle(member_id)
    book.pay_debt(member_id)
    return Taken(journal_id=journal_id, plan=plan)


def _cancel(book: Book, voucher_id: int, member_id: int) -> None:
    voucher = vouchers.voucher(book.tx, voucher_id)
    if voucher is not None and vouchers.end_voucher(book.tx, voucher.id, "cancelled", book.cause.now):
        book.give_back("cancel", voucher)
        told = {"points": voucher.points}
        tell_member(book.tx, book.cause, member_id, "voucher-cancelled", told, key=f"cancel:{voucher.id}")


def _plan(book: Book, own: Lot, before: refunds.Counted, member_id: int, points: int) -> TakeBack:
    tx = book.tx
    held = {v.id: ledger.allocations_of(tx, v.journal_id) for v in vouchers.vouchers_holding(tx, own.id)}
    others = {lot.id: lot for lot in ledger.open_lots(tx, member_id)}
    given_back = {part.lot_id for parts in held.values() for part in parts}
    return take_back(
        points,
        own,
        held=held,
        expired=ledger.taken_by_kind(tx, own.id, "expire") - before.expired,
        repaid=ledger.taken_by_kind(tx, own.id, "repay") - before.repaid,
        others=[*others.values(), *ledger.lots(tx, given_back - others.keys())],
        now=book.cause.now,
        programme=book.programme,
    )
