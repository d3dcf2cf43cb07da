"""What waits for a manager: the list at the desk, Approve and Refuse"""

from bot.actions.reviews import approve as approve_review
from bot.actions.reviews import look_at_review, waiting_at
from bot.actions.reviews import refuse as refuse_review
from bot.chat.presses import row_number
from bot.chat.reading import read_page
from bot.chat.screens import reviews as screens
from bot.chat.visit import Visit


async def waiting(visit: Visit) -> None:
    """All that waits at the merchant that a manager works for now."""
    found = await visit.read(waiting_at, visit.telegram_id)
    await visit.show(screens.waiting(visit.speaker, found, read_page(visit.words)))


async def review(visit: Visit) -> None:
    """One of them, with Approve and Refuse."""
    seen = await visit.read(look_at_review, visit.telegram_id, row_number(visit.words))
    await visit.show(screens.review(visit.speaker, seen))


async def approve(visit: Visit) -> None:
    """Approve."""
    done = await visit.act(approve_review, telegram_id=visit.telegram_id, review_id=row_number(visit.words))
    await visit.show(screens.reviewed(visit.speaker, done))


async def refuse(visit: Visit) -> None:
    """Refuse."""
    done = await visit.act(refuse_review, telegram_id=visit.telegram_id, review_id=row_number(visit.words))
    await visit.show(screens.reviewed(visit.speaker, done))
