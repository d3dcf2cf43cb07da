"""What a purchase would earn, and why. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.authority import merchant_of
from bot.actions.worth import Worth, worth_to_member
from loyalty import earning
from loyalty.campaigns import Circumstances, Missed, in_force
from loyalty.errors import CategoryUnknown
from loyalty.model import Campaign, Member, Programme
from storage import campaign_uses, members
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a member would get for a purchase recorded at `at`: `worth` has the points, line by line, the campaigns that
    count and those that do not. The points could be spent from `activates_at` until just before `expires_at`.
    """

    member_id: int
    merchant: str
    at: datetime
    worth: Worth
    activates_at: datetime
    expires_at: datetime

    @property
    def lines(self) -> tuple[tuple[earning.Line, str], ...]:
        """Why, line by line, each with the name of its campaign, category or tier; nothing that adds no points, unless
        it is a campaign whose cap is reached.
        """
        names = {campaign.id: campaign.name for campaign in self.worth.campaigns}
        return tuple(
            (line, names[line.campaign.id] if line.campaign else line.name)
            for line in self.worth.basis.lines(self.worth.amount)
            if line.points or line.cut
        )


def preview(
    tx: Tx,
    now: datetime,
    programme: Programme,
    *,
    member_id: int,
    merchant_id: int,
    amount: int,
    category: str | None,
    at: datetime,
) -> Preview:
    """What a member would earn with `amount` minor units at a merchant, if that were recorded at `at`; by the campaigns
    that are active now, what they have given so far, and the member as they are.

    Raises CategoryUnknown, LookupError for a member or merchant that is not there.
    """
    named = None if category is None else programme.category(category)
    if category is not None and named is None:
        raise CategoryUnknown(name=category)
    merchant = merchant_of(tx, merchant_id)
    member = members.member(tx, member_id)
    if member is None or member.forgotten_at is not None:
        raise LookupError(f"member {member_id}")
    bought = Circumstances(
        merchant_id=merchant_id,
        amount=amount,
        day=at.astimezone(programme.zone).date(),
        category=named.name if named else None,
    )
    worth = _worth(tx, now, programme, member, bought, campaign_uses.campaigns_in_force(tx, at), at)
    earned = earning.purchase(worth.points, at, programme)
    return Preview(
        member_id=member_id,
        merchant=merchant.name,
        at=at,
        worth=worth,
        activates_at=earned.activates_at,
        expires_at=earned.expires_at,
    )


def _worth(
    tx: Tx,
    now: datetime,
    programme: Programme,
    member: Member,
    bought: Circumstances,
    campaigns: Sequence[Campaign],
    at: datetime,
) -> Worth:
    running = [campaign for campaign in campaigns if in_force(campaign, at, programme)]
    worth = worth_to_member(tx, programme, member, bought, running, at=at, now=now)
    other_hours = [(campaign, Missed.HOURS) for campaign in campaigns if campaign not in running]
    return replace(worth, missed=(*worth.missed, *other_hours))
