"""What waits until a manager has looked at it: a purchase beyond a limit, a referral of many in a day."""

from datetime import datetime
from typing import Literal, TypeAlias

from loyalty.model import Review
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

Kind: TypeAlias = Literal["purchase", "referral"]
Answer: TypeAlias = Literal["approved", "refused"]

REVIEW = "id, kind, merchant_id, member_id, sale_id, reason, state, created_at"
# Of a purchase (a row of sales), that it does not wait.
NOT_WAITING = (
    "NOT EXISTS (SELECT 1 FROM reviews w WHERE w.kind = 'purchase' AND w.sale_id = sales.id AND w.state = 'open')"
)
# Whether any of the points that a review is about still wait.
_SOMETHING_WAITS = (
    "EXISTS (SELECT 1 FROM lots l JOIN sales s ON s.journal_id = l.journal_id"
    " WHERE reviews.kind = 'purchase' AND s.id = reviews.sale_id AND l.state = 'pending')"
    " OR EXISTS (SELECT 1 FROM referrals r JOIN lots l ON l.id IN (r.referee_lot_id, r.referrer_lot_id)"
    " WHERE reviews.kind = 'referral' AND r.sale_id = reviews.sale_id AND l.state = 'pending')"
)


def open_review(
    tx: Tx, kind: Kind, *, merchant_id: int, member_id: int, sale_id: int, reason: str, now: datetime
) -> int:
    """A purchase, or the referral that it pays, waits from now on; returns the review's number.

    A sale that somebody gave back and another collected is looked at anew.
    """
    row = tx.one(
        "INSERT INTO reviews (kind, merchant_id, member_id, sale_id, reason, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (kind, sale_id) DO UPDATE SET member_id = excluded.member_id, reason = excluded.reason,"
        " state = 'open', staff_id = NULL, created_at = excluded.created_at, ended_at = NULL RETURNING id",
        kind,
        merchant_id,
        member_id,
        sale_id,
        reason,
        ms(now),
    )
    return new_id(row)


def review(tx: Tx, review_id: int) -> Review | None:
    """A review by number."""
    return read_one(Review, tx.one(f"SELECT {REVIEW} FROM reviews WHERE id = $1", review_id))


def open_reviews(tx: Tx, merchant_id: int) -> list[Review]:
    """What waits at a merchant, oldest first."""
    rows = tx.all(f"SELECT {REVIEW} FROM reviews WHERE merchant_id = $1 AND state = 'open' ORDER BY id", merchant_id)
    return [read_as(Review, row) for row in rows]


def end_review(tx: Tx, review_id: int, state: Answer, staff_id: int, now: datetime) -> bool:
    """A manager's answer; False when it was given before, or there is nothing left to wait for."""
    changed = tx.run(
        "UPDATE reviews SET state = $1, staff_id = $2, ended_at = $3 WHERE id = $4 AND state = 'open'",
        state,
        staff_id,
        ms(now),
        review_id,
    )
    return changed == 1


def close_reviews_of_sale(tx: Tx, sale_id: int, now: datetime) -> None:
    """Nobody need look any more at what has been taken back wholly."""
    tx.run(
        "UPDATE reviews SET state = 'refused', ended_at = $1"
        f" WHERE kind IN ('purchase', 'referral') AND sale_id = $2 AND state = 'open' AND NOT ({_SOMETHING_WAITS})",
        ms(now),
        sale_id,
    )


def close_idle_reviews(tx: Tx, now: datetime) -> None:
    """The same for all: somebody was forgotten, and none of their points wait."""
    tx.run(
        f"UPDATE reviews SET state = 'refused', ended_at = $1 WHERE state = 'open' AND NOT ({_SOMETHING_WAITS})",
        ms(now),
    )
