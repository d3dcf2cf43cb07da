"""Refunds: /refund RECEIPT [AMOUNT], and the same by buttons from the desk or the sale"""

from typing import Any

from bot.actions.refund import Costs, WhichSale, refund_costs, refund_line
from bot.actions.refund import refund as refund_sale
from bot.actions.refundable import Refundable, choices_for, refundables
from bot.chat.presses import row_number
from bot.chat.reading import read_refund
from bot.chat.screens import refunds as screens
from bot.chat.visit import Visit
from loyalty.errors import LinkUnknown
from loyalty.money import parse_amount

_LAST = 8


async def refund(visit: Visit) -> None:
    """/refund RECEIPT [AMOUNT]; without them, the last sales to choose from, and the receipt is asked for."""
    if visit.words and visit.pressed is None:
        wishes = read_refund(visit.words, visit.programme)
        outcome = await visit.act(refund_line, telegram_id=visit.telegram_id, wishes=wishes)
        if isinstance(outcome, WhichSale):
            await visit.show(screens.which(visit.speaker, outcome.choices), new=True)
        else:
            await visit.show(screens.done(visit.speaker, outcome), new=True)
        return
    last = await visit.read(refundables, visit.cause.now, visit.programme, visit.telegram_id, _LAST)
    await visit.show(screens.start(visit.speaker, last))
    await visit.ask("refund-receipt")


async def answer_receipt(visit: Visit, _: dict[str, Any]) -> None:
    """The receipt that was asked for, with or without an amount: nothing is refunded before Confirm."""
    choices = await visit.read(choices_for, visit.telegram_id, read_refund(visit.words, visit.programme))
    if len(choices) > 1:
        await visit.show(screens.which(visit.speaker, choices))
    elif choices[0].amount is None:
        await _show_sale(visit, choices[0].sale.sale_id)
    else:
        await _confirm(visit, choices[0].sale.sale_id, choices[0].amount)
    await visit.leave_step()


async def sale(visit: Visit) -> None:
    """One purchase: all of it, or a part?"""
    await _show_sale(visit, row_number(visit.words))
    await visit.leave_step()


async def _show_sale(visit: Visit, sale_id: int) -> None:
    seen, _ = await _costs(visit, sale_id, None)
    await visit.show(screens.sale(visit.speaker, seen))


async def too_late_to_undo(visit: Visit, sale_id: int) -> None:
    """Undo came too late: a manager can refund the purchase. Raises NotAllowed for others."""
    seen, _ = await _costs(visit, sale_id, None)
    await visit.show(screens.sale(visit.speaker, seen, late=True), new=True)


async def ask_part(visit: Visit) -> None:
    """Part: how much is asked for."""
    sale_id = row_number(visit.words)
    seen, _ = await _costs(visit, sale_id, None)
    await visit.show(screens.ask_part(visit.speaker, seen), new=True)
    await visit.ask("refund-amount", {"sale": sale_id})


async def answer_part(visit: Visit, data: dict[str, Any]) -> None:
    """The amount that was asked for."""
    await _confirm(visit, int(data["sale"]), parse_amount(visit.words, visit.programme))
    await visit.leave_step()


async def confirm(visit: Visit) -> None:
    """What a refund of so much would take back, before it is done."""
    sale_id, _, amount = visit.words.partition(":")
    await _confirm(visit, row_number(sale_id), row_number(amount))


async def _confirm(visit: Visit, sale_id: int, amount: int) -> None:
    seen, costs = await _costs(visit, sale_id, amount)
    await visit.show(screens.confirm(visit.speaker, seen, costs))


async def _costs(visit: Visit, sale_id: int, amount: int | None) -> tuple[Refundable, Costs]:
    return await visit.read(refund_costs, visit.cause.now, visit.programme, visit.telegram_id, sale_id, amount)


async def do(visit: Visit) -> None:
    """Confirm: it is refunded, once."""
    numbers = [row_number(number) for number in visit.words.split(":")]
    if len(numbers) != 3:
        raise LinkUnknown
    sale_id, amount, left = numbers
    done = await visit.act(refund_sale, telegram_id=visit.telegram_id, sale_id=sale_id, amount=amount, left=left)
    await visit.show(screens.done(visit.speaker, done))
