"""A connection to a SQLite file with every setting the ledger relies on, and a transaction on it."""

import fcntl
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

from storage.database import Row, Value
from storage.errors import (
    ConstraintViolated,
    DatabaseBusy,
    DatabaseClosed,
    DatabaseUnusable,
    NotADatabase,
    StatementFailed,
    StorageError,
    UnknownScheme,
    ValueRefused,
)

_BUSY_S = 10.0  # how long to wait for a writer of another process
_PAUSE_S = 0.02
_WRONG_TYPE = {sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_CONSTRAINT | 12 << 8}  # the second is of STRICT tables
# A text or a quoted name, left alone, or a parameter.
_PARAMETER = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\$(\d+)""")

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
    """Open the file for us; ``readonly`` refuses every change. Raises DatabaseUnusable."""
    try:
        connection = sqlite3.connect(
            path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False, cached_statements=512
        )
    except sqlite3.Error as error:
        raise DatabaseUnusable(f"the database file {path} cannot be opened: {error}") from error
    try:
        connection.row_factory = sqlite3.Row
        if _write_ahead(connection) != "wal":
            raise DatabaseUnusable(f"{path} cannot keep a write-ahead log: use a local disk")
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
        if readonly:
            connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        connection.close()
        if damaged(error):
            raise NotADatabase(f"the file {path} is not a database, or it is damaged") from error
        raise DatabaseUnusable(f"the database file {path} cannot be used: {error}") from error
    except StorageError:
        connection.close()
        raise
    return connection


def damaged(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file is no database, or a broken one."""
    return _code(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def busy(error: sqlite3.Error) -> bool:
    """Whether SQLite gave up waiting for another connection."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _write_ahead(connection: sqlite3.Connection) -> str:
    """Switch to WAL. SQLite does not wait by itself when two processes switch a new file at once."""
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            if not busy(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_S)


def translated(error: BaseException) -> BaseException:
    """The driver's errors as ours, anything else as it is. The one place that knows sqlite3's."""
    if not isinstance(error, sqlite3.Error):
        return error
    ours: StorageError
    if isinstance(error, sqlite3.DataError) or getattr(error, "sqlite_errorcode", 0) in _WRONG_TYPE:
        ours = ValueRefused(f"a value cannot be stored: {error}")
    elif isinstance(error, sqlite3.IntegrityError):
        ours = ConstraintViolated(str(error))
    elif busy(error):
        ours = DatabaseBusy("another process kept the database locked for too long")
    else:
        ours = StatementFailed(f"SQLite could not do it: {error}")
    return ours.with_traceback(error.__traceback__)


@lru_cache(maxsize=2048)
def positional(sql: str) -> tuple[str, int, Callable[[tuple[Value, ...]], tuple[Value, ...]] | None]:
    """A text with ``?`` for ``$1``, how many parameters it has, and how to put them in order if they are not.

    sqlite3 binds by position twice as fast as by name, and that is a fifth of a whole transaction.
    """
    order: list[int] = []

    def mark(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        order.append(int(match[1]) - 1)
        return "?"

    text = _PARAMETER.sub(mark, sql)
    wanted = max(order, default=-1) + 1
    if order == list(range(wanted)):
        return text, wanted, None
    return text, wanted, lambda params: tuple([params[place] for place in order])


def statements(script: str) -> Iterator[str]:
    """The statements of a text one by one; triggers with their inner semicolons stay whole."""
    waiting = ""
    for piece in script.split(";"):
        waiting += piece + ";"
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting  # cut short: let the engine say what is wrong with it


class SqliteTx:
    """A transaction on one connection. Everything is fetched at once: an unread row breaks COMMIT."""

    engine: Literal["sqlite"] = "sqlite"

    __slots__ = ("_connection", "_cursor", "ran")

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor: sqlite3.Cursor | None = cursor
        self._connection = cursor.connection
        self.ran = False  # whether anything was run for its effect; sqlite3 counts changed rows, not DDL

    def _execute(self, sql: str, params: tuple[Value, ...]) -> sqlite3.Cursor:
        # Without a transaction a statement would commit by itself: after the end of the function, or when
        # the engine has rolled everything back and the function went on.
        cursor = self._cursor
        if cursor is None or not self._connection.in_transaction:
            raise DatabaseClosed("the transaction has already ended")
        text, wanted, arrange = positional(sql)
        if len(params) != wanted:
            raise StatementFailed(f"a statement has {wanted} parameters, {len(params)} were given")
        return cursor.execute(text, arrange(params) if arrange else params)

    def all(self, sql: str, *params: Value) -> list[Row]:
        return self._execute(sql, params).fetchall()

    def one(self, sql: str, *params: Value) -> Row | None:
        rows = self._execute(sql, params).fetchall()
        return rows[0] if rows else None

    def run(self, sql: str, *params: Value) -> int:
        self.ran = True
        cursor = self._execute(sql, params)
        if cursor.description is not None:
            cursor.fetchall()
        return max(cursor.rowcount, 0)

    def script(self, sql: str) -> None:
        self.ran = True
        for statement in statements(sql):
            self._execute(statement, ()).fetchall()

    def lock(self, table: str, *ids: int) -> None:
        """Nothing: there is only one writer, and it is us."""

    def end(self) -> None:
        self._cursor = None


def open_lock(path: Path, name: str | None = None) -> int:
    """A file beside the database to hold a lock on; it stays, since removing it would race with others."""
    lock = Path(f"{path}.{name}.lock" if name else f"{path}.lock")
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseUnusable(f"the file {lock} cannot be opened: {error.strerror}") from error


def locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
