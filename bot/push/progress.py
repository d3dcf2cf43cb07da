"""Keeps the messages that show managers how their broadcasts go up to date, until the last of each has ended.

Which message shows what stands in the database, so that it goes on after a restart; what it shows at present is only
remembered to leave out edits that change nothing.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.actions.broadcasts import BroadcastSeen, seen
from bot.chat.screens.announcements import how_it_goes
from bot.chat.screens.screen import Screen
from bot.receive.care import DATABASE_OUT_OF_REACH
from bot.receive.frames import frames
from bot.telegram import Blocked, CallFailed, Paused, Refused, Telegram
from bot.texts import Texts
from storage import broadcasts, people
from storage.database import Database, Tx
from storage.people import Person

# Between two edits of one message at least; longer where counting takes its time.
EVERY_SECONDS = 3.0
_REST_BY_WORK = 20

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A message, who reads it (None once they were forgotten), and the broadcasts it shows."""

    telegram_id: int
    message_id: int
    watcher: Person | None
    seen: tuple[BroadcastSeen, ...]

    @property
    def ended(self) -> bool:
        """Whether nothing it shows will change any more."""
        return all(one.broadcast.ended_at is not None for one in self.seen)


def watched(tx: Tx) -> list[Watched]:
    """Every message that shows how something goes."""
    by_message: dict[tuple[int, int], list[BroadcastSeen]] = {}
    for one in broadcasts.watched(tx):
        if one.watcher_id is not None and one.watcher_message is not None:
            by_message.setdefault((one.watcher_id, one.watcher_message), []).append(seen(tx, one))
    return [
        Watched(telegram_id=chat, message_id=message, watcher=people.person(tx, chat), seen=tuple(shown))
        for (chat, message), shown in by_message.items()
    ]


class Progress:
    """Edits what is watched, each message once a round and only if it changes; edits take their turn among pushes."""

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        texts: Texts,
        *,
        every_seconds: float = EVERY_SECONDS,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._texts = texts
        self._every_seconds = every_seconds
        self._sleep = sleep
        self._shown: dict[tuple[int, int], Screen] = {}

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            counting = 0.0
            try:
                counting = await self.round()
            except DATABASE_OUT_OF_REACH as error:
                _log.warning("progress_postponed", error=type(error).__name__)
            # Counting very many messages must not keep a thread busy.
            await self._sleep(max(self._every_seconds, _REST_BY_WORK * counting))

    async def round(self) -> float:
        """Brings every message up to date that can be; returns for how many seconds it was counted what to show."""
        begun = time.monotonic()
        found = await self._database.read(watched)
        counting = time.monotonic() - begun
        here = {(one.telegram_id, one.message_id) for one in found}
        self._shown = {message: screen for message, screen in self._shown.items() if message in here}
        for one in found:
            try:
                if not await self._show(one):
                    break
            except DATABASE_OUT_OF_REACH:
                raise
            except Exception as error:
                # The others go on, and so does the process.
                _log.error("progress_failed", alert=True, error=type(error).__name__, at=frames(error))
                await self._forget(one)
        return counting

    async def _show(self, one: Watched) -> bool:
        """False when nothing more should be sent for now."""
        message = (one.telegram_id, one.message_id)
        if one.watcher is None or not one.watcher.reachable:
            await self._forget(one)
            return True
        speaker = self._texts.speaker(one.watcher.chosen_language, one.watcher.telegram_language, one.watcher.zone)
        screen = how_it_goes(speaker, one.seen)
        if self._shown.get(message) != screen:
            try:
                if not await self._telegram.pacing.turn(one.telegram_id):
                    return False
                there = await self._telegram.revise(one.telegram_id, one.message_id, screen)
            except Paused as pause:
                self._telegram.pacing.pause(pause.retry_after_seconds)
                return False
            except (Blocked, Refused) as refusal:
                _log.warning("progress_refused", error=type(refusal).__name__)
                there = False
            except CallFailed as error:
                # The next round tries again: twice is as good as once.
                _log.info("progress_later", error=type(error).__name__)
                return True
            if not there:
                await self._forget(one)
                return True
            self._shown[message] = screen
        if one.ended:
            await self._forget(one)
        return True

    async def _forget(self, one: Watched) -> None:
        self._shown.pop((one.telegram_id, one.message_id), None)
        await self._database.write(broadcasts.unwatch, one.telegram_id, one.message_id)
