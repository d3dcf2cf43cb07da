"""Which cashiers book out of the ordinary for a member: what the nightly report shows to a merchant's owners.

It looks at the pairs of a cashier and a member with a purchase on the day, and at their purchases of the last
`WATCHED_DAYS`. It accuses nobody: each reason is a count that an owner can look up and explain.
"""

from dataclasses import dataclass
from enum import StrEnum

WATCHED_DAYS = 30
# As many purchases of one pair on one day stand out by themselves.
MANY_A_DAY = 4
# So many of the pair in the watched days, before their share or their points say anything.
ENOUGH_FOR_SHARE = 6
ENOUGH_FOR_POINTS = 3
# With fewer purchases of everybody else there is nothing to compare with.
ENOUGH_OTHERS = 20
# The cashier books so many times as large a share of the member's purchases as of everybody else's.
TIMES_THE_SHARE = 2
# A purchase of the pair brings so many times the points of anybody else's.
TIMES_THE_POINTS = 3


class Oddity(StrEnum):
    """Why a pair stands out."""

    MANY = "many"
    SHARE = "share"
    POINTS = "points"


@dataclass(frozen=True, kw_only=True)
class PairCounts:
    """Purchases and points of a cashier and a member at one merchant: `on_day` of the day alone, all others of the
    watched days up to it. The `member_…` ones were booked by anybody, the `cashier_…` ones for anybody, the
    `merchant_…` ones are all there are.
    """

    on_day: int
    purchases: int
    points: int
    member_purchases: int
    member_points: int
    cashier_purchases: int
    merchant_purchases: int
    merchant_points: int

    @property
    def others(self) -> int:
        """Purchases of everybody else at the merchant."""
        return self.merchant_purchases - self.member_purchases

    @property
    def others_by_cashier(self) -> int:
        """Those of them that the cashier booked."""
        return self.cashier_purchases - self.purchases

    @property
    def others_points(self) -> int:
        """The points of everybody else's purchases."""
        return self.merchant_points - self.member_points


def oddity(pair: PairCounts) -> Oddity | None:
    """Why the pair stands out; the first reason of three, None for an ordinary one.

    - `MANY`: at least `MANY_A_DAY` purchases on the day.
    - `SHARE`: at least `ENOUGH_FOR_SHARE` in the watched days, and the cashier booked at least `TIMES_THE_SHARE` times
      as large a share of this member's purchases as of everybody else's. One cashier who books for all never does.
    - `POINTS`: at least `ENOUGH_FOR_POINTS`, and they brought on average at least `TIMES_THE_POINTS` times as many
      points as a purchase of anybody else.

    The latter two need at least `ENOUGH_OTHERS` purchases of everybody else.

    Can booked 6 of a member's 7 purchases, but only 30 of the 100 of everybody else:

    >>> pair = PairCounts(on_day=1, purchases=6, points=60, member_purchases=7, member_points=70,
    ...                   cashier_purchases=36, merchant_purchases=107, merchant_points=1070)
    >>> oddity(pair).value
    'share'
    """
    if pair.on_day >= MANY_A_DAY:
        return Oddity.MANY
    if pair.others < ENOUGH_OTHERS:
        return None
    if (
        pair.purchases >= ENOUGH_FOR_SHARE
        and pair.purchases * pair.others >= TIMES_THE_SHARE * pair.others_by_cashier * pair.member_purchases
    ):
        return Oddity.SHARE
    if (
        pair.purchases >= ENOUGH_FOR_POINTS
        and pair.points * pair.others >= TIMES_THE_POINTS * pair.others_points * pair.purchases
        and pair.points > 0
    ):
        return Oddity.POINTS
    return None
