"""The tables of a document, each with its bounds and its defaults."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from bot.document.kinds import (
    Count,
    Days,
    FromTo,
    Limit,
    LongDays,
    Minutes,
    Money,
    Months,
    Multiplier,
    Name,
    Points,
    Section,
    Some,
    Stages,
    Switch,
    TimeOfDay,
    Word,
    Years,
)
from loyalty.programme import BASE_TIER, DebtPolicy, ExpiryPolicy, Stacking

# How each policy counts, and how far unless it is said.
COUNTED: Final[dict[ExpiryPolicy, tuple[str, int]]] = {
    ExpiryPolicy.END_OF_MONTH: ("months", 12),
    ExpiryPolicy.MONTHS: ("months", 12),
    ExpiryPolicy.DAYS: ("days", 365),
    ExpiryPolicy.END_OF_YEAR: ("years", 1),
}


class BracketRow(Section):
    """One row of the table of brackets."""

    from_units: Money = Field(alias="from")
    points_per_step: Points


class Earning(Section):
    """What purchases earn."""

    step: Annotated[Money, Field(gt=0)] = Decimal(1)
    points_per_step: Points | None = None
    brackets: tuple[BracketRow, ...] = Field(default=(), max_length=20)
    categories: dict[Word, Points] = Field(default={}, max_length=100)
    pending_days: Days = 0
    largest_sale: Annotated[Money, Field(gt=0)] = Decimal(50_000)

    @model_validator(mode="after")
    def _one_way_to_earn(self) -> Self:
        begins = [row.from_units for row in self.brackets]
        if self.brackets and self.points_per_step is not None:
            raise ValueError("has points_per_step and brackets: only one of the two is allowed")
        if any(later <= sooner for sooner, later in pairwise(begins)):
            raise ValueError("has brackets out of order: each from must be above the one before")
        if any(begin % self.step for begin in begins):
            raise ValueError("has a bracket inside a step: each from must be a multiple of step")
        if len({name.casefold() for name in self.categories}) < len(self.categories):
            raise ValueError("has a category twice: capitals make no difference")
        return self


class Expiry(Section):
    """When points end."""

    policy: ExpiryPolicy = ExpiryPolicy.END_OF_MONTH
    months: Months | None = None
    days: LongDays | None = None
    years: Years | None = None
    sliding: Switch = False
    given_back_days: Days = 7

    @property
    def count(self) -> int:
        """How many months, days or years on; for `never` it means nothing."""
        name, usual = COUNTED.get(self.policy, ("months", 12))
        given: int | None = getattr(self, name)
        return usual if given is None else given

    @model_validator(mode="after")
    def _counted_by_its_policy(self) -> Self:
        allowed = COUNTED[self.policy][0] if self.policy in COUNTED else None
        for name in ("months", "days", "years"):
            if name != allowed and getattr(self, name) is not None:
                rest = f"counts by {allowed}" if allowed else "counts nothing"
                raise ValueError(f"has {name}, but its policy, {self.policy}, {rest}")
        if self.sliding and allowed is None:
            raise ValueError("is sliding, but its policy, never, leaves nothing to begin anew")
        return self


class Debt(Section):
    """What becomes of points taken back that are spent."""

    policy: DebtPolicy = DebtPolicy.DEBT


class TierRow(Section):
    """One tier."""

    name: Name
    threshold: Some
    multiplier: Multiplier = Decimal(1)


def _rising(rows: Sequence[TierRow]) -> Sequence[TierRow]:
    names = [row.name.casefold() for row in rows]
    if BASE_TIER in names:
        raise ValueError(f"must not have one called {BASE_TIER}: that is where everybody begins")
    if len(set(names)) < len(names):
        raise ValueError("must not have the same name twice: capitals make no difference")
    if any(later.threshold <= sooner.threshold for sooner, later in pairwise(rows)):
        raise ValueError("must rise: each threshold must be above the one before")
    return rows


TierRows = Annotated[tuple[TierRow, ...], AfterValidator(_rising), Field(max_length=10)]


class TierLife(Section):
    """How long a tier is kept."""

    months: Months = 12
    grace_days: Days = 30
    warning_days: Days = 30


class Campaigns(Section):
    """What campaigns that meet do."""

    stacking: Stacking = Stacking.BEST


class Referral(Section):
    """What bringing a friend earns."""

    points_referrer: Count = 10
    points_referee: Count = 10
    minimum_purchase: Money = Decimal(5)
    purchases: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    pending_days: Days = 14
    link_days: Days = 30
    monthly_cap: Count = 10
    phone: Switch = False
    review_after: Count = 5


class Limits(Section):
    """What is not booked at once, or not at all."""

    purchases_a_day: Limit = 3
    points_a_shift: Limit = None
    points_a_member_day: Limit = None
    cheap_reward_points: Count = 0
    scarce_stock: Count = 10


class Rewards(Section):
    """How rewards are used."""

    confirmed_anywhere: Switch = False


class Push(Section):
    """When members are reminded, greeted and told of campaigns."""

    reminder_days: Stages = (30, 7, 1)
    reminder_time: TimeOfDay = "10:00"
    birthday_greeting: Switch = True
    nearly_points: Count = 20
    eve_time: TimeOfDay = "18:00"
    morning_time: TimeOfDay = "09:00"
    quiet: FromTo = ("21:00", "08:00")


class Lives(Section):
    """How long what is shown or asked lives."""

    voucher_minutes: Minutes = 10
    sale_minutes: Minutes = 15
    card_minutes: Minutes = 2
    undo_minutes: Minutes = 2
    request_minutes: Minutes = 2
    invite_minutes: Minutes = 10
    code_days: Annotated[Days, Field(ge=1)] = 30


class Worth(Section):
    """What a point is worth."""

    percent_of_unit: Count = 5
