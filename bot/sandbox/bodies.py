"""Reading what control requests carry: typed fields out of JSON, multipart and query, with plain refusals."""

import json
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox.files import Upload
from bot.sandbox.model import Json
from bot.sandbox.refusals import ControlError

T = TypeVar("T", int, str, bool)


def answered(body: object, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(
        body=json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace"),
        status=status,
        content_type="application/json",
    )


async def json_body(request: web.Request) -> Any:
    """The JSON of the body; an empty body is an empty object."""
    body = await request.read()
    try:
        return json.loads(body) if body else {}
    except ValueError as error:
        raise ControlError(400, f"the body is not JSON: {error}") from error


async def json_object(request: web.Request) -> Json:
    """The JSON object of the body."""
    body = await json_body(request)
    if not isinstance(body, dict):
        raise ControlError(400, "the body must be a JSON object")
    return body


async def form(request: web.Request) -> tuple[Json, Upload | None]:
    """The text fields of a multipart body, and the first file in it."""
    fields: Json = {}
    upload = None
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            upload = upload or Upload(name=value.filename, mime=value.content_type, content=value.file.read())
            value.file.close()
        elif isinstance(value, bytes | bytearray):
            upload = upload or Upload(name="picture.png", mime="image/png", content=bytes(value))
        else:
            fields[name] = value
    return fields, upload


def optional(body: Json, name: str, kind: type[T]) -> T | None:
    """The field of that type; None where it is absent or null. Raises ControlError."""
    value = body.get(name)
    if value is None:
        return None
    if type(value) is not kind:  # exactly: True is no number here
        raise ControlError(400, f'"{name}" must be {_NAMES[kind]}')
    return value


def required(body: Json, name: str, kind: type[T]) -> T:
    """The field of that type, which must be there."""
    value = optional(body, name, kind)
    if value is None:
        raise ControlError(400, f'"{name}" is missing')
    return value


def number_in_query(request: web.Request, name: str, default: int) -> int:
    """A whole number of the query."""
    text = request.query.get(name)
    if text is None or text == "":
        return default
    try:
        return int(text)
    except ValueError as error:
        raise ControlError(400, f'"{name}" must be a whole number') from error


def number_in_path(request: web.Request, name: str) -> int:
    """A whole number of the path."""
    try:
        return int(request.match_info[name])
    except ValueError as error:
        raise ControlError(404, f"there is nothing called {request.match_info[name]}") from error


_NAMES: dict[type, str] = {int: "a whole number", str: "text", bool: "true or false"}
