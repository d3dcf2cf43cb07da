"""/balance"""

from bot.actions.authority import joined
from bot.actions.balance import Balance, balance_of
from bot.actions.running import RunningNow, running_now
from bot.chat.screens import balance as screens
from bot.chat.visit import Visit
from loyalty.model import Programme
from storage.database import Tx


async def balance(visit: Visit) -> None:
    """What a member has at this moment."""
    seen, running = await visit.read(_balance, visit)
    await visit.show(screens.balance(visit.speaker, seen, running))


def _balance(tx: Tx, visit: Visit) -> tuple[Balance, tuple[RunningNow, ...]]:
    programme: Programme = visit.programme
    person, member_id = joined(tx, visit.telegram_id)
    now = visit.cause.now
    seen = balance_of(tx, member_id, now, programme)
    return seen, running_now(tx, member_id, seen.standing.tier.name, person.birthday, now, programme)
