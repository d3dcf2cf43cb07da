"""Campaigns: who starts, pauses and ends them, and how they stand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.actions.action import Cause, action
from bot.actions.announcing import announcement_of, end_announcement, plan_announcement
from bot.actions.authority import merchant_of, speaks_for_all, working
from bot.actions.broadcasts import BroadcastSeen
from bot.actions.names import clean_name
from loyalty import plans
from loyalty.errors import AlreadyEnded, CampaignGone, NotAllowed, TooManyCampaigns
from loyalty.model import Campaign, Merchant, Programme, Role, Staff
from loyalty.plans import Plan, Standing
from storage import campaigns, merchants, staff
from storage.database import Tx

LONGEST_NAME = 64
MOST_CAMPAIGNS = 50
# So long a campaign that is over is still listed.
LATELY = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class CampaignSeen:
    """A campaign with the name of its merchant (None: all of them) and how it stands. `may_change` says whether
    whoever looks may pause and end it; `again` that it stood there already; `announced` how its announcement goes, for
    whoever looks at it alone.
    """

    campaign: Campaign
    merchant: str | None
    standing: Standing
    may_change: bool = True
    again: bool = False
    announced: tuple[BroadcastSeen, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CampaignDesk:
    """Where somebody makes campaigns; `everywhere` says that they may also make them for all merchants, of which there
    is more than one.
    """

    merchant: Merchant
    everywhere: bool


@dataclass(frozen=True, kw_only=True)
class Campaigns:
    """A merchant's campaigns and the programme's: running, coming, paused, then over lately."""

    merchant: str
    seen: tuple[CampaignSeen, ...]


def desk_of(tx: Tx, telegram_id: int, operator: bool) -> CampaignDesk:
    """The merchant for which a manager makes campaigns now. Raises what `working` raises."""
    manager = working(tx, telegram_id, Role.MANAGER)
    several = len(merchants.merchants(tx)) > 1
    return CampaignDesk(
        merchant=merchant_of(tx, manager.merchant_id),
        everywhere=several and speaks_for_all(tx, telegram_id, operator),
    )


def campaigns_of(tx: Tx, now: datetime, telegram_id: int, operator: bool) -> Campaigns:
    """What runs, comes, is paused or was over lately at a manager's merchant. Raises what `working` raises."""
    manager = working(tx, telegram_id, Role.MANAGER)
    found = campaigns.campaigns_of(tx, manager.merchant_id, now - LATELY)
    for_all = speaks_for_all(tx, telegram_id, operator)
    seen = [_seen(tx, one, now, may_change=one.merchant_id is not None or for_all) for one in found]
    order = list(Standing)
    return Campaigns(merchant=manager.merchant, seen=tuple(sorted(seen, key=lambda one: order.index(one.standing))))


def look_at_campaign(tx: Tx, now: datetime, telegram_id: int, campaign_id: int, operator: bool) -> CampaignSeen:
    """A campaign as a manager of its merchant sees it, or any manager one of the whole programme.

    Raises CampaignGone, NotAllowed, MerchantSuspended.
    """
    found = campaigns.campaign(tx, campaign_id)
    if found is None:
        raise CampaignGone
    announced = announcement_of(tx, campaign_id)
    if found.merchant_id is not None:
        working(tx, telegram_id, Role.MANAGER, found.merchant_id)
        return replace(_seen(tx, found, now), announced=announced)
    may_change = speaks_for_all(tx, telegram_id, operator)
    if not may_change and not any(role.role.covers(Role.MANAGER) for role in staff.roles_of(tx, telegram_id)):
        raise NotAllowed
    return replace(_seen(tx, found, now, may_change=may_change), announced=announced)


@action
def start_campaign(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    plan: Plan,
    merchant_id: int | None = None,
    everywhere: bool = False,
    operator: bool = False,
    announce: bool = False,
) -> CampaignSeen:
    """A manager starts a campaign at a merchant (the one they work for unless it is named); an operator, or whoever
    owns every merchant, one `everywhere`. One that gives the same already is shown instead (`again`). With `announce`
    those whom it is for will hear of it, in the waves that are still to come.

    Whether somebody is an operator is settings, so the door says so. Raises what `working` and `plans.campaign_of`
    raise, NameUnusable, TooManyCampaigns.
    """
    by: Staff | None = None
    if everywhere:
        by = _for_all(tx, telegram_id, operator)
        tx.lock("merchants", *(merchant.id for merchant in merchants.merchants(tx)))
    else:
        by = working(tx, telegram_id, Role.MANAGER, merchant_id)
        tx.lock("merchants", by.merchant_id)
    place = None if everywhere or by is None else by.merchant_id
    named = replace(plan, name=clean_name(plan.name, LONGEST_NAME))
    new = plans.campaign_of(named, place, cause.now, programme)
    standing = [one for one in campaigns.campaigns_of(tx, place, cause.now) if one.merchant_id == place]
    twin = next((one for one in standing if plans.twins(one, new)), None)
    if twin is not None:
        return replace(_seen(tx, twin, cause.now, again=True), announced=announcement_of(tx, twin.id))
    if len(standing) >= MOST_CAMPAIGNS:
        raise TooManyCampaigns(most=MOST_CAMPAIGNS)
    staff_id = by.id if by else None
    kept = replace(new, id=campaigns.add_campaign(tx, new, staff_id=staff_id, now=cause.now))
    if announce:
        plan_announcement(tx, cause, programme, kept, staff_id)
    return replace(_seen(tx, kept, cause.now), announced=announcement_of(tx, kept.id))


@action
def pause_campaign(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, campaign_id: int, operator: bool = False
) -> CampaignSeen:
    """Purchases recorded from now on earn without it. Until it is resumed nobody hears of it, either: what would be
    said meanwhile is left unsaid. Raises CampaignGone, AlreadyEnded, NotAllowed.
    """
    return _change(tx, cause, telegram_id, campaign_id, operator, _pause)


@action
def resume_campaign(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, campaign_id: int, operator: bool = False
) -> CampaignSeen:
    """A paused campaign counts again. Raises CampaignGone, AlreadyEnded, NotAllowed."""
    return _change(tx, cause, telegram_id, campaign_id, operator, _resume)


@action
def end_campaign(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, campaign_id: int, operator: bool = False
) -> CampaignSeen:
    """A campaign is over for good, and so is its announcement; what it gave stays given.

    Raises CampaignGone, AlreadyEnded, NotAllowed.
    """
    return _change(tx, cause, telegram_id, campaign_id, operator, _end)


@action
def stop_announcement(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, campaign_id: int, operator: bool = False
) -> CampaignSeen:
    """Nothing more of a campaign's announcement is sent; the campaign stays. Raises CampaignGone, NotAllowed."""
    if not look_at_campaign(tx, cause.now, telegram_id, campaign_id, operator).may_change:
        raise NotAllowed
    end_announcement(tx, campaign_id)
    return look_at_campaign(tx, cause.now, telegram_id, campaign_id, operator)


def _pause(tx: Tx, campaign_id: int, _: datetime) -> bool:
    return campaigns.set_campaign_state(tx, campaign_id, "paused")


def _resume(tx: Tx, campaign_id: int, _: datetime) -> bool:
    return campaigns.set_campaign_state(tx, campaign_id, "active")


def _end(tx: Tx, campaign_id: int, now: datetime) -> bool:
    end_announcement(tx, campaign_id)
    return campaigns.end_campaign(tx, campaign_id, now)


def _change(
    tx: Tx,
    cause: Cause,
    telegram_id: int,
    campaign_id: int,
    operator: bool,
    change: Callable[[Tx, int, datetime], bool],
) -> CampaignSeen:
    """Changes how a campaign stands, unless it is over."""
    tx.lock("campaigns", campaign_id)
    before = look_at_campaign(tx, cause.now, telegram_id, campaign_id, operator)
    if not before.may_change:
        raise NotAllowed
    if before.standing is Standing.OVER or not change(tx, campaign_id, cause.now):
        raise AlreadyEnded
    return look_at_campaign(tx, cause.now, telegram_id, campaign_id, operator)


def _for_all(tx: Tx, telegram_id: int, operator: bool) -> Staff | None:
    """The role in which somebody decides for the whole programme; None for an operator who works nowhere.

    Raises NotAllowed.
    """
    if not speaks_for_all(tx, telegram_id, operator):
        raise NotAllowed
    return next(iter(staff.roles_of(tx, telegram_id)), None)


def _seen(tx: Tx, campaign: Campaign, now: datetime, *, may_change: bool = True, again: bool = False) -> CampaignSeen:
    merchant = None if campaign.merchant_id is None else merchant_of(tx, campaign.merchant_id).name
    return CampaignSeen(
        campaign=campaign,
        merchant=merchant,
        standing=plans.standing(campaign, now),
        may_change=may_change,
        again=again,
    )
