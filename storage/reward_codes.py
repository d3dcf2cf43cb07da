"""The texts of digital rewards: each is given once and never comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Tx
from storage.rows import ms, read_as, read_one

# So many rows a statement: far fewer parameters than either engine takes.
_AT_ONCE = 500
_GIVEN = (
    "SELECT c.id, r.name AS reward, m.name AS merchant, d.points, c.code, c.given_at FROM reward_codes c"
    " JOIN redemptions d ON d.journal_id = c.journal_id AND d.state = 'done'"
    " JOIN rewards r ON r.id = c.reward_id JOIN merchants m ON m.id = r.merchant_id"
)


@dataclass(frozen=True, kw_only=True)
class GivenCode:
    """A text that a member has for `points` of theirs."""

    id: int
    reward: str
    merchant: str
    points: int
    code: str
    given_at: datetime


def add_codes(tx: Tx, reward_id: int, codes: Sequence[str]) -> int:
    """Adds texts to a reward and to its stock; returns how many were new to it."""
    added = 0
    for first in range(0, len(codes), _AT_ONCE):
        some = codes[first : first + _AT_ONCE]
        values = ", ".join(f"($1, ${number})" for number in range(2, len(some) + 2))
        added += tx.run(
            f"INSERT INTO reward_codes (reward_id, code) VALUES {values} ON CONFLICT DO NOTHING", reward_id, *some
        )
    tx.run("UPDATE rewards SET stock = coalesce(stock, 0) + $1 WHERE id = $2", added, reward_id)
    return added


def take_code(tx: Tx, reward_id: int, journal_id: int, now: datetime) -> int | None:
    """Gives the oldest free text of a reward for a journal row; returns its number, None when none is free.

    Whoever calls it has taken one out of the reward's stock before, so nobody else looks for a text of it meanwhile.
    """
    row = tx.one(
        "UPDATE reward_codes SET journal_id = $1, given_at = $2 WHERE given_at IS NULL AND id ="
        " (SELECT id FROM reward_codes WHERE reward_id = $3 AND given_at IS NULL ORDER BY id LIMIT 1) RETURNING id",
        journal_id,
        ms(now),
        reward_id,
    )
    return None if row is None else int(row["id"])


def given_for(tx: Tx, journal_key: str) -> int | None:
    """The number of the text that was given for the journal row with that key."""
    row = tx.one("SELECT c.id FROM journal j JOIN reward_codes c ON c.journal_id = j.id WHERE j.key = $1", journal_key)
    return None if row is None else int(row["id"])


def given_code(tx: Tx, member_id: int, code_id: int) -> GivenCode | None:
    """A text that a member has; None for one that is not theirs, or whose redemption was reversed."""
    return read_one(GivenCode, tx.one(f"{_GIVEN} WHERE d.member_id = $1 AND c.id = $2", member_id, code_id))


def given_codes(tx: Tx, member_id: int) -> list[GivenCode]:
    """The texts a member has, newest first."""
    return [
        read_as(GivenCode, row)
        for row in tx.all(f"{_GIVEN} WHERE d.member_id = $1 ORDER BY c.given_at DESC, c.id DESC", member_id)
    ]


def has_codes(tx: Tx, member_id: int) -> bool:
    """Whether a member has any."""
    return tx.one(f"{_GIVEN} WHERE d.member_id = $1 LIMIT 1", member_id) is not None
