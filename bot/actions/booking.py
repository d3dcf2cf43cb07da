"""Recording a purchase, and booking an open one for a member: what the till and the QR have in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.actions.action import Cause
from bot.actions.authority import masked_name
from bot.actions.book import Book
from bot.actions.limits import ask_managers, limit_passed
from bot.actions.programmes import rules_of
from bot.actions.referral import pay_bonus
from bot.actions.tiers import raise_tier
from bot.actions.worth import (
    Extra,
    Worth,
    campaigns_at,
    kept_campaigns,
    kept_numbers,
    sold,
    worth_to_anybody,
    worth_to_member,
)
from loyalty import earning
from loyalty.calendar import local_date
from loyalty.campaigns import Circumstances
from loyalty.errors import AlreadyUsed, NotAMember, ReceiptTaken
from loyalty.limits import on_hold
from loyalty.model import Card, Member, Programme, Sale, Staff
from storage import campaign_uses, facts, sales
from storage.database import Tx

Route: TypeAlias = Literal["till", "card", "qr"]


@dataclass(frozen=True, kw_only=True)
class Booking:
    """An open sale was booked for a member: the points they got, what campaigns added to them, and `waits_until` where
    the points are pending; `reviewed` when that is until a manager has looked.
    """

    points: int
    extras: tuple[Extra, ...]
    waits_until: datetime | None
    reviewed: bool = False


def record_sale(
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
    day = local_date(cause.now, programme)
    today = day.isoformat()
    if known := _known_receipt(tx, cashier, amount, receipt, today, owner):
        return known, False
    facts.keep_first(tx, "currency", programme.currency)
    bought = Circumstances(merchant_id=cashier.merchant_id, amount=amount, day=day, category=category)
    running = campaigns_at(tx, cause.now, programme, bought)
    sale = sales.add_sale(
        tx,
        merchant_id=cashier.merchant_id,
        staff_id=cashier.id,
        route=route,
        amount=amount,
        receipt=receipt,
        business_date=today,
        points=worth_to_anybody(bought, programme, running).points,
        programme=programme.version,
        category=category,
        campaigns=kept_numbers(running),
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


def book_sale_for(tx: Tx, cause: Cause, programme: Programme, sale: Sale, member_id: int, actor: str) -> Booking:
    """The member gets the points of an open sale, by the time it was recorded and the rules of that time;
    beyond a limit they wait until a manager has looked at it.

    Raises NotAMember for somebody forgotten meanwhile, AlreadyUsed when the sale is not open any more.
    """
    book = Book(tx, cause, rules_of(tx, sale.programme, programme), actor)
    campaigns = kept_campaigns(tx, sale)
    member = _customer(book, member_id)
    worth = worth_to_member(tx, book.programme, member, sold(sale), campaigns, at=sale.recorded_at, now=cause.now)
    beyond = limit_passed(book, sale, member_id, worth.points)
    book.slide(member, sale.recorded_at)
    earned = _earn(book, sale, member, worth, waits=beyond is not None)
    _take_room(tx, sale, member, worth)
    if beyond is not None:
        told = {"who": masked_name(tx, member_id), "amount": sale.amount, "points": earned.points}
        ask_managers(book, "purchase", sale, member_id, beyond, told, member_id)
        return Booking(points=earned.points, extras=worth.extras, waits_until=None, reviewed=True)
    pay_bonus(book, sale, member)
    raise_tier(tx, cause, programme, member, sale)
    return Booking(
        points=earned.points,
        extras=worth.extras,
        waits_until=earned.activates_at if earned.activates_at > cause.now else None,
    )


def _customer(book: Book, member_id: int) -> Member:
    member = book.settle(member_id)
    if member.forgotten_at is not None:
        # Forgotten between the look at the card and the lock.
        raise NotAMember
    return member


def _earn(book: Book, sale: Sale, member: Member, worth: Worth, *, waits: bool) -> earning.Earning:
    earned = earning.purchase(worth.points, sale.recorded_at, book.programme)
    if waits:
        earned = on_hold(earned)
    basis = {"sale": sale.id, "amount": sale.amount, **worth.basis.written()}
    journal_id, _ = book.earn("earn", member, sale.merchant_id, earned, basis)
    base_points = worth.basis.base(sale.amount)
    if not sales.book_sale(
        book.tx, sale.id, member.id, journal_id, points=worth.points, base_points=base_points, now=book.cause.now
    ):
        raise AlreadyUsed(at=book.cause.now)
    return earned


def _take_room(tx: Tx, sale: Sale, member: Member, worth: Worth) -> None:
    campaign_uses.take_room(
        tx,
        sale_id=sale.id,
        member_id=member.id,
        business_date=sale.business_date,
        extras=worth.basis.extras(sale.amount),
    )


def points_to_anybody(tx: Tx, sale: Sale, programme: Programme) -> int:
    """What an open sale is worth to somebody of whom nothing is known."""
    rules = rules_of(tx, sale.programme, programme)
    return worth_to_anybody(sold(sale), rules, kept_campaigns(tx, sale)).points
