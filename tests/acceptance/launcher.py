"""`kumbara` in a process of its own, within milliseconds: forked from one that has loaded everything.

Loading takes most of a second of a core, and the tests need hundreds of processes. What is forked has its own
environment, folder and files, is killed by its number, and ends as any other does. `python -m bot` itself is for the
tests that ask for a fresh process.
"""

import atexit
import ctypes
import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import TypedDict

_ROOT = Path(__file__).parents[2]


class Order(TypedDict):
    """What is to be launched: `kumbara` with these words; what it writes is added to two files."""

    number: int
    words: Sequence[str]
    environment: Mapping[str, str]
    folder: str
    out: str
    err: str


class Launched:
    """A process that was forked, by the parts of Popen's interface that are asked for."""

    def __init__(self) -> None:
        self.pid: Future[int] = Future()
        self.code: Future[int] = Future()

    def poll(self) -> int | None:
        """Its exit code, or minus the signal that ended it; None while it runs."""
        return self.code.result() if self.code.done() else None

    def wait(self, seconds: float) -> int:
        """Its exit code, as soon as it has ended; after so long it is killed, and TimeoutError raised."""
        try:
            return self.code.result(seconds)
        except TimeoutError:
            self.send_signal(signal.SIGKILL)
            raise

    def send_signal(self, number: int) -> None:
        """Unless it has ended."""
        pid = self.pid.result(timeout=30)
        if not self.code.done():
            os.kill(pid, number)


class Launcher:
    """The process that forks, and whom it has forked."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_us,
        )
        self._launched: list[Launched] = []
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self._end)

    def launch(
        self, words: Sequence[str], environment: Mapping[str, str], *, folder: Path, out: Path, err: Path
    ) -> Launched:
        """Begins `kumbara` with these words; returns at once."""
        launched = Launched()
        self._launched.append(launched)
        order = Order(
            number=len(self._launched) - 1,
            words=words,
            environment=environment,
            folder=str(folder),
            out=str(out),
            err=str(err),
        )
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        return launched

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            number, what, value = line.split()
            launched = self._launched[int(number)]
            (launched.pid if what == "pid" else launched.code).set_result(int(value))

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()


@cache
def launcher() -> Launcher:
    """The one of this test process, for as long as that lives."""
    return Launcher()


def die_with_us() -> None:
    """Ask Linux to end this process when the one that began it is killed (PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def main() -> None:
    """Forks for each order on standard input; in what was forked, ends when `kumbara` has ended."""
    from bot.cli import COMMANDS, command, invoke

    for name in COMMANDS:
        command(name)
    import bot.app
    import bot.commands.forever
    import bot.sandbox  # noqa: F401

    gc.collect()
    gc.freeze()  # what is shared stays shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the keepers
    for line in sys.stdin:
        order: Order = json.loads(line)
        if os.fork() == 0:
            die_with_us()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _keep(order["number"])
            die_with_us()
            _settle(order)
            sys.exit(invoke(order["words"]))


def _keep(number: int) -> None:
    """Returns in a child of its own; in the one between stays until that has ended, and tells of it."""
    child = os.fork()
    if child == 0:
        return
    _say(f"{number} pid {child}\n")
    _say(f"{number} code {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
    os._exit(0)


def _say(line: str) -> None:
    os.write(1, line.encode())  # at once and in one piece, as others write there too


def _settle(order: Order) -> None:
    """The surroundings of a process that somebody has just begun."""
    for path, flags, place in (
        (os.devnull, os.O_RDONLY, 0),
        (order["out"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 1),
        (order["err"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 2),
    ):
        opened = os.open(path, flags, 0o644)
        os.dup2(opened, place)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.argv[:] = ["kumbara", *order["words"]]


if __name__ == "__main__":
    main()
