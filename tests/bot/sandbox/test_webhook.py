"""Delivery to the bot's own address."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from tests.bot.sandbox.playground import Playground, until

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Receiver:
    """A bot's web server: remembers what came, answers as told."""

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[dict[str, object]] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []
        self.open = asyncio.Event()
        self.open.set()
        self.at_once = self.most_at_once = 0
        self._news = asyncio.Condition()

    async def receive(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.open.wait()
        self.at_once -= 1
        async with self._news:
            self.updates.append(await request.json())
            self.secrets.append(request.headers.get(SECRET))
            self._news.notify_all()
        return self.answers.pop(0) if self.answers else web.Response()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(holds), 5)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    receiver.open.set()
    await runner.cleanup()


async def settled(ground: Playground) -> None:
    """Wait until nothing is pending; in bounded time."""
    async with asyncio.timeout(5):
        while (await ground.call("getWebhookInfo"))["pending_update_count"]:
            await asyncio.sleep(0.01)


async def test_updates_come_with_the_secret_and_are_confirmed_by_200(ground: Playground, receiver: Receiver) -> None:
    await ground.person(11)
    await ground.call(
        "setWebhook", url=receiver.url, secret_token="s-1", max_connections=1, allowed_updates=["message"]
    )
    said = await ground.do("people/11/say", {"text": "a"})
    await receiver.until(lambda: len(receiver.updates) == 1)
    assert receiver.updates[0]["update_id"] == said["update_id"]
    assert receiver.secrets == ["s-1"]
    await settled(ground)
    info = await ground.call("getWebhookInfo")
    assert info["url"] == receiver.url
    assert info["allowed_updates"] == ["message"]
    assert "409 Conflict: can't use getUpdates" in await ground.refused("getUpdates")
    await ground.call("setWebhook", url="")
    assert await ground.call("getUpdates") == []


async def test_a_failed_delivery_is_tried_again(ground: Playground, receiver: Receiver) -> None:
    await ground.person(11)
    receiver.answers = [web.Response(status=500), web.Response(status=302, headers={"Location": "/x"})]
    await ground.call("setWebhook", url=receiver.url)
    await ground.do("people/11/say", {"text": "a"})
    await receiver.until(lambda: len(receiver.updates) == 3)
    await settled(ground)
    info = await ground.call("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook")


async def test_an_update_that_nobody_takes_goes_back_into_the_queue(ground: Playground) -> None:
    await ground.person(11)
    await ground.call("setWebhook", url="http://127.0.0.1:9/hook")
    said = await ground.do("people/11/say", {"text": "a"})
    async with asyncio.timeout(5):
        while "last_error_message" not in await ground.call("getWebhookInfo"):
            await asyncio.sleep(0.01)
    await ground.call("deleteWebhook")
    assert [update["update_id"] for update in await ground.call("getUpdates")] == [said["update_id"]]


async def test_an_update_is_given_up_after_many_tries(
    ground: Playground, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.webhook._FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr("bot.sandbox.webhook._ATTEMPTS", 3)
    await ground.person(11)
    receiver.answers = [web.Response(status=500) for _ in range(3)]
    await ground.call("setWebhook", url=receiver.url)
    await ground.do("people/11/say", {"text": "a"})
    await receiver.until(lambda: len(receiver.updates) == 3)
    await settled(ground)
    assert not (await ground.ask("updates"))["updates"][-1]["confirmed"]


async def test_no_more_deliveries_at_once_than_asked_for(ground: Playground, receiver: Receiver) -> None:
    await ground.person(11)
    receiver.open.clear()
    await ground.call("setWebhook", url=receiver.url, max_connections=2)
    for text in "12345":
        await ground.do("people/11/say", {"text": text})
    await until(lambda: receiver.at_once == 2)
    receiver.open.set()
    await receiver.until(lambda: len(receiver.updates) == 5)
    assert receiver.most_at_once == 2
    await settled(ground)


async def test_a_call_in_the_webhooks_answer_is_carried_out(ground: Playground, receiver: Receiver) -> None:
    await ground.person(11)
    receiver.answers = [
        web.json_response({"method": "sendMessage", "chat_id": 11, "text": "by answer"}),
        web.json_response({"method": "sendMessage", "chat_id": 12, "text": "to nobody"}),
        web.json_response({"method": "sendMoney"}),
        web.json_response(["no call"]),
    ]
    before = (await ground.ask("state"))["event"]
    await ground.call("setWebhook", url=receiver.url, max_connections=1)
    for text in "1234":
        await ground.do("people/11/say", {"text": text})
    await receiver.until(lambda: len(receiver.updates) == 4)
    await settled(ground)
    messages = (await ground.ask("people/11/messages", after=before))["messages"]
    assert [message["text"] for message in messages if message["from_bot"]] == ["by answer"]


async def test_setting_a_webhook_ends_a_waiting_poll(ground: Playground, receiver: Receiver) -> None:
    poll = asyncio.create_task(ground.refused("getUpdates", timeout=30))
    await until(ground.polled)
    await ground.call("setWebhook", url=receiver.url)
    assert await poll == "409 Conflict: terminated by setWebhook request"


@pytest.mark.parametrize(
    "params",
    [
        {"url": "https://example.org/hook"},
        {"url": "ftp://127.0.0.1/hook"},
        {"url": "http://127.0.0.1/hook", "secret_token": "ö"},
        {"url": "http://localhost/hook", "max_connections": 0},
    ],
)
async def test_unusable_webhooks_are_refused(ground: Playground, params: dict[str, object]) -> None:
    await ground.refused("setWebhook", **params)
    assert len(await ground.violations()) == 1
