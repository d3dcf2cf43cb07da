"""Members: numbers with kept sums. Seals: who was a member once is never new again."""

from collections.abc import Iterator
from datetime import datetime

from loyalty.model import Member
from loyalty.programme import BASE_TIER
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

MEMBER = (
    "id, joined_at, merchant_id, inviter_id, tier, balance, pending, held, debt, generation, forgotten_at,"
    " tier_until_at, sliding, moved_to"
)


_PAGE = 1000


def member(tx: Tx, member_id: int) -> Member | None:
    """A member by number."""
    return read_one(Member, tx.one(f"SELECT {MEMBER} FROM members WHERE id = $1", member_id))


def every(tx: Tx) -> Iterator[Member]:
    """All members in order of number, read page by page."""
    after = 0
    while rows := tx.all(f"SELECT {MEMBER} FROM members WHERE id > $1 ORDER BY id LIMIT $2", after, _PAGE):
        yield from (read_as(Member, row) for row in rows)
        after = int(rows[-1]["id"])


def lock_member(tx: Tx, member_id: int) -> Member:
    """The member, held for this transaction: nobody else changes their points until it ends."""
    tx.lock("members", member_id)
    found = member(tx, member_id)
    if found is None:
        raise LookupError(f"member {member_id}")
    return found


def add_member(tx: Tx, *, merchant_id: int | None, inviter_id: int | None, now: datetime) -> int:
    """A new member's number."""
    row = tx.one(
        "INSERT INTO members (joined_at, merchant_id, inviter_id) VALUES ($1, $2, $3) RETURNING id",
        ms(now),
        merchant_id,
        inviter_id,
    )
    return new_id(row)


def mark_sliding(tx: Tx, member_id: int) -> None:
    """The member has a lot, or had one, whose life activity begins anew."""
    tx.run("UPDATE members SET sliding = 1 WHERE id = $1", member_id)


def mark_forgotten(tx: Tx, member_id: int, now: datetime) -> None:
    """The member stays a number, without a tier; their referral link is dead."""
    tx.run(
        "UPDATE members SET forgotten_at = $1, generation = generation + 1, tier = $2, tier_until_at = NULL"
        " WHERE id = $3",
        ms(now),
        BASE_TIER,
        member_id,
    )


def seal_member(tx: Tx, seal: str, now: datetime) -> int | None:
    """Keeps the keyed hash of somebody who joins.

    Returns None for somebody new, else the debt (at most zero) they left behind, which is then no longer kept there.
    """
    row = tx.one("SELECT debt FROM seals WHERE seal = $1", seal)
    if row is None:
        tx.run("INSERT INTO seals (seal, first_joined_at) VALUES ($1, $2)", seal, ms(now))
        return None
    tx.run("UPDATE seals SET debt = 0 WHERE seal = $1", seal)
    return int(row["debt"])


def seal_debt(tx: Tx, seal: str, debt: int) -> None:
    """A debt (at most zero) stays with the keyed hash when somebody is forgotten."""
    tx.run("UPDATE seals SET debt = $1 WHERE seal = $2", debt, seal)


def was_member(tx: Tx, seal: str) -> bool:
    """Whether somebody with this keyed hash ever joined."""
    return tx.one("SELECT seal FROM seals WHERE seal = $1", seal) is not None
