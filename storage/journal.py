"""The journal, read: whole, a member's movements by the page, and what a row is and rests on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.model import member_account
from storage.database import Row, Tx
from storage.rows import read_as

_PAGE = 1000


def rows(tx: Tx) -> Iterator[tuple[Row, list[Row]]]:
    """Every journal row in order of id with its postings, read page by page."""
    after = 0
    while page := tx.all("SELECT * FROM journal WHERE id > $1 ORDER BY id LIMIT $2", after, _PAGE):
        last = int(page[-1]["id"])
        postings: dict[int, list[Row]] = {}
        for posting in tx.all(
            "SELECT journal_id, account, points FROM postings WHERE journal_id > $1 AND journal_id <= $2"
            " ORDER BY journal_id, account",
            after,
            last,
        ):
            postings.setdefault(posting["journal_id"], []).append(posting)
        for row in page:
            yield row, postings.get(row["id"], [])
        after = last


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One journal row as its member sees it: the change of what can be spent, of pending, held and debt.

    `reverses` is the row that it undoes.
    """

    id: int
    posted_at: datetime
    kind: str
    merchant: str | None
    reverses: int | None
    active: int
    pending: int
    held: int
    debt: int
    basis: str | None


def movements(tx: Tx, member_id: int, *, before_id: int | None, limit: int) -> list[Movement]:
    """A page of a member's journal, newest first, from just before row `before_id`."""
    account = member_account(member_id)
    rows = tx.all(
        "SELECT j.id, j.at AS posted_at, j.kind, j.basis, j.reverses, m.name AS merchant,"
        " CAST(coalesce(sum(CASE WHEN p.account = $2 THEN p.points END), 0) AS BIGINT) AS active,"
        " CAST(coalesce(sum(CASE WHEN p.account = $3 THEN p.points END), 0) AS BIGINT) AS pending,"
        " CAST(coalesce(sum(CASE WHEN p.account = $4 THEN p.points END), 0) AS BIGINT) AS held,"
        " CAST(coalesce(sum(CASE WHEN p.account = $5 THEN p.points END), 0) AS BIGINT) AS debt"
        " FROM (SELECT * FROM journal WHERE member_id = $1 AND id < $6 ORDER BY id DESC LIMIT $7) j"
        " LEFT JOIN merchants m ON m.id = j.merchant_id LEFT JOIN postings p ON p.journal_id = j.id"
        " GROUP BY j.id, j.at, j.kind, j.basis, j.reverses, m.name ORDER BY j.id DESC",
        member_id,
        account,
        f"{account}:pending",
        f"{account}:held",
        f"{account}:debt",
        2**62 if before_id is None else before_id,
        limit,
    )
    return [read_as(Movement, row) for row in rows]


def rows_after(tx: Tx, member_id: int, after_id: int, limit: int) -> list[int]:
    """The numbers of a member's journal rows after row `after_id`, oldest first."""
    rows = tx.all(
        "SELECT id FROM journal WHERE member_id = $1 AND id > $2 ORDER BY id LIMIT $3", member_id, after_id, limit
    )
    return [int(row["id"]) for row in rows]


def kind_of(tx: Tx, journal_id: int) -> str | None:
    """The kind of a journal row."""
    row = tx.one("SELECT kind FROM journal WHERE id = $1", journal_id)
    return None if row is None else str(row["kind"])


def basis_of(tx: Tx, journal_id: int) -> dict[str, Any]:
    """By what a journal row was worked out; empty where it keeps nothing."""
    row = tx.one("SELECT basis FROM journal WHERE id = $1", journal_id)
    found: dict[str, Any] = json.loads(row["basis"]) if row is not None and row["basis"] else {}
    return found
