"""The referral bonus after a refund or an undo: it stands, moves to another purchase, or is taken back."""

from dataclasses import replace

from bot.actions.book import Book
from bot.actions.programmes import rules_of
from bot.actions.referral import bonuses_of, pay_bonus, reverse_pending, standing, waits_for_manager
from bot.actions.taking_back import plan_of_lot, rules_for, take_by_plan, tell_of_cancelled
from bot.actions.tell import tell_member
from loyalty import referral
from loyalty.model import Lot, LotState, Member, Programme, Referral, Sale, issued_account
from loyalty.programme import DebtPolicy
from loyalty.redeeming import take
from loyalty.refunds import TakeBack
from storage import ledger, members, referrals, reviews, sales
from storage.database import Tx


def reconsider_bonus(book: Book, sale: Sale) -> None:
    """Call it when a refund or an undo of a member's purchase is booked, and the sale says so.

    The bonus that this member brought stands while as many purchases as it needs meet the minimum net of refunds. If
    the one that brought it does so no longer and another does, it moves there, and nobody need know. Otherwise it is
    taken back from both, and another purchase may bring it later.
    """
    found = referrals.referral_of(book.tx, sale.member_id) if sale.member_id is not None else None
    brought_by = sales.sale(book.tx, found.sale_id) if found is not None and found.sale_id is not None else None
    if found is None or brought_by is None or found.paid_at is None:
        return
    rules = rules_of(book.tx, brought_by.programme, book.programme)
    meet = standing(book.tx, found.referee_id, rules)
    if len(meet) < rules.referral_purchases:
        _take_back(book, found)
    elif not _meets(brought_by, found.referee_id, rules):
        _move(book, found, meet[-1])
    reviews.close_reviews_of_sale(book.tx, brought_by.id, book.cause.now)


def _meets(sale: Sale, member_id: int, rules: Programme) -> bool:
    theirs = sale.state == "booked" and sale.member_id == member_id
    return theirs and referral.qualifies(sale.amount - sale.refunded, rules)


def _move(book: Book, found: Referral, to: Sale) -> None:
    """What is pending is given by the other purchase, with its own merchant and time; what has come stays."""
    bonuses = bonuses_of(book, found)
    if not all(lot.state is LotState.PENDING for _, lot in bonuses):
        referrals.move_referral(book.tx, found.referee_id, to.id)
        return
    waited = any(waits_for_manager(lot) for _, lot in bonuses)
    for whose, lot in bonuses:
        reverse_pending(book, whose, lot)
    referrals.reopen_referral(book.tx, found.referee_id)
    in_force, book.programme = book.programme, rules_of(book.tx, to.programme, book.programme)
    pay_bonus(book, to, members.lock_member(book.tx, found.referee_id), moved=found, waited=waited)
    book.programme = in_force


def _take_back(book: Book, found: Referral) -> None:
    """From both; what the referrer has spent stays theirs, and the friend owes it instead."""
    spent, taken = 0, {}
    for whose, lot in sorted(bonuses_of(book, found), key=lambda bonus: bonus[0] != found.referrer_id):
        if lot.state is LotState.PENDING:
            reverse_pending(book, whose, lot)
            taken[whose] = lot.remaining
        elif whose == found.referrer_id:
            taken[whose], spent = _from_referrer(book, whose, lot)
        else:
            taken[whose] = _from_friend(book, whose, lot)
    if spent:
        taken[found.referee_id] = taken.get(found.referee_id, 0) + _instead(book, found, spent)
    referrals.reopen_referral(book.tx, found.referee_id)
    if found.referrer_lot_id is not None:
        told = {"points": taken.get(found.referrer_id, 0), "spent": spent}
        tell_member(book.tx, book.cause, found.referrer_id, "referral-taken-back", told)
    if taken.get(found.referee_id):
        told = {"points": taken[found.referee_id], "spent": spent}
        tell_member(book.tx, book.cause, found.referee_id, "referral-taken-back-friend", told)


def _from_referrer(book: Book, member_id: int, lot: Lot) -> tuple[int, int]:
    """Takes what is left of the bonus, also out of vouchers; returns how much, and what is spent and so forgiven."""
    member = members.lock_member(book.tx, member_id)
    owing = replace(book.programme, debt=DebtPolicy.DEBT)
    plan = plan_of_lot(book.tx, lot, member, lot.points, book.cause.now, owing)
    if plan.own or plan.held:
        _booked(book, replace(plan, others=(), debt=0), lot, member)
    return plan.own + plan.held, plan.debt + sum(part.points for part in plan.others)


def _from_friend(book: Book, member_id: int, lot: Lot) -> int:
    """Takes the bonus as a refund takes points; returns how much of it had not expired and is not forgiven."""
    member = members.lock_member(book.tx, member_id)
    plan = plan_of_lot(book.tx, lot, member, lot.points, book.cause.now, rules_for(member, book.programme))
    _booked(book, plan, lot, member)
    return lot.points - plan.expired - plan.forgiven


def _instead(book: Book, found: Referral, spent: int) -> int:
    """The friend pays what the referrer has spent: from their lots, and the rest is owed or forgiven as their own
    would be. Returns how much of it.
    """
    member = book.settle(found.referee_id)
    lots = [lot for lot in ledger.open_lots(book.tx, member.id) if lot.spendable_at(book.cause.now)]
    parts = take(spent, lots)
    covered = sum(part.points for part in parts)
    debt = 0 if rules_for(member, book.programme).debt is DebtPolicy.FORGIVE else spent - covered
    merchant_id = _merchant_of(book.tx, found)
    if not covered + debt:
        return 0
    journal_id = book.post(
        "reverse",
        member.id,
        merchant_id=merchant_id,
        active=-covered,
        debt=-debt,
        counter=issued_account(merchant_id),
        basis={"sale": found.sale_id, "as": "instead"},
    )
    ledger.allocate(book.tx, journal_id, parts)
    return covered + debt


def _booked(book: Book, plan: TakeBack, lot: Lot, member: Member) -> None:
    take_by_plan(book, "reverse", lot, member, plan)
    tell_of_cancelled(book, member.id, plan)


def _merchant_of(tx: Tx, found: Referral) -> int:
    """Who gave the bonus that was spent."""
    lot = ledger.lot(tx, found.referrer_lot_id or 0)
    if lot is None:
        raise LookupError(f"the bonus of member {found.referee_id}")
    return lot.merchant_id
