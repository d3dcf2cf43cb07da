import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.http.metrics import Metrics
from bot.http.readiness import Readiness
from bot.http.routes import application
from bot.http.server import Server
from bot.receive.updates import Fresh
from bot.receive.webhook import Webhook
from storage import inbox
from storage.database import Database, open_database
from storage.errors import DatabaseBusy
from tests.bot.bot_api import BOT_ID, telegram_at
from tests.bot.receive.test_dispatcher import Stumbling, message

SECRET = "correct-horse"


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Stumbling]:
    async with await open_database(sqlite_url) as database:
        yield Stumbling(database)


@pytest.fixture
def taken() -> list[Fresh]:
    return []


@pytest.fixture
async def address(database: Database, taken: list[Fresh]) -> AsyncIterator[str]:
    webhook = Webhook(database, BOT_ID, SECRET, taken.extend, SystemClock(), largest_bytes=5000)
    async with telegram_at("http://127.0.0.1:9") as door:
        app = application(Readiness(database, door), Metrics(), database, webhook=webhook)
        async with Server(app, "127.0.0.1", 0) as server:
            yield f"http://127.0.0.1:{server.port}/telegram/webhook"


async def post(address: str, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with aiohttp.ClientSession() as session, session.post(address, data=body, headers=headers) as answer:
        return answer.status


async def test_an_update_is_committed_and_handed_on_when_it_is_answered(
    address: str, database: Database, taken: list[Fresh]
) -> None:
    assert await post(address, json.dumps(message(10)).encode()) == 200
    assert await database.read(inbox.waiting) == 1
    assert [fresh.update["update_id"] for fresh in taken] == [10]


async def test_an_update_that_comes_again_is_answered_and_not_handed_on(address: str, taken: list[Fresh]) -> None:
    for _ in range(3):
        assert await post(address, json.dumps(message(10)).encode()) == 200
    assert len(taken) == 1


@pytest.mark.parametrize("secret", [None, "", "correct-hors", "çay"])
async def test_without_the_secret_nothing_is_taken(address: str, taken: list[Fresh], secret: str | None) -> None:
    assert await post(address, json.dumps(message(10)).encode(), secret) == 401
    assert taken == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 4000])
async def test_what_is_no_json_is_refused(address: str, body: bytes) -> None:
    assert await post(address, body) == 400


@pytest.mark.parametrize("body", [b"[]", b"7", b"{}", b'{"update_id": "1"}'])
async def test_json_that_is_no_update_is_taken_off_the_hands_of_telegram(
    address: str, taken: list[Fresh], body: bytes
) -> None:
    assert await post(address, body) == 200
    assert taken == []


async def test_what_is_too_large_is_refused(address: str) -> None:
    assert await post(address, json.dumps(message(10, text="x" * 6000)).encode()) == 413


async def test_an_update_that_cannot_be_kept_is_asked_for_again(
    address: str, database: Stumbling, taken: list[Fresh]
) -> None:
    database.failures["receive"] = DatabaseBusy("locked")
    assert await post(address, json.dumps(message(10)).encode()) == 503
    assert taken == []
    assert await post(address, json.dumps(message(10)).encode()) == 200


async def test_who_hangs_up_in_the_middle_leaves_nothing(address: str, taken: list[Fresh]) -> None:
    host, port = address.removeprefix("http://").partition("/")[0].split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /telegram/webhook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
    writer.write(head.encode() + b"Content-Length: 500\r\n\r\n{")
    await writer.drain()
    writer.close()
    assert await post(address, json.dumps(message(11)).encode()) == 200
    assert [fresh.update["update_id"] for fresh in taken] == [11]


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        Webhook(Stumbling(None), BOT_ID, "", lambda fresh: None, SystemClock())  # type: ignore[arg-type]
