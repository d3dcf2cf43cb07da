"""Tiers: won with a purchase, kept for so long, lost one step at a time, taken back with a refund."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from json import loads
from typing import cast

import pytest

from bot.actions.at_the_till import visitor
from bot.actions.collect import collect
from bot.actions.forget import forget_me
from bot.actions.refund import refund
from bot.actions.tiers import look_at_tier, raise_tier, replay_tier, tier_at, tiers_under
from bot.actions.undo import not_mine, undo
from bot.chat.screens.notices import notice
from bot.texts import Speaker
from loyalty.model import Campaign, Member, Tier
from storage import campaigns, members, sales
from storage.database import Database, Row, Tx, Value
from tests.bot.actions.shop import AYSE, BORA, CASHIER, MANAGER, PROGRAMME, Shop, seal

SILVER, GOLD = Tier(name="Silver", threshold=100), Tier(name="Gold", threshold=300)
TWO_TIERS = replace(PROGRAMME, tiers=(SILVER, GOLD))


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    street = Shop(database, TWO_TIERS)
    await street.open()
    yield street
    assert await street.findings() == []


async def member(shop: Shop, telegram_id: int = AYSE) -> Member:
    found = await shop.database.read(members.member, await shop.member_id(telegram_id))
    assert found is not None
    return found


async def look(shop: Shop, telegram_id: int = AYSE) -> str:
    """What the job at midnight does for one member; the tier they are in then."""
    await shop.database.write(look_at_tier, shop.cause(), shop.programme, await shop.member_id(telegram_id))
    return (await member(shop, telegram_id)).tier


async def told(shop: Shop, telegram_id: int = AYSE) -> list[str]:
    """What somebody was told about tiers, in words."""
    rows = await shop.rows("SELECT notice, data FROM outbox WHERE telegram_id = $1 ORDER BY id", telegram_id)
    speaker = Speaker("en", shop.programme)
    return [
        notice(speaker, row["notice"], loads(row["data"])).text for row in rows if row["notice"].startswith("tier-")
    ]


async def test_a_tier_is_won_at_once_with_the_purchase_that_reaches_it_and_the_member_is_told(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 60)
    assert (await member(shop)).tier == "base"
    await shop.buy(AYSE, 40)
    won = await member(shop)
    assert (won.tier, won.tier_until_at) == ("Silver", datetime(2028, 12, 20, 21, tzinfo=UTC))
    assert await told(shop) == [
        "🏅 You have reached <b>Silver</b>!\nIt is yours through December 20, 2028, and longer as you go on."
    ]


async def test_who_wins_a_tier_is_told_what_it_brings(shop: Shop) -> None:
    shop.programme = replace(TWO_TIERS, tiers=(SILVER, replace(GOLD, multiplier=Fraction(3, 2))))
    await shop.join(AYSE)
    for number, (tier, state) in enumerate([("Silver", "active"), ("Gold", "active"), ("Gold", "retired")]):
        reward_id = await shop.reward(10 + number)
        await shop.run("UPDATE rewards SET tier = $1, state = $2 WHERE id = $3", tier, state, reward_id)
    await shop.buy(AYSE, 300)
    assert await told(shop) == [
        "🏅 You have reached <b>Gold</b>!\nFrom now on your purchases earn ×1.5.\n2 more rewards in /rewards can be"
        " yours now.\nIt is yours through December 20, 2028, and longer as you go on."
    ]


async def test_a_tier_may_be_passed_over(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 500)
    assert (await member(shop)).tier == "Gold"
    assert await shop.notices(AYSE) == ["tier-won", "purchase-booked"]


async def test_only_purchases_count_towards_a_tier_not_gifts_and_bonuses(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_points_referrer=500, referral_points_referee=500)
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can", invited_by=await shop.member_id(AYSE))
    await shop.buy(BORA, 99)
    shop.pass_time(days=15)
    await shop.settle()
    assert (await shop.points(AYSE), await shop.points(BORA)) == ((500, 0, 0, 0), (599, 0, 0, 0))
    assert [(await member(shop, who)).tier for who in (AYSE, BORA)] == ["base", "base"]


async def test_points_of_more_than_twelve_months_ago_count_no_more(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 60)
    shop.pass_time(days=365)
    await shop.buy(AYSE, 40)
    assert (await member(shop)).tier == "base"


async def test_a_tier_is_kept_to_the_end_of_its_grace_and_then_lost_one_step(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 300)
    end = (await member(shop)).tier_until_at
    assert end is not None
    shop.now = end - timedelta(milliseconds=1)
    assert await look(shop) == "Gold"
    shop.now = end
    assert await look(shop) == "Silver"
    assert (await member(shop)).tier_until_at == datetime(2030, 1, 19, 21, tzinfo=UTC)
    assert (await told(shop))[-1] == (
        "Your time as <b>Gold</b> is over. Thank you for every visit! You are <b>Silver</b> now, and 300 more points"
        " of purchases bring you to <b>Gold</b>."
    )
    shop.now = datetime(2030, 1, 19, 21, tzinfo=UTC)
    assert await look(shop) == "base"
    assert (await member(shop)).tier_until_at is None


async def test_who_loses_a_tier_soon_is_told_thirty_days_before_once_with_what_saves_it(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 300)
    shop.now = datetime(2028, 5, 1, 9, tzinfo=UTC)
    await shop.buy(AYSE, 120)
    shop.now = datetime(2028, 11, 20, 20, tzinfo=UTC)
    await look(shop)
    assert len(await told(shop)) == 1
    shop.pass_time(hours=1)
    for _ in range(3):
        await look(shop)
    assert (await told(shop))[1:] == [
        "🏅 <b>Gold</b> is yours through December 20, 2028. 180 more points of purchases by then and it stays yours."
    ]
    await shop.buy(AYSE, 180)
    shop.now = datetime(2028, 12, 20, 21, tzinfo=UTC)
    assert await look(shop) == "Gold"
    assert len(await told(shop)) == 2


async def test_a_tier_reached_only_through_purchases_since_undone_ends_at_once(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 90)
    booked = await shop.buy(AYSE, 400)
    assert (await member(shop)).tier == "Gold"
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    assert ((await member(shop)).tier, (await member(shop)).tier_until_at) == ("base", None)
    assert (await told(shop))[-1] == (
        "A purchase was taken back, and <b>Gold</b> had been reached with it: you are <b>Member</b> now. 10 more"
        " points of purchases bring you to <b>Silver</b>."
    )


async def test_a_purchase_that_was_not_mine_takes_its_tier_along(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can")
    shown = await shop.show(120)
    await shop.collect(AYSE, shown)
    assert (await member(shop)).tier == "Silver"
    await shop.act(not_mine, telegram_id=AYSE, sale_id=shown.sale_id)
    await shop.collect(BORA, shown)
    assert [(await member(shop, who)).tier for who in (AYSE, BORA)] == ["base", "Silver"]


async def test_a_refund_that_brings_the_end_near_is_followed_by_the_warning(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 300)
    shop.now = datetime(2028, 11, 10, 9, tzinfo=UTC)
    booked = await shop.buy(AYSE, 300)
    await look(shop)
    shop.pass_time(days=20)
    await shop.run("UPDATE sales SET base_points = 120 WHERE id = $1", booked.sale_id)
    await shop.database.write(replay_tier, shop.cause(), shop.programme, await shop.member_id(AYSE), why="taken-back")
    assert (await member(shop)).tier == "Gold"
    assert (await told(shop))[1:] == [
        "🏅 <b>Gold</b> is yours through December 20, 2028. 180 more points of purchases by then and it stays yours."
    ]
    await look(shop)
    assert len(await told(shop)) == 2
    await shop.run("UPDATE sales SET base_points = 300 WHERE id = $1", booked.sale_id)
    await look(shop)


async def test_a_tier_that_is_over_is_used_by_nothing_although_no_job_ran(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 300)
    shop.now = datetime(2028, 12, 20, 21, tzinfo=UTC)
    late = await member(shop)
    assert late.tier == "Gold"
    assert await shop.database.read(tier_at, shop.programme, late, shop.now, shop.now) == "Silver"
    card = await shop.code_of(AYSE)
    seen = await shop.database.read(visitor, shop.cause(), shop.programme, telegram_id=CASHIER, till_code=card)
    assert seen.tier == "Silver"
    assert (await shop.balance(AYSE)).standing.tier == SILVER
    await shop.buy(AYSE, 1)
    assert (await member(shop)).tier == "Silver"
    assert await shop.later(AYSE) == ["offers-again", "tier-lost"]


async def test_the_tier_of_the_moment_a_sale_was_recorded_is_told_apart_from_the_one_since(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 60)
    shop.pass_time(minutes=1)
    recorded_at = shop.now
    shop.pass_time(minutes=1)
    await shop.buy(AYSE, 40)
    now = await member(shop)
    assert now.tier == "Silver"
    assert await shop.database.read(tier_at, shop.programme, now, recorded_at, shop.now) == "base"
    assert await shop.database.read(tier_at, shop.programme, now, shop.now, shop.now) == "Silver"


async def test_a_sale_counts_on_the_date_it_was_recorded_though_it_is_collected_after_midnight(shop: Shop) -> None:
    await shop.join(AYSE)
    shop.now = datetime(2026, 11, 21, 20, 50, tzinfo=UTC)
    await shop.buy(AYSE, 60)
    shop.now = datetime(2027, 11, 20, 20, 55, tzinfo=UTC)
    shown = await shop.show(40)
    # By the next date the first sixty count no more; on the date of the sale they did.
    shop.pass_time(minutes=10)
    await shop.act(collect, telegram_id=AYSE, sale_id=shown.sale_id, generation=shown.generation)
    assert (await member(shop)).tier == "Silver"
    standing = (await shop.balance(AYSE)).standing
    assert (standing.since, standing.counted) == (date(2027, 11, 20), 40)


async def test_a_changed_programme_moves_members_when_they_are_worked_out_anew(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 320)
    regular = Tier(name="Regular", threshold=50)
    shop.programme = replace(shop.programme, tiers=(regular, Tier(name="Star", threshold=400)))
    renamed = await member(shop)
    assert renamed.tier == "Gold"
    assert await shop.database.read(tier_at, shop.programme, renamed, shop.now, shop.now) == "Regular"
    assert await look(shop) == "Regular"
    assert (await told(shop))[-1] == (
        "The levels of the programme have changed: there is no <b>Gold</b> any more, and you are <b>Regular</b> now."
    )
    shop.programme = replace(shop.programme, tiers=(regular, Tier(name="Star", threshold=300)))
    assert await look(shop) == "Star"
    shop.programme = replace(shop.programme, tiers=())
    assert await look(shop) == "base"
    assert (await member(shop)).tier_until_at is None


async def test_members_are_counted_by_the_tier_a_programme_would_put_them_in(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can")
    await shop.join(14, "Deniz Su")
    await shop.join(15, "Ece Ak")
    await shop.buy(AYSE, 320)
    await shop.buy(BORA, 120)
    await shop.buy(15, 999)
    gone = await shop.member_id(15)
    await shop.database.write(forget_me, shop.cause(), shop.programme, telegram_id=15, seal=seal(15))
    await shop.database.write(look_at_tier, shop.cause(), shop.programme, gone)
    assert [row["tier"] for row in await shop.rows("SELECT tier FROM members WHERE id = $1", gone)] == ["base"]

    async def under(*tiers: Tier) -> Counter[str]:
        return await shop.database.read(tiers_under, replace(shop.programme, tiers=tiers), shop.now)

    assert await under(SILVER, GOLD) == {"Gold": 1, "Silver": 1, "base": 1}
    assert await under(replace(SILVER, threshold=200)) == {"Silver": 1, "base": 2}
    assert await under() == {"base": 3}


async def test_a_purchase_costs_one_statement_more_where_there_are_tiers_and_none_where_not(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    found, sale = await member(shop), await shop.database.read(sales.sale, booked.sale_id)
    assert sale is not None

    def statements(tx: Tx) -> int:
        seen: list[str] = []

        class Counting:
            def one(self, sql: str, *params: Value) -> Row | None:
                seen.append(sql)
                return tx.one(sql, *params)

        raise_tier(cast("Tx", Counting()), shop.cause(), shop.programme, found, sale)
        return len(seen)

    assert await shop.database.read(statements) == 1
    shop.programme = PROGRAMME
    assert await shop.database.read(statements) == 0


async def test_a_tier_counts_base_points_before_multipliers_and_net_of_refunds(shop: Shop) -> None:
    double = Campaign(
        id=0, merchant_id=None, name="Double", state="active", starts_at=shop.now,
        ends_at=shop.now + timedelta(days=1), multiplier_percent=300,
    )  # fmt: skip
    await shop.database.write(campaigns.add_campaign, double, staff_id=None, now=shop.now)
    shop.programme = replace(TWO_TIERS, tiers=(SILVER, replace(GOLD, multiplier=4)))
    await shop.join(AYSE)
    assert (await shop.buy(AYSE, 99.99)).points == 3 * 99
    assert (await member(shop)).tier == "base"
    booked = await shop.buy(AYSE, 201)
    assert (await member(shop)).tier == "Gold"
    assert (await shop.buy(AYSE, 1)).points == 12
    # 301 by then, and 300 when one is refunded: Gold stands. One cent more, and it ends.
    await shop.act(refund, telegram_id=MANAGER, sale_id=booked.sale_id, amount=100)
    assert (await member(shop)).tier == "Gold"
    await shop.act(refund, telegram_id=MANAGER, sale_id=booked.sale_id, amount=1)
    assert (await member(shop)).tier == "Silver"
