"""Tiers: the purchases that count towards them, and which one is kept of each member.

A purchase that waits for a manager does not count yet.
"""

from datetime import date, datetime

from loyalty.tiers import Bought
from storage.database import Tx
from storage.reviews import NOT_WAITING
from storage.rows import ms

# Later than any instant that is kept.
_FOR_EVER = 2**62


def bought(tx: Tx, member_id: int, *, booked_by: datetime | None = None) -> list[Bought]:
    """What a member's purchases count by date, net of refunds; only those booked by then, if an instant is given."""
    rows = tx.all(
        "SELECT business_date, sum(base_points) AS points FROM sales"
        " WHERE member_id = $1 AND state = 'booked' AND booked_at <= $2"
        f" AND {NOT_WAITING} GROUP BY business_date",
        member_id,
        _FOR_EVER if booked_by is None else ms(booked_by),
    )
    return [Bought(date=date.fromisoformat(row["business_date"]), points=int(row["points"])) for row in rows]


def counted(tx: Tx, member_id: int, since: date) -> int:
    """The base points of a member's purchases of a date and later, net of refunds."""
    row = tx.one(
        "SELECT coalesce(sum(base_points), 0) AS points FROM sales"
        " WHERE member_id = $1 AND business_date >= $2 AND state = 'booked'"
        f" AND {NOT_WAITING}",
        member_id,
        since.isoformat(),
    )
    return 0 if row is None else int(row["points"])


def keep_tier(tx: Tx, member_id: int, name: str, until: datetime | None) -> None:
    """The member's tier, which holds at least until then; None for the lowest."""
    until_ms = None if until is None else ms(until)
    tx.run("UPDATE members SET tier = $1, tier_until_at = $2 WHERE id = $3", name, until_ms, member_id)


def ending(tx: Tx, by: datetime, *, after: datetime | None, beyond: int, limit: int) -> list[int]:
    """Numbers above `beyond` of members whose tier is known to hold until after one instant and no later than
    another, in order.
    """
    rows = tx.all(
        "SELECT id FROM members WHERE tier_until_at <= $1 AND tier_until_at > $2 AND id > $3 ORDER BY id LIMIT $4",
        ms(by),
        0 if after is None else ms(after),
        beyond,
        limit,
    )
    return [int(row["id"]) for row in rows]


def remembered(tx: Tx, *, beyond: int, limit: int) -> list[int]:
    """Numbers above `beyond` of members who have not been forgotten, in order."""
    rows = tx.all("SELECT id FROM members WHERE forgotten_at IS NULL AND id > $1 ORDER BY id LIMIT $2", beyond, limit)
    return [int(row["id"]) for row in rows]


def bought_by_each(tx: Tx, member_ids: list[int]) -> dict[int, list[Bought]]:
    """The same as `bought` for the members of a page, which comes in order of number and leaves nobody out between."""
    found: dict[int, list[Bought]] = {member_id: [] for member_id in member_ids}
    rows = tx.all(
        "SELECT member_id, business_date, sum(base_points) AS points FROM sales"
        " WHERE member_id BETWEEN $1 AND $2 AND state = 'booked'"
        f" AND {NOT_WAITING} GROUP BY member_id, business_date",
        member_ids[0],
        member_ids[-1],
    )
    for row in rows:
        if row["member_id"] in found:
            day = date.fromisoformat(row["business_date"])
            found[row["member_id"]].append(Bought(date=day, points=int(row["points"])))
    return found


def rewards_of_tier(tx: Tx, name: str) -> int:
    """How many rewards in the catalogues of merchants that take part ask for this tier."""
    row = tx.one(
        "SELECT count(*) AS rewards FROM rewards r JOIN merchants m ON m.id = r.merchant_id"
        " WHERE r.tier = $1 AND r.state = 'active' AND m.state = 'active'",
        name,
    )
    return 0 if row is None else int(row["rewards"])
