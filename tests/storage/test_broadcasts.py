"""Broadcasts are found by index, whatever else there is, and counted without reading their rows."""

from datetime import UTC, datetime, timedelta
from typing import cast

from loyalty.broadcasts import Broadcast, BroadcastKind, BroadcastState, Counts
from loyalty.segments import Segment
from storage import broadcasts, merchants, outbox
from storage.database import Database, Row, Tx, Value
from storage.rows import ms

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NEW = Broadcast(
    kind=BroadcastKind.MESSAGE,
    merchant_id=1,
    staff_id=None,
    segment=Segment(tier="Gold", birthday_months=(1, 12)),
    text="Figs",
    picture="file",
    local_date=NOW.date(),
    local_minute=600,
    starts_at=NOW,
    ends_at=NOW + timedelta(days=1),
    watcher_id=7,
    watcher_message=70,
    created_at=NOW,
)


def _planned(tx: Tx, new: Broadcast = NEW) -> int:
    if merchants.merchant(tx, 1) is None:
        merchants.add_merchant(tx, "Café", NOW)
    return broadcasts.add_broadcast(tx, new)


async def test_what_was_planned_comes_back_as_it_was(database: Database) -> None:
    number = await database.write(_planned)
    found = await database.read(broadcasts.broadcast, number)
    assert found is not None
    assert {**vars(found), "id": 0} == vars(NEW)
    assert await database.read(broadcasts.of_merchant, 1, NOW) == [found]
    assert await database.read(broadcasts.watched) == [found]


async def test_open_are_those_that_have_begun_or_were_stopped_until_they_end(database: Database) -> None:
    number = await database.write(_planned)
    early = NOW - timedelta(seconds=1)
    assert await database.read(broadcasts.open_broadcasts, early) == []
    assert [one.id for one in await database.read(broadcasts.open_broadcasts, NOW)] == [number]
    assert await database.write(broadcasts.stop, number) is True
    assert await database.write(broadcasts.stop, number) is False
    assert [one.state for one in await database.read(broadcasts.open_broadcasts, early)] == [BroadcastState.STOPPED]
    await database.write(broadcasts.end, number, Counts(stopped=2), NOW)
    assert await database.read(broadcasts.open_broadcasts, NOW) == []
    found = await database.read(broadcasts.broadcast, number)
    assert found is not None
    assert (found.state, found.ended_at) == (BroadcastState.STOPPED, NOW)
    assert await database.read(broadcasts.counts, number) == Counts(stopped=2)


async def test_a_message_that_shows_nothing_more_is_forgotten_for_all_it_showed(database: Database) -> None:
    first, second = await database.write(_planned), await database.write(_planned)
    await database.write(broadcasts.watch, (first, second), 8, 80)
    await database.write(broadcasts.unwatch, 8, 81)
    assert len(await database.read(broadcasts.watched)) == 2
    await database.write(broadcasts.unwatch, 8, 80)
    assert await database.read(broadcasts.watched) == []


async def test_what_ends_unsent_gives_its_day_back(database: Database) -> None:
    number = await database.write(_planned)

    def prepare(tx: Tx) -> None:
        tx.run(
            "INSERT INTO people (telegram_id, name, created_at, offered_on, offered_by)"
            " VALUES (11, 'A', 0, '2026-11-21', 1)"
        )
        outbox.put(
            tx,
            key="broadcast:1:11",
            telegram_id=11,
            service_class="offer",
            notice="broadcast-message",
            data={"broadcast": number},
            now_ms=ms(NOW),
            pointless_after_ms=ms(NOW) + 1,
            broadcast_id=number,
        )

    await database.write(prepare)
    assert await database.write(broadcasts.skip_some, number, "stopped", NOW, 10) == 1
    assert await database.write(broadcasts.skip_some, number, "stopped", NOW, 10) == 0
    row = await database.read(lambda tx: tx.one("SELECT offered_on, offered_by FROM people"))
    assert row is not None
    assert (row["offered_on"], row["offered_by"]) == (None, None)


async def test_they_are_found_and_counted_by_index(database: Database) -> None:
    number = await database.write(_planned)

    def plans(tx: Tx) -> dict[str, str]:
        asked = {
            "open": lambda seen: broadcasts.open_broadcasts(seen, NOW),
            "watched": broadcasts.watched,
            "waits": lambda seen: broadcasts.waits(seen, number),
            "counts": lambda seen: broadcasts.counts(seen, number),
        }
        if tx.engine == "postgres":
            # A table of one row is rightly read whole unless that is forbidden.
            tx.run("SET LOCAL enable_seqscan = off")
        return {name: _plan_of(tx, ask) for name, ask in asked.items()}

    found = await database.read(plans)
    assert "broadcasts_open" in found["open"]
    assert "broadcasts_watched" in found["watched"]
    assert "Seq Scan" not in found["waits"]
    assert "outbox_by_broadcast" in found["counts"]
    if database.engine == "sqlite":
        assert "outbox_by_broadcast" in found["waits"]
        assert "COVERING INDEX" in found["counts"]


def _plan_of(tx: Tx, ask: object) -> str:
    explain = "EXPLAIN QUERY PLAN" if tx.engine == "sqlite" else "EXPLAIN"
    seen: list[str] = []

    class Explaining:
        """Notes the plan of whatever is asked."""

        def all(self, sql: str, *params: Value) -> list[Row]:
            rows = tx.all(f"{explain} {sql}", *params)
            seen.extend(str(row[name]) for row in rows for name in row.keys())  # noqa: SIM118 - a row is no mapping
            return tx.all(sql, *params)

        def one(self, sql: str, *params: Value) -> Row | None:
            return next(iter(self.all(sql, *params)), None)

    assert callable(ask)
    ask(cast("Tx", Explaining()))
    return "\n".join(seen)
