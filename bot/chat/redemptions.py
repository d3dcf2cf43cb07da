"""What was redeemed here, and Reverse"""

from bot.actions import reverse as actions
from bot.chat.presses import row_number
from bot.chat.reading import read_page
from bot.chat.screens import redemptions as screens
from bot.chat.visit import Visit

_LAST = 40


async def redemptions(visit: Visit) -> None:
    """The last redemptions of the merchant."""
    last = await visit.read(actions.last_redeemed, visit.telegram_id, _LAST)
    await visit.show(screens.redemptions(visit.speaker, last, read_page(visit.words)))


async def ask(visit: Visit) -> None:
    """One of them, and what reversing it gives back."""
    seen = await visit.read(
        actions.reversal, visit.cause.now, visit.programme, visit.telegram_id, row_number(visit.words)
    )
    await visit.show(screens.ask(visit.speaker, seen))


async def reverse(visit: Visit) -> None:
    """Confirm: it is reversed, once."""
    done = await visit.act(actions.reverse, telegram_id=visit.telegram_id, redemption_id=row_number(visit.words))
    await visit.show(screens.reversed_(visit.speaker, done))
