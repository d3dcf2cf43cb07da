"""What the sandbox saw, held against what the outbox says: which messages may lawfully have come twice."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_NUMBER = re.compile(r"Reminder (\d+)")
_REFERENCE = re.compile(r"Reference (\d+)")
_UNANSWERED = ("cut_after", "timeout")  # done, but the sender never heard so
_UNSURE = (*_UNANSWERED, "cut")  # the sender cannot tell whether it was done


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One message as the sandbox was asked to send it, by the how-manieth sender; `delivered`: it was put into the
    chat; `fault` is what befell the call."""

    life: int
    chat_id: int
    number: int
    reference: int | None
    delivered: bool
    fault: str | None

    @classmethod
    def read(cls, life: int, record: Mapping[str, Any]) -> "Call":
        """From a line of the sandbox's record."""
        text = record["params"]["text"]
        number, reference = _NUMBER.search(text), _REFERENCE.search(text)
        assert number is not None, text
        return cls(
            life=life,
            chat_id=int(record["chat_id"]),
            number=int(number[1]),
            reference=None if reference is None else int(reference[1]),
            delivered=record["status"] == 200,
            fault=record["fault"],
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A row of the outbox at the end, by the number in its message."""

    row_id: int
    number: int
    offer: bool
    state: str


@dataclass
class Reckoning:
    """All calls in their order, and for each sender that was killed the numbers of the rows it left leased."""

    calls: list[Call] = field(default_factory=list)
    left: list[frozenset[int]] = field(default_factory=list)

    def holds(self, rows: Sequence[Written]) -> None:
        """Each sent at least once or uncertain, none doubled but by an answer that was never heard, each copy with
        its reference, no offer twice."""
        by_number = self._by_number()
        assert set(by_number) <= {row.number for row in rows}
        for row in rows:
            calls = by_number.get(row.number, [])
            seen = [call for call in calls if call.delivered]
            story = f"{row}: {calls}"
            assert row.state in ("sent", "uncertain"), story
            assert seen or row.state == "uncertain", story
            assert row.state == "sent" or self._unsure(row.number, calls), story
            assert len(seen) - 1 <= self._unheard(seen), story
            assert not row.offer or len(seen) <= 1, story
            assert all(call.reference == row.row_id for call in seen[1:]), story
            assert all(call.reference in (None, row.row_id) for call in calls), story

    def doubles(self) -> int:
        """How many messages came that had come before."""
        return sum(max(0, sum(call.delivered for call in calls) - 1) for calls in self._by_number().values())

    def unheard(self) -> int:
        """How many messages came of which the sender never heard: its call was cut or timed out, or it was killed."""
        return sum(self._unheard([call for call in calls if call.delivered]) for calls in self._by_number().values())

    def struck(self) -> Counter[str]:
        """How many calls each kind of fault befell."""
        return Counter(call.fault for call in self.calls if call.fault is not None)

    def _by_number(self) -> dict[int, list[Call]]:
        found: defaultdict[int, list[Call]] = defaultdict(list)
        for call in self.calls:
            found[call.number].append(call)
        return found

    def _unheard(self, delivered: Sequence[Call]) -> int:
        """How many of one row's messages were answered to nobody; a sender that is killed leaves one at most."""
        killed = {call.life for call in delivered if call.fault is None and self._was_left(call)}
        return sum(call.fault in _UNANSWERED for call in delivered) + len(killed)

    def _was_left(self, call: Call) -> bool:
        """Whether its sender was killed with the row in its hands."""
        return call.life < len(self.left) and call.number in self.left[call.life]

    def _unsure(self, number: int, calls: Sequence[Call]) -> bool:
        """Whether a sender had reason to doubt: what was leased when it was killed may have been delivered."""
        return any(call.fault in _UNSURE for call in calls) or any(number in left for left in self.left)


def most_in_a_second(times: Iterable[float]) -> int:
    """The most instants within any second."""
    ordered = sorted(times)
    return max((bisect_left(ordered, at + 1.0) - place for place, at in enumerate(ordered)), default=0)
