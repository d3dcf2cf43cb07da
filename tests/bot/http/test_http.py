import asyncio
import signal
from collections.abc import AsyncIterator

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.http.metrics import Metrics
from bot.http.readiness import Readiness
from bot.http.routes import application
from bot.http.server import CannotListen, Server
from bot.telegram import Telegram
from storage import outbox
from storage.database import Database, Tx, open_database
from storage.errors import DatabaseBusy
from tests.bot.bot_api import BotApi, bot_api, error, ok, silence, telegram_at
from tests.bot.receive.test_dispatcher import Stumbling


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Stumbling]:
    async with await open_database(sqlite_url) as database:
        yield Stumbling(database)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as api:
        yield api


@pytest.fixture
async def door(api: BotApi) -> AsyncIterator[Telegram]:
    async with telegram_at(api.url) as door:
        yield door


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def address(database: Database, door: Telegram, metrics: Metrics) -> AsyncIterator[str]:
    readiness = Readiness(database, door, patience_seconds=0.05)
    async with Server(application(readiness, metrics, database), "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.port}"


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_the_process_is_healthy_whatever_else_is_not(address: str, api: BotApi, database: Stumbling) -> None:
    api.will("getMe", error(500, "Internal Server Error"))
    database.failures["_anything"] = DatabaseBusy("locked")
    assert await get(f"{address}/healthz") == (200, "ok\n")
    assert api.calls == []


async def test_ready_means_that_the_database_and_telegram_answer(address: str, api: BotApi) -> None:
    for _ in range(3):
        assert await get(f"{address}/readyz") == (200, '{"ready":true,"missing":{}}')
    assert api.methods() == ["getMe"]  # one answer serves for a while


async def test_what_is_not_ready_is_named(address: str, api: BotApi, database: Stumbling) -> None:
    api.will("getMe", error(401, "Unauthorized"), silence, ok())
    database.failures["_anything"] = DatabaseBusy("locked")
    assert await get(f"{address}/readyz") == (
        503,
        '{"ready":false,"missing":{"database":"DatabaseBusy","telegram":"TokenRefused"}}',
    )
    assert await get(f"{address}/readyz") == (503, '{"ready":false,"missing":{"telegram":"TimeoutError"}}')
    assert (await get(f"{address}/readyz"))[0] == 200


async def test_many_who_ask_at_once_cost_one_call(database: Database, door: Telegram, api: BotApi) -> None:
    readiness = Readiness(database, door)
    assert await asyncio.gather(*(readiness.missing() for _ in range(5))) == [{}] * 5
    assert api.methods() == ["getMe"]


async def test_an_old_answer_is_asked_for_again(database: Database, door: Telegram, api: BotApi) -> None:
    now = 100.0
    readiness = Readiness(database, door, lately_seconds=20, monotonic=lambda: now)
    assert await readiness.missing() == {}
    now += 20
    api.will("getMe", error(500, "Internal Server Error"))
    assert await readiness.missing() == {"telegram": "NotDelivered"}


async def test_metrics_tell_what_was_counted_and_what_waits(
    address: str, metrics: Metrics, database: Stumbling
) -> None:
    def write(tx: Tx) -> None:
        outbox.put(
            tx,
            key="k",
            telegram_id=7,
            service_class="offer",
            notice="n",
            data={},
            now_ms=1,
            pointless_after_ms=2,
        )

    await database.write(write)
    metrics.received.inc(3)
    metrics.handling.observe(0.02)
    status, text = await get(f"{address}/metrics")
    assert status == 200
    assert "kumbara_updates_received_total 3.0" in text
    assert 'kumbara_handling_seconds_bucket{le="0.025"} 1.0' in text
    assert 'kumbara_outbox_waiting{state="ready"} 1.0' in text
    assert "kumbara_inbox_waiting 0.0" in text
    database.failures["_waiting"] = DatabaseBusy("locked")
    status, text = await get(f"{address}/metrics")
    assert (status, "kumbara_updates_received_total 3.0" in text) == (200, True)


async def test_there_is_nothing_else(address: str) -> None:
    assert (await get(f"{address}/"))[0] == 404
    assert (await get(f"{address}/telegram/webhook"))[0] == 404


async def test_the_signals_are_left_to_the_process() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    async with Server(Starlette(), "127.0.0.1", 0):
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


async def test_an_address_that_is_taken_is_one_clear_error() -> None:
    async with Server(Starlette(), "127.0.0.1", 0) as first:
        with pytest.raises(CannotListen, match=f"cannot listen on 127.0.0.1:{first.port}"):
            await Server(Starlette(), "127.0.0.1", first.port).start()
    await first.stop()
