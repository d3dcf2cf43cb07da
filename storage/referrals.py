"""Who brought whom, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.model import Referral
from storage.database import Tx
from storage.rows import ms, read_as, read_one

REFERRAL = "referee_id, referrer_id, state, sale_id, referrer_lot_id, referee_lot_id, paid_at"


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


def move_referral(tx: Tx, referee_id: int, sale_id: int) -> None:
    """The bonus of a referral stands by another purchase."""
    tx.run("UPDATE referrals SET sale_id = $1 WHERE referee_id = $2 AND state = 'paid'", sale_id, referee_id)


def refuse_referral(tx: Tx, referee_id: int) -> None:
    """A manager refused the bonus: the referral keeps the sale and is paid for good, with nothing."""
    tx.run(
        "UPDATE referrals SET referrer_lot_id = NULL, referee_lot_id = NULL, paid_at = NULL"
        " WHERE referee_id = $1 AND state = 'paid'",
        referee_id,
    )


@dataclass(frozen=True, kw_only=True)
class Paid:
    """How many friends of a referrer qualified `today`, and how many brought them a bonus `this_month`."""

    today: int
    this_month: int


def paid_since(tx: Tx, referrer_id: int, *, month: datetime, day: datetime) -> Paid:
    """A referrer's friends who qualified since the beginnings of the month and of the day."""
    row = tx.one(
        "SELECT count(CASE WHEN paid_at >= $2 THEN 1 END) AS today, count(referrer_lot_id) AS this_month"
        " FROM referrals WHERE referrer_id = $1 AND paid_at >= $3",
        referrer_id,
        ms(day),
        ms(month),
    )
    return Paid(today=0, this_month=0) if row is None else read_as(Paid, row)


@dataclass(frozen=True, kw_only=True)
class PendingBonus:
    """Points of a referral that have not come yet."""

    remaining: int
    activates_at: datetime


def pending_bonuses(tx: Tx, referrer_id: int) -> list[PendingBonus]:
    """What a member's friends brought and is booked as pending."""
    rows = tx.all(
        "SELECT l.remaining, l.activates_at FROM referrals r JOIN lots l ON l.id = r.referrer_lot_id"
        " WHERE r.referrer_id = $1 AND l.state = 'pending' ORDER BY l.activates_at, l.id",
        referrer_id,
    )
    return [read_as(PendingBonus, row) for row in rows]


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


def lots_of_bonuses(tx: Tx, lot_ids: Sequence[int]) -> set[int]:
    """Which of these lots were opened by a referral bonus."""
    numbers = ", ".join(f"${place}" for place in range(1, len(lot_ids) + 1))
    rows = tx.all(
        "SELECT l.id FROM lots l JOIN journal j ON j.id = l.journal_id"
        f" WHERE j.kind = 'referral' AND l.id IN ({numbers})",
        *lot_ids,
    )
    return {int(row["id"]) for row in rows}
