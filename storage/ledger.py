"""The ledger: journal rows, their postings, lots and allocations. It books what was decided and decides nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.earning import Earning
from loyalty.model import Allocation, Lot, LotState, Member, member_account
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

LOT = "id, state, points, remaining, merchant_id, earned_at, activates_at, expires_at, extended, slides"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A journal row about one member: points onto (above zero) or off each of the four accounts.

    What these do not balance moves on the `counter` account, so that the postings sum to zero.
    """

    kind: str
    key: str
    actor: str
    at: datetime
    programme: int
    member_id: int
    merchant_id: int | None = None
    active: int = 0
    pending: int = 0
    held: int = 0
    debt: int = 0
    counter: str | None = None
    reverses: int | None = None
    basis: Mapping[str, Any] | None = None


def post(tx: Tx, entry: Entry) -> int:
    """Books an entry and the member's kept sums; returns the number of the journal row.

    Raises ValueError for an entry that does not balance, ConstraintViolated when its key is taken or a balance
    would fall below zero.
    """
    parts = {"": entry.active, "pending": entry.pending, "held": entry.held, "debt": entry.debt}
    postings = [(member_account(entry.member_id, part), points) for part, points in parts.items() if points]
    rest = -sum(parts.values())
    if rest and entry.counter is None:
        raise ValueError(f"{entry.kind} {entry.key} does not balance")
    if rest:
        postings.append((str(entry.counter), rest))
    row = tx.one(
        "INSERT INTO journal (at, kind, key, actor, merchant_id, member_id, reverses, programme, basis)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        ms(entry.at),
        entry.kind,
        entry.key,
        entry.actor,
        entry.merchant_id,
        entry.member_id,
        entry.reverses,
        entry.programme,
        None if entry.basis is None else json.dumps(entry.basis, sort_keys=True),
    )
    journal_id = new_id(row)
    _keep_postings(tx, journal_id, postings)
    if any(parts.values()):
        tx.run(
            "UPDATE members SET balance = balance + $1, pending = pending + $2, held = held + $3, debt = debt + $4"
            " WHERE id = $5",
            entry.active,
            entry.pending,
            entry.held,
            entry.debt,
            entry.member_id,
        )
    return journal_id


def transfer(tx: Tx, *, key: str, actor: str, at: datetime, programme: int, source: Member, target: Member) -> int:
    """Books all that one member has, and owes, onto another, account by account; returns the journal row."""
    row = tx.one(
        "INSERT INTO journal (at, kind, key, actor, member_id, programme) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        ms(at),
        "transfer",
        key,
        actor,
        target.id,
        programme,
    )
    journal_id = new_id(row)
    parts = {"": source.balance, "pending": source.pending, "held": source.held, "debt": source.debt}
    for member_id, sign in ((source.id, -1), (target.id, 1)):
        moved = [(member_account(member_id, part), sign * points) for part, points in parts.items() if points]
        _keep_postings(tx, journal_id, moved)
        tx.run(
            "UPDATE members SET balance = balance + $1, pending = pending + $2, held = held + $3, debt = debt + $4"
            " WHERE id = $5",
            *(sign * points for points in parts.values()),
            member_id,
        )
    return journal_id


def _keep_postings(tx: Tx, journal_id: int, postings: Sequence[tuple[str, int]]) -> None:
    """All of a row's in one statement: every purchase writes some."""
    if postings:
        rows = ", ".join(f"($1, ${2 * place}, ${2 * place + 1})" for place in range(1, len(postings) + 1))
        values = [value for posting in postings for value in posting]
        tx.run(f"INSERT INTO postings (journal_id, account, points) VALUES {rows}", journal_id, *values)


def open_lot(
    tx: Tx,
    *,
    journal_id: int,
    member_id: int,
    merchant_id: int,
    state: LotState,
    earning: Earning,
    slides: str | None = None,
) -> int:
    """Opens the lot of an earning; returns its number. `slides` is the life that activity begins anew."""
    row = tx.one(
        "INSERT INTO lots (member_id, merchant_id, journal_id, state, points, remaining, earned_at, activates_at,"
        " expires_at, slides) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9) RETURNING id",
        member_id,
        merchant_id,
        journal_id,
        state,
        earning.points,
        ms(earning.earned_at),
        ms(earning.activates_at),
        ms(earning.expires_at),
        slides,
    )
    return new_id(row)


def sliding_lives(tx: Tx, member_id: int) -> list[str]:
    """The lives of a member's active lots that activity begins anew, each once."""
    rows = tx.all(
        "SELECT DISTINCT slides FROM lots WHERE member_id = $1 AND state = 'active' AND slides IS NOT NULL"
        " ORDER BY slides",
        member_id,
    )
    return [str(row["slides"]) for row in rows]


def slide_lots(tx: Tx, member_id: int, life: str, *, now: datetime, expires_at: datetime) -> None:
    """The member's active lots of that life end at `expires_at` instead of sooner. Not those past their time at `now`,
    nor those that lived on after it.
    """
    tx.run(
        "UPDATE lots SET expires_at = $1 WHERE member_id = $2 AND state = 'active' AND slides = $3 AND extended = 0"
        " AND expires_at > $4 AND expires_at < $1",
        ms(expires_at),
        member_id,
        life,
        ms(now),
    )


def activate_lot(tx: Tx, lot_id: int) -> None:
    """A pending lot becomes active."""
    tx.run("UPDATE lots SET state = 'active' WHERE id = $1 AND state = 'pending'", lot_id)


def allocate(tx: Tx, journal_id: int, allocations: Iterable[Allocation], *, emptied: LotState = LotState.SPENT) -> None:
    """Takes points from lots for a journal row; a lot with nothing left ends as `emptied`."""
    for allocation in allocations:
        _keep_allocation(tx, journal_id, allocation.lot_id, allocation.points)
        tx.run(
            "UPDATE lots SET remaining = remaining - $1,"
            " state = CASE WHEN remaining = $1 THEN $2 ELSE state END WHERE id = $3",
            allocation.points,
            emptied,
            allocation.lot_id,
        )


def give_back(tx: Tx, journal_id: int, allocations: Iterable[Allocation], lots: Iterable[Lot]) -> None:
    """Returns points (given above zero) to the lots they came from, which are active again and end as `lots` says."""
    after = {lot.id: lot for lot in lots}
    for allocation in allocations:
        _keep_allocation(tx, journal_id, allocation.lot_id, -allocation.points)
        tx.run(
            "UPDATE lots SET remaining = remaining + $1, state = 'active', expires_at = $2, extended = $3"
            " WHERE id = $4",
            allocation.points,
            ms(after[allocation.lot_id].expires_at),
            after[allocation.lot_id].extended,
            allocation.lot_id,
        )


def _keep_allocation(tx: Tx, journal_id: int, lot_id: int, points: int) -> None:
    tx.run("INSERT INTO allocations (journal_id, lot_id, points) VALUES ($1, $2, $3)", journal_id, lot_id, points)


def allocations_of(tx: Tx, journal_id: int) -> tuple[Allocation, ...]:
    """What a journal row took from lots (above zero) or gave back (below zero)."""
    rows = tx.all("SELECT lot_id, points FROM allocations WHERE journal_id = $1 ORDER BY lot_id", journal_id)
    return tuple(read_as(Allocation, row) for row in rows)


def open_lots(tx: Tx, member_id: int) -> list[Lot]:
    """A member's pending and active lots in spending order."""
    rows = tx.all(
        f"SELECT {LOT} FROM lots WHERE member_id = $1 AND state IN ('pending', 'active')"
        " ORDER BY expires_at, earned_at, id",
        member_id,
    )
    return [read_as(Lot, row) for row in rows]


def unredeemed_points(tx: Tx, merchant_id: int) -> int:
    """The points of a merchant that members have and can still spend, now or later: what its open lots hold."""
    row = tx.one(
        "SELECT CAST(coalesce(sum(remaining), 0) AS BIGINT) AS points FROM lots"
        " WHERE merchant_id = $1 AND state IN ('pending', 'active')",
        merchant_id,
    )
    return 0 if row is None else int(row["points"])


def every_lot(tx: Tx, member_id: int) -> list[Lot]:
    """A member's lots, also those that have ended, in order of number."""
    return [read_as(Lot, row) for row in tx.all(f"SELECT {LOT} FROM lots WHERE member_id = $1 ORDER BY id", member_id)]


def lot(tx: Tx, lot_id: int) -> Lot | None:
    """A lot by its number."""
    return read_one(Lot, tx.one(f"SELECT {LOT} FROM lots WHERE id = $1", lot_id))


def lots(tx: Tx, lot_ids: Iterable[int]) -> list[Lot]:
    """The lots with these numbers, also those that have ended."""
    return [found for found in (lot(tx, lot_id) for lot_id in lot_ids) if found is not None]


def lot_of(tx: Tx, journal_id: int) -> Lot | None:
    """The lot that a journal row opened."""
    return read_one(Lot, tx.one(f"SELECT {LOT} FROM lots WHERE journal_id = $1", journal_id))


def taken_by_kind(tx: Tx, lot_id: int, kind: str) -> int:
    """How many points rows of a kind took from a lot."""
    row = tx.one(
        "SELECT CAST(coalesce(sum(a.points), 0) AS BIGINT) AS points FROM allocations a"
        " JOIN journal j ON j.id = a.journal_id WHERE a.lot_id = $1 AND j.kind = $2",
        lot_id,
        kind,
    )
    return 0 if row is None else int(row["points"])


def rows_of_kind(tx: Tx, lot_id: int, kind: str) -> int:
    """How many rows of a kind moved points of a lot."""
    row = tx.one(
        "SELECT count(*) AS n FROM allocations a JOIN journal j ON j.id = a.journal_id"
        " WHERE a.lot_id = $1 AND j.kind = $2",
        lot_id,
        kind,
    )
    return 0 if row is None else int(row["n"])


def due_lots(tx: Tx, member_id: int, now: datetime) -> list[Lot]:
    """A member's lots about which the clock has decided: pending ones to activate, active ones to expire."""
    rows = tx.all(
        f"SELECT {LOT} FROM lots WHERE member_id = $1 AND state IN ('pending', 'active')"
        " AND (expires_at <= $2 OR (state = 'pending' AND activates_at <= $2)) ORDER BY activates_at, id",
        member_id,
        ms(now),
    )
    return [read_as(Lot, row) for row in rows]


def members_with_due_lots(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Members about whose lots the clock has decided, at most `limit`."""
    rows = tx.all(
        "SELECT DISTINCT member_id FROM (SELECT member_id FROM lots WHERE state = 'pending' AND activates_at <= $1"
        " UNION ALL SELECT member_id FROM lots WHERE state = 'active' AND expires_at <= $1) due LIMIT $2",
        ms(now),
        limit,
    )
    return [int(row["member_id"]) for row in rows]


def opened_by(tx: Tx, lot_id: int) -> int | None:
    """The journal row that opened a lot."""
    row = tx.one("SELECT journal_id FROM lots WHERE id = $1", lot_id)
    return None if row is None else int(row["journal_id"])


def reschedule_lot(tx: Tx, lot_id: int, activates_at: datetime, expires_at: datetime) -> None:
    """A pending lot that was on hold has its dates now."""
    tx.run(
        "UPDATE lots SET activates_at = $1, expires_at = $2 WHERE id = $3 AND state = 'pending'",
        ms(activates_at),
        ms(expires_at),
        lot_id,
    )
