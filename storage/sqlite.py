"""SQLite behind the door: one writer that commits in groups, and read-only connections beside it."""

import asyncio
import fcntl
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Concatenate, Literal

import aiosqlite

from storage.database import Call, Database, P, T, Tx
from storage.errors import (
    DatabaseClosed,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseUnusable,
    EngineTooOld,
    StorageError,
)
from storage.group_commit import GroupCommit, answer, taken
from storage.sqlite_connection import SqliteTx, connect, locked, open_lock, path_of, translated

_OLDEST = (3, 37)  # STRICT tables
_READERS = 2
_HANDFUL = 64  # reads a thread takes at once: bounds how long one waits for its neighbours
_LOCK_EVERY_S = 0.25


def on_thread_of(connection: aiosqlite.Connection, fn: Callable[[], T]) -> Coroutine[Any, Any, T]:
    """Run a function on the connection's thread.

    aiosqlite has no public call for this: its version is pinned, and a test watches over ``_execute``.
    """
    return connection._execute(fn)  # type: ignore[no-untyped-call]


class _Readers:
    """A few threads, each with a connection of its own that refuses to write.

    A thread takes what waits, up to a handful, and answers it together: waking threads and the loop costs more
    than a short read.
    """

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.calls: SimpleQueue[Call[Any] | None] = SimpleQueue()
        self._path = path
        self._loop = loop
        # Daemons: a database that nobody closed must not keep the process alive.
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(_READERS)]
        for thread in self._threads:
            thread.start()

    def _serve(self) -> None:
        connection: sqlite3.Connection | None = None
        going_on = True
        while going_on:
            batch, going_on = taken(self.calls, _HANDFUL)
            for call in batch:
                try:
                    connection = connection or connect(self._path, readonly=True)
                    self._read(connection, call)
                except (sqlite3.Error, StorageError) as error:
                    call.error = error
                if call.error is not None:
                    call.error = translated(call.error)
            with suppress(RuntimeError):  # the loop is gone, and with it everybody who waited
                self._loop.call_soon_threadsafe(answer, batch)
        if connection is not None:
            connection.close()

    def _read(self, connection: sqlite3.Connection, call: Call[Any]) -> None:
        connection.execute("BEGIN")
        tx = SqliteTx(connection.cursor())
        call.attempt(tx)
        tx.end()
        if connection.in_transaction:
            connection.execute("ROLLBACK")

    def close(self) -> None:
        for _ in self._threads:
            self.calls.put(None)
        for thread in self._threads:
            thread.join()


class SqliteDatabase(Database):
    """A SQLite file, opened by ``open_database``."""

    engine: Literal["sqlite"] = "sqlite"

    def __init__(self, path: Path, presence: int, connection: sqlite3.Connection) -> None:
        self.path = path
        self._presence = presence
        self._loop = asyncio.get_running_loop()
        self._readers = _Readers(path, self._loop)
        self._closing: asyncio.Future[None] | None = None
        self._group = GroupCommit(connection, self._loop)
        self._writer = aiosqlite.Connection(lambda: connection, 64)
        self._writer._thread.daemon = True  # like the readers
        self._serving: asyncio.Future[None]

    @classmethod
    async def open(cls, url: str, *, create: bool) -> "SqliteDatabase":
        """Open or create the file. Raises DatabaseUnusable."""
        path = path_of(url)
        presence = _prepare(path, create=create)
        try:
            database = cls(path, presence, await asyncio.to_thread(connect, path))
        except BaseException:
            os.close(presence)
            raise
        await database._writer
        database._serving = asyncio.ensure_future(on_thread_of(database._writer, database._group.serve))
        return database

    async def write(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self._refuse_if_closed()
        call = Call(fn, args, kwargs)
        self._group.calls.put(call)
        return await call.future

    async def read(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self._refuse_if_closed()
        call = Call(fn, args, kwargs)
        self._readers.calls.put(call)
        return await call.future

    @asynccontextmanager
    async def exclusive(self, name: str, on_wait: Callable[[], None] | None = None) -> AsyncIterator[None]:
        lock = open_lock(self.path, name)
        try:
            while not locked(lock, fcntl.LOCK_EX):
                if on_wait is not None:
                    on_wait()
                    on_wait = None
                await asyncio.sleep(_LOCK_EVERY_S)
            yield
        finally:
            os.close(lock)

    async def scrub(self) -> bool:
        self._refuse_if_closed()
        return await asyncio.to_thread(_truncate_log, self.path)

    async def close(self) -> None:
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        await asyncio.to_thread(self._readers.close)
        self._group.calls.put(None)
        await self._serving
        await self._writer.close()
        os.close(self._presence)

    def _refuse_if_closed(self) -> None:
        if self._closing is not None:
            raise DatabaseClosed("the database is closed")


def _prepare(path: Path, *, create: bool) -> int:
    """See that there is a file to open, and say that we have it open: the descriptor of a shared lock."""
    if sqlite3.sqlite_version_info < _OLDEST:
        raise EngineTooOld(f"SQLite {sqlite3.sqlite_version} is too old, Kumbara needs 3.37 or newer")
    if not path.exists() and not create:
        raise DatabaseMissing(f"there is no database at {path}")
    presence = open_lock(path)
    try:
        if not locked(presence, fcntl.LOCK_SH):
            raise DatabaseInUse(f"the database {path} is being replaced by a backup right now")
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))  # people's data: for us alone
    except OSError as error:
        os.close(presence)
        raise DatabaseUnusable(f"the database file {path} cannot be created: {error.strerror}") from error
    except StorageError:
        os.close(presence)
        raise
    return presence


def _truncate_log(path: Path) -> bool:
    connection = connect(path)
    try:
        connection.execute("PRAGMA busy_timeout = 1000")  # writers wait meanwhile
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    return not busy
