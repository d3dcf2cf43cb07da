"""What only PostgreSQL does: rows locked by many writers at once, and a server that may go away."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable

import psycopg
import pytest

from storage import postgres
from storage.database import Tx, open_database
from storage.errors import (
    CommitFailed,
    ConnectionLost,
    ConstraintViolated,
    DatabaseBusy,
    EngineTooOld,
    ServerUnreachable,
    StatementFailed,
    UnknownScheme,
    ValueRefused,
)
from storage.postgres import PostgresDatabase
from storage.postgres_connection import connection_string
from tests.postgres_server import PostgresServer
from tests.storage.jars import coins, put

PATIENCE_S = 20


@pytest.fixture
def cut(postgres_server: PostgresServer) -> Callable[[Tx], None]:
    """Ends the server's side of a transaction's connection, as a restart would."""

    def end_connection(tx: Tx) -> None:
        row = tx.one("SELECT pg_backend_pid() AS pid")
        assert row is not None
        postgres_server.admin(f"SELECT pg_terminate_backend({row['pid']:d}, 5000)")

    return end_connection


def refill(tx: Tx, *jars: int) -> None:
    for jar in jars:
        tx.run("UPDATE jars SET coins = coins + 1 WHERE id = $1", jar)


async def test_a_deadlock_is_tried_again_until_both_are_done(postgres_shop: PostgresDatabase) -> None:
    await postgres_shop.write(put, 1, 0)
    await postgres_shop.write(put, 2, 0)
    both_inside = threading.Barrier(2)
    attempts: list[int] = []

    def crosswise(tx: Tx, first: int, second: int) -> None:
        attempts.append(first)
        refill(tx, first)
        if len(attempts) <= 2:
            both_inside.wait(PATIENCE_S)
        refill(tx, second)

    await asyncio.gather(postgres_shop.write(crosswise, 1, 2), postgres_shop.write(crosswise, 2, 1))
    assert len(attempts) >= 3
    assert await postgres_shop.read(coins) == {1: 2, 2: 2}


async def test_rows_locked_together_never_deadlock(postgres_shop: PostgresDatabase) -> None:
    for jar in (1, 2, 3):
        await postgres_shop.write(put, jar, 0)
    attempts: list[int] = []

    def locked(tx: Tx, *jars: int) -> None:
        attempts.append(1)
        tx.lock("jars", *jars, 99)
        refill(tx, *jars)

    orders = [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)] * 10
    await asyncio.gather(*(postgres_shop.write(locked, *order) for order in orders))
    assert len(attempts) == 40
    assert await postgres_shop.read(coins) == {1: 40, 2: 40, 3: 40}


async def test_a_locked_row_is_kept_from_others_until_the_end(postgres_shop: PostgresDatabase) -> None:
    await postgres_shop.write(put, 1, 0)
    seen: list[str] = []
    inside, go_on = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        tx.lock("jars", 1)
        inside.set()
        assert go_on.wait(PATIENCE_S)
        seen.append("holder")

    def want(tx: Tx) -> None:
        go_on.set()
        tx.lock("jars", 1)
        seen.append("next")

    holding = asyncio.ensure_future(postgres_shop.write(hold))
    assert await asyncio.to_thread(inside.wait, PATIENCE_S)
    await asyncio.gather(holding, postgres_shop.write(want))
    assert seen == ["holder", "next"]


async def test_a_table_to_lock_is_a_name_and_never_sql(postgres_shop: PostgresDatabase) -> None:
    with pytest.raises(StatementFailed):
        await postgres_shop.write(lambda tx: tx.lock("jars; DROP TABLE jars; --", 1))
    assert await postgres_shop.read(coins) == {}


async def test_trying_again_has_an_end(postgres_shop: PostgresDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_PAUSE_S", 0)
    attempts: list[int] = []

    def unlucky(tx: Tx) -> None:
        attempts.append(put(tx, 1))
        tx.script("DO $$ BEGIN RAISE EXCEPTION 'unlucky' USING ERRCODE = 'serialization_failure'; END $$")

    with pytest.raises(DatabaseBusy):
        await postgres_shop.write(unlucky)
    assert len(attempts) == 10
    assert await postgres_shop.read(coins) == {}


async def test_a_transaction_cut_off_is_done_again_on_a_new_connection(
    postgres_shop: PostgresDatabase, cut: Callable[[Tx], None]
) -> None:
    attempts: list[int] = []

    def once_cut(tx: Tx) -> None:
        attempts.append(put(tx, 1))
        if len(attempts) == 1:
            cut(tx)
        put(tx, 2)

    await postgres_shop.write(once_cut)
    assert attempts == [1, 1]
    assert await postgres_shop.read(coins) == {1: 1, 2: 1}


async def test_connections_that_died_while_idle_are_replaced_unseen(
    postgres_shop: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    await asyncio.gather(*(postgres_shop.write(put, jar) for jar in range(20)))
    postgres_server.admin("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'kumbara'")
    assert await asyncio.gather(*(postgres_shop.write(put, jar) for jar in range(20, 40))) == [1] * 20


async def test_a_connection_that_keeps_breaking_is_told_and_the_next_call_recovers(
    postgres_shop: PostgresDatabase, cut: Callable[[Tx], None]
) -> None:
    def always_cut(tx: Tx) -> None:
        put(tx, 1)
        cut(tx)
        put(tx, 2)

    with pytest.raises(ConnectionLost):
        await postgres_shop.write(always_cut)
    assert await postgres_shop.write(put, 3) == 1
    assert await postgres_shop.read(coins) == {3: 1}


async def test_a_connection_lost_at_the_commit_leaves_the_outcome_open(
    postgres_shop: PostgresDatabase, cut: Callable[[Tx], None]
) -> None:
    attempts: list[int] = []

    def cut_at_the_end(tx: Tx) -> None:
        attempts.append(put(tx, 1))
        cut(tx)

    with pytest.raises(CommitFailed):
        await postgres_shop.write(cut_at_the_end)
    assert attempts == [1]  # never again by itself: it might have been done
    assert await postgres_shop.read(coins) == {}


async def test_an_error_of_the_function_outlives_a_lost_connection(
    postgres_shop: PostgresDatabase, cut: Callable[[Tx], None]
) -> None:
    def fail(tx: Tx) -> None:
        cut(tx)
        try:
            put(tx, 1)
        except psycopg.Error:
            raise LookupError from None

    with pytest.raises(LookupError):
        await postgres_shop.write(fail)
    assert await postgres_shop.write(put, 1) == 1


async def test_a_failed_statement_that_was_overlooked_is_not_taken_for_a_success(
    postgres_shop: PostgresDatabase,
) -> None:
    def overlook(tx: Tx) -> str:
        put(tx, 1)
        with contextlib.suppress(psycopg.Error):
            put(tx, 1)
        return "done"

    with pytest.raises(StatementFailed, match="overlooked"):
        await postgres_shop.write(overlook)
    assert await postgres_shop.read(coins) == {}


async def test_a_text_with_nul_and_a_number_too_large_are_refused(postgres_shop: PostgresDatabase) -> None:
    with pytest.raises(ValueRefused):
        await postgres_shop.write(put, 1, 1, "a\0b")
    with pytest.raises(ValueRefused):
        await postgres_shop.write(put, 2**64)


async def test_no_error_quotes_what_was_stored(postgres_shop: PostgresDatabase) -> None:
    await postgres_shop.write(put, 1, 1, "Ayşe")
    with pytest.raises(ConstraintViolated) as caught:
        await postgres_shop.write(put, 2, 1, "Ayşe")
    told = caught.value
    assert "Ayşe" not in repr((str(told), told.args, told.__cause__, told.__context__))


async def test_statements_are_prepared_once_whatever_the_size_of_the_numbers(
    postgres_shop: PostgresDatabase,
) -> None:
    def many(tx: Tx) -> int:
        for size in (1, 40_000, 3_000_000_000):
            for jar in range(size, size + 4):
                put(tx, jar)
        row = tx.one("SELECT count(*) AS n FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO jars%'")
        assert row is not None
        return int(row["n"])

    assert await postgres_shop.write(many) == 1


async def test_a_fraction_is_read_exactly(postgres_shop: PostgresDatabase) -> None:
    row = await postgres_shop.read(lambda tx: tx.one("SELECT 0.1 AS n, -3::numeric AS m"))
    assert row is not None
    assert (str(row["n"]), row["m"], list(row.keys())) == ("0.1", -3, ["n", "m"])


async def test_scrubbing_is_left_to_the_server(postgres_shop: PostgresDatabase) -> None:
    assert await postgres_shop.scrub()


async def test_the_tests_run_as_a_role_that_is_no_superuser(postgres_shop: PostgresDatabase) -> None:
    row = await postgres_shop.read(lambda tx: tx.one("SELECT current_setting('is_superuser') AS super"))
    assert row is not None
    assert row["super"] == "off"


async def test_losing_the_lock_ends_the_block_that_holds_it(
    postgres_shop: PostgresDatabase, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_ALIVE_EVERY_S", 0.02)

    async def hold_and_lose() -> None:
        async with postgres_shop.exclusive("poller"):
            await asyncio.sleep(0.1)  # some rounds of looking find it in order
            sql = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            await asyncio.to_thread(postgres_server.admin, sql)
            await asyncio.Event().wait()

    with pytest.raises(ConnectionLost, match="poller"):
        await asyncio.wait_for(hold_and_lose(), PATIENCE_S)


async def test_a_time_out_inside_the_block_stays_a_time_out(postgres_shop: PostgresDatabase) -> None:
    with pytest.raises(TimeoutError):
        async with postgres_shop.exclusive("poller"):
            raise TimeoutError


async def test_losing_the_connection_while_waiting_for_the_lock_is_told(
    postgres_shop: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    def cut_all() -> None:
        postgres_server.admin("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'kumbara'")

    async with postgres_shop.exclusive("poller"):
        with pytest.raises(ConnectionLost):
            async with asyncio.timeout(PATIENCE_S), postgres_shop.exclusive("poller", cut_all):
                pass


async def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(ServerUnreachable) as caught:
            await open_database(f"postgresql://kumbara:hunter2@127.0.0.1:{port}/kumbara")
    assert "127.0.0.1" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hunter2" not in repr((str(caught.value), caught.value.__cause__))


async def test_a_database_that_does_not_exist_is_told(postgres_server: PostgresServer) -> None:
    with pytest.raises(ServerUnreachable, match="does not exist"):
        await open_database(postgres_server.url("nowhere"))


async def test_a_lock_on_a_server_that_is_gone_is_told(
    postgres_shop: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_shop, "_conninfo", "host=/nowhere dbname=kumbara")
    with pytest.raises(ServerUnreachable):
        async with postgres_shop.exclusive("poller"):
            pass


async def test_a_session_that_cannot_be_set_up_is_told(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgres_connection._SESSION", ("SET nothing = 'at all'",))
    with pytest.raises(ServerUnreachable, match="nothing"):
        await open_database(empty_postgres_url)


async def test_an_old_server_is_told_what_is_needed(empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_OLDEST", 990000)
    with pytest.raises(EngineTooOld, match="13"):
        await open_database(empty_postgres_url)


def test_what_the_operator_set_in_the_address_stays() -> None:
    told = connection_string("postgresql://kumbara@shop/ledger?connect_timeout=3")
    assert "connect_timeout=3" in told
    assert "application_name=kumbara" in told
    with pytest.raises(UnknownScheme) as caught:
        connection_string("postgresql://kumbara:hunter2@shop/ledger?no=such")
    assert "hunter2" not in repr((str(caught.value), caught.value.__cause__))
