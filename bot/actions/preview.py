"""What a purchase would earn, and why. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.action import Cause
from bot.actions.authority import masked_name, merchant_of, working
from bot.actions.purchase import living_card
from bot.actions.worth import Worth, worth_to_anybody, worth_to_member
from loyalty import earning
from loyalty.calendar import local_date
from loyalty.campaigns import Circumstances, Missed, in_force
from loyalty.errors import CategoryUnknown
from loyalty.model import Campaign, Member, Programme, Role
from loyalty.plans import first_moment
from storage import campaign_uses, members
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a member (None: somebody new) would get for a purchase recorded at `at`: `worth` has the points, line by
    line, the campaigns that count and those that do not. The points could be spent from `activates_at` until just
    before `expires_at`.
    """

    member_id: int | None
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
    member_id: int | None,
    merchant_id: int,
    amount: int,
    category: str | None,
    at: datetime,
    planned: Campaign | None = None,
) -> Preview:
    """What a member, or somebody new (None), would earn with `amount` minor units at a merchant, if that were recorded
    at `at`; by the campaigns that are active now and one that is only planned, what they have given so far, and the
    member as they are.

    Raises CategoryUnknown, LookupError for a member or merchant that is not there.
    """
    named = None if category is None else programme.category(category)
    if category is not None and named is None:
        raise CategoryUnknown(name=category)
    merchant = merchant_of(tx, merchant_id)
    member = None if member_id is None else members.member(tx, member_id)
    if member_id is not None and (member is None or member.forgotten_at is not None):
        raise LookupError(f"member {member_id}")
    bought = Circumstances(
        merchant_id=merchant_id,
        amount=amount,
        day=local_date(at, programme),
        category=named.name if named else None,
    )
    active = campaign_uses.campaigns_in_force(tx, at)
    worth = _worth(tx, now, programme, member, bought, [*active, planned] if planned else active, at)
    earned = earning.purchase(worth.points, at, programme)
    return Preview(
        member_id=member_id,
        merchant=merchant.name,
        at=at,
        worth=worth,
        activates_at=earned.activates_at,
        expires_at=earned.expires_at,
    )


@dataclass(frozen=True, kw_only=True)
class ShownPreview:
    """What a manager is shown: for whom it is, as a masked name (None: somebody new)."""

    preview: Preview
    who: str | None


def preview_at_the_till(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    merchant_id: int,
    amount: int,
    category: str | None,
    till_code: str | None,
    planned: Campaign | None = None,
) -> ShownPreview:
    """What a purchase at a manager's merchant would earn whoever shows that till code (None: somebody new): now, or in
    the first moment of a campaign that is only planned.

    Raises CodeUnknown, CategoryUnknown and what `working` raises.
    """
    working(tx, telegram_id, Role.MANAGER, merchant_id)
    card = None if till_code is None else living_card(tx, cause, till_code=till_code, card_id=None)
    seen = preview(
        tx,
        cause.now,
        programme,
        member_id=card.member_id if card else None,
        merchant_id=merchant_id,
        amount=amount,
        category=category,
        at=first_moment(planned, cause.now, programme) if planned else cause.now,
        planned=planned,
    )
    return ShownPreview(preview=seen, who=masked_name(tx, card.member_id) if card else None)


def _worth(
    tx: Tx,
    now: datetime,
    programme: Programme,
    member: Member | None,
    bought: Circumstances,
    campaigns: Sequence[Campaign],
    at: datetime,
) -> Worth:
    running = [campaign for campaign in campaigns if in_force(campaign, at, programme)]
    if member is None:
        worth = worth_to_anybody(replace(bought, first_purchase=True), programme, running)
    else:
        worth = worth_to_member(tx, programme, member, bought, running, at=at, now=now)
    other_hours = [(campaign, Missed.HOURS) for campaign in campaigns if campaign not in running]
    return replace(worth, missed=(*worth.missed, *other_hours))
