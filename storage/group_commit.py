"""Many transactions, one commit.

Every waiting transaction is taken into one batch: BEGIN IMMEDIATE, one after the other, one COMMIT (one
fsync), and only then are all callers answered. A hundred callers share the price of one. What one of them
does wrong is its own: savepoints part them where it matters.
"""

import asyncio
import sqlite3
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from storage.database import Call
from storage.errors import CommitFailed
from storage.sqlite_connection import SqliteTx, translated

_BATCH = 512  # transactions a commit: bounds how long the first of them waits


class GroupCommit:
    """The batches, on the writer's thread. Nothing here touches the event loop but the answers."""

    def __init__(self, connection: sqlite3.Connection, loop: asyncio.AbstractEventLoop) -> None:
        self.calls: SimpleQueue[Call[Any] | None] = SimpleQueue()
        self._connection = connection
        self._cursor = connection.cursor()
        self._execute = self._cursor.execute
        self._loop = loop

    def serve(self) -> None:
        """Commit what comes, until None comes."""
        going_on = True
        while going_on:
            batch, going_on = taken(self.calls, _BATCH)
            if batch:
                self._settle(batch)
                with suppress(RuntimeError):  # the loop is gone, and with it everybody who waited
                    self._loop.call_soon_threadsafe(answer, batch)

    def _settle(self, batch: list[Call[Any]]) -> None:
        """Give each call its result or its error, and leave no transaction open."""
        try:
            if len(batch) == 1 or not (self._together(batch) or self._together(batch, guarded=True)):
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

    def _together(self, batch: list[Call[Any]], *, guarded: bool = False) -> bool:
        """Every call in one commit; ``guarded`` puts each behind a savepoint of its own.

        Savepoints are a seventh of the cost, and most transactions that fail do so before they write. So a
        batch is first run without, and again with them when one had written something to be undone.

        False: nothing of the batch is kept, and it must be run more carefully. So it is when the engine
        throws all of it away (RAISE(ROLLBACK), a deferred constraint, a full disk): then the calls are run
        one by one to find whose fault it was.
        """
        try:
            self._execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            for call in batch:
                call.error = translated(error)
            return True
        try:
            if not all(self._step(call, guarded=guarded) for call in batch):
                self._undo()
                return False
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

    def _step(self, call: Call[Any], *, guarded: bool) -> bool:
        """One call of a batch; False when the batch cannot be kept because of it."""
        if guarded:
            self._execute("SAVEPOINT call")
        touched = self._attempt(call)
        if not self._connection.in_transaction:
            return False
        if guarded:
            if call.error is not None:
                self._execute("ROLLBACK TO call")
            self._execute("RELEASE call")
            return True
        return call.error is None or not touched

    def _attempt(self, call: Call[Any]) -> bool:
        """Run the call; returns whether it may have changed anything."""
        before = self._connection.total_changes
        tx = SqliteTx(self._cursor)
        call.attempt(tx)
        tx.end()
        if call.error is not None:
            call.error = translated(call.error)
        return tx.ran or self._connection.total_changes != before

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


def taken(calls: SimpleQueue[Call[Any] | None], most: int) -> tuple[list[Call[Any]], bool]:
    """Waits for a call and takes those that wait behind it; False when None came: there is nothing after it."""
    batch: list[Call[Any]] = []
    call = calls.get()
    with suppress(Empty):
        while call is not None:
            batch.append(call)
            if len(batch) == most:
                break
            call = calls.get_nowait()
    return batch, call is not None


def answer(batch: list[Call[Any]]) -> None:
    """Tells every waiting task how its call ended. On the event loop only."""
    for call in batch:
        call.answer()
