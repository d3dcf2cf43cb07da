"""PostgreSQL: the same functions, run on a few threads with a connection each."""

import asyncio
import hashlib
import random
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from typing import Any, Concatenate, Literal

import psycopg
from psycopg import sql as composed
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper

from storage.database import Call, Database, P, Row, T, Tx, Value
from storage.errors import (
    CommitFailed,
    ConnectionLost,
    ConstraintViolated,
    DatabaseBusy,
    DatabaseClosed,
    EngineTooOld,
    ServerUnreachable,
    StatementFailed,
    StorageError,
    UnknownScheme,
    ValueRefused,
)

_OLDEST = 130000
_THREADS = 8
_ATTEMPTS = 10  # for a transaction that others keep breaking
_PAUSE_S = 0.005  # before the second attempt; doubled for each further one, at most 0.5
_LOCK_EVERY_S = 0.25
_ALIVE_EVERY_S = 15.0
_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock
_BUSY = {"55P03", "53300", "57014"}  # lock not available in time, too many connections, timed out

_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

_SESSION = (
    "SET client_encoding = 'UTF8'",
    "SET timezone = 'UTC'",
    "SET lock_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = '60s'",
)
_DEFAULTS = {
    "connect_timeout": "10",
    "application_name": "kumbara",
    "keepalives_idle": "30",
    "tcp_user_timeout": "30000",  # milliseconds
}


class _WholeNumber(Loader):
    """sum(bigint) is numeric: read it as the integer it is, as SQLite does."""

    def load(self, data: Buffer) -> int | Decimal:
        text = bytes(data).decode()
        return int(text) if text.removeprefix("-").isdigit() else Decimal(text)


def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    # One type for every integer; by size there would be a prepared statement for each combination.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_loader("numeric", _WholeNumber)
    return adapters


class _Context:
    """What psycopg.connect() wants to be shown the adapters in."""

    adapters = _adapters()
    connection = None


class PostgresRow:
    """Values by column name."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: dict[str, int], values: Sequence[Any]) -> None:
        self._places = places
        self._values = values

    def __getitem__(self, key: str) -> Any:
        return self._values[self._places[key]]

    def keys(self) -> Iterable[str]:
        return self._places.keys()


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], PostgresRow]:
    places = {column.name: place for place, column in enumerate(cursor.description or ())}
    return lambda values: PostgresRow(places, values)


def translated(error: BaseException) -> BaseException:
    """The driver's errors as ours, anything else as it is. The one place that knows psycopg's.

    Only the server's primary message is kept: the detail quotes values, and the original is let go.
    """
    if not isinstance(error, psycopg.Error):
        return error
    diagnosis = error.diag
    said = diagnosis.message_primary or str(error).partition("\n")[0]
    state = error.sqlstate or ""
    ours: StorageError
    if isinstance(error, psycopg.IntegrityError):
        ours = ConstraintViolated(diagnosis.constraint_name or said)
    elif isinstance(error, psycopg.errors.RaiseException):
        ours = ConstraintViolated(said)
    elif state in _AGAIN or state in _BUSY:
        ours = DatabaseBusy(f"PostgreSQL gave up waiting for others: {said}")
    elif isinstance(error, psycopg.DataError):
        ours = ValueRefused(f"a value cannot be stored: {said}")
    else:
        ours = StatementFailed(f"PostgreSQL could not do it: {said}")
    return ours.with_traceback(error.__traceback__)


def connection_string(url: str) -> str:
    """The address with our defaults for what it leaves open."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # its message may quote the password
        raise UnknownScheme("the database's address is not a proper postgresql:// URL") from None
    return make_conninfo(url, **{name: value for name, value in _DEFAULTS.items() if name not in given})


def connect(conninfo: str) -> psycopg.Connection[PostgresRow]:
    """A connection set up for us, committing nothing by itself. Raises ServerUnreachable."""
    try:
        connection = psycopg.connect(
            conninfo,
            autocommit=True,
            context=_Context,
            row_factory=_rows,
            cursor_factory=psycopg.RawCursor,
            prepare_threshold=2,
        )
        connection.prepared_max = 400
        connection.add_notice_handler(lambda _: None)
        for statement in _SESSION:
            connection.execute(statement)
    except psycopg.Error as error:
        said = str(error).strip().partition("\n")[0]
        raise ServerUnreachable(f"PostgreSQL does not let us in: {said}") from None
    return connection


class PostgresTx:
    """A transaction on one connection."""

    engine: Literal["postgres"] = "postgres"

    def __init__(self, connection: psycopg.Connection[PostgresRow]) -> None:
        self._cursor: psycopg.Cursor[PostgresRow] | None = connection.cursor()

    def _execute(self, sql: str, params: tuple[Value, ...], **how: bool) -> psycopg.Cursor[PostgresRow]:
        if self._cursor is None:
            raise DatabaseClosed("the transaction has already ended")
        return self._cursor.execute(sql.encode(), params or None, **how)

    def all(self, sql: str, *params: Value) -> list[Row]:
        return list(self._execute(sql, params))

    def one(self, sql: str, *params: Value) -> Row | None:
        return self._execute(sql, params).fetchone()

    def run(self, sql: str, *params: Value) -> int:
        return max(self._execute(sql, params).rowcount, 0)

    def script(self, sql: str) -> None:
        self._execute(sql, (), prepare=False)

    def lock(self, table: str, *ids: int) -> None:
        statement = composed.SQL("SELECT id FROM {} WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE")
        text = statement.format(composed.Identifier(table)).as_string()
        if self._cursor is None:
            raise DatabaseClosed("the transaction has already ended")
        self._cursor.execute(text.encode(), [list(ids)])

    def end(self) -> None:
        self._cursor = None


class PostgresDatabase(Database):
    """A PostgreSQL database, opened by ``open_database``."""

    engine: Literal["postgres"] = "postgres"

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="postgres")
        self._mine = threading.local()
        self._all: set[psycopg.Connection[PostgresRow]] = set()
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, url: str) -> "PostgresDatabase":
        """Reach the server once. Raises DatabaseUnusable."""
        database = cls(connection_string(url))
        try:
            await database.read(_check_version)
        except BaseException:
            await database.close()
            raise
        return database

    async def write(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._hand_over(_WRITE, Call(fn, args, kwargs))

    async def read(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._hand_over(_READ, Call(fn, args, kwargs))

    async def _hand_over(self, begin: str, call: Call[T]) -> T:
        if self._closing is not None:
            raise DatabaseClosed("the database is closed")
        self._threads.submit(self._settle, begin, call)
        return await call.future

    def _settle(self, begin: str, call: Call[Any]) -> None:
        """Give the call its result or its error, on a database thread."""
        try:
            self._persist(begin, call)
        except BaseException as error:  # nobody may wait for ever
            call.error = error
        if call.error is not None:
            call.error = translated(call.error)
        with suppress(RuntimeError):  # the loop is gone, and with it everybody who waited
            self._loop.call_soon_threadsafe(call.answer)

    def _persist(self, begin: str, call: Call[Any]) -> None:
        """Attempt the call again while others break it, and once more if the connection proves dead."""
        fresh_used = False
        for attempt in range(_ATTEMPTS):
            connection = self._connection()
            self._attempt(connection, begin, call)
            if connection.broken or connection.closed:
                self._drop(connection)
                if isinstance(call.error, CommitFailed) or not isinstance(call.error, psycopg.Error):
                    return
                if fresh_used:
                    call.error = ConnectionLost("the connection to PostgreSQL broke; nothing was kept")
                    return
                fresh_used = True
            elif getattr(call.error, "sqlstate", None) not in _AGAIN:
                return
            else:
                pause = min(_PAUSE_S * 2**attempt, 0.5)
                time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  # jitter, not a secret

    def _attempt(self, connection: psycopg.Connection[PostgresRow], begin: str, call: Call[Any]) -> None:
        try:
            connection.execute(begin)
        except psycopg.Error as error:
            call.error = error
            return
        tx = PostgresTx(connection)
        call.attempt(tx)
        tx.end()
        if call.error is None and connection.info.transaction_status == TransactionStatus.INERROR:
            # COMMIT would quietly roll back.
            call.error = StatementFailed("a statement failed inside the transaction and was overlooked")
        if call.error is not None:
            with suppress(psycopg.Error):
                connection.execute("ROLLBACK")
            return
        try:
            connection.execute("COMMIT")
        except psycopg.Error as error:
            certain = error.sqlstate is not None and not connection.broken
            call.error = error if certain else CommitFailed("the connection broke during the commit")

    def _connection(self) -> psycopg.Connection[PostgresRow]:
        """This thread's connection, opened when first needed."""
        connection: psycopg.Connection[PostgresRow] | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = connect(self._conninfo)
            self._all.add(connection)
        return connection

    def _drop(self, connection: psycopg.Connection[PostgresRow]) -> None:
        self._mine.connection = None
        self._all.discard(connection)
        connection.close()

    @asynccontextmanager
    async def exclusive(self, name: str, on_wait: Callable[[], None] | None = None) -> AsyncIterator[None]:
        key = int.from_bytes(hashlib.sha256(f"kumbara:{name}".encode()).digest()[:8], signed=True)
        try:
            connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        except psycopg.Error as error:
            raise ServerUnreachable(
                f"PostgreSQL does not let us in: {str(error).strip().partition(chr(10))[0]}"
            ) from None
        async with connection:
            while True:
                cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", [key])
                row = await cursor.fetchone()
                if row is not None and row[0]:
                    break
                if on_wait is not None:
                    on_wait()
                    on_wait = None
                await asyncio.sleep(_LOCK_EVERY_S)
            yield

    async def scrub(self) -> bool:
        return True

    async def close(self) -> None:
        if self._closing is None:
            self._closing = asyncio.ensure_future(asyncio.to_thread(self._close))
        await asyncio.shield(self._closing)

    def _close(self) -> None:
        self._threads.shutdown()
        for connection in self._all:
            connection.close()


def _check_version(tx: Tx) -> None:
    row = tx.one("SELECT current_setting('server_version_num')::integer AS version")
    if row is None or row["version"] < _OLDEST:
        raise EngineTooOld("the PostgreSQL server is too old, Kumbara needs 13 or newer")
