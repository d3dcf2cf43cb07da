from typing import Any

import pytest

from storage import outbox
from storage.database import Database, Row, Tx

FAR = 10**13


def put(tx: Tx, /, key: str, telegram_id: int = 7, **given: Any) -> bool:
    options: dict[str, Any] = {"service_class": "service", "now_ms": 1000, "pointless_after_ms": FAR, "data": {}}
    return outbox.put(tx, key=key, telegram_id=telegram_id, notice="hello", **options | given)


def add_person(tx: Tx, telegram_id: int) -> None:
    tx.run("INSERT INTO people (telegram_id, name, created_at) VALUES ($1, 'A', 1)", telegram_id)


def all_rows(tx: Tx) -> list[Row]:
    return tx.all("SELECT * FROM outbox ORDER BY id")


async def only(database: Database) -> Row:
    [row] = await database.read(all_rows)
    return row


async def due(database: Database, now_ms: int, limit: int = 100) -> list[int]:
    return [row["id"] for row in await database.read(outbox.due, now_ms, limit)]


async def ids(database: Database) -> dict[str, int]:
    return {row["key"]: row["id"] for row in await database.read(all_rows)}


async def test_a_notice_is_recorded_once_per_key(database: Database) -> None:
    assert await database.write(put, "k", data={"b": "çay", "a": 1}) is True
    assert await database.write(put, "k", telegram_id=8) is False
    row = await only(database)
    assert (row["telegram_id"], row["class"], row["state"], row["notice"]) == (7, "service", "ready", "hello")
    assert row["data"] == '{"a":1,"b":"\\u00e7ay"}'
    assert (row["not_before"], row["pointless_after"], row["created_at"]) == (1000, FAR, 1000)


async def test_a_notice_waits_for_its_time(database: Database) -> None:
    await database.write(put, "k", not_before_ms=5000)
    assert await due(database, 4999) == []
    assert await database.read(outbox.next_due_ms) == 5000
    assert len(await due(database, 5000)) == 1


async def test_service_goes_before_offers_and_nobody_keeps_others_waiting(database: Database) -> None:
    def write(tx: Tx) -> None:
        put(tx, "offer", 7, service_class="offer", now_ms=1)
        for number in range(5):
            put(tx, f"many {number}", 7, now_ms=10 + number)
        put(tx, "other", 8, now_ms=50)

    await database.write(write)
    by_key = await ids(database)
    assert await due(database, 1000) == [by_key["many 0"], by_key["other"], by_key["offer"]]
    assert await due(database, 1000, 2) == [by_key["many 0"], by_key["other"]]
    assert await due(database, 20, 2) == [by_key["many 0"], by_key["offer"]]


async def test_a_leased_row_belongs_to_one_sender_until_the_lease_ends(database: Database) -> None:
    await database.write(put, "k", data={"points": 5})
    [row_id] = await due(database, 1000)
    [leased] = await database.write(outbox.lease, [row_id], 1000, 2000)
    assert (leased["telegram_id"], leased["class"], leased["notice"], leased["data"]) == (
        7,
        "service",
        "hello",
        '{"points":5}',
    )
    assert (leased["attempts"], leased["error"], leased["pointless_after"]) == (0, None, FAR)
    assert await database.write(outbox.lease, [row_id], 1999, 3000) == []
    assert await due(database, 1999) == []
    assert await database.read(outbox.next_due_ms) == 2000
    assert await due(database, 2000) == [row_id]
    assert len(await database.write(outbox.lease, [row_id], 2000, 3000)) == 1


async def test_a_row_not_due_yet_cannot_be_leased(database: Database) -> None:
    await database.write(put, "k", not_before_ms=5000)
    row = await only(database)
    assert await database.write(outbox.lease, [row["id"], 999], 1000, 2000) == []


async def test_what_a_crash_left_leased_is_ready_again(database: Database) -> None:
    await database.write(put, "k")
    [row_id] = await due(database, 1000)
    await database.write(outbox.lease, [row_id], 1000, FAR)
    assert await database.write(outbox.release) == 1
    assert await due(database, 1000) == [row_id]


@pytest.mark.parametrize("state", ["sent", "uncertain", "dead", "skipped"])
async def test_a_row_that_ends_keeps_no_data_and_stays_ended(database: Database, state: outbox.End) -> None:
    await database.write(put, "k", data={"name": "A"})
    row_id = (await only(database))["id"]
    await database.write(outbox.end, row_id, state, 2000, "why")
    await database.write(outbox.end, row_id, "sent", 3000)
    row = await only(database)
    assert (row["state"], row["data"], row["error"], row["ended_at"]) == (state, "{}", "why", 2000)
    assert await due(database, FAR) == []
    assert await database.read(outbox.next_due_ms) is None
    assert await database.write(put, "k") is False


async def test_a_row_put_back_counts_only_what_was_tried(database: Database) -> None:
    await database.write(put, "k")
    [row_id] = await due(database, 1000)
    await database.write(outbox.lease, [row_id], 1000, 2000)
    await database.write(outbox.put_back, row_id)
    row = await only(database)
    assert (row["state"], row["attempts"], row["not_before"], row["error"]) == ("ready", 0, 1000, None)
    await database.write(outbox.lease, [row_id], 1000, 2000)
    await database.write(outbox.put_back, row_id, not_before_ms=1500, why="NotDelivered")
    row = await only(database)
    assert (row["state"], row["attempts"], row["not_before"], row["error"]) == ("ready", 1, 1500, "NotDelivered")
    assert row["lease_until"] is None


async def test_who_cannot_be_reached_is_marked_and_who_is_forgotten_is_nobody(database: Database) -> None:
    await database.write(add_person, 7)
    person = await database.read(outbox.recipient, 7)
    assert person is not None
    assert person["reachable"] == 1
    await database.write(outbox.unreachable, 7)
    person = await database.read(outbox.recipient, 7)
    assert person is not None
    assert person["reachable"] == 0
    assert await database.read(outbox.recipient, 8) is None


async def test_a_pause_is_remembered_for_as_long_as_it_lasts(database: Database) -> None:
    assert await database.read(outbox.remaining_pause_seconds, 0) == 0
    await database.write(outbox.remember_pause, 9_000, 1.0)
    await database.write(outbox.remember_pause, 60_000, 50.0)
    assert await database.read(outbox.remaining_pause_seconds, 20_000) == 40
    assert await database.read(outbox.remaining_pause_seconds, 60_000) == 0
    # A machine whose clock has gone back does not make it longer.
    assert await database.read(outbox.remaining_pause_seconds, -(10**9)) == 50


async def test_what_waits_is_counted(database: Database) -> None:
    assert await database.read(outbox.waiting) == {"ready": 0, "sending": 0}

    def write(tx: Tx) -> None:
        for key in "abc":
            put(tx, key)

    await database.write(write)
    by_key = await ids(database)
    await database.write(outbox.lease, [by_key["a"]], 1000, 2000)
    await database.write(outbox.end, by_key["b"], "sent", 2000)
    assert await database.read(outbox.waiting) == {"ready": 1, "sending": 1}


async def test_who_is_forgotten_is_told_nothing_more(database: Database) -> None:
    await database.write(put, "a", 7)
    await database.write(put, "b", 8)
    assert await database.write(outbox.forget, 7) == 1
    assert list(await ids(database)) == ["b"]


async def test_what_ended_long_ago_is_purged_and_what_waits_is_not(database: Database) -> None:
    def write(tx: Tx) -> None:
        for key in "abcd":
            put(tx, key)
        put(tx, "e", kept_until_ms=10 * outbox.KEPT_MS)

    await database.write(write)
    by_key = await ids(database)
    for key, at_ms in (("a", 1000), ("b", 1000), ("c", 2000), ("e", 1000)):
        await database.write(outbox.end, by_key[key], "sent", at_ms)
    assert await database.write(outbox.purge, 2000 + outbox.KEPT_MS, 1) == 1
    assert await database.write(outbox.purge, 2000 + outbox.KEPT_MS) == 1
    assert list(await ids(database)) == ["c", "d", "e"]
