"""/history"""

from bot.actions.history import history_of, something_due
from bot.actions.settle import settle_members
from bot.chat.presses import row_number
from bot.chat.screens import history as screens
from bot.chat.visit import Visit


async def history(visit: Visit) -> None:
    """Every movement, newest first; a page is named by the row before which it begins."""
    before = row_number(visit.words) if visit.pressed and visit.words else None
    # What the clock has decided a moment ago belongs here as much as it does to the balance.
    due = await visit.read(something_due, visit.telegram_id, visit.cause.now)
    if due is not None:
        await visit.act(settle_members, [due])
    seen = await visit.read(history_of, visit.telegram_id, before or None)
    await visit.show(screens.history(visit.speaker, seen))
