"""A manager changes a reward, one thing at a time; vouchers that are held keep their price."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import working
from bot.actions.catalogue import LARGEST_PRICE, name_is_free
from bot.actions.names import clean_name
from loyalty.errors import (
    CountUnreadable,
    DaysCrossed,
    DescriptionTooLong,
    KindFixed,
    PointsUnreadable,
    RewardChanged,
    RewardGone,
    TierUnknown,
)
from loyalty.model import Programme, Reward, RewardKind, Role
from storage import rewards
from storage.database import Tx
from storage.rows import instant

LARGEST_COUNT = 1_000_000
LONGEST_DESCRIPTION = 500


@dataclass(frozen=True, kw_only=True)
class _Change:
    """What a manager wants of a reward: `value` is what was chosen or typed."""

    tx: Tx
    programme: Programme
    reward: Reward
    field: str
    value: int | str | None


def managed_reward(tx: Tx, telegram_id: int, reward_id: int) -> Reward:
    """A reward of a merchant that somebody manages. Raises RewardGone and what `working` raises."""
    found = rewards.reward(tx, reward_id)
    if found is None or found.state != "active":
        raise RewardGone
    working(tx, telegram_id, Role.MANAGER, found.merchant_id)
    return found


@dataclass(frozen=True, kw_only=True)
class RewardEdited:
    """A reward after a change."""

    reward_id: int
    name: str
    points: int


@action
def change_reward(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    reward_id: int,
    field: str,
    value: int | str | None,
) -> RewardEdited:
    """A manager changes one of `FIELDS`; None takes away what need not be. Instants are milliseconds since 1970 UTC.

    Raises RewardGone, NameUnusable, NameTaken, PointsUnreadable, CountUnreadable, DescriptionTooLong, TierUnknown,
    DaysCrossed, KindFixed, RewardChanged (the stock of a digital reward is its texts) and what `working` raises.
    """
    known = managed_reward(tx, telegram_id, reward_id)
    # The merchant before its rewards, like everybody who takes one.
    tx.lock("merchants", known.merchant_id)
    tx.lock("rewards", reward_id)
    found = managed_reward(tx, telegram_id, reward_id)
    change = _Change(tx=tx, programme=programme, reward=found, field=field, value=value)
    digital_stock = field == "stock" and found.kind is RewardKind.DIGITAL
    kept = None if value is None and field in _OPTIONAL and not digital_stock else FIELDS[field](change)
    rewards.change_reward(tx, reward_id, field, kept)
    if field == "kind" and kept != found.kind:
        # A digital reward starts without texts, and has no stock but these.
        rewards.change_reward(tx, reward_id, "stock", _stock_as(found, RewardKind(str(kept))))
    fresh = rewards.reward(tx, reward_id) or found
    return RewardEdited(reward_id=fresh.id, name=fresh.name, points=fresh.points)


def _stock_as(found: Reward, kind: RewardKind) -> int | None:
    if kind is RewardKind.DIGITAL:
        return 0
    return None if found.kind is RewardKind.DIGITAL else found.stock


def _name(change: _Change) -> int | str | None:
    name = clean_name(str(change.value))
    name_is_free(change.tx, change.reward.merchant_id, name, but=change.reward.id)
    return name


def _points(change: _Change) -> int | str | None:
    points = change.value
    if not isinstance(points, int) or not 0 < points <= LARGEST_PRICE:
        raise PointsUnreadable(largest=LARGEST_PRICE)
    return points


def _kind(change: _Change) -> int | str | None:
    kind = RewardKind(str(change.value))
    digital = kind is RewardKind.DIGITAL
    if digital != (change.reward.kind is RewardKind.DIGITAL) and not rewards.is_untouched(change.tx, change.reward.id):
        raise KindFixed
    return str(kind)


def _description(change: _Change) -> int | str | None:
    printable = (
        "".join(letter if letter.isprintable() else " " for letter in line) for line in str(change.value).splitlines()
    )
    kept = "\n".join(" ".join(line.split()) for line in printable).strip()
    if len(kept) > LONGEST_DESCRIPTION:
        raise DescriptionTooLong(longest=LONGEST_DESCRIPTION)
    return kept or None


def _picture(change: _Change) -> int | str | None:
    return str(change.value)


def _count(change: _Change) -> int | str | None:
    if change.field == "stock" and change.reward.kind is RewardKind.DIGITAL:
        raise RewardChanged
    count = change.value
    if not isinstance(count, int) or not (change.field == "member_limit") <= count <= LARGEST_COUNT:
        raise CountUnreadable(largest=LARGEST_COUNT)
    return count


def _retail(change: _Change) -> int | str | None:
    price = change.value
    if not isinstance(price, int) or not 0 <= price <= change.programme.largest_sale_minor:
        raise CountUnreadable(largest=change.programme.largest_sale_minor)
    return price


def _tier(change: _Change) -> int | str | None:
    if change.value not in [tier.name for tier in change.programme.tiers]:
        raise TierUnknown(name=str(change.value))
    return change.value


def _instant(change: _Change) -> int | str | None:
    at = instant(int(change.value or 0))
    starts, ends = change.reward.starts_at, change.reward.ends_at
    starts, ends = (at, ends) if change.field == "starts_at" else (starts, at)
    if starts is not None and ends is not None and starts >= ends:
        raise DaysCrossed
    return change.value


# What can be changed, and what makes it fit to be kept.
FIELDS: dict[str, Callable[[_Change], int | str | None]] = {
    "name": _name,
    "points": _points,
    "kind": _kind,
    "description": _description,
    "picture": _picture,
    "stock": _count,
    "member_limit": _count,
    "tier": _tier,
    "starts_at": _instant,
    "ends_at": _instant,
    "retail": _retail,
}
_OPTIONAL = FIELDS.keys() - {"name", "points", "kind"}
