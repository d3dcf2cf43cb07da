"""Thousands of reminders in a real outbox, a sandbox that troubles its callers, and senders that are killed."""

import asyncio
import json
import random
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from bot.clock import SystemClock
from storage import outbox
from storage.database import Database, Tx, open_database
from storage.rows import ms
from tests.acceptance.launcher import die_with_us
from tests.acceptance.process import environment
from tests.bot.push.reckoning import Call, Reckoning, Written

TOKEN = "4242:CANARY-that-must-never-be-seen"
ROOT = Path(__file__).parents[3]
FIRST_PERSON = 1_000
# Three calls in ten come to grief: so many in a hundred by each kind.
TROUBLE = {"429": 3, "500": 10, "cut_after": 9, "cut": 4, "timeout": 4}
A_HELPING = 1_000
FURTHEST_JUMP = timedelta(hours=3)
PATIENCE_SECONDS = 60.0


class Senders(Protocol):
    """Sending processes, one after the other."""

    async def begin(self) -> None:
        """Starts one, or lets the next take over."""

    async def kill(self) -> None:
        """Ends it by SIGKILL and returns when it is gone."""

    async def stop(self) -> None:
        """Ends everything."""


class Trial:
    """`count` reminders to `people`: four in ten are reminders, three urgent, and three, the last to go, are offers.

    Nobody keeps quiet hours, and nobody gets two offers.
    """

    def __init__(self, database: Database, sandbox: "SandboxProcess", senders: Senders, seed: int) -> None:
        print(f"seed {seed}")
        self.database = database
        self.sandbox = sandbox
        self.senders = senders
        self.chance = random.Random(seed)
        self.reckoning = Reckoning()
        self.count = 0
        self._last = 0  # the number of the last call that was read

    async def write(self, count: int, people: int) -> None:
        """The people and the rows, committed."""
        assert 3 * count <= 10 * people, "somebody would get two offers"
        self.count = count
        await self.database.write(_add_people, people)
        for first in range(0, count, A_HELPING):
            await self.database.write(_add_rows, range(first, min(count, first + A_HELPING)), people)

    async def run(self, kills: int, *, jumps: bool, timeouts: int | None = None) -> None:
        """So many senders are killed; the last sends until nothing waits. With `jumps` the clock goes astray.

        After so many `timeouts` (default: no end of them) there are no more.
        """
        begun = time.monotonic()
        await self.sandbox.trouble(self.chance, timeouts)
        for life in range(kills):
            await self.senders.begin()
            lasts = round(self.count / kills * self.chance.uniform(0.8, 1.6))
            await self._calls(life, lasts // 2)
            if jumps:
                await self.sandbox.shift(self.chance.uniform(-1, 1) * FURTHEST_JUMP)
            await self._calls(life, lasts - lasts // 2)
            await asyncio.sleep(self.chance.uniform(0, 0.01))
            await self.senders.kill()
            await asyncio.sleep(0.1)  # what the dead had written into its connections is done still
            await self._read(life)
            self.reckoning.left.append(await self.database.read(_leased))
        if jumps:
            await self.sandbox.shift(2 * FURTHEST_JUMP)  # nothing waits for a time that will not come
        await self.senders.begin()
        await self._end(kills)
        await self.senders.stop()
        print(f"{kills} kills, {len(self.reckoning.calls)} calls in {time.monotonic() - begun:.0f} s")
        print(f"{self.reckoning.doubles()} doubles of {self.reckoning.unheard()} unheard, {self.reckoning.struck()}")

    async def _calls(self, life: int, more: int) -> None:
        """Until so many more calls came, or none comes any more because the clock has jumped."""
        wanted, quiet = len(self.reckoning.calls) + more, time.monotonic() + 3.0
        while len(self.reckoning.calls) < wanted and time.monotonic() < quiet:
            if await self._read(life):
                quiet = time.monotonic() + 3.0
            await asyncio.sleep(0.02)

    async def _end(self, life: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any((await self.database.read(outbox.waiting)).values()):
            if await self._read(life):
                deadline = time.monotonic() + PATIENCE_SECONDS
            assert time.monotonic() < deadline, await self.database.read(_waiting)
            await asyncio.sleep(0.05)
        await self._read(life)

    async def _read(self, life: int) -> int:
        """Takes what the sandbox has recorded since; returns how much."""
        records = (await self.sandbox.get(f"requests?after={self._last}"))["requests"]
        if records:
            self._last = records[-1]["n"]
        self.reckoning.calls += [Call.read(life, record) for record in records if record["method"] == "sendMessage"]
        return len(records)

    async def reckon(self) -> None:
        """Everything that is promised of every row."""
        rows = await self.database.read(_written)
        assert [row.number for row in rows] == list(range(self.count))
        self.reckoning.holds(rows)
        struck = sum(self.reckoning.struck().values())
        assert 0.2 < struck / len(self.reckoning.calls) < 0.4
        assert set(self.reckoning.struck()) == set(TROUBLE)
        assert 0 < self.reckoning.doubles() <= self.reckoning.unheard()
        assert (await self.sandbox.get("violations"))["violations"] == []


def _add_people(tx: Tx, people: int) -> None:
    for telegram_id in range(FIRST_PERSON, FIRST_PERSON + people):
        tx.run(
            "INSERT INTO people (telegram_id, name, telegram_language, offers, quiet_from, quiet_to, created_at)"
            " VALUES ($1, 'Ayşe', 'en', 1, 0, 0, 1)",
            telegram_id,
        )


def _add_rows(tx: Tx, numbers: range, people: int) -> None:
    now = SystemClock().now()
    due = now - 2 * FURTHEST_JUMP  # and stays so, wherever the clock jumps
    for number in numbers:
        offer = number % 10 >= 7
        outbox.put(
            tx,
            key=f"trial:{number}",
            telegram_id=FIRST_PERSON + (number // 10 * 3 + number % 10 - 7 if offer else number % people),
            service_class="offer" if offer else "service",
            notice="staff-removed",
            data={"merchant": f"Reminder {number}"},
            now_ms=ms(due),
            pointless_after_ms=ms(now + timedelta(days=30)),
            reminder=number % 10 < 4,
        )


def _leased(tx: Tx) -> frozenset[int]:
    rows = tx.all("SELECT key FROM outbox WHERE state = 'sending'")
    return frozenset(int(row["key"].partition(":")[2]) for row in rows)


def _waiting(tx: Tx) -> list[dict[str, Any]]:
    rows = tx.all("SELECT * FROM outbox WHERE state IN ('ready', 'sending') ORDER BY not_before LIMIT 5")
    return [dict(row) for row in rows]


def _written(tx: Tx) -> list[Written]:
    rows = [
        Written(
            row_id=row["id"],
            number=int(row["key"].partition(":")[2]),
            offer=row["class"] == "offer",
            state=row["state"],
        )
        for row in tx.all("SELECT id, key, class, state FROM outbox ORDER BY id")
    ]
    return sorted(rows, key=lambda row: row.number)


class SandboxProcess:
    """The sandbox as a process of its own, which outlives every sender."""

    def __init__(self, process: Process, url: str, clock_file: Path, session: aiohttp.ClientSession) -> None:
        self._process = process
        self._session = session
        self.url = url
        self.clock_file = clock_file

    async def get(self, path: str) -> Any:
        """What the control side tells."""
        async with self._session.get(f"{self.url}/sandbox/{path}") as response:
            assert response.status == 200
            return await response.json()

    async def _post(self, path: str, body: Any) -> None:
        async with self._session.post(f"{self.url}/sandbox/{path}", json=body) as response:
            assert response.status == 200, await response.text()

    async def trouble(self, chance: random.Random, timeouts: int | None) -> None:
        """Messages meet with TROUBLE from now on, and with so many time-outs at most."""
        faults, left = [], 100.0
        for kind, share in TROUBLE.items():
            # The first that strikes decides, so each strikes among what those before it have left.
            seed = chance.randrange(2**32)
            times = timeouts if kind == "timeout" else None
            fault = {"method": "sendMessage", "kind": kind, "probability": share / left, "times": times, "seed": seed}
            faults.append(fault)
            left -= share
        await self._post("faults", faults)

    async def shift(self, away: timedelta) -> None:
        """The clock jumps to so far away from the machine's."""
        await self._post("clock", {"offset_ms": away // timedelta(milliseconds=1)})


@asynccontextmanager
async def a_sandbox(folder: Path, people: int) -> AsyncIterator[SandboxProcess]:
    """A sandbox in which so many people have begun a chat."""
    names, clock = folder / "people.json", folder / "clock"
    described = [
        {"id": FIRST_PERSON + number, "first_name": "Ayşe", "language_code": "en", "started": True}
        for number in range(people)
    ]
    names.write_text(json.dumps(described), "utf-8")
    words = ("--port", "0", "--token", TOKEN, "--people", str(names), "--clock-file", str(clock))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.sandbox", *words),
        stdout=PIPE,
        cwd=ROOT,
        env=environment({}),
        preexec_fn=die_with_us,
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip().removesuffix("/sandbox/")
        async with aiohttp.ClientSession() as session:
            yield SandboxProcess(process, url, clock, session)
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def a_trial(
    folder: Path, database_url: str, people: int, seed: int, senders: Callable[[SandboxProcess], Senders]
) -> AsyncIterator[Trial]:
    """A trial on a migrated database; its senders end with it."""
    async with a_sandbox(folder, people) as sandbox, await open_database(database_url) as database:
        made = senders(sandbox)
        try:
            yield Trial(database, sandbox, made, seed)
        finally:
            await made.stop()
