"""/poster"""

from bot.actions.authority import merchant_of, working
from bot.chat.screens import poster as screens
from bot.chat.visit import Visit
from bot.links import LinkKind
from bot.qr import poster as draw_poster
from loyalty.model import Merchant, Role
from storage.database import Tx


async def poster(visit: Visit) -> None:
    """A picture for the counter: whoever scans it joins."""
    merchant = await visit.read(_merchant, visit.telegram_id)
    link = visit.house.links.url(LinkKind.JOIN, merchant.id, merchant.generation)
    picture = await draw_poster(link, merchant.name, screens.lines(visit.speaker))
    await visit.show(screens.poster(visit.speaker, merchant.name, link=link, picture=picture), new=True)


def _merchant(tx: Tx, telegram_id: int) -> Merchant:
    return merchant_of(tx, working(tx, telegram_id, Role.MANAGER).merchant_id)
