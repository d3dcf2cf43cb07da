"""The rewards a merchant offers."""

from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import merchant_of, working
from bot.actions.names import clean_name
from loyalty.errors import NameTaken, PointsUnreadable, RewardGone
from loyalty.model import Merchant, Programme, Reward, Role
from storage import rewards
from storage.database import Tx

LARGEST_PRICE = 1_000_000


def catalogue_of(tx: Tx, telegram_id: int) -> tuple[Merchant, list[Reward]]:
    """A manager's merchant and what it offers, cheapest first. Raises what `working` raises."""
    manager = working(tx, telegram_id, Role.MANAGER)
    return merchant_of(tx, manager.merchant_id), rewards.rewards_of(tx, manager.merchant_id)


@dataclass(frozen=True, kw_only=True)
class RewardAdded:
    """A new reward in the catalogue."""

    reward_id: int
    name: str
    points: int


@action
def add_reward(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, name: str, points: int) -> RewardAdded:
    """A manager adds a reward at the merchant they work for.

    Raises NameUnusable, NameTaken, PointsUnreadable and what `working` raises.
    """
    manager = working(tx, telegram_id, Role.MANAGER)
    name = clean_name(name)
    if not 0 < points <= LARGEST_PRICE:
        raise PointsUnreadable(largest=LARGEST_PRICE)
    tx.lock("merchants", manager.merchant_id)
    name_is_free(tx, manager.merchant_id, name)
    reward_id = rewards.add_reward(tx, merchant_id=manager.merchant_id, name=name, points=points, now=cause.now)
    return RewardAdded(reward_id=reward_id, name=name, points=points)


def name_is_free(tx: Tx, merchant_id: int, name: str, *, but: int = 0) -> None:
    """Raises NameTaken when another reward in a merchant's catalogue has the name."""
    for known in rewards.rewards_of(tx, merchant_id):
        if known.id != but and known.name.casefold() == name.casefold():
            raise NameTaken(name=name)


@action
def retire_reward(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, reward_id: int) -> RewardAdded:
    """A manager takes a reward out of the catalogue; vouchers for it stay good. Raises RewardGone."""
    found = rewards.reward(tx, reward_id)
    if found is None:
        raise RewardGone
    working(tx, telegram_id, Role.MANAGER, found.merchant_id)
    if not rewards.retire_reward(tx, reward_id):
        raise RewardGone
    return RewardAdded(reward_id=found.id, name=found.name, points=found.points)
