"""What cashiers booked for members: counts for the nightly report."""

from dataclasses import dataclass
from datetime import date

from loyalty.watch import PairCounts
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A cashier and a member at a merchant, and what they did."""

    merchant_id: int
    staff_id: int
    member_id: int
    counts: PairCounts


def busy_dates(tx: Tx, first: date, last: date) -> list[date]:
    """The dates from the first to the last that have booked purchases, in order."""
    rows = tx.all(
        "SELECT DISTINCT business_date FROM sales WHERE staff_id IN (SELECT id FROM staff)"
        " AND business_date BETWEEN $1 AND $2 AND state = 'booked' ORDER BY business_date",
        first.isoformat(),
        last.isoformat(),
    )
    return [date.fromisoformat(row["business_date"]) for row in rows]


def pairs_of(tx: Tx, day: date, since: date, at_least: int) -> list[Pair]:
    """The pairs with a purchase on a day, and at least so many from `since` to then; by merchant, cashier, member."""
    span = (day.isoformat(), since.isoformat())
    rows = tx.all(
        "SELECT staff_id, member_id, merchant_id, count(*) AS purchases, sum(points) AS points,"
        " sum(CASE WHEN business_date = $1 THEN 1 ELSE 0 END) AS on_day FROM sales"
        " WHERE staff_id IN (SELECT id FROM staff) AND business_date BETWEEN $2 AND $1 AND state = 'booked'"
        " GROUP BY merchant_id, staff_id, member_id"
        " HAVING count(*) >= $3 AND sum(CASE WHEN business_date = $1 THEN 1 ELSE 0 END) > 0"
        " ORDER BY merchant_id, staff_id, member_id",
        *span,
        at_least,
    )
    if not rows:
        return []
    booked = {
        row["staff_id"]: row
        for row in tx.all(
            "SELECT staff_id, merchant_id, count(*) AS purchases, sum(points) AS points FROM sales"
            " WHERE staff_id IN (SELECT id FROM staff) AND business_date BETWEEN $2 AND $1 AND state = 'booked'"
            " GROUP BY staff_id, merchant_id",
            *span,
        )
    }
    sums: dict[int, tuple[int, int]] = {}
    for row in booked.values():
        purchases, points = sums.get(row["merchant_id"], (0, 0))
        sums[row["merchant_id"]] = (purchases + int(row["purchases"]), points + int(row["points"]))
    found = []
    for row in rows:
        merchant_id, staff_id, member_id = row["merchant_id"], row["staff_id"], row["member_id"]
        # The plus keeps SQLite from going through all the purchases at the merchant, instead of the member's own.
        bought = tx.one(
            "SELECT count(*) AS purchases, coalesce(sum(points), 0) AS points FROM sales WHERE member_id = $3"
            " AND business_date BETWEEN $2 AND $1 AND +merchant_id = $4 AND state = 'booked'",
            *span,
            member_id,
            merchant_id,
        )
        counts = PairCounts(
            on_day=int(row["on_day"]),
            purchases=int(row["purchases"]),
            points=int(row["points"]),
            member_purchases=int(bought["purchases"]) if bought else 0,
            member_points=int(bought["points"]) if bought else 0,
            cashier_purchases=int(booked[staff_id]["purchases"]),
            merchant_purchases=sums[merchant_id][0],
            merchant_points=sums[merchant_id][1],
        )
        found.append(Pair(merchant_id=merchant_id, staff_id=staff_id, member_id=member_id, counts=counts))
    return found
