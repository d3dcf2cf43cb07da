"""The kinds of values that a document holds, with their bounds and what is said of any other."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.document.faults import DocumentUnusable
from loyalty.programme import Programme, Rate

NO_LIMIT = "none"
# Reminders before points end: how many, and how many days before at most.
MOST_STAGES = 5
FURTHEST_STAGE = 365
_WORDS = re.compile(r"[^\W\d_]\w*( \w+)*")
_LONGEST_NAME = 30
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def _exact(value: object) -> object:
    """Numbers only as they are exact: whole ones, decimal ones, and what JSON keeps as a text."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic tells ValueErrors
    return Decimal(value) if isinstance(value, int) else value


def _bound(value: object) -> object:
    if value is None or value == NO_LIMIT:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f'must be a whole number, or "{NO_LIMIT}"')  # noqa: TRY004 - the same
    return value


def _spelt(name: str) -> str:
    if len(name) > _LONGEST_NAME or not _WORDS.fullmatch(name):
        raise ValueError(f"must be words of at most {_LONGEST_NAME} letters and digits, beginning with a letter")
    return name


def _time_of_day(value: object) -> str:
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('must be a time of day in quotes, from "00:00" to "23:59"')
    return f"{int(found[1]):02}:{found[2]}"


def _from_to(value: object) -> object:
    if value is None or value == NO_LIMIT:
        return None
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError(f'must be two times of day, such as ["21:00", "08:00"], or "{NO_LIMIT}"')
    begins, ends = map(_time_of_day, value)
    if begins == ends:
        raise ValueError(f'must be two different times of day, or "{NO_LIMIT}"')
    return begins, ends


def _stages(value: object) -> object:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_STAGES:
        raise ValueError(f"must be 1 to {MOST_STAGES} numbers of days, such as [30, 7, 1]")
    return value


def _falling(days: Sequence[int]) -> tuple[int, ...]:
    if len(set(days)) < len(days):
        raise ValueError("must not have the same number twice")
    return tuple(sorted(days, reverse=True))


Money = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1_000_000_000, decimal_places=4)]
Points = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=100_000, decimal_places=4)]
Multiplier = Annotated[Decimal, BeforeValidator(_exact), Field(ge=1, le=100, decimal_places=2)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Some = Annotated[int, Field(strict=True, ge=1, le=100_000_000)]
Limit = Annotated[Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None, BeforeValidator(_bound)]
Years = Annotated[int, Field(strict=True, ge=0, le=100)]
Months = Annotated[int, Field(strict=True, ge=1, le=1200)]
Days = Annotated[int, Field(strict=True, ge=0, le=3650)]
LongDays = Annotated[int, Field(strict=True, ge=1, le=36500)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=525_600)]
Switch = Annotated[bool, Field(strict=True)]
TimeOfDay = Annotated[str, BeforeValidator(_time_of_day)]
FromTo = Annotated[tuple[str, str] | None, BeforeValidator(_from_to)]
Stages = Annotated[
    tuple[Annotated[int, Field(strict=True, ge=1, le=FURTHEST_STAGE)], ...],
    BeforeValidator(_stages),
    AfterValidator(_falling),
]
Word = Annotated[str, Field(pattern=r"^[^\W\d_]\w{0,29}$")]
Name = Annotated[str, AfterValidator(_spelt)]


class Section(BaseModel):
    """One table of a document: no key but its own, each with a default."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def minute_of(time: str) -> int:
    """A time of day as the rules keep it: minutes from midnight.

    >>> minute_of("21:30")
    1290
    """
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


def plain(number: Decimal) -> Rate:
    """A number as the rules keep it: whole where it can be, else a fraction."""
    exact = Fraction(number)
    return int(exact) if exact.denominator == 1 else exact


def money(base: Programme, units: Decimal, key: str) -> Rate:
    """An amount in units. Raises DocumentUnusable for one that is finer than the currency."""
    exact = plain(units)
    try:
        base.minor(exact)
    except ValueError as error:
        raise DocumentUnusable(f"{key}: {units} is not an amount of money: {error}") from None
    return exact
