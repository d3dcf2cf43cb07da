"""The catalogue."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.model import Reward
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

REWARD = (
    "id, merchant_id, name, points, state, kind, description, picture, stock, member_limit, tier, starts_at, ends_at,"
    " retail"
)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A reward that can be had, with the name of its merchant."""

    id: int
    name: str
    points: int
    merchant: str


def reward(tx: Tx, reward_id: int) -> Reward | None:
    """A reward by number, also one no longer offered."""
    return read_one(Reward, tx.one(f"SELECT {REWARD} FROM rewards WHERE id = $1", reward_id))


def rewards_of(tx: Tx, merchant_id: int) -> list[Reward]:
    """What a merchant offers, cheapest first."""
    rows = tx.all(
        f"SELECT {REWARD} FROM rewards WHERE merchant_id = $1 AND state = 'active' ORDER BY points, id",
        merchant_id,
    )
    return [read_as(Reward, row) for row in rows]


def offers(tx: Tx) -> list[Offer]:
    """All that can be had at active merchants, cheapest first."""
    rows = tx.all(
        "SELECT r.id, r.name, r.points, m.name AS merchant FROM rewards r JOIN merchants m ON m.id = r.merchant_id"
        " WHERE r.state = 'active' AND m.state = 'active' ORDER BY r.points, r.id"
    )
    return [read_as(Offer, row) for row in rows]


def add_reward(tx: Tx, *, merchant_id: int, name: str, points: int, now: datetime) -> int:
    """A new reward's number."""
    row = tx.one(
        "INSERT INTO rewards (merchant_id, name, points, created_at) VALUES ($1, $2, $3, $4) RETURNING id",
        merchant_id,
        name,
        points,
        ms(now),
    )
    return new_id(row)


def retire_reward(tx: Tx, reward_id: int) -> bool:
    """Takes a reward out of the catalogue; False when it was out."""
    return tx.run("UPDATE rewards SET state = 'retired' WHERE id = $1 AND state = 'active'", reward_id) == 1
