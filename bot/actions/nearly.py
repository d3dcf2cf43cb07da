"""The reward that a member nearly has the points for, named after a purchase. Reads only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.actions.authority import merchant_of
from bot.actions.balance import spendable_now
from bot.actions.supply import why_not
from loyalty.model import Programme
from storage import members, rewards
from storage.database import Tx
from storage.people import Person


@dataclass(frozen=True, kw_only=True)
class Nearly:
    """A reward that a member can have with `points` more."""

    reward_id: int
    reward: str
    merchant: str
    points: int


def nearest_reward(tx: Tx, programme: Programme, member_id: int, spendable: int, now: datetime) -> Nearly | None:
    """The reward that is the fewest points away from what a member can spend, at most `nearly_points`, and that they
    may have; None where there is none, and while something is owed.
    """
    if not programme.nearly_points:
        return None
    near = rewards.rewards_between(tx, spendable + 1, spendable + programme.nearly_points)
    # Who it is matters only where something is near.
    member = members.member(tx, member_id) if near else None
    if member is None or member.debt:
        return None
    for found in near:
        if why_not(tx, programme, found, member, now) is None:
            return Nearly(
                reward_id=found.id,
                reward=found.name,
                merchant=merchant_of(tx, found.merchant_id).name,
                points=found.points - spendable,
            )
    return None


def with_nearest_reward(
    tx: Tx, programme: Programme, person: Person, data: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """A purchase's notice with the reward that is nearly reached when it is said."""
    member = None if person.member_id is None else members.member(tx, person.member_id)
    found = member and nearest_reward(tx, programme, member.id, spendable_now(tx, member, now), now)
    return {**data, "nearly": asdict(found)} if found else dict(data)
