"""Desk → Timetable: how the jobs went last"""

from bot.actions.authority import working
from bot.chat.screens import timetable as screens
from bot.chat.visit import Visit
from loyalty.model import Role
from storage.database import Tx
from storage.jobs import JobRun, job_runs


async def timetable(visit: Visit) -> None:
    """Each job of the programme, for its operators and for owners."""
    runs = await visit.read(_runs, visit.telegram_id, visit.is_operator)
    await visit.show(screens.timetable(visit.speaker, runs, visit.cause.now))


def _runs(tx: Tx, telegram_id: int, operator: bool) -> list[JobRun]:
    if not operator:
        working(tx, telegram_id, Role.OWNER)
    return job_runs(tx)
