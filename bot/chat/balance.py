"""/balance"""

from bot.actions.authority import joined
from bot.actions.balance import Balance, balance_of
from bot.chat.screens import balance as screens
from bot.chat.visit import Visit
from loyalty.model import Programme
from storage.database import Tx


async def balance(visit: Visit) -> None:
    """What a member has at this moment."""
    seen = await visit.read(_balance, visit)
    await visit.show(screens.balance(visit.speaker, seen))


def _balance(tx: Tx, visit: Visit) -> Balance:
    programme: Programme = visit.programme
    _, member_id = joined(tx, visit.telegram_id)
    return balance_of(tx, member_id, visit.cause.now, programme)
