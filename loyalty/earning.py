"""What a purchase earns, by what, and when it can be spent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Any

from loyalty.expiry import expires_at
from loyalty.programme import BASE_TIER, Programme, Rate, Stacking, Tier


@dataclass(frozen=True, kw_only=True)
class Earning:
    """Points and the life of the lot they open."""

    points: int
    earned_at: datetime
    activates_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A campaign as it counts for one purchase: it multiplies, or gives a fixed bonus, if at least `minimum` minor
    units are spent; at most `room` points of it were left when the purchase was booked (None: no cap).
    """

    id: int
    multiplier: Rate | None = None
    bonus: int = 0
    minimum: int = 0
    room: int | None = None


class LineKind(StrEnum):
    """What adds points to a purchase."""

    RATE = "rate"
    BRACKET = "bracket"
    CATEGORY = "category"
    TIER = "tier"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One reason for points: `points` more by it, of which the purchase's points are the sum.

    A rate, a bracket (which begins at `begins` minor units) and a category (`name`) earn `rate` for each of `steps`;
    the tier (`name`) and a campaign multiply by `rate`, unless the campaign gives its bonus. `cut` points more there
    would be but for the campaign's cap.
    """

    kind: LineKind
    points: int
    steps: int = 0
    rate: Rate = 0
    begins: int = 0
    name: str = ""
    campaign: Applied | None = None
    cut: int = 0


@dataclass(frozen=True, kw_only=True)
class Basis:
    """By what a purchase earned: `rate` for each whole `step` (minor units), or by `brackets` (from, rate; the amounts
    in minor units, rising); then tier and campaigns, in the order in which they count, under that `stacking`.

    All is exact and monotone in the amount, so what part of a purchase is entitled to is never more than the whole.
    """

    step: int
    rate: Rate = 0
    brackets: tuple[tuple[int, Rate], ...] = ()
    category: str | None = None
    tier: str = BASE_TIER
    multiplier: Rate = 1
    stacking: Stacking = Stacking.BEST
    campaigns: tuple[Applied, ...] = ()

    def base(self, amount: int) -> int:
        """Points for `amount` minor units before tier and campaigns, rounded down: what tiers count.

        >>> Basis(step=100, brackets=((5000, 1), (10000, 2)), multiplier=2).base(12075)
        90
        """
        return floor(sum(steps * rate for _, steps, rate in self._steps(amount)))

    def points(self, amount: int) -> int:
        """What `amount` minor units are entitled to: rate, tier and campaigns multiply exactly, the product is rounded
        down once, then fixed bonuses are added. A campaign gives no more than its room.

        >>> double = Applied(id=1, multiplier=2)
        >>> Basis(step=100, rate=1, multiplier=Fraction(3, 2), campaigns=(double,)).points(2590)
        75
        >>> Basis(step=100, rate=1, campaigns=(Applied(id=1, multiplier=2, room=10),)).points(2490)
        34
        """
        return sum(line.points for line in self.lines(amount))

    def extras(self, amount: int) -> dict[int, int]:
        """How many of the points each campaign gave, by its number: the room it takes.

        >>> twice, bonus = Applied(id=1, multiplier=2), Applied(id=2, bonus=5, minimum=2000)
        >>> both = Basis(step=100, rate=1, stacking=Stacking.MULTIPLY, campaigns=(twice, bonus))
        >>> both.extras(2490), both.extras(1990)
        ({1: 24, 2: 5}, {1: 19, 2: 0})
        """
        return {line.campaign.id: line.points for line in self.lines(amount) if line.campaign is not None}

    def lines(self, amount: int) -> tuple[Line, ...]:
        """Why an amount earns what it does, in the order in which it is worked out.

        >>> silver = Basis(step=100, rate=Fraction(1, 2), tier="silver", multiplier=Fraction(3, 2))
        >>> [(line.kind.value, line.points) for line in silver.lines(900)]
        [('rate', 4), ('tier', 2)]
        """
        return tuple(self._lines(amount))

    def _lines(self, amount: int) -> Iterator[Line]:
        reached: Rate = 0
        for begins, steps, rate in self._steps(amount):
            before, reached = reached, reached + steps * rate
            kind = LineKind.BRACKET if self.brackets else LineKind.CATEGORY if self.category else LineKind.RATE
            points = floor(reached) - floor(before)
            yield Line(kind=kind, points=points, steps=steps, rate=rate, begins=begins, name=self.category or "")
        if self.multiplier != 1 or self.tier != BASE_TIER:
            before, reached = reached, reached * self.multiplier
            points = floor(reached) - floor(before)
            yield Line(kind=LineKind.TIER, points=points, rate=self.multiplier, name=self.tier)
        # What a campaign adds to is kept apart: under `add` each adds to the same.
        own = reached
        for campaign in self.campaigns:
            if campaign.multiplier is None:
                continue
            before = reached
            more = (own if self.stacking is Stacking.ADD else before) * (campaign.multiplier - 1)
            wanted = before + (more if amount >= campaign.minimum else 0)
            # Cut exactly: what is below the room stays as it is, so that more money is never fewer points.
            reached = wanted if campaign.room is None else min(wanted, before + campaign.room)
            yield Line(
                kind=LineKind.CAMPAIGN,
                points=floor(reached) - floor(before),
                rate=campaign.multiplier,
                campaign=campaign,
                cut=floor(wanted) - floor(reached),
            )
        for campaign in self.campaigns:
            if campaign.multiplier is None:
                bonus = campaign.bonus if amount >= campaign.minimum else 0
                points = bonus if campaign.room is None else min(bonus, campaign.room)
                yield Line(kind=LineKind.CAMPAIGN, points=points, campaign=campaign, cut=bonus - points)

    def _steps(self, amount: int) -> Iterator[tuple[int, int, Rate]]:
        """Each bracket's beginning, the whole steps of the amount that lie in it, and its rate."""
        steps = amount // self.step
        if not self.brackets:
            yield 0, steps, self.rate
            return
        # The first whole step that lies in a bracket; the last bracket reaches as far as the amount does.
        firsts = [-(-begins // self.step) for begins, _ in self.brackets]
        for (begins, rate), first, end in zip(self.brackets, firsts, [*firsts[1:], steps], strict=True):
            yield begins, max(0, min(steps, end) - first), rate

    def written(self) -> dict[str, Any]:
        """The basis as the journal keeps it: whole numbers, and fractions as exact texts.

        >>> Basis(step=100, rate=Fraction(3, 2), category="coffee").written()
        {'step': 100, 'rounding': 'down', 'category': 'coffee', 'rate': '3/2'}
        >>> Basis.read(_) == Basis(step=100, rate=Fraction(3, 2), category="coffee")
        True
        """
        kept: dict[str, Any] = {"step": self.step, "rounding": "down"}
        if self.category is not None:
            kept["category"] = self.category
        if self.brackets:
            kept["brackets"] = [[begins, _written(rate)] for begins, rate in self.brackets]
        else:
            kept["rate"] = _written(self.rate)
        if self.tier != BASE_TIER or self.multiplier != 1:
            kept |= {"tier": self.tier, "multiplier": _written(self.multiplier)}
        if self.campaigns:
            kept |= {"stacking": self.stacking.value, "campaigns": [_kept(campaign) for campaign in self.campaigns]}
        return kept

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Basis":
        """The basis that a journal row keeps, also of rows from before tiers and campaigns; other keys are passed over.

        >>> Basis.read({"sale": 1, "amount": 12000, "step": 100, "brackets": [[5000, 1], [10000, 2]]}).points(12000)
        90
        """
        return cls(
            step=kept["step"],
            rate=_read(kept.get("rate", 0)),
            brackets=tuple((begins, _read(rate)) for begins, rate in kept.get("brackets", ())),
            category=kept.get("category"),
            tier=kept.get("tier", BASE_TIER),
            multiplier=_read(kept.get("multiplier", 1)),
            stacking=Stacking(kept.get("stacking", Stacking.BEST)),
            campaigns=tuple(_applied(one) for one in kept.get("campaigns", ())),
        )


def basis_of(programme: Programme, category: str | None = None, tier: Tier | None = None) -> Basis:
    """By what a purchase earns under a programme, before campaigns: at a category's own rate where the programme knows
    it, otherwise by its brackets or its one rate; a tier multiplies.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> basis_of(euro).points(2490), basis_of(euro, tier=Tier(name="gold", threshold=500, multiplier=2)).points(2490)
    (24, 48)
    """
    named = None if category is None else programme.category(category)
    table = () if named else programme.brackets
    return Basis(
        step=programme.step_minor,
        rate=0 if table else (named or programme).points_per_step,
        brackets=tuple((programme.minor(bracket.from_units), bracket.points_per_step) for bracket in table),
        category=named.name if named else None,
        tier=tier.name if tier else BASE_TIER,
        multiplier=tier.multiplier if tier else 1,
        stacking=programme.stacking,
    )


def points_for(amount: int, programme: Programme, category: str | None = None) -> int:
    """Points that anybody gets for a purchase of `amount` minor units when there is no campaign: so many for each whole
    step, the rest earns nothing.

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
    return basis_of(programme, category).base(amount)


def purchase(points: int, recorded_at: datetime, programme: Programme) -> Earning:
    """The life of what a purchase earned; all counts from when it was recorded, not collected.

    The points are pending for the programme's `purchase_hold`, and their expiry counts from activation.
    """
    activates_at = recorded_at + programme.purchase_hold
    return Earning(
        points=points,
        earned_at=recorded_at,
        activates_at=activates_at,
        expires_at=expires_at(activates_at, programme),
    )


def _written(rate: Rate) -> int | str:
    """A rate as JSON keeps it: whole numbers as such, others as the exact text of the fraction."""
    return int(rate) if rate == int(rate) else str(rate)


def _read(kept: int | str) -> Rate:
    return kept if isinstance(kept, int) else Fraction(kept)


def _kept(campaign: Applied) -> dict[str, Any]:
    kept: dict[str, Any] = {"id": campaign.id}
    if campaign.multiplier is None:
        kept["bonus"] = campaign.bonus
    else:
        kept["multiplier"] = _written(campaign.multiplier)
    if campaign.minimum:
        kept["minimum"] = campaign.minimum
    if campaign.room is not None:
        kept["room"] = campaign.room
    return kept


def _applied(kept: Mapping[str, Any]) -> Applied:
    return Applied(
        id=kept["id"],
        multiplier=_read(kept["multiplier"]) if "multiplier" in kept else None,
        bonus=kept.get("bonus", 0),
        minimum=kept.get("minimum", 0),
        room=kept.get("room"),
    )
