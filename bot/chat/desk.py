"""/desk, choosing a merchant, and /newmerchant"""

from typing import Any

from bot.actions.merchants import Desk, add_merchant, choices, choose_merchant, desk_of
from bot.chat import menus
from bot.chat.presses import row_number
from bot.chat.reading import read_page
from bot.chat.screens import desk as screens
from bot.chat.visit import Visit
from loyalty.errors import MerchantSuspended, NoMerchantChosen, NotAllowed
from loyalty.model import Merchant
from storage.database import Tx


async def desk(visit: Visit) -> None:
    """The menu of the merchant that somebody works for; of several, they are asked which."""
    seen = await visit.read(_desk, visit.telegram_id)
    if isinstance(seen, Desk):
        await visit.show(screens.desk(visit.speaker, seen, operator=visit.is_operator))
    elif seen:
        await visit.show(screens.choose(visit.speaker, seen, 0))
    elif visit.is_operator:
        await visit.show(screens.no_merchant(visit.speaker))
    else:
        raise NotAllowed


def _desk(tx: Tx, telegram_id: int) -> Desk | list[Merchant]:
    """The desk, or the merchants there are to choose from."""
    merchants = choices(tx, telegram_id)
    try:
        return desk_of(tx, telegram_id)
    except (NotAllowed, NoMerchantChosen):
        return merchants
    except MerchantSuspended:
        if len(merchants) > 1:
            return merchants
        raise


async def merchants(visit: Visit) -> None:
    """Change shop: all that somebody works for."""
    found = await visit.read(choices, visit.telegram_id)
    if not found:
        raise NotAllowed
    await visit.show(screens.choose(visit.speaker, found, read_page(visit.words)))


async def choose(visit: Visit) -> None:
    """Somebody works for this merchant from now on."""
    await visit.write(choose_merchant, visit.telegram_id, row_number(visit.words))
    await desk(visit)


async def new_merchant(visit: Visit) -> None:
    """/newmerchant NAME by an operator; without a name it is asked for."""
    if not visit.is_operator:
        raise NotAllowed
    if visit.words:
        await _add(visit)
    else:
        await visit.show(screens.ask_name(visit.speaker), new=True)
        await visit.ask("merchant-name")


async def answer_name(visit: Visit, _: dict[str, Any]) -> None:
    """The name that was asked for."""
    if not visit.is_operator:
        await visit.leave_step()
        raise NotAllowed
    await _add(visit)
    await visit.leave_step()


async def _add(visit: Visit) -> None:
    added = await visit.act(
        add_merchant, telegram_id=visit.telegram_id, operator_name=visit.person.name, name=visit.words
    )
    await visit.show(screens.merchant_added(visit.speaker, added.name), new=True)
    await menus.fit(visit.house, visit.telegram_id)
