"""The time, handed to whoever needs it."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant; everything that decides by time asks one, nothing reads the system's."""

    def now(self) -> datetime:
        """The present, aware, in UTC, to the millisecond."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """The present, aware, in UTC, to the millisecond."""
        return datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, tz=UTC)


class ShiftedClock:
    """The machine's time plus an offset in milliseconds kept in a file, read anew at each use.

    For the demo and for tests only: a missing or empty file means no offset.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        """The present, shifted, aware, in UTC, to the millisecond."""
        try:
            offset_ms = int(self.path.read_text(encoding="ascii").strip() or 0)
        except FileNotFoundError:
            offset_ms = 0
        return datetime.fromtimestamp((time.time_ns() // 1_000_000 + offset_ms) / 1000, tz=UTC)
