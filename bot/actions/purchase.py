"""Purchases at the till: booked at once on the card whose code was read or typed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.actions.action import Cause, action
from bot.actions.asking import ask_once_more
from bot.actions.authority import masked, not_own, working
from bot.actions.booking import Route, book_sale_for, record_sale
from bot.actions.limits import within_ceiling
from bot.actions.tell import tell
from bot.actions.worth import Extra, told_extras
from loyalty.errors import CodeUnknown, LinkExpired, LinkUnknown, NotAllowed
from loyalty.model import Card, Programme, Role, Sale
from storage import cards, people, sales
from storage.database import Tx
from storage.people import Person

# A card scanned or typed in time may still be booked on while the cashier types the amount.
TILL_PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A purchase stands in the ledger: `again` when it stood there before, `ask` when nothing was booked because
    the same line was, and the cashier must say so again, `reviewed` when the points wait until a manager has looked.
    `extras` are what campaigns have just added.
    """

    sale_id: int
    card_id: int
    amount: int
    points: int
    who: str
    undo_until: datetime
    again: bool = False
    ask: bool = False
    reviewed: bool = False
    extras: tuple[Extra, ...] = ()


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
    Raises NotAllowed, CodeUnknown, OwnMembership, ReceiptTaken, CeilingReached and what `working` raises.
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
    sale, _ = record_sale(tx, cause, programme, cashier, amount, receipt, route, card)
    if sale.state == "booked":
        return _booked(customer, sale, card, programme, again=True)
    booking = book_sale_for(tx, cause, programme, sale, card.member_id, f"staff:{cashier.id}")
    within_ceiling(tx, cashier)
    if customer is not None:
        told = {"merchant": cashier.merchant, "amount": amount, "points": booking.points, **told_extras(booking.extras)}
        if booking.reviewed:
            tell(tx, cause, customer.telegram_id, "purchase-waits", told)
        elif booking.waits_until is None:
            tell(tx, cause, customer.telegram_id, "purchase-booked", told)
        else:
            tell(tx, cause, customer.telegram_id, "purchase-pending", {**told, "at": booking.waits_until.isoformat()})
        if booking.points and not booking.reviewed:
            ask_once_more(tx, cause, customer)
    stands = _booked(customer, sale, card, programme, booked_at=cause.now)
    return replace(stands, points=booking.points, extras=booking.extras, reviewed=booking.reviewed)


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
