"""The ledger's writer with many callers against plain sqlite3 with one commit each, the same transaction."""

import asyncio
import gc
import sqlite3
import tempfile
import time
from pathlib import Path

import uvloop

from bot.app import COLLECT_EVERY
from storage.database import Tx, open_database
from storage.sqlite_connection import connect

CALLERS = 100
_SCHEMA = """
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL) STRICT;
CREATE TABLE entries (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, at INTEGER NOT NULL) STRICT;
CREATE TABLE moves (entry_id INTEGER NOT NULL, account_id INTEGER NOT NULL, points INTEGER NOT NULL) STRICT;
"""
_STATEMENTS = (
    "SELECT balance FROM accounts WHERE id = $1",
    "INSERT INTO entries (key, at) VALUES ($1, $2) RETURNING id",
    "INSERT INTO moves (entry_id, account_id, points) VALUES ($1, $2, $3)",
    "UPDATE accounts SET balance = balance + $1 WHERE id = $2",
)


def _make(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(_SCHEMA)
    connection.executemany("INSERT INTO accounts VALUES (?, 0)", [(number,) for number in range(1000)])
    connection.commit()
    connection.close()


def plain(folder: Path, count: int) -> float:
    """Transactions a second of plain sqlite3, one commit each, on a connection with the ledger's own settings."""
    path = folder / "plain.db"
    _make(path)
    connection = connect(path)
    look, enter, move, keep = (
        statement.replace("$1", "?").replace("$2", "?").replace("$3", "?") for statement in _STATEMENTS
    )
    begun = time.perf_counter()
    for number in range(count):
        member, merchant = number % 1000, (number * 7) % 1000
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(look, (member,)).fetchall()
        entry = connection.execute(enter, (f"in:{number}", number)).fetchall()[0][0]
        connection.execute(move, (entry, member, 24))
        connection.execute(move, (entry, merchant, -24))
        connection.execute(keep, (24, member))
        connection.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return count / seconds


def _book(tx: Tx, number: int) -> None:
    member, merchant = number % 1000, (number * 7) % 1000
    tx.one(_STATEMENTS[0], member)
    row = tx.one(_STATEMENTS[1], f"in:{number}", number)
    entry = row["id"] if row else 0
    tx.run(_STATEMENTS[2], entry, member, 24)
    tx.run(_STATEMENTS[2], entry, merchant, -24)
    tx.run(_STATEMENTS[3], 24, member)


async def _ours(path: Path, count: int) -> float:
    numbers = iter(range(count))
    async with await open_database(f"sqlite:///{path}") as database:

        async def caller() -> None:
            for number in numbers:
                await database.write(_book, number)

        begun = time.perf_counter()
        await asyncio.gather(*(caller() for _ in range(CALLERS)))
        return count / (time.perf_counter() - begun)


def ours(folder: Path, count: int) -> float:
    """Transactions a second of the group-committing writer with 100 callers."""
    path = folder / "ours.db"
    _make(path)
    return uvloop.run(_ours(path, count))


def measure(count: int) -> tuple[float, float]:
    """Plain and ours, one after the other, on fresh files, collecting garbage as rarely as the bot does."""
    gc.set_threshold(COLLECT_EVERY)
    with tempfile.TemporaryDirectory(prefix="kumbara-bench-") as folder:
        return plain(Path(folder), count), ours(Path(folder), count)
