"""Parts of purchases that were taken back."""

import json
from dataclasses import dataclass
from datetime import datetime

from storage.database import Tx
from storage.rows import ms


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What the refunds of a purchase have taken back of its points so far, and how many of these had `expired` unspent,
    which counts once.
    """

    points: int
    expired: int


def add_refund(
    tx: Tx, *, sale_id: int, amount: int, points: int, journal_id: int | None, staff_id: int | None, now: datetime
) -> None:
    """Keeps that so many minor units of a purchase were taken back, and points with them by that journal row."""
    tx.run(
        "INSERT INTO refunds (sale_id, amount, points, journal_id, staff_id, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        sale_id,
        amount,
        points,
        journal_id,
        staff_id,
        ms(now),
    )


def counted(tx: Tx, sale_id: int) -> Counted:
    """What earlier refunds of a purchase have taken back."""
    points = expired = 0
    for row in tx.all(
        "SELECT r.points, j.basis FROM refunds r LEFT JOIN journal j ON j.id = r.journal_id WHERE r.sale_id = $1",
        sale_id,
    ):
        basis = json.loads(row["basis"] or "{}")
        points += int(row["points"])
        expired += int(basis.get("expired", 0))
    return Counted(points=points, expired=expired)
