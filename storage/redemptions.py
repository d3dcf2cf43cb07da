"""Rewards that were used, and redemptions taken back."""

from datetime import datetime

from loyalty.model import Redemption
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

REDEMPTION = (
    "id, journal_id, member_id, reward_id, merchant_id, voucher_id, staff_id, points, state, redeemed_at, reversed_at"
)


def add_redemption(
    tx: Tx,
    *,
    journal_id: int,
    member_id: int,
    reward_id: int,
    merchant_id: int,
    voucher_id: int | None,
    staff_id: int | None,
    points: int,
    now: datetime,
) -> int:
    """Keeps that a reward was used: `journal_id` is the row that spent its points, `voucher_id` what had held them;
    returns its number.
    """
    row = tx.one(
        "INSERT INTO redemptions (journal_id, member_id, reward_id, merchant_id, voucher_id, staff_id, points,"
        " redeemed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        journal_id,
        member_id,
        reward_id,
        merchant_id,
        voucher_id,
        staff_id,
        points,
        ms(now),
    )
    return new_id(row)


def redemption(tx: Tx, redemption_id: int) -> Redemption | None:
    """A redemption by number."""
    return read_one(Redemption, tx.one(f"SELECT {REDEMPTION} FROM redemptions WHERE id = $1", redemption_id))


def lock_redemption(tx: Tx, redemption_id: int) -> Redemption | None:
    """A redemption by number, held for this transaction."""
    tx.lock("redemptions", redemption_id)
    return redemption(tx, redemption_id)


def mark_reversed(tx: Tx, redemption_id: int, now: datetime) -> bool:
    """A redemption is taken back; False when it was before."""
    changed = tx.run(
        "UPDATE redemptions SET state = 'reversed', reversed_at = $1 WHERE id = $2 AND state = 'done'",
        ms(now),
        redemption_id,
    )
    return changed == 1


def redemption_of_voucher(tx: Tx, voucher_id: int) -> Redemption | None:
    """The redemption that used a voucher."""
    row = tx.one(
        f"SELECT {REDEMPTION} FROM redemptions WHERE voucher_id = $1 AND member_id ="
        " (SELECT member_id FROM vouchers WHERE id = $1)",
        voucher_id,
    )
    return read_one(Redemption, row)


def last_redemptions(tx: Tx, merchant_id: int, limit: int) -> list[Redemption]:
    """What was redeemed last at a merchant, also what was reversed since; newest first."""
    rows = tx.all(
        f"SELECT {REDEMPTION} FROM redemptions WHERE merchant_id = $1 ORDER BY redeemed_at DESC, id DESC LIMIT $2",
        merchant_id,
        limit,
    )
    return [read_as(Redemption, row) for row in rows]
