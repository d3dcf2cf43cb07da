"""A process that sends and is killed: the real Sender behind the real door, for which seconds pass as in a dream.

It is started once, with everything imported, and forks one sender for each line it reads: a `Life` in JSON.
It answers with the process number, and with a further line when that process has ended.
"""

import asyncio
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
import telegram
import uvloop

from bot.chat.screens.screen import Screen
from bot.clock import ShiftedClock
from bot.push.pacing import Pacing
from bot.push.sender import Sender
from bot.telegram import Telegram
from bot.transport import AiohttpRequest
from loyalty.programme import Programme
from storage.database import open_database
from storage.people import Person
from tests.acceptance.launcher import die_with_us

# So many seconds pass in a millisecond while the sender waits for a pause to end.
HASTE = 0.25
PROGRAMME = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)


@dataclass(frozen=True, kw_only=True)
class Life:
    """One sender from its start until it is killed. `begins` is the dreamt second in which it starts; `turns` is a
    file that gets a line for each message whose turn came: the second and the chat."""

    database_url: str
    api_url: str
    token: str
    clock_file: str
    turns: str
    begins: float
    answer_seconds: float

    def line(self) -> str:
        """As it is told to the process."""
        return json.dumps(asdict(self))


class Dream:
    """Seconds that pass when somebody sleeps."""

    def __init__(self, begins: float) -> None:
        self.now = begins

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


class NotedPacing(Pacing):
    """Notes when each turn came, before the call that it allows: what was killed afterwards is noted already."""

    def __init__(self, dream: Dream, turns: str) -> None:
        super().__init__(monotonic=dream.monotonic, sleep=dream.sleep)
        self._dream = dream
        self._turns = os.open(turns, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def turn(self, chat_id: int) -> bool:
        granted = await super().turn(chat_id)
        if granted:
            os.write(self._turns, f"{self._dream.now:.6f} {chat_id}\n".encode())
        return granted


async def render(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
    """The message, with its reference when it may have been delivered before."""
    again = f" (Reference {data['again']})" if "again" in data else ""
    return Screen(text=f"{data['merchant']}{again}")


async def send(life: Life) -> None:
    """Sends until it is killed."""
    dream = Dream(life.begins)
    pacing = NotedPacing(dream, life.turns)
    bot = telegram.Bot(
        life.token,
        base_url=f"{life.api_url}/bot",
        request=AiohttpRequest(answer_seconds=life.answer_seconds, connect_seconds=0.5),
    )
    await bot.request.initialize()
    async with await open_database(life.database_url) as database:
        door = Telegram(bot, pacing=pacing)
        clock = ShiftedClock(Path(life.clock_file))
        sender = Sender(database, door, clock, render, PROGRAMME, tick_seconds=0.005, first_again_ms=2)
        sending = asyncio.create_task(sender.run())
        while not sending.done():
            if pacing.paused_seconds > 0:
                dream.now += 2 * HASTE
            await asyncio.sleep(0.002)
        await sending


def main() -> None:
    """Forks a sender for each line, one after the other."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(sys.stderr))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            die_with_us()
            uvloop.run(send(Life(**json.loads(line))))
            os._exit(0)
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
