"""The Bot API over HTTP: reads a call, lets it suffer what faults demand, carries it out, records it."""

import asyncio
import contextlib
import json
import time
from contextvars import ContextVar
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox import asking, editing, introducing, sending
from bot.sandbox.calls import METHODS, Call
from bot.sandbox.faults import Trouble
from bot.sandbox.files import Upload
from bot.sandbox.interface import published_interface
from bot.sandbox.model import Json
from bot.sandbox.refusals import RefusalError, ViolationError
from bot.sandbox.webhook import Reply
from bot.sandbox.world import World

# The four modules enter their methods into the table by being imported.
__all__ = ["BotApi", "asking", "editing", "introducing", "sending"]

_NEVER_ANSWERED_S = 30.0
# When the call that is being handled came, in monotonic seconds; none for what a webhook answers.
_arrived: ContextVar[float | None] = ContextVar("arrived", default=None)
_CUT = frozenset({"cut_after", "timeout"})
_NOT_HERE = frozenset(
    {"business_connection_id", "message_thread_id", "direct_messages_topic_id", "inline_message_id"}
    | {"suggested_post_parameters", "ephemeral_message_parameters", "receiver_user_id", "rich_message"}
    | {"allow_paid_broadcast", "certificate", "ip_address"}
)


class BotApi:
    """`/bot<token>/<method>` and `/file/bot<token>/<path>` for the bots whose tokens are known."""

    def __init__(self, worlds: dict[str, World]) -> None:
        self._worlds = worlds
        self.closing = asyncio.Event()

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call as Telegram would."""
        _arrived.set(time.monotonic())
        world = self._worlds.get(request.match_info["token"])
        if world is None:
            return _answered(RefusalError(401, "Unauthorized").answer(), 401)
        name = published_interface().method_named(request.match_info["method"])
        if name is None:
            return _answered(RefusalError(404, "Not Found").answer(), 404)
        try:
            given, uploads = await _read(request)
        except ValueError as error:
            refusal = ViolationError(f"can't parse the request: {error}")
            _record(world, name, {}, refusal)
            return _answered(refusal.answer(), 400)
        if _sends(name):
            world.pacing.asked(given.get("chat_id"))
        trouble = world.faults.draw(name, given.get("chat_id"))
        if trouble.delay_ms:
            await asyncio.sleep(trouble.delay_ms / 1000)
        return await self._troubled(request, world, name, given, uploads, trouble)

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file that getFile named."""
        world = self._worlds.get(request.match_info["token"])
        if world is None:
            return _answered(RefusalError(401, "Unauthorized").answer(), 401)
        file = world.files.by_path(request.match_info["path"])
        if file is None:
            return _answered(RefusalError(404, "Not Found").answer(), 404)
        return web.Response(body=file.content, content_type=file.mime.split(";")[0])

    async def carry_out(
        self, world: World, name: str, given: Json, uploads: dict[str, Upload], *, fault: str | None = None
    ) -> object:
        """Check and do one call, record it with what keeps its answer back, and return its result.

        Raises RefusalError.
        """
        noted = given
        try:
            noted = _checked(name, given, uploads)
            result = await _result(world, name, noted, uploads)
        except RefusalError as refusal:
            _record(world, name, noted, refusal, fault)
            raise
        _record(world, name, noted, None, fault)
        return result

    def replier(self, world: World) -> Reply:
        """What carries out the call in a webhook's answer; nobody hears how it ended."""

        async def reply(name: str, given: Json) -> None:
            known = published_interface().method_named(name)
            if known is not None:
                with contextlib.suppress(RefusalError):
                    await self.carry_out(world, known, given, {})

        return reply

    async def _troubled(
        self,
        request: web.Request,
        world: World,
        name: str,
        given: Json,
        uploads: dict[str, Upload],
        trouble: Trouble,
    ) -> web.StreamResponse:
        fault = trouble.fault
        kind = None if fault is None else fault.kind
        if fault is not None and fault.kind == "cut":
            world.journal.record(name, given, 0, "cut", fault="cut")
            return _cut(request)
        refusal = fault.refusal() if fault is not None else None
        if refusal is not None:
            _record(world, name, given, refusal, kind)
            return _answered(refusal.answer(), refusal.code)
        try:
            result = await self.carry_out(world, name, given, uploads, fault=kind)
            answer = _answered({"ok": True, "result": result}, 200)
        except RefusalError as error:
            answer = _answered(error.answer(), error.code)
        if kind in _CUT:
            if kind == "timeout":
                await self._silence()
            return _cut(request)
        return answer

    async def _silence(self) -> None:
        try:
            await asyncio.wait_for(self.closing.wait(), _NEVER_ANSWERED_S)
        except TimeoutError:
            return


def _checked(name: str, given: Json, uploads: dict[str, Upload]) -> Json:
    """The parameters, converted to their types. Raises ViolationError."""
    if name not in METHODS:
        raise ViolationError(f"{name} is not in this sandbox")
    params = published_interface().checked_call(name, given, uploads)
    for parameter in params:
        if parameter in _NOT_HERE:
            raise ViolationError(f'parameter "{parameter}" of {name} is not in this sandbox')
    for upload in uploads:
        if upload not in ("photo", "document") and f"attach://{upload}" not in str(params):
            raise ViolationError(f'the uploaded file "{upload}" belongs to no parameter')
    return params


async def _result(world: World, name: str, params: Json, uploads: dict[str, Upload]) -> object:
    call = Call(world=world, params=params, uploads=uploads)
    if not _sends(name):
        return await METHODS[name](call)
    chat_id = params["chat_id"] if isinstance(params["chat_id"], int) else 0
    times = len(params["media"]) if name == "sendMediaGroup" else 1
    world.pacing.admit(chat_id, times)
    result = await METHODS[name](call)
    world.pacing.count(chat_id, times, _arrived.get())
    return result


def _sends(name: str) -> bool:
    return name.startswith("send") and name != "sendChatAction"


def _record(world: World, name: str, given: Json, refusal: RefusalError | None, fault: str | None = None) -> None:
    status, description = (200, None) if refusal is None else (refusal.code, refusal.description)
    number = world.journal.record(name, given, status, description, fault=fault)
    if refusal is not None and refusal.retry_after is not None:
        world.pacing.told_to_wait(given.get("chat_id"), refusal.retry_after)
    if isinstance(refusal, ViolationError):
        world.journal.record_violation(name, given, refusal.description)
    world.events.add(
        "request", n=number, method=name, chat_id=given.get("chat_id"), status=status, description=description
    )


async def _read(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Parameters and uploaded files, from the query and whatever kind of body there is."""
    given: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    kind = request.content_type
    if kind == "multipart/form-data":
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                uploads[name] = Upload(name=value.filename, mime=value.content_type, content=value.file.read())
                value.file.close()
            elif isinstance(value, bytes | bytearray):
                uploads[name] = Upload(name="", mime="application/octet-stream", content=bytes(value))
            else:
                given[name] = value
        return given, uploads
    body = await request.read()
    if kind == "application/json" and body:
        sent = json.loads(body)
        if not isinstance(sent, dict):
            raise ValueError("the body is not an object")
        given |= {name: value for name, value in sent.items() if value is not None}
    elif kind == "application/x-www-form-urlencoded":
        given |= parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body))
    return given, uploads


def _answered(body: Json, status: int) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    """Close the connection under the client; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
