"""Hands kept updates to their handler: one chat in order, chats side by side, none lost.

Fresh rows come through memory. When more wait than memory shall hold, and at start, rows are read from the
table page by page instead, until everything that waits is in hand again.
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

import structlog

from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.receive.care import Care, Patience
from bot.receive.frames import frames
from bot.receive.updates import Fresh
from storage import inbox
from storage.database import Database, Row

CONCURRENCY = 256
IN_HAND = 4096
PAGE = 1000

_MARKS_EVERY_SECONDS = 0.004  # marks of so long share one commit
_DATABASE_AGAIN_SECONDS = 1.0

_log = structlog.get_logger()


class _Waiting:
    """A row in hand. A row read from the table is parsed only when its turn comes."""

    __slots__ = ("attempts", "payload", "row_id", "update")

    def __init__(self, row_id: int, update: dict[str, Any] | None, payload: str | None, attempts: int) -> None:
        self.row_id = row_id
        self.update = update
        self.payload = payload
        self.attempts = attempts

    def parsed(self) -> dict[str, Any]:
        """The update; empty, and so refused by every handler, should the table hold something else."""
        if self.update is not None:
            return self.update
        try:
            update = json.loads(self.payload or "")
        except ValueError:
            return {}
        return update if isinstance(update, dict) else {}


class Dispatcher:
    """Calls ``handle(row id, update)`` for every row not done, and marks it done when that returns.

    At most `concurrency` chats are handled at once and about `in_hand` rows are kept in memory. What becomes
    of a handler that raises is told in `care.py`. `run` works until `stop`; `offer` takes fresh rows.
    """

    def __init__(
        self,
        database: Database,
        bot_id: int,
        handle: Callable[[int, dict[str, Any]], Awaitable[None]],
        clock: Clock,
        concurrency: int = CONCURRENCY,
        *,
        metrics: Metrics | None = None,
        patience: Patience | None = None,
        in_hand: int = IN_HAND,
        page: int = PAGE,
    ) -> None:
        self._database = database
        self._bot_id = bot_id
        self._clock = clock
        self._concurrency = concurrency
        self._metrics = metrics or Metrics()
        self._care = Care(database, handle, clock, self._metrics, patience or Patience())
        self._in_hand = in_hand
        self._page = page
        self._queues: dict[int, deque[_Waiting]] = {}  # a chat is here while it is ready or worked on
        self._ready: deque[int] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()  # rows in hand and not yet marked
        self._finished: list[int] = []
        self._ended_meanwhile: set[int] = set()  # marked while a page was being read
        self._behind = True  # the table may hold rows that are not in hand
        self._missed = False  # rows were left to the table since the last look from its beginning
        self._look = asyncio.Event()
        self._marks = asyncio.Event()
        self._stopping = asyncio.Event()
        self._stopped = asyncio.Event()
        self._over = asyncio.Event()  # nothing runs, and the last marks are written
        self._over.set()

    @property
    def in_hand(self) -> int:
        """How many rows are in memory: waiting, being handled or not yet marked."""
        return len(self._held)

    def offer(self, fresh: Iterable[Fresh]) -> None:
        """Take rows that have just been committed; on the event loop only, never waits."""
        for one in fresh:
            if self._behind or len(self._held) >= self._in_hand:
                self._behind = self._missed = True
                self._look.set()
            elif one.row_id not in self._held:
                self._take(one.chat_id, _Waiting(one.row_id, one.update, None, 0))

    async def run(self) -> None:
        """Work until `stop`; begins with the rows an earlier process left."""
        self._over.clear()
        self._look.set()
        marking = asyncio.create_task(self._mark())
        feeding = asyncio.create_task(self._feed())
        try:
            await self._stopping.wait()
            await self._stopped.wait()
        finally:
            self._stopping.set()
            await _ended(*self._workers, feeding)
            self._marks.set()
            await marking
            self._over.set()

    async def stop(self, within_seconds: float = 10.0) -> None:
        """Begin nothing more; let what runs finish for so long, and leave the rest for the next start.

        When this returns what was handled is marked done.
        """
        self._stopping.set()
        self._care.stop()
        self._look.set()
        if self._workers:
            await asyncio.wait(self._workers, timeout=within_seconds)
        self._stopped.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), within_seconds)

    def _take(self, chat_id: int, row: _Waiting) -> None:
        self._held.add(row.row_id)
        queue = self._queues.get(chat_id)
        if queue is not None:
            queue.append(row)
            return
        self._queues[chat_id] = deque((row,))
        self._ready.append(chat_id)
        if len(self._workers) < self._concurrency and not self._stopping.is_set():
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        """Handle one row of one chat after another, the chats in turn, until none is ready."""
        while self._ready and not self._stopping.is_set():
            chat_id = self._ready.popleft()
            queue = self._queues[chat_id]
            row = queue.popleft()
            if await self._care.settle(row.row_id, row.parsed(), row.attempts):
                self._finished.append(row.row_id)
                self._marks.set()
            else:
                self._end((row.row_id,))
            if queue:
                self._ready.append(chat_id)
            else:
                del self._queues[chat_id]

    def _end(self, ids: Iterable[int]) -> None:
        """These rows are settled in the table."""
        self._held.difference_update(ids)
        self._ended_meanwhile.update(ids)
        self._metrics.in_hand.set(len(self._held))
        if self._behind and len(self._held) <= self._in_hand // 2:
            self._look.set()

    async def _mark(self) -> None:
        """Mark handled rows done, many in one statement; the last ones after the last worker."""
        while self._finished or not self._stopping.is_set() or self._workers:
            if not self._finished:
                self._marks.clear()
                await self._marks.wait()
            await asyncio.sleep(_MARKS_EVERY_SECONDS)
            ids, self._finished = self._finished, []
            if not ids:
                if self._stopping.is_set():
                    return
                continue
            try:
                await self._database.write(inbox.done, ids, self._now_ms())
            except Exception as error:
                _log.warning("marks_postponed", error=type(error).__name__, at=frames(error), rows=len(ids))
                if self._stopping.is_set():
                    return  # they will be handled again, which is harmless
                self._finished = ids + self._finished
                await asyncio.sleep(_DATABASE_AGAIN_SECONDS)
            else:
                self._end(ids)

    async def _feed(self) -> None:
        """Read pages whenever rows are left to the table and there is room in memory."""
        after_id = 0
        while True:
            await self._look.wait()
            if self._stopping.is_set():
                return
            if not self._behind or len(self._held) > self._in_hand // 2:
                self._look.clear()
                continue
            if after_id == 0:
                self._missed = False
            self._ended_meanwhile.clear()
            try:
                rows = await self._database.read(inbox.pending, self._bot_id, after_id, self._page)
            except Exception as error:
                _log.warning("inbox_unreadable", error=type(error).__name__, at=frames(error))
                await asyncio.sleep(_DATABASE_AGAIN_SECONDS)
                continue
            self._take_page(rows)
            if len(rows) == self._page:
                after_id = rows[-1]["id"]
            elif after_id:
                after_id = 0  # ids may become visible out of order: one more look from the beginning
            elif not self._missed:
                self._behind = False

    def _take_page(self, rows: list[Row]) -> None:
        for row in rows:
            row_id = row["id"]
            if row_id not in self._held and row_id not in self._ended_meanwhile:
                self._take(row["chat_id"], _Waiting(row_id, None, row["payload"], row["attempts"]))

    def _now_ms(self) -> int:
        return round(self._clock.now().timestamp() * 1000)


async def _ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
