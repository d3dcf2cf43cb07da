"""Purchases: booked at the till by code or card, or shown as a QR and collected."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.actions.action import Cause, action
from bot.actions.authority import joined, masked, merchant_of, not_own, not_self, working
from bot.actions.book import Book
from bot.actions.programmes import rules_of
from bot.actions.referral import pay_bonus
from bot.actions.tell import tell
from loyalty import earning
from loyalty.errors import (
    AlreadyEnded,
    AlreadyUsed,
    CodeUnknown,
    LinkExpired,
    LinkUnknown,
    MerchantSuspended,
    NotAllowed,
    NotAMember,
    ReceiptTaken,
)
from loyalty.model import Card, Programme, Role, Sale, Staff
from storage import cards, facts, members, people, sales, staff
from storage.database import Tx
from storage.people import Person

# A card scanned or typed in time may still be booked on while the cashier types the amount.
TILL_PATIENCE = timedelta(minutes=5)

Route: TypeAlias = Literal["till", "card", "qr"]


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A purchase stands in the ledger: `again` when it stood there before, `ask` when nothing was booked because
    the same line was, and the cashier must say so again.
    """

    sale_id: int
    card_id: int
    amount: int
    points: int
    who: str
    undo_until: datetime
    again: bool = False
    ask: bool = False


@dataclass(frozen=True, kw_only=True)
class SaleShown:
    """A purchase that waits to be collected; `again` when its receipt was shown before."""

    sale_id: int
    generation: int
    merchant: str
    amount: int
    points: int
    expires_at: datetime
    again: bool


@dataclass(frozen=True, kw_only=True)
class Collected:
    """A member has the points of a purchase; `again` when they had them before. `spendable_at` is there when they
    are pending until then.
    """

    sale_id: int
    merchant: str
    amount: int
    points: int
    balance: int
    again: bool
    undo_until: datetime
    spendable_at: datetime | None = None


def business_date(now: datetime, programme: Programme) -> str:
    """The date of a purchase by the programme's calendar."""
    return now.astimezone(programme.zone).date().isoformat()


def living_card(tx: Tx, cause: Cause, *, till_code: str | None, card_id: int | None) -> Card:
    """The card behind a till code that works now, or one that was read in time. Raises CodeUnknown."""
    if till_code is not None:
        card = cards.living_card(tx, till_code, cause.now)
    else:
        card = cards.card(tx, card_id or 0)
        if card and (cause.now >= card.expires_at + TILL_PATIENCE or people.person_of(tx, card.member_id) is None):
            card = None
    if card is None:
        raise CodeUnknown
    return card


def scanned_card(tx: Tx, cause: Cause, card_id: int, generation: int) -> Card:
    """The card whose QR was scanned now. Raises LinkUnknown, LinkExpired."""
    card = cards.card(tx, card_id)
    if card is None or card.generation != generation:
        raise LinkUnknown
    if not card.lives_at(cause.now):
        raise LinkExpired
    return card


@action
def record_purchase(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    amount: int,
    receipt: str | None,
    till_code: str | None = None,
    card_id: int | None = None,
    merchant_id: int | None = None,
    confirmed_after: int | None = None,
) -> Booked:
    """A cashier books a purchase of `amount` minor units for the member whose card it is, at once.

    The same amount with the same card again is asked about first (`ask`), unless it comes under a receipt. The answer
    names in `confirmed_after` the sale that was asked about: answered twice, it books once more and not twice.
    Raises NotAllowed, CodeUnknown, OwnMembership, ReceiptTaken and what `working` raises.
    """
    cashier = working(tx, telegram_id, Role.CASHIER, merchant_id)
    card = living_card(tx, cause, till_code=till_code, card_id=card_id)
    customer = not_own(tx, cashier, card.member_id)
    if confirmed_after is not None:
        asked_about = sales.sale(tx, confirmed_after)
        if asked_about is None or asked_about.merchant_id != cashier.merchant_id:
            # Whoever changed shops between the question and the answer was asked about the other shop.
            raise NotAllowed
    if receipt is None:
        # Whoever books on the same card at this moment is waited for, and then asked about.
        tx.lock("cards", card.id)
        before = sales.sale_of_card(tx, card.id, cashier.merchant_id, amount)
        if before is not None and before.id != confirmed_after:
            asked = confirmed_after is None
            return _booked(customer, before, card, programme, again=not asked, ask=asked)
    route: Route = "till" if till_code else "card"
    sale, _ = _recorded(tx, cause, programme, cashier, amount, receipt, route, card)
    if sale.state == "booked":
        return _booked(customer, sale, card, programme, again=True)
    waits = _book(tx, cause, programme, sale, card.member_id, f"staff:{cashier.id}")
    if customer is not None:
        told = {"merchant": cashier.merchant, "amount": amount, "points": sale.points}
        if waits is None:
            tell(tx, cause, customer.telegram_id, "purchase-booked", told)
        else:
            tell(tx, cause, customer.telegram_id, "purchase-pending", {**told, "at": waits.isoformat()})
    return _booked(customer, sale, card, programme, booked_at=cause.now)


@action
def show_sale(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    amount: int,
    receipt: str | None,
    category: str | None = None,
    merchant_id: int | None = None,
) -> SaleShown:
    """A cashier shows a purchase, perhaps of a category of the programme, as a QR; whoever follows it first has the
    points.

    Raises NotAllowed, AlreadyUsed for a receipt that is booked, ReceiptTaken and what `working` raises.
    """
    cashier = working(tx, telegram_id, Role.CASHIER, merchant_id)
    sale, new = _recorded(tx, cause, programme, cashier, amount, receipt, "qr", None, category)
    if sale.state == "booked":
        raise AlreadyUsed(at=sale.booked_at or cause.now)
    expires_at = cause.now + programme.sale_life
    if not new:
        sales.show_sale_again(tx, sale.id, expires_at)
    return SaleShown(
        sale_id=sale.id,
        generation=sale.generation,
        merchant=cashier.merchant,
        amount=sale.amount,
        points=sale.points,
        expires_at=expires_at,
        again=not new,
    )


@action
def collect(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, sale_id: int, generation: int
) -> Collected:
    """A member follows the QR of a purchase and has its points.

    Raises NotAMember, OwnMembership for the cashier who booked it, AlreadyUsed when somebody else was first,
    AlreadyEnded when it was undone, LinkExpired, LinkUnknown, MerchantSuspended.
    """
    customer, member_id = joined(tx, telegram_id)
    sale = sales.lock_sale(tx, sale_id)
    if sale is None or sale.generation != generation:
        raise LinkUnknown
    cashier = _seller(tx, sale)
    if cashier.merchant_state != "active":
        raise MerchantSuspended
    mine = sale.state == "booked" and sale.member_id == member_id
    waits = None
    if mine:
        member = Book(tx, cause, programme, f"member:{member_id}").settle(member_id)
    else:
        _collectable(sale, cause.now)
        not_self(cashier, customer)
        waits = _book(tx, cause, programme, sale, member_id, f"member:{member_id}")
        told = {
            "sale": sale.id,
            "who": masked(customer),
            "amount": sale.amount,
            "points": sale.points,
        }
        if cashier.removed_at is None:
            tell(tx, cause, cashier.telegram_id, "sale-collected", told)
        member = members.lock_member(tx, member_id)
    return Collected(
        sale_id=sale.id,
        merchant=cashier.merchant,
        amount=sale.amount,
        points=sale.points,
        balance=max(0, member.balance + member.debt),
        again=mine,
        undo_until=(sale.booked_at if mine and sale.booked_at else cause.now) + programme.undo_life,
        spendable_at=waits,
    )


@dataclass(frozen=True, kw_only=True)
class SaleOffer:
    """What a stranger sees of a purchase before joining."""

    merchant: str
    amount: int
    points: int


def look_at_sale(tx: Tx, now: datetime, sale_id: int, generation: int) -> SaleOffer:
    """What somebody who has not joined could collect. Raises like `collect`."""
    sale = sales.sale(tx, sale_id)
    if sale is None or sale.generation != generation:
        raise LinkUnknown
    merchant = merchant_of(tx, sale.merchant_id)
    if not merchant.active:
        raise MerchantSuspended
    _collectable(sale, now)
    return SaleOffer(merchant=merchant.name, amount=sale.amount, points=sale.points)


def _collectable(sale: Sale, now: datetime) -> None:
    if sale.state == "booked":
        raise AlreadyUsed(at=sale.booked_at or now)
    if sale.state == "undone":
        raise AlreadyEnded
    if now >= sale.expires_at:
        raise LinkExpired


def _seller(tx: Tx, sale: Sale) -> Staff:
    found = staff.staff(tx, sale.staff_id)
    if found is None:
        raise LookupError(f"staff {sale.staff_id}")
    return found


def _recorded(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    cashier: Staff,
    amount: int,
    receipt: str | None,
    route: Route,
    card: Card | None,
    category: str | None = None,
) -> tuple[Sale, bool]:
    """The sale that stands for this receipt already, with the same amount and nobody else's; or a new one (True)."""
    owner = card.member_id if card else None
    today = business_date(cause.now, programme)
    if known := _known_receipt(tx, cashier, amount, receipt, today, owner):
        return known, False
    facts.keep_first(tx, "currency", programme.currency)
    sale = sales.add_sale(
        tx,
        merchant_id=cashier.merchant_id,
        staff_id=cashier.id,
        route=route,
        amount=amount,
        receipt=receipt,
        business_date=today,
        points=earning.points_for(amount, programme, category),
        programme=programme.version,
        category=category,
        card_id=card.id if card else None,
        now=cause.now,
        expires_at=cause.now + programme.sale_life,
    )
    if sale is not None:
        return sale, True
    # Another cashier was quicker with the same receipt: theirs stands.
    known = _known_receipt(tx, cashier, amount, receipt, today, owner)
    if known is None:
        raise ReceiptTaken(receipt=receipt or "", amount=amount)
    return known, False


def _known_receipt(
    tx: Tx, cashier: Staff, amount: int, receipt: str | None, today: str, member_id: int | None
) -> Sale | None:
    found = None if receipt is None else sales.sale_of_receipt(tx, cashier.merchant_id, today, receipt)
    known = sales.lock_sale(tx, found.id) if found else None
    if known is None or known.state == "undone":
        return None
    others = member_id is not None and known.member_id not in (None, member_id)
    if known.amount != amount or others:
        raise ReceiptTaken(receipt=known.receipt or receipt or "", amount=known.amount)
    return known


def _book(tx: Tx, cause: Cause, programme: Programme, sale: Sale, member_id: int, actor: str) -> datetime | None:
    """The member gets the points of an open sale, by the time it was recorded and the rules of that time.

    Returns until when they are pending, None when they can be spent at once.
    """
    rules = rules_of(tx, sale.programme, programme)
    book = Book(tx, cause, rules, actor)
    member = book.settle(member_id)
    if member.forgotten_at is not None:
        # Forgotten between the look at the card and the lock.
        raise NotAMember
    earned = earning.purchase(sale.amount, sale.recorded_at, rules, sale.category)
    basis = {"sale": sale.id, "amount": sale.amount, **earning.basis(rules, sale.category)}
    journal_id, _ = book.earn("earn", member, sale.merchant_id, earned, basis)
    if not sales.book_sale(tx, sale.id, member_id, journal_id, cause.now):
        raise AlreadyUsed(at=cause.now)
    pay_bonus(book, sale, member)
    return earned.activates_at if earned.activates_at > cause.now else None


def _booked(
    customer: Person | None,
    sale: Sale,
    card: Card,
    programme: Programme,
    *,
    booked_at: datetime | None = None,
    again: bool = False,
    ask: bool = False,
) -> Booked:
    return Booked(
        sale_id=sale.id,
        card_id=card.id,
        amount=sale.amount,
        points=sale.points,
        who=masked(customer),
        undo_until=(booked_at or sale.booked_at or sale.recorded_at) + programme.undo_life,
        again=again,
        ask=ask,
    )
