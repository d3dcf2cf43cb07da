"""The record of Bot API calls and of the rules that they broke."""

import time
from collections import deque
from typing import Any

from bot.sandbox.model import Json

_KEPT = 200_000


class Journal:
    """Calls are numbered from 1 in the order in which they ended; the last two hundred thousand are kept."""

    def __init__(self) -> None:
        self._last = 0
        self._calls: deque[Json] = deque(maxlen=_KEPT)
        self.violations: list[Json] = []

    def record(
        self, method: str, params: Json, status: int, description: str | None, *, fault: str | None = None
    ) -> int:
        """Note one call; status 0 is a call that was not done, `fault` the kind of trouble that befell it.

        Returns its number.
        """
        self._last += 1
        self._calls.append(
            {
                "n": self._last,
                "at_ms": time.monotonic_ns() // 1_000_000,
                "method": method,
                "chat_id": params.get("chat_id"),
                "status": status,
                "description": description,
                "fault": fault,
                "params": params,
            }
        )
        return self._last

    def record_violation(self, method: str, params: Any, reason: str) -> None:
        """Note a broken rule of the interface."""
        self.violations.append({"method": method, "params": params, "reason": reason})

    def after(self, number: int) -> list[Json]:
        """The calls with a higher number."""
        newer: list[Json] = []
        for call in reversed(self._calls):
            if call["n"] <= number:
                break
            newer.append(call)
        return newer[::-1]

    def forget(self) -> None:
        """Drop calls and violations; the numbering goes on."""
        self._calls.clear()
        self.violations.clear()
