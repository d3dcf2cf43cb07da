"""The referral bonus: booked with the friend's first qualifying purchase, taken back with it."""

from datetime import datetime

from bot.actions.authority import masked, merchant_of
from bot.actions.book import Book
from bot.actions.limits import ask_managers, within_ceiling
from bot.actions.tell import tell_member
from loyalty import referral
from loyalty.calendar import start_of_month, start_of_today
from loyalty.expiry import NEVER
from loyalty.limits import on_hold, released
from loyalty.model import Allocation, Lot, LotState, Member, Programme, Referral, Sale, issued_account
from storage import ledger, people, referrals, sales, staff
from storage.database import Tx


def pay_bonus(book: Book, sale: Sale, member: Member, *, moved: Referral | None = None, waited: bool = False) -> None:
    """Gives friend and referrer their pending points if with this purchase the friend qualifies.

    The referrer gets none beyond the monthly cap, for a purchase they booked as staff, or once forgotten; they hear
    of it. After many friends in a day the points wait until a manager has looked. A bonus that `moved` here from
    another purchase keeps its place in the month, waits if it `waited` there, and nobody hears of it. Raises
    CeilingReached.
    """
    tx, programme = book.tx, book.programme
    if member.inviter_id is None:
        return
    found = referrals.referral_of(tx, member.id)
    if found is None or found.state != "joined" or not _qualifies(tx, sale, member.id, programme):
        return
    if programme.referral_phone and not _phone_counts(book, member.id):
        return
    referrer = book.settle(found.referrer_id)
    paid = referrals.paid_since(
        tx, referrer.id, month=start_of_month(book.cause.now, programme), day=start_of_today(book.cause.now, programme)
    )
    in_cap = paid.this_month < programme.referral_monthly_cap or (
        moved is not None and moved.referrer_lot_id is not None
    )
    counts = in_cap and _referrer_counts(tx, sale, referrer)
    waits = waited if moved is not None else paid.today >= programme.referral_review_after
    basis = {"sale": sale.id}
    given = referral.bonus(programme.referral_points_referee, sale.recorded_at, programme)
    friend = on_hold(given) if waits else given
    _, friend_lot = book.earn("referral", member, sale.merchant_id, friend, {**basis, "as": "friend"})
    referrer_lot = None
    if counts:
        given = referral.bonus(programme.referral_points_referrer, sale.recorded_at, programme)
        bonus = on_hold(given) if waits else given
        _, referrer_lot = book.earn("referral", referrer, sale.merchant_id, bonus, {**basis, "as": "referrer"})
    referrals.pay_referral(
        tx,
        referee_id=member.id,
        sale_id=sale.id,
        referrer_lot_id=referrer_lot,
        referee_lot_id=friend_lot,
        now=moved.paid_at if moved and moved.paid_at else book.cause.now,
    )
    if waits and (friend_lot or referrer_lot):
        told = moved is not None
        _ask(book, sale, member, referrer, points=programme.referral_points_referrer if counts else 0, told=told)
    elif counts and moved is None:
        paid_at = {"points": given.points, "at": given.activates_at.isoformat()}
        tell_member(tx, book.cause, found.referrer_id, "referral-paid", paid_at)
    seller = staff.staff(tx, sale.staff_id)
    if moved is None and seller is not None:
        # Also where the bonus comes later than its purchase: with the friend's number, or a manager's yes.
        within_ceiling(tx, seller)


def _qualifies(tx: Tx, sale: Sale, member_id: int, programme: Programme) -> bool:
    """Whether this purchase brings the bonus: it meets the minimum, and as many as needed do with it."""
    if not referral.qualifies(sale.amount - sale.refunded, programme):
        return False
    needed = programme.referral_purchases
    return needed == 1 or len(standing(tx, member_id, programme)) == needed


def standing(tx: Tx, member_id: int, programme: Programme) -> list[Sale]:
    """The first purchases of a member that meet the minimum net of refunds, as many as the bonus needs at most."""
    minimum, needed = programme.referral_minimum_minor, programme.referral_purchases
    return sales.qualifying_sales(tx, member_id, minimum, limit=needed)


def _phone_counts(book: Book, member_id: int) -> bool:
    """Whether the friend has shared a number of their own that nobody had before; else they hear what is missing."""
    person = people.person_of(book.tx, member_id)
    if person is None:
        return False
    if person.phone_seal is None:
        tell_member(book.tx, book.cause, member_id, "phone-asked", {}, key=f"phone:{member_id}")
        return False
    if people.phone_known(book.tx, person.phone_seal, member_id):
        tell_member(book.tx, book.cause, member_id, "phone-known", {}, key=f"phone:{member_id}")
        return False
    return True


def _referrer_counts(tx: Tx, sale: Sale, referrer: Member) -> bool:
    person = people.person_of(tx, referrer.id)
    seller = staff.staff(tx, sale.staff_id)
    if referrer.forgotten_at or person is None or seller is None:
        return False
    return seller.telegram_id != person.telegram_id


def _ask(book: Book, sale: Sale, member: Member, referrer: Member, *, points: int, told: bool) -> None:
    """Managers look at it before the points come; the referrer hears why theirs wait."""
    tx = book.tx
    friend, inviter = people.person_of(tx, member.id), people.person_of(tx, referrer.id)
    seen = {"who": masked(friend), "inviter": masked(inviter), "amount": sale.amount, "points": points}
    ask_managers(book, "referral", sale, member.id, "friends-a-day", seen, member.id, referrer.id)
    if points and not told:
        waits = {"points": points, "merchant": merchant_of(tx, sale.merchant_id).name}
        tell_member(tx, book.cause, referrer.id, "referral-waits", waits)


def release_bonus(book: Book, member_id: int) -> datetime:
    """A manager has approved what a friend brought: both bonuses come at their ordinary time, or at once if that is
    past. Returns when.
    """
    tx, now = book.tx, book.cause.now
    begins = now
    for whose, lot in _waiting_lots(book, member_id):
        begins, ends = released(lot.earned_at + book.programme.referral_hold, now, book.programme)
        ledger.reschedule_lot(tx, lot.id, begins, ends)
        book.settle(whose, told=True)
        tell_member(tx, book.cause, whose, "referral-approved", {"points": lot.remaining, "at": begins.isoformat()})
    return begins


def refuse_bonus(book: Book, member_id: int) -> None:
    """A manager has refused what a friend brought: both bonuses are taken back, and no other purchase brings them."""
    for whose, lot in _waiting_lots(book, member_id):
        reverse_pending(book, whose, lot)
        tell_member(book.tx, book.cause, whose, "referral-refused", {"points": lot.remaining})
    referrals.refuse_referral(book.tx, member_id)


def _waiting_lots(book: Book, member_id: int) -> list[tuple[int, Lot]]:
    """The bonuses of a friend's referral that wait for a manager, with whose they are."""
    found = referrals.referral_of(book.tx, member_id)
    if found is None:
        return []
    return [(whose, lot) for whose, lot in bonuses_of(book, found) if waits_for_manager(lot)]


def waits_for_manager(lot: Lot) -> bool:
    """Whether points are pending until a manager has looked."""
    return lot.state is LotState.PENDING and lot.activates_at == NEVER


def bonuses_of(book: Book, found: Referral) -> list[tuple[int, Lot]]:
    """What a referral gave, with whose it is, the friend's first; both are settled."""
    given = []
    for whose, lot_id in ((found.referee_id, found.referee_lot_id), (found.referrer_id, found.referrer_lot_id)):
        book.settle(whose)
        lot = ledger.lot(book.tx, lot_id) if lot_id is not None else None
        if lot is not None:
            given.append((whose, lot))
    return given


def reverse_pending(book: Book, member_id: int, lot: Lot) -> None:
    """Takes back all of a bonus that is still pending."""
    journal_id = book.post(
        "reverse",
        member_id,
        merchant_id=lot.merchant_id,
        pending=-lot.remaining,
        counter=issued_account(lot.merchant_id),
        reverses=ledger.opened_by(book.tx, lot.id),
    )
    ledger.allocate(book.tx, journal_id, [Allocation(lot_id=lot.id, points=lot.remaining)], emptied=LotState.REVERSED)
