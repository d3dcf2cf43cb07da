"""Taking the points of a purchase back from wherever they went: what Undo, Not mine and refunds have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.actions.book import Book
from bot.actions.due import by_the_clock
from bot.actions.tell import tell_member
from loyalty.model import Allocation, Lot, LotState, Member, Programme, Sale, issued_account
from loyalty.programme import DebtPolicy
from loyalty.refunds import TakeBack, take_back
from storage import ledger, refunds, vouchers
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Points were taken back by that journal row, as planned."""

    journal_id: int
    plan: TakeBack


def take_points_back(
    book: Book,
    kind: str,
    sale: Sale,
    member: Member,
    *,
    points: int | None = None,
    basis: Mapping[str, Any] | None = None,
) -> Taken | None:
    """Books that `points` of a booked purchase, or all that no refund has taken yet, come back from a settled member
    (`loyalty.refunds.take_back`). None where there is nothing to take.
    """
    own = ledger.lot_of(book.tx, sale.journal_id or 0)
    if own is None:
        return None
    points = own.points - refunds.counted(book.tx, sale.id).points if points is None else points
    if points == 0:
        return None
    plan = plan_for(book.tx, sale, own, member, points, book.cause.now, book.programme)
    return take_by_plan(book, kind, own, member, plan, basis=basis)


def take_by_plan(
    book: Book, kind: str, own: Lot, member: Member, plan: TakeBack, *, basis: Mapping[str, Any] | None = None
) -> Taken:
    """Books that points of a lot come back from its settled member as planned."""
    tx = book.tx
    for voucher_id in plan.vouchers:
        voucher = vouchers.voucher(tx, voucher_id)
        if voucher is None or not vouchers.end_voucher(tx, voucher_id, "cancelled", book.cause.now):
            raise LookupError(f"voucher {voucher_id} is not held")
        book.give_voucher_back("cancel", voucher, by_staff=True)
    from_own = plan.own + plan.held
    others = sum(allocation.points for allocation in plan.others)
    pending = own.state is LotState.PENDING
    journal_id = book.post(
        kind,
        member.id,
        merchant_id=own.merchant_id,
        active=-others - (0 if pending else from_own),
        pending=-from_own if pending else 0,
        debt=-plan.debt,
        counter=issued_account(own.merchant_id),
        reverses=ledger.opened_by(tx, own.id),
        basis=None if basis is None else {**basis, "expired": plan.expired, "forgiven": plan.forgiven},
    )
    if from_own:
        ledger.allocate(tx, journal_id, [Allocation(lot_id=own.id, points=from_own)], emptied=LotState.REVERSED)
    ledger.allocate(tx, journal_id, plan.others)
    # Cancelled vouchers may have given back more than was taken, also to lots past their time.
    book.settle(member.id)
    book.pay_debt(member.id)
    return Taken(journal_id=journal_id, plan=plan)


def tell_of_cancelled(book: Book, member_id: int, plan: TakeBack) -> None:
    """The member hears of each voucher that was cancelled because its points were taken back."""
    for voucher_id in plan.vouchers:
        voucher = vouchers.voucher(book.tx, voucher_id)
        told = {"points": voucher.points if voucher else 0}
        tell_member(book.tx, book.cause, member_id, "voucher-cancelled", told, key=f"cancel:{voucher_id}")


def rules_for(member: Member, programme: Programme) -> Programme:
    """The rules by which points are taken back from a member: one who was forgotten owes nothing."""
    return programme if member.forgotten_at is None else replace(programme, debt=DebtPolicy.FORGIVE)


def plan_for(
    tx: Tx, sale: Sale, own: Lot, member: Member, points: int, now: datetime, programme: Programme
) -> TakeBack:
    """Where `points` of a purchase with that lot come from at `now`, whatever has been booked. Reads only."""
    return plan_of_lot(tx, own, member, points, now, programme, counted=refunds.counted(tx, sale.id).expired)


def plan_of_lot(
    tx: Tx, own: Lot, member: Member, points: int, now: datetime, programme: Programme, *, counted: int = 0
) -> TakeBack:
    """The same for any lot; `counted` of its points that expired were counted as taken back before."""
    settled = by_the_clock(tx, member, now)
    lapsed = {step.voucher_id for step in settled.steps}
    held = {
        voucher.id: ledger.allocations_of(tx, voucher.journal_id)
        for voucher in vouchers.vouchers_holding(tx, own.id)
        if voucher.id not in lapsed
    }
    lots = {lot.id: lot for lot in settled.lots}
    given_back = {part.lot_id for parts in held.values() for part in parts}
    lots |= {lot.id: lot for lot in ledger.lots(tx, given_back - lots.keys())}
    expired = ledger.taken_by_kind(tx, own.id, "expire") - counted
    return take_back(
        points,
        lots.get(own.id, own),
        held=held,
        expired=expired + sum(part.points for part in settled.expired if part.lot_id == own.id),
        others=lots.values(),
        now=now,
        programme=programme,
    )
