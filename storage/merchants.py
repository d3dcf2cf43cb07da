"""Merchants."""

from datetime import datetime

from loyalty.model import Merchant
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

MERCHANT = "id, name, state, generation, ceiling"


def merchant(tx: Tx, merchant_id: int) -> Merchant | None:
    """A merchant by number."""
    return read_one(Merchant, tx.one(f"SELECT {MERCHANT} FROM merchants WHERE id = $1", merchant_id))


def merchants(tx: Tx) -> list[Merchant]:
    """All merchants, oldest first."""
    return [read_as(Merchant, row) for row in tx.all(f"SELECT {MERCHANT} FROM merchants ORDER BY id")]


def merchant_named(tx: Tx, name: str) -> Merchant | None:
    """The merchant of exactly that name."""
    return read_one(Merchant, tx.one(f"SELECT {MERCHANT} FROM merchants WHERE name = $1", name))


def add_merchant(tx: Tx, name: str, now: datetime) -> int:
    """A new merchant's number."""
    row = tx.one("INSERT INTO merchants (name, created_at) VALUES ($1, $2) RETURNING id", name, ms(now))
    return new_id(row)


def budget(tx: Tx, merchant_id: int) -> int | None:
    """How many points a month a merchant gives away in cheap rewards; None when nothing bounds it."""
    row = tx.one("SELECT budget FROM merchants WHERE id = $1", merchant_id)
    return None if row is None or row["budget"] is None else int(row["budget"])


def set_budget(tx: Tx, merchant_id: int, points: int | None) -> None:
    """The owner's monthly budget in points; None bounds nothing."""
    tx.run("UPDATE merchants SET budget = $1 WHERE id = $2", points, merchant_id)


def win_back_days(tx: Tx, merchant_id: int) -> int | None:
    """After how many days without a purchase a merchant wins members back; None when it does not."""
    row = tx.one("SELECT win_back_days FROM merchants WHERE id = $1", merchant_id)
    return None if row is None or row["win_back_days"] is None else int(row["win_back_days"])


def winning_back(tx: Tx) -> list[tuple[int, int]]:
    """The active merchants that win members back, each with its days."""
    rows = tx.all(
        "SELECT id, win_back_days FROM merchants WHERE win_back_days IS NOT NULL AND state = 'active' ORDER BY id"
    )
    return [(int(row["id"]), int(row["win_back_days"])) for row in rows]


def set_win_back_days(tx: Tx, merchant_id: int, days: int | None) -> None:
    """So many days from now on; None for never."""
    tx.run("UPDATE merchants SET win_back_days = $1 WHERE id = $2", days, merchant_id)


def set_state(tx: Tx, merchant_id: int, state: str) -> bool:
    """A merchant is `active` or `suspended` from now on; False when it was that before."""
    return tx.run("UPDATE merchants SET state = $1 WHERE id = $2 AND state <> $1", state, merchant_id) == 1


def set_ceiling(tx: Tx, merchant_id: int, points: int | None) -> None:
    """How many unredeemed points of a merchant there may be; None for any number."""
    tx.run("UPDATE merchants SET ceiling = $1 WHERE id = $2", points, merchant_id)
