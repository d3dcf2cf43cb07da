"""Nights and days of the street: the jobs at midnight, and what people hear of it at its hour, fresh and in English."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.jobs import Jobs
from loyalty.calendar import start_of_day
from storage import outbox
from storage.rows import instant
from tests.bot.actions.hearing import said, taken
from tests.bot.actions.shop import Shop

_OURS = ("birthday", "points-ending")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What somebody was told, when (in UTC), and the buttons below it."""

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
    """The street from day to day, and what was heard of points that end and of birthdays."""

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
        while (due := await self.shop.database.read(outbox.next_due_ms)) is not None and instant(due) < until:
            self.shop.now = max(self.shop.now, instant(due))
            for push in await self.shop.database.write(taken, self.shop):
                screen = await said(self.shop, push, "en")
                if screen is not None and push.notice in _OURS:
                    labels = tuple(button.text for row in screen.rows for button in row)
                    self.heard.append(Heard(at=self.shop.now, to=push.telegram_id, text=screen.text, labels=labels))
        self.shop.now = max(self.shop.now, until)
        return self.heard[before:]


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
