"""What somebody hears by now: all that is due is decided upon as the sender does, looked at again and put in words."""

import json
from collections.abc import Sequence

from bot.actions.freshness import FRESH
from bot.actions.sending import Push, finish, look, take
from bot.chat.screens.notices import notice
from bot.chat.screens.screen import Screen
from bot.texts import Speaker
from loyalty.courtesy import Silence
from storage.database import Tx
from tests.bot.actions.shop import Shop


async def heard(shop: Shop, telegram_id: int, language: str = "en") -> list[Screen]:
    """The screens that somebody gets at this moment; what others get is sent, too."""
    screens = []
    while pushes := await shop.database.write(taken, shop):
        for push in pushes:
            screen = await said(shop, push, language)
            if screen is not None and push.telegram_id == telegram_id:
                screens.append(screen)
    return screens


async def heard_of(shop: Shop, telegram_id: int, notice_name: str) -> list[str]:
    """How the rows of a notice ended, in order: `sent`, or why not; `ready` while they wait."""
    rows = await shop.rows(
        "SELECT state, error FROM outbox WHERE telegram_id = $1 AND notice = $2 ORDER BY id", telegram_id, notice_name
    )
    return [row["error"] if row["state"] == "skipped" else row["state"] for row in rows]


def taken(tx: Tx, shop: Shop) -> Sequence[Push]:
    """What is due now and is to be sent, leased."""
    # Rows that are postponed or ended leave room for others.
    while rows := look(tx, shop.now, (), {}).rows:
        if pushes := take(tx, shop.programme, rows, shop.now, len(rows)).pushes:
            return pushes
    return ()


async def said(shop: Shop, push: Push, language: str) -> Screen | None:
    """Its screen, sent; None when there is nothing to say any more."""
    data = json.loads(push.data)
    fresh = FRESH.get(push.notice)
    if fresh is not None:
        found = await shop.database.read(fresh, shop.programme, push.person, data, shop.now)
        if found is None:
            await shop.database.write(finish, push, "skipped", shop.now, Silence.NOTHING_TO_SAY)
            return None
        data = found
    await shop.database.write(finish, push, "sent", shop.now)
    return notice(Speaker(language, shop.programme), push.notice, data)
