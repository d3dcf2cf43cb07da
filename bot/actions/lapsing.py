"""The reminder that a voucher is about to lapse: written when it is held, said only while it still is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.action import Cause
from bot.actions.authority import merchant_of
from bot.actions.tell import tell
from loyalty.model import Programme
from loyalty.vouchers import is_brief, lapse_told_at
from storage import rewards, vouchers
from storage.database import Tx
from storage.people import Person


def tell_before_lapse(tx: Tx, cause: Cause, telegram_id: int, voucher_id: int, expires_at: datetime) -> None:
    """For a voucher held at this moment. That a brief one is about to lapse is said at any hour, for whoever holds it
    is on the way to the till; of the others quiet hours are kept.
    """
    told_at = lapse_told_at(cause.now, expires_at)
    tell(
        tx,
        cause,
        telegram_id,
        "voucher-lapses-soon",
        {"voucher": voucher_id},
        key=f"lapse-soon:{voucher_id}",
        not_before=told_at,
        life=expires_at - told_at,
        reminder=not is_brief(cause.now, expires_at),
    )


def still_about_to_lapse(
    tx: Tx, programme: Programme, person: Person, data: Mapping[str, Any], now: datetime
) -> dict[str, Any] | None:
    """What is said of a voucher when the time has come; None once it is no longer held, or for somebody who wants no
    reminders.
    """
    found = vouchers.voucher(tx, int(data["voucher"]))
    if found is None or found.member_id != person.member_id or not found.held_at(now) or not person.reminders:
        return None
    reward = rewards.reward(tx, found.reward_id)
    return {
        "voucher": found.id,
        "reward": reward.name if reward else "",
        "merchant": merchant_of(tx, found.merchant_id).name,
        "points": found.points,
        "ends": found.expires_at.isoformat(),
    }
