"""Winning members back who have not bought at a merchant for a while, if the merchant wants it: once a season.

What is written says whom it is about; whether they are still away, and what their points buy there, is looked up when
it is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.actions.action import Cause, action
from bot.actions.authority import merchant_of, working
from bot.actions.balance import spendable_now
from bot.actions.listening import listener_of, still_here
from bot.actions.supply import why_not
from bot.actions.tell import offer
from loyalty.calendar import add_months, start_of_day
from loyalty.errors import StepGone
from loyalty.model import Member, Programme, Reward, Role
from loyalty.win_back import CHOICES, offered_at, season_of, seasons_between
from storage import members, merchants, outbox, rewards, visits
from storage.database import Tx
from storage.people import Person

NOTICE = "win-back"
AT_ONCE = 200
_LIFE = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class WinBack:
    """After how many days a merchant wins members back; None when it does not."""

    merchant: str
    days: int | None


def win_back_of(tx: Tx, telegram_id: int) -> WinBack:
    """How the merchant does it at which somebody is manager. Raises what `working` raises."""
    manager = working(tx, telegram_id, Role.MANAGER)
    return _win_back(tx, manager.merchant_id)


@action
def set_win_back(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, days: int | None) -> WinBack:
    """A manager chooses after how many days members are won back; None for never. Raises StepGone for days that are no
    choice, and what `working` raises.
    """
    manager = working(tx, telegram_id, Role.MANAGER)
    if days is not None and days not in CHOICES:
        raise StepGone
    merchants.set_win_back_days(tx, manager.merchant_id, days)
    return _win_back(tx, manager.merchant_id)


def _win_back(tx: Tx, merchant_id: int) -> WinBack:
    return WinBack(merchant=merchant_of(tx, merchant_id).name, days=merchants.win_back_days(tx, merchant_id))


def gone_since(tx: Tx, merchant_id: int, last_visit: date, beyond: int) -> list[int]:
    """The next members, with numbers above `beyond`, who bought at a merchant last on that date and want offers."""
    return visits.who_was_here_last(tx, merchant_id, last_visit.isoformat(), beyond=beyond, limit=AT_ONCE)


def win_back(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    merchant_id: int,
    last_visit: date,
    night: date,
    today: date,
    member_ids: Sequence[int],
) -> int:
    """Writes the offer for members who have been away since `last_visit`, as the night of a date has it, which is done
    `today`: unless they had one of that merchant in any of the seasons from that date on. Returns how many.
    """
    written = 0
    for member_id, person in still_here(tx, member_ids).items():
        if not _had_one(tx, merchant_id, member_id, night, today):
            written += _write(tx, cause, programme, merchant_id, member_id, last_visit, today, person)
    return written


def _key(merchant_id: int, member_id: int, season: str) -> str:
    return f"win-back:{merchant_id}:{member_id}:{season}"


def _had_one(tx: Tx, merchant_id: int, member_id: int, night: date, today: date) -> bool:
    return any(outbox.is_known(tx, _key(merchant_id, member_id, season)) for season in seasons_between(night, today))


def _write(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    merchant_id: int,
    member_id: int,
    last_visit: date,
    today: date,
    person: Person,
) -> bool:
    at = offered_at(today, cause.now, programme, listener_of(person, programme))
    return offer(
        tx,
        cause.now,
        person.telegram_id,
        NOTICE,
        {"merchant": merchant_id, "member": member_id, "since": last_visit.isoformat()},
        key=_key(merchant_id, member_id, season_of(today)),
        not_before=at,
        pointless_after=at + _LIFE,
        kept_until=start_of_day(add_months(today, 12), programme),
    )


def still_away(
    tx: Tx, programme: Programme, person: Person, data: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    """What the member has and what it buys at the merchant: the dearest reward for it, or the next one and how many
    points it `missing`.

    None when they have been back, when the merchant takes no part or does not want it any more, when there is nothing
    to tell, and for somebody who is another member now.
    """
    merchant = merchants.merchant(tx, data["merchant"])
    member = members.member(tx, data["member"])
    if merchant is None or not merchant.active or merchants.win_back_days(tx, merchant.id) is None:
        return None
    if member is None or person.member_id != member.id:
        return None
    if visits.has_been_back(tx, member.id, merchant.id, data["since"]):
        return None
    available = spendable_now(tx, member, now)
    found = _reward(tx, programme, merchant.id, member, available, now)
    if found is None and not available:
        return None
    return {
        "merchant": merchant.name,
        "points": available,
        "reward": None if found is None else found.name,
        "reward_id": None if found is None else found.id,
        "missing": 0 if found is None else max(0, found.points - available),
    }


def _reward(
    tx: Tx, programme: Programme, merchant_id: int, member: Member, available: int, now: datetime
) -> Reward | None:
    """The dearest reward of a merchant that the member can have for that, else the cheapest that they may have."""
    offered = rewards.rewards_of(tx, merchant_id)
    affordable = [one for one in reversed(offered) if one.points <= available]
    further = [one for one in offered if one.points > available]
    for one in (*affordable, *further):
        if why_not(tx, programme, one, member, now) is None:
            return one
    return None
