from collections.abc import Callable
from typing import Any

import pytest

from loyalty.courtesy import Sort
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


async def due(database: Database, now_ms: int, sort: Sort = Sort.URGENT, limit: int = 100) -> list[int]:
    return [row["id"] for row in await database.read(outbox.due, sort, now_ms, limit)]


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


async def test_each_sort_has_an_order_of_its_own_and_pages(database: Database) -> None:
    def write(tx: Tx) -> None:
        put(tx, "offer", 7, service_class="offer", now_ms=1)
        put(tx, "reminder", 7, reminder=True, now_ms=1)
        for number in range(5):
            put(tx, f"k{number}", 7, now_ms=100 - number % 3)

    await database.write(write)
    by_key = await ids(database)
    assert await due(database, 1000, Sort.OFFER) == [by_key["offer"]]
    assert await due(database, 1000, Sort.REMINDER) == [by_key["reminder"]]
    in_order = [by_key[key] for key in ("k2", "k1", "k4", "k0", "k3")]
    assert await due(database, 1000) == in_order
    assert await due(database, 99) == in_order[:3]
    place, paged = outbox.FIRST, []
    while page := await database.read(outbox.due, Sort.URGENT, 1000, 2, place):
        paged += [row["id"] for row in page]
        place = (page[-1]["not_before"], page[-1]["id"])
    assert paged == in_order


async def test_an_offer_is_no_reminder(database: Database) -> None:
    with pytest.raises(ValueError, match="no reminder"):
        await database.write(put, "k", service_class="offer", reminder=True)


async def test_a_leased_row_belongs_to_one_sender_until_the_lease_ends(database: Database) -> None:
    await database.write(put, "k", data={"points": 5})
    [row_id] = await due(database, 1000)
    assert await database.write(outbox.lease, row_id, 2000) is True
    assert await database.write(outbox.lease, row_id, 3000) is False
    assert await due(database, 1999) == []
    assert await database.read(outbox.next_due_ms) == 2000
    assert await database.read(outbox.abandoned, 1999) == []
    assert await database.read(outbox.abandoned, 2000) == [row_id]
    await database.write(outbox.release, row_id)
    row = await only(database)
    assert (row["state"], row["lease_until"], row["error"]) == ("ready", None, outbox.UNCERTAIN)
    assert await due(database, 2000) == [row_id]


async def test_a_row_that_is_due_comes_with_all_that_decides_whether_it_is_sent(database: Database) -> None:
    def write(tx: Tx) -> None:
        tx.run(
            "INSERT INTO campaigns (name, state, starts_at, ends_at, bonus, created_at)"
            " VALUES ('c', 'paused', 0, 1, 5, 0)"
        )
        tx.run(
            "INSERT INTO broadcasts (kind, campaign_id, segment, starts_at, ends_at, state, created_at)"
            " VALUES ('eve', 1, '{}', 0, 1, 'sending', 0)"
        )
        put(tx, "plain", data={"points": 5})
        put(tx, "to many", service_class="offer", broadcast_id=1)
        put(tx, "later", not_before_ms=1001)

    await database.write(write)
    by_key = await ids(database)
    row = await database.read(outbox.to_send, by_key["plain"], 1000)
    assert row is not None
    assert (row["chat_id"], row["telegram_id"], row["broadcast_state"], row["campaign_state"]) == (7, None, None, None)
    assert (row["class"], row["reminder"], row["notice"], row["data"]) == ("service", 0, "hello", '{"points":5}')
    assert (row["attempts"], row["error"], row["pointless_after"]) == (0, None, FAR)
    await database.write(add_person, 7)
    row = await database.read(outbox.to_send, by_key["to many"], 1000)
    assert row is not None
    assert (row["telegram_id"], row["name"], row["reachable"], row["offers"]) == (7, "A", 1, None)
    assert (row["broadcast_state"], row["campaign_state"]) == ("sending", "paused")
    assert await database.read(outbox.to_send, by_key["later"], 1000) is None
    assert await database.read(outbox.leased, by_key["to many"]) is None
    await database.write(outbox.lease, by_key["to many"], 5000)
    row = await database.read(outbox.leased, by_key["to many"])
    assert row is not None
    assert (row["telegram_id"], row["offers"], row["campaign_state"]) == (7, None, "paused")
    await database.write(outbox.end, by_key["plain"], "sent", 1000)
    assert await database.read(outbox.to_send, by_key["plain"], 1000) is None


async def test_a_row_is_postponed_unless_somebody_has_it(database: Database) -> None:
    await database.write(put, "k")
    row_id = (await only(database))["id"]
    await database.write(outbox.postpone, row_id, 5000)
    assert (await only(database))["not_before"] == 5000
    await database.write(outbox.lease, row_id, 9000)
    await database.write(outbox.postpone, row_id, 7000)
    assert (await only(database))["not_before"] == 5000


async def test_the_earliest_of_all_sorts_and_leases_is_next(database: Database) -> None:
    assert await database.read(outbox.next_due_ms) is None
    for at_ms, given in (
        (5000, {"service_class": "offer"}),
        (4000, {"reminder": True}),
        (3000, {}),
        (2000, {"service_class": "offer"}),
    ):
        await database.write(put, str(at_ms), not_before_ms=at_ms, **given)
        assert await database.read(outbox.next_due_ms) == at_ms
    for row_id in (await ids(database)).values():
        await database.write(outbox.lease, row_id, 1000 + row_id)
    assert await database.read(outbox.next_due_ms) == 1001


@pytest.mark.parametrize("sort", Sort)
async def test_who_is_due_among_many_is_found_by_the_index_without_sorting(database: Database, sort: Sort) -> None:
    plan = await database.write(_plan, lambda tx: outbox.due(tx, sort, 25_000, 128, (1000, 4)))
    assert "outbox_due" in plan
    assert not set(plan.split()) & {"SCAN", "Seq", "Sort", "TEMP"}


async def test_when_something_is_due_next_and_what_was_abandoned_is_found_by_the_indexes(database: Database) -> None:
    plan = await database.write(_plan, outbox.next_due_ms)
    assert plan.count("outbox_due") == 3
    assert plan.count("outbox_leased") == 1
    assert "SCAN outbox" not in plan
    assert "Seq" not in plan
    plan = await database.write(_plan, lambda tx: outbox.abandoned(tx, 5000))
    assert "outbox_leased" in plan
    assert not set(plan.split()) & {"SCAN", "Seq", "Sort", "TEMP"}


async def test_what_waits_is_counted_by_the_indexes(database: Database) -> None:
    plan = await database.write(_plan, outbox.waiting)
    assert "outbox_due" in plan
    assert "outbox_leased" in plan
    assert "Seq" not in plan


class _Explaining:
    """A transaction that tells by which way a query would go."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self.engine = tx.engine
        self.plan = ""

    def all(self, sql: str, *params: Any) -> list[Row]:
        explain = "EXPLAIN QUERY PLAN" if self.engine == "sqlite" else "EXPLAIN"
        column = "detail" if self.engine == "sqlite" else "QUERY PLAN"
        self.plan += "\n".join(str(row[column]) for row in self._tx.all(f"{explain} {sql}", *params))
        return self._tx.all(sql, *params)

    def one(self, sql: str, *params: Any) -> Row | None:
        return next(iter(self.all(sql, *params)), None)


def _plan(tx: Tx, query: Callable[[Any], object]) -> str:
    """How the engine goes about a query of a table with many rows in it, most of them ended."""
    tx.run("DELETE FROM outbox")
    tx.run(
        """
        WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 30000)
        INSERT INTO outbox (key, telegram_id, class, notice, data, state, not_before, pointless_after, lease_until,
          reminder, created_at)
        SELECT 'k' || i, i % 5000, CASE WHEN i % 3 = 0 THEN 'offer' ELSE 'service' END, 'n', '{}',
          CASE WHEN i % 1000 = 1 THEN 'sending' WHEN i % 8 = 0 THEN 'ready' ELSE 'sent' END, i, 99999, 1000 + i,
          CASE WHEN i % 3 = 1 THEN 1 ELSE 0 END, 0 FROM numbers
        """
    )
    tx.run("ANALYZE outbox")
    explaining = _Explaining(tx)
    query(explaining)
    return explaining.plan


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
    await database.write(outbox.lease, row_id, 2000)
    await database.write(outbox.put_back, row_id)
    row = await only(database)
    assert (row["state"], row["attempts"], row["not_before"], row["error"]) == ("ready", 0, 1000, None)
    await database.write(outbox.lease, row_id, 2000)
    await database.write(outbox.put_back, row_id, not_before_ms=1500, why="NotDelivered")
    row = await only(database)
    assert (row["state"], row["attempts"], row["not_before"], row["error"]) == ("ready", 1, 1500, "NotDelivered")
    assert row["lease_until"] is None


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
    await database.write(outbox.lease, by_key["a"], 2000)
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
