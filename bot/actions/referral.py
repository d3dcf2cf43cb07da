"""The referral bonus: booked with the friend's first qualifying purchase, taken back with it."""

from datetime import datetime

from bot.actions.book import Book
from bot.actions.tell import tell_member
from loyalty import referral
from loyalty.expiry import start_of_day
from loyalty.model import Allocation, Lot, LotState, Member, Programme, Sale, issued_account
from storage import ledger, members, people, referrals, sales, staff


def pay_bonus(book: Book, sale: Sale, member: Member, *, told: bool = False) -> None:
    """Gives friend and referrer their pending points if this purchase is the first that qualifies.

    The referrer gets none beyond the monthly cap, for a purchase they booked as staff, or once forgotten; they hear
    of it unless they were `told` before.
    """
    tx, programme = book.tx, book.programme
    if member.inviter_id is None:
        return
    found = referrals.referral_of(tx, member.id)
    if found is None or found.state != "joined" or not referral.qualifies(sale.amount, programme):
        return
    basis = {"sale": sale.id}
    friend = referral.bonus(programme.referral_points_referee, sale.recorded_at, programme)
    _, friend_lot = book.earn("referral", member, sale.merchant_id, friend, {**basis, "as": "friend"})
    referrer_lot = None
    referrer = members.lock_member(tx, found.referrer_id)
    if _referrer_counts(book, sale, referrer):
        bonus = referral.bonus(programme.referral_points_referrer, sale.recorded_at, programme)
        _, referrer_lot = book.earn("referral", referrer, sale.merchant_id, bonus, {**basis, "as": "referrer"})
        if not told:
            paid = {"points": bonus.points, "at": bonus.activates_at.isoformat()}
            tell_member(tx, book.cause, found.referrer_id, "referral-paid", paid)
    referrals.pay_referral(
        tx,
        referee_id=member.id,
        sale_id=sale.id,
        referrer_lot_id=referrer_lot,
        referee_lot_id=friend_lot,
        now=book.cause.now,
    )


def _referrer_counts(book: Book, sale: Sale, referrer: Member) -> bool:
    tx = book.tx
    person = people.person_of(tx, referrer.id)
    seller = staff.staff(tx, sale.staff_id)
    if referrer.forgotten_at or person is None or seller is None:
        return False
    if seller.telegram_id == person.telegram_id:
        return False
    since = start_of_month(book.cause.now, book.programme)
    return referrals.paid_since(tx, referrer.id, since) < book.programme.referral_monthly_cap


def start_of_month(now: datetime, programme: Programme) -> datetime:
    """The first instant of the month of `now` by the programme's calendar."""
    return start_of_day(now.astimezone(programme.zone).date().replace(day=1), programme)


def take_bonus_back(book: Book, sale: Sale) -> None:
    """The purchase that qualified is undone within its two minutes: the bonuses, still pending, go. They stand by
    another purchase that qualifies, booked meanwhile or later.
    """
    for found in referrals.referrals_by_sale(book.tx, sale.id):
        for member_id, lot_id in ((found.referee_id, found.referee_lot_id), (found.referrer_id, found.referrer_lot_id)):
            lot = ledger.lot(book.tx, lot_id) if lot_id is not None else None
            if lot is not None and lot.state is LotState.PENDING:
                members.lock_member(book.tx, member_id)
                _reverse_pending(book, member_id, lot)
        referrals.reopen_referral(book.tx, found.referee_id)
        minimum = book.programme.referral_minimum_minor
        other = sales.first_sale_of(book.tx, found.referee_id, minimum, except_id=sale.id)
        if other is not None:
            pay_bonus(
                book, other, members.lock_member(book.tx, found.referee_id), told=found.referrer_lot_id is not None
            )


def _reverse_pending(book: Book, member_id: int, lot: Lot) -> None:
    journal_id = book.post(
        "reverse",
        member_id,
        merchant_id=lot.merchant_id,
        pending=-lot.remaining,
        counter=issued_account(lot.merchant_id),
        reverses=ledger.opened_by(book.tx, lot.id),
    )
    ledger.allocate(book.tx, journal_id, [Allocation(lot_id=lot.id, points=lot.remaining)], emptied=LotState.REVERSED)
