"""The control side's routes for watching and steering: state, updates, records, faults, clock, events."""

import json

from aiohttp import web

from bot.sandbox.bodies import answered, json_body, json_object, number_in_query, optional
from bot.sandbox.model import Callback, Json
from bot.sandbox.refusals import ControlError
from bot.sandbox.world import World

WORLDS = web.AppKey("worlds", dict[str, World])
_HEARTBEAT_S = 15.0
_MOST_TIMES = 100
_FURTHEST_MS = 200 * 366 * 86_400_000


def world_of(request: web.Request) -> World:
    """The world of the bot that the query names by id (`bot=`), else of the first."""
    worlds = list(request.app[WORLDS].values())
    wanted = request.query.get("bot")
    if wanted is None:
        return worlds[0]
    for world in worlds:
        if wanted in {str(world.account.id), world.account.username}:
            return world
    raise ControlError(404, f"there is no bot {wanted}")


def clock_json(world: World) -> Json:
    """The clock, in milliseconds since 1970."""
    return {"offset_ms": world.clock.offset_ms, "now": world.clock.now_ms()}


async def callback(request: web.Request) -> web.Response:
    """How a pressed button was answered, and how long that took by real time."""
    known = world_of(request).callbacks.get(request.match_info["id"])
    if known is None:
        raise ControlError(404, f"there is no callback query {request.match_info['id']}")
    return answered(_callback_json(known))


async def callbacks(request: web.Request) -> web.Response:
    """All presses, in order, with their answers."""
    return answered({"callbacks": [_callback_json(each) for each in world_of(request).callbacks.values()]})


def _callback_json(callback: Callback) -> Json:
    after_s = None if callback.answered_at is None else callback.answered_at - callback.pressed_at
    return {
        "callback_query_id": callback.id,
        "person": callback.person_id,
        "answered": callback.answered_at is not None,
        "text": callback.text,
        "show_alert": callback.show_alert,
        "url": callback.url,
        "after_ms": None if after_s is None else round(after_s * 1000),
    }


async def inject(request: web.Request) -> web.Response:
    """Raw updates, verbatim."""
    body, world = await json_body(request), world_of(request)
    return answered({"update_ids": [world.updates.inject(raw) for raw in (body if isinstance(body, list) else [body])]})


async def list_updates(request: web.Request) -> web.Response:
    """All updates ever made, in that order."""
    world = world_of(request)
    made = [{"update_id": u.id, "confirmed": u.confirmed, "update": u.body} for u in world.updates.made]
    return answered({"updates": made, "pending": world.updates.pending})


async def redeliver(request: web.Request) -> web.Response:
    """Confirmed updates put into the queue again."""
    body = await json_object(request)
    ids = body.get("update_ids")
    if not body.get("all") and not (isinstance(ids, list) and all(isinstance(one, int) for one in ids)):
        raise ControlError(400, 'say which: "update_ids" or "all"')
    times = optional(body, "times", int)
    times = 1 if times is None else times
    if not 0 <= times <= _MOST_TIMES:
        raise ControlError(400, f'"times" takes 0 to {_MOST_TIMES}')
    seed = optional(body, "shuffle", int)
    queued = world_of(request).updates.redeliver(None if body.get("all") else ids, times, seed)
    return answered({"queued": queued})


async def requests(request: web.Request) -> web.Response:
    """The record of Bot API calls."""
    return answered({"requests": world_of(request).journal.after(number_in_query(request, "after", 0))})


async def forget_requests(request: web.Request) -> web.Response:
    """The record and the violations forgotten."""
    world_of(request).journal.forget()
    return answered({})


async def violations(request: web.Request) -> web.Response:
    """The rules that were broken."""
    return answered({"violations": world_of(request).journal.violations})


async def pacing(request: web.Request) -> web.Response:
    """How fast the bot has been sending."""
    return answered(world_of(request).pacing.measured())


async def forget_pacing(request: web.Request) -> web.Response:
    """Pacing measured anew."""
    world_of(request).pacing.forget()
    return answered({})


async def set_faults(request: web.Request) -> web.Response:
    """These faults and no others."""
    world_of(request).faults.replace(await json_body(request))
    return await list_faults(request)


async def list_faults(request: web.Request) -> web.Response:
    """The faults in force."""
    return answered({"faults": world_of(request).faults.described()})


async def clear_faults(request: web.Request) -> web.Response:
    """No more faults."""
    world_of(request).faults.clear()
    return answered({"faults": []})


async def clock(request: web.Request) -> web.Response:
    """What the time is."""
    return answered(clock_json(world_of(request)))


async def move_clock(request: web.Request) -> web.Response:
    """The clock set to an offset, or moved by some milliseconds."""
    body, world = await json_object(request), world_of(request)
    offset, advance = optional(body, "offset_ms", int), optional(body, "advance_ms", int)
    if (offset is None) == (advance is None):
        raise ControlError(400, 'say either "offset_ms" or "advance_ms"')
    wanted = world.clock.offset_ms + advance if advance is not None else offset or 0
    if abs(wanted) > _FURTHEST_MS:
        raise ControlError(400, "that is more than two hundred years away")
    world.clock.shift_to(wanted)
    for each in request.app[WORLDS].values():
        each.events.add("clock", offset_ms=wanted)
    return answered(clock_json(world))


async def commands(request: web.Request) -> web.Response:
    """The commands that a person's app shows."""
    world = world_of(request)
    person = world.person(number_in_query(request, "user_id", 0))
    return answered({"commands": world.profile.commands_for(person.id, (person.language_code or "")[:2])})


async def file(request: web.Request) -> web.Response:
    """The bytes of a file; nothing but pictures is shown inside the page."""
    known = world_of(request).files.by_id(request.match_info["file_id"])
    if known is None:
        raise ControlError(404, "there is no such file")
    headers = {"X-Content-Type-Options": "nosniff"}
    if not known.mime.startswith("image/") or "svg" in known.mime:
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=known.content, content_type=known.mime.split(";")[0], headers=headers)


async def events(request: web.Request) -> web.StreamResponse:
    """Server-Sent Events of everything that happens."""
    world = world_of(request)
    after = number_in_query(request, "after", world.events.number)
    stream = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await stream.prepare(request)
    await stream.write(b": here\n\n")
    try:
        async for batch in world.events.watch(after, _HEARTBEAT_S):
            lines = [f"id: {event['event']}\ndata: {json.dumps(event)}\n\n" for event in batch]
            await stream.write("".join(lines).encode() or b": still here\n\n")
    except ConnectionError:
        return stream
    return stream
