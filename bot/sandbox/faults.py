"""What goes wrong on demand: refusals, delays, cut connections, answers that never come."""

import random
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.refusals import ControlError, RefusalError, forbidden, too_many_requests

_KINDS = frozenset({"429", "500", "cut", "cut_after", "delay", "timeout", "403"})
_KNOWN = frozenset({"method", "kind", "probability", "times", "retry_after", "delay_ms", "chat_id", "seed"})


@dataclass(kw_only=True, slots=True)
class Fault:
    """One kind of trouble; `left` counts down to none, None is without end."""

    method: str
    kind: str
    probability: float
    left: int | None
    retry_after: int
    delay_ms: int
    chat_id: int | None
    chance: random.Random = field(repr=False)

    def strikes(self, method: str, chat_id: str) -> bool:
        """Whether it befalls this call; a strike is used up."""
        if self.left == 0 or self.method not in {"*", method}:
            return False
        if self.chat_id is not None and str(self.chat_id) != chat_id:
            return False
        if self.probability < 1 and self.chance.random() >= self.probability:
            return False
        if self.left is not None:
            self.left -= 1
        return True

    def refusal(self) -> RefusalError | None:
        """The refusal that it is, if it is one."""
        if self.kind == "429":
            return too_many_requests(self.retry_after)
        if self.kind == "403":
            return forbidden("bot was blocked by the user")
        return RefusalError(500, "Internal Server Error") if self.kind == "500" else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """What befalls one call: a delay in milliseconds, and then at most one fault."""

    delay_ms: int = 0
    fault: Fault | None = None


_NONE = Trouble()


class Faults:
    """The faults in force, tried in their order; delays add up, the first other one that strikes decides."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def replace(self, described: object) -> None:
        """Put these faults in force instead of all others. Raises ControlError."""
        if not isinstance(described, list):
            raise ControlError(400, "faults are a list of objects")
        self._faults = [_fault(one, place) for place, one in enumerate(described)]

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._faults = []

    def described(self) -> list[dict[str, Any]]:
        """The faults in force, with the strikes that are left."""
        return [
            {"method": f.method, "kind": f.kind, "probability": f.probability, "times": f.left} for f in self._faults
        ]

    def draw(self, method: str, chat_id: object) -> Trouble:
        """What befalls this call."""
        return self._drawn(method, str(chat_id)) if self._faults else _NONE

    def _drawn(self, method: str, chat_id: str) -> Trouble:
        delay_ms = 0
        for fault in self._faults:
            if fault.strikes(method, chat_id):
                if fault.kind != "delay":
                    return Trouble(delay_ms=delay_ms, fault=fault)
                delay_ms += fault.delay_ms
        return Trouble(delay_ms=delay_ms)


def _fault(described: object, place: int) -> Fault:
    if not isinstance(described, dict) or str(described.get("kind")) not in _KINDS:
        raise ControlError(400, f"a fault needs a kind, one of {', '.join(sorted(_KINDS))}")
    unknown = sorted(set(described) - _KNOWN)
    if unknown:
        raise ControlError(400, f'a fault has no "{unknown[0]}"')
    return Fault(
        method=str(described.get("method", "*")),
        kind=str(described["kind"]),
        probability=_number(described, "probability", 1.0),
        left=None if described.get("times") is None else int(_number(described, "times", 1)),
        retry_after=int(_number(described, "retry_after", 1)),
        delay_ms=int(_number(described, "delay_ms", 0)),
        chat_id=None if described.get("chat_id") is None else int(_number(described, "chat_id", 0)),
        chance=random.Random(described.get("seed", place)),  # noqa: S311 - trouble that can be repeated
    )


def _number(described: dict[str, Any], name: str, default: float) -> float:
    value = described.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ControlError(400, f'"{name}" of a fault must be a number')
    return value
