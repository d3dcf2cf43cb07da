"""A campaign that is being thought of: which questions are open, and what buttons and texts answer.

Kept as a step of the chat between two updates. Everything that comes back from a button may be forged.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.actions.campaigns import LONGEST_NAME
from bot.actions.names import clean_name
from bot.chat.days import read_days, read_hours, read_multiplier
from bot.chat.reading import read_points
from loyalty.errors import CategoryUnknown, StepGone
from loyalty.model import Programme
from loyalty.money import parse_amount
from loyalty.plans import EVERY_DAY, LARGEST_BONUS, LARGEST_CAP, LARGEST_PRIORITY, WHOLE_DAY, Plan, days_met

# In the order in which they are asked.
QUESTIONS = ("kind", "much", "days", "weekdays", "hours", "whom", "category", "minimum", "name")
# Asked only by whoever opens More.
RARE = ("where", "minimum", "member-cap", "total-cap", "priority")
READY = "ready"

_SMALL = re.compile(r"[0-9]{1,9}", re.ASCII)
_WEEKDAYS = re.compile(r"set-([0-9]{1,3})", re.ASCII)
_NUMBERED = re.compile(r"(tier|category)-([0-9]{1,3})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is known of a new campaign: `at` is the open question, `answered` those behind it. The rest is as in
    `Plan`; `everywhere` means at all merchants, `announced` that members will be told.
    """

    merchant_id: int
    merchant: str
    may_everywhere: bool = False
    at: str = QUESTIONS[0]
    answered: tuple[str, ...] = ()
    kind: str = ""
    everywhere: bool = False
    name: str = ""
    first_day: date | None = None
    last_day: date | None = None
    weekdays: int = EVERY_DAY
    from_minute: int = 0
    to_minute: int = WHOLE_DAY
    multiplier_percent: int | None = None
    bonus: int | None = None
    minimum: int = 0
    category: str | None = None
    tier: str | None = None
    first_purchase: int = 0
    birthday_month: int = 0
    member_cap: int | None = None
    total_cap: int | None = None
    priority: int = 0
    announced: bool = True

    def kept(self) -> dict[str, Any]:
        """The draft as a step keeps it."""
        kept: dict[str, Any] = _DRAFT.dump_python(self, mode="json")
        return kept

    @property
    def digest(self) -> str:
        """What a button carries that starts exactly this and nothing that was changed since."""
        return hashlib.sha256(repr(replace(self, at="", answered=())).encode()).hexdigest()[:16]

    @property
    def met(self) -> int:
        """The weekdays that lie within its days."""
        return days_met(self.first_day, self.last_day) if self.first_day and self.last_day else EVERY_DAY

    def plan(self) -> Plan | None:
        """What it would be with what is known; None before the days and how much."""
        if self.first_day is None or self.last_day is None or (self.multiplier_percent is None and self.bonus is None):
            return None
        return Plan(
            name=self.name,
            first_day=self.first_day,
            last_day=self.last_day,
            weekdays=self.weekdays,
            from_minute=self.from_minute,
            to_minute=self.to_minute,
            multiplier_percent=self.multiplier_percent,
            bonus=self.bonus,
            minimum=self.minimum,
            category=self.category,
            tier=self.tier,
            first_purchase=self.first_purchase,
            birthday_month=self.birthday_month,
            member_cap=self.member_cap,
            total_cap=self.total_cap,
            priority=self.priority,
        )


_DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)


def draft_of(data: Mapping[str, Any]) -> Draft:
    """The draft that a step keeps. Raises StepGone for what is none."""
    try:
        return _DRAFT.validate_python(dict(data))
    except ValidationError:
        raise StepGone from None


def asked(draft: Draft, question: str, programme: Programme) -> bool:
    """Whether a question makes sense for a draft."""
    if question == "weekdays":
        several = draft.first_day and draft.last_day and (draft.last_day - draft.first_day).days > 1
        return bool(several)
    if question == "category":
        # Also when the programme has lost them meanwhile.
        return bool(programme.categories) or draft.category is not None
    if question == "minimum":
        return draft.kind == "bonus"
    if question == "where":
        return draft.may_everywhere
    return True


def behind_more(draft: Draft, programme: Programme) -> tuple[str, ...]:
    """The questions behind More: what is rarely wanted, and all that was answered but the kind, to change it."""
    usual = [one for one in QUESTIONS[1:] if one not in RARE and asked(draft, one, programme)]
    return (*(one for one in RARE if one == "minimum" or asked(draft, one, programme)), *usual)


def answered(draft: Draft, question: str, changes: Mapping[str, Any], programme: Programme) -> Draft:
    """The draft with an answer, at the next open question, or ready."""
    done = {*draft.answered, question}
    if question == "kind":
        done.discard("much")
    if question == "days":
        # Other days have other weekdays.
        done.discard("weekdays")
        changes = {**changes, "weekdays": EVERY_DAY}
    fresh = replace(draft, **changes)
    following = (one for one in QUESTIONS if one not in done and asked(fresh, one, programme))
    return replace(fresh, at=next(following, READY), answered=tuple(sorted(done)))


_CHOICES: dict[str, dict[str, Any]] = {
    "where:here": {"everywhere": False},
    "where:everywhere": {"everywhere": True},
    "announced:yes": {"announced": True},
    "announced:no": {"announced": False},
}


def pressed(draft: Draft, question: str, value: str, programme: Programme) -> dict[str, Any]:
    """What a button of a question says. Raises StepGone for what no button of ours says, and what reading raises."""
    if question == "weekdays":
        return _weekdays(draft, value)
    if question in ("whom", "category"):
        return _chosen(question, value, programme)
    if question == "kind" and value in ("multiplier", "bonus"):
        return {"kind": value, "multiplier_percent": None, "bonus": None}
    if f"{question}:{value}" in _CHOICES:
        return _CHOICES[f"{question}:{value}"]
    if question in ("member-cap", "total-cap") and value == "none":
        return {question.replace("-", "_"): None}
    if question == "hours" and value == "all":
        return {"from_minute": 0, "to_minute": WHOLE_DAY}
    if question == "minimum" and _SMALL.fullmatch(value):
        return {"minimum": int(value)}
    if question == "days":
        first, _, last = value.partition(".")
        return {"first_day": _day(first), "last_day": _day(last or first)}
    if question == "much" and draft.kind == "multiplier" and _SMALL.fullmatch(value):
        return {"multiplier_percent": int(value)}
    if question == "much" and not draft.kind:
        raise StepGone
    if question in ("much", "hours", "member-cap", "total-cap", "priority"):
        return _TYPED[question](draft, value, programme, date.min)
    raise StepGone


def typed(draft: Draft, text: str, programme: Programme, today: date) -> dict[str, Any] | None:
    """What a text says to the open question; None where only buttons answer. Raises what reading raises."""
    read = _TYPED.get(draft.at)
    return None if read is None else read(draft, text, programme, today)


_Reading = Callable[[Draft, str, Programme, date], dict[str, Any]]


def _much(draft: Draft, text: str, _: Programme, today: date) -> dict[str, Any]:
    if draft.kind == "bonus":
        return {"bonus": read_points(text.strip(), LARGEST_BONUS), "multiplier_percent": None}
    return {"multiplier_percent": read_multiplier(text), "bonus": None}


def _days(draft: Draft, text: str, _: Programme, today: date) -> dict[str, Any]:
    first, last = read_days(text, today)
    return {"first_day": first, "last_day": last}


def _hours(draft: Draft, text: str, _: Programme, today: date) -> dict[str, Any]:
    begins, ends = read_hours(text)
    return {"from_minute": begins, "to_minute": ends}


def _minimum(draft: Draft, text: str, programme: Programme, today: date) -> dict[str, Any]:
    return {"minimum": parse_amount(text, programme)}


def _category(draft: Draft, text: str, programme: Programme, today: date) -> dict[str, Any]:
    found = programme.category(text.strip())
    if found is None:
        raise CategoryUnknown(name=text.strip()[:LONGEST_NAME])
    return {"category": found.name}


def _member_cap(draft: Draft, text: str, _: Programme, today: date) -> dict[str, Any]:
    return {"member_cap": read_points(text.strip(), LARGEST_CAP)}


def _total_cap(draft: Draft, text: str, _: Programme, today: date) -> dict[str, Any]:
    return {"total_cap": read_points(text.strip(), LARGEST_CAP)}


def _priority(draft: Draft, text: str, _: Programme, today: date) -> dict[str, Any]:
    return {"priority": 0 if text.strip() == "0" else read_points(text.strip(), LARGEST_PRIORITY)}


def _name(draft: Draft, text: str, _: Programme, today: date) -> dict[str, Any]:
    return {"name": clean_name(text, LONGEST_NAME)}


_TYPED: dict[str, _Reading] = {
    "much": _much,
    "days": _days,
    "hours": _hours,
    "minimum": _minimum,
    "category": _category,
    "member-cap": _member_cap,
    "total-cap": _total_cap,
    "priority": _priority,
    "name": _name,
}


def _weekdays(draft: Draft, value: str) -> dict[str, Any]:
    """The weekdays as they are from now on, so that a press handled twice sets them once."""
    chosen = _WEEKDAYS.fullmatch(value)
    if chosen:
        return {"weekdays": int(chosen[1]) & draft.met}
    if value == "done":
        return {}
    raise StepGone


def _chosen(question: str, value: str, programme: Programme) -> dict[str, Any]:
    """For whom, or for which category: by the place in the programme's list."""
    everybody: dict[str, Any] = {"tier": None, "first_purchase": 0, "birthday_month": 0}
    plain = {
        "whom": {
            "all": everybody,
            "first": everybody | {"first_purchase": 1},
            "birthday": everybody | {"birthday_month": 1},
        },
        "category": {"all": {"category": None}},
    }
    if value in plain[question]:
        return plain[question][value]
    found = _NUMBERED.fullmatch(value)
    names = {"tier": [tier.name for tier in programme.tiers], "category": [one.name for one in programme.categories]}
    if found is None or (found[1] == "tier") != (question == "whom") or int(found[2]) >= len(names[found[1]]):
        raise StepGone
    name = names[found[1]][int(found[2])]
    return everybody | {"tier": name} if question == "whom" else {"category": name}


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise StepGone from None
