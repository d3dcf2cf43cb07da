"""A shared contact"""

from bot.actions.phone import share_phone
from bot.chat.screens import phone as screens
from bot.chat.visit import Visit
from bot.links import phone_seal_of
from loyalty.errors import PhoneNotOwn


async def contact(visit: Visit) -> None:
    """A member's own number; anybody else's says nothing about them."""
    if not visit.words:
        raise PhoneNotOwn
    seal = phone_seal_of(visit.house.secret, visit.words)
    shared = await visit.act(share_phone, telegram_id=visit.telegram_id, phone_seal=seal)
    await visit.show(screens.shared(visit.speaker, shared))
