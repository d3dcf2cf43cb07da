"""Nights and days of the street: the jobs at midnight, and what people hear of it at its hour, fresh and in English."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.actions.freshness import FRESH
from bot.chat.screens.notices import notice
from bot.jobs import Jobs
from bot.texts import Speaker
from loyalty.calendar import start_of_day
from storage import outbox, people
from storage.database import Row, Tx
from storage.rows import instant, ms
from tests.bot.actions.shop import Shop


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What somebody was told, when (in UTC), and the buttons below it; an empty text was left unsaid."""

    at: datetime
    to: int
    text: str
    labels: tuple[str, ...] = ()


class StreetClock:
    """The street's own."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def now(self) -> datetime:
        return self._shop.now


class Days:
    """The street from day to day."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.heard: list[Heard] = []

    async def night(self, day: date) -> None:
        """A process begins a few seconds after midnight of that date, or goes on: its jobs are done."""
        self.shop.now = max(self.shop.now, start_of_day(day, self.shop.programme) + timedelta(seconds=5))
        await self.jobs().nightly()

    def jobs(self) -> Jobs:
        """The jobs of a process that has just begun."""
        return Jobs(self.shop.database, self.shop.programme, StreetClock(self.shop), lambda: None)

    async def through(self, first: date, last: date) -> list[Heard]:
        """Each night and day from the first date to the last; returns what was heard in all of them."""
        heard = len(self.heard)
        day = first
        while day <= last:
            await self.night(day)
            await self.hear(start_of_day(day + timedelta(days=1), self.shop.programme))
            day += timedelta(days=1)
        return self.heard[heard:]

    async def hear(self, until: datetime) -> list[Heard]:
        """What is due is said, each at its hour, up to that instant."""
        before = len(self.heard)
        while row := await self._next(until):
            self.shop.now = max(self.shop.now, instant(row["not_before"]))
            said = await self.shop.database.write(_say, row, self.shop)
            if said.text:
                self.heard.append(said)
        self.shop.now = max(self.shop.now, until)
        return self.heard[before:]

    async def _next(self, until: datetime) -> Row | None:
        rows = await self.shop.rows(
            "SELECT * FROM outbox WHERE state = 'ready' AND notice IN ('points-ending', 'birthday')"
            " AND not_before < $1 ORDER BY not_before, id LIMIT 1",
            ms(until),
        )
        return rows[0] if rows else None


def _say(tx: Tx, row: Row, shop: Shop) -> Heard:
    """A row as its reader has it, and that row's end."""
    now, to = shop.now, row["telegram_id"]
    person = people.person(tx, to)
    data = None
    if person is not None and now <= instant(row["pointless_after"]):
        data = FRESH[row["notice"]](tx, shop.programme, person, _data(row), now)
    outbox.end(tx, row["id"], "skipped" if data is None else "sent", ms(now))
    if data is None or person is None:
        return Heard(at=now, to=to, text="")
    screen = notice(Speaker("en", shop.programme), row["notice"], data)
    labels = tuple(button.text for row in screen.rows for button in row)
    return Heard(at=now, to=to, text=screen.text, labels=labels)


def _data(row: Row) -> dict[str, Any]:
    return dict(json.loads(row["data"]))


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
