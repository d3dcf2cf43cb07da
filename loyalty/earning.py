"""What a purchase earns and when it can be spent."""

from dataclasses import dataclass
from datetime import datetime
from math import floor

from loyalty.expiry import expires_at
from loyalty.programme import Programme, Rate


@dataclass(frozen=True, kw_only=True)
class Earning:
    """Points and the life of the lot they open."""

    points: int
    earned_at: datetime
    activates_at: datetime
    expires_at: datetime


def points_for(amount: int, programme: Programme, category: str | None = None) -> int:
    """Points for a purchase of `amount` minor units: so many for each whole step, the rest earns nothing.

    A category of the programme has its own rate. Otherwise each whole step earns by the bracket in which it lies,
    or by the one rate where there are no brackets. All of it is exact; the sum is rounded down once.

    >>> from dataclasses import replace
    >>> from zoneinfo import ZoneInfo
    >>> from loyalty.programme import Bracket, Category
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> points_for(2490, euro)
    24

    One point for each unit between 50 and 100 and two for each above:

    >>> table = (Bracket(from_units=50, points_per_step=1), Bracket(from_units=100, points_per_step=2))
    >>> classic = replace(euro, brackets=table, categories=(Category(name="coffee", points_per_step=3),))
    >>> points_for(12000, classic), points_for(12075, classic), points_for(5099, classic)
    (90, 90, 0)
    >>> points_for(12000, classic, "coffee")
    360
    """
    steps = amount // programme.step_minor
    named = None if category is None else programme.category(category)
    if named is not None:
        return floor(steps * named.points_per_step)
    if not programme.brackets:
        return floor(steps * programme.points_per_step)
    # The first whole step that lies in a bracket; the last bracket reaches as far as the amount does.
    begins = [-(-programme.minor(bracket.from_units) // programme.step_minor) for bracket in programme.brackets]
    earned = sum(
        max(0, min(steps, end) - begin) * bracket.points_per_step
        for bracket, begin, end in zip(programme.brackets, begins, [*begins[1:], steps], strict=True)
    )
    return floor(earned)


def basis(programme: Programme, category: str | None = None) -> dict[str, object]:
    """By what a purchase earned, for the journal: step in minor units, and the rate or brackets (from, rate) applied.

    >>> from zoneinfo import ZoneInfo
    >>> basis(Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2))
    {'step': 100, 'rate': 1}
    """
    applied: dict[str, object] = {"step": programme.step_minor}
    named = None if category is None else programme.category(category)
    if named is not None:
        return {**applied, "category": named.name, "rate": _written(named.points_per_step)}
    if programme.brackets:
        table = [[programme.minor(one.from_units), _written(one.points_per_step)] for one in programme.brackets]
        return {**applied, "brackets": table}
    return {**applied, "rate": _written(programme.points_per_step)}


def purchase(amount: int, recorded_at: datetime, programme: Programme, category: str | None = None) -> Earning:
    """What a purchase of `amount` minor units earns; all counts from when it was recorded, not collected.

    The points are pending for the programme's `purchase_hold`, and their expiry counts from activation.
    """
    activates_at = recorded_at + programme.purchase_hold
    return Earning(
        points=points_for(amount, programme, category),
        earned_at=recorded_at,
        activates_at=activates_at,
        expires_at=expires_at(activates_at, programme),
    )


def _written(rate: Rate) -> int | str:
    """A rate as JSON keeps it: whole numbers as such, others as the exact text of the fraction."""
    return rate if isinstance(rate, int) else str(rate)
