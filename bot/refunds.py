"""`kumbara refund`: the operator takes back all or part of a purchase, also of a suspended merchant's."""

import secrets
from datetime import datetime
from decimal import Decimal

from bot.actions.action import Cause
from bot.actions.programmes import whatever_is_kept
from bot.actions.refund import refund_as_operator
from bot.actions.refundable import Refundable, RefundWish, choices_at
from loyalty.errors import AmountTooLarge, AmountUnreadable, ReceiptUnknown, RefundedBefore, RefundTooLarge
from loyalty.model import Programme
from loyalty.money import parse_amount
from storage import merchants
from storage.database import Tx


class RefundUnusable(Exception):
    """A refund that cannot be; the message is one line."""


def refunded(tx: Tx, base: Programme, now: datetime, merchant: int, receipt: str, amount: str | None) -> str:
    """Refunds so much, or all that is left, of the purchase with that receipt (or `#` and its number) and says what
    that took. Raises RefundUnusable.
    """
    programme = whatever_is_kept(tx, base)
    if merchants.merchant(tx, merchant) is None:
        raise RefundUnusable(f"there is no merchant {merchant}: see `kumbara merchant list`")
    try:
        part = None if amount is None else parse_amount(amount, programme)
        choices = choices_at(tx, merchant, [RefundWish(receipt=receipt, amount=part)])
        if len(choices) > 1:
            known = "; ".join(_sale(choice.sale, programme) for choice in choices)
            raise RefundUnusable(f"more than one purchase has the receipt {receipt!r}, say which: {known}")
        cause = Cause(key=f"operator:{secrets.token_hex(8)}", now=now)
        done = refund_as_operator(tx, cause, programme, sale_id=choices[0].sale.sale_id, amount=part)
    except (AmountUnreadable, AmountTooLarge):
        raise RefundUnusable(f"{amount!r} is no amount: write it like 24.90") from None
    except ReceiptUnknown:
        raise RefundUnusable(f"merchant {merchant} has no purchase with the receipt {receipt!r}") from None
    except RefundTooLarge as error:
        raise RefundUnusable(f"only {_money(error.left, programme)} of this purchase are left") from None
    except RefundedBefore:
        raise RefundUnusable("all of this purchase was refunded before") from None
    points = f"{done.costs.points} point{'' if done.costs.points == 1 else 's'}"
    return f"Refunded {_money(done.costs.amount, programme)}, with {points}: {_sale(done.sale, programme)}."


def _sale(sale: Refundable, programme: Programme) -> str:
    day = sale.recorded_at.astimezone(programme.zone).date().isoformat()
    return f"#{sale.sale_id} of {day}, {_money(sale.left, programme)} of {_money(sale.amount, programme)} stand"


def _money(minor: int, programme: Programme) -> str:
    return f"{Decimal(minor).scaleb(-programme.exponent)} {programme.currency}"
