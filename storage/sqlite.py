"""SQLite: one writer that commits many transactions at once, and read-only connections beside it.

Every waiting transaction is taken into one batch: BEGIN IMMEDIATE, a savepoint each, one COMMIT (one
fsync), and only then are all callers answered. A hundred callers share the price of one.
"""

import asyncio
import fcntl
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Concatenate, Literal

import aiosqlite

from storage.database import Call, Database, P, Row, T, Tx, Value
from storage.errors import (
    CommitFailed,
    ConstraintViolated,
    DatabaseBusy,
    DatabaseClosed,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseUnusable,
    EngineTooOld,
    NotADatabase,
    StatementFailed,
    StorageError,
    UnknownScheme,
    ValueRefused,
)

_OLDEST = (3, 37)  # STRICT tables
_BUSY_S = 10.0  # how long to wait for a writer of another process
_READERS = 3
_BATCH = 512  # transactions a commit: bounds how long the first of them waits
_LOCK_EVERY_S = 0.25
_NAMES = tuple(str(number) for number in range(1, 1001))

_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # or INSERT OR REPLACE slips past append-only triggers
    "PRAGMA secure_delete = ON",  # forgotten means overwritten
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
    "PRAGMA journal_size_limit = 67108864",
)


def path_of(url: str) -> Path:
    """The file that ``sqlite:///relative`` or ``sqlite:////absolute`` means, made absolute."""
    name = url.removeprefix("sqlite:///")
    if name == url or not name or name == ":memory:":
        raise UnknownScheme("a SQLite database is named sqlite:///relative/path or sqlite:////absolute/path")
    return Path(name).absolute()


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """Open the file with every setting the ledger relies on; errors are storage errors."""
    try:
        connection = sqlite3.connect(
            path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False, cached_statements=512
        )
    except sqlite3.Error as error:
        raise DatabaseUnusable(f"the database file {path} cannot be opened: {error}") from error
    try:
        connection.row_factory = sqlite3.Row
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise DatabaseUnusable(f"{path} cannot keep a write-ahead log: use a local disk")
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
        if readonly:
            connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise NotADatabase(f"the file {path} is not a database, or it is damaged") from error
        raise DatabaseUnusable(f"the database file {path} cannot be used: {error}") from error
    except StorageError:
        connection.close()
        raise
    return connection


def translated(error: BaseException) -> BaseException:
    """The driver's errors as ours, anything else as it is. The one place that knows sqlite3's."""
    if not isinstance(error, sqlite3.Error):
        return error
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    ours: StorageError
    if isinstance(error, sqlite3.IntegrityError):
        ours = ConstraintViolated(str(error))
    elif code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        ours = DatabaseBusy("another process kept the database locked for too long")
    elif isinstance(error, sqlite3.DataError) or code == sqlite3.SQLITE_MISMATCH:
        ours = ValueRefused(f"a value cannot be stored: {error}")
    else:
        ours = StatementFailed(f"SQLite could not do it: {error}")
    return ours.with_traceback(error.__traceback__)


def statements(script: str) -> Iterator[str]:
    """The statements of a text one by one; triggers with their inner semicolons stay whole."""
    waiting = ""
    for piece in script.split(";"):
        waiting += piece + ";"
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""
    rest = waiting.removesuffix(";")
    if any(line.strip() and not line.lstrip().startswith("--") for line in rest.splitlines()):
        yield rest


class SqliteTx:
    """A transaction on one connection. Everything is fetched at once: an unread row breaks COMMIT."""

    engine: Literal["sqlite"] = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = connection.cursor()

    def _execute(self, sql: str, params: tuple[Value, ...]) -> sqlite3.Cursor:
        # Without a transaction a statement would commit by itself: after the end of the function, or when
        # the engine has rolled everything back and the function went on.
        if self._cursor is None or not self._connection.in_transaction:
            raise DatabaseClosed("the transaction has already ended")
        return self._cursor.execute(sql, dict(zip(_NAMES, params, strict=False)))

    def all(self, sql: str, *params: Value) -> list[Row]:
        return self._execute(sql, params).fetchall()

    def one(self, sql: str, *params: Value) -> Row | None:
        rows = self._execute(sql, params).fetchall()
        return rows[0] if rows else None

    def run(self, sql: str, *params: Value) -> int:
        cursor = self._execute(sql, params)
        cursor.fetchall()
        return max(cursor.rowcount, 0)

    def script(self, sql: str) -> None:
        for statement in statements(sql):
            self._execute(statement, ()).fetchall()

    def lock(self, table: str, *ids: int) -> None:
        """Nothing: there is only one writer, and it is us."""

    def end(self) -> None:
        self._cursor = None


def on_thread_of(connection: aiosqlite.Connection, fn: Callable[[], T]) -> Coroutine[Any, Any, T]:
    """Run a function on the connection's thread.

    aiosqlite has no public call for this: its version is pinned, and a test watches over ``_execute``.
    """
    return connection._execute(fn)  # type: ignore[no-untyped-call]


class GroupCommit:
    """The batches, on the writer's thread. Nothing here touches the event loop but the answers."""

    def __init__(self, connection: sqlite3.Connection, loop: asyncio.AbstractEventLoop) -> None:
        self.calls: SimpleQueue[Call[Any] | None] = SimpleQueue()
        self._connection = connection
        self._execute = connection.cursor().execute
        self._loop = loop

    def serve(self) -> None:
        """Commit what comes, until None comes."""
        going_on = True
        while going_on:
            batch: list[Call[Any]] = []
            call = self.calls.get()
            with suppress(Empty):
                while call is not None:
                    batch.append(call)
                    if len(batch) == _BATCH:
                        break
                    call = self.calls.get_nowait()
            going_on = call is not None
            if batch:
                self._settle(batch)
                with suppress(RuntimeError):  # the loop is gone, and with it everybody who waited
                    self._loop.call_soon_threadsafe(_answer, batch)

    def _settle(self, batch: list[Call[Any]]) -> None:
        """Give each call its result or its error, and leave no transaction open."""
        try:
            if len(batch) == 1 or not self._together(batch):
                for call in batch:
                    self._alone(call)
        except BaseException as error:  # the thread must live, and nobody may wait for ever
            self._undo()
            for call in batch:
                call.error = call.error or error

    def _alone(self, call: Call[Any]) -> None:
        """One transaction, one commit."""
        try:
            self._execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            call.error = translated(error)
            return
        self._attempt(call)
        if call.error is not None:
            self._undo()
            return
        failure = self._commit()
        if isinstance(failure, sqlite3.IntegrityError):
            call.error = translated(failure)
        elif failure is not None:
            call.error = _failed(failure)

    def _together(self, batch: list[Call[Any]]) -> bool:
        """Every call behind a savepoint of its own, one commit.

        False: the engine threw the whole batch away (RAISE(ROLLBACK), a deferred constraint, a full disk);
        nothing of it is kept, and the calls must be run one by one to find whose fault it was.
        """
        try:
            self._execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            for call in batch:
                call.error = translated(error)
            return True
        try:
            for call in batch:
                self._execute("SAVEPOINT call")
                self._attempt(call)
                if not self._connection.in_transaction:
                    return False
                if call.error is not None:
                    self._execute("ROLLBACK TO call")
                self._execute("RELEASE call")
        except sqlite3.Error:
            self._undo()
            return False
        failure = self._commit()
        if isinstance(failure, sqlite3.IntegrityError):
            return False
        if failure is not None:
            for call in batch:
                call.error = call.error or _failed(failure)
        return True

    def _attempt(self, call: Call[Any]) -> None:
        tx = SqliteTx(self._connection)
        call.attempt(tx)
        tx.end()
        if call.error is not None:
            call.error = translated(call.error)

    def _commit(self) -> sqlite3.Error | None:
        try:
            self._execute("COMMIT")
        except sqlite3.Error as error:
            self._undo()
            return error
        return None

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._execute("ROLLBACK")


def _failed(error: sqlite3.Error) -> CommitFailed:
    return CommitFailed(f"SQLite could not commit: {error}")


def _answer(batch: list[Call[Any]]) -> None:
    for call in batch:
        call.answer()


class _Readers:
    """A few threads, each with a connection of its own that refuses to write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._threads = ThreadPoolExecutor(_READERS, thread_name_prefix="sqlite-reader")

    def submit(self, call: Call[Any], loop: asyncio.AbstractEventLoop) -> None:
        self._threads.submit(self._read, call, loop)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = connect(self._path, readonly=True)
            self._all.append(connection)
        return connection

    def _read(self, call: Call[Any], loop: asyncio.AbstractEventLoop) -> None:
        try:
            connection = self._connection()
            connection.execute("BEGIN")
            tx = SqliteTx(connection)
            call.attempt(tx)
            tx.end()
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except (sqlite3.Error, StorageError) as error:
            call.error = error
        if call.error is not None:
            call.error = translated(call.error)
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(call.answer)

    def close(self) -> None:
        self._threads.shutdown()
        for connection in self._all:
            connection.close()


class SqliteDatabase(Database):
    """A SQLite file, opened by ``open_database``."""

    engine: Literal["sqlite"] = "sqlite"

    def __init__(self, path: Path, presence: int) -> None:
        self.path = path
        self._presence = presence
        self._loop = asyncio.get_running_loop()
        self._readers = _Readers(path)
        self._closing: asyncio.Future[None] | None = None
        self._group: GroupCommit
        self._writer = aiosqlite.Connection(self._open_writer, 64)
        self._serving: asyncio.Future[None]

    @classmethod
    async def open(cls, path: Path, *, create: bool) -> "SqliteDatabase":
        """Open or create the file. Raises DatabaseUnusable."""
        database = cls(path, _prepare(path, create=create))
        try:
            await database._writer
        except BaseException:
            os.close(database._presence)
            raise
        database._serving = asyncio.ensure_future(on_thread_of(database._writer, database._group.serve))
        return database

    def _open_writer(self) -> sqlite3.Connection:
        connection = connect(self.path)
        self._group = GroupCommit(connection, self._loop)
        return connection

    async def write(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self._refuse_if_closed()
        call = Call(fn, args, kwargs)
        self._group.calls.put(call)
        return await call.future

    async def read(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self._refuse_if_closed()
        call = Call(fn, args, kwargs)
        self._readers.submit(call, self._loop)
        return await call.future

    @asynccontextmanager
    async def exclusive(self, name: str, on_wait: Callable[[], None] | None = None) -> AsyncIterator[None]:
        lock = _open_lock(self.path, name)
        try:
            while not _locked(lock, fcntl.LOCK_EX):
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
    presence = _open_lock(path)
    try:
        if not _locked(presence, fcntl.LOCK_SH):
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


def _open_lock(path: Path, name: str | None = None) -> int:
    """A file beside the database to hold a lock on; it stays, since removing it would race with others."""
    lock = Path(f"{path}.{name}.lock" if name else f"{path}.lock")
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseUnusable(f"the file {lock} cannot be opened: {error.strerror}") from error


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _truncate_log(path: Path) -> bool:
    connection = connect(path)
    try:
        connection.execute("PRAGMA busy_timeout = 1000")  # writers wait meanwhile
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    return not busy
