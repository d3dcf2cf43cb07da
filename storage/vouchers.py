"""Vouchers, the questions at the till, and redemption codes."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.model import Code, TillRequest, Voucher
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

VOUCHER = (
    "id, member_id, reward_id, merchant_id, points, state, journal_id, generation, created_at, expires_at, ended_at"
)
REQUEST = "id, member_id, merchant_id, staff_id, reward_id, voucher_id, state, expires_at"
CODE = "id, merchant_id, reward_id, staff_id, state, generation, expires_at, used_at"


@dataclass(frozen=True, kw_only=True)
class HeldVoucher:
    """A voucher not yet used, with what it is for."""

    id: int
    generation: int
    points: int
    reward: str
    merchant: str
    expires_at: datetime


def voucher(tx: Tx, voucher_id: int) -> Voucher | None:
    """A voucher by number."""
    return read_one(Voucher, tx.one(f"SELECT {VOUCHER} FROM vouchers WHERE id = $1", voucher_id))


def voucher_of_hold(tx: Tx, journal_id: int) -> Voucher | None:
    """The voucher whose points a journal row holds."""
    return read_one(Voucher, tx.one(f"SELECT {VOUCHER} FROM vouchers WHERE journal_id = $1", journal_id))


def held_vouchers(tx: Tx, member_id: int, now: datetime, *, merchant_id: int | None = None) -> list[HeldVoucher]:
    """A member's vouchers that can be used at `now`, soonest to lapse first."""
    rows = tx.all(
        "SELECT v.id, v.generation, v.points, v.expires_at, r.name AS reward, m.name AS merchant FROM vouchers v"
        " JOIN rewards r ON r.id = v.reward_id JOIN merchants m ON m.id = v.merchant_id"
        " WHERE v.member_id = $1 AND v.state = 'held' AND v.expires_at > $2 AND ($3 = 0 OR v.merchant_id = $3)"
        " ORDER BY v.expires_at, v.id",
        member_id,
        ms(now),
        merchant_id or 0,
    )
    return [read_as(HeldVoucher, row) for row in rows]


def add_voucher(
    tx: Tx,
    *,
    member_id: int,
    reward_id: int,
    merchant_id: int,
    points: int,
    journal_id: int,
    now: datetime,
    expires_at: datetime,
) -> int:
    """A new voucher's number."""
    row = tx.one(
        "INSERT INTO vouchers (member_id, reward_id, merchant_id, points, state, journal_id, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, 'held', $5, $6, $7) RETURNING id",
        member_id,
        reward_id,
        merchant_id,
        points,
        journal_id,
        ms(now),
        ms(expires_at),
    )
    return new_id(row)


def end_voucher(tx: Tx, voucher_id: int, state: str, now: datetime, *, staff_id: int | None = None) -> bool:
    """Ends a held voucher as `confirmed`, `cancelled` or `lapsed`; False when it had ended.

    A voucher past its time can only lapse or be cancelled.
    """
    changed = tx.run(
        "UPDATE vouchers SET state = $1, ended_at = $2, staff_id = $3 WHERE id = $4 AND state = 'held'"
        " AND ($1 <> 'confirmed' OR expires_at > $2)",
        state,
        ms(now),
        staff_id,
        voucher_id,
    )
    return changed == 1


def vouchers_to_lapse(tx: Tx, now: datetime, *, member_id: int | None = None, limit: int = 500) -> list[Voucher]:
    """Held vouchers past their time, of one member or of all, oldest first."""
    whose = "" if member_id is None else " AND member_id = $3"
    parameters = (ms(now), limit) if member_id is None else (ms(now), limit, member_id)
    rows = tx.all(
        f"SELECT {VOUCHER} FROM vouchers WHERE state = 'held' AND expires_at <= $1{whose}"
        " ORDER BY expires_at, id LIMIT $2",
        *parameters,
    )
    return [read_as(Voucher, row) for row in rows]


def late_holders(tx: Tx, reward_id: int, now: datetime, *, limit: int = 20) -> list[int]:
    """Members whose vouchers for a reward are past their time and still held: these have lapsed, nobody booked it."""
    rows = tx.all(
        "SELECT DISTINCT member_id FROM vouchers WHERE state = 'held' AND expires_at <= $1 AND reward_id = $2 LIMIT $3",
        ms(now),
        reward_id,
        limit,
    )
    return [int(row["member_id"]) for row in rows]


def vouchers_holding(tx: Tx, lot_id: int) -> list[Voucher]:
    """Vouchers that hold points of a lot, oldest first."""
    rows = tx.all(
        f"SELECT {VOUCHER} FROM vouchers WHERE state = 'held'"
        " AND journal_id IN (SELECT journal_id FROM allocations WHERE lot_id = $1) ORDER BY id",
        lot_id,
    )
    return [read_as(Voucher, row) for row in rows]


def vouchers_held_at(tx: Tx, merchant_id: int) -> list[Voucher]:
    """Every voucher that is held for a merchant's rewards, by member."""
    rows = tx.all(
        f"SELECT {VOUCHER} FROM vouchers WHERE state = 'held' AND merchant_id = $1 ORDER BY member_id, id", merchant_id
    )
    return [read_as(Voucher, row) for row in rows]


def add_request(
    tx: Tx,
    *,
    member_id: int,
    merchant_id: int,
    staff_id: int,
    reward_id: int,
    voucher_id: int | None,
    now: datetime,
    expires_at: datetime,
) -> int:
    """A new till request's number."""
    row = tx.one(
        "INSERT INTO till_requests (member_id, merchant_id, staff_id, reward_id, voucher_id, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        member_id,
        merchant_id,
        staff_id,
        reward_id,
        voucher_id,
        ms(now),
        ms(expires_at),
    )
    return new_id(row)


def request(tx: Tx, request_id: int) -> TillRequest | None:
    """A till request by number."""
    return read_one(TillRequest, tx.one(f"SELECT {REQUEST} FROM till_requests WHERE id = $1", request_id))


def answer_request(tx: Tx, request_id: int, state: str) -> bool:
    """The member's answer, `accepted` or `declined`; False when it was answered before."""
    return tx.run("UPDATE till_requests SET state = $1 WHERE id = $2 AND state = 'asked'", state, request_id) == 1


def add_code(tx: Tx, *, merchant_id: int, reward_id: int, staff_id: int, now: datetime, expires_at: datetime) -> int:
    """A new redemption code's number."""
    row = tx.one(
        "INSERT INTO codes (merchant_id, reward_id, staff_id, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5) RETURNING id",
        merchant_id,
        reward_id,
        staff_id,
        ms(now),
        ms(expires_at),
    )
    return new_id(row)


def code(tx: Tx, code_id: int) -> Code | None:
    """A redemption code by number."""
    return read_one(Code, tx.one(f"SELECT {CODE} FROM codes WHERE id = $1", code_id))


def end_codes(tx: Tx, merchant_id: int, now: datetime) -> None:
    """A merchant's redemption codes that nobody has used are past their time from now on."""
    tx.run(
        "UPDATE codes SET expires_at = $1 WHERE merchant_id = $2 AND state = 'open' AND expires_at > $1",
        ms(now),
        merchant_id,
    )


def use_code(tx: Tx, code_id: int, member_id: int, journal_id: int, now: datetime) -> bool:
    """Uses a redemption code; False when somebody was first or its time is over."""
    changed = tx.run(
        "UPDATE codes SET state = 'used', used_by = $1, journal_id = $2, used_at = $3"
        " WHERE id = $4 AND state = 'open' AND expires_at > $3",
        member_id,
        journal_id,
        ms(now),
        code_id,
    )
    return changed == 1
