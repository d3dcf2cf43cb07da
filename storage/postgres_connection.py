"""A connection to PostgreSQL set up for us, and a transaction on it."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal

import psycopg
from psycopg import sql as composed
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.numeric import Int8Dumper

from storage.database import Row, Value
from storage.errors import (
    ConstraintViolated,
    DatabaseBusy,
    DatabaseClosed,
    ServerUnreachable,
    StatementFailed,
    StorageError,
    UnknownScheme,
    ValueRefused,
)

AGAIN = {"40001", "40P01"}  # serialization failure, deadlock: others broke it, do it again
_BUSY = {"55P03", "53300", "57014"}  # lock not available in time, too many connections, timed out

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
    elif state in AGAIN or state in _BUSY:
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
    except psycopg.Error as error:
        raise unreachable(error) from None
    try:
        connection.prepared_max = 400
        connection.execute("; ".join(_SESSION))
    except psycopg.Error as error:
        connection.close()
        raise unreachable(error) from None
    return connection


def unreachable(error: psycopg.Error) -> ServerUnreachable:
    """Why a connection could not be had, in one line and without the password."""
    said = str(error).strip().partition("\n")[0]
    return ServerUnreachable(f"PostgreSQL does not let us in: {said}")


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
        cursor = self._execute(sql, params)
        return list(cursor) if cursor.description else []

    def one(self, sql: str, *params: Value) -> Row | None:
        cursor = self._execute(sql, params)
        return cursor.fetchone() if cursor.description else None

    def run(self, sql: str, *params: Value) -> int:
        return max(self._execute(sql, params).rowcount, 0)

    def script(self, sql: str) -> None:
        self._execute(sql, (), prepare=False)

    def lock(self, table: str, *ids: int) -> None:
        # Not FOR UPDATE: whoever checks a foreign key shares the row, and two who share it and want it would wait
        # in a circle (a friend's second update checks the inviter).
        statement = composed.SQL("SELECT id FROM {} WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE")
        text = statement.format(composed.Identifier(table)).as_string()
        if self._cursor is None:
            raise DatabaseClosed("the transaction has already ended")
        self._cursor.execute(text.encode(), [list(ids)])

    def end(self) -> None:
        self._cursor = None
