"""What a member can have of campaigns at this moment. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.tiers import standing_of
from loyalty.calendar import local_date
from loyalty.campaigns import Circumstances, in_force, missed, room
from loyalty.model import Campaign, Programme
from loyalty.plans import counts_until
from storage import campaigns, sales
from storage.database import Tx
from storage.people import Person


@dataclass(frozen=True, kw_only=True)
class RunningNow:
    """A campaign that counts for a member now: at `merchant` (None: all of them), until `until_at` (None: all day)."""

    campaign: Campaign
    merchant: str | None
    until_at: datetime | None


def running_for(tx: Tx, person: Person, now: datetime, programme: Programme) -> tuple[RunningNow, ...]:
    """What counts now for whoever this is; nothing for somebody who is no member."""
    if person.member_id is None:
        return ()
    tier = standing_of(tx, programme, person.member_id, now).tier.name
    return running_now(tx, person.member_id, tier, person.birthday, now, programme)


def running_now(
    tx: Tx, member_id: int, tier: str, birthday: str | None, now: datetime, programme: Programme
) -> tuple[RunningNow, ...]:
    """The campaigns that a purchase of the member would have something of now, the most generous first: multipliers,
    then bonuses.
    """
    day = local_date(now, programme)
    running = campaigns.running(tx, member_id, day.isoformat(), now)
    first = any(one.campaign.first_purchase for one in running) and not sales.has_bought(tx, member_id)
    found = []
    for one in running:
        campaign = one.campaign
        bought = Circumstances(
            merchant_id=campaign.merchant_id or 0,
            amount=campaign.minimum,
            day=day,
            category=campaign.category,
            tier=tier,
            first_purchase=first,
            birthday=birthday,
        )
        counts = in_force(campaign, now, programme) and missed(campaign, bought, one.given, programme) is None
        if counts and room(campaign, one.given) != 0:
            found.append(
                RunningNow(
                    campaign=campaign,
                    merchant=one.merchant,
                    until_at=counts_until(campaign, now, programme),
                )
            )
    return tuple(
        sorted(
            found,
            key=lambda one: (-(one.campaign.multiplier_percent or 0), -(one.campaign.bonus or 0), one.campaign.id),
        )
    )
