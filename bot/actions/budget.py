"""The monthly budget out of which a merchant's cheap rewards come."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.authority import merchant_of, working
from bot.actions.supply import budget_left
from loyalty.errors import CountUnreadable
from loyalty.model import Programme, Role
from storage import merchants
from storage.database import Tx

LARGEST_BUDGET = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a merchant gives away a month in cheap rewards, in points, and what of it is left this month; None where
    nothing bounds it.
    """

    merchant: str
    points: int | None
    left: int | None


def budget_of(tx: Tx, programme: Programme, now: datetime, telegram_id: int) -> Budget:
    """The budget of the merchant that somebody owns. Raises what `working` raises."""
    owner = working(tx, telegram_id, Role.OWNER)
    return _budget(tx, programme, now, owner.merchant_id)


@action
def set_budget(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, points: int | None) -> Budget:
    """The owner sets the budget; None bounds nothing. Raises CountUnreadable and what `working` raises."""
    owner = working(tx, telegram_id, Role.OWNER)
    if points is not None and not 0 <= points <= LARGEST_BUDGET:
        raise CountUnreadable(largest=LARGEST_BUDGET)
    merchants.set_budget(tx, owner.merchant_id, points)
    return _budget(tx, programme, cause.now, owner.merchant_id)


def _budget(tx: Tx, programme: Programme, now: datetime, merchant_id: int) -> Budget:
    return Budget(
        merchant=merchant_of(tx, merchant_id).name,
        points=merchants.budget(tx, merchant_id),
        left=budget_left(tx, programme, merchant_id, now),
    )
