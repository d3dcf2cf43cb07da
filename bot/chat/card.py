"""/card"""

from bot.actions.card import show_card
from bot.chat.screens import card as screens
from bot.chat.visit import Visit
from bot.links import LinkKind
from bot.qr import picture


async def card(visit: Visit) -> None:
    """A new pair of QR and till code; whatever was shown before is dead."""
    shown = await visit.act(show_card, telegram_id=visit.telegram_id)
    link = visit.house.links.url(LinkKind.MEMBER_CARD, shown.card_id, shown.generation)
    screen = screens.card(visit.speaker, shown, link=link, picture=await picture(link))
    # New code replaces the picture it stands on; from a menu the card comes below, and the menu stays.
    await visit.show(screen, new=not visit.on_picture)
