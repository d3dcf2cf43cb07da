"""What holds on both engines."""

import asyncio
import logging
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest

from storage.database import Database, Tx, open_database
from storage.errors import (
    ConstraintViolated,
    DatabaseClosed,
    DatabaseUnusable,
    StatementFailed,
    StorageError,
    UnknownScheme,
)
from tests.storage.jars import coins, put, take_one

PATIENCE_S = 20


class Gate:
    """Lets a test stop a transaction in the middle."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    def pass_through(self) -> None:
        self.entered.set()
        assert self.opened.wait(PATIENCE_S)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self.entered.wait, PATIENCE_S)


async def test_a_transaction_is_committed_when_the_call_returns(shop: Database) -> None:
    assert await shop.write(put, 1, coins=5) == 1
    assert await shop.read(coins) == {1: 5}


async def test_a_failing_transaction_is_undone_alone(shop: Database) -> None:
    def fail(tx: Tx) -> None:
        put(tx, 99)
        raise LookupError("no such reward")

    calls = [shop.write(fail) if jar % 4 == 0 else shop.write(put, jar) for jar in range(40)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(outcome, LookupError) for outcome in outcomes) == 10
    assert await shop.read(coins) == {jar: 1 for jar in range(40) if jar % 4}


async def test_a_thousand_conditional_updates_at_once_have_one_winner(shop: Database) -> None:
    await shop.write(put, 1, 1)
    outcomes = await asyncio.gather(*(shop.write(take_one, 1) for _ in range(1000)))
    assert sorted(outcomes) == [0] * 999 + [1]
    assert await shop.read(coins) == {1: 0}


async def test_a_violated_constraint_is_told_by_its_name_or_columns(shop: Database) -> None:
    def orphan(tx: Tx) -> None:
        tx.run("INSERT INTO sips (jar_id) VALUES ($1)", 77)

    await shop.write(put, 1, label="mint")
    for told, call in (
        ("never_negative", shop.write(put, 2, -1)),
        ("label", shop.write(put, 3, label="mint")),
        ("sips_of_a_jar" if shop.engine == "postgres" else "FOREIGN KEY", shop.write(orphan)),
    ):
        with pytest.raises(ConstraintViolated) as caught:
            await call
        assert told in caught.value.constraint
        assert caught.value.__cause__ is None  # the driver's own text may quote what was stored
    assert await shop.read(coins) == {1: 1}


async def test_a_constraint_checked_at_the_commit_fails_only_its_own_transaction(shop: Database) -> None:
    def late(tx: Tx) -> None:
        tx.run("INSERT INTO late (jar_id) VALUES ($1)", 77)

    calls = [shop.write(put, 1), shop.write(late), shop.write(put, 2)]
    first, second, third = await asyncio.gather(*calls, return_exceptions=True)
    assert (first, third) == (1, 1)
    assert isinstance(second, ConstraintViolated)
    assert await shop.read(coins) == {1: 1, 2: 1}


@pytest.mark.parametrize("change", ["UPDATE diary SET words = 'no'", "DELETE FROM diary"])
async def test_what_a_trigger_forbids_is_a_violated_constraint(shop: Database, change: str) -> None:
    await shop.write(lambda tx: tx.run("INSERT INTO diary (id, words) VALUES ($1, $2)", 1, "yes"))
    with pytest.raises(ConstraintViolated, match="append-only"):
        await shop.write(lambda tx: tx.run(change))
    words = await shop.read(lambda tx: tx.one("SELECT words FROM diary"))
    assert words is not None
    assert words["words"] == "yes"


async def test_faulty_sql_is_a_storage_error(shop: Database) -> None:
    for sql in ("SELEC 1", "SELECT * FROM nowhere"):
        with pytest.raises(StatementFailed):
            await shop.read(lambda tx, sql=sql: tx.all(sql))  # type: ignore[misc]


async def test_a_missing_parameter_is_refused(shop: Database) -> None:
    for params in ((), (1,)):
        with pytest.raises(StatementFailed):
            await shop.read(lambda tx, params=params: tx.all("SELECT CAST($1 AS BIGINT) + $2 AS n", *params))  # type: ignore[misc]


async def test_reading_refuses_to_write(shop: Database) -> None:
    with pytest.raises(StatementFailed):
        await shop.read(put, 1)
    assert await shop.read(coins) == {}


async def test_what_is_read_together_does_not_change_in_between(shop: Database) -> None:
    gate = Gate()

    def look_twice(tx: Tx) -> tuple[dict[int, int], dict[int, int]]:
        before = coins(tx)
        gate.pass_through()
        return before, coins(tx)

    await shop.write(put, 1, 1)
    looking = asyncio.ensure_future(shop.read(look_twice))
    await gate.reached()
    await shop.write(put, 2, 2)
    gate.opened.set()
    assert await looking == ({1: 1}, {1: 1})
    assert await shop.read(coins) == {1: 1, 2: 2}


async def test_values_come_back_as_they_were_given(shop: Database) -> None:
    def there_and_back(tx: Tx) -> dict[str, Any]:
        tx.run(
            "INSERT INTO jars (seal, id, label, coins, open) VALUES ($5, $1, $2, $3, $4)",
            2**52 + 1, "çilek '🍓' $1", 2**62, False, b"\x00\xff",
        )  # fmt: skip
        row = tx.one("SELECT * FROM jars WHERE id = $1 AND $1 > 0 AND label <> '$9'", 2**52 + 1)
        assert row is not None
        return {key: row[key] for key in row.keys()}  # noqa: SIM118  # a row is no mapping

    assert await shop.write(there_and_back) == {
        "id": 2**52 + 1, "label": "çilek '🍓' $1", "coins": 2**62, "open": False, "seal": b"\x00\xff",
    }  # fmt: skip


async def test_a_sum_is_an_integer_and_nothing_is_none(shop: Database) -> None:
    def ask(tx: Tx) -> tuple[Any, Any, Any]:
        nothing = tx.one("SELECT sum(coins) AS n FROM jars WHERE id = $1", 99)
        total = tx.one("SELECT sum(coins) AS n FROM jars")
        assert nothing is not None
        assert total is not None
        return total["n"], nothing["n"], tx.one("SELECT id FROM jars WHERE label = $1", "none")

    await shop.write(put, 1, 20)
    await shop.write(put, 2, 22)
    total = await shop.read(ask)
    assert total == (42, None, None)
    assert type(total[0]) is int


async def test_a_statement_without_result_gives_no_rows(shop: Database) -> None:
    def change(tx: Tx) -> tuple[Any, Any, int, int]:
        put(tx, 1)
        return (
            tx.all("UPDATE jars SET coins = 2"),
            tx.one("UPDATE jars SET coins = 3"),
            tx.run("UPDATE jars SET coins = 4 RETURNING id"),
            tx.run("CREATE TABLE more (id BIGINT)"),
        )

    assert await shop.write(change) == ([], None, 1, 0)


async def test_a_cancelled_caller_neither_stops_nor_leaves_a_transaction(shop: Database) -> None:
    gate = Gate()

    def slow(tx: Tx) -> None:
        put(tx, 1)
        gate.pass_through()
        put(tx, 2)

    task = asyncio.ensure_future(shop.write(slow))
    await gate.reached()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.opened.set()
    await asyncio.wait_for(shop.write(lambda tx: tx.run("UPDATE jars SET coins = 1")), PATIENCE_S)
    for _ in range(100):  # on PostgreSQL the two run side by side
        if await shop.read(coins) == {1: 1, 2: 1}:
            break
    assert await shop.read(coins) == {1: 1, 2: 1}


async def test_tasks_cancelled_at_every_await_do_all_or_nothing(shop: Database) -> None:
    def pair(tx: Tx, number: int) -> None:
        put(tx, 2 * number)
        put(tx, 2 * number + 1)

    tasks = []
    for number in range(60):
        task = asyncio.ensure_future(shop.write(pair, number))
        for _ in range(number % 12):
            await asyncio.sleep(0)
        task.cancel()
        tasks.append(task)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    url_still_works = await asyncio.wait_for(shop.write(put, 1000), PATIENCE_S)
    assert url_still_works == 1
    await shop.close()  # waits for everything handed over
    there = await _reopened(shop)
    assert all((2 * n in there) == (2 * n + 1 in there) for n in range(60))
    assert all(2 * n in there for n, outcome in enumerate(outcomes) if outcome is None)


async def _reopened(closed: Any) -> dict[int, int]:
    url = f"sqlite:///{closed.path}" if closed.engine == "sqlite" else closed._conninfo
    if closed.engine == "sqlite":
        async with await open_database(url, create=False) as database:
            return await database.read(coins)
    import psycopg

    with psycopg.connect(url) as connection:
        return dict(connection.execute("SELECT id, coins FROM jars").fetchall())


async def test_a_failure_after_its_caller_has_gone_is_logged_without_its_words(
    shop: Database, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate()

    def fail(tx: Tx) -> None:
        gate.pass_through()
        raise LookupError("Ayşe")

    task = asyncio.ensure_future(shop.write(fail))
    await gate.reached()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    gate.opened.set()
    with caplog.at_level(logging.WARNING):
        await shop.close()
        await asyncio.sleep(0)
    assert "LookupError" in caplog.text
    assert "Ayşe" not in caplog.text


async def test_a_coroutine_function_is_no_transaction(shop: Database) -> None:
    async def wrong(tx: Tx) -> None:
        put(tx, 1)

    with pytest.raises(TypeError, match="plain function"):
        await shop.write(wrong)  # type: ignore[unused-coroutine]


async def test_stop_iteration_reaches_the_caller_as_something_that_can_be_raised(shop: Database) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await shop.write(lambda _: next(iter(())))
    assert await shop.write(put, 1) == 1


async def test_a_transaction_cannot_be_used_after_its_end(shop: Database) -> None:
    escaped = await shop.write(lambda tx: tx)
    for use in (lambda: escaped.all("SELECT 1"), lambda: put(escaped, 1)):
        with pytest.raises(DatabaseClosed):
            use()
    if shop.engine == "postgres":
        with pytest.raises(DatabaseClosed):
            escaped.lock("jars", 1)
    assert await shop.read(coins) == {}


async def test_closing_waits_for_what_was_handed_over_and_then_refuses(shop: Database) -> None:
    waiting = [asyncio.ensure_future(shop.write(put, jar)) for jar in range(30)]
    await asyncio.sleep(0)
    await shop.close()
    await shop.close()
    assert await asyncio.gather(*waiting) == [1] * 30
    for call in (shop.write(put, 99), shop.read(coins)):
        with pytest.raises(DatabaseClosed):
            await call


async def test_a_lock_is_held_by_one_and_the_next_is_told_once_that_it_waits(shop: Database) -> None:
    told: list[str] = []
    inside: list[str] = []

    async def enter(name: str) -> None:
        async with shop.exclusive("poller", lambda: told.append(name)):
            inside.append(name)

    async with shop.exclusive("poller", lambda: told.append("first")), shop.exclusive("another"):
        second = asyncio.ensure_future(enter("second"))
        while not told:
            await asyncio.sleep(0.01)
        assert inside == []
    await asyncio.wait_for(second, PATIENCE_S)
    assert (told, inside) == (["second"], ["second"])


async def test_a_caller_that_gives_up_waiting_does_not_get_the_lock(shop: Database) -> None:
    async with shop.exclusive("poller"):
        waiting = asyncio.ensure_future(shop.exclusive("poller").__aenter__())
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(PATIENCE_S), shop.exclusive("poller"):
        pass


HOLDER = """
import asyncio, sys
from storage.database import open_database
async def hold():
    async with await open_database(sys.argv[1]) as database, database.exclusive("poller"):
        print("held", flush=True)
        await asyncio.sleep(60)
asyncio.run(hold())
"""


async def test_a_killed_process_lets_go_of_its_lock(empty_database_url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, empty_database_url], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert await asyncio.to_thread(holder.stdout.readline) == b"held\n"
        database = await open_database(empty_database_url)
        async with database, asyncio.timeout(PATIENCE_S), database.exclusive("poller", holder.kill):
            assert holder.wait(PATIENCE_S) == -signal.SIGKILL


@pytest.mark.parametrize("url", ["mysql://localhost/x", "kumbara.db", "", "sqlite://kumbara.db", "sqlite:///",
                                 "sqlite:///:memory:", "postgresql://[::1"])  # fmt: skip
async def test_an_address_of_no_known_kind_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(UnknownScheme, match=r"sqlite:///|postgresql://"):
        await open_database(url)


def test_every_refusal_to_open_is_one_kind_of_storage_error() -> None:
    assert issubclass(UnknownScheme, DatabaseUnusable)
    assert issubclass(DatabaseUnusable, StorageError)
