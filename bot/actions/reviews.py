"""What waits for a manager: seen, approved or refused."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.authority import masked_name, not_own, working
from bot.actions.book import Book
from bot.actions.programmes import rules_of
from bot.actions.referral import pay_bonus, refuse_bonus, release_bonus
from bot.actions.tell import tell_member, tell_staff
from bot.actions.tiers import raise_tier, replay_tier
from bot.actions.undo import reverse_sale
from loyalty.errors import AlreadyEnded, LinkUnknown
from loyalty.limits import released
from loyalty.model import Lot, LotState, Programme, Review, Role, Sale, Staff
from storage import ledger, referrals, reviews, sales
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A review as a manager sees it: whose purchase (`who`), for a referral who brought them (`inviter`), of how much
    (minor units), the points that wait, why (`reason`) and since when.
    """

    review_id: int
    kind: str
    who: str
    inviter: str
    amount: int
    points: int
    reason: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A manager has looked: the points came, or will `activates_at`, or they are taken back."""

    kind: str
    who: str
    points: int
    approved: bool
    activates_at: datetime | None = None


def waiting_at(tx: Tx, telegram_id: int) -> list[Waiting]:
    """What waits at the merchant that a manager works for now, oldest first. Raises what `working` raises."""
    manager = working(tx, telegram_id, Role.MANAGER)
    return [_seen(tx, review) for review in reviews.open_reviews(tx, manager.merchant_id)]


def look_at_review(tx: Tx, telegram_id: int, review_id: int) -> Waiting:
    """What a manager may answer. Raises LinkUnknown, AlreadyEnded, OwnMembership and what `working` raises."""
    review = _open(tx, review_id)
    _manager(tx, telegram_id, review)
    return _seen(tx, review)


@action
def approve(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, review_id: int) -> Reviewed:
    """A manager lets points come that waited: at their ordinary time, or at once if that is past.

    Raises like `look_at_review`, and CeilingReached where a referral bonus would come with it.
    """
    review, sale = _held(tx, review_id)
    manager = _manager(tx, telegram_id, review)
    seen = _seen(tx, review)
    book = Book(tx, cause, rules_of(tx, sale.programme, programme), f"staff:{manager.id}")
    if review.kind == "referral":
        _end(book, review, "approved", manager)
        at = release_bonus(book, review.member_id)
    else:
        at = _approve_purchase(book, programme, review, manager, sale)
    return Reviewed(
        kind=review.kind,
        who=seen.who,
        points=seen.points,
        approved=True,
        activates_at=at if at > cause.now else None,
    )


def _approve_purchase(book: Book, programme: Programme, review: Review, manager: Staff, sale: Sale) -> datetime:
    tx = book.tx
    book.settle(review.member_id)
    _end(book, review, "approved", manager)
    lot = _waiting_lot(tx, sale)
    begins, ends = released(sale.recorded_at + book.programme.purchase_hold, book.cause.now, book.programme)
    ledger.reschedule_lot(tx, lot.id, begins, ends)
    told = {"merchant": manager.merchant, "amount": sale.amount - sale.refunded, "points": lot.remaining}
    if begins > book.cause.now:
        tell_member(tx, book.cause, review.member_id, "purchase-approved-later", {**told, "at": begins.isoformat()})
    else:
        tell_member(tx, book.cause, review.member_id, "purchase-approved", told)
    member = book.settle(review.member_id, told=True)
    pay_bonus(book, sale, member)
    raise_tier(tx, book.cause, programme, member, sale)
    return begins


@action
def refuse(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, review_id: int) -> Reviewed:
    """A manager refuses: the purchase is taken back as by Undo, or the bonuses of the referral are.

    Raises like `look_at_review`.
    """
    review, sale = _held(tx, review_id)
    manager = _manager(tx, telegram_id, review)
    seen = _seen(tx, review)
    book = Book(tx, cause, programme, f"staff:{manager.id}")
    if review.kind == "referral":
        _end(book, review, "refused", manager)
        refuse_bonus(book, review.member_id)
    else:
        book.settle(review.member_id)
        _end(book, review, "refused", manager)
        reverse_sale(book, sale, review.member_id)
        if not sales.undo_sale(tx, sale.id):
            raise AlreadyEnded
        replay_tier(tx, cause, programme, review.member_id, why="taken-back")
        told = {"merchant": manager.merchant, "amount": sale.amount - sale.refunded, "points": seen.points}
        tell_member(tx, cause, review.member_id, "purchase-refused", {**told, "reason": review.reason})
        tell_staff(tx, cause, sale.staff_id, "sale-refused", {**told, "who": seen.who})
    return Reviewed(kind=review.kind, who=seen.who, points=seen.points, approved=False)


def _open(tx: Tx, review_id: int) -> Review:
    review = reviews.review(tx, review_id)
    if review is None:
        raise LinkUnknown
    if review.state != "open":
        raise AlreadyEnded
    return review


def _manager(tx: Tx, telegram_id: int, review: Review) -> Staff:
    manager = working(tx, telegram_id, Role.MANAGER, review.merchant_id)
    not_own(tx, manager, review.member_id)
    found = referrals.referral_of(tx, review.member_id) if review.kind == "referral" else None
    if found is not None:
        not_own(tx, manager, found.referrer_id)
    return manager


def _held(tx: Tx, review_id: int) -> tuple[Review, Sale]:
    """An open review with its sale, held before its member is, as everybody does who touches both; whose they are is
    read only then.
    """
    sale = sales.lock_sale(tx, _open(tx, review_id).sale_id)
    if sale is None:
        raise LookupError(f"the sale of review {review_id}")
    return _open(tx, review_id), sale


def _end(book: Book, review: Review, state: reviews.Answer, manager: Staff) -> None:
    """Of two managers who answer at once, one does."""
    if not reviews.end_review(book.tx, review.id, state, manager.id, book.cause.now):
        raise AlreadyEnded


def _waiting_lot(tx: Tx, sale: Sale) -> Lot:
    lot = ledger.lot_of(tx, sale.journal_id or 0)
    if lot is None or lot.state is not LotState.PENDING:
        raise AlreadyEnded
    return lot


def _seen(tx: Tx, review: Review) -> Waiting:
    sale = sales.sale(tx, review.sale_id)
    if sale is None:
        raise LookupError(f"sale {review.sale_id}")
    inviter, lot = "", None
    if review.kind == "referral":
        found = referrals.referral_of(tx, review.member_id)
        if found is not None:
            inviter = masked_name(tx, found.referrer_id)
            lot = ledger.lot(tx, found.referrer_lot_id or 0)
    else:
        lot = ledger.lot_of(tx, sale.journal_id or 0)
    return Waiting(
        review_id=review.id,
        kind=review.kind,
        who=masked_name(tx, review.member_id),
        inviter=inviter,
        amount=sale.amount - sale.refunded,
        points=lot.remaining if lot else 0,
        reason=review.reason,
        since=review.created_at,
    )
