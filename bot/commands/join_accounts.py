"""`kumbara join-accounts`: two accounts of one person made one, from the command line."""

import argparse
from datetime import datetime

from bot.actions.balance import balance_of
from bot.actions.join_accounts import CannotJoin, both_in_use, join_accounts
from bot.actions.programmes import whatever_is_kept
from bot.commands.command import DONE, Command, Unusable
from bot.commands.under_rules import operator_cause, under_rules
from bot.settings import load_settings
from loyalty.model import Programme
from storage import accounts
from storage.database import Database, Tx


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("keep", type=int, metavar="KEEP", help="the number of the member who goes on")
    parser.add_argument("gone", type=int, metavar="GONE", help="the number of the member who is none any more")
    parser.add_argument("--yes", action="store_true", help="do it; it cannot be undone")


def _do(given: argparse.Namespace) -> int:
    settings = load_settings()

    async def do(database: Database) -> int:
        now = settings.clock.now()
        if given.yes:
            print(await database.write(join, settings.programme, now, given.keep, given.gone))
        else:
            print(await database.read(described, settings.programme, now, given.keep, given.gone))
        return DONE

    try:
        return under_rules(settings, do)
    except CannotJoin as error:
        raise Unusable(str(error)) from None


def described(tx: Tx, base: Programme, now: datetime, keep_id: int, gone_id: int) -> str:
    """What would move, in a few lines. Reads only. Raises CannotJoin."""
    both_in_use(tx, keep_id, gone_id)
    has = balance_of(tx, gone_id, now, whatever_is_kept(tx, base))
    counts = accounts.what_moves(tx, gone_id)
    lines = [
        f"Member {gone_id} would go on as member {keep_id}, with",
        f"  {has.spendable} points to spend, {has.pending} pending, {has.held} held by vouchers, {has.debt} owed;",
        f"  {counts['lots']} lots, {counts['vouchers']} vouchers, {counts['purchases']} purchases and"
        f" {counts['friends']} friends brought.",
        "Nothing has changed. Say it again with --yes to do it; it cannot be undone.",
    ]
    return "\n".join(lines)


def join(tx: Tx, base: Programme, now: datetime, keep_id: int, gone_id: int) -> str:
    """Makes the two one and says what moved. Raises CannotJoin."""
    done = join_accounts(tx, operator_cause(now), whatever_is_kept(tx, base), keep_id, gone_id)
    lines = [
        f"Member {gone_id} goes on as member {keep_id}: {done.balance} points, {done.pending} pending,"
        f" {done.held} held and {-done.debt} owed have moved."
    ]
    if done.taken_back:
        lines.append(f"One had brought the other: {done.taken_back} points of that were taken back.")
    return "\n".join(lines)


COMMAND = Command(do=_do, arguments=_arguments)
