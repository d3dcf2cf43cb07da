import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clock import SystemClock
from bot.receive.poller import Poller
from bot.receive.updates import Fresh
from bot.telegram import Telegram, TokenRefused
from storage import inbox
from storage.database import Database, open_database
from storage.errors import DatabaseBusy
from tests.bot.bot_api import BOT_ID, BotApi, bot_api, cut, error, ok, telegram_at
from tests.bot.receive.test_dispatcher import Stumbling, message, until


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    async with await open_database(sqlite_url) as database:
        yield database


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as api:
        yield api


@pytest.fixture
async def door(api: BotApi) -> AsyncIterator[Telegram]:
    async with telegram_at(api.url) as door:
        yield door


@asynccontextmanager
async def polling(
    database: Database, door: Telegram, offer: Callable[[list[Fresh]], None]
) -> AsyncIterator[asyncio.Task[None]]:
    poller = Poller(
        database, door, BOT_ID, offer, SystemClock(), first_wait=0.001, longest_wait=0.01, conflict_wait=0.001
    )
    task = asyncio.create_task(poller.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def ids(batches: list[list[Fresh]]) -> list[list[int]]:
    return [[fresh.update["update_id"] for fresh in batch] for batch in batches]


async def test_updates_are_committed_before_the_next_asking_confirms_them(
    api: BotApi, door: Telegram, database: Database
) -> None:
    batches: list[list[Fresh]] = []
    api.arrives(message(10), message(11))
    async with polling(database, door, batches.append):
        await until(lambda: len(api.offsets) == 2)
        assert api.offsets == [None, 12]
        assert await database.read(inbox.waiting) == 2
        api.arrives()
        await until(lambda: len(api.offsets) == 3)
    # Confirmed and quiet: the next number may be any, so no offset stands in its way.
    assert api.offsets == [None, 12, None]
    assert ids(batches) == [[10, 11]]
    asked = api.calls[1].params
    assert asked["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert asked["limit"] == 100
    assert api.calls[0].method == "deleteWebhook"


async def test_what_is_not_committed_is_not_confirmed(api: BotApi, door: Telegram, database: Database) -> None:
    stumbling = Stumbling(database, receive=DatabaseBusy("locked"))
    batches: list[list[Fresh]] = []
    api.arrives(message(10))
    api.arrives(message(10))
    async with polling(stumbling, door, batches.append):
        await until(lambda: len(api.offsets) == 3)
    assert api.offsets == [None, None, 11]
    assert ids(batches) == [[10]]


async def test_an_update_that_comes_again_is_confirmed_and_not_handed_on(
    api: BotApi, door: Telegram, database: Database
) -> None:
    batches: list[list[Fresh]] = []
    api.arrives(message(10))
    api.arrives(message(10), message(11), message(11))
    async with polling(database, door, batches.append):
        await until(lambda: len(api.offsets) == 3)
    assert api.offsets == [None, 11, 12]
    assert ids(batches) == [[10], [11]]


async def test_a_malformed_update_does_not_cost_the_rest_of_its_batch(
    api: BotApi, door: Telegram, database: Database
) -> None:
    batches: list[list[Fresh]] = []
    api.arrives(message(10), {"message": {}}, None, {"update_id": 11, "message": 5}, message(12))
    api.arrives("nothing usable")
    async with polling(database, door, batches.append):
        await until(lambda: len(api.offsets) == 3)
    assert api.offsets == [None, 13, None]
    assert ids(batches) == [[10, 11, 12]]


async def test_an_answer_that_is_no_list_is_no_batch(api: BotApi, door: Telegram, database: Database) -> None:
    api.will("getUpdates", ok({"no": "list"}))
    api.arrives(message(10))
    batches: list[list[Fresh]] = []
    async with polling(database, door, batches.append):
        await until(lambda: bool(batches))


async def test_failures_are_waited_out(api: BotApi, door: Telegram, database: Database) -> None:
    api.will("deleteWebhook", error(500, "Internal Server Error"))
    api.will("getUpdates", cut, error(502, "Bad Gateway"), error(429, "slow down", retry_after=0.001))
    api.arrives(message(10))
    batches: list[list[Fresh]] = []
    with capture_logs() as logs:
        async with polling(database, door, batches.append):
            await until(lambda: bool(batches))
    retried = [line["error"] for line in logs if line["event"] == "poller_retries"]
    assert retried == ["NotDelivered", "MaybeDelivered", "MaybeDelivered", "Paused"]


async def test_a_conflict_is_said_once_and_waited_out(api: BotApi, door: Telegram, database: Database) -> None:
    conflict = error(409, "Conflict: terminated by other getUpdates request")
    api.will("getUpdates", conflict, conflict)
    api.arrives(message(10))
    batches: list[list[Fresh]] = []
    with capture_logs() as logs:
        async with polling(database, door, batches.append):
            await until(lambda: bool(batches))
    assert [line["event"] for line in logs].count("poller_conflict") == 1


async def test_an_unknown_token_ends_the_poller(api: BotApi, door: Telegram, database: Database) -> None:
    api.will("deleteWebhook", error(401, "Unauthorized"))
    async with polling(database, door, lambda batch: None) as task:
        with pytest.raises(TokenRefused):
            await asyncio.wait_for(asyncio.shield(task), 5)


async def test_a_second_poller_on_one_database_waits_says_so_once_and_takes_over(
    api: BotApi, door: Telegram, database: Database, sqlite_url: str
) -> None:
    batches: list[list[Fresh]] = []
    async with await open_database(sqlite_url) as other:
        with capture_logs() as logs:
            async with polling(database, door, batches.append) as first:
                await until(lambda: len(api.offsets) == 1)
                async with polling(other, door, batches.append):
                    await until(lambda: any(line["event"] == "poller_waits" for line in logs))
                    assert api.methods() == ["deleteWebhook", "getUpdates"]
                    first.cancel()
                    await asyncio.gather(first, return_exceptions=True)
                    await until(lambda: len(api.offsets) == 2)
        assert [line["event"] for line in logs].count("poller_waits") == 1


async def test_no_log_line_holds_the_token(api: BotApi, door: Telegram, database: Database) -> None:
    logs: list[Any]
    api.will("getUpdates", cut, error(409, "Conflict"))
    api.arrives(None, message(10))
    batches: list[list[Fresh]] = []
    with capture_logs() as logs:
        async with polling(database, door, batches.append):
            await until(lambda: bool(batches))
    assert "canary" not in str(logs)
