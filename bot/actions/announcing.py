"""How campaigns are announced: planned when they start, looked at again when they are sent, stopped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from bot.actions.action import Cause
from bot.actions.authority import merchant_of
from bot.actions.broadcasts import BroadcastSeen, seen
from bot.actions.estimates import estimate_of
from loyalty import announcements
from loyalty.announcements import Wave, when
from loyalty.broadcasts import Broadcast, BroadcastKind
from loyalty.campaigns import reaches, room
from loyalty.courtesy import zone_of
from loyalty.estimates import Estimate
from loyalty.model import Campaign, Programme
from storage import broadcasts, campaign_uses, campaigns, members, sales
from storage.database import Tx
from storage.people import Person

_CAMPAIGN = TypeAdapter(Campaign)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is known of a campaign before it starts: what it will cost, when it is announced, and on which day it counts
    first.
    """

    campaign: Campaign
    estimate: Estimate | None
    waves: tuple[Wave, ...]
    first_day: date


def outlook(tx: Tx, programme: Programme, campaign: Campaign, now: datetime) -> Outlook:
    """What a campaign that is started now would be. Reads only."""
    return Outlook(
        campaign=campaign,
        estimate=estimate_of(tx, programme, campaign, now),
        waves=announcements.waves(campaign, now, programme),
        first_day=announcements.first_day(campaign, now, programme),
    )


def plan_announcement(tx: Tx, cause: Cause, programme: Programme, campaign: Campaign, staff_id: int | None) -> None:
    """A campaign that starts will be announced, in as many of the two waves as are still to come."""
    for wave in announcements.waves(campaign, cause.now, programme):
        broadcasts.add_broadcast(
            tx,
            Broadcast(
                kind=wave.kind,
                merchant_id=campaign.merchant_id,
                campaign_id=campaign.id,
                staff_id=staff_id,
                segment=announcements.audience(campaign, programme),
                local_date=wave.local_date,
                local_minute=wave.local_minute,
                starts_at=wave.starts_at,
                ends_at=wave.ends_at,
                created_at=cause.now,
            ),
        )


def announcement_of(tx: Tx, campaign_id: int) -> tuple[BroadcastSeen, ...]:
    """What announces a campaign, and how it went so far."""
    return tuple(seen(tx, one) for one in broadcasts.of_campaign(tx, campaign_id))


def end_announcement(tx: Tx, campaign_id: int) -> None:
    """Nothing more of a campaign's announcement is sent."""
    for one in broadcasts.of_campaign(tx, campaign_id):
        broadcasts.stop(tx, one.id)


def announce_now(
    tx: Tx, programme: Programme, person: Person, data: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    """What an announcement says to this person at this moment; None when they can have nothing of the campaign (any
    more), or its time is over. Reads only.
    """
    found = broadcasts.broadcast(tx, int(data["broadcast"]))
    campaign = None if found is None or found.campaign_id is None else campaigns.campaign(tx, found.campaign_id)
    if found is None or found.local_date is None or campaign is None:
        return None
    merchant = None if campaign.merchant_id is None else merchant_of(tx, campaign.merchant_id)
    if (merchant is not None and not merchant.active) or not _is_for(tx, programme, person, campaign):
        return None
    first = found.local_date + timedelta(days=found.kind is BroadcastKind.EVE)
    said = when(found.kind, first, campaign, now, zone_of(person.zone, programme), programme)
    if said is None:
        return None
    return {
        "campaign": _CAMPAIGN.dump_python(campaign, mode="json"),
        "merchant": merchant.name if merchant else None,
        "when": said.value,
        "first": first.isoformat(),
    }


def campaign_told(data: Mapping[str, Any]) -> Campaign:
    """The campaign in the data of an announcement."""
    return _CAMPAIGN.validate_python(data["campaign"])


def _is_for(tx: Tx, programme: Programme, person: Person, campaign: Campaign) -> bool:
    """Whether a purchase of theirs can have something of the campaign, and something is left of it."""
    member = None if person.member_id is None else members.member(tx, person.member_id)
    if member is None:
        return False
    wanted = announcements.audience(campaign, programme)
    if wanted.tier is not None and not reaches(member.tier, wanted.tier, programme):
        return False
    if wanted.birthday_months and int((person.birthday or "0")[:2]) not in wanted.birthday_months:
        return False
    if wanted.first_purchase and sales.has_bought(tx, member.id):
        return False
    given = campaign_uses.given_by(tx, [campaign], member.id, "")
    return room(campaign, given[campaign.id]) != 0
