"""A client for both sides of the sandbox: the bot's calls and the people's control side."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

import aiohttp
import qrcode
from PIL import Image

from bot.sandbox import Sandbox

TOKEN = "4242:demo"
USERNAME = "kumbara_demo_bot"
LINK = f"https://t.me/{USERNAME}?start="


class Playground:
    """Speaks to a running sandbox over real HTTP."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session

    async def call(self, method: str, **params: Any) -> Any:
        """The result of a Bot API call that must succeed."""
        status, answer = await self.answer(method, **params)
        assert status == 200, answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """The description of a call that must be refused, with its code before it."""
        status, answer = await self.answer(method, **params)
        assert not answer["ok"], answer
        assert status == answer["error_code"]
        return f"{status} {answer['description']}"

    async def answer(self, method: str, **params: Any) -> tuple[int, Any]:
        """Status and body of a Bot API call with a JSON body."""
        async with self.session.post(f"{self.sandbox.url}/bot{TOKEN}/{method}", json=params) as response:
            return response.status, await response.json()

    async def upload(self, method: str, **fields: Any) -> tuple[int, Any]:
        """A multipart call; a file is (content, name, type)."""
        form = aiohttp.FormData()
        for name, value in fields.items():
            if isinstance(value, tuple):
                content, filename, mime = value
                form.add_field(name, io.BytesIO(content), filename=filename, content_type=mime)
            else:
                form.add_field(name, str(value))
        async with self.session.post(f"{self.sandbox.url}/bot{TOKEN}/{method}", data=form) as response:
            return response.status, await response.json()

    async def ask(self, path: str, **params: Any) -> Any:
        """What a GET of the control side answers."""
        async with self.session.get(f"{self.sandbox.url}/sandbox/{path}", params=params) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def do(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """What a control request that must succeed answers."""
        status, answer = await self.attempt(path, body, method)
        assert status == 200, answer
        return answer

    async def attempt(self, path: str, body: Any = None, method: str = "POST") -> tuple[int, Any]:
        """Status and body of a control request."""
        url = f"{self.sandbox.url}/sandbox/{path}"
        async with self.session.request(method, url, json={} if body is None else body) as response:
            return response.status, await response.json()

    async def person(self, person_id: int, name: str = "Ayşe", *, started: bool = True, **more: Any) -> None:
        """Somebody who has said /start, which the bot has confirmed."""
        await self.do("people", {"id": person_id, "first_name": name, **more})
        if started:
            said = await self.do(f"people/{person_id}/say", {"text": "/start"})
            await self.call("getUpdates")
            await self.call("getUpdates", offset=said["update_id"] + 1)

    async def next_update(self) -> Any:
        """The next update alone, which is confirmed at once."""
        updates = await self.call("getUpdates", timeout=5)
        assert len(updates) == 1, updates
        await self.call("getUpdates", offset=updates[0]["update_id"] + 1)
        return updates[0]

    def polled(self) -> bool:
        """Whether a getUpdates waits in the sandbox."""
        return self.sandbox.world.updates._poll is not None

    async def violations(self) -> list[str]:
        """The reasons of all violations so far."""
        return [violation["reason"] for violation in (await self.ask("violations"))["violations"]]


async def until(holds: Callable[[], bool]) -> None:
    """Let the sandbox go on until something holds that no event tells; five seconds at most."""
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.001)


def qr_png(text: str) -> bytes:
    """A picture of a QR code."""
    buffer = io.BytesIO()
    qrcode.make(text).save(buffer)
    return buffer.getvalue()


def poster_with(text: str) -> bytes:
    """A coloured poster with a QR code in a corner of it."""
    poster = Image.new("RGB", (900, 1200), (230, 90, 60))
    with Image.open(io.BytesIO(qr_png(text))) as code:
        poster.paste(code.convert("RGB").resize((300, 300)), (500, 800))
    buffer = io.BytesIO()
    poster.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An inline keyboard."""
    return {"inline_keyboard": list(rows)}


def button(text: str, data: str) -> dict[str, Any]:
    """A button that sends data back."""
    return {"text": text, "callback_data": data}
