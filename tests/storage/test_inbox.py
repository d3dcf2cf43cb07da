from typing import Any

import pytest

from storage import inbox
from storage.database import Database, Row, Tx

BOT = 4242


def updates(*ids: int, chat_id: int = 7) -> list[tuple[int, int, str]]:
    return [(update_id, chat_id, f'{{"update_id":{update_id}}}') for update_id in ids]


def rows(tx: Tx) -> list[Row]:
    return tx.all("SELECT * FROM inbox ORDER BY id")


async def kept(database: Database) -> list[dict[str, Any]]:
    return [{name: row[name] for name in row.keys()} for row in await database.read(rows)]  # noqa: SIM118


async def test_new_updates_get_rows_in_their_order(database: Database) -> None:
    ids = await database.write(inbox.receive, BOT, updates(30, 10, 20), 1000)
    assert list(ids) == [30, 10, 20]
    assert list(ids.values()) == sorted(ids.values())
    pending = await database.read(inbox.pending, BOT, 0, 10)
    assert [(row["id"], row["chat_id"], row["payload"], row["attempts"]) for row in pending] == [
        (ids[update_id], 7, f'{{"update_id":{update_id}}}', 0) for update_id in (30, 10, 20)
    ]


async def test_an_update_that_comes_again_is_no_new_row(database: Database) -> None:
    await database.write(inbox.receive, BOT, updates(1, 2), 1000)
    assert list(await database.write(inbox.receive, BOT, updates(2, 3, 3, 1), 2000)) == [3]
    again = await database.write(inbox.receive, BOT, updates(1, 2, 3), 3000)
    assert again == {}
    assert [row["received_at"] for row in await kept(database)] == [1000, 1000, 2000]


async def test_an_update_done_long_ago_is_known_when_it_comes_again(database: Database) -> None:
    ids = await database.write(inbox.receive, BOT, updates(1), 1000)
    await database.write(inbox.done, list(ids.values()), 2000)
    assert await database.write(inbox.receive, BOT, updates(1), 3000) == {}
    assert await database.read(inbox.pending, BOT, 0, 10) == []


async def test_two_bots_do_not_share_their_numbers(database: Database) -> None:
    await database.write(inbox.receive, BOT, updates(1), 1000)
    other = await database.write(inbox.receive, 7777, updates(1), 1000)
    assert list(other) == [1]
    assert [row["id"] for row in await database.read(inbox.pending, 7777, 0, 10)] == list(other.values())
    assert await database.read(inbox.waiting) == 2


@pytest.mark.parametrize("count", [0, 1, 3, 127, 128, 129, 300])
async def test_any_number_of_updates_is_kept_and_done_at_once(database: Database, count: int) -> None:
    ids = await database.write(inbox.receive, BOT, updates(*range(count)), 1000)
    assert len(ids) == count
    await database.write(inbox.done, list(ids.values()), 2000)
    assert await database.read(inbox.waiting) == 0
    assert {row["state"] for row in await kept(database)} <= {"done"}


async def test_large_and_strange_values_are_kept_as_they_are(database: Database) -> None:
    payload = '{"text":"\\u0000 çay \\ud83d \U0001f375"}'
    await database.write(inbox.receive, BOT, [(5, -(2**52), payload), (2**40, 1, "{}")], 1000)
    first, second = await kept(database)
    assert (first["chat_id"], first["payload"]) == (-(2**52), payload)
    assert second["update_id"] == 2**40


async def test_waiting_rows_are_read_page_by_page(database: Database) -> None:
    ids = list((await database.write(inbox.receive, BOT, updates(*range(5)), 1000)).values())
    first = await database.read(inbox.pending, BOT, 0, 3)
    rest = await database.read(inbox.pending, BOT, first[-1]["id"], 3)
    assert [row["id"] for row in [*first, *rest]] == ids


async def test_what_is_done_keeps_its_key_and_nothing_personal(database: Database) -> None:
    ids = await database.write(inbox.receive, BOT, updates(1, 2), 1000)
    await database.write(inbox.done, [ids[1]], 2000)
    done, new = await kept(database)
    assert (done["state"], done["payload"], done["chat_id"], done["ended_at"]) == ("done", "", 0, 2000)
    assert (new["state"], new["chat_id"], new["ended_at"]) == ("new", 7, None)


async def test_failures_are_counted_until_the_row_is_set_aside(database: Database) -> None:
    row_id = (await database.write(inbox.receive, BOT, updates(1), 1000))[1]
    assert await database.write(inbox.note_failure, row_id, "KeyError") == 1
    assert await database.write(inbox.note_failure, row_id, "ValueError") == 2
    await database.write(inbox.set_aside, row_id, "ValueError", 2000)
    assert await database.write(inbox.note_failure, row_id, "ValueError") == 0
    [row] = await kept(database)
    assert (row["state"], row["attempts"], row["error"], row["ended_at"]) == ("dead", 2, "ValueError", 2000)
    assert (row["payload"], row["chat_id"]) == ("", 0)


async def test_what_is_set_aside_stays_so(database: Database) -> None:
    row_id = (await database.write(inbox.receive, BOT, updates(1), 1000))[1]
    await database.write(inbox.set_aside, row_id, "ValueError", 2000)
    await database.write(inbox.done, [row_id], 3000)
    assert [row["state"] for row in await kept(database)] == ["dead"]


async def test_old_rows_are_purged_a_few_at_a_time(database: Database) -> None:
    await database.write(inbox.receive, BOT, updates(1, 2, 3), 1000)
    await database.write(inbox.receive, BOT, updates(4), 2000)
    assert await database.write(inbox.purge, 2000, 2) == 2
    assert await database.write(inbox.purge, 2000) == 1
    assert await database.write(inbox.purge, 2000) == 0
    assert [row["update_id"] for row in await kept(database)] == [4]


async def test_who_is_forgotten_leaves_keys_only_and_others_keep_theirs(database: Database) -> None:
    ids = await database.write(inbox.receive, BOT, updates(1, 2), 1000)
    await database.write(inbox.receive, BOT, updates(3, chat_id=8), 1000)
    await database.write(inbox.forget, 7, 2000, ids[1])
    being_handled, later, other = await kept(database)
    assert (being_handled["state"], being_handled["chat_id"]) == ("new", 7)
    assert (later["state"], later["chat_id"], later["payload"]) == ("done", 0, "")
    assert (other["state"], other["chat_id"]) == ("new", 8)
    await database.write(inbox.forget, 7, 2000)
    assert [row["chat_id"] for row in await kept(database)] == [0, 0, 8]
