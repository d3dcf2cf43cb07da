"""Campaigns: when they are in force, for whose purchases, how many points they may still give, and what they do when
they meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from loyalty.earning import Applied, Basis
from loyalty.model import Campaign
from loyalty.programme import BASE_TIER, Programme, Stacking


class Missed(StrEnum):
    """Why a campaign gives nothing to a purchase."""

    HOURS = "hours"
    MERCHANT = "merchant"
    CATEGORY = "category"
    MINIMUM = "minimum"
    TIER = "tier"
    FIRST_PURCHASE = "first-purchase"
    BIRTHDAY_MONTH = "birthday-month"
    ONCE_A_DAY = "once-a-day"
    ANOTHER_IS_BETTER = "another-is-better"


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What campaigns look at: the purchase (`amount` in minor units, `day` the local date on which it was recorded) and
    the member as they were then; `birthday` is MM-DD. Somebody not known yet has the least of everything.
    """

    merchant_id: int
    amount: int
    day: date
    category: str | None = None
    tier: str = BASE_TIER
    first_purchase: bool = False
    birthday: str | None = None


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a campaign has given, net of refunds, in points: to everybody, to the member, and to them on that day."""

    in_all: int = 0
    to_member: int = 0
    that_day: int = 0


def in_force(campaign: Campaign, at: datetime, programme: Programme) -> bool:
    """Whether a campaign counts for what is recorded at `at`: it is active, within its window `[start, end)`, on one of
    its weekdays and within its hours of the local day by the programme's zone.

    Hours that end before they begin reach over midnight; their weekday is the one on which they began. Where the clocks
    change, an hour that is skipped does not come and one that comes twice counts twice.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> saturday_night = Campaign(
    ...     id=1, merchant_id=None, name="Night", state="active", multiplier_percent=200, weekdays=1 << 5,
    ...     starts_at=datetime(2026, 11, 1, tzinfo=UTC), ends_at=datetime(2026, 12, 1, tzinfo=UTC),
    ...     from_minute=22 * 60, to_minute=2 * 60)
    >>> [in_force(saturday_night, datetime(2026, 11, day, hour, 30, tzinfo=UTC), euro)
    ...  for day, hour in ((20, 21), (21, 20), (21, 21), (22, 0), (22, 1))]
    [False, False, True, True, False]
    """
    if campaign.state != "active" or not campaign.starts_at <= at < campaign.ends_at:
        return False
    local = at.astimezone(programme.zone)
    minute = local.hour * 60 + local.minute
    if campaign.from_minute < campaign.to_minute:
        return _on(campaign, local.date()) and campaign.from_minute <= minute < campaign.to_minute
    if minute >= campaign.from_minute:
        return _on(campaign, local.date())
    return minute < campaign.to_minute and _on(campaign, local.date() - timedelta(days=1))


def _on(campaign: Campaign, day: date) -> bool:
    return bool(campaign.weekdays >> day.weekday() & 1)


def for_the_sale(campaign: Campaign, circumstances: Circumstances) -> Missed | None:
    """Why a campaign leaves out a purchase whoever makes it: another merchant or category; None when it does not."""
    if campaign.merchant_id not in (None, circumstances.merchant_id):
        return Missed.MERCHANT
    if campaign.category is not None and campaign.category.casefold() != (circumstances.category or "").casefold():
        return Missed.CATEGORY
    return None


def missed(campaign: Campaign, circumstances: Circumstances, given: Given, programme: Programme) -> Missed | None:
    """Why a campaign in force gives nothing to a purchase; None when it applies.

    A campaign for a tier is for the tiers above it too. A bonus comes once a member and day.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> bonus = Campaign(
    ...     id=1, merchant_id=7, name="Five more", state="active", bonus=5, minimum=1000, birthday_month=1,
    ...     starts_at=datetime(2026, 11, 1, tzinfo=UTC), ends_at=datetime(2026, 12, 1, tzinfo=UTC))
    >>> bought = Circumstances(merchant_id=7, amount=1000, day=date(2026, 11, 30), birthday="11-02")
    >>> missed(bonus, bought, Given(), euro) is None
    True
    >>> missed(bonus, bought, Given(that_day=5), euro).value
    'once-a-day'
    >>> missed(bonus, replace(bought, amount=999), Given(), euro).value
    'minimum'
    """
    reason = for_the_sale(campaign, circumstances)
    if reason is not None:
        return reason
    if circumstances.amount < campaign.minimum:
        return Missed.MINIMUM
    if campaign.tier is not None and not reaches(circumstances.tier, campaign.tier, programme):
        return Missed.TIER
    if campaign.first_purchase and not circumstances.first_purchase:
        return Missed.FIRST_PURCHASE
    if campaign.birthday_month and (circumstances.birthday or "")[:2] != f"{circumstances.day.month:02d}":
        return Missed.BIRTHDAY_MONTH
    if campaign.bonus is not None and given.that_day:
        return Missed.ONCE_A_DAY
    return None


def reaches(tier: str, wanted: str, programme: Programme) -> bool:
    """Whether a tier is that one, or above it."""
    names = [BASE_TIER, *(one.name for one in programme.tiers)]
    return tier == wanted or (tier in names and wanted in names and names.index(tier) > names.index(wanted))


def room(campaign: Campaign, given: Given) -> int | None:
    """How many points a campaign may still give to a member, by the narrower of its caps; None when it has none.

    >>> from datetime import UTC
    >>> capped = Campaign(
    ...     id=1, merchant_id=None, name="Double", state="active", multiplier_percent=200,
    ...     member_cap=50, total_cap=1000,
    ...     starts_at=datetime(2026, 11, 1, tzinfo=UTC), ends_at=datetime(2026, 12, 1, tzinfo=UTC))
    >>> room(capped, Given(to_member=20, in_all=500)), room(capped, Given(to_member=20, in_all=990))
    (30, 10)
    """
    left = []
    if campaign.member_cap is not None:
        left.append(max(0, campaign.member_cap - given.to_member))
    if campaign.total_cap is not None:
        left.append(max(0, campaign.total_cap - given.in_all))
    return min(left, default=None)


def applied(campaign: Campaign, given: Given) -> Applied:
    """A campaign as it counts for a purchase that it applies to. One that multiplies by less than one takes nothing."""
    percent = campaign.multiplier_percent
    return Applied(
        id=campaign.id,
        multiplier=None if percent is None else max(Fraction(1), Fraction(percent, 100)),
        bonus=campaign.bonus or 0,
        minimum=campaign.minimum,
        room=room(campaign, given),
    )


def stacked(basis: Basis, amount: int, campaigns: Iterable[tuple[Campaign, Given]]) -> Basis:
    """The basis of a purchase to which these campaigns apply: by the policy `best` the one of them that gives most
    after its caps, otherwise all, by priority (the highest first) and number.

    >>> from datetime import UTC
    >>> whole = dict(merchant_id=None, state="active",
    ...              starts_at=datetime(2026, 11, 1, tzinfo=UTC), ends_at=datetime(2026, 12, 1, tzinfo=UTC))
    >>> triple = Campaign(id=1, name="Triple", multiplier_percent=300, member_cap=10, **whole)
    >>> double = Campaign(id=2, name="Double", multiplier_percent=200, **whole)
    >>> both = [(triple, Given()), (double, Given())]
    >>> def points(policy):
    ...     return stacked(Basis(step=100, rate=1, stacking=policy), 2490, both).points(2490)
    >>> {policy.value: points(policy) for policy in Stacking}
    {'best': 48, 'multiply': 68, 'add': 58}
    """
    in_order = sorted(campaigns, key=lambda pair: (-pair[0].priority, pair[0].id))
    alone = [replace(basis, campaigns=(applied(campaign, given),)) for campaign, given in in_order]
    if not alone:
        return basis
    if basis.stacking is Stacking.BEST:
        # Of several that give the same, `max` takes the first.
        return max(alone, key=lambda one: one.points(amount))
    return replace(basis, campaigns=tuple(campaign for one in alone for campaign in one.campaigns))
