"""What only SQLite does: groups of transactions in one commit, and a file that may be anything."""

import asyncio
import inspect
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from fcntl import LOCK_EX
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from storage import sqlite
from storage.database import Tx, open_database
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
    ValueRefused,
)
from storage.group_commit import GroupCommit
from storage.sqlite import SqliteDatabase
from storage.sqlite_connection import connect, locked, open_lock, positional, statements
from tests.storage.jars import coins, put

PATIENCE_S = 20


def spring(tx: Tx) -> None:
    tx.run("INSERT INTO traps (id) VALUES ($1)", 1)


def fall_into_it_unaware(tx: Tx) -> None:
    try:
        spring(tx)
    except sqlite3.Error:
        put(tx, 98)  # must not be committed by itself


def late(tx: Tx) -> None:
    tx.run("INSERT INTO late (jar_id) VALUES ($1)", 77)


async def together(database: SqliteDatabase, *calls: Callable[[Tx], Any]) -> list[Any]:
    """Run the calls in one batch: they gather while the writer is kept busy."""
    entered, opened = threading.Event(), threading.Event()

    def busy(_: Tx) -> None:
        entered.set()
        assert opened.wait(PATIENCE_S)

    first = asyncio.ensure_future(database.write(busy))
    assert await asyncio.to_thread(entered.wait, PATIENCE_S)
    waiting = [asyncio.ensure_future(database.write(call)) for call in calls]
    await asyncio.sleep(0)
    opened.set()
    await first
    return await asyncio.gather(*waiting, return_exceptions=True)


def jar(number: int) -> Callable[[Tx], int]:
    return lambda tx: put(tx, number)


def test_aiosqlite_still_runs_functions_on_its_thread_as_the_writer_relies_on() -> None:
    assert list(inspect.signature(aiosqlite.Connection._execute).parameters) == ["self", "fn", "args", "kwargs"]
    assert inspect.iscoroutinefunction(aiosqlite.Connection._execute)
    assert list(inspect.signature(aiosqlite.Connection).parameters)[:2] == ["connector", "iter_chunk_size"]


async def test_transactions_that_wait_together_share_one_commit(sqlite_shop: SqliteDatabase) -> None:
    seen: list[str] = []
    sqlite_shop._group._connection.set_trace_callback(seen.append)
    assert await together(sqlite_shop, *(jar(number) for number in range(50))) == [1] * 50
    assert seen.count("COMMIT") == 2  # the one that kept the writer busy, and the fifty
    assert len(await sqlite_shop.read(coins)) == 50


async def test_more_than_a_batch_of_callers_are_all_answered(sqlite_shop: SqliteDatabase) -> None:
    assert await together(sqlite_shop, *(jar(number) for number in range(1100))) == [1] * 1100


async def test_a_failure_in_a_batch_is_undone_alone(sqlite_shop: SqliteDatabase) -> None:
    def fail(tx: Tx) -> None:
        put(tx, 99)
        put(tx, 1)

    one, bad, two = await together(sqlite_shop, jar(1), fail, jar(2))
    assert (one, two) == (1, 1)
    assert isinstance(bad, ConstraintViolated)
    assert await sqlite_shop.read(coins) == {1: 1, 2: 1}


def insert_and_fail(tx: Tx) -> None:
    tx.one("INSERT INTO jars (id, coins, open) VALUES (99, 1, 1) RETURNING id")
    raise LookupError


def lay_and_fail(tx: Tx) -> None:
    tx.script("CREATE TABLE leftover (id INTEGER)")
    raise LookupError


def refuse(tx: Tx) -> None:
    tx.all("SELECT * FROM jars")
    raise LookupError


@pytest.mark.parametrize("failing", [insert_and_fail, lay_and_fail])
async def test_a_batch_is_run_again_behind_savepoints_when_one_had_written(
    sqlite_shop: SqliteDatabase, failing: Callable[[Tx], None]
) -> None:
    seen: list[str] = []
    sqlite_shop._group._connection.set_trace_callback(seen.append)
    one, bad, two = await together(sqlite_shop, jar(1), failing, jar(2))
    assert (one, two) == (1, 1)
    assert isinstance(bad, LookupError)
    assert (seen.count("SAVEPOINT call"), seen.count("COMMIT")) == (3, 2)
    assert await sqlite_shop.read(coins) == {1: 1, 2: 1}
    assert not await sqlite_shop.read(lambda tx: tx.all("SELECT 1 FROM sqlite_schema WHERE name = 'leftover'"))


async def test_a_refusal_before_any_change_costs_its_neighbours_nothing(sqlite_shop: SqliteDatabase) -> None:
    seen: list[str] = []
    sqlite_shop._group._connection.set_trace_callback(seen.append)
    one, bad, two = await together(sqlite_shop, jar(1), refuse, jar(2))
    assert (one, two) == (1, 1)
    assert isinstance(bad, LookupError)
    assert "SAVEPOINT call" not in seen
    assert sum(sql.startswith("INSERT") for sql in seen) == 2


@pytest.mark.parametrize(
    ("destroyer", "told"),
    [(spring, ConstraintViolated), (late, ConstraintViolated), (fall_into_it_unaware, DatabaseClosed)],
)
async def test_one_that_destroys_the_batch_fails_alone(
    sqlite_shop: SqliteDatabase, destroyer: Callable[[Tx], None], told: type[Exception]
) -> None:
    one, bad, two = await together(sqlite_shop, jar(1), destroyer, jar(2))
    assert (one, two) == (1, 1)
    assert isinstance(bad, told)
    with pytest.raises(told):
        await sqlite_shop.write(destroyer)
    assert await sqlite_shop.read(coins) == {1: 1, 2: 1}


async def test_one_that_ends_the_transaction_by_itself_harms_no_neighbour(sqlite_shop: SqliteDatabase) -> None:
    def overlook(tx: Tx) -> None:
        try:
            spring(tx)
        except sqlite3.Error:
            return

    one, bad, two = await together(sqlite_shop, jar(1), overlook, jar(2))
    assert (one, two) == (1, 1)
    assert isinstance(bad, CommitFailed)
    assert await sqlite_shop.read(coins) == {1: 1, 2: 1}


async def test_a_broken_savepoint_makes_the_batch_run_one_by_one(sqlite_shop: SqliteDatabase) -> None:
    one, two = await together(sqlite_shop, lambda tx: (tx.run("RELEASE call"), put(tx, 1))[1], jar(2))
    assert isinstance(one, StatementFailed)  # alone there is no savepoint to release
    assert two == 1


async def test_a_failing_commit_fails_every_caller(
    sqlite_shop: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = sqlite_shop._group
    execute = group._execute

    def failing(sql: str) -> Any:
        if sql == "COMMIT" and len(waiting_jars()) > 0:
            raise sqlite3.OperationalError("disk I/O error")
        return execute(sql)

    def waiting_jars() -> list[Any]:
        return group._connection.execute("SELECT id FROM jars").fetchall()

    monkeypatch.setattr(group, "_execute", failing)
    outcomes = await together(sqlite_shop, jar(1), jar(1), jar(2))
    assert [type(outcome) for outcome in outcomes] == [CommitFailed, ConstraintViolated, CommitFailed]
    with pytest.raises(CommitFailed):
        await sqlite_shop.write(put, 3)
    monkeypatch.undo()
    assert await sqlite_shop.write(put, 4) == 1
    assert await sqlite_shop.read(coins) == {4: 1}


async def test_a_fault_in_the_writer_itself_is_answered_too(
    sqlite_shop: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(GroupCommit, "_attempt", broken)
    with pytest.raises(MemoryError):
        await sqlite_shop.write(put, 1)
    monkeypatch.undo()
    assert await sqlite_shop.write(put, 1) == 1


async def test_a_lock_held_by_another_program_is_waited_for_and_then_told(sqlite_shop: SqliteDatabase) -> None:
    sqlite_shop._group._connection.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(sqlite_shop.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        await sqlite_shop.write(put, 1)
    calls = (jar(1), jar(2))
    outcomes = await asyncio.gather(*map(sqlite_shop.write, calls), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [DatabaseBusy, DatabaseBusy]
    other.execute("ROLLBACK")
    other.close()
    assert await sqlite_shop.write(put, 1) == 1


async def test_both_kinds_of_connection_have_the_settings_the_ledger_relies_on(
    sqlite_shop: SqliteDatabase,
) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1,
              "secure_delete": 1, "trusted_schema": 0, "busy_timeout": 10000}  # fmt: skip

    def settings(tx: Tx) -> dict[str, Any]:
        found = {}
        for name in wanted:
            row: Any = tx.one(f"PRAGMA {name}")
            found[name] = row[0]
        return found

    assert await sqlite_shop.write(settings) == wanted
    assert await sqlite_shop.read(settings) == wanted


async def test_tables_are_strict_so_a_word_is_no_number(sqlite_shop: SqliteDatabase) -> None:
    for sql in ("INSERT INTO jars (id) VALUES ($1)", "INSERT INTO jars (id, coins, open) VALUES (1, $1, 1)"):
        with pytest.raises(ValueRefused):
            await sqlite_shop.write(lambda tx, sql=sql: tx.run(sql, "many"))  # type: ignore[misc]


async def test_a_type_that_no_engine_knows_is_refused(sqlite_shop: SqliteDatabase) -> None:
    with pytest.raises(StatementFailed):
        await sqlite_shop.write(lambda tx: tx.run("INSERT INTO jars (id) VALUES ($1)", 1.5j))  # type: ignore[arg-type]


async def test_a_parameter_too_many_is_refused(sqlite_shop: SqliteDatabase) -> None:
    with pytest.raises(StatementFailed, match="1 parameters, 2"):
        await sqlite_shop.read(lambda tx: tx.all("SELECT $1 AS n", 1, 2))


@pytest.mark.parametrize(
    "change",
    [
        "INSERT OR REPLACE INTO diary (id, words) VALUES (1, 'no')",
        "REPLACE INTO diary (id, words) VALUES (1, 'no')",
        "INSERT INTO diary (id, words) VALUES (1, 'no') ON CONFLICT DO UPDATE SET words = 'no'",
        "UPDATE OR REPLACE diary SET words = 'no'",
    ],
)
async def test_nothing_slips_past_an_append_only_trigger(sqlite_shop: SqliteDatabase, change: str) -> None:
    await sqlite_shop.write(lambda tx: tx.run("INSERT INTO diary (id, words) VALUES (1, 'yes')"))
    with pytest.raises(ConstraintViolated, match="append-only"):
        await sqlite_shop.write(lambda tx: tx.run(change))
    rows = await sqlite_shop.read(lambda tx: tx.all("SELECT words FROM diary"))
    assert [row["words"] for row in rows] == ["yes"]


async def test_what_was_deleted_and_scrubbed_is_in_no_file(sqlite_shop: SqliteDatabase) -> None:
    await sqlite_shop.write(put, 1, 1, "Ferdinand Unforgettable")
    await sqlite_shop.write(lambda tx: tx.run("DELETE FROM jars"))
    assert await sqlite_shop.scrub()
    files = list(sqlite_shop.path.parent.glob("kumbara.db*"))
    assert len(files) >= 3
    assert not [file for file in files if b"Unforgettable" in file.read_bytes()]


async def test_scrubbing_gives_up_while_somebody_reads(sqlite_shop: SqliteDatabase) -> None:
    reading = sqlite3.connect(sqlite_shop.path, isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT * FROM jars").fetchall()
    await sqlite_shop.write(put, 1)
    assert not await sqlite_shop.scrub()
    reading.close()
    assert await sqlite_shop.scrub()


async def test_a_new_file_is_for_its_owner_only(sqlite_shop: SqliteDatabase) -> None:
    for file in sqlite_shop.path.parent.glob("kumbara.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


async def test_a_relative_address_means_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with await open_database("sqlite:///here.db"):
        assert (tmp_path / "here.db").exists()


async def test_a_missing_file_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match="no database at"):
        await open_database(f"sqlite:///{tmp_path}/none.db", create=False)
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="No such file or directory"):
        await open_database(f"sqlite:///{tmp_path}/nowhere/kumbara.db")


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "kumbara.db").mkdir()
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        await open_database(f"sqlite:///{tmp_path}/kumbara.db")


async def test_another_kind_of_file_is_no_database_and_stays_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "kumbara.db"
    letter.write_text("Dear sirs, " * 500)
    with pytest.raises(NotADatabase, match="not a database"):
        await open_database(f"sqlite:///{letter}")
    assert letter.read_text().startswith("Dear sirs")


async def test_an_old_sqlite_is_told_what_is_needed(empty_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(EngineTooOld, match=r"3\.37"):
        await open_database(empty_sqlite_url)


async def test_a_database_being_replaced_is_not_opened(tmp_path: Path) -> None:
    presence = open_lock(tmp_path / "kumbara.db")
    assert locked(presence, LOCK_EX)
    with pytest.raises(DatabaseInUse):
        await open_database(f"sqlite:///{tmp_path}/kumbara.db")


def test_a_disk_without_write_ahead_log_is_refused() -> None:
    with pytest.raises(DatabaseUnusable, match="local disk"):
        connect(Path(":memory:"))


def test_switching_to_the_log_waits_for_another_process(tmp_path: Path) -> None:
    path = tmp_path / "kumbara.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    done = threading.Timer(0.1, other.execute, ["COMMIT"])
    done.start()
    connect(path).close()
    done.join()
    other.close()


def test_switching_to_the_log_is_given_up_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sqlite_connection._BUSY_S", 0.05)
    other = sqlite3.connect(tmp_path / "kumbara.db", isolation_level=None)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseUnusable, match="locked"):
        connect(tmp_path / "kumbara.db")
    other.close()


async def test_a_reader_that_cannot_open_the_file_tells_its_caller(
    sqlite_shop: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise DatabaseUnusable("too many open files")

    monkeypatch.setattr(sqlite, "connect", refuse)
    with pytest.raises(DatabaseUnusable):
        await sqlite_shop.read(coins)
    monkeypatch.undo()
    assert await sqlite_shop.read(coins) == {}


ABANDONED = """
import asyncio, sys
from storage.database import open_database
async def leave():
    database = await open_database(sys.argv[1])
    asyncio.ensure_future(database.write(lambda tx: tx.run("CREATE TABLE t (x INTEGER) STRICT")))
    asyncio.ensure_future(database.read(lambda tx: tx.all("SELECT 1")))
    await asyncio.sleep(0)
    database._group.calls.put(None)
asyncio.run(leave())
"""


def test_a_loop_that_ends_first_leaves_no_thread_hanging(empty_sqlite_url: str) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ABANDONED, empty_sqlite_url],
        check=True, timeout=PATIENCE_S, capture_output=True,
    )  # fmt: skip


def test_a_script_is_cut_between_statements_and_nowhere_else() -> None:
    trigger = "CREATE TRIGGER a AFTER INSERT ON b BEGIN SELECT 'x;y'; SELECT 2; END;"
    script = f"-- first; of all\nCREATE TABLE b (c);\n{trigger}\nSELECT 1\n"
    assert [statement.strip() for statement in statements(script)] == [
        "-- first; of all\nCREATE TABLE b (c);",
        trigger,
        "SELECT 1\n;",
    ]
    assert list(statements("CREATE TRIGGER a BEGIN SELECT 1;")) == ["CREATE TRIGGER a BEGIN SELECT 1;;"]


def test_parameters_are_put_in_the_order_of_their_places() -> None:
    text, wanted, arrange = positional("SELECT $2, '$3', $1, \"$4\", $2")
    assert text == "SELECT ?, '$3', ?, \"$4\", ?"
    assert wanted == 2
    assert arrange is not None
    assert arrange((1, 2)) == (2, 1, 2)
    assert positional("SELECT $1, $2") == ("SELECT ?, ?", 2, None)
