"""Members' tiers: raised with a purchase, worked out anew when one is taken back and by the job at midnight.

What is kept of a member is the tier and an instant until which it holds whatever they buy or not: it may hold longer,
and only working it out tells how long.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias

from bot.actions.action import Cause
from bot.actions.tell import A_WEEK, remind_member, tell_member
from loyalty import tiers as rules
from loyalty.calendar import local_date, start_of_day
from loyalty.model import Member, Programme, Sale
from loyalty.programme import BASE_TIER
from loyalty.tiers import Standing
from storage import members, tiers
from storage.database import Tx
from storage.people import Person

# Why a tier may have changed: time and the rules, a purchase, or one that counted was taken back.
Why: TypeAlias = Literal["time", "bought", "taken-back"]

_PAGE = 1000


def standing_of(tx: Tx, programme: Programme, member_id: int, now: datetime) -> Standing:
    """Where a member stands at `now` by their purchases, whatever is kept."""
    purchases = tiers.bought(tx, member_id) if programme.tiers else []
    return rules.standing(purchases, programme, local_date(now, programme))


def tier_at(tx: Tx, programme: Programme, member: Member, at: datetime, now: datetime) -> str:
    """The name of the tier that a member was in at an instant up to `now`, by what had been booked then.

    At `now` itself it is the one that is kept, unless its time is over, or its name gone, and no job has seen it.
    """
    if not programme.tiers:
        return BASE_TIER
    if at >= now and _stands(member, programme, now):
        return member.tier
    purchases = tiers.bought(tx, member.id, booked_by=at)
    return rules.standing(purchases, programme, local_date(at, programme)).tier.name


def raise_tier(tx: Tx, cause: Cause, programme: Programme, member: Member, sale: Sale) -> None:
    """Lifts a member, locked, at once when a purchase that was just booked reaches a higher tier; they are told.

    `programme` is the one in force, not the one the sale was made under. One sum decides for most purchases.
    """
    if not programme.tiers:
        return
    today = local_date(cause.now, programme)
    if _stands(member, programme, cause.now) and sale.business_date == today.isoformat():
        if member.tier == programme.tiers[-1].name:
            return
        points = tiers.counted(tx, member.id, rules.counts_from(today, programme))
        reached = rules.reached(points, programme).name
        if rules.rank(reached, programme) <= rules.rank(member.tier, programme):
            return
    replay_tier(tx, cause, programme, member.id, why="bought")


def replay_tier(tx: Tx, cause: Cause, programme: Programme, member_id: int, *, why: Why = "time") -> None:
    """Works a member's tier out anew, keeps it and tells them what has changed.

    `programme` is the one in force. For a purchase that is undone, not theirs or refunded: call it with `taken-back`
    when the sale says so already.
    """
    before = members.lock_member(tx, member_id)
    found = _replay(tx, cause, programme, before, why)
    if found is not None and before.tier_until_at and before.tier_until_at > near_its_end(cause.now, programme):
        # It was not near its end when it was last looked at.
        _warn(tx, cause, programme, member_id, found)


def look_at_tier(tx: Tx, cause: Cause, programme: Programme, member_id: int) -> None:
    """The same for a tier that may be near its end, or over: who loses it soon is told, each time it comes to that."""
    found = _replay(tx, cause, programme, members.lock_member(tx, member_id), "time")
    if found is not None:
        _warn(tx, cause, programme, member_id, found)


def near_its_end(now: datetime, programme: Programme) -> datetime:
    """A tier that ends then or before is soon lost."""
    return start_of_day(local_date(now, programme) + programme.tier_warning, programme)


def tiers_under(tx: Tx, programme: Programme, now: datetime) -> Counter[str]:
    """How many members, without those forgotten, would stand in each tier under a programme, the lowest included."""
    found: Counter[str] = Counter()
    today, beyond = local_date(now, programme), 0
    while page := tiers.remembered(tx, beyond=beyond, limit=_PAGE):
        for purchases in tiers.bought_by_each(tx, page).values():
            found[rules.standing(purchases, programme, today).tier.name] += 1
        beyond = page[-1]
    return found


def _known(name: str, programme: Programme) -> bool:
    return name == BASE_TIER or rules.rank(name, programme) > 0


def _stands(member: Member, programme: Programme, now: datetime) -> bool:
    """Whether the tier that is kept of a member holds without looking."""
    return _known(member.tier, programme) and (member.tier_until_at is None or now < member.tier_until_at)


def _replay(tx: Tx, cause: Cause, programme: Programme, before: Member, why: Why) -> Standing | None:
    """Keeps what the purchases say; None where there was nothing to work out."""
    if before.forgotten_at is not None or (not programme.tiers and before.tier == BASE_TIER):
        return None
    found = standing_of(tx, programme, before.id, cause.now)
    until = _until(found, programme)
    if (before.tier, before.tier_until_at) != (found.tier.name, until):
        tiers.keep_tier(tx, before.id, found.tier.name, until)
    if found.tier.name != before.tier:
        _tell(tx, cause, programme, before, found, why)
    return found


def _until(found: Standing, programme: Programme) -> datetime | None:
    return start_of_day(found.kept_until, programme) if found.kept_until else None


def _tell(tx: Tx, cause: Cause, programme: Programme, before: Member, found: Standing, why: Why) -> None:
    """What has become of a tier. A name that the programme does not know any more went with a change of its rules."""
    told: dict[str, Any] = {"tier": before.tier, **_left(found)}
    if not _known(before.tier, programme):
        notice = "tier-gone"
        told = {"tier": before.tier, "lower": found.tier.name}
    elif rules.rank(found.tier.name, programme) > rules.rank(before.tier, programme):
        notice = "tier-won"
        told = _won(tx, programme, before, found)
    else:
        notice = "tier-taken-back" if why == "taken-back" else "tier-lost"
    if notice == "tier-taken-back" or (notice == "tier-won" and why != "time"):
        # Said at the till: these can neither wait nor be switched off.
        tell_member(tx, cause, before.id, notice, told, life=A_WEEK)
    else:
        remind_member(tx, cause, programme, before.id, notice, told, key=None)


def _won(tx: Tx, programme: Programme, before: Member, found: Standing) -> dict[str, Any]:
    """What a tier brings: its multiplier, and how many rewards can be had now that could not be had before."""
    until = _until(found, programme)
    begin, end = (rules.rank(name, programme) for name in (before.tier, found.tier.name))
    return {
        "tier": found.tier.name,
        "factor": str(found.tier.multiplier),
        "rewards": sum(tiers.rewards_of_tier(tx, tier.name) for tier in programme.tiers[begin:end]),
        "until": until.isoformat() if until else None,
    }


def _warn(tx: Tx, cause: Cause, programme: Programme, member_id: int, found: Standing) -> None:
    until = _until(found, programme)
    if until is None or until > near_its_end(cause.now, programme) or not found.to_keep:
        return
    told = {"tier": found.tier.name, "until": until.isoformat(), "points": found.to_keep}
    key = f"tier-soon:{member_id}:{found.kept_until}"
    remind_member(tx, cause, programme, member_id, "tier-soon-lost", told, key=key)


def still_in_danger(
    tx: Tx, programme: Programme, person: Person, data: Mapping[str, Any], now: datetime
) -> dict[str, Any] | None:
    """The tier that is soon lost, with what saves it by now; None when it is saved, or lost already."""
    if person.member_id is None:
        return None
    found = standing_of(tx, programme, person.member_id, now)
    until = _until(found, programme)
    if found.tier.name != data["tier"] or until is None or until > near_its_end(now, programme) or not found.to_keep:
        return None
    return {"tier": found.tier.name, "until": until.isoformat(), "points": found.to_keep}


def still_lost(
    tx: Tx, programme: Programme, person: Person, data: Mapping[str, Any], now: datetime
) -> dict[str, Any] | None:
    """The tier that was lost, with where the member stands by now; None when they have won it back, or it is gone."""
    if person.member_id is None or not _known(data["tier"], programme):
        return None
    found = standing_of(tx, programme, person.member_id, now)
    if rules.rank(found.tier.name, programme) >= rules.rank(data["tier"], programme):
        return None
    return {"tier": data["tier"], **_left(found)}


def _left(found: Standing) -> dict[str, Any]:
    """Where somebody stands who has lost a tier, and what the next one takes."""
    return {"lower": found.tier.name, "next": found.next.name if found.next else "", "points": found.missing}
