"""What becomes of one update: handled, tried again, or set aside with an alert.

A handler's own exceptions are counted in the row, so that they count over restarts; starts are not, or a
process killed often enough would condemn the innocent. That Telegram or the database cannot be reached is
nobody's fault: it is waited out.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.receive.frames import frames
from bot.telegram import Blocked, Conflict, MaybeDelivered, NotDelivered, Paused, TokenRefused
from storage import inbox
from storage.database import Database
from storage.errors import CommitFailed, ConnectionLost, DatabaseBusy, ServerUnreachable

_log = structlog.get_logger()

DATABASE_OUT_OF_REACH = (DatabaseBusy, ConnectionLost, CommitFailed, ServerUnreachable)
_OUT_OF_REACH = (NotDelivered, Paused, MaybeDelivered, TokenRefused, Conflict, *DATABASE_OUT_OF_REACH)


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How often and how long an update is tried; times in seconds.

    After `exceptions` of the handler's own it is set aside. What is out of reach is tried again after
    `first_wait`, doubled up to `longest_wait`, for `out_of_reach` in all. A reply that was perhaps
    delivered is tried `perhaps` times: then it has most likely been seen, more often than once.
    """

    exceptions: int = 3
    exception_wait: float = 0.2
    first_wait: float = 0.5
    longest_wait: float = 30.0
    out_of_reach: float = 3600.0
    perhaps: int = 5


class _Stopping(Exception):
    """The process ends before this row is settled; it will be handled at the next start."""


class Care:
    """Settles one row at a time for each caller; see `settle`."""

    def __init__(
        self,
        database: Database,
        handle: Callable[[int, dict[str, Any]], Awaitable[None]],
        clock: Clock,
        metrics: Metrics,
        patience: Patience,
    ) -> None:
        self._database = database
        self._handle = handle
        self._clock = clock
        self._metrics = metrics
        self._patience = patience
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End all waiting: rows not settled by now are left as they are."""
        self._stopping.set()

    async def settle(self, row_id: int, update: dict[str, Any], attempts: int) -> bool:
        """Handle an update that has failed `attempts` times before.

        True: it is handled and the row is to be marked done. False: the row is set aside, or left for the
        next start. Raises nothing but CancelledError.
        """
        try:
            return await self._settle(row_id, update, attempts)
        except _Stopping:
            return False
        except Exception as error:  # the bookkeeping itself: leave the row, and the chat goes on
            _log.error("update_left", alert=True, row=row_id, error=type(error).__name__, at=frames(error))
            return False

    async def _settle(self, row_id: int, update: dict[str, Any], attempts: int) -> bool:
        if "callback_query" in update:
            self._metrics.presses.inc()
        given_up_at = time.monotonic() + self._patience.out_of_reach
        wait, perhaps = self._patience.first_wait, 0
        while True:
            began = time.perf_counter()
            try:
                await self._handle(row_id, update)
            except Blocked:
                _log.info("reply_unwanted", row=row_id)  # who blocked the bot needs no answer
                break
            except _OUT_OF_REACH as error:
                perhaps += isinstance(error, MaybeDelivered)
                if perhaps >= self._patience.perhaps:
                    _log.warning("reply_uncertain", row=row_id)
                    break
                if time.monotonic() >= given_up_at:
                    return await self._set_aside(row_id, error)
                if isinstance(error, Paused):
                    wait = max(wait, error.retry_after_seconds)
                _log.warning("update_waits", row=row_id, error=type(error).__name__, seconds=wait)
                await self._wait(min(wait, given_up_at - time.monotonic()))
                wait = min(2 * wait, self._patience.longest_wait)
            except Exception as error:
                self._metrics.failures.inc()
                attempts = await self._insist(inbox.note_failure, row_id, type(error).__name__)
                if not 0 < attempts < self._patience.exceptions:
                    return await self._set_aside(row_id, error)
                _log.warning("update_failed", row=row_id, error=type(error).__name__, at=frames(error))
                await self._wait(self._patience.exception_wait * 4 ** (attempts - 1))
            else:
                self._metrics.handling.observe(time.perf_counter() - began)
                break
        self._metrics.handled.inc()
        return True

    async def _set_aside(self, row_id: int, error: Exception) -> bool:
        kind = type(error).__name__
        _log.error("update_set_aside", alert=True, row=row_id, error=kind, at=frames(error))
        await self._insist(inbox.set_aside, row_id, kind, round(self._clock.now().timestamp() * 1000))
        self._metrics.dead.inc()
        return False

    async def _insist(self, fn: Callable[..., Any], *args: Any) -> Any:
        """Write, as soon as the database can be reached."""
        while True:
            try:
                return await self._database.write(fn, *args)
            except DATABASE_OUT_OF_REACH as error:
                _log.warning("database_out_of_reach", error=type(error).__name__)
                await self._wait(self._patience.first_wait)

    async def _wait(self, seconds: float) -> None:
        """Sleep, unless the process ends: then leave the row."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), max(0.0, seconds))
            raise _Stopping
