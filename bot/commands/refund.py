"""`kumbara refund`: the operator takes back all or part of a purchase, also of a suspended merchant's."""

import argparse
from datetime import datetime

from bot.actions.programmes import whatever_is_kept
from bot.actions.refund import refund_as_operator
from bot.actions.refundable import Refundable, RefundWish, choices_at
from bot.commands.command import DONE, Command, Unusable
from bot.commands.under_rules import money, operator_cause, under_rules
from bot.settings import load_settings
from loyalty.calendar import local_date
from loyalty.errors import AmountTooLarge, AmountUnreadable, ReceiptUnknown, RefundedBefore, RefundTooLarge
from loyalty.model import Programme
from loyalty.money import parse_amount
from storage import merchants
from storage.database import Database, Tx


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("merchant", type=int, metavar="M", help="the merchant, as merchant list numbers them")
    parser.add_argument("receipt", metavar="RECEIPT", help="the receipt, or # and the sale's number")
    parser.add_argument("amount", nargs="?", metavar="AMOUNT", help="how much of it; all that is left unless given")


def _do(given: argparse.Namespace) -> int:
    settings = load_settings()

    async def do(database: Database) -> int:
        now = settings.clock.now()
        print(await database.write(_refunded, settings.programme, now, given.merchant, given.receipt, given.amount))
        return DONE

    return under_rules(settings, do, in_money=True)


def _refunded(tx: Tx, base: Programme, now: datetime, merchant: int, receipt: str, amount: str | None) -> str:
    """Refunds so much, or all that is left, of the purchase with that receipt (or `#` and its number) and says what
    that took. Raises Unusable.
    """
    programme = whatever_is_kept(tx, base)
    if merchants.merchant(tx, merchant) is None:
        raise Unusable(f"there is no merchant {merchant}: see `kumbara merchant list`")
    try:
        part = None if amount is None else parse_amount(amount, programme)
        choices = choices_at(tx, merchant, [RefundWish(receipt=receipt, amount=part)])
        if len(choices) > 1:
            known = "; ".join(_sale(choice.sale, programme) for choice in choices)
            raise Unusable(f"more than one purchase has the receipt {receipt!r}, say which: {known}")
        done = refund_as_operator(tx, operator_cause(now), programme, sale_id=choices[0].sale.sale_id, amount=part)
    except (AmountUnreadable, AmountTooLarge):
        raise Unusable(f"{amount!r} is no amount: write it like 24.90") from None
    except ReceiptUnknown:
        raise Unusable(f"merchant {merchant} has no purchase with the receipt {receipt!r}") from None
    except RefundTooLarge as error:
        raise Unusable(f"only {money(error.left, programme)} of this purchase are left") from None
    except RefundedBefore:
        raise Unusable("all of this purchase was refunded before") from None
    points = f"{done.costs.points} point{'' if done.costs.points == 1 else 's'}"
    return f"Refunded {money(done.costs.amount, programme)}, with {points}: {_sale(done.sale, programme)}."


def _sale(sale: Refundable, programme: Programme) -> str:
    day = local_date(sale.recorded_at, programme).isoformat()
    return f"#{sale.sale_id} of {day}, {money(sale.left, programme)} of {money(sale.amount, programme)} stand"


COMMAND = Command(do=_do, arguments=_arguments)
