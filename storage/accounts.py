"""Two accounts of one person made one: whatever names the one that goes names the other from then on."""

from datetime import datetime
from typing import Final

from loyalty.model import Referral
from storage.database import Tx
from storage.rows import ms

# Every column that says whose something is, but for the journal, in which nothing is ever changed.
WHOSE: Final = (
    ("lots", "member_id"),
    ("vouchers", "member_id"),
    ("till_requests", "member_id"),
    ("sales", "member_id"),
    ("campaign_uses", "member_id"),
    ("redemptions", "member_id"),
    ("reviews", "member_id"),
    ("codes", "used_by"),
    ("referrals", "referrer_id"),
    ("members", "inviter_id"),
    ("people", "invited_by"),
)


def hand_over(tx: Tx, source_id: int, target_id: int) -> None:
    """What belonged to one member belongs to another, who goes on in their place; also in the place of those who had
    moved to them before.
    """
    for table, column in WHOSE:
        tx.run(f"UPDATE {table} SET {column} = $1 WHERE {column} = $2", target_id, source_id)
    tx.run("UPDATE members SET moved_to = $1 WHERE moved_to = $2 OR id = $2", target_id, source_id)
    tx.run(
        "UPDATE members SET sliding = 1 WHERE id = $1 AND EXISTS"
        " (SELECT 1 FROM lots WHERE member_id = $1 AND slides IS NOT NULL)",
        target_id,
    )


def what_moves(tx: Tx, member_id: int) -> dict[str, int]:
    """How many lots with something left, vouchers held, purchases and friends brought a member has."""
    queries = {
        "lots": "SELECT count(*) AS n FROM lots WHERE member_id = $1 AND state IN ('pending', 'active')",
        "vouchers": "SELECT count(*) AS n FROM vouchers WHERE member_id = $1 AND state = 'held'",
        "purchases": "SELECT count(*) AS n FROM sales WHERE member_id = $1 AND state = 'booked'",
        "friends": "SELECT count(*) AS n FROM referrals WHERE referrer_id = $1",
    }
    found = {}
    for name, query in queries.items():
        row = tx.one(query, member_id)
        found[name] = 0 if row is None else int(row["n"])
    return found


def set_inviter(tx: Tx, member_id: int, inviter_id: int | None) -> None:
    """By whom a member came, None for nobody."""
    tx.run("UPDATE members SET inviter_id = $1 WHERE id = $2", inviter_id, member_id)


def set_referee(tx: Tx, found: Referral, member_id: int) -> None:
    """An invitation is that of the member who goes on."""
    tx.run("UPDATE referrals SET referee_id = $1 WHERE referee_id = $2", member_id, found.referee_id)


def drop_referral(tx: Tx, found: Referral, now: datetime) -> None:
    """An invitation is none any more, and nobody need look at it."""
    tx.run("DELETE FROM referrals WHERE referee_id = $1", found.referee_id)
    tx.run(
        "UPDATE reviews SET state = 'refused', ended_at = $1"
        " WHERE kind = 'referral' AND sale_id = $2 AND state = 'open'",
        ms(now),
        found.sale_id or 0,
    )
