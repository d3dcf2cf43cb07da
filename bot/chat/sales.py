"""A purchase shown as QR: /sale, following it, Undo and Not mine"""

from typing import Any

from bot.actions import undo as actions
from bot.actions.authority import working
from bot.actions.collect import collect, show_sale
from bot.actions.nearly import nearest_reward
from bot.chat import refunds
from bot.chat.presses import row_number
from bot.chat.reading import read_sale
from bot.chat.screens import sales as screens
from bot.chat.visit import Visit
from bot.links import Link, LinkKind
from bot.qr import picture
from loyalty.errors import NotAllowed, TooLate
from loyalty.model import Role


async def sale(visit: Visit) -> None:
    """/sale AMOUNT [RECEIPT] [CATEGORY]; without an amount it is asked for."""
    if visit.words:
        await _show(visit)
    else:
        await visit.read(working, visit.telegram_id, Role.CASHIER)
        await visit.show(screens.ask_amount(visit.speaker), new=True)
        await visit.ask("sale-amount")


async def answer_amount(visit: Visit, _: dict[str, Any]) -> None:
    """The amount that was asked for, with or without a receipt and a category."""
    await _show(visit)
    await visit.leave_step()


async def _show(visit: Visit) -> None:
    line = read_sale(visit.words, visit.programme)
    shown = await visit.act(
        show_sale,
        telegram_id=visit.telegram_id,
        amount=line.amount,
        receipt=line.receipt,
        category=line.category,
    )
    link = visit.house.links.url(LinkKind.PURCHASE, shown.sale_id, shown.generation)
    await visit.show(screens.shown(visit.speaker, shown, link=link, picture=await picture(link)), new=True)


async def follow_sale(visit: Visit, link: Link) -> None:
    """A member follows the QR of a purchase and has its points."""
    collected = await visit.act(collect, telegram_id=visit.telegram_id, sale_id=link.id, generation=link.generation)
    member_id, nearly = visit.person.member_id, None
    if member_id is not None and collected.counts_now:
        nearly = await visit.read(nearest_reward, visit.programme, member_id, collected.balance, visit.cause.now)
    await visit.show(screens.collected(visit.speaker, collected, visit.cause.now, nearly=nearly))


async def undo(visit: Visit) -> None:
    """Undo by staff; after its two minutes a manager is led to the refund."""
    sale_id = row_number(visit.words)
    try:
        undone = await visit.act(actions.undo, telegram_id=visit.telegram_id, sale_id=sale_id)
    except TooLate as too_late:
        try:
            await refunds.too_late_to_undo(visit, sale_id)
        except NotAllowed:
            raise too_late from None
    else:
        await visit.show(screens.undone(visit.speaker, undone))


async def not_mine(visit: Visit) -> None:
    """Not mine by the member who followed the QR."""
    returned = await visit.act(actions.not_mine, telegram_id=visit.telegram_id, sale_id=row_number(visit.words))
    await visit.show(screens.not_mine(visit.speaker, returned))
