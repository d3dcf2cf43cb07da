"""What the service says, brought down to what the expectation speaks of: amounts and dates."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tests.year.clocks import day_in
from tests.year.diary import facts
from tests.year.story import HOME

Data = Mapping[str, Any]
Facts = tuple[tuple[str, Any], ...]


def _of(*names: str) -> Callable[[Data], Facts]:
    """These, as they are."""
    return lambda data: facts(**{name: data.get(name) for name in names})


def _day(text: str) -> date:
    return day_in(HOME, datetime.fromisoformat(text))


def _booked(data: Data) -> Facts:
    near = data.get("nearly") or {}
    return facts(points=data["points"], amount=data["amount"], nearly=near.get("reward"), missing=near.get("points"))


FACTS: dict[str, Callable[[Data], Facts]] = {
    "friend-joined": lambda data: (),
    "offers-again": lambda data: (),
    "purchase-booked": _booked,
    "points-available": _of("points", "bonus", "balance"),
    "referral-paid": lambda data: facts(points=data["points"], at=datetime.fromisoformat(data["at"])),
    "voucher-confirmed": _of("reward", "points"),
    "voucher-lapsed": _of("reward", "points"),
    "voucher-lapsed-late": _of("reward", "points", "lost"),
    "voucher-lapses-soon": lambda data: facts(
        reward=data["reward"], points=data["points"], ends=datetime.fromisoformat(data["ends"])
    ),
    "tier-won": lambda data: facts(tier=data["tier"], until=_day(data["until"])),
    "tier-lost": _of("tier", "lower", "points"),
    "tier-soon-lost": lambda data: facts(tier=data["tier"], until=_day(data["until"]), points=data["points"]),
}


def heard(notice: str, data: Data) -> Facts:
    """The facts of a notice; KeyError for one that nobody expects."""
    return FACTS[notice](data)
