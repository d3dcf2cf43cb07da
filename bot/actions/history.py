"""A member's movements, a page at a time. Reads only."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.actions.authority import joined
from loyalty.earning import Basis
from storage import campaigns, journal, ledger, rewards, vouchers
from storage.database import Tx
from storage.journal import Movement

PAGE = 8


@dataclass(frozen=True, kw_only=True)
class Added:
    """What a campaign added to a purchase, in points; `doubled` says that this was as much again and nothing else."""

    name: str
    points: int
    doubled: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A movement with what explains it: the `reward` it was for, the `amount` of the purchase in minor units,
    the `side` of a referral (`friend` or `referrer`; `one-person` where it is taken back because they were both), the
    kind of the row it `undoes`, and what campaigns `added`.
    """

    movement: Movement
    reward: str = ""
    amount: int = 0
    side: str = ""
    undoes: str = ""
    added: tuple[Added, ...] = ()


@dataclass(frozen=True, kw_only=True)
class History:
    """A page, newest first. `older` and `newer` are the rows from just before which those pages begin; a `newer`
    of 0 is the first page, None that there is none.
    """

    lines: tuple[Line, ...]
    older: int | None
    newer: int | None


def something_due(tx: Tx, telegram_id: int, now: datetime) -> int | None:
    """The member's number if the clock has decided what is not booked yet. Raises NotAMember."""
    _, member_id = joined(tx, telegram_id)
    due = ledger.due_lots(tx, member_id, now) or vouchers.vouchers_to_lapse(tx, now, member_id=member_id, limit=1)
    return member_id if due else None


def history_of(tx: Tx, telegram_id: int, before_id: int | None) -> History:
    """The page from just before row `before_id`, or the first. Raises NotAMember."""
    _, member_id = joined(tx, telegram_id)
    found = journal.movements(tx, member_id, before_id=before_id, limit=PAGE + 1)
    shown = found[:PAGE]
    newer = None
    if shown and before_id is not None:
        after = journal.rows_after(tx, member_id, shown[0].id, PAGE + 1)
        if after:
            newer = after[PAGE] if len(after) > PAGE else 0
    return History(
        lines=tuple(_explained(tx, movement) for movement in shown),
        older=shown[-1].id if len(found) > PAGE else None,
        newer=newer,
    )


def _explained(tx: Tx, movement: Movement) -> Line:
    basis: dict[str, Any] = json.loads(movement.basis) if movement.basis else {}
    reward_id, undoes = basis.get("reward"), ""
    if movement.reverses is not None:
        undoes = journal.kind_of(tx, movement.reverses) or ""
        voucher = vouchers.voucher_of_hold(tx, movement.reverses)
        reward_id = voucher.reward_id if voucher else reward_id
    reward = rewards.reward(tx, reward_id) if reward_id else None
    return Line(
        movement=movement,
        reward=reward.name if reward else "",
        amount=basis.get("amount", 0),
        side=basis.get("as", ""),
        undoes=undoes,
        added=_added(tx, basis) if movement.kind == "earn" and "campaigns" in basis else (),
    )


def _added(tx: Tx, basis: dict[str, Any]) -> tuple[Added, ...]:
    """What each campaign of a purchase added to it when it was booked."""
    applied = Basis.read(basis)
    lines = [line for line in applied.lines(basis["amount"]) if line.campaign is not None]
    names = campaigns.names_of(tx, (line.campaign.id for line in lines if line.campaign is not None))
    return tuple(
        Added(
            name=names[line.campaign.id],
            points=line.points,
            doubled=len(lines) == 1 and line.campaign.multiplier == 2 and not line.cut,
        )
        for line in lines
        if line.campaign is not None and line.points
    )
