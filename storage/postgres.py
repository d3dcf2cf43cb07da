"""PostgreSQL behind the door: the same functions, run on a few threads with a connection each."""

import asyncio
import hashlib
import random
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, Concatenate, Literal

import psycopg
from psycopg.pq import TransactionStatus

from storage.database import Call, Database, P, T, Tx
from storage.errors import CommitFailed, ConnectionLost, DatabaseClosed, EngineTooOld, StatementFailed
from storage.postgres_connection import (
    AGAIN,
    PostgresRow,
    PostgresTx,
    connect,
    connection_string,
    translated,
    unreachable,
)

_OLDEST = 130000
_THREADS = 8
_ATTEMPTS = 10  # for a transaction that others keep breaking
_PAUSE_S = 0.005  # before the second attempt; doubled for each further one
_LONGEST_PAUSE_S = 0.5
_LOCK_EVERY_S = 0.25
_ALIVE_EVERY_S = 15.0  # how often the holder of a lock sees that it still has it

_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


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
            elif getattr(call.error, "sqlstate", None) not in AGAIN:
                return
            else:
                pause = min(_PAUSE_S * 2**attempt, _LONGEST_PAUSE_S)
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
        try:
            connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        except psycopg.Error as error:
            raise unreachable(error) from None
        async with connection:
            key = int.from_bytes(hashlib.sha256(f"kumbara:{name}".encode()).digest()[:8], signed=True)
            while not await _asked(connection, "SELECT pg_try_advisory_lock(%s)", key):
                if on_wait is not None:
                    on_wait()
                    on_wait = None
                await asyncio.sleep(_LOCK_EVERY_S)
            try:
                async with asyncio.timeout(None) as held:
                    watch = asyncio.ensure_future(_watch(connection, held))
                    try:
                        yield
                    finally:
                        watch.cancel()
                        with suppress(asyncio.CancelledError):
                            await watch
            except TimeoutError:
                if held.expired():
                    raise ConnectionLost(f"the connection that held the lock {name} broke") from None
                raise

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


async def _asked(connection: psycopg.AsyncConnection[Any], sql: str, *params: int) -> bool:
    try:
        row = await (await connection.execute(sql, params)).fetchone()
    except psycopg.Error:
        raise ConnectionLost("the connection to PostgreSQL broke while waiting for a lock") from None
    return row is not None and bool(row[0])


async def _watch(connection: psycopg.AsyncConnection[Any], held: asyncio.Timeout) -> None:
    """End the holder's block when the connection is gone, and with it the lock."""
    while True:
        await asyncio.sleep(_ALIVE_EVERY_S)
        try:
            await _asked(connection, "SELECT 1")
        except ConnectionLost:
            held.reschedule(0)
            return
