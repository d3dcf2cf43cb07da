"""Who works where, and the links that let somebody in."""

from datetime import datetime

from loyalty.model import Role, Staff, StaffInvite
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

STAFF = (
    "SELECT s.id, s.merchant_id, s.telegram_id, s.name, s.role, s.added_at, s.removed_at, m.name AS merchant,"
    " m.state AS merchant_state, m.ceiling AS merchant_ceiling FROM staff s JOIN merchants m ON m.id = s.merchant_id"
)
INVITE = "id, merchant_id, role, invited_by, state, claimed_by, claimed_name, generation, expires_at"


def roles_of(tx: Tx, telegram_id: int) -> list[Staff]:
    """Where somebody works at present, oldest first."""
    rows = tx.all(f"{STAFF} WHERE s.telegram_id = $1 AND s.removed_at IS NULL ORDER BY s.id", telegram_id)
    return [read_as(Staff, row) for row in rows]


def staff_of(tx: Tx, merchant_id: int) -> list[Staff]:
    """Who works at a merchant at present, oldest first."""
    rows = tx.all(f"{STAFF} WHERE s.merchant_id = $1 AND s.removed_at IS NULL ORDER BY s.id", merchant_id)
    return [read_as(Staff, row) for row in rows]


def owners(tx: Tx) -> list[int]:
    """The Telegram ids of everybody who owns a merchant, each once."""
    rows = tx.all("SELECT DISTINCT telegram_id FROM staff WHERE role = 'owner' AND removed_at IS NULL ORDER BY 1")
    return [int(row["telegram_id"]) for row in rows]


def staff(tx: Tx, staff_id: int) -> Staff | None:
    """A role by number, also one that has ended."""
    return read_one(Staff, tx.one(f"{STAFF} WHERE s.id = $1", staff_id))


def add_staff(tx: Tx, *, merchant_id: int, telegram_id: int, name: str, role: Role, now: datetime) -> int | None:
    """A new role's number; None when the person works there already."""
    row = tx.one(
        "INSERT INTO staff (merchant_id, telegram_id, name, role, added_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING RETURNING id",
        merchant_id,
        telegram_id,
        name,
        role,
        ms(now),
    )
    return None if row is None else int(row["id"])


def remove_staff(tx: Tx, staff_id: int, now: datetime) -> bool:
    """Ends a role; False when it had ended."""
    return tx.run("UPDATE staff SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL", ms(now), staff_id) == 1


def add_invite(tx: Tx, *, merchant_id: int, role: Role, invited_by: int, now: datetime, expires_at: datetime) -> int:
    """A new invite's number."""
    row = tx.one(
        "INSERT INTO staff_invites (merchant_id, role, invited_by, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5) RETURNING id",
        merchant_id,
        role,
        invited_by,
        ms(now),
        ms(expires_at),
    )
    return new_id(row)


def invite(tx: Tx, invite_id: int) -> StaffInvite | None:
    """An invite by number."""
    return read_one(StaffInvite, tx.one(f"SELECT {INVITE} FROM staff_invites WHERE id = $1", invite_id))


def claim_invite(tx: Tx, invite_id: int, telegram_id: int, name: str) -> bool:
    """The first to follow an invite claims it; False for everybody after."""
    changed = tx.run(
        "UPDATE staff_invites SET state = 'claimed', claimed_by = $1, claimed_name = $2"
        " WHERE id = $3 AND state = 'open'",
        telegram_id,
        name,
        invite_id,
    )
    return changed == 1


def answer_invite(tx: Tx, invite_id: int, state: str) -> bool:
    """The owner's answer, `accepted` or `refused`; False when it was answered before."""
    changed = tx.run(
        "UPDATE staff_invites SET state = $1, claimed_name = NULL WHERE id = $2 AND state = 'claimed'",
        state,
        invite_id,
    )
    return changed == 1


def forget_former(tx: Tx, telegram_id: int) -> None:
    """Deletes who somebody was in roles that have ended, and whom invites let in; a claim that waits is withdrawn."""
    tx.run("UPDATE staff SET telegram_id = 0, name = '' WHERE telegram_id = $1 AND removed_at IS NOT NULL", telegram_id)
    tx.run(
        "UPDATE staff_invites SET claimed_by = NULL, claimed_name = NULL,"
        " state = CASE WHEN state = 'claimed' THEN 'refused' ELSE state END WHERE claimed_by = $1",
        telegram_id,
    )
