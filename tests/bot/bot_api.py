"""A tiny Bot API on loopback whose every answer a test can write, for what the sandbox would never do."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import telegram
from aiohttp import web

from bot.push.pacing import Pacing
from bot.telegram import Telegram
from bot.transport import AiohttpRequest

TOKEN = "4242:canary-token"
BOT_ID = 4242


@dataclass
class Called:
    method: str
    params: dict[str, Any]
    files: dict[str, tuple[str, str, bytes]]
    content_type: str


Answer: TypeAlias = Callable[[web.Request, Called], Awaitable[web.StreamResponse]]


def ok(result: Any = True) -> Answer:
    async def answer(request: web.Request, called: Called) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": result})

    return answer


def error(status: int, description: str, **parameters: Any) -> Answer:
    async def answer(request: web.Request, called: Called) -> web.StreamResponse:
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if parameters:
            body["parameters"] = parameters
        return web.json_response(body, status=status)

    return answer


def raw(status: int, body: str) -> Answer:
    async def answer(request: web.Request, called: Called) -> web.StreamResponse:
        return web.Response(status=status, text=body)

    return answer


async def cut(request: web.Request, called: Called) -> web.StreamResponse:
    """Done, and then the line goes dead."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def silence(request: web.Request, called: Called) -> web.StreamResponse:
    """Done, and no answer ever comes."""
    await asyncio.sleep(30)
    return web.Response()


@dataclass
class BotApi:
    """Answers from `script` by method, in order, and otherwise with plain success."""

    calls: list[Called] = field(default_factory=list)
    script: dict[str, deque[Answer]] = field(default_factory=dict)
    updates: deque[list[Any]] = field(default_factory=deque)
    offsets: list[int | None] = field(default_factory=list)
    url: str = ""
    more: asyncio.Event = field(default_factory=asyncio.Event)
    message_id: int = 100
    files: dict[str, bytes] = field(default_factory=dict)

    def will(self, method: str, *answers: Answer) -> None:
        self.script.setdefault(method, deque()).extend(answers)

    def arrives(self, *batch: Any) -> None:
        """Hand this batch to the next getUpdates, whatever it confirms."""
        self.updates.append(list(batch))
        self.more.set()

    def methods(self) -> list[str]:
        return [called.method for called in self.calls]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        called = await _called(request)
        self.calls.append(called)
        scripted = self.script.get(called.method)
        if scripted:
            return await scripted.popleft()(request, called)
        if called.method == "getUpdates":
            self.offsets.append(called.params.get("offset"))
            while not self.updates:
                self.more.clear()
                await self.more.wait()
            return web.json_response({"ok": True, "result": self.updates.popleft()})
        if called.method == "getMe":
            me = {"id": BOT_ID, "is_bot": True, "first_name": "Kumbara", "username": "kumbara_bot"}
            return web.json_response({"ok": True, "result": me})
        if called.method == "getFile":
            return web.json_response({"ok": True, "result": {"file_path": called.params["file_id"]}})
        if called.method.startswith("send"):
            self.message_id += 1
            return web.json_response({"ok": True, "result": {"message_id": self.message_id}})
        return web.json_response({"ok": True, "result": True})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """What getFile named."""
        content = self.files.get(request.match_info["path"])
        return web.Response(body=content) if content is not None else web.Response(status=404)


async def _called(request: web.Request) -> Called:
    params: dict[str, Any] = {}
    files: dict[str, tuple[str, str, bytes]] = {}
    if request.content_type == "application/json":
        params = json.loads(await request.text())
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = (value.filename, value.content_type, value.file.read())
            else:
                params[name] = value
    return Called(request.match_info["method"], params, files, request.content_type)


@asynccontextmanager
async def bot_api() -> AsyncIterator[BotApi]:
    api = BotApi()
    app = web.Application(client_max_size=20_000_000)
    app.router.add_route("*", f"/bot{TOKEN}/{{method}}", api.handle)
    app.router.add_get(f"/file/bot{TOKEN}/{{path:.*}}", api.file)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    api.url = f"http://{host}:{port}"
    try:
        yield api
    finally:
        await runner.cleanup()


@asynccontextmanager
async def telegram_at(
    url: str, *, answer_seconds: float = 5.0, pacing: Pacing | None = None, slept: list[float] | None = None
) -> AsyncIterator[Telegram]:
    """Our door to the Bot API at `url`; waits are noted in `slept` and take no time."""

    async def sleep(seconds: float) -> None:
        if slept is not None:
            slept.append(seconds)
        await asyncio.sleep(0)

    request = AiohttpRequest(connect_seconds=1.0, answer_seconds=answer_seconds)
    files = f"{url}/file/bot"
    bot = telegram.Bot(TOKEN, base_url=f"{url}/bot", base_file_url=files, request=request, get_updates_request=request)
    try:
        yield Telegram(bot, pacing=pacing, sleep=sleep)
    finally:
        await request.shutdown()
