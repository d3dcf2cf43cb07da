"""Two sorts of processes that send and can be killed."""

import asyncio
import os
import random
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from tests.acceptance.launcher import die_with_us
from tests.acceptance.process import BotProcess, environment
from tests.bot.push.sending_process import Life
from tests.bot.push.trial import ROOT, TOKEN, SandboxProcess

# Longer than an honest answer takes on a busy machine.
ANSWER_SECONDS = 1.0
STARTS_WITHIN_SECONDS = 30.0


class Dreaming:
    """Senders for which seconds pass as in a dream; each begins where the one before was killed, or a little later."""

    def __init__(self, folder: Path, database_url: str, sandbox: SandboxProcess, chance: random.Random) -> None:
        self.turns = folder / "turns"
        self._database_url = database_url
        self._sandbox = sandbox
        self._chance = chance
        self._launcher: Process | None = None
        self._sender: int | None = None

    async def begin(self) -> None:
        launcher = self._launcher = self._launcher or await self._launch()
        life = Life(
            database_url=self._database_url,
            api_url=self._sandbox.url,
            token=TOKEN,
            clock_file=str(self._sandbox.clock_file),
            turns=str(self.turns),
            begins=max((at for at, _ in self.seen_turns()), default=1000.0) + self._chance.uniform(0, 0.5),
            answer_seconds=ANSWER_SECONDS,
        )
        assert launcher.stdin is not None
        launcher.stdin.write(f"{life.line()}\n".encode())
        self._sender = await self._heard(launcher)

    async def kill(self) -> None:
        assert self._launcher is not None
        assert self._sender is not None
        os.kill(self._sender, signal.SIGKILL)
        self._sender = None
        assert await self._heard(self._launcher) == -signal.SIGKILL

    async def stop(self) -> None:
        if self._launcher is not None:
            if self._sender is not None:
                await self.kill()
            self._launcher.kill()
            await self._launcher.wait()
            self._launcher = None

    def seen_turns(self) -> list[tuple[float, int]]:
        """The dreamt second and the chat of every turn that came."""
        if not self.turns.exists():
            return []
        lines = (line.split() for line in self.turns.read_text("ascii").splitlines())
        return [(float(at), int(chat_id)) for at, chat_id in lines]

    async def _launch(self) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bot.push.sending_process"),
            stdin=PIPE,
            stdout=PIPE,
            cwd=ROOT,
            env=environment({}),
            preexec_fn=die_with_us,
        )

    @staticmethod
    async def _heard(launcher: Process) -> int:
        assert launcher.stdout is not None
        return int((await launcher.stdout.readline()).decode())


class Running:
    """`kumbara run`; while one works the next waits at the lock already, and takes over when it is killed."""

    def __init__(self, folder: Path, database_url: str, sandbox: SandboxProcess) -> None:
        self.logs: list[Path] = []
        self._folder = folder
        self._settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": sandbox.url,
            "DATABASE_URL": database_url,
            "CLOCK_FILE": str(sandbox.clock_file),
            "LISTEN": "",
            "LOG_FORMAT": "json",
        }
        self._at_work: BotProcess | None = None
        self._next: BotProcess | None = None

    async def begin(self) -> None:
        self._at_work = self._next or self._launch()
        await _says(self._at_work, "bot_started")  # the lock is its own
        self._next = self._launch()

    async def kill(self) -> None:
        assert self._at_work is not None
        assert self._next is not None
        await _says(self._next, "bot_waits")
        await self._at_work.kill()

    async def stop(self) -> None:
        """The last at work ends as an operator ends it."""
        at_work, self._at_work = self._at_work, None
        waiting, self._next = self._next, None
        if waiting is not None:
            await waiting.kill()
        if at_work is not None and at_work.alive:
            assert await at_work.stop() == 0, at_work.tail()

    def _launch(self) -> BotProcess:
        self.logs.append(self._folder / f"bot-{len(self.logs)}.log")
        return BotProcess(self._settings, self._folder, self.logs[-1])


async def _says(process: BotProcess, event: str) -> None:
    """Until it has written of this event."""
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while event not in process.log.read_text("utf-8", "replace"):
        assert process.alive, process.tail()
        assert time.monotonic() < deadline, process.tail()
        await asyncio.sleep(0.02)
