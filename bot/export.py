"""`kumbara export`: the journal and the members as JSON Lines, as product promises them."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.actions.balance import spendable_now
from bot.texts import Texts
from loyalty.expiry import NEVER
from loyalty.model import Lot, Member
from storage import journal, ledger, members, people
from storage.database import Tx
from storage.rows import instant

Emit = Callable[[str], object]


def iso(moment: datetime) -> str:
    """An instant in UTC to the millisecond: 2026-11-21T19:08:00.123Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def export_journal(tx: Tx, emit: Emit) -> None:
    """A line a journal row, in order of id."""
    for row, postings in journal.rows(tx):
        emit(
            json.dumps(
                {
                    "id": row["id"],
                    "at": iso(instant(row["at"])),
                    "kind": row["kind"],
                    "key": row["key"],
                    "actor": row["actor"],
                    "merchant": row["merchant_id"],
                    "reverses": row["reverses"],
                    "postings": [{"account": posting["account"], "points": posting["points"]} for posting in postings],
                }
            )
        )


def export_members(tx: Tx, emit: Emit, now: datetime, texts: Texts) -> None:
    """A line a member, in order of number; one who was forgotten keeps a line without a Telegram id."""
    for member in members.every(tx):
        emit(json.dumps(_member_line(tx, member, now, texts), ensure_ascii=False))


def _member_line(tx: Tx, member: Member, now: datetime, texts: Texts) -> dict[str, Any]:
    person = people.person_of(tx, member.id)
    return {
        "member": member.id,
        "telegram_id": person.telegram_id if person else None,
        "balance": spendable_now(tx, member, now),
        "booked": member.balance,
        "pending": member.pending,
        "held": member.held,
        "debt": member.debt,
        "tier": member.tier,
        "language": texts.language_for(person.chosen_language, person.telegram_language) if person else None,
        "referred_by": member.inviter_id,
        "lots": [_lot_line(lot) for lot in ledger.every_lot(tx, member.id)],
    }


def _lot_line(lot: Lot) -> dict[str, Any]:
    waits = lot.activates_at == NEVER
    return {
        "id": lot.id,
        "state": lot.state,
        "points": lot.points,
        "remaining": lot.remaining,
        "earned_at": iso(lot.earned_at),
        # What waits for a manager has no dates yet.
        "activates_at": None if waits else iso(lot.activates_at),
        "expires_at": None if waits else iso(lot.expires_at),
    }
