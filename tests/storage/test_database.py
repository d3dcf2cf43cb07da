"""What holds on both engines."""

import asyncio

import pytest

from storage.database import Database, Tx
from storage.errors import ConstraintViolated


@pytest.fixture
async def shop(empty_database: Database) -> Database:
    """A database with one small table."""
    truth = "INTEGER" if empty_database.engine == "sqlite" else "BOOLEAN"
    await empty_database.write(
        lambda tx: tx.script(f"""
        CREATE TABLE jars (id BIGINT PRIMARY KEY, label TEXT UNIQUE, coins BIGINT NOT NULL,
                           open {truth} NOT NULL, seal {"BLOB" if tx.engine == "sqlite" else "BYTEA"},
                           CONSTRAINT never_negative CHECK (coins >= 0));
        CREATE TABLE sips (jar_id BIGINT NOT NULL REFERENCES jars (id));
        """)
    )
    return empty_database


def put(tx: Tx, jar: int, coins: int) -> int:
    return tx.run("INSERT INTO jars (id, coins, open) VALUES ($1, $2, $3)", jar, coins, True)


def coins(tx: Tx) -> dict[int, int]:
    return {row["id"]: row["coins"] for row in tx.all("SELECT id, coins FROM jars ORDER BY id")}


async def test_a_transaction_is_committed_when_the_call_returns(shop: Database) -> None:
    assert await shop.write(put, 1, coins=5) == 1
    assert await shop.read(coins) == {1: 5}


async def test_a_failing_transaction_is_undone_alone(shop: Database) -> None:
    def fail(tx: Tx) -> None:
        put(tx, 99, 1)
        raise LookupError("no such reward")

    async with asyncio.TaskGroup() as group:
        good = [group.create_task(shop.write(put, jar, 1)) for jar in range(20)]
        bad = [asyncio.ensure_future(shop.write(fail)) for _ in range(5)]
    outcomes = await asyncio.gather(*bad, return_exceptions=True)
    assert all(isinstance(outcome, LookupError) for outcome in outcomes)
    assert [task.result() for task in good] == [1] * 20
    assert await shop.read(coins) == dict.fromkeys(range(20), 1)


async def test_a_violated_constraint_has_one_name_on_both_engines(shop: Database) -> None:
    with pytest.raises(ConstraintViolated) as caught:
        await shop.write(put, 1, -1)
    assert "never_negative" in caught.value.constraint
