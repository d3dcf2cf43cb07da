"""Desk → Win back: whether members who stay away get an offer, and after how many days"""

from bot.actions.winning_back import set_win_back, win_back_of
from bot.chat.presses import row_number
from bot.chat.screens import win_back as screens
from bot.chat.visit import Visit


async def win_back(visit: Visit) -> None:
    """How it stands, with a button for each choice."""
    seen = await visit.read(win_back_of, visit.telegram_id)
    await visit.show(screens.win_back(visit.speaker, seen))


async def choose(visit: Visit) -> None:
    """So many days, or never."""
    days = None if visit.words == "off" else row_number(visit.words)
    seen = await visit.act(set_win_back, telegram_id=visit.telegram_id, days=days)
    await visit.show(screens.win_back(visit.speaker, seen))
