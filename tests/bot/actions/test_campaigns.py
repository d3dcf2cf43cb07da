"""Campaigns: who may start, pause and end them, and within which bounds."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.actions.action import CauseReused
from bot.actions.campaigns import (
    LATELY,
    MOST_CAMPAIGNS,
    CampaignSeen,
    campaigns_of,
    desk_of,
    end_campaign,
    look_at_campaign,
    pause_campaign,
    resume_campaign,
    start_campaign,
)
from loyalty.errors import (
    AlreadyEnded,
    AmountTooLarge,
    CampaignGone,
    CategoryUnknown,
    DayOutOfReach,
    HoursUnusable,
    LoyaltyError,
    MerchantSuspended,
    MultiplierUnusable,
    NameUnusable,
    NeverInForce,
    NotAllowed,
    PeriodUnusable,
    PointsUnreadable,
    PriorityUnusable,
    TierUnknown,
    TooManyCampaigns,
)
from loyalty.model import Category, Role, Tier
from loyalty.plans import Plan, Standing, days_of
from tests.bot.actions.shop import AUDITOR, AYSE, BAKER, CASHIER, MANAGER, OWNER, STRANGER, Shop

# The street's clock begins on Saturday 21 November 2026, at noon in Istanbul.
TODAY = date(2026, 11, 21)
NEXT_SATURDAY = date(2026, 11, 28)


def double(day: date = NEXT_SATURDAY, **other: Any) -> Plan:
    """A double day."""
    values: dict[str, Any] = {"name": "Double Saturday", "first_day": day, "last_day": day, "multiplier_percent": 200}
    return Plan(**values | other)


async def start(shop: Shop, plan: Plan, by: int = MANAGER, **where: Any) -> CampaignSeen:
    return await shop.act(start_campaign, telegram_id=by, plan=plan, **where)


async def standings(shop: Shop, by: int = MANAGER) -> list[tuple[str, Standing]]:
    found = await shop.database.read(campaigns_of, shop.now, by, False)
    return [(one.campaign.name, one.standing) for one in found.seen]


async def test_a_manager_starts_a_double_day_of_one_local_day_at_their_merchant(shop: Shop) -> None:
    seen = await start(shop, double())
    istanbul = ZoneInfo("Europe/Istanbul")
    assert (seen.merchant, seen.standing, seen.again) == ("Café", Standing.COMING, False)
    assert seen.campaign.starts_at.astimezone(istanbul).isoformat() == "2026-11-28T00:00:00+03:00"
    assert seen.campaign.ends_at - seen.campaign.starts_at == timedelta(days=1)
    assert (seen.campaign.multiplier_percent, seen.campaign.given) == (200, 0)
    assert await shop.database.read(look_at_campaign, shop.now, MANAGER, seen.campaign.id, False) == seen


@pytest.mark.parametrize("who", [CASHIER, AUDITOR, AYSE, STRANGER])
async def test_only_managers_have_to_do_with_campaigns(shop: Shop, who: int) -> None:
    number = (await start(shop, double())).campaign.id
    with pytest.raises(NotAllowed):
        await start(shop, double(TODAY), by=who)
    for change in (pause_campaign, resume_campaign, end_campaign):
        with pytest.raises(NotAllowed):
            await shop.act(change, telegram_id=who, campaign_id=number)
    for look in (desk_of, lambda tx, who, _: campaigns_of(tx, shop.now, who, False)):
        with pytest.raises(NotAllowed):
            await shop.database.read(look, who, False)
    with pytest.raises(NotAllowed):
        await shop.database.read(look_at_campaign, shop.now, who, number, False)


async def test_a_manager_of_another_merchant_cannot_touch_or_see_it(shop: Shop) -> None:
    number = (await start(shop, double())).campaign.id
    with pytest.raises(NotAllowed):
        await start(shop, double(), by=BAKER, merchant_id=shop.cafe)
    for change in (pause_campaign, resume_campaign, end_campaign):
        with pytest.raises(NotAllowed):
            await shop.act(change, telegram_id=BAKER, campaign_id=number)
    assert await standings(shop, by=BAKER) == []


async def test_for_all_merchants_only_an_operator_or_the_owner_of_all_starts_one(shop: Shop) -> None:
    for who in (OWNER, MANAGER, BAKER):
        assert not (await shop.database.read(desk_of, who, False)).everywhere
        with pytest.raises(NotAllowed):
            await start(shop, double(), by=who, everywhere=True)
    by_operator = await start(shop, double(), by=STRANGER, everywhere=True, operator=True)
    assert by_operator.merchant is None
    assert by_operator.campaign.merchant_id is None
    await shop.employ(shop.bakery, OWNER, "Orhan", Role.OWNER)
    by_owner = await start(shop, double(TODAY), by=OWNER, everywhere=True)
    assert by_owner.campaign.merchant_id is None
    # Every manager sees them, and none but these two may change them.
    for who in (MANAGER, BAKER):
        seen = await shop.database.read(campaigns_of, shop.now, who, False)
        assert [(one.campaign.id, one.may_change) for one in seen.seen] == [
            (by_owner.campaign.id, False),
            (by_operator.campaign.id, False),
        ]
        assert not (await shop.database.read(look_at_campaign, shop.now, who, by_owner.campaign.id, False)).may_change
        with pytest.raises(NotAllowed):
            await shop.act(end_campaign, telegram_id=who, campaign_id=by_owner.campaign.id)
    await shop.act(end_campaign, telegram_id=OWNER, campaign_id=by_operator.campaign.id)


async def test_a_suspended_merchant_starts_no_campaign(shop: Shop) -> None:
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await start(shop, double())


async def test_the_same_double_day_is_recognised_and_another_is_not(shop: Shop) -> None:
    first = await start(shop, double())
    again = await start(shop, double(name="Called otherwise", weekdays=1 << 5), by=OWNER)
    assert (again.campaign, again.again) == (first.campaign, True)
    for other in (double(multiplier_percent=300), double(TODAY), double(from_minute=900, to_minute=1080)):
        assert not (await start(shop, other)).again
    assert not (await start(shop, double(), by=BAKER)).again
    await shop.act(pause_campaign, telegram_id=MANAGER, campaign_id=first.campaign.id)
    paused = await start(shop, double())
    assert (paused.again, paused.standing) == (True, Standing.PAUSED)
    await shop.act(end_campaign, telegram_id=MANAGER, campaign_id=first.campaign.id)
    assert not (await start(shop, double())).again


async def test_the_same_double_day_started_by_two_at_once_stands_once(shop: Shop) -> None:
    seen = await asyncio.gather(*(start(shop, double(), by=who) for who in (OWNER, MANAGER) for _ in range(4)))
    assert len({one.campaign.id for one in seen}) == 1
    assert sorted(one.again for one in seen) == [False] + [True] * 7


async def test_the_same_cause_starts_one_campaign(shop: Shop) -> None:
    cause = shop.cause()
    first = await shop.redo(cause, start_campaign, telegram_id=MANAGER, plan=double())
    shop.pass_time(days=1)
    assert await shop.redo(cause, start_campaign, telegram_id=MANAGER, plan=double()) == first
    with pytest.raises(CauseReused):
        await shop.redo(cause, start_campaign, telegram_id=MANAGER, plan=double(multiplier_percent=300))


async def test_a_campaign_is_paused_taken_up_again_and_ended_for_good(shop: Shop) -> None:
    number = (await start(shop, double(TODAY))).campaign.id
    by: dict[str, Any] = {"telegram_id": MANAGER, "campaign_id": number}
    for _ in range(2):
        assert (await shop.act(pause_campaign, **by)).standing is Standing.PAUSED
    assert (await shop.act(resume_campaign, **by)).standing is Standing.RUNNING
    cause = shop.cause()
    ended = await shop.redo(cause, end_campaign, **by)
    assert ended.standing is Standing.OVER
    assert await shop.redo(cause, end_campaign, **by) == ended
    for change in (pause_campaign, resume_campaign, end_campaign):
        with pytest.raises(AlreadyEnded):
            await shop.act(change, **by)
        with pytest.raises(CampaignGone):
            await shop.act(change, telegram_id=MANAGER, campaign_id=999)


async def test_a_campaign_past_its_last_day_is_over_by_itself(shop: Shop) -> None:
    number = (await start(shop, double(TODAY))).campaign.id
    shop.pass_time(hours=12)
    assert await standings(shop) == [("Double Saturday", Standing.OVER)]
    with pytest.raises(AlreadyEnded):
        await shop.act(pause_campaign, telegram_id=MANAGER, campaign_id=number)
    shop.pass_time(days=LATELY.days)
    assert await standings(shop) == []


async def test_the_list_has_what_runs_first_and_what_is_over_last(shop: Shop) -> None:
    await start(shop, double(TODAY, name="Over"))
    shop.pass_time(days=1)
    today = TODAY + timedelta(days=1)
    await start(shop, double(name="Coming"))
    paused = await start(shop, double(today, name="Paused"))
    await shop.act(pause_campaign, telegram_id=MANAGER, campaign_id=paused.campaign.id)
    await start(shop, double(today, name="Running", multiplier_percent=150))
    assert await standings(shop) == [
        ("Running", Standing.RUNNING),
        ("Coming", Standing.COMING),
        ("Paused", Standing.PAUSED),
        ("Over", Standing.OVER),
    ]


async def test_a_night_begins_on_the_first_day_and_ends_on_the_morning_after_the_last(shop: Shop) -> None:
    seen = await start(shop, double(TODAY, from_minute=22 * 60, to_minute=2 * 60))
    istanbul = ZoneInfo("Europe/Istanbul")
    assert seen.campaign.starts_at.astimezone(istanbul).isoformat() == "2026-11-21T22:00:00+03:00"
    assert seen.campaign.ends_at.astimezone(istanbul).isoformat() == "2026-11-22T02:00:00+03:00"
    assert days_of(seen.campaign, shop.programme) == (TODAY, TODAY)
    whole = await start(shop, double())
    assert days_of(whole.campaign, shop.programme) == (NEXT_SATURDAY, NEXT_SATURDAY)


BONUS = Plan(name="Morning bonus", first_day=TODAY, last_day=TODAY, bonus=1)


@pytest.mark.parametrize(
    ("plan", "refusal"),
    [
        (double(multiplier_percent=100), MultiplierUnusable),
        (double(multiplier_percent=1001), MultiplierUnusable),
        (double(multiplier_percent=None), MultiplierUnusable),
        (double(bonus=5), MultiplierUnusable),
        (replace(BONUS, bonus=0), PointsUnreadable),
        (replace(BONUS, bonus=100_001), PointsUnreadable),
        (replace(BONUS, minimum=-1), AmountTooLarge),
        (replace(BONUS, minimum=5_000_001), AmountTooLarge),
        (double(name=" \u200b "), NameUnusable),
        (double(name="x" * 65), NameUnusable),
        (double(TODAY - timedelta(days=1)), DayOutOfReach),
        (double(date(2027, 11, 22)), DayOutOfReach),
        (double(last_day=NEXT_SATURDAY - timedelta(days=1)), PeriodUnusable),
        (double(last_day=date(2027, 11, 28)), PeriodUnusable),
        (double(from_minute=900, to_minute=900), HoursUnusable),
        (double(from_minute=-1), HoursUnusable),
        (double(from_minute=1440), HoursUnusable),
        (double(to_minute=0), HoursUnusable),
        (double(to_minute=1441), HoursUnusable),
        (double(weekdays=0), NeverInForce),
        (double(weekdays=128), NeverInForce),
        (double(weekdays=1), NeverInForce),
        (double(TODAY, to_minute=720), NeverInForce),
        (double(category="tea"), CategoryUnknown),
        (double(tier="gold"), TierUnknown),
        (double(member_cap=0), PointsUnreadable),
        (double(total_cap=10_000_001), PointsUnreadable),
        (double(priority=10), PriorityUnusable),
    ],
)
async def test_a_campaign_keeps_to_its_bounds(shop: Shop, plan: Plan, refusal: type[LoyaltyError]) -> None:
    with pytest.raises(refusal):
        await start(shop, plan)
    assert await standings(shop) == []


@pytest.mark.parametrize(
    "plan",
    [
        double(multiplier_percent=101),
        double(multiplier_percent=1000),
        double(name="x" * 64),
        double(date(2027, 11, 21), last_day=date(2028, 11, 20)),
        double(TODAY, to_minute=721),
        double(TODAY, last_day=NEXT_SATURDAY, weekdays=1 << 5, to_minute=60),
        replace(BONUS, bonus=100_000, minimum=5_000_000, priority=9, member_cap=1, total_cap=10_000_000),
    ],
)
async def test_at_its_bounds_a_campaign_stands(shop: Shop, plan: Plan) -> None:
    assert (await start(shop, plan)).campaign.name == plan.name


async def test_category_and_tier_must_be_of_the_programme(shop: Shop) -> None:
    shop.programme = replace(
        shop.programme,
        categories=(Category(name="coffee", points_per_step=3),),
        tiers=(Tier(name="gold", threshold=100),),
    )
    seen = await start(shop, double(category="Coffee", tier="gold"))
    assert (seen.campaign.category, seen.campaign.tier) == ("coffee", "gold")


async def test_a_merchant_has_so_many_campaigns_at_once_and_no_more(shop: Shop) -> None:
    for number in range(MOST_CAMPAIGNS):
        await start(shop, double(multiplier_percent=200 + number))
    with pytest.raises(TooManyCampaigns):
        await start(shop, double(multiplier_percent=900))
    assert (await start(shop, double())).again
