"""How soon `/balance` is answered while a broadcast goes out, against the same bot a moment before.

A minimal Bot API in this process; the bot is a process of its own, and the broadcast a real one of a manager's.
"""

import asyncio
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import uvloop

from bench.seed import FIRST_CASHIER, FIRST_MEMBER, as_updates, seed
from bench.server import ME, Connection, message_in, param
from bot.actions.action import Cause
from bot.actions.broadcasts import plan_message
from bot.opening import opened
from bot.settings import Settings
from loyalty.segments import Segment
from storage.database import Tx, open_database

TOKEN = "4242:bench"
# Each second so many people ask; the broadcast takes what they leave of Telegram's thirty messages.
ASKED_A_SECOND = 5
WARM_UP = 50
MOST_PUSHES_A_SECOND = 30
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The seconds below which 95 % of the answers stayed, and the messages of the broadcast a second."""

    quiet: float
    busy: float
    pushes_a_second: float


@dataclass
class Chat:
    """The Bot API's side: what waits to be fetched, who waits for an answer since when, and what was pushed when."""

    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    asked: dict[int, float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    pushed: list[float] = field(default_factory=list)
    polls: deque[asyncio.Future[None]] = field(default_factory=deque)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self, update: dict[str, Any]) -> None:
        """Somebody writes; whoever polls has it at once."""
        self.asked[update["message"]["chat"]["id"]] = time.perf_counter()
        self.waiting.append(update)
        while self.polls:
            poll = self.polls.popleft()
            if not poll.done():
                poll.set_result(None)

    def sent(self, chat_id: int) -> None:
        """A message of the bot's: an answer, or one of the broadcast's."""
        since = self.asked.pop(chat_id, None)
        if since is None:
            self.pushed.append(time.perf_counter())
        else:
            self.seconds.append(time.perf_counter() - since)


class ChatConnection(Connection):
    """Long polls that end the moment there is something."""

    def __init__(self, chat: Chat) -> None:
        super().__init__()
        self.chat = chat
        self.polling: asyncio.Task[None] | None = None

    def answer(self, method: str, head: bytes, body: bytes) -> None:
        if method == "getUpdates":
            self.chat.came.set()
            self.polling = asyncio.get_running_loop().create_task(self._poll())
        elif method.startswith(("send", "editMessage")):
            chat_id = int(param(head, body, "chat_id") or 0)
            self.chat.sent(chat_id)
            self.write(message_in(chat_id))
        else:
            self.write(ME if method == "getMe" else True)

    async def _poll(self) -> None:
        if not self.chat.waiting:
            poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.chat.polls.append(poll)
            with suppress(TimeoutError):
                await asyncio.wait_for(poll, 5.0)
        batch = list(self.chat.waiting)
        self.chat.waiting.clear()
        self.write(batch)


def measure(folder: Path, seconds: float) -> Answered:
    """A fresh database, a fresh bot, and so many seconds without and then with a broadcast."""
    asked = round(ASKED_A_SECOND * seconds)
    askers = WARM_UP + 2 * asked
    listeners = round(1.5 * MOST_PUSHES_A_SECOND * seconds) + 100
    path = folder / f"talking-{askers}-{listeners}.db"
    if not path.exists():
        asyncio.run(_prepare(f"sqlite:///{path}", askers, listeners))
    with tempfile.TemporaryDirectory(dir=folder) as one:
        copy = Path(one) / "kumbara.db"
        shutil.copyfile(path, copy)
        return uvloop.run(_talk(f"sqlite:///{copy}", asked))


async def _prepare(url: str, askers: int, listeners: int) -> None:
    settings = Settings(database_url=url)
    async with opened(settings) as database:
        await database.write(seed, settings, askers + listeners)
        await database.write(_want_offers, FIRST_MEMBER + askers)


def _want_offers(tx: Tx, first: int) -> None:
    """All from this one on want offers, at any hour."""
    tx.run("UPDATE people SET offers = 1, quiet_from = 0, quiet_to = 0 WHERE telegram_id >= $1", first)


async def _talk(url: str, asked: int) -> Answered:
    chat = Chat()
    server = await asyncio.get_running_loop().create_server(lambda: ChatConnection(chat), "127.0.0.1", 0, backlog=1024)
    environment = {
        **os.environ,
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}",
        "DATABASE_URL": url,
        "LOG_FORMAT": "json",
    }
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    people = iter(as_updates([(FIRST_MEMBER + number, "/balance") for number in range(WARM_UP + 2 * asked)]))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await chat.came.wait()
        await _asked(chat, [next(people) for _ in range(WARM_UP)], 4 * ASKED_A_SECOND)
        quiet, _ = await _asked(chat, [next(people) for _ in range(asked)], ASKED_A_SECOND)
        await _begin_broadcast(url, chat)
        busy, pushes_a_second = await _asked(chat, list(people), ASKED_A_SECOND)
        return Answered(quiet=quiet, busy=busy, pushes_a_second=pushes_a_second)
    finally:
        bot.send_signal(signal.SIGTERM)
        await bot.wait()
        server.close()


async def _begin_broadcast(url: str, chat: Chat) -> None:
    """A manager starts it in the bot's database; returns when it has been going for a second."""
    settings = Settings(database_url=url)
    cause = Cause(key="bench:broadcast", now=settings.clock.now())
    async with await open_database(url, create=False) as database:
        await database.write(
            *(plan_message, cause, settings.programme),
            telegram_id=FIRST_CASHIER,
            merchant_id=1,
            segment=Segment(),
            text="Fresh simit all day!",
        )
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(chat.pushed) < MOST_PUSHES_A_SECOND:
            await asyncio.sleep(0.05)


async def _asked(chat: Chat, updates: list[dict[str, Any]], a_second: int) -> tuple[float, float]:
    """Everybody asks, so many a second at random moments: the 95th percentile of the answers, and pushes a second."""
    chance = random.Random(4242)
    chat.seconds.clear()
    chat.pushed.clear()
    begun = time.perf_counter()
    for update in updates:
        await asyncio.sleep(chance.uniform(0, 2 / a_second))
        chat.ask(update)
    pushes_a_second = len(chat.pushed) / (time.perf_counter() - begun)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while chat.asked:
            await asyncio.sleep(0.01)
    return quantiles(chat.seconds, n=20)[-1], pushes_a_second
