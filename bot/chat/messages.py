"""A message to many while it is being made: what is known so far, kept with the open step."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.chat.presses import row_number
from bot.chat.reading import read_count
from loyalty.errors import StepGone
from loyalty.model import Programme
from loyalty.segments import LARGEST_BALANCE, LONGEST_DAYS, Segment, kept_segment, segment_of

# Segments that need a number, and the largest.
NUMBERED = {"bought": LONGEST_DAYS, "unseen": LONGEST_DAYS, "balance": LARGEST_BALANCE}
# What is asked: whom it is for (by kind or by number), the text, when it is sent; then the preview, and the last look.
WHOM, TEXT, WHEN, READY, SURE = "whom", "text", "when", "ready", "sure"
_CHOOSING = ("tier", "birthday", *NUMBERED)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """`at` is the question that is open; `day` and `minute` when it is sent, at once when there are none."""

    merchant_id: int
    merchant: str
    at: str = WHOM
    segment: Segment | None = None
    text: str = ""
    picture: str | None = None
    day: date | None = None
    minute: int | None = None

    @property
    def digest(self) -> str:
        """What a button carries that sends exactly this and nothing that was changed since."""
        return hashlib.sha256(repr(replace(self, at="")).encode()).hexdigest()[:16]

    def kept(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "merchant_id": self.merchant_id,
            "merchant": self.merchant,
            "at": self.at,
            "segment": None if self.segment is None else kept_segment(self.segment),
            "text": self.text,
            "picture": self.picture,
            "day": None if self.day is None else self.day.isoformat(),
            "minute": self.minute,
        }


def draft_of(kept: Mapping[str, Any]) -> Draft:
    """The draft that `kept` wrote. Raises StepGone for anything else."""
    try:
        values = dict(kept)
        segment, day = values.pop("segment"), values.pop("day")
        return Draft(
            segment=None if segment is None else segment_of(segment),
            day=None if day is None else date.fromisoformat(day),
            **values,
        )
    except (KeyError, TypeError, ValueError):
        raise StepGone from None


def chosen(draft: Draft, answer: str, programme: Programme) -> Draft:
    """A button says whom it is for, or which kind of segment, whose number is asked then. Raises StepGone."""
    kind, _, value = answer.partition("-")
    if answer == "all":
        return _for(draft, Segment())
    if answer in _CHOOSING:
        return replace(draft, at=answer)
    if kind == "tier" and row_number(value) < len(programme.tiers):
        return _for(draft, Segment(tier=programme.tiers[row_number(value)].name))
    if kind == "birthday" and 1 <= row_number(value) <= 12:
        return _for(draft, Segment(birthday_months=(row_number(value),)))
    if kind in NUMBERED and row_number(value) <= NUMBERED[kind]:
        return numbered(draft, kind, row_number(value))
    raise StepGone


def typed_number(draft: Draft, text: str) -> Draft:
    """A number typed where one was asked for. Raises CountUnreadable."""
    return numbered(draft, draft.at, read_count(text, NUMBERED[draft.at]))


def numbered(draft: Draft, kind: str, number: int) -> Draft:
    """The segment of a kind with its number."""
    if kind == "balance":
        return _for(draft, Segment(balance_above=number))
    days = max(1, number)
    return _for(draft, Segment(bought_days=days) if kind == "bought" else Segment(unseen_days=days))


def written(draft: Draft, text: str, picture: str | None) -> Draft:
    """The message itself."""
    return replace(draft, text=text, picture=picture, at=READY)


def _for(draft: Draft, segment: Segment) -> Draft:
    return replace(draft, segment=segment, at=READY if draft.text else TEXT)
