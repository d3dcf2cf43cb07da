"""The catalogue."""

from datetime import datetime

from loyalty.model import Reward
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

REWARD = (
    "id, merchant_id, name, points, state, kind, description, picture, stock, member_limit, tier, starts_at, ends_at,"
    " retail"
)


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


# What active merchants offer.
_OFFERED = (
    "SELECT " + ", ".join(f"r.{column.strip()}" for column in REWARD.split(",")) + " FROM rewards r"
    " JOIN merchants m ON m.id = r.merchant_id WHERE r.state = 'active' AND m.state = 'active'"
)


def offered_rewards(tx: Tx) -> list[Reward]:
    """All that active merchants offer, cheapest first."""
    return [read_as(Reward, row) for row in tx.all(f"{_OFFERED} ORDER BY r.points, r.id")]


def rewards_between(tx: Tx, least: int, most: int) -> list[Reward]:
    """What of it takes so many points, both included, cheapest first."""
    rows = tx.all(f"{_OFFERED} AND r.points BETWEEN $1 AND $2 ORDER BY r.points, r.id", least, most)
    return [read_as(Reward, row) for row in rows]


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


# What a manager can change of a reward.
CHANGEABLE = frozenset(
    {
        "name",
        "points",
        "kind",
        "description",
        "picture",
        "stock",
        "member_limit",
        "tier",
        "starts_at",
        "ends_at",
        "retail",
    }
)


def change_reward(tx: Tx, reward_id: int, column: str, value: int | str | None) -> None:
    """Changes one thing about a reward. Raises ValueError for a column that is not to be changed."""
    if column not in CHANGEABLE:
        raise ValueError(column)
    tx.run(f"UPDATE rewards SET {column} = $1 WHERE id = $2", value, reward_id)


def is_untouched(tx: Tx, reward_id: int) -> bool:
    """Whether nobody has held or used a reward, and no text was added to it."""
    row = tx.one(
        "SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM vouchers WHERE reward_id = $1)"
        " OR EXISTS (SELECT 1 FROM redemptions WHERE reward_id = $1)"
        " OR EXISTS (SELECT 1 FROM reward_codes WHERE reward_id = $1)",
        reward_id,
    )
    return row is None


def retire_reward(tx: Tx, reward_id: int) -> bool:
    """Takes a reward out of the catalogue; False when it was out."""
    return tx.run("UPDATE rewards SET state = 'retired' WHERE id = $1 AND state = 'active'", reward_id) == 1


def take_stock(tx: Tx, reward_id: int) -> bool:
    """Takes one of a reward that has a stock; False when nothing is left."""
    return tx.run("UPDATE rewards SET stock = stock - 1 WHERE id = $1 AND stock > 0", reward_id) == 1


def put_back(tx: Tx, reward_id: int) -> None:
    """One that was taken can be had again. Nothing for a reward without stock, nor for a text once given."""
    tx.run("UPDATE rewards SET stock = stock + 1 WHERE id = $1 AND stock IS NOT NULL AND kind <> 'digital'", reward_id)


def times_had(tx: Tx, member_id: int, reward_id: int, now: datetime) -> int:
    """How many of a reward a member has had: vouchers held at `now`, and what was used and not reversed."""
    row = tx.one(
        "SELECT (SELECT count(*) FROM vouchers WHERE member_id = $1 AND reward_id = $2 AND state = 'held'"
        "   AND expires_at > $3)"
        " + (SELECT count(*) FROM redemptions WHERE member_id = $1 AND reward_id = $2 AND state = 'done') AS times",
        member_id,
        reward_id,
        ms(now),
    )
    return 0 if row is None else int(row["times"])


def times_lapsed(tx: Tx, member_id: int, reward_id: int, now: datetime) -> int:
    """How many of a member's vouchers for a reward have lapsed by `now`."""
    row = tx.one(
        "SELECT count(*) AS times FROM vouchers WHERE member_id = $1 AND reward_id = $2"
        " AND (state = 'lapsed' OR (state = 'held' AND expires_at <= $3))",
        member_id,
        reward_id,
        ms(now),
    )
    return 0 if row is None else int(row["times"])


def spent_on_cheap(tx: Tx, merchant_id: int, cheap: int, since: datetime, now: datetime) -> int:
    """Points that a merchant's rewards of at most `cheap` points took since then: held at `now`, or used and not
    reversed.
    """
    row = tx.one(
        "SELECT CAST(coalesce((SELECT sum(d.points) FROM redemptions d JOIN rewards r ON r.id = d.reward_id"
        "   WHERE r.merchant_id = $1 AND d.redeemed_at >= $2 AND d.points <= $3 AND d.state = 'done'), 0)"
        " + coalesce((SELECT sum(points) FROM vouchers"
        "   WHERE merchant_id = $1 AND state = 'held' AND expires_at > $4 AND points <= $3), 0) AS BIGINT) AS points",
        merchant_id,
        ms(since),
        cheap,
        ms(now),
    )
    return 0 if row is None else int(row["points"])
