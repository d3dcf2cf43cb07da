"""`kumbara join-accounts`: two accounts of one person made one, from the command line."""

import secrets
from datetime import datetime

from bot.actions.action import Cause
from bot.actions.balance import balance_of
from bot.actions.join_accounts import both_in_use, join_accounts
from bot.actions.programmes import whatever_is_kept
from loyalty.model import Programme
from storage import accounts
from storage.database import Tx


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
    cause = Cause(key=f"operator:{secrets.token_hex(8)}", now=now)
    done = join_accounts(tx, cause, whatever_is_kept(tx, base), keep_id, gone_id)
    lines = [
        f"Member {gone_id} goes on as member {keep_id}: {done.balance} points, {done.pending} pending,"
        f" {done.held} held and {-done.debt} owed have moved."
    ]
    if done.taken_back:
        lines.append(f"One had brought the other: {done.taken_back} points of that were taken back.")
    return "\n".join(lines)
