"""Whether the bot can do its work: the database answers, and Telegram has answered lately."""

import asyncio
import time
from collections.abc import Callable

from bot.telegram import CallFailed, Telegram
from storage.database import Database, Tx
from storage.errors import StorageError

LATELY_SECONDS = 20.0
PATIENCE_SECONDS = 3.0


class Readiness:
    """Asks when it is asked; one getMe answers every question of the next `lately_seconds`."""

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        *,
        lately_seconds: float = LATELY_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._lately_seconds = lately_seconds
        self._patience_seconds = patience_seconds
        self._monotonic = monotonic
        self._answered_at: float | None = None
        self._asking = asyncio.Lock()

    async def missing(self) -> dict[str, str]:
        """What is not ready ("database", "telegram") and the kind of error; empty when all is well."""
        found = {
            "database": await self._database_error(),
            "telegram": await self._telegram_error(),
        }
        return {name: error for name, error in found.items() if error is not None}

    async def _database_error(self) -> str | None:
        try:
            async with asyncio.timeout(self._patience_seconds):
                await self._database.read(_anything)
        except (StorageError, TimeoutError) as error:
            return type(error).__name__
        return None

    async def _telegram_error(self) -> str | None:
        async with self._asking:  # many askers, one call
            now = self._monotonic()
            if self._answered_at is not None and now - self._answered_at < self._lately_seconds:
                return None
            try:
                async with asyncio.timeout(self._patience_seconds):
                    await self._telegram.call("getMe")
            except (CallFailed, TimeoutError) as error:
                return type(error).__name__
            self._answered_at = now
            return None


def _anything(tx: Tx) -> None:
    tx.one("SELECT 1 AS one FROM facts LIMIT 1")
