"""What a campaign may be: the bounds that everybody who makes one is kept to."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from loyalty.calendar import add_months, local_date, start_of_day
from loyalty.campaigns import in_force
from loyalty.errors import (
    AmountTooLarge,
    CategoryUnknown,
    DayOutOfReach,
    HoursUnusable,
    MultiplierUnusable,
    NeverInForce,
    PeriodUnusable,
    PointsUnreadable,
    PriorityUnusable,
    TierUnknown,
)
from loyalty.model import Campaign, Programme

EVERY_DAY = 0b1111111
WHOLE_DAY = 24 * 60
SMALLEST_PERCENT, LARGEST_PERCENT = 101, 1000
LARGEST_BONUS = 100_000
LARGEST_CAP = 10_000_000
LARGEST_PRIORITY = 9
LONGEST_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A campaign as people think of it: from `first_day` to `last_day`, both included; the rest is as in Campaign."""

    name: str
    first_day: date
    last_day: date
    weekdays: int = EVERY_DAY
    from_minute: int = 0
    to_minute: int = WHOLE_DAY
    multiplier_percent: int | None = None
    bonus: int | None = None
    minimum: int = 0
    category: str | None = None
    tier: str | None = None
    first_purchase: int = 0
    birthday_month: int = 0
    member_cap: int | None = None
    total_cap: int | None = None
    priority: int = 0


class Standing(StrEnum):
    """Where a campaign stands at a moment."""

    RUNNING = "running"
    COMING = "coming"
    PAUSED = "paused"
    OVER = "over"


def standing(campaign: Campaign, now: datetime) -> Standing:
    """Whether a campaign runs, is to come, is paused or over; between its hours and weekdays it runs on."""
    if campaign.state == "ended" or campaign.ends_at <= now:
        return Standing.OVER
    if campaign.state == "paused":
        return Standing.PAUSED
    return Standing.COMING if now < campaign.starts_at else Standing.RUNNING


def check_multiplier(percent: int) -> int:
    """A multiplier in hundredths from 1.01 to 10. Raises MultiplierUnusable.

    >>> check_multiplier(200)
    200
    """
    if not SMALLEST_PERCENT <= percent <= LARGEST_PERCENT:
        raise MultiplierUnusable
    return percent


def check_days(first_day: date, last_day: date, today: date) -> None:
    """A campaign starts today or within a year, and lasts a year at most. Raises DayOutOfReach, PeriodUnusable.

    >>> check_days(date(2026, 11, 28), date(2027, 11, 27), today=date(2026, 11, 28))
    """
    if not today <= first_day <= add_months(today, LONGEST_MONTHS):
        raise DayOutOfReach
    if not first_day <= last_day < add_months(first_day, LONGEST_MONTHS):
        raise PeriodUnusable


def check_hours(from_minute: int, to_minute: int) -> None:
    """Hours are minutes from midnight; those that end before they begin reach into the next day. Raises HoursUnusable.

    >>> check_hours(15 * 60, 18 * 60)
    """
    if not (0 <= from_minute < WHOLE_DAY and 0 < to_minute <= WHOLE_DAY and from_minute != to_minute):
        raise HoursUnusable


def days_met(first_day: date, last_day: date) -> int:
    """The weekdays (bit 0 is Monday) that lie between two days, both included.

    >>> bin(days_met(date(2026, 11, 28), date(2026, 11, 29)))
    '0b1100000'
    """
    days = min(7, (last_day - first_day).days + 1)
    met = 0
    for number in range(days):
        met |= 1 << (first_day + timedelta(days=number)).weekday()
    return met


def campaign_of(plan: Plan, merchant_id: int | None, now: datetime, programme: Programme) -> Campaign:
    """The campaign that a plan makes, numbered 0 until it is kept; weekdays that mean every day become that.

    A double day is one local day in the programme's zone:

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> saturday = date(2026, 11, 28)
    >>> plan = Plan(name="Double Saturday", first_day=saturday, last_day=saturday, multiplier_percent=200)
    >>> double = campaign_of(plan, 1, datetime(2026, 11, 21, 12, tzinfo=UTC), euro)
    >>> double.starts_at.isoformat(), double.ends_at.isoformat()
    ('2026-11-27T23:00:00+00:00', '2026-11-28T23:00:00+00:00')

    Raises DayOutOfReach, PeriodUnusable, HoursUnusable, MultiplierUnusable, PointsUnreadable, AmountTooLarge,
    CategoryUnknown, TierUnknown, PriorityUnusable, and NeverInForce when no moment is left in which it would count.
    """
    local = now.astimezone(programme.zone)
    check_days(plan.first_day, plan.last_day, local.date())
    check_hours(plan.from_minute, plan.to_minute)
    _check_gift(plan)
    category, tier = _check_scope(plan, programme)
    met = days_met(plan.first_day, plan.last_day)
    if not 0 < plan.weekdays <= EVERY_DAY or not met & plan.weekdays:
        raise NeverInForce
    passed = plan.from_minute < plan.to_minute <= local.hour * 60 + local.minute
    if passed and not _later_day(plan, local.date()):
        raise NeverInForce
    starts_at, ends_at = _window(plan, programme)
    return Campaign(
        id=0,
        merchant_id=merchant_id,
        name=plan.name,
        state="active",
        starts_at=starts_at,
        ends_at=ends_at,
        weekdays=EVERY_DAY if met & plan.weekdays == met else plan.weekdays,
        from_minute=plan.from_minute,
        to_minute=plan.to_minute,
        multiplier_percent=plan.multiplier_percent,
        bonus=plan.bonus,
        minimum=plan.minimum,
        category=category,
        tier=tier,
        first_purchase=plan.first_purchase,
        birthday_month=plan.birthday_month,
        member_cap=plan.member_cap,
        total_cap=plan.total_cap,
        priority=plan.priority,
    )


def days_of(campaign: Campaign, programme: Programme) -> tuple[date, date]:
    """The first and last day of a campaign, both included; the night after the last belongs to it."""
    ends_at = campaign.ends_at.astimezone(programme.zone)
    over_midnight = timedelta(minutes=campaign.to_minute if campaign.from_minute > campaign.to_minute else 0)
    last = (ends_at.replace(tzinfo=None) - over_midnight - timedelta(milliseconds=1)).date()
    return local_date(campaign.starts_at, programme), last


def months_of(campaign: Campaign, programme: Programme) -> tuple[int, ...]:
    """The months, 1 to 12, in which a campaign has days.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> winter = Campaign(
    ...     id=1, merchant_id=None, name="Winter", state="active", bonus=5,
    ...     starts_at=datetime(2026, 12, 20, tzinfo=UTC), ends_at=datetime(2027, 2, 1, tzinfo=UTC))
    >>> months_of(winter, euro)
    (1, 12)
    """
    first, last = days_of(campaign, programme)
    return tuple(sorted({(first + timedelta(days=ahead)).month for ahead in range((last - first).days + 1)}))


def counts_until(campaign: Campaign, at: datetime, programme: Programme) -> datetime | None:
    """When the hours in which a campaign counts at `at` are over; None where it counts all day.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> night = Campaign(
    ...     id=1, merchant_id=None, name="Night", state="active", bonus=5, from_minute=22 * 60, to_minute=2 * 60,
    ...     starts_at=datetime(2026, 11, 1, tzinfo=UTC), ends_at=datetime(2026, 12, 1, tzinfo=UTC))
    >>> counts_until(night, datetime(2026, 11, 21, 22, tzinfo=UTC), euro).isoformat()
    '2026-11-22T01:00:00+00:00'
    """
    if campaign.from_minute == 0 and campaign.to_minute == WHOLE_DAY:
        return None
    local = at.astimezone(programme.zone)
    tomorrow = campaign.from_minute > campaign.to_minute and local.hour * 60 + local.minute >= campaign.from_minute
    day = local.date() + timedelta(days=1 if tomorrow or campaign.to_minute == WHOLE_DAY else 0)
    return min(campaign.ends_at, _instant(day, campaign.to_minute % WHOLE_DAY, programme))


def first_moment(campaign: Campaign, now: datetime, programme: Programme) -> datetime:
    """The first moment from `now` on in which a campaign counts; the latest of now and its start if there is none.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> sundays = Campaign(
    ...     id=1, merchant_id=None, name="Sundays", state="active", bonus=5, weekdays=1 << 6, from_minute=15 * 60,
    ...     starts_at=datetime(2026, 11, 20, tzinfo=UTC), ends_at=datetime(2026, 12, 1, tzinfo=UTC))
    >>> first_moment(sundays, datetime(2026, 11, 18, 22, tzinfo=UTC), euro).isoformat()
    '2026-11-22T14:00:00+00:00'
    """
    begins = max(now, campaign.starts_at)
    day = local_date(begins, programme)
    hours = (_instant(day + timedelta(days=ahead), campaign.from_minute, programme) for ahead in range(8))
    moments = (begins, *(moment for moment in hours if moment > begins))
    return next((moment for moment in moments if in_force(campaign, moment, programme)), begins)


def hours_on(campaign: Campaign, day: date, programme: Programme) -> tuple[datetime, datetime]:
    """From when until when a campaign counts on a day, or in the night that begins on it; whatever the weekday and its
    days.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> night = Campaign(
    ...     id=1, merchant_id=None, name="Night", state="active", bonus=5, from_minute=22 * 60, to_minute=2 * 60,
    ...     starts_at=datetime(2026, 11, 1, tzinfo=UTC), ends_at=datetime(2026, 12, 1, tzinfo=UTC))
    >>> [instant.isoformat() for instant in hours_on(night, date(2026, 11, 21), euro)]
    ['2026-11-21T21:00:00+00:00', '2026-11-22T01:00:00+00:00']
    """
    following = day + timedelta(days=1)
    begins = _instant(day, campaign.from_minute, programme) if campaign.from_minute else start_of_day(day, programme)
    if campaign.to_minute == WHOLE_DAY:
        return begins, start_of_day(following, programme)
    over_midnight = campaign.to_minute < campaign.from_minute
    return begins, _instant(following if over_midnight else day, campaign.to_minute, programme)


def twins(one: Campaign, other: Campaign) -> bool:
    """Whether two campaigns give the same for the same, whatever they are called, however they are bounded, and paused
    or not.
    """
    return _offer(one) == _offer(other)


def _offer(campaign: Campaign) -> Campaign:
    return replace(campaign, id=0, name="", state="", member_cap=None, total_cap=None, priority=0, given=0)


def _window(plan: Plan, programme: Programme) -> tuple[datetime, datetime]:
    """From the first instant of the first day until the last day is over, or the night that began on it."""
    following = plan.last_day + timedelta(days=1)
    if plan.from_minute < plan.to_minute:
        return start_of_day(plan.first_day, programme), start_of_day(following, programme)
    return _instant(plan.first_day, plan.from_minute, programme), _instant(following, plan.to_minute, programme)


def _instant(day: date, minute: int, programme: Programme) -> datetime:
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=programme.zone).astimezone(UTC)


def _later_day(plan: Plan, today: date) -> bool:
    """Whether a day of the plan comes after today."""
    following = max(plan.first_day, today + timedelta(days=1))
    return following <= plan.last_day and bool(days_met(following, plan.last_day) & plan.weekdays)


def _check_gift(plan: Plan) -> None:
    if (plan.multiplier_percent is None) == (plan.bonus is None):
        raise MultiplierUnusable
    if plan.multiplier_percent is not None:
        check_multiplier(plan.multiplier_percent)
    if plan.bonus is not None and not 0 < plan.bonus <= LARGEST_BONUS:
        raise PointsUnreadable(largest=LARGEST_BONUS)
    for cap in (plan.member_cap, plan.total_cap):
        if cap is not None and not 0 < cap <= LARGEST_CAP:
            raise PointsUnreadable(largest=LARGEST_CAP)
    if not 0 <= plan.priority <= LARGEST_PRIORITY:
        raise PriorityUnusable(largest=LARGEST_PRIORITY)


def _check_scope(plan: Plan, programme: Programme) -> tuple[str | None, str | None]:
    """Category and tier as the programme writes them."""
    if not 0 <= plan.minimum <= programme.largest_sale_minor:
        raise AmountTooLarge(largest_sale=programme.largest_sale_minor)
    category = None if plan.category is None else programme.category(plan.category)
    if plan.category is not None and category is None:
        raise CategoryUnknown(name=plan.category)
    if plan.tier is not None and plan.tier not in (tier.name for tier in programme.tiers):
        raise TierUnknown(name=plan.tier)
    return category.name if category else None, plan.tier
