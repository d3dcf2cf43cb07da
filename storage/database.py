"""The door to everything that is remembered: transactions as plain functions.

A transaction is a synchronous function ``def redeem(tx, …)`` handed to :meth:`Database.write`; it runs
whole on a database thread and is committed when the await returns. It may run more than once (after a
deadlock, or when a neighbour in the same commit broke it), so it has no effect but through ``tx``.

SQL is one text for both engines: parameters are ``$1``, ``$2``, …
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from types import CoroutineType, TracebackType
from typing import Any, Concatenate, Generic, Literal, ParamSpec, Protocol, Self, TypeAlias, TypeVar

from storage.errors import UnknownScheme

P = ParamSpec("P")
T = TypeVar("T")

Value: TypeAlias = int | str | bytes | bool | None
Engine: TypeAlias = Literal["sqlite", "postgres"]

_log = logging.getLogger(__name__)


class Row(Protocol):
    """One row of a result: values by column name (write the names in lower case)."""

    def __getitem__(self, key: str) -> Any: ...
    def keys(self) -> Iterable[str]: ...


class Tx(Protocol):
    """One open transaction, alive only while the function it was handed to runs."""

    @property
    def engine(self) -> Engine: ...

    def all(self, sql: str, *params: Value) -> list[Row]:
        """Every row of the result."""
        ...

    def one(self, sql: str, *params: Value) -> Row | None:
        """The first row of the result, or None when it is empty."""
        ...

    def run(self, sql: str, *params: Value) -> int:
        """Run a statement for its effect; returns how many rows it changed (0 for DDL)."""
        ...

    def script(self, sql: str) -> None:
        """Run a text of several statements without parameters: schema and migrations."""
        ...

    def lock(self, table: str, *ids: int) -> None:
        """Keep the rows with these ids (column ``id``) from everybody else until the end.

        PostgreSQL locks them in order of id with one statement, so two callers never wait for each other
        in a circle; ids that do not exist are passed over. SQLite has one writer: nothing to do.
        """
        ...


class Call(Generic[T]):
    """One transaction on its way to a database thread and back to the loop that asked for it.

    Abandoning the future (a cancelled task) does not stop the transaction: it is committed or rolled back
    as if somebody still waited.
    """

    __slots__ = ("args", "error", "fn", "future", "kwargs", "result")

    def __init__(self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.fn = fn
        self.args = args
        self.kwargs = kwargs
        self.future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.result: T | None = None
        self.error: BaseException | None = None

    def attempt(self, tx: Tx) -> None:
        """Run the function once; its result or its error is kept here and not raised."""
        self.error = self.result = None
        try:
            result = self.fn(tx, *self.args, **self.kwargs)
            if isinstance(result, CoroutineType):
                result.close()
                raise TypeError("a transaction is a plain function, not a coroutine function")  # noqa: TRY301
            self.result = result
        except BaseException as error:  # whatever it is belongs to the caller, never to this thread
            self.error = error

    def answer(self) -> None:
        """Tell the waiting task how it ended. On the event loop only."""
        if self.future.done():
            if self.error is not None:
                _log.warning("a transaction failed after its caller had gone: %s", type(self.error).__name__)
        elif self.error is None:
            self.future.set_result(self.result)  # type: ignore[arg-type]  # T itself, set by attempt()
        elif isinstance(self.error, StopIteration):  # a future cannot carry one
            self.future.set_exception(RuntimeError("a transaction raised StopIteration"))
        else:
            self.future.set_exception(self.error)


class Database(ABC):
    """An open database. Use it from the event loop it was opened on; close it, or use ``async with``."""

    engine: Engine

    @abstractmethod
    async def write(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(tx, *args, **kwargs)`` in one transaction; it is committed when this returns.

        An exception in ``fn`` undoes what it did, and only that, and is raised here; the driver's errors
        come as ``storage.errors``. Cancelling the waiting task does not cancel the transaction.
        """

    @abstractmethod
    async def read(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn`` on one unchanging picture of what is committed; writing in it is refused."""

    @abstractmethod
    def exclusive(self, name: str, on_wait: Callable[[], None] | None = None) -> AbstractAsyncContextManager[None]:
        """Hold the lock ``name`` alone among all processes on this database.

        Waits for it as long as it takes, calling ``on_wait`` once if it has to. Kernel or server drop the
        lock when the process dies. Raises ConnectionLost inside the block if the lock is lost.
        """

    @abstractmethod
    async def scrub(self) -> bool:
        """Remove what was deleted from the engine's log as well, after **Forget me**.

        SQLite: empties the write-ahead log; False if a reader kept it from doing so, try later.
        PostgreSQL: nothing to do for us, True.
        """

    @abstractmethod
    async def close(self) -> None:
        """Finish what was handed over, then let go of every connection and thread. Twice is harmless."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def open_database(url: str, *, create: bool = True) -> Database:
    """Open ``sqlite:///relative``, ``sqlite:////absolute`` or ``postgresql://…``.

    ``create`` allows a new SQLite file; a PostgreSQL database is made by its administrator. The schema is
    brought about by ``storage.migrate``. Raises a DatabaseUnusable that says in one sentence why not.
    """
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        from storage.sqlite import SqliteDatabase

        return await SqliteDatabase.open(url, create=create)
    if scheme in ("postgresql", "postgres"):
        from storage.postgres import PostgresDatabase

        return await PostgresDatabase.open(url)
    raise UnknownScheme("the database's address must begin with sqlite:/// or postgresql://")
