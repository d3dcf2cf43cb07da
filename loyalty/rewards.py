"""Who may have a reward, and when."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.errors import (
    BudgetUsed,
    LimitReached,
    OnlyAtTheTill,
    OnlyInChat,
    RewardOver,
    RewardStarts,
    SoldOut,
    TierNeeded,
)
from loyalty.model import Programme, Reward, RewardKind

# After so many lapses of a scarce reward a member has it only at the till.
LAPSES_BORNE = 2


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What bears on whether a member may have a reward: their `tier`, how many they have had (held or used, what was
    reversed left out), how many of their vouchers for it `lapsed`, whether they stand at the till, and what is left of
    the month's budget for cheap rewards in points, None where nothing bounds it.
    """

    tier: str
    had: int = 0
    lapsed: int = 0
    at_the_till: bool = False
    budget_left: int | None = None


def reaches(tier: str, needed: str, programme: Programme) -> bool:
    """Whether a member of `tier` has what is for `needed` and higher; a tier that is no more is its own members' only.

    >>> from zoneinfo import ZoneInfo
    >>> from loyalty.programme import Tier
    >>> tiers = (Tier(name="Silver", threshold=500), Tier(name="Gold", threshold=1500))
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2, tiers=tiers)
    >>> reaches("Gold", "Silver", euro), reaches("base", "Silver", euro), reaches("Gold", "Bronze", euro)
    (True, False, False)
    """
    order = [known.name for known in programme.tiers]
    if tier == needed:
        return True
    return needed in order and tier in order and order.index(tier) > order.index(needed)


def is_cheap(points: int, programme: Programme) -> bool:
    """Whether a reward of so many points comes out of its merchant's monthly budget."""
    return points <= programme.cheap_reward_points


def is_scarce(reward: Reward, programme: Programme) -> bool:
    """Whether there is little of it left; what has no stock is never scarce."""
    return reward.stock is not None and reward.stock <= programme.scarce_stock


def may_have(reward: Reward, circumstances: Circumstances, now: datetime, programme: Programme) -> None:
    """Whether a member may have a reward at `now`, whatever points they have; `ends_at` is exclusive.

    Raises RewardStarts, RewardOver, TierNeeded, OnlyInChat (a digital one at the till), LimitReached, SoldOut,
    OnlyAtTheTill (lapsed twice while there is little of it), BudgetUsed.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> cup = Reward(id=1, merchant_id=1, name="Cup", points=50, state="active", stock=3, member_limit=1)
    >>> now = datetime(2026, 11, 21, tzinfo=UTC)
    >>> may_have(cup, Circumstances(tier="base"), now, euro)
    >>> may_have(cup, Circumstances(tier="base", had=1), now, euro)
    Traceback (most recent call last):
    loyalty.errors.LimitReached
    """
    if reward.starts_at is not None and now < reward.starts_at:
        raise RewardStarts(at=reward.starts_at)
    if reward.ends_at is not None and now >= reward.ends_at:
        raise RewardOver
    if reward.tier is not None and not reaches(circumstances.tier, reward.tier, programme):
        raise TierNeeded(tier=reward.tier)
    if circumstances.at_the_till and reward.kind is RewardKind.DIGITAL:
        raise OnlyInChat
    if reward.member_limit is not None and circumstances.had >= reward.member_limit:
        raise LimitReached(count=reward.member_limit)
    if reward.stock == 0:
        raise SoldOut
    often = circumstances.lapsed >= LAPSES_BORNE
    if often and not circumstances.at_the_till and is_scarce(reward, programme):
        raise OnlyAtTheTill
    if circumstances.budget_left is not None and reward.points > circumstances.budget_left:
        raise BudgetUsed
