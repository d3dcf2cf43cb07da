"""My codes: the texts of digital rewards that a member has"""

from bot.actions.digital import my_code
from bot.actions.digital import my_codes as codes_of
from bot.chat.presses import row_number
from bot.chat.reading import read_page
from bot.chat.screens import my_codes as screens
from bot.chat.visit import Visit


async def my_codes(visit: Visit) -> None:
    """All of them, newest first, a page at a time."""
    codes = await visit.read(codes_of, visit.telegram_id)
    await visit.show(screens.my_codes(visit.speaker, codes, read_page(visit.words)))


async def show(visit: Visit) -> None:
    """One of them again."""
    code = await visit.read(my_code, visit.telegram_id, row_number(visit.words))
    await visit.show(screens.code(visit.speaker, code), new=True)
