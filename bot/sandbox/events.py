"""Everything that happens, numbered, for whoever watches."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from bot.sandbox.model import Json

_KEPT = 5_000


class EventLog:
    """Numbers events from 1 and keeps the last five thousand for late comers."""

    def __init__(self) -> None:
        self.number = 0
        self._kept: deque[Json] = deque(maxlen=_KEPT)
        self._watchers: set[asyncio.Event] = set()
        self.closed = False

    def add(self, kind: str, **fields: object) -> int:
        """Record one event and return its number."""
        self.number += 1
        self._kept.append({"event": self.number, "kind": kind} | fields)
        for watcher in self._watchers:
            watcher.set()
        return self.number

    def after(self, number: int) -> list[Json]:
        """The kept events with a higher number, in order."""
        newer: list[Json] = []
        for event in reversed(self._kept):
            if event["event"] <= number:
                break
            newer.append(event)
        return newer[::-1]

    async def watch(self, after: int, heartbeat: float) -> AsyncIterator[list[Json]]:
        """Batches of events as they come, an empty one every `heartbeat` seconds without any."""
        news = asyncio.Event()
        self._watchers.add(news)
        try:
            while not self.closed:
                news.clear()
                batch = self.after(after)
                if batch:
                    after = batch[-1]["event"]
                    yield batch
                    continue
                try:
                    await asyncio.wait_for(news.wait(), heartbeat)
                except TimeoutError:
                    yield []
        finally:
            self._watchers.discard(news)

    def close(self) -> None:
        """Let every watcher end."""
        self.closed = True
        for watcher in self._watchers:
            watcher.set()
