"""The real bot as a process of its own, and its command line."""

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.launcher import launcher

_OURS = frozenset(
    {"BOT_TOKEN", "BOT_API_URL", "DATABASE_URL", "OWNER_IDS", "TIMEZONE", "CURRENCY", "DEFAULT_LANGUAGE"}
    | {"WEBHOOK_URL", "WEBHOOK_SECRET", "LISTEN", "SECRET_KEY", "LOG_FORMAT", "CLOCK_FILE"}
)
STARTS_WITHIN_SECONDS = 30
STOPS_WITHIN_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these settings of Kumbara and no others."""
    return {name: value for name, value in os.environ.items() if name not in _OURS} | dict(settings)


async def kumbara(
    *words: str, settings: Mapping[str, str], folder: Path, seconds: float = 60, fresh: bool = False
) -> Ended:
    """Runs one command of the command line to its end; a `fresh` one as `python -m bot`, with nothing loaded yet."""
    if fresh:
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", *words],
            env=environment(settings),
            cwd=folder,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return Ended(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
    with tempfile.TemporaryDirectory() as written:
        out, err = Path(written, "out"), Path(written, "err")
        launched = launcher().launch(words, environment(settings), folder=folder, out=out, err=err)
        code = await asyncio.to_thread(launched.wait, seconds)
        return Ended(code=code, out=out.read_text("utf-8"), err=err.read_text("utf-8"))


def free_port() -> int:
    """A port that is free at this moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class BotProcess:
    """`kumbara run` with these settings; what it writes is added to `log`."""

    def __init__(self, settings: Mapping[str, str], folder: Path, log: Path) -> None:
        self.log = log
        log.touch()
        self._process = launcher().launch(["run"], environment(settings), folder=folder, out=log, err=log)

    @property
    def alive(self) -> bool:
        """Whether it runs still."""
        return self._process.poll() is None

    async def ready(self, port: int) -> None:
        """Returns when /readyz says yes."""
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while not await asyncio.to_thread(_says_yes, port):
            assert self.alive, f"the bot ended with {self._process.poll()}:\n{self.tail()}"
            assert time.monotonic() < deadline, f"the bot is not ready in time:\n{self.tail()}"
            await asyncio.sleep(0.03)

    async def stop(self) -> int:
        """Asks it to end (SIGTERM); returns its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return await self.ended(STOPS_WITHIN_SECONDS)

    async def kill(self) -> None:
        """Ends it between two instructions (SIGKILL)."""
        self._process.send_signal(signal.SIGKILL)
        await self.ended(STOPS_WITHIN_SECONDS)

    async def ended(self, seconds: float) -> int:
        """Its exit code, as soon as it has ended by itself."""
        try:
            return await asyncio.to_thread(self._process.wait, seconds)
        except TimeoutError:
            raise AssertionError(f"the bot did not end within {seconds} s:\n{self.tail()}") from None

    def tail(self, lines: int = 40) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])


def _says_yes(port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", "/readyz")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()
