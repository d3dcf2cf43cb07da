"""The sandbox as one HTTP server: the Bot API, the control side, the page."""

import ipaddress
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Self

from aiohttp import web

from bot.sandbox import acting, watching
from bot.sandbox.bodies import answered
from bot.sandbox.botapi import BotApi
from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Account, Json, Person
from bot.sandbox.refusals import ControlError
from bot.sandbox.watching import WORLDS, clock_json, world_of
from bot.sandbox.world import World

_PAGE = Path(__file__).parent / "page"
_TOKEN = re.compile(r"([0-9]{1,15}):[A-Za-z0-9_-]+\Z")
_LARGEST_BODY = 60_000_000
_PAGE_POLICY = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'"
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Sandbox:
    """A running sandbox; start it with `await Sandbox.start(…)` and end it with `await sandbox.stop()`."""

    def __init__(self, worlds: dict[str, World], api: BotApi, runner: web.AppRunner, url: str) -> None:
        self._api = api
        self._runner = runner
        self.worlds = worlds
        self.url = url

    @classmethod
    async def start(
        cls,
        *,
        token: str = "4242:demo",  # noqa: S107 - the sandbox's own, worth nothing anywhere else
        username: str = "kumbara_demo_bot",
        name: str = "Kumbara",
        host: str = "127.0.0.1",
        port: int = 0,
        clock_file: Path | str | None = None,
        limits: bool = False,
        people: list[Json] | None = None,
        tokens: Mapping[str, str] | None = None,
    ) -> Self:
        """Listen on a loopback address; port 0 takes any free one, `url` says which.

        `tokens` adds further bots, token to user name; `people` are as for `POST /sandbox/people`.
        Raises ValueError for an address that others could reach and for a token that is none.
        """
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"the sandbox binds loopback addresses only, not {host}")
        clock = SandboxClock(None if clock_file is None else Path(clock_file))
        known: dict[int, Person] = {}
        worlds = {
            each: World(_account(each, user, name), clock, known, limits=limits)
            for each, user in {token: username, **(tokens or {})}.items()
        }
        for described in people or ():
            for world in worlds.values():
                acting.enter(world, described)
        api = BotApi(worlds)
        for world in worlds.values():
            world.webhook.connect(world.clock.now_s, api.replier(world))
        runner = web.AppRunner(_application(worlds, api), access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, host, port, backlog=1024)
        await site.start()
        bound = runner.addresses[0][1]
        return cls(worlds, api, runner, f"http://{host}:{bound}")

    @property
    def world(self) -> World:
        """The world of the first bot."""
        return next(iter(self.worlds.values()))

    async def stop(self) -> None:
        """End what waits, deliver nothing more, close the port."""
        self._api.closing.set()
        for world in self.worlds.values():
            await world.webhook.stop()
            world.close()
        await self._runner.cleanup()


def people_from(file: Path) -> list[Json]:
    """The people in a JSON file: a list of objects as for `POST /sandbox/people`. Raises ValueError."""
    people = json.loads(file.read_text("utf-8"))
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise ValueError(f"{file} must hold a list of people")
    return people


def _account(token: str, username: str, name: str) -> Account:
    match = _TOKEN.match(token)
    if match is None:
        raise ValueError("a token is a number, a colon and letters")
    return Account(id=int(match[1]), token=token, username=username, name=name)


def _application(worlds: dict[str, World], api: BotApi) -> web.Application:
    control = web.Application(middlewares=[_plainly_refused], client_max_size=_LARGEST_BODY)
    control[WORLDS] = worlds
    control.add_routes(_control_routes())
    app = web.Application(client_max_size=_LARGEST_BODY)
    app.add_routes(
        [
            web.get("/", _to_the_page),
            web.get("/sandbox", _to_the_page),
            web.get("/bot{token}/{method}", api.call),
            web.post("/bot{token}/{method}", api.call),
            web.get("/file/bot{token}/{path:.+}", api.file),
        ]
    )
    app.add_subapp("/sandbox/", control)
    return app


def _control_routes() -> list[web.RouteDef]:
    return [
        web.get("/", _page),
        web.get("/page/{file}", _page),
        web.get("/state", _state),
        web.get("/people", acting.list_people),
        web.post("/people", acting.put_person),
        web.post("/people/{id}/say", acting.say),
        web.post("/people/{id}/open", acting.open_link),
        web.post("/people/{id}/press", acting.press),
        web.post("/people/{id}/scan", acting.scan),
        web.post("/people/{id}/edit", acting.edit),
        web.post("/people/{id}/forward", acting.forward),
        web.post("/people/{id}/photo", acting.photo),
        web.post("/people/{id}/document", acting.document),
        web.post("/people/{id}/contact", acting.contact),
        web.post("/people/{id}/block", acting.block),
        web.post("/people/{id}/deactivate", acting.deactivate),
        web.get("/people/{id}/messages", acting.messages),
        web.post("/groups", acting.groups),
        web.get("/wait", acting.wait),
        web.get("/callbacks", watching.callbacks),
        web.get("/callbacks/{id}", watching.callback),
        web.get("/updates", watching.list_updates),
        web.post("/updates", watching.inject),
        web.post("/redeliver", watching.redeliver),
        web.get("/events", watching.events),
        web.get("/requests", watching.requests),
        web.delete("/requests", watching.forget_requests),
        web.get("/violations", watching.violations),
        web.get("/pacing", watching.pacing),
        web.delete("/pacing", watching.forget_pacing),
        web.get("/faults", watching.list_faults),
        web.post("/faults", watching.set_faults),
        web.delete("/faults", watching.clear_faults),
        web.get("/clock", watching.clock),
        web.post("/clock", watching.move_clock),
        web.get("/commands", watching.commands),
        web.get("/file/{file_id}", watching.file),
    ]


@web.middleware
async def _plainly_refused(request: web.Request, handler: _Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ControlError as error:
        return answered({"error": error.message}, error.status)
    except web.HTTPError as error:
        return answered({"error": f"{error.reason}: {request.method} {request.path}"}, error.status)


async def _to_the_page(request: web.Request) -> web.Response:
    raise web.HTTPFound("/sandbox/")


async def _page(request: web.Request) -> web.StreamResponse:
    path = _PAGE / request.match_info.get("file", "index.html")
    if path.parent != _PAGE or not path.is_file():
        raise ControlError(404, f"the page has no {path.name}")
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _PAGE_POLICY}
    return web.FileResponse(path, headers=headers)


async def _state(request: web.Request) -> web.Response:
    world = world_of(request)
    account = world.account
    return answered(
        {
            "bot": {"id": account.id, "username": account.username, "name": world.profile.text("name", "")},
            "people": [acting.described(world, person) for person in world.people.values()],
            "clock": clock_json(world),
            "event": world.events.number,
            "labels": {str(person.id): person.label for person in world.people.values() if person.label},
        }
    )
