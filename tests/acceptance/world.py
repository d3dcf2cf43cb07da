"""A world to act in: the sandbox, the real process beside it, and the people with their phones."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox import Sandbox
from tests.acceptance.person import Person
from tests.acceptance.process import BotProcess, Ended, free_port, kumbara

TOKEN = "4242:CANARY-that-must-never-be-seen"
USERNAME = "kumbara_demo_bot"
OWNER = 99
SECRET = "a-secret-of-the-webhook"
ANSWERED_WITHIN_MS = 2_000
# What Telegram may say to a bot that makes no mistake.
_BLAMELESS = (
    "message to edit not found",
    "message is not modified",
    "query is too old",
    "bot was blocked",
    "terminated by other getUpdates",
)


class World:
    """Everything one test needs; made by `a_world`."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession, folder: Path, database_url: str) -> None:
        self.sandbox = sandbox
        self.session = session
        self.folder = folder
        self.database_url = database_url
        self.log = folder / "bot.log"
        self.port = free_port()
        self.clock_file = folder / "clock"
        self.people: dict[int, Person] = {}
        self.bot: BotProcess | None = None
        self.presses: list[str] = []
        self.exit_codes: list[int] = []
        self.alerts: int | None = 0  # how many updates a test makes that can only be set aside; None: any number
        self.settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": sandbox.url,
            "DATABASE_URL": database_url,
            "OWNER_IDS": str(OWNER),
            "CLOCK_FILE": str(self.clock_file),
            "LISTEN": f"127.0.0.1:{self.port}",
            "TIMEZONE": "UTC",
            "LOG_FORMAT": "json",
        }

    # The process

    async def start(self, **settings: str) -> None:
        """Starts the bot, with further settings; returns when it is ready."""
        self.settings |= settings
        self.bot = BotProcess(self.settings, self.folder, self.log)
        await self.bot.ready(self.port)

    def launch(self) -> BotProcess:
        """Starts the bot without waiting for it, to be killed."""
        self.bot = BotProcess(self.settings, self.folder, self.log)
        return self.bot

    async def stop(self) -> None:
        """Ends the bot as an operator does; it must end well."""
        bot, self.bot = self.bot, None
        if bot is not None and bot.alive:
            self.exit_codes.append(await bot.stop())

    async def kill(self) -> None:
        """Ends the bot by SIGKILL."""
        bot, self.bot = self.bot, None
        if bot is not None:
            await bot.kill()

    def by_webhook(self) -> dict[str, str]:
        """The settings that make `start` take updates by webhook."""
        url = f"http://127.0.0.1:{self.port}/telegram/webhook"
        return {"WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET}

    async def cli(self, *words: str, **settings: str) -> Ended:
        """One command of the command line on this world's database."""
        return await kumbara(*words, settings=self.settings | settings, folder=self.folder)

    async def without_limits(self) -> None:
        """Members may buy as often as they like: for tests of many purchases."""
        rules = self.folder / "rules.toml"
        rules.write_text('[limits]\npurchases_a_day = "none"\n')
        done = await self.cli("programme", "set", str(rules))
        assert done.code == 0, done

    async def http(self, path: str) -> tuple[int, str]:
        """What the bot's own HTTP answers."""
        async with self.session.get(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, await response.text()

    # The sandbox's control side

    async def get(self, path: str, **params: Any) -> Any:
        """What the control side tells."""
        async with self.session.get(f"{self.sandbox.url}/sandbox/{path}", params=params) as response:
            body = await response.json()
            assert response.status == 200, f"GET {path}: {body!a}"
            return body

    async def post(self, path: str, body: Any) -> Any:
        """What the control side answers to an order."""
        async with self.session.post(f"{self.sandbox.url}/sandbox/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, f"POST {path} {ascii(body)[:300]}: {answer!a}"
            return answer

    async def person(
        self, person_id: int, first: str, last: str | None = None, *, language: str | None = "en"
    ) -> Person:
        """Somebody with a phone."""
        described = {"id": person_id, "first_name": first, "last_name": last, "language_code": language}
        await self.post("people", described)
        self.people[person_id] = Person(self, person_id, first, last, language or "en")
        return self.people[person_id]

    async def pass_time(self, *, days: float = 0, minutes: float = 0) -> None:
        """The clock moves forward."""
        await self.post("clock", {"advance_ms": round((days * 1440 + minutes) * 60_000)})

    async def event(self) -> int:
        """The number of the last thing that happened."""
        number: int = (await self.get("state"))["event"]
        return number

    async def answered(self, callback_id: str) -> dict[str, Any]:
        """How a press was answered, as soon as it was; fails after five seconds."""
        deadline = time.monotonic() + 5
        while True:
            answer: dict[str, Any] = await self.get(f"callbacks/{callback_id}")
            if answer["answered"]:
                return answer
            assert time.monotonic() < deadline, f"a press was never answered\n{self.tail()}"
            await asyncio.sleep(0.01)

    async def quiet(self, seconds: float = 60) -> None:
        """Returns when the bot has taken every update and handled it."""
        deadline = time.monotonic() + seconds
        while True:
            if (await self.get("updates"))["pending"] == 0 and await self._nothing_in_hand():
                return
            assert time.monotonic() < deadline, f"updates wait still\n{self.tail()}"
            await asyncio.sleep(0.05)

    async def _nothing_in_hand(self) -> bool:
        return metric((await self.http("/metrics"))[1], "kumbara_updates_in_hand") == 0

    def last_call(self) -> int:
        """The number of the bot's last call; asked in this process, as every millisecond counts."""
        calls = self.sandbox.world.journal.after(0)
        return int(calls[-1]["n"]) if calls else 0

    def calls_after(self, number: int, *methods: str) -> bool:
        """Whether the bot has called one of these since."""
        return any(call["method"] in methods for call in self.sandbox.world.journal.after(number))

    # What the ledger says

    async def journal(self) -> list[dict[str, Any]]:
        """`kumbara export journal`."""
        return await self._export("journal")

    async def members(self) -> dict[int, dict[str, Any]]:
        """`kumbara export members`, by member number."""
        return {line["member"]: line for line in await self._export("members")}

    async def _export(self, what: str) -> list[dict[str, Any]]:
        done = await self.cli("export", what)
        assert done.code == 0, done.err
        assert TOKEN not in done.out + done.err
        return [json.loads(line) for line in done.out.splitlines()]

    async def until(self, seen: Callable[[list[dict[str, Any]]], bool], seconds: float = 25) -> list[dict[str, Any]]:
        """The journal, as soon as it is as expected (a job books within seconds)."""
        deadline = time.monotonic() + seconds
        while True:
            rows = await self.journal()
            if seen(rows):
                return rows
            assert time.monotonic() < deadline, f"the journal did not come so far: {rows[-5:]}\n{self.tail()}"
            await asyncio.sleep(0.5)

    # What must hold after every test

    async def audit(self) -> None:
        """No finding, no violation, no press unanswered, no alert, no traceback, no token, a good end."""
        await self._presses_were_answered()
        await self.stop()
        assert self.exit_codes in ([], [0] * len(self.exit_codes)), self.exit_codes
        done = await self.cli("check", "--json")
        assert json.loads(done.out) == {"findings": []}, done
        assert done.code == 0
        assert (await self.get("violations"))["violations"] == []
        calls = (await self.get("requests"))["requests"]
        refused = [c for c in calls if c["status"] == 400 and not any(b in c["description"] for b in _BLAMELESS)]
        assert [(c["method"], c["description"], c["params"]) for c in refused[:3]] == []
        log = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        assert "Traceback" not in log, self.tail()
        assert self.alerts in (None, log.count('"alert": true')), self.tail()
        assert TOKEN not in log
        assert TOKEN.partition(":")[2] not in log

    async def _presses_were_answered(self) -> None:
        for callback_id in self.presses:
            answer = await self.answered(callback_id)
            assert answer["after_ms"] <= ANSWERED_WITHIN_MS, answer

    def tail(self) -> str:
        """The end of the bot's log."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-40:]) if self.log.exists() else "(no log)"


@asynccontextmanager
async def a_world(
    folder: Path, database_url: str, *, started: bool = True, settings: Mapping[str, str] | None = None
) -> AsyncIterator[World]:
    """A world with the bot running in it; when its test has passed, `audit` follows."""
    folder.mkdir(parents=True, exist_ok=True)
    sandbox = await Sandbox.start(token=TOKEN, username=USERNAME, clock_file=folder / "clock")
    try:
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            world = World(sandbox, session, folder, database_url)
            try:
                if started:
                    await world.start(**(settings or {}))
                yield world
                await world.audit()
            except BaseException:
                print("".join(line + "\n" for line in world.tail().splitlines()))
                raise
            finally:
                await world.kill()
    finally:
        await sandbox.stop()


def metric(text: str, name: str) -> float:
    """One number out of /metrics."""
    for line in text.splitlines():
        if line.startswith(f"{name} "):
            return float(line.split()[1])
    raise AssertionError(f"no {name} in /metrics")
