"""The whole chat in one process: real handlers, a real database, a real Bot API on loopback that notes all calls."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telegram.ext import ApplicationBuilder

from bot.app import Strict
from bot.chat.arrival import read_arrival
from bot.chat.house import House
from bot.chat.routes import routes
from bot.chat.visit import inbox_row
from bot.links import Links
from bot.texts import Texts
from loyalty.model import Programme
from storage.database import open_database
from tests.bot.bot_api import BotApi, Called, bot_api, telegram_at

OPERATOR = 99
PROGRAMME = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
SECRET = b"a key for tests only"


@dataclass
class StillClock:
    """Stands still until it is moved."""

    at: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def passes(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One message that the bot sent or changed."""

    chat_id: int
    text: str
    buttons: dict[str, str]
    secret: bool
    picture: bytes | None

    def data(self, label: str) -> str:
        """The data of the one button whose text contains `label`."""
        found = [data for text, data in self.buttons.items() if label in text]
        assert len(found) == 1, f"{label}: {self.buttons}"
        return found[0]

    @property
    def payload(self) -> str:
        """What the one link in the text carries."""
        _, *links = self.text.split("?start=")
        assert len(links) == 1, self.text
        return links[0].split()[0]


@dataclass
class Counter:
    """People write and press; each gets the last answer sent to them."""

    application: Strict
    house: House
    api: BotApi
    clock: StillClock
    rows: int = 0
    names: dict[int, str] = field(default_factory=dict)
    language: str = "en"

    async def say(self, who: int, text: str, *, row: int | None = None) -> Answer:
        """A text in private; `row` handles the update of that inbox row again."""
        entities = []
        if text.startswith("/"):
            entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        message = {"message_id": 5, "date": 1, "chat": self._chat(who), "from": self._user(who), "text": text}
        return await self._handle(who, {"message": message | {"entities": entities}}, row)

    async def send_photo(self, who: int, *file_ids: str, caption: str = "") -> Answer:
        """A photo in private, in sizes from small to large."""
        sizes = [{"file_id": file_id, "file_size": 9} for file_id in file_ids]
        return await self._send(who, {"photo": sizes} | ({"caption": caption} if caption else {}))

    async def send_file(self, who: int, name: str, content: bytes) -> Answer:
        """A document in private."""
        self.api.files["BQAC"] = content
        return await self._send(who, {"document": {"file_id": "BQAC", "file_name": name, "file_size": len(content)}})

    async def _send(self, who: int, what: dict[str, Any]) -> Answer:
        message = {"message_id": 5, "date": 1, "chat": self._chat(who), "from": self._user(who)}
        return await self._handle(who, {"message": message | what}, None)

    async def press(self, who: int, data: str, *, row: int | None = None) -> Answer:
        """A button, forged or not."""
        query = {"id": "1", "from": self._user(who), "chat_instance": "1", "data": data}
        message = {"message_id": 5, "date": 1, "chat": self._chat(who), "text": "…"}
        return await self._handle(who, {"callback_query": query | {"message": message}}, row)

    async def follow(self, who: int, answer: Answer) -> Answer:
        """Scans the link in an answer."""
        return await self.say(who, f"/start {answer.payload}")

    async def member(self, who: int, name: str) -> int:
        """Somebody joins; their number."""
        self.names[who] = name
        await self.press(who, "join")
        return who

    async def till_code(self, who: int) -> str:
        """A fresh till code."""
        shown = await self.say(who, "/card")
        return shown.text.partition("<code>")[2][:4]

    async def _handle(self, who: int, update: dict[str, Any], row: int | None) -> Answer:
        if row is None:
            self.rows += 1
            row = self.rows
        inbox_row.set(row)
        before = len(self.api.calls)
        update = {"update_id": row, **update}
        await self.application.process_update(read_arrival(update))
        answers = [_answer(called) for called in self.api.calls[before:] if _shows(called)]
        mine = [answer for answer in answers if answer.chat_id == who]
        assert mine, "no answer"
        return mine[-1]

    def _user(self, who: int) -> dict[str, Any]:
        first, _, last = self.names.get(who, f"Person{who}").partition(" ")
        return {"id": who, "is_bot": False, "first_name": first, "last_name": last, "language_code": self.language}

    def _chat(self, who: int) -> dict[str, Any]:
        return {"id": who, "type": "private", "first_name": "A"}


def _shows(called: Called) -> bool:
    return called.method in ("sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageMedia")


def _answer(called: Called) -> Answer:
    params = {name: _read(value) for name, value in called.params.items()}
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    picture = next((content for _, _, content in called.files.values()), None)
    return Answer(
        chat_id=int(params["chat_id"]),
        text=str(called.params.get("text") or called.params.get("caption") or params["media"]["caption"]),
        buttons={button["text"]: button.get("callback_data", "") for row in rows for button in row},
        secret=params.get("protect_content") in (True, "true"),
        picture=picture,
    )


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "{[":
        return json.loads(value)
    return value


@asynccontextmanager
async def counter(url: str) -> AsyncIterator[Counter]:
    """A chat over the migrated database at `url`, where nobody has written yet."""
    clock = StillClock()
    async with await open_database(url) as database, bot_api() as api, telegram_at(api.url) as telegram:
        application = (
            ApplicationBuilder().application_class(Strict).bot(telegram.bot).updater(None).job_queue(None).build()
        )
        assert isinstance(application, Strict)
        await application.initialize()
        house = House(
            database=database,
            programme=PROGRAMME,
            clock=clock,
            links=Links(SECRET, "kumbara_bot"),
            texts=Texts(PROGRAMME, "en"),
            telegram=telegram,
            secret=SECRET,
            operators=frozenset({OPERATOR}),
            wake_push=lambda: None,
        )
        application.bot_data["house"] = house
        for handler in routes():
            application.add_handler(handler)
        try:
            yield Counter(application=application, house=house, api=api, clock=clock)
        finally:
            await application.shutdown()
