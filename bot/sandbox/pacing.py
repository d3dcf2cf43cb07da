"""How fast the bot sends: always measured, limited on demand as Telegram limits it."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Iterable

from bot.sandbox.model import Json
from bot.sandbox.refusals import too_many_requests

_TOTAL_PER_SECOND = 30
_CHAT_BURST = 3
_GROUP_PER_MINUTE = 20
_KEPT = 200_000


class _Window:
    """Instants of the last `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._instants: deque[float] = deque()

    def count(self, now: float) -> int:
        while self._instants and self._instants[0] <= now - self._seconds:
            self._instants.popleft()
        return len(self._instants)

    def add(self, now: float, times: int) -> None:
        self._instants.extend([now] * times)

    def wait(self, now: float) -> float:
        return self._instants[0] + self._seconds - now if self._instants else 0.0


def _most_in_a_second(instants: Iterable[float]) -> int:
    most, window = 0, deque[float]()
    for at in sorted(instants):
        window.append(at)
        while window[0] <= at - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


class Pacing:
    """Counts messages sent; with `limits` it refuses what is faster than 30/s in all, 1/s a chat, 20/min a group.

    A private chat may burst: three messages at once, refilled by one a second.
    """

    def __init__(self, *, limits: bool) -> None:
        self.limits = limits
        self.forget()

    def forget(self) -> None:
        """Start measuring anew."""
        self.sent = 0
        self._too_early = 0
        self._quiet_until: dict[str, float] = {}
        self._arrived: deque[tuple[float, int]] = deque(maxlen=_KEPT)
        self._total = _Window(1.0)
        self._groups: defaultdict[int, _Window] = defaultdict(lambda: _Window(60.0))
        self._bursts: dict[int, tuple[float, float]] = {}

    def admit(self, chat_id: int, times: int) -> None:
        """Raise 429 if limits hold and `times` more messages to this chat now would be too many."""
        if not self.limits:
            return
        now = time.monotonic()
        if self._total.count(now) + times > _TOTAL_PER_SECOND:
            raise too_many_requests(math.ceil(self._total.wait(now)))
        group = self._groups[chat_id] if chat_id < 0 else None
        if group is not None and group.count(now) + times > _GROUP_PER_MINUTE:
            raise too_many_requests(max(1, math.ceil(group.wait(now))))
        left = self._left(chat_id, now)
        if left < min(times, _CHAT_BURST):
            raise too_many_requests(math.ceil(min(times, _CHAT_BURST) - left))

    def count(self, chat_id: int, times: int, arrived: float | None = None) -> None:
        """`times` messages were sent to this chat, by a call that came at the monotonic second `arrived` or now."""
        now = time.monotonic()
        self.sent += times
        self._arrived.extend([(now if arrived is None else arrived, chat_id)] * times)
        if self.limits:
            self._total.add(now, times)
            self._bursts[chat_id] = (now, self._left(chat_id, now) - times)
            if chat_id < 0:
                self._groups[chat_id].add(now, times)

    def told_to_wait(self, chat_id: object, retry_after: int) -> None:
        """A message to this chat was answered with 429; the next may come after so many seconds."""
        self._quiet_until[str(chat_id)] = time.monotonic() + retry_after

    def asked(self, chat_id: object) -> None:
        """The bot tries to send to this chat; it is noted when that is too early after a 429."""
        if self._quiet_until and time.monotonic() < self._quiet_until.get(str(chat_id), 0.0):
            self._too_early += 1

    def measured(self) -> Json:
        """The most messages in any one second, in all and for each chat, by when their calls came.

        `too_early` counts the tries that did not wait as long as a 429 for the same chat had said.
        """
        chats: defaultdict[int, list[float]] = defaultdict(list)
        for arrived, chat_id in self._arrived:
            chats[chat_id].append(arrived)
        return {
            "too_early": self._too_early,
            "sent": self.sent,
            "total_per_second": _most_in_a_second(arrived for arrived, _ in self._arrived),
            "per_chat_per_second": {str(chat): _most_in_a_second(arrived) for chat, arrived in chats.items()},
        }

    def _left(self, chat_id: int, now: float) -> float:
        since, left = self._bursts.get(chat_id, (now, float(_CHAT_BURST)))
        return min(float(_CHAT_BURST), left + now - since)
