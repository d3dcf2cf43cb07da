"""Delivers updates to the bot's own address, several at once, again and again until it takes them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.sandbox.model import Json
from bot.sandbox.updates import Update, UpdateQueue

_ATTEMPTS = 20
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 2.0
_ANSWER_WITHIN_S = 60.0

Reply = Callable[[str, dict[str, Any]], Awaitable[object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookSettings:
    """What setWebhook asked for."""

    url: str
    secret_token: str | None
    max_connections: int


@dataclass(kw_only=True, slots=True)
class _Failure:
    date: int = 0
    message: str = ""


class Webhook:
    """At most `max_connections` deliveries at once; an update is tried twenty times and then given up.

    An answer that names a method is carried out by the function given to `connect`, as Telegram does.
    """

    def __init__(self, updates: UpdateQueue) -> None:
        self._updates = updates
        self.settings: WebhookSettings | None = None
        self._reply: Reply | None = None
        self._now_s: Callable[[], int] = lambda: 0
        self._failure = _Failure()
        self._courier: asyncio.Task[None] | None = None

    def connect(self, now_s: Callable[[], int], reply: Reply) -> None:
        """Give it the time, for dating failures, and the way to carry out calls."""
        self._now_s = now_s
        self._reply = reply

    async def set(self, settings: WebhookSettings) -> None:
        """Deliver to this address from now on."""
        await self.stop()
        self._updates.interrupt("terminated by setWebhook request")
        self.settings = settings
        self._failure = _Failure()
        self._courier = asyncio.create_task(self._deliver_all(settings))

    async def stop(self) -> None:
        """Deliver nothing more; what is under way goes back into the queue."""
        self.settings = None
        if self._courier is not None:
            self._courier.cancel()
            await asyncio.gather(self._courier, return_exceptions=True)
            self._courier = None

    def info(self) -> Json:
        """The answer to getWebhookInfo."""
        info: Json = {
            "url": self.settings.url if self.settings else "",
            "has_custom_certificate": False,
            "pending_update_count": self._updates.pending,
        }
        if self.settings is not None:
            info["max_connections"] = self.settings.max_connections
        if self._failure.message:
            info["last_error_date"] = self._failure.date
            info["last_error_message"] = self._failure.message
        if self._updates.allowed:
            info["allowed_updates"] = self._updates.allowed
        return info

    async def _deliver_all(self, settings: WebhookSettings) -> None:
        room = asyncio.Semaphore(settings.max_connections)
        timeout = aiohttp.ClientTimeout(total=_ANSWER_WITHIN_S)
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session,
            asyncio.TaskGroup() as deliveries,
        ):
            while True:
                await room.acquire()
                update = await self._updates.next()
                delivery = deliveries.create_task(self._deliver(session, settings, update))
                delivery.add_done_callback(lambda _: room.release())

    async def _deliver(self, session: aiohttp.ClientSession, settings: WebhookSettings, update: Update) -> None:
        pause = _FIRST_PAUSE_S
        try:
            for _ in range(_ATTEMPTS):
                if await self._taken(session, settings, update):
                    self._updates.settle(update, delivered=True)
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
            self._updates.discard(update)
        except asyncio.CancelledError:
            self._updates.settle(update, delivered=False)
            raise

    async def _taken(self, session: aiohttp.ClientSession, settings: WebhookSettings, update: Update) -> bool:
        headers = {"Content-Type": "application/json"}
        if settings.secret_token is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = settings.secret_token
        try:
            async with session.post(
                settings.url, data=json.dumps(update.body), headers=headers, allow_redirects=False
            ) as response:
                body = await response.read()
                if 200 <= response.status < 300:
                    await self._follow(body)
                    return True
                self._fail(f"Wrong response from the webhook: {response.status} {response.reason}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._fail("Connection refused" if isinstance(error, OSError) else "Read timeout expired")
        return False

    async def _follow(self, body: bytes) -> None:
        try:
            answer = json.loads(body)
        except ValueError:
            return
        if self._reply is not None and isinstance(answer, dict) and isinstance(answer.get("method"), str):
            await self._reply(answer.pop("method"), answer)

    def _fail(self, message: str) -> None:
        self._failure = _Failure(date=self._now_s(), message=message)
