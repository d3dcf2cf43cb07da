"""Long polling: updates are asked for, committed, and only then confirmed by asking for the next.

No offset is kept over restarts: what comes again is recognised by its key in the inbox.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.receive.updates import Fresh, decoded, keep
from bot.telegram import ALLOWED_UPDATES, CallFailed, Conflict, Paused, Telegram, TokenRefused
from storage.database import Database
from storage.errors import StorageError

HELD_SECONDS = 30  # how long Telegram may hold a request open while there is nothing new
BATCH = 100

_log = structlog.get_logger()


class Poller:
    """Brings updates into the inbox and hands the new ones to `offer`.

    `first_wait` and `longest_wait` are seconds between tries while Telegram or the database is out of reach;
    `conflict_wait` those while somebody else polls with the same token.
    """

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        bot_id: int,
        offer: Callable[[list[Fresh]], None],
        clock: Clock,
        *,
        metrics: Metrics | None = None,
        held_seconds: int = HELD_SECONDS,
        first_wait: float = 0.5,
        longest_wait: float = 30.0,
        conflict_wait: float = 5.0,
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._bot_id = bot_id
        self._offer = offer
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._held_seconds = held_seconds
        self._first_wait = first_wait
        self._longest_wait = longest_wait
        self._conflict_wait = conflict_wait
        self._offset: int | None = None
        self._conflicting = False

    async def run(self) -> None:
        """Poll until cancelled, alone among all processes on this database.

        Raises TokenRefused when Telegram does not know the token; everything else is waited out.
        """
        waits = partial(_log.warning, "poller_waits", why="another process polls for this database")
        async with self._database.exclusive("poller", on_wait=waits):
            _log.info("poller_started")
            wait = self._first_wait
            webhook_removed = False
            while True:
                try:
                    if not webhook_removed:
                        await self._telegram.call("deleteWebhook", drop_pending_updates=False)
                        webhook_removed = True
                    await self.poll()
                except TokenRefused:
                    raise
                except Conflict:
                    if not self._conflicting:
                        _log.warning("poller_conflict", why="another process polls with this token")
                    self._conflicting = True
                    webhook_removed = False
                    await asyncio.sleep(self._conflict_wait)
                except (CallFailed, StorageError) as error:
                    pause = error.retry_after_seconds if isinstance(error, Paused) else wait
                    _log.warning("poller_retries", error=type(error).__name__, seconds=pause)
                    await asyncio.sleep(pause)
                    wait = min(2 * wait, self._longest_wait)
                else:
                    wait = self._first_wait
                    self._conflicting = False

    async def poll(self) -> None:
        """Ask once, commit what came and hand it on. What came before is confirmed by the asking."""
        batch = await self._telegram.call(
            "getUpdates",
            answer_seconds=self._held_seconds + 10,
            offset=self._offset,
            limit=BATCH,
            timeout=self._held_seconds,
            allowed_updates=list(ALLOWED_UPDATES),
        )
        # Each by itself: one that is no update must not cost the others.
        things: list[Any] = batch if isinstance(batch, list) else []
        arrived = [one for thing in things if (one := decoded(thing)) is not None]
        fresh = await keep(self._database, self._bot_id, arrived, self._clock, self._metrics)
        # Of this batch only: after a quiet week Telegram begins again at a random number, perhaps a lower one.
        self._offset = max(one.update_id for one in arrived) + 1 if arrived else None
        if fresh:
            self._offer(fresh)
        if things and not arrived:
            await asyncio.sleep(self._first_wait)  # nothing in it can be confirmed, so it will come again
