"""Who bought at a merchant last on which day: found by index, a page at a time."""

from storage.database import Tx

# The plus keeps SQLite from going through all the purchases at the merchant since then, instead of the member's own.
_LATER = (
    "EXISTS (SELECT 1 FROM sales l WHERE l.member_id = {member} AND l.business_date > {day}"
    " AND +l.merchant_id = {merchant} AND l.state = 'booked' AND l.refunded < l.amount)"
)
# In the order of the index of visits. CROSS JOIN: SQLite begins with whoever was there that day, not with everybody who
# wants offers.
WHO_WAS_HERE_LAST = f"""
    SELECT DISTINCT s.member_id FROM sales s CROSS JOIN people p
    WHERE s.merchant_id = $1 AND s.business_date = $2 AND s.member_id > $3 AND s.state = 'booked'
      AND s.refunded < s.amount AND p.member_id = s.member_id AND p.offers = 1 AND p.reachable = 1
      AND NOT {_LATER.format(member="s.member_id", day="$2", merchant="$1")}
    ORDER BY s.member_id LIMIT $4
"""


def who_was_here_last(tx: Tx, merchant_id: int, business_date: str, *, beyond: int, limit: int) -> list[int]:
    """Members with numbers above `beyond` whose last purchase at a merchant was on that date, of those who want offers
    and can be reached, in order. A purchase that was refunded in full is none.
    """
    rows = tx.all(WHO_WAS_HERE_LAST, merchant_id, business_date, beyond, limit)
    return [int(row["member_id"]) for row in rows]


def has_been_back(tx: Tx, member_id: int, merchant_id: int, business_date: str) -> bool:
    """Whether a member has bought at a merchant after that date."""
    later = _LATER.format(member="$1", day="$3", merchant="$2")
    return tx.one(f"SELECT 1 AS found WHERE {later}", member_id, merchant_id, business_date) is not None
