"""What there is to say of points that end, and on a birthday, at the moment it is said. Reads only."""

from datetime import date, datetime
from typing import Any

from bot.actions.due import by_the_clock
from bot.actions.offers import best_offers
from bot.actions.running import running_now
from bot.actions.tiers import tier_at
from loyalty.calendar import local_date
from loyalty.model import Programme
from loyalty.redeeming import spendable
from loyalty.reminders import birthdays_on, ending_in_week, last_good_day, stage_of
from storage import members
from storage.database import Tx
from storage.people import Person

_MOST_REWARDS = 2


def points_ending(
    tx: Tx, programme: Programme, person: Person, data: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    """What of the member's points ends in the week that the reminder is about, and the best that all of them can buy.

    None when nothing does any more, when they have come so near to their end that the next reminder is about them, and
    for somebody who is another member now.
    """
    member = members.member(tx, data["member"])
    if member is None or person.member_id != member.id:
        return None
    settled = by_the_clock(tx, member, now)
    available = spendable(settled.lots, settled.debt, now)
    found = ending_in_week(settled.lots, date.fromisoformat(data["week"]), now, programme)
    if found is None or not available:
        return None
    last_day = last_good_day(found.first_ends_at, programme)
    stage = stage_of(last_day, local_date(now, programme), programme.reminder_days)
    if stage is not None and stage < data["days"]:
        return None
    return {
        "ending": found,
        "points": available,
        "rewards": best_offers(tx, programme, member, available, now, most=_MOST_REWARDS),
    }


def birthday_wish(
    tx: Tx, programme: Programme, person: Person, data: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    """What a birthday campaign gives the member on their birthday, if there is one.

    None when that is not their birthday any more, and for somebody who is another member now.
    """
    member = members.member(tx, data["member"])
    if member is None or person.member_id != member.id or not programme.birthday_greeting:
        return None
    if person.birthday not in birthdays_on(date.fromisoformat(data["birthday"])):
        return None
    tier = tier_at(tx, programme, member, now, now)
    running = running_now(tx, member.id, tier, person.birthday, now, programme)
    return {"gifts": [one for one in running if one.campaign.birthday_month]}
