"""Somebody with a phone: talks, follows links, scans, presses, and waits for what comes."""

import asyncio
import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import zxingcpp
from PIL import Image

from tests.acceptance import labels

if TYPE_CHECKING:
    from tests.acceptance.world import World

WAITS_SECONDS = 15.0
_LINK = re.compile(r"https://t\.me/\S+")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message of the bot as it stands on somebody's phone; `text` is the caption where there is a picture."""

    owner: int
    message_id: int
    event: int
    text: str
    html: str
    buttons: tuple[dict[str, str], ...]
    photo: str | None
    document: dict[str, str] | None
    protected: bool

    def button(self, label: str, language: str, containing: str = "") -> dict[str, str] | None:
        """The button that English calls `label` (any, if empty), and whose text contains what is asked for."""
        for button in self.buttons:
            if containing in button["text"] and (not label or labels.says(button["text"], label, language)):
                return button
        return None

    @property
    def links(self) -> list[str]:
        """Every link to the bot in the words."""
        return _LINK.findall(self.text)


Match = str | Callable[[Shown], bool]


class Person:
    """One phone. `mark` is the event of the last thing its owner did: what is waited for came after it."""

    def __init__(self, world: "World", person_id: int, first: str, last: str | None, language: str) -> None:
        self.world = world
        self.id = person_id
        self.first = first
        self.last = last
        self.language = language
        self.mark = 0
        self._event = 0
        self._shown: dict[int, Shown] = {}

    # Doing

    async def say(self, text: str, match: Match | None = None) -> Shown:
        """Writes; returns what came back (the first thing, unless `match` says what)."""
        await self.send(text)
        return await self.hears(match)

    async def send(self, text: str) -> int | None:
        """Writes and waits for nothing; returns the update's id."""
        return await self._do("say", {"text": text})

    async def follows(self, link: str, match: Match | None = None) -> Shown:
        """Follows a link."""
        await self._do("open", {"link": link})
        return await self.hears(match)

    async def scans(self, picture: Shown, match: Match | None = None) -> Shown:
        """Points the camera at a picture on somebody's phone."""
        await self._do("scan", {"from": picture.owner, "message_id": picture.message_id})
        return await self.hears(match)

    async def press(
        self, label: str, match: Match | None = None, *, on: Shown | None = None, containing: str = ""
    ) -> Shown:
        """Presses a button, by what English calls it, on a message or on the newest one that has it."""
        message = on or await self.hears(
            lambda m: bool(m.button(label, self.language, containing)), since=0, newest=True
        )
        button = message.button(label, self.language, containing)
        assert button is not None, f"{label!r} is not among {[b['text'] for b in message.buttons]}"
        if "data" in button:
            await self.press_data(button["data"], message.owner, message.message_id)
        else:
            await self._do("open", {"link": button["url"]})
        return await self.hears(match)

    async def press_data(self, data: str, chat_id: int, message_id: int, *, forge: bool = False) -> str:
        """Presses whatever has that data, honestly or not; returns the callback query's id."""
        body = {"message_id": message_id, "data": data, "from_chat": chat_id, "forge": forge}
        answer = await self.world.post(f"people/{self.id}/press", body)
        self.mark = answer["event"]
        callback_id: str = answer["callback_query_id"]
        self.world.presses.append(callback_id)
        return callback_id

    async def speaks(self, language: str) -> None:
        """Changes the language of the phone."""
        await self.world.post("people", {"id": self.id, "language_code": language})
        self.language = language

    async def _do(self, what: str, body: Any) -> int | None:
        answer = await self.world.post(f"people/{self.id}/{what}", body)
        self.mark = answer["event"]
        update_id: int | None = answer["update_id"]
        return update_id

    # Seeing

    async def hears(
        self,
        match: Match | None = None,
        *,
        since: int | None = None,
        newest: bool = False,
        seconds: float = WAITS_SECONDS,
    ) -> Shown:
        """The first (or newest) message of the bot, new or edited since the mark, that matches; waits for it."""
        after = self.mark if since is None else since
        deadline = time.monotonic() + seconds
        while True:
            found = [m for m in await self.messages(after) if _matches(m, match)]
            if found:
                return found[-1] if newest else found[0]
            left = deadline - time.monotonic()
            assert left > 0, self._complaint(match, after)
            await self._look(min(left, 5.0))

    async def messages(self, after: int = 0) -> list[Shown]:
        """What the bot has shown since an event, oldest change first."""
        await self._look(0)
        return sorted((m for m in self._shown.values() if m.event > after), key=lambda m: m.event)

    async def qr(self, message: Shown, kind: str) -> str:
        """The link of a picture: in its pixels, and exactly once in its caption."""
        assert message.photo is not None, message
        async with self.world.session.get(f"{self.world.sandbox.url}{message.photo}") as response:
            content = await response.read()
        read = await asyncio.to_thread(_codes_in, content)
        assert len(read) == 1, read
        link = read[0]
        assert message.text.count(link) == 1, message.text
        assert message.links == [link]
        assert re.fullmatch(rf"https://t\.me/kumbara_demo_bot\?start={kind}_[A-Za-z0-9_-]{{32}}", link), link
        return link

    async def _look(self, seconds: float) -> None:
        seen = await self.world.get("wait", after=self._event, person=self.id, seconds=seconds)
        self._event = seen["event"]
        for message in seen["messages"]:
            self._shown.pop(message["message_id"], None)
            if message["from_bot"] and not message["deleted"]:
                self._shown[message["message_id"]] = _shown(self.id, message)

    def _complaint(self, match: Match | None, after: int) -> str:
        lines = [f"{m.text!r} {[b['text'] for b in m.buttons]}" for m in self._shown.values() if m.event > after]
        wanted = "anything" if match is None else match if isinstance(match, str) else "what was expected"
        heard = "\n".join(lines) or "nothing"
        said = f"{self.first} ({self.id}) waited in vain for {wanted!r} and heard:\n{heard}\n{self.world.tail()}"
        return said.encode("utf-8", "backslashreplace").decode()


def _matches(message: Shown, match: Match | None) -> bool:
    if match is None:
        return True
    return match in message.text if isinstance(match, str) else match(message)


def _shown(owner: int, message: dict[str, Any]) -> Shown:
    return Shown(
        owner=owner,
        message_id=message["message_id"],
        event=message["event"],
        text=message["text"] or message["caption"] or "",
        html=message["html"],
        buttons=tuple(button for row in message["buttons"] for button in row),
        photo=message["photo"],
        document=message["document"],
        protected=message["protected"],
    )


def _codes_in(content: bytes) -> list[str]:
    with Image.open(io.BytesIO(content)) as picture:
        return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]
