"""What is said in the simulated year, and what waits to be said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

A_WEEK = timedelta(days=7)
URGENT, REMINDER, OFFER = range(3)
MOST_LINES = 10


@dataclass(frozen=True, order=True)
class Said:
    """Somebody hears something at a tick; `what` are its amounts and dates."""

    at: datetime
    to: int
    notice: str
    what: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        what = ", ".join(f"{name}={value}" for name, value in self.what)
        return f"{self.at:%Y-%m-%d %H:%M}Z to {self.to}: {self.notice} ({what})"


Facts: TypeAlias = tuple[tuple[str, Any], ...]


def facts(**values: Any) -> Facts:
    """Amounts and dates in a fixed order; dates as text, None left out."""
    return tuple(sorted((name, str(value)) for name, value in values.items() if value is not None))


def report(day: date, lines: Iterable[str], count: int) -> Facts:
    """What an owner hears of a day: of more than a message holds, only how much it would be."""
    return facts(until=day, count=count, lines=sorted(lines) if count <= MOST_LINES else None)


# Asked of the one who is to hear it, at the tick when they do.
What: TypeAlias = Callable[[Any, datetime], Facts | None]


@dataclass(order=True)
class Waiting:
    """Something to say from `due` on and no more after `pointless`; `what` says what it comes to then, if anything."""

    sort: int
    due: datetime
    number: int
    notice: str = field(compare=False)
    pointless: datetime = field(compare=False)
    what: What = field(compare=False)
    stopped: Callable[[datetime], bool] = field(compare=False)


@dataclass(frozen=True)
class Night:
    """The dates at home that the jobs at midnight look back on at a tick: after `since`, up to `today`."""

    since: date
    today: date


@dataclass
class Settings:
    """What somebody has chosen."""

    zone: str | None = None
    quiet: tuple[int, int] | None = None
    reminders: int = 1
    offers: int | None = None
    birthday: str | None = None
    chosen_language: str | None = None
