"""/rewards, a reward's page, and Redeem."""

from bot.actions.offers import offer_for, offers_for
from bot.actions.redeem import hold
from bot.chat.presses import row_number
from bot.chat.screens import rewards as screens
from bot.chat.screens import vouchers as voucher_screens
from bot.chat.visit import Visit
from bot.links import LinkKind
from bot.qr import picture


async def rewards(visit: Visit) -> None:
    """What can be had, affordable ones first, a page at a time."""
    page = row_number(visit.words) if visit.pressed and visit.words else 0
    seen = await visit.read(offers_for, visit.telegram_id, visit.cause.now)
    await visit.show(screens.rewards(visit.speaker, seen, page=page))


async def reward(visit: Visit) -> None:
    """One reward; behind its number stands the page to go back to."""
    number, _, page = visit.words.partition(":")
    seen = await visit.read(offer_for, visit.telegram_id, visit.cause.now, row_number(number))
    await visit.show(screens.reward(visit.speaker, seen, page=row_number(page or "0")))


async def redeem(visit: Visit) -> None:
    """Holds the points; the voucher comes below, and the reward's page loses its Redeem."""
    held = await visit.act(hold, telegram_id=visit.telegram_id, reward_id=row_number(visit.words))
    link = visit.house.links.url(LinkKind.VOUCHER, held.voucher_id, held.generation)
    await visit.show(voucher_screens.voucher(visit.speaker, held, link=link, picture=await picture(link)))
