"""What the service says, brought down to what the expectation speaks of: amounts and dates."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tests.year.clocks import A_DAY, day_in
from tests.year.messages import facts, report
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


def _ending(data: Data) -> Facts:
    found = data["ending"]
    return facts(
        first=found.first,
        first_day=day_in(HOME, found.first_ends_at) - A_DAY,
        points=found.points,
        last_day=day_in(HOME, found.ends_at) - A_DAY,
        has=data["points"],
        buys=[offer.reward.name for offer in data["rewards"]],
    )


def _announced(data: Data) -> Facts:
    return facts(campaign=data["campaign"]["name"], when=data["when"])


def _odd(data: Data) -> Facts:
    lines = [
        " ".join(str(pair[name]) for name in ("why", "count", "points", "usual") if name in pair)
        for pair in data["pairs"]
    ]
    return report(_day(data["until"]) - A_DAY, lines, len(lines) + data["more"])


FACTS: dict[str, Callable[[Data], Facts]] = {
    "birthday": lambda data: (),
    "broadcast-eve": _announced,
    "broadcast-message": _of("text"),
    "broadcast-morning": _announced,
    "friend-joined": lambda data: (),
    "odd-pairs": _odd,
    "offers-again": lambda data: (),
    "purchase-booked": _booked,
    "points-ending": _ending,
    "points-available": _of("points", "bonus", "balance"),
    "referral-paid": lambda data: facts(points=data["points"], at=datetime.fromisoformat(data["at"])),
    "voucher-confirmed": _of("reward", "points"),
    "voucher-lapsed": _of("reward", "points"),
    "voucher-lapsed-late": _of("reward", "points", "lost"),
    "voucher-lapses-soon": lambda data: facts(
        reward=data["reward"], points=data["points"], ends=datetime.fromisoformat(data["ends"])
    ),
    "win-back": _of("points", "reward", "missing"),
    "tier-won": lambda data: facts(tier=data["tier"], until=_day(data["until"])),
    "tier-lost": _of("tier", "lower", "points"),
    "tier-soon-lost": lambda data: facts(tier=data["tier"], until=_day(data["until"]), points=data["points"]),
}


def heard(notice: str, data: Data) -> Facts:
    """The facts of a notice; KeyError for one that nobody expects."""
    return FACTS[notice](data)
