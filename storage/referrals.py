"""Who brought whom, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.model import Referral
from storage.database import Tx
from storage.rows import ms, read_as, read_one

REFERRAL = "referee_id, referrer_id, state, sale_id, referrer_lot_id, referee_lot_id"


def add_referral(tx: Tx, *, referee_id: int, referrer_id: int, now: datetime) -> None:
    """A friend joined by a member's link."""
    tx.run(
        "INSERT INTO referrals (referee_id, referrer_id, joined_at) VALUES ($1, $2, $3)",
        referee_id,
        referrer_id,
        ms(now),
    )


def referral_of(tx: Tx, referee_id: int) -> Referral | None:
    """The invitation a member came by."""
    return read_one(Referral, tx.one(f"SELECT {REFERRAL} FROM referrals WHERE referee_id = $1", referee_id))


def referrals_by_sale(tx: Tx, sale_id: int) -> list[Referral]:
    """The referral that a purchase qualified, if any."""
    rows = tx.all(f"SELECT {REFERRAL} FROM referrals WHERE sale_id = $1", sale_id)
    return [read_as(Referral, row) for row in rows]


def pay_referral(
    tx: Tx,
    *,
    referee_id: int,
    sale_id: int,
    referrer_lot_id: int | None,
    referee_lot_id: int | None,
    now: datetime,
) -> None:
    """The bonus of a referral was booked; a lot is None where there was nothing to give."""
    tx.run(
        "UPDATE referrals SET state = 'paid', sale_id = $1, referrer_lot_id = $2, referee_lot_id = $3, paid_at = $4"
        " WHERE referee_id = $5 AND state = 'joined'",
        sale_id,
        referrer_lot_id,
        referee_lot_id,
        ms(now),
        referee_id,
    )


def reopen_referral(tx: Tx, referee_id: int) -> None:
    """The purchase that qualified was taken back: another one may qualify."""
    tx.run(
        "UPDATE referrals SET state = 'joined', sale_id = NULL, referrer_lot_id = NULL, referee_lot_id = NULL,"
        " paid_at = NULL WHERE referee_id = $1",
        referee_id,
    )


def paid_since(tx: Tx, referrer_id: int, since: datetime) -> int:
    """How many of a referrer's friends brought them a bonus since then."""
    row = tx.one(
        "SELECT count(*) AS n FROM referrals WHERE referrer_id = $1 AND paid_at >= $2 AND referrer_lot_id IS NOT NULL",
        referrer_id,
        ms(since),
    )
    return 0 if row is None else int(row["n"])


@dataclass(frozen=True, kw_only=True)
class Invited:
    """How a member's invitations went: friends who joined, who qualified, and the points that earned."""

    joined: int
    qualified: int
    points: int


def invited_by(tx: Tx, referrer_id: int) -> Invited:
    """A member's friends in numbers."""
    row = tx.one(
        "SELECT count(*) AS joined, count(r.paid_at) AS qualified,"
        " CAST(coalesce(sum(l.points), 0) AS BIGINT) AS points"
        " FROM referrals r LEFT JOIN lots l ON l.id = r.referrer_lot_id WHERE r.referrer_id = $1",
        referrer_id,
    )
    return Invited(joined=0, qualified=0, points=0) if row is None else read_as(Invited, row)
