"""The queue of updates: made once, kept until confirmed, and for ever after to be delivered again."""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import RefusalError

_UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(kw_only=True, slots=True, eq=False)
class Update:
    """One update as it is sent; `id` is None for things that are no updates."""

    id: int | None
    body: Any
    confirmed: bool = False


class UpdateQueue:
    """Hands updates out in the order of the queue, which after a redelivery is not that of the ids."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self.allowed: list[str] = []
        self.made: list[Update] = []
        self._waiting: deque[Update] = deque()
        self._handed: list[Update] = []
        self._poll: asyncio.Future[None] | None = None
        self._arrived = asyncio.Event()
        self.closed = False

    @property
    def pending(self) -> int:
        """How many updates are not confirmed."""
        return len(self._waiting) + len(self._handed)

    def add(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue `{kind: content}` and return its update id; None when the bot does not want that kind."""
        if kind not in self.allowed if self.allowed else kind in _UNASKED:
            return None
        update_id = self._new_id()
        self._queue(Update(id=update_id, body={"update_id": update_id, kind: content}), new=True)
        return update_id

    def inject(self, raw: Any) -> int | None:
        """Queue anything as it is; an object without an update id is given the next one."""
        if isinstance(raw, dict) and "update_id" not in raw:
            raw = {"update_id": self._new_id()} | raw
        given = raw.get("update_id") if isinstance(raw, dict) else None
        update_id = given if isinstance(given, int) and not isinstance(given, bool) else None
        if update_id is not None:
            self._next_id = max(self._next_id, update_id + 1)
        self._queue(Update(id=update_id, body=raw), new=True)
        return update_id

    def redeliver(self, update_ids: Sequence[int] | None, times: int, shuffle: int | None) -> int:
        """Queue confirmed updates (all, if `update_ids` is None) again, ids unchanged; returns how many."""
        wanted = None if update_ids is None else set(update_ids)
        again = [u for u in self.made if u.confirmed and (wanted is None or u.id in wanted)] * times
        if shuffle is not None:
            random.Random(shuffle).shuffle(again)  # noqa: S311 - an order that can be repeated, no secret
        for update in again:
            self._queue(Update(id=update.id, body=update.body), new=False)
        return len(again)

    def drop_pending(self) -> None:
        """Forget what is not confirmed."""
        self._confirm(list(self._waiting) + self._handed)
        self._waiting.clear()
        self._handed.clear()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Any]:
        """What getUpdates answers; waits up to `timeout` seconds for something to answer with.

        A poll that is already waiting ends with 409 Conflict.
        """
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._move_on(offset)
        batch = self._hand_out(limit)
        if batch or timeout <= 0 or self.closed:
            return [update.body for update in batch]
        loop = asyncio.get_running_loop()
        mine = self._poll = loop.create_future()
        timer = loop.call_later(timeout, _resolve, mine)
        try:
            await mine
        finally:
            timer.cancel()
            if self._poll is mine:
                self._poll = None
        return [update.body for update in self._hand_out(limit)]

    def interrupt(self, why: str) -> None:
        """End the waiting poll, if there is one, with 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(RefusalError(409, f"Conflict: {why}"))
        self._poll = None

    async def next(self) -> Update:
        """Take the first waiting update (for the webhook); it counts as handed out."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        update = self._waiting.popleft()
        self._handed.append(update)
        return update

    def settle(self, update: Update, *, delivered: bool) -> None:
        """An update taken by `next` was delivered, or goes back to the head of the queue."""
        if update in self._handed:
            self._handed.remove(update)
            if delivered:
                self._confirm([update])
            else:
                self._waiting.appendleft(update)

    def discard(self, update: Update) -> None:
        """Give up on an update taken by `next`: it is neither confirmed nor delivered again."""
        if update in self._handed:
            self._handed.remove(update)

    def close(self) -> None:
        """Let the waiting poll end with what there is."""
        self.closed = True
        if self._poll is not None:
            _resolve(self._poll)

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _queue(self, update: Update, *, new: bool) -> None:
        if new:
            self.made.append(update)
        self._waiting.append(update)
        self._arrived.set()
        if self._poll is not None:
            _resolve(self._poll)

    def _move_on(self, offset: int) -> None:
        """Confirm what was handed out below `offset`; a negative one keeps only the last so many."""
        if offset < 0:
            queue = self._handed + list(self._waiting)
            self._confirm(queue[:offset])
            self._handed, self._waiting = [], deque(queue[offset:])
            return
        done = [update for update in self._handed if update.id is None or update.id < offset]
        self._confirm(done)
        if done:
            self._handed = [update for update in self._handed if not update.confirmed]

    def _confirm(self, updates: list[Update]) -> None:
        for update in updates:
            update.confirmed = True

    def _hand_out(self, limit: int) -> list[Update]:
        while self._waiting and len(self._handed) < limit:
            self._handed.append(self._waiting.popleft())
        return self._handed[:limit]


def _resolve(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
