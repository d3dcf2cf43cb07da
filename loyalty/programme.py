"""The programme: the rules of one deployment as numbers."""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TypeAlias
from zoneinfo import ZoneInfo

# Points for a whole step, exact: 1, or one and a half.
Rate: TypeAlias = int | Fraction


@dataclass(frozen=True, kw_only=True)
class Bracket:
    """From `from_units` of a purchase on, up to the next bracket, each whole step earns `points_per_step`."""

    from_units: int | Fraction
    points_per_step: Rate


@dataclass(frozen=True, kw_only=True)
class Category:
    """A kind of purchase that a sale may name, with a rate of its own; `name` is one word in small letters."""

    name: str
    points_per_step: Rate


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The rules as numbers. Money is in minor units of `currency`, whose ISO 4217 exponent is `exponent`.

    A purchase earns `points_per_step` for each whole `step_minor`, or by `brackets` (in rising order) where there are
    any; a sale that names one of `categories` earns at that rate alone. The points are pending for `purchase_hold`.
    A point is worth `point_worth_percent` hundredths of a unit. `version` is what journal rows and sales name.
    """

    version: int = 1
    zone: ZoneInfo
    currency: str
    exponent: int
    step_units: int | Fraction = 1
    points_per_step: Rate = 1
    brackets: tuple[Bracket, ...] = ()
    categories: tuple[Category, ...] = ()
    purchase_hold: timedelta = timedelta(0)
    expiry_months: int = 12
    referral_points_referrer: int = 10
    referral_points_referee: int = 10
    referral_minimum_units: int | Fraction = 5
    referral_hold: timedelta = timedelta(days=14)
    referral_window: timedelta = timedelta(days=30)
    referral_monthly_cap: int = 10
    voucher_life: timedelta = timedelta(minutes=10)
    sale_life: timedelta = timedelta(minutes=15)
    card_life: timedelta = timedelta(minutes=2)
    undo_life: timedelta = timedelta(minutes=2)
    request_life: timedelta = timedelta(minutes=2)
    invite_life: timedelta = timedelta(minutes=10)
    code_life: timedelta = timedelta(days=30)
    largest_sale_units: int | Fraction = 50_000
    point_worth_percent: int = 5

    @property
    def unit_minor(self) -> int:
        """How many minor units one unit of the currency has: 100 for the euro, 1 for the yen."""
        return int(10**self.exponent)

    @property
    def step_minor(self) -> int:
        """The whole step of money that earns, in minor units."""
        return self.minor(self.step_units)

    @property
    def referral_minimum_minor(self) -> int:
        """The smallest purchase that earns the referral bonus, in minor units."""
        return self.minor(self.referral_minimum_units)

    @property
    def largest_sale_minor(self) -> int:
        """The largest purchase a cashier can book, in minor units."""
        return self.minor(self.largest_sale_units)

    def minor(self, units: int | Fraction) -> int:
        """An amount in units as minor units. Raises ValueError for parts of a minor unit.

        >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
        >>> euro.minor(50), euro.minor(Fraction("24.9"))
        (5000, 2490)
        """
        minor = units * self.unit_minor
        if minor != int(minor):
            raise ValueError(f"{self.currency} has {self.exponent} decimals")
        return int(minor)

    def category(self, word: str) -> Category | None:
        """The category of that name, however it is capitalised."""
        name = word.casefold()
        return next((category for category in self.categories if category.name.casefold() == name), None)

    def worth_minor(self, points: int) -> int:
        """What `points` are worth in minor units, rounded down.

        >>> Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2).worth_minor(24)
        120
        """
        return points * self.unit_minor * self.point_worth_percent // 100
