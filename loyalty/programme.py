"""The programme: the rules of one deployment as numbers."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
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


class ExpiryPolicy(StrEnum):
    """Where the life of points ends, counted from activation."""

    END_OF_MONTH = "end_of_month"
    MONTHS = "months"
    DAYS = "days"
    END_OF_YEAR = "end_of_year"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """When points end: `count` months, days or years on by the `policy`; for `never` it means nothing.

    With `sliding`, every purchase and every reward used gives all that a member can still spend the whole life again.
    """

    policy: ExpiryPolicy = ExpiryPolicy.END_OF_MONTH
    count: int = 12
    sliding: bool = False


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A level that is reached with `threshold` base points of purchases in twelve months, net of refunds; purchases
    then earn `multiplier` times as much.
    """

    name: str
    threshold: int
    multiplier: Rate = 1


class Stacking(StrEnum):
    """What campaigns that meet do: the best one counts, all multiply, or what each adds to one is added up."""

    BEST = "best"
    MULTIPLY = "multiply"
    ADD = "add"


class DebtPolicy(StrEnum):
    """What becomes of points taken back that are spent: owed, or forgiven."""

    DEBT = "debt"
    FORGIVE = "forgive"


BASE_TIER = "base"


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The rules as numbers. Money is in minor units of `currency`, whose ISO 4217 exponent is `exponent`.

    A purchase earns `points_per_step` for each whole `step_minor`, or by `brackets` (in rising order) where there are
    any; a sale that names one of `categories` earns at that rate alone. The points are pending for `purchase_hold`.
    A point is worth `point_worth_percent` hundredths of a unit. `version` is what journal rows and sales name.

    `tiers` come in rising order of threshold, the lowest, `BASE_TIER`, unnamed: a tier is kept `tier_months` from the
    last day its threshold was met, plus `tier_grace`; its loss is told `tier_warning` before. Points that staff give
    back past their date live `given_back_life` more, once a lot. A referral needs `referral_purchases` that qualify,
    and with `referral_phone` the friend's own number; of one referrer, what comes after `referral_review_after`
    friends in a day waits for review. Limits that are None do not bound: after `purchases_a_day` of one member at one
    merchant, beyond `points_a_shift` of a cashier's day or `points_a_member_day`, a purchase waits until a manager has
    looked at it. Rewards of at most `cheap_reward_points` come out of a monthly budget. A reward with at most
    `scarce_stock` left is scarce. With `confirmed_anywhere` any merchant's staff confirm a voucher.

    Members are reminded `reminder_days` before points end, at `reminder_minute` of their own day; a campaign is
    announced at `eve_minute` the day before and at `morning_minute` of its first day. Between the minutes of `quiet`
    those who have chosen no quiet hours are left alone, too; None is never. After a purchase a reward that is at most
    `nearly_points` away is named.
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
    expiry: Expiry = Expiry()
    given_back_life: timedelta = timedelta(days=7)
    debt: DebtPolicy = DebtPolicy.DEBT
    tiers: tuple[Tier, ...] = ()
    tier_months: int = 12
    tier_grace: timedelta = timedelta(days=30)
    tier_warning: timedelta = timedelta(days=30)
    stacking: Stacking = Stacking.BEST
    referral_points_referrer: int = 10
    referral_points_referee: int = 10
    referral_minimum_units: int | Fraction = 5
    referral_hold: timedelta = timedelta(days=14)
    referral_window: timedelta = timedelta(days=30)
    referral_monthly_cap: int = 10
    referral_purchases: int = 1
    referral_phone: bool = False
    referral_review_after: int = 5
    voucher_life: timedelta = timedelta(minutes=10)
    sale_life: timedelta = timedelta(minutes=15)
    card_life: timedelta = timedelta(minutes=2)
    undo_life: timedelta = timedelta(minutes=2)
    request_life: timedelta = timedelta(minutes=2)
    invite_life: timedelta = timedelta(minutes=10)
    code_life: timedelta = timedelta(days=30)
    largest_sale_units: int | Fraction = 50_000
    point_worth_percent: int = 5
    purchases_a_day: int | None = 3
    points_a_shift: int | None = None
    points_a_member_day: int | None = None
    cheap_reward_points: int = 0
    scarce_stock: int = 10
    confirmed_anywhere: bool = False
    reminder_days: tuple[int, ...] = (30, 7, 1)
    reminder_minute: int = 600
    eve_minute: int = 1080
    morning_minute: int = 540
    quiet: tuple[int, int] | None = (1260, 480)
    nearly_points: int = 20
    birthday_greeting: bool = True

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

    def tier(self, name: str) -> Tier:
        """The tier of that name; the lowest, with nothing to reach and nothing more to earn, for any other."""
        return next((tier for tier in self.tiers if tier.name == name), Tier(name=BASE_TIER, threshold=0))

    def worth_minor(self, points: int) -> int:
        """What `points` are worth in minor units, rounded down.

        >>> Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2).worth_minor(24)
        120
        """
        return points * self.unit_minor * self.point_worth_percent // 100
