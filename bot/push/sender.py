"""Sends what stands in the outbox: recorded once, sent at least once, never faster than Telegram allows.

A lease is taken and committed before the call. There is one sender per database (a lock that dies with its
process), so what is found leased at start was left by a crash and is sent again.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import structlog

from bot.chat.screens.screen import Screen
from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.receive.care import DATABASE_OUT_OF_REACH
from bot.receive.frames import frames
from bot.telegram import (
    Blocked,
    Conflict,
    MaybeDelivered,
    NotDelivered,
    Paused,
    Refused,
    Telegram,
    TokenRefused,
)
from storage import outbox
from storage.database import Database, Row
from storage.errors import StorageError

AT_ONCE = 32
LEASE_MS = 120_000
TICK_SECONDS = 1.0  # how often the clock is read while nothing is due; it may jump
LOOK_SECONDS = 10.0  # how often the table is looked at without a reason
FIRST_AGAIN_MS = 500
LAST_AGAIN_MS = 60_000

_RENDER_TRIES = 3
_UNCERTAIN = "uncertain"

_log = structlog.get_logger()

Render = Callable[[str, dict[str, Any], Row], Awaitable[Screen | None]]


class Sender:
    """Works until `stop`; `wake` says that something has been written.

    ``render(notice, data, person)`` makes the message, or None when there is nothing to say any more. What
    was perhaps delivered before comes with ``data["again"]`` = the row's id, so that the copy can be told
    by its reference. `wall` is the machine's own clock in seconds: a pause must survive a restart, whatever
    the programme's clock says.
    """

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        clock: Clock,
        render: Render,
        *,
        metrics: Metrics | None = None,
        wall: Callable[[], float] = time.time,
        tick_seconds: float = TICK_SECONDS,
        first_again_ms: int = FIRST_AGAIN_MS,
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._pacing = telegram.pacing
        self._clock = clock
        self._render = render
        self._metrics = metrics or Metrics()
        self._wall = wall
        self._tick_seconds = tick_seconds
        self._first_again_ms = first_again_ms
        self._sending: dict[int, asyncio.Task[None]] = {}  # by row id
        self._chats: set[int] = set()  # those being sent to
        self._due_ms: int | None = None  # when the next row is due, if that is known
        self._news = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Something was written to the outbox and committed: look at once."""
        self._news.set()

    async def run(self) -> None:
        """Send until `stop`, alone among all processes on this database."""
        waits = partial(_log.warning, "sender_waits", why="another process sends for this database")
        async with self._database.exclusive("sender", on_wait=waits):
            try:
                await self._begin()
                while not self._stopping:
                    self._news.clear()
                    await self._rest(await self._round())
            finally:
                for task in self._sending.values():
                    task.cancel()
                await asyncio.gather(*self._sending.values(), return_exceptions=True)

    async def stop(self, within_seconds: float = 5.0) -> None:
        """Begin nothing more and let calls under way finish for so long; the rest is sent at the next start."""
        self._stopping = True
        if self._sending:
            await asyncio.wait(self._sending.values(), timeout=within_seconds)
        self._news.set()

    async def _begin(self) -> None:
        left = await self._steadily(outbox.release)
        remaining = await self._steadily(outbox.remaining_pause_seconds, round(self._wall() * 1000))
        if remaining > 0:
            self._pacing.pause(remaining)
        _log.info("sender_started", left_by_a_crash=left, paused_seconds=round(remaining, 1))

    async def _round(self) -> float:
        """Begin what can be sent now; returns for how many seconds there is at most nothing to do."""
        self._due_ms = None
        if self._pacing.paused_seconds > 0:
            return LOOK_SECONDS
        room = AT_ONCE - len(self._sending)
        if room <= 0:
            return LOOK_SECONDS  # whatever ends wakes us
        try:
            now_ms = self._now_ms()
            rows = await self._database.read(outbox.due, now_ms, 4 * AT_ONCE)
            chosen = self._choose(rows, room)
            if chosen:
                leased = await self._database.write(outbox.lease, chosen, now_ms, now_ms + LEASE_MS)
                for row in leased:
                    self._begin_sending(row)
                if len(leased) < len(chosen):  # somebody was faster: look again soon, but not in circles
                    return self._tick_seconds
            if not rows:
                self._due_ms = await self._database.read(outbox.next_due_ms)
        except StorageError as error:
            _log.warning("outbox_out_of_reach", error=type(error).__name__)
            return self._tick_seconds
        return LOOK_SECONDS  # whatever ends wakes us

    def _choose(self, rows: list[Row], room: int) -> list[int]:
        """Which rows to lease: one a chat. That it may have to wait its second is seen to at its turn."""
        chosen: list[int] = []
        chats = set(self._chats)
        for row in rows:
            if len(chosen) == room:
                break
            if row["id"] not in self._sending and row["telegram_id"] not in chats:
                chats.add(row["telegram_id"])
                chosen.append(row["id"])
        return chosen

    async def _rest(self, seconds: float) -> None:
        """Wait for news, for what is due by the programme's clock (which may jump), or for so long."""
        until = time.monotonic() + seconds
        paused = self._pacing.paused_seconds > 0
        while not self._stopping:
            wait = min(self._tick_seconds, until - time.monotonic())
            if paused:
                wait = min(wait, self._pacing.paused_seconds)
            elif self._due_ms is not None:
                wait = min(wait, (self._due_ms - self._now_ms()) / 1000)
            if wait <= 0:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), wait)
                return

    def _begin_sending(self, row: Row) -> None:
        row_id, chat_id = row["id"], row["telegram_id"]
        task = asyncio.create_task(self._send(row))
        self._sending[row_id] = task
        self._chats.add(chat_id)

        def ended(_: asyncio.Task[None]) -> None:
            del self._sending[row_id]
            self._chats.discard(chat_id)
            self._news.set()
            if not task.cancelled() and (error := task.exception()):
                # The row keeps its lease and is tried again when that ends.
                _log.error("push_left", alert=True, row=row_id, error=type(error).__name__)

        task.add_done_callback(ended)

    async def _send(self, row: Row) -> None:
        """Bring one leased row to its end, or put it back."""
        try:
            screen = await self._screen(row)
            if screen is None:
                return
            if not await self._pacing.turn(row["telegram_id"]):
                await self._steadily(outbox.put_back, row["id"])
                return
            await self._deliver(row, screen)
        except Exception as error:
            _log.error("push_stuck", alert=True, row=row["id"], error=type(error).__name__, at=frames(error))
            await self._end(row, "dead", type(error).__name__)

    async def _screen(self, row: Row) -> Screen | None:
        """The message, or None when the row has been ended instead."""
        if row["pointless_after"] < self._now_ms():
            await self._end(row, "skipped", "pointless")
            return None
        person = await self._person(row["telegram_id"])
        if person is None or not person["reachable"]:
            await self._end(row, "skipped", "forgotten" if person is None else "unreachable")
            return None
        data = json.loads(row["data"])
        if row["error"] == _UNCERTAIN:
            data["again"] = row["id"]
        for tries_left in reversed(range(_RENDER_TRIES)):
            try:
                screen = await self._render(row["notice"], data, person)
                break
            except Exception as error:
                _log.warning("notice_failed", row=row["id"], notice=row["notice"], error=type(error).__name__)
                if not tries_left:
                    raise
                await asyncio.sleep(self._first_again_ms / 1000)
        if screen is None:
            await self._end(row, "skipped", "nothing to say")
        return screen

    async def _deliver(self, row: Row, screen: Screen) -> None:
        row_id = row["id"]
        try:
            await self._telegram.push(row["telegram_id"], screen)
        except Blocked:
            await self._steadily(outbox.unreachable, row["telegram_id"])
            await self._end(row, "skipped", "unreachable")
        except Paused as pause:
            self._pacing.pause(pause.retry_after_seconds)
            until_ms = round((self._wall() + pause.retry_after_seconds) * 1000)
            _log.warning("sender_paused", seconds=pause.retry_after_seconds)
            await self._steadily(outbox.remember_pause, until_ms, pause.retry_after_seconds)
            await self._steadily(outbox.put_back, row_id)
        except (NotDelivered, TokenRefused, Conflict) as error:
            await self._again(row, type(error).__name__)
        except MaybeDelivered:
            if row["class"] == "service" and row["error"] != _UNCERTAIN:
                await self._again(row, _UNCERTAIN)
            else:
                await self._end(row, "uncertain", "MaybeDelivered")
        except Refused as refusal:
            # Telegram's sentence up to the first quotation: what follows may be a piece of the message.
            why = refusal.description.partition('"')[0]
            _log.error("push_refused", alert=True, row=row_id, notice=row["notice"], why=why)
            await self._end(row, "dead", "Refused")
        else:
            await self._end(row, "sent")

    async def _again(self, row: Row, why: str) -> None:
        """Put the row back for another try, later each time."""
        self._metrics.put_back.inc()
        # A row that was perhaps delivered keeps saying so, whatever happens to its second copy.
        why = _UNCERTAIN if row["error"] == _UNCERTAIN else why
        wait_ms = min(LAST_AGAIN_MS, self._first_again_ms * 2 ** min(row["attempts"], 20))
        await self._steadily(outbox.put_back, row["id"], not_before_ms=self._now_ms() + wait_ms, why=why)

    async def _end(self, row: Row, state: outbox.End, why: str | None = None) -> None:
        await self._steadily(outbox.end, row["id"], state, self._now_ms(), why)
        self._metrics.pushes[state].inc()

    async def _person(self, telegram_id: int) -> Row | None:
        while True:
            try:
                return await self._database.read(outbox.recipient, telegram_id)
            except DATABASE_OUT_OF_REACH as error:
                await self._out_of_reach(error)

    async def _steadily(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Write as soon as the database can be reached: what was sent must not be forgotten."""
        while True:
            try:
                return await self._database.write(fn, *args, **kwargs)
            except DATABASE_OUT_OF_REACH as error:
                await self._out_of_reach(error)

    async def _out_of_reach(self, error: Exception) -> None:
        _log.warning("outbox_out_of_reach", error=type(error).__name__)
        await asyncio.sleep(self._tick_seconds)

    def _now_ms(self) -> int:
        return round(self._clock.now().timestamp() * 1000)
