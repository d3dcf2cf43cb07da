"""What members see of campaigns: what counts now, and what their history says of purchases made under one."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.actions.campaigns import end_campaign, pause_campaign, start_campaign
from bot.actions.history import Added, history_of
from bot.actions.running import running_now
from loyalty.plans import Plan
from loyalty.programme import BASE_TIER, Category, Stacking, Tier
from tests.bot.actions.shop import AYSE, BAKER, CASHIER, MANAGER, OWNER, Shop

TODAY = date(2026, 11, 21)


async def start(shop: Shop, name: str, by: int = MANAGER, **values: Any) -> int:
    """A campaign of today, double unless it is said otherwise; its number."""
    if "bonus" not in values:
        values = {"multiplier_percent": 200} | values
    days: dict[str, Any] = {"first_day": TODAY, "last_day": TODAY} | values
    started = await shop.act(start_campaign, telegram_id=by, plan=Plan(name=name, **days))
    return started.campaign.id


async def seen(shop: Shop, tier: str = BASE_TIER, birthday: str | None = None) -> list[str]:
    """The names of what counts for Ayşe now."""
    member_id = await shop.member_id(AYSE)
    found = await shop.database.read(running_now, member_id, tier, birthday, shop.now, shop.programme)
    return [one.campaign.name for one in found]


async def test_a_member_sees_what_counts_for_them_now_the_most_generous_first(shop: Shop) -> None:
    shop.programme = replace(
        shop.programme,
        categories=(Category(name="tea", points_per_step=2),),
        tiers=(Tier(name="silver", threshold=10), Tier(name="gold", threshold=20)),
    )
    await shop.join(AYSE)
    await start(shop, "bonus", bonus=5)
    await start(shop, "double", by=BAKER)
    await start(shop, "tea", category="tea", multiplier_percent=300)
    await start(shop, "silver", tier="silver")
    await start(shop, "birthday", birthday_month=1)
    await start(shop, "first", first_purchase=1)
    await start(shop, "tomorrow", last_day=date(2026, 11, 22), weekdays=1 << 6)
    # It is noon in Istanbul.
    await start(shop, "later", from_minute=12 * 60 + 1)
    paused = await start(shop, "paused", multiplier_percent=400)
    await shop.act(pause_campaign, telegram_id=MANAGER, campaign_id=paused)
    assert await seen(shop) == ["tea", "double", "first", "bonus"]
    assert await seen(shop, tier="gold", birthday="11-30") == ["tea", "double", "silver", "birthday", "first", "bonus"]
    shop.pass_time(minutes=1)
    assert "later" in await seen(shop)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.bakery)
    assert "double" not in await seen(shop)


async def test_what_is_for_a_first_purchase_is_shown_until_there_is_one(shop: Shop) -> None:
    await shop.join(AYSE)
    await start(shop, "first", first_purchase=1)
    assert await seen(shop) == ["first"]
    await shop.buy(AYSE, 10)
    assert await seen(shop) == []


async def test_what_has_given_all_it_may_is_not_shown(shop: Shop) -> None:
    await shop.join(AYSE)
    await start(shop, "bonus", bonus=5)
    await start(shop, "mine", bonus=4, last_day=date(2026, 11, 22), member_cap=4)
    await start(shop, "all", bonus=3, last_day=date(2026, 11, 22), total_cap=3)
    shop.programme = replace(shop.programme, stacking=Stacking.ADD)
    assert await seen(shop) == ["bonus", "mine", "all"]
    await shop.buy(AYSE, 10)
    assert await seen(shop) == []
    shop.pass_time(days=1)
    assert await seen(shop) == []


async def test_the_history_says_by_what_a_purchase_earned_more(shop: Shop) -> None:
    await shop.join(AYSE)

    async def newest() -> tuple[Added, ...]:
        return (await shop.database.read(history_of, AYSE, None)).lines[0].added

    await shop.buy(AYSE, 24.9)
    assert await newest() == ()
    double = await start(shop, "Double Saturday")
    await shop.buy(AYSE, 24.9, by=CASHIER, receipt="R-1")
    assert await newest() == (Added(name="Double Saturday", points=24, doubled=True),)
    await shop.act(end_campaign, telegram_id=OWNER, campaign_id=double)
    assert await newest() == (Added(name="Double Saturday", points=24, doubled=True),)
    await start(shop, "Half", multiplier_percent=150, member_cap=10)
    await start(shop, "Five", bonus=5)
    shop.programme = replace(shop.programme, stacking=Stacking.MULTIPLY)
    await shop.buy(AYSE, 24.9, by=CASHIER, receipt="R-2")
    assert await newest() == (Added(name="Half", points=10), Added(name="Five", points=5))


async def test_what_a_cap_cut_is_not_said_to_have_doubled(shop: Shop) -> None:
    await shop.join(AYSE)
    await start(shop, "Double", member_cap=20)
    await shop.buy(AYSE, 24.9)
    page = await shop.database.read(history_of, AYSE, None)
    assert page.lines[0].added == (Added(name="Double", points=20),)
