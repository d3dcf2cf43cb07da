"""Rewards that were used: a row for each journal row that confirmed a voucher or redeemed at once."""

from datetime import datetime

from storage.database import Tx
from storage.rows import ms, new_id


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
    """A redemption's number; `merchant_id` is where it was used."""
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
