"""Our door, the poller and the webhook against the strict sandbox, over real HTTP."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram
from PIL import Image

from bot.chat.screens.screen import Button, Document, Screen
from bot.clock import SystemClock
from bot.http.metrics import Metrics
from bot.http.readiness import Readiness
from bot.http.routes import application
from bot.http.server import Server
from bot.push.sender import Sender
from bot.receive.dispatcher import Dispatcher
from bot.receive.poller import Poller
from bot.receive.webhook import Webhook
from bot.sandbox import Sandbox
from bot.telegram import Blocked, CommandList, EditTarget, Refused, Telegram
from bot.transport import AiohttpRequest
from storage import outbox, people
from storage.database import Database, Tx, open_database
from tests.bot.actions.shop import PROGRAMME

TOKEN = "4242:canary-token"
BOT_ID = 4242
AYSE = {"id": 7, "first_name": "Ayşe", "language_code": "tr"}
KEYS = ((Button(text="Join", data="join"), Button(text="Open", url="https://t.me/kumbara_demo_bot?start=x")),)


class Person:
    """Ayşe's phone."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def does(self, what: str, **how: Any) -> Any:
        async with self._session.post(f"{self._url}/sandbox/people/7/{what}", json=how) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def sends(self, kind: str, name: str, content: bytes) -> str:
        """A photo or a document; Telegram's name for it."""
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(content), filename=name)
        async with self._session.post(f"{self._url}/sandbox/people/7/{kind}", data=form) as answer:
            assert answer.status == 200, await answer.text()
        told = await self.asks("people/7/messages")
        message = told["messages"][-1]
        address: str = message["photo"] or message["document"]["url"]
        return address.rpartition("/")[2]

    async def asks(self, path: str) -> Any:
        async with self._session.get(f"{self._url}/sandbox/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def messages(self) -> list[dict[str, Any]]:
        """What the bot has written and not deleted."""
        told = await self.asks("people/7/messages")
        return [message for message in told["messages"] if message["from_bot"] and not message["deleted"]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = await Sandbox.start(token=TOKEN, people=[AYSE])
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def person(sandbox: Sandbox) -> AsyncIterator[Person]:
    """Has written to the bot; at the end, nothing the bot did was against Telegram's rules."""
    async with aiohttp.ClientSession() as session:
        person = Person(sandbox.url, session)
        await person.does("say", text="/start")
        yield person
        violations = await person.asks("violations")
        assert violations == {"violations": []}


@pytest.fixture
async def door(sandbox: Sandbox) -> AsyncIterator[Telegram]:
    async with AiohttpRequest() as request:
        base, files = f"{sandbox.url}/bot", f"{sandbox.url}/file/bot"
        bot = telegram.Bot(TOKEN, base_url=base, base_file_url=files, request=request, get_updates_request=request)
        yield Telegram(bot)


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    async with await open_database(sqlite_url) as database:
        yield database


def png(color: str = "white") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), color).save(file, "PNG")
    return file.getvalue()


async def test_every_way_to_show_a_screen_keeps_telegrams_rules(door: Telegram, person: Person) -> None:
    text = Screen(text="<b>42</b> points &amp; more", rows=KEYS)
    picture = Screen(text="https://t.me/x", rows=KEYS, picture=png(), secret=True)
    document = Screen(text="yours", document=Document(name="data.json", content=b"{}"))
    first = await door.show(7, text)
    assert await door.show(7, text, edit=EditTarget(message_id=first)) == first  # not modified
    assert await door.show(7, Screen(text="bare"), edit=EditTarget(message_id=first)) == first
    second = await door.show(7, picture, edit=EditTarget(message_id=first))
    target = EditTarget(message_id=second, media=True, secret=True)
    other = Screen(text="New", rows=KEYS, picture=png("black"), secret=True)
    assert await door.show(7, other, edit=target) == second
    third = await door.show(7, text, edit=target)
    await door.push(7, document)
    shown = {message["message_id"]: message for message in await person.messages()}
    assert [*sorted(shown)][:3] == [first, second, third]
    assert shown[first]["html"] == "bare"
    assert (shown[second]["caption"], shown[second]["protected"], shown[second]["buttons"]) == ("New", True, [])
    assert [button["text"] for button in shown[third]["buttons"][0]] == ["Join", "Open"]
    assert [message["document"]["name"] for message in shown.values() if message["document"]] == ["data.json"]


async def test_a_photo_that_was_sent_is_shown_again_by_its_name(door: Telegram, person: Person) -> None:
    photo = await person.sends("photo", "cake.png", png())
    other = await person.sends("photo", "tea.png", png("black"))
    shown = await door.show(7, Screen(text="Cake", rows=KEYS, photo=photo))
    target = EditTarget(message_id=shown, media=True)
    assert await door.show(7, Screen(text="Tea", photo=other), edit=target) == shown
    with pytest.raises(Refused):
        await door.show(7, Screen(text="Gone", photo="AgAC-never"))
    assert [message["caption"] for message in await person.messages()] == ["Tea"]


async def test_a_file_that_was_sent_is_fetched_and_one_that_is_too_large_is_not(door: Telegram, person: Person) -> None:
    small = await person.sends("document", "codes.txt", "Å-1\n".encode())
    assert await door.download(small) == "Å-1\n".encode()
    with pytest.raises(Refused):
        await door.download(await person.sends("document", "codes.txt", b"x" * 20_000_001))
    with pytest.raises(Refused):
        await door.download("BQAC-never")


async def test_what_is_gone_is_shown_anew(door: Telegram, person: Person) -> None:
    assert await door.show(7, Screen(text="again"), edit=EditTarget(message_id=99_999)) != 99_999
    assert [message["html"] for message in await person.messages()] == ["again"]


async def test_who_blocked_the_bot_and_who_never_wrote_are_told_apart(door: Telegram, person: Person) -> None:
    await person.does("block", blocked=True)
    with pytest.raises(Blocked):
        await door.show(7, Screen(text="x"))
    with pytest.raises(Refused):
        await door.show(404, Screen(text="x"))


async def test_commands_are_seen_in_the_persons_language(door: Telegram, person: Person) -> None:
    await door.register_commands(
        [
            CommandList(commands=(("start", "Begin"),), scope={"type": "default"}),
            CommandList(commands=(("start", "Başla"),), scope={"type": "all_private_chats"}, language="tr"),
        ]
    )
    assert "Başla" in str(await person.asks("commands?user_id=7"))


async def echo(door: Telegram, update: dict[str, Any]) -> None:
    if press := update.get("callback_query"):
        await door.answer(press["id"])
        target = EditTarget(message_id=press["message"]["message_id"])
        await door.show(7, Screen(text="joined"), edit=target)
    elif message := update.get("message"):
        await door.show(message["chat"]["id"], Screen(text=f"you said {message['text']}", rows=KEYS))


async def test_a_conversation_by_polling(door: Telegram, person: Person, database: Database) -> None:
    dispatcher = Dispatcher(database, BOT_ID, lambda _, update: echo(door, update), SystemClock())
    poller = Poller(database, door, BOT_ID, dispatcher.offer, SystemClock())
    running = [asyncio.create_task(dispatcher.run()), asyncio.create_task(poller.run())]
    try:
        async with asyncio.timeout(10):
            while not await person.messages():
                await asyncio.sleep(0.01)
            [message] = await person.messages()
            assert message["html"] == "you said /start"
            press = await person.does("press", message_id=message["message_id"], label="Join")
            while (await person.messages())[0]["html"] != "joined":
                await asyncio.sleep(0.01)
        assert (await person.asks(f"callbacks/{press['callback_query_id']}"))["answered"]
    finally:
        running[1].cancel()
        await dispatcher.stop()
        await asyncio.gather(*running, return_exceptions=True)


async def test_a_conversation_by_webhook(door: Telegram, person: Person, database: Database) -> None:
    dispatcher = Dispatcher(database, BOT_ID, lambda _, update: echo(door, update), SystemClock())
    webhook = Webhook(database, BOT_ID, "correct-horse", dispatcher.offer, SystemClock())
    app = application(Readiness(database, door), Metrics(), database, webhook=webhook)
    running = asyncio.create_task(dispatcher.run())
    async with Server(app, "127.0.0.1", 0) as server:
        await door.set_webhook(f"http://127.0.0.1:{server.port}/telegram/webhook", "correct-horse")
        async with asyncio.timeout(10):
            while not await person.messages():
                await asyncio.sleep(0.01)
        await door.call("deleteWebhook")
    await dispatcher.stop()
    await running
    assert [message["html"] for message in await person.messages()] == ["you said /start"]


async def test_pushes_keep_the_pace(door: Telegram, person: Person, database: Database) -> None:
    def write(tx: Tx) -> None:
        tx.run("INSERT INTO people (telegram_id, name, created_at) VALUES (7, 'A', 1)")
        for number in range(3):
            outbox.put(
                tx,
                key=f"k{number}",
                telegram_id=7,
                service_class="service",
                notice="n",
                data={"n": number},
                now_ms=1,
                pointless_after_ms=10**13,
            )

    async def render(notice: str, data: dict[str, Any], person: people.Person) -> Screen | None:
        return Screen(text=str(data["n"]))

    await database.write(write)
    sender = Sender(database, door, SystemClock(), render, PROGRAMME)
    running = asyncio.create_task(sender.run())
    said: list[str] = []
    async with asyncio.timeout(10):
        while len(said) < 3:
            await asyncio.sleep(0.01)
            said = [message["html"] for message in await person.messages()]
    await sender.stop()
    await running
    assert said == ["0", "1", "2"]
    assert (await person.asks("pacing"))["per_chat_per_second"] == {"7": 1}
