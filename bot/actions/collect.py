"""Purchases by QR: shown by a cashier, collected by whoever follows it first."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.asking import ask_once_more
from bot.actions.authority import joined, masked, merchant_of, not_self, working
from bot.actions.book import Book
from bot.actions.booking import book_sale_for, record_sale
from bot.actions.limits import within_ceiling
from bot.actions.tell import tell
from bot.actions.worth import Extra
from loyalty.errors import AlreadyEnded, AlreadyUsed, LinkExpired, LinkUnknown, MerchantSuspended
from loyalty.model import Programme, Role, Sale, Staff
from storage import members, sales, staff
from storage.database import Tx


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
    are pending until then, `reviewed` when they wait until a manager has looked; `extras` are what campaigns have just
    added.
    """

    sale_id: int
    merchant: str
    amount: int
    points: int
    balance: int
    again: bool
    undo_until: datetime
    spendable_at: datetime | None = None
    reviewed: bool = False
    extras: tuple[Extra, ...] = ()

    @property
    def counts_now(self) -> bool:
        """Whether the points can be spent at once."""
        return self.spendable_at is None and not self.reviewed


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
    sale, new = record_sale(tx, cause, programme, cashier, amount, receipt, "qr", None, category)
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
    AlreadyEnded when it was undone, LinkExpired, LinkUnknown, MerchantSuspended, CeilingReached.
    """
    customer, member_id = joined(tx, telegram_id)
    sale = sales.lock_sale(tx, sale_id)
    if sale is None or sale.generation != generation:
        raise LinkUnknown
    cashier = _seller(tx, sale)
    if cashier.merchant_state != "active":
        raise MerchantSuspended
    mine = sale.state == "booked" and sale.member_id == member_id
    booking = None
    if mine:
        member = Book(tx, cause, programme, f"member:{member_id}").settle(member_id)
    else:
        _collectable(sale, cause.now)
        not_self(cashier, customer)
        booking = book_sale_for(tx, cause, programme, sale, member_id, f"member:{member_id}")
        within_ceiling(tx, cashier)
        told = {
            "sale": sale.id,
            "who": masked(customer),
            "amount": sale.amount,
            "points": booking.points,
        }
        if cashier.removed_at is None:
            tell(tx, cause, cashier.telegram_id, "sale-waits" if booking.reviewed else "sale-collected", told)
        if booking.points and not booking.reviewed:
            ask_once_more(tx, cause, customer)
        member = members.lock_member(tx, member_id)
    return Collected(
        sale_id=sale.id,
        merchant=cashier.merchant,
        amount=sale.amount,
        points=booking.points if booking else sale.points,
        balance=max(0, member.balance + member.debt),
        again=mine,
        undo_until=(sale.booked_at if mine and sale.booked_at else cause.now) + programme.undo_life,
        spendable_at=booking.waits_until if booking else None,
        reviewed=booking is not None and booking.reviewed,
        extras=booking.extras if booking else (),
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
