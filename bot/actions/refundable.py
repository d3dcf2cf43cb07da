"""Which purchase is to be refunded: one of the last, or by its receipt. Reads only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.authority import masked_name, working
from loyalty.calendar import local_date
from loyalty.errors import ReceiptUnknown, RefundedBefore
from loyalty.model import Programme, Role, Sale
from storage import sales
from storage.database import Tx

# How far back the last sales go that can be chosen from; older ones are found by their receipt.
RECENT = timedelta(days=30)
_SALE_NUMBER = re.compile(r"#([0-9]{1,15})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Refundable:
    """A purchase of which `left` of `amount` minor units stand; `who` is empty while nobody has collected it."""

    sale_id: int
    amount: int
    left: int
    receipt: str | None
    who: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundWish:
    """One way to read what somebody typed: a receipt, or a sale's number behind a #, and how much of it (None is all
    that is left).
    """

    receipt: str
    amount: int | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A purchase that may be meant, and how much of it is to be refunded: None for all that is left."""

    sale: Refundable
    amount: int | None


def refundables(tx: Tx, now: datetime, programme: Programme, telegram_id: int, limit: int) -> list[Refundable]:
    """The last purchases that a manager can refund, newest first. Raises what `working` raises."""
    manager = working(tx, telegram_id, Role.MANAGER)
    since = local_date(now - RECENT, programme).isoformat()
    return [refundable(tx, sale) for sale in sales.last_sales(tx, manager.merchant_id, since, limit)]


def choices_for(tx: Tx, telegram_id: int, wishes: Sequence[RefundWish]) -> tuple[Choice, ...]:
    """Every purchase that a manager may mean. Raises what `choices_at` and `working` raise."""
    return choices_at(tx, working(tx, telegram_id, Role.MANAGER).merchant_id, wishes)


def choices_at(tx: Tx, merchant_id: int, wishes: Sequence[RefundWish]) -> tuple[Choice, ...]:
    """Every purchase of a merchant that may be meant, of which something stands: collected ones first, then newest
    first. Raises ReceiptUnknown, RefundedBefore.
    """
    found = [(sale, wish.amount) for wish in wishes for sale in _known_as(tx, merchant_id, wish.receipt)]
    if not found:
        raise ReceiptUnknown(receipt=wishes[0].receipt)
    standing = [(sale, amount) for sale, amount in found if sale.refunded < sale.amount]
    if not standing:
        raise RefundedBefore
    standing.sort(key=lambda one: (one[0].state != "booked", -one[0].id))
    return tuple(Choice(sale=refundable(tx, sale), amount=amount) for sale, amount in standing)


def _known_as(tx: Tx, merchant_id: int, receipt: str) -> list[Sale]:
    """The purchases of a merchant with that receipt; or the one with that number, written with a #."""
    if not sales.receipt_key(receipt):
        return []
    found = sales.sales_of_receipt(tx, merchant_id, receipt)
    number = _SALE_NUMBER.fullmatch(receipt)
    if found or number is None:
        return found
    sale = sales.sale(tx, int(number[1]))
    return [sale] if sale is not None and sale.merchant_id == merchant_id and sale.state != "undone" else []


def refundable(tx: Tx, sale: Sale) -> Refundable:
    """A purchase as a manager sees it who may refund it."""
    return Refundable(
        sale_id=sale.id,
        amount=sale.amount,
        left=sale.amount - sale.refunded,
        receipt=sale.receipt,
        who="" if sale.member_id is None else masked_name(tx, sale.member_id),
        recorded_at=sale.recorded_at,
    )
