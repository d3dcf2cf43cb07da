"""Sends what stands in the outbox: recorded once, sent at least once, never faster than Telegram allows.

What is due is decided upon and leased in one transaction just before the call (`bot.actions.sending`), as much as there
is room for. There is one sender per database (a lock that dies with its process), so what is found leased at start was
left by a crash.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.actions import sending
from bot.actions.sending import Push
from bot.chat.screens.screen import Screen
from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.push.delivery import Delivery
from bot.push.pacing import CHAT_SECONDS, Pacing
from bot.receive.care import DATABASE_OUT_OF_REACH
from bot.receive.frames import frames
from bot.telegram import Telegram
from loyalty.courtesy import Silence, Sort
from loyalty.model import Programme
from storage import outbox
from storage.database import Database
from storage.errors import StorageError
from storage.people import Person

AT_ONCE = 32
HANDFUL = 8  # so many are leased at most before their turn comes
TICK_SECONDS = 1.0  # how often the clock is read while nothing is due; it may jump
LOOK_SECONDS = 10.0  # how often the table is looked at without a reason
MOMENT_SECONDS = 0.05
FIRST_AGAIN_MS = 500

_RENDER_TRIES = 3

_log = structlog.get_logger()

Render = Callable[[str, dict[str, Any], Person], Awaitable[Screen | None]]


class Sender:
    """Works until `stop`; `wake` says that something has been written.

    ``render(notice, data, person)`` makes the message, or None when there is nothing to say any more. What
    was perhaps delivered before comes with ``data["again"]`` = the row's id, so that the copy can be told
    by its reference. `programme` is any version of it: the one in force is looked up. `wall` is the machine's own clock
    in seconds: a pause must survive a restart, whatever the programme's clock says.
    """

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        clock: Clock,
        render: Render,
        programme: Programme,
        *,
        metrics: Metrics | None = None,
        wall: Callable[[], float] = time.time,
        tick_seconds: float = TICK_SECONDS,
        first_again_ms: int = FIRST_AGAIN_MS,
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._pacing: Pacing = telegram.pacing
        self._clock = clock
        self._render = render
        self._programme = programme
        self._metrics = metrics or Metrics()
        self._tick_seconds = tick_seconds
        self._first_again_ms = first_again_ms
        again = timedelta(milliseconds=first_again_ms)
        self._delivery = Delivery(database, telegram, clock, self._metrics, wall, tick_seconds, again)
        self._sending: dict[int, asyncio.Task[None]] = {}  # by row id
        self._chats: set[int] = set()  # those being sent to
        self._promised = 0  # leased, but not counted by the pacing yet
        self._beyond: dict[Sort, outbox.Place] = {}
        self._due_ms: int | None = None  # when the next row is due, if that is known
        self._news = asyncio.Event()
        self._stopping = False
        self._waited = asyncio.Event()  # for what was under way when it was to stop

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
                    await self._rest(*await self._round())
                await self._waited.wait()
            finally:
                for task in self._sending.values():
                    task.cancel()
                await asyncio.gather(*self._sending.values(), return_exceptions=True)

    async def stop(self, within_seconds: float = 5.0) -> None:
        """Begin nothing more and let calls under way finish for so long; the rest is sent at the next start."""
        self._stopping = True
        if self._sending:
            await asyncio.wait(self._sending.values(), timeout=within_seconds)
        self._waited.set()
        self._news.set()

    async def _begin(self) -> None:
        # What the process before this one sent in the last second is written nowhere: let that second pass.
        await self._pacing.pass_time(CHAT_SECONDS)
        left = await self._delivery.steadily(sending.abandon, self._clock.now(), all_leased=True)
        remaining = await self._delivery.take_up_pause()
        _log.info("sender_started", left_by_a_crash=left, paused_seconds=round(remaining, 1))

    async def _round(self) -> tuple[float, float | None]:
        """Begin what can be sent now; returns for how many seconds there is at most nothing to do, and by the pacing's
        own time, if something waits for that.
        """
        self._due_ms = None
        try:
            if self._pacing.paused_seconds > 0:
                await self._delivery.keep_pause()
                return LOOK_SECONDS, None
            room = min(AT_ONCE - len(self._sending), self._pacing.room() - self._promised)
            if room <= 0:
                return LOOK_SECONDS, max(MOMENT_SECONDS, self._pacing.room_wait_seconds())
            if 2 * self._promised > HANDFUL:
                return LOOK_SECONDS, None  # each turn that comes wakes us
            room = min(room, HANDFUL - self._promised)
            return await self._take(room)
        except StorageError as error:
            _log.warning("outbox_out_of_reach", error=type(error).__name__)
            return self._tick_seconds, None

    async def _take(self, room: int) -> tuple[float, float | None]:
        now = self._clock.now()
        cooling = self._pacing.busy_chats()
        seen = await self._database.read(sending.look, now, self._chats | cooling, self._beyond)
        self._beyond = dict(seen.beyond)
        if any(row not in self._sending for row in seen.abandoned):
            await self._database.write(sending.abandon, now, frozenset(self._sending))
            return 0.0, None
        if seen.rows:
            taken = await self._database.write(sending.take, self._programme, seen.rows, now, room)
            self._programme = taken.programme
            self._count(taken)
            for push in taken.pushes:
                if self._stopping:
                    await self._delivery.put_back(push)
                else:
                    self._begin_sending(push)
            if taken.silent or taken.postponed or len(taken.pushes) == room:
                return 0.0, None
            if not taken.pushes:  # somebody was faster: look again soon, but not in circles
                return self._tick_seconds, None
        elif seen.more:
            return 0.0, None
        self._due_ms = seen.next_due_ms
        waits = [self._pacing.chat_wait_seconds(chat) for chat in seen.passed - self._chats]
        return LOOK_SECONDS, max(MOMENT_SECONDS, min(waits)) if waits else None  # whatever ends wakes us

    def _count(self, taken: sending.Taken) -> None:
        for sort, _ in taken.silent:
            self._metrics.pushed(sort, "skipped")
        for sort in taken.postponed:
            self._metrics.postponed[sort].inc()

    async def _rest(self, seconds: float, by_pacing: float | None) -> None:
        """Wait for news, for what is due by the programme's clock (which may jump), or for so long."""
        if by_pacing is not None:
            await self._news_or(self._pacing.pass_time(by_pacing))
            return
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

    async def _news_or(self, other: Awaitable[None]) -> None:
        waiting = [asyncio.ensure_future(self._news.wait()), asyncio.ensure_future(other)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    def _begin_sending(self, push: Push) -> None:
        task = asyncio.create_task(self._send(push))
        self._sending[push.id] = task
        self._chats.add(push.telegram_id)
        self._promised += 1

        def ended(_: asyncio.Task[None]) -> None:
            del self._sending[push.id]
            self._chats.discard(push.telegram_id)
            self._news.set()
            if not task.cancelled() and (error := task.exception()):
                # The row keeps its lease and is dealt with when that ends.
                _log.error("push_left", alert=True, row=push.id, error=type(error).__name__)

        task.add_done_callback(ended)

    async def _send(self, push: Push) -> None:
        """Bring one leased row to its end, or put it back."""
        try:
            try:
                screen = await self._at_its_turn(push)
            finally:
                self._promised -= 1
                self._news.set()
            if screen is not None:
                await self._delivery.deliver(push, screen)
        except Exception as error:
            _log.error("push_stuck", alert=True, row=push.id, error=type(error).__name__, at=frames(error))
            await self._delivery.end(push, "dead", type(error).__name__)

    async def _at_its_turn(self, push: Push) -> Screen | None:
        """The message, or None when the row has been ended or put back instead."""
        try:
            screen = await self._screen(push)
            if screen is None:
                await self._delivery.end(push, "skipped", Silence.NOTHING_TO_SAY)
                return None
            if await self._pacing.turn(push.telegram_id) and await self._may_go(push):
                return screen
        except DATABASE_OUT_OF_REACH as error:
            _log.warning("push_waits", row=push.id, error=type(error).__name__)
            await asyncio.sleep(self._tick_seconds)
        await self._delivery.put_back(push)
        return None

    async def _may_go(self, push: Push) -> bool:
        """False for what had to wait so long that the hour is another one, or that is not wanted any more: it is
        decided upon again.
        """
        if self._now_ms() >= push.until_ms:
            return False
        return await self._database.read(sending.may_go, self._programme, push, self._clock.now())

    async def _screen(self, push: Push) -> Screen | None:
        for tries_left in reversed(range(_RENDER_TRIES)):
            try:
                data = json.loads(push.data)
                if push.again:
                    data["again"] = push.id
                return await self._render(push.notice, data, push.person)
            except DATABASE_OUT_OF_REACH:
                raise
            except Exception as error:
                _log.warning("notice_failed", row=push.id, notice=push.notice, error=type(error).__name__)
                if not tries_left:
                    raise
                await asyncio.sleep(self._first_again_ms / 1000)
        return None

    def _now_ms(self) -> int:
        return round(self._clock.now().timestamp() * 1000)
