"""The reminder that points which waited can be spent now: one a member and settlement, written with it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.action import Cause
from bot.actions.balance import spendable_now
from bot.actions.tell import A_WEEK, tell_member
from loyalty.model import Programme
from loyalty.redeeming import spendable
from loyalty.settling import Settlement
from storage import members, referrals
from storage.database import Tx
from storage.people import Person


def tell_available(tx: Tx, cause: Cause, member_id: int, settlement: Settlement) -> None:
    """Names what has become active and can be spent, less what paid a debt or has ended since, and of it the bonuses.

    However many lots a settlement activates, after a week without one too, it is one message; points without one of
    their own were told of when they were earned.
    """
    activated = {step.lot_id: step for step in settlement.steps if step.lot_id is not None}
    if not activated:
        return
    points = Counter({lot_id: step.points for lot_id, step in activated.items()})
    repaid: Counter[int] = Counter()
    for step in settlement.steps:
        repaid.update({part.lot_id: part.points for part in step.repaid if part.lot_id in points})
    gone = Counter({part.lot_id: part.points for part in settlement.expired if part.lot_id in points})
    left = points - repaid - gone
    told = {
        "points": left.total(),
        "bonus": sum(left[lot_id] for lot_id in referrals.lots_of_bonuses(tx, list(activated))),
        "debt": repaid.total(),
        "balance": spendable(settlement.lots, settlement.debt, cause.now),
    }
    if told["points"] or told["debt"]:
        key = f"available:{max(activated)}"
        tell_member(tx, cause, member_id, "points-available", told, key=key, life=A_WEEK, reminder=True)


def still_available(
    tx: Tx, programme: Programme, person: Person, data: Mapping[str, Any], now: datetime
) -> dict[str, Any] | None:
    """The same with what can be spent when it is said; None when that is nothing any more and no debt was paid."""
    member = members.member(tx, person.member_id) if person.member_id else None
    balance = spendable_now(tx, member, now) if member else 0
    return {**data, "balance": balance} if balance or (member and data["debt"]) else None
