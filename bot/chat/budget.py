"""Desk → Budget: what a merchant gives away a month in cheap rewards"""

from typing import Any

from bot.actions.budget import LARGEST_BUDGET, budget_of, set_budget
from bot.chat.reading import read_count
from bot.chat.screens import budget as screens
from bot.chat.visit import Visit


async def budget(visit: Visit) -> None:
    """The budget as it stands, and what is left of it this month; the next text sets it."""
    seen = await visit.read(budget_of, visit.programme, visit.cause.now, visit.telegram_id)
    await visit.show(screens.budget(visit.speaker, seen))
    await visit.ask("budget")


async def answer_points(visit: Visit, _: dict[str, Any]) -> None:
    """The points that were asked for."""
    await _set(visit, read_count(visit.words, LARGEST_BUDGET))


async def unbound(visit: Visit) -> None:
    """Nothing bounds it any more."""
    await _set(visit, None)


async def _set(visit: Visit, points: int | None) -> None:
    seen = await visit.act(set_budget, telegram_id=visit.telegram_id, points=points)
    await visit.show(screens.budget_set(visit.speaker, seen))
    await visit.leave_step()
