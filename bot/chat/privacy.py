"""/privacy, My data and Forget me"""

import asyncio
import contextlib
import json

import structlog

from bot.actions.forget import forget_me, loss_of
from bot.chat.screens import privacy as screens
from bot.chat.visit import Visit
from storage.errors import StorageError
from storage.personal import personal_data

_SCRUBS = 3
_log = structlog.get_logger()


async def privacy(visit: Visit) -> None:
    """What is kept and why."""
    await visit.show(screens.privacy(visit.speaker))


async def my_data(visit: Visit) -> None:
    """All that is kept about whoever asks, as a JSON file."""
    kept = await visit.read(personal_data, visit.telegram_id)
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    await visit.show(screens.my_data(visit.speaker, content), new=True)


async def forget(visit: Visit) -> None:
    """What would be lost, said before it is."""
    loss = await visit.read(loss_of, visit.cause, visit.telegram_id)
    await visit.show(screens.forget_question(visit.speaker, loss))


async def forget_now(visit: Visit) -> None:
    """Forgets, and says so in the language that has just been forgotten."""
    loss = await visit.read(loss_of, visit.cause, visit.telegram_id)
    await visit.act(forget_me, telegram_id=visit.telegram_id, seal=visit.seal)
    await _scrub(visit)
    await visit.show(screens.forgotten(visit.speaker, loss))


async def _scrub(visit: Visit) -> None:
    """Empties the engine's log of what was deleted; readers may keep it from doing so for a moment."""
    for attempt in range(_SCRUBS):
        with contextlib.suppress(StorageError):
            if await visit.house.database.scrub():
                return
        await asyncio.sleep(0.1 * 2**attempt)
    # Nothing is lost: the next one, or the engine's own checkpoint, empties it.
    _log.warning("scrub_postponed")
