"""`kumbara export`: the journal and the members as JSON Lines, as product promises them."""

import argparse
import json
from datetime import datetime
from typing import Any

from bot.actions.balance import spendable_now
from bot.commands.command import DONE, Command, with_ledger
from bot.settings import load_settings
from bot.texts import Texts
from loyalty.expiry import NEVER
from loyalty.model import Lot, Member
from storage import journal, ledger, members, people
from storage.database import Database, Tx
from storage.rows import instant


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("journal", "members"))


def _do(given: argparse.Namespace) -> int:
    settings = load_settings()

    async def write(database: Database) -> int:
        if given.what == "journal":
            await database.read(_export_journal)
        else:
            texts = Texts(settings.programme, settings.default_language)
            await database.read(_export_members, settings.clock.now(), texts)
        return DONE

    return with_ledger(settings, write, in_money=given.what != "journal")


def _iso(moment: datetime) -> str:
    """An instant in UTC to the millisecond: 2026-11-21T19:08:00.123Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _export_journal(tx: Tx) -> None:
    """A line a journal row, in order of id."""
    for row, postings in journal.rows(tx):
        print(
            json.dumps(
                {
                    "id": row["id"],
                    "at": _iso(instant(row["at"])),
                    "kind": row["kind"],
                    "key": row["key"],
                    "actor": row["actor"],
                    "merchant": row["merchant_id"],
                    "reverses": row["reverses"],
                    "postings": [{"account": posting["account"], "points": posting["points"]} for posting in postings],
                }
            )
        )


def _export_members(tx: Tx, now: datetime, texts: Texts) -> None:
    """A line a member, in order of number; one who was forgotten keeps a line without a Telegram id."""
    for member in members.every(tx):
        print(json.dumps(_member_line(tx, member, now, texts), ensure_ascii=False))


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
        "earned_at": _iso(lot.earned_at),
        # What waits for a manager has no dates yet.
        "activates_at": None if waits else _iso(lot.activates_at),
        "expires_at": None if waits else _iso(lot.expires_at),
    }


COMMAND = Command(do=_do, arguments=_arguments)
