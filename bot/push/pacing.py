"""How fast the bot may speak: 30 messages a second in all, one a second to one chat, 20 a minute to a group.

Replies to people who have just pressed or written never wait here; they are counted, and pushes take what
they leave. Only to a group nothing more is said beyond its twenty: nothing is ever pushed there. Time is monotonic,
so a clock that jumps neither stops nor floods anybody.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

PER_SECOND = 30
PER_MINUTE_IN_A_GROUP = 20
# A little more than a second: what leaves a second apart may arrive closer together.
WINDOW_SECONDS = 1.05
CHAT_SECONDS = 1.2
MINUTE_SECONDS = 60.5
# Pushes go one by one: thirty at once would hold up whoever is answered then, and arrive as unevenly as the net likes.
GAP_SECONDS = 0.036


class Pacing:
    """One per process. `monotonic` gives seconds, `sleep` waits for some; both can be handed in."""

    def __init__(
        self,
        *,
        per_second: int = PER_SECOND,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._per_second = per_second
        self._monotonic = monotonic
        self._sleep = sleep
        self._replies: deque[float] = deque()
        self._pushes: deque[float] = deque()
        self._chats: dict[int, float] = {}
        self._groups: dict[int, deque[float]] = {}
        self._paused_until = 0.0

    def replied(self) -> None:
        """Count one message that answers somebody."""
        now = self._monotonic()
        self._replies.append(now)
        self._forget(self._replies, now)

    def pause(self, seconds: float) -> None:
        """Let no push go for so long: Telegram has asked for it."""
        self._paused_until = max(self._paused_until, self._monotonic() + seconds)

    @property
    def paused_seconds(self) -> float:
        """How long the pause still lasts; 0 when there is none."""
        return max(0.0, self._paused_until - self._monotonic())

    def chat_wait_seconds(self, chat_id: int) -> float:
        """How long this chat must still be left alone by pushes; 0 when it may be written to."""
        last = self._chats.get(chat_id)
        return 0.0 if last is None else max(0.0, last + CHAT_SECONDS - self._monotonic())

    def busy_chats(self) -> frozenset[int]:
        """The chats that pushes must leave alone at present."""
        now = self._monotonic()
        return frozenset(chat for chat, at in self._chats.items() if now - at < CHAT_SECONDS)

    def room(self) -> int:
        """How many pushes may go now, one by one, to chats that are not busy; none while there is a pause."""
        return 0 if self.paused_seconds > 0 else max(0, self._room_left())

    def room_wait_seconds(self) -> float:
        """How long there will be no room, pauses and gaps left aside; 0 when there is."""
        return self._wait_for_all_seconds()

    async def pass_time(self, seconds: float) -> None:
        """Wait for so long, by the same time that all of this goes by."""
        await self._sleep(seconds)

    def group_turn(self, chat_id: int) -> bool:
        """Count a reply in a group; False, uncounted, when it has had its twenty within the last minute."""
        now = self._monotonic()
        self._groups = {group: times for group, times in self._groups.items() if now - times[-1] < MINUTE_SECONDS}
        times = self._groups.setdefault(chat_id, deque(maxlen=PER_MINUTE_IN_A_GROUP))
        if len(times) == PER_MINUTE_IN_A_GROUP and now - times[0] < MINUTE_SECONDS:
            return False
        times.append(now)
        return True

    async def turn(self, chat_id: int) -> bool:
        """Wait until a push to this chat may go, and count it as gone.

        False, at once and uncounted, while there is a pause: whoever asked should not sit through it.
        """
        while not self._paused_until > self._monotonic():
            wait = max(self.chat_wait_seconds(chat_id), self._wait_for_all_seconds(), self._gap_seconds())
            if wait <= 0:
                self._count(chat_id)
                return True
            await self._sleep(wait)
        return False

    def _wait_for_all_seconds(self) -> float:
        """Until the last second has room. Replies above the limit still leave one push a second."""
        if self._room_left() > 0:
            return 0.0
        # Look again when the oldest leaves the window; the smallest step keeps rounding from spinning.
        return max(0.001, self._pushes[0] + WINDOW_SECONDS - self._monotonic())

    def _gap_seconds(self) -> float:
        """Until the last push is far enough away."""
        return self._pushes[-1] + GAP_SECONDS - self._monotonic() if self._pushes else 0.0

    def _room_left(self) -> int:
        now = self._monotonic()
        self._forget(self._replies, now)
        self._forget(self._pushes, now)
        return max(1, self._per_second - len(self._replies)) - len(self._pushes)

    def _count(self, chat_id: int) -> None:
        now = self._monotonic()
        self._pushes.append(now)
        if len(self._chats) > 4 * self._per_second:
            self._chats = {chat: at for chat, at in self._chats.items() if now - at < CHAT_SECONDS}
        self._chats[chat_id] = now

    @staticmethod
    def _forget(times: deque[float], now: float) -> None:
        while times and now - times[0] >= WINDOW_SECONDS:
            times.popleft()
