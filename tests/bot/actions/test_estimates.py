"""What a campaign will cost, asked of the tables: on both engines, by the index of visits."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.actions.estimates import estimate_of
from bot.actions.refund import refund
from loyalty.estimates import Estimate, samples
from loyalty.model import Campaign, Category, Tier
from loyalty.plans import Plan, campaign_of
from storage import people, takings
from storage.database import Database, Tx
from tests.bot.actions.shop import AYSE, BAKER, BORA, CEM, OWNER, PROGRAMME, Shop

# A Saturday; the street's clock begins four weeks later.
FIRST_SATURDAY = datetime(2026, 10, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 21)
NEXT_SATURDAY = date(2026, 11, 28)


def double(shop: Shop, **other: Any) -> Campaign:
    """A double day at the café."""
    values: dict[str, Any] = {"name": "Double", "first_day": NEXT_SATURDAY, "last_day": NEXT_SATURDAY}
    gift = {} if "bonus" in other else {"multiplier_percent": 200}
    return campaign_of(Plan(**values | gift | other), shop.cafe, shop.now, shop.programme)


async def cost(shop: Shop, campaign: Campaign | None = None) -> Estimate | None:
    return await shop.database.read(estimate_of, shop.programme, campaign or double(shop), shop.now)


async def four_saturdays(shop: Shop) -> None:
    """Ayşe buys on each of them, for 10, 20, 30 and 40; Bora on the last one for 5; then it is the fifth."""
    today, shop.now = shop.now, FIRST_SATURDAY
    for who in (AYSE, BORA):
        await shop.join(who)
    for units in (10, 20, 30, 40):
        await shop.buy(AYSE, units, receipt="the same")
        if units == 40:
            await shop.buy(BORA, 5)
        shop.pass_time(days=7)
    assert shop.now == today


async def test_the_last_four_saturdays_say_what_a_double_saturday_costs(shop: Shop) -> None:
    await four_saturdays(shop)
    assert await cost(shop) == Estimate(low=10, high=45, weeks=4)
    assert await cost(shop, double(shop, multiplier_percent=300)) == Estimate(low=20, high=90, weeks=4)
    assert await cost(shop, double(shop, bonus=7)) == Estimate(low=7, high=14, weeks=4)
    # Today is not over, Sundays had nobody, and a week later the first of them is too long ago.
    await shop.buy(AYSE, 1000)
    assert await cost(shop) == Estimate(low=10, high=45, weeks=4)
    sunday = date(2026, 11, 29)
    assert await cost(shop, double(shop, first_day=sunday, last_day=sunday)) is None
    shop.pass_time(days=1)
    assert await cost(shop) == Estimate(low=20, high=1000, weeks=4)


async def test_what_was_refunded_would_not_have_counted(shop: Shop) -> None:
    await four_saturdays(shop)
    shop.now = datetime(2026, 11, 15, 9, tzinfo=UTC)
    numbers = [row["id"] for row in await shop.rows("SELECT id FROM sales ORDER BY id")]
    await shop.act(refund, telegram_id=OWNER, sale_id=numbers[3], amount=3000)
    await shop.act(refund, telegram_id=OWNER, sale_id=numbers[4], amount=500)
    assert await cost(shop) == Estimate(low=10, high=30, weeks=4)
    assert await cost(shop, double(shop, minimum=2500)) == Estimate(low=0, high=30, weeks=4)


async def test_without_history_nothing_is_estimated_and_a_short_one_is_not_stretched(shop: Shop) -> None:
    assert await cost(shop) is None
    shop.now = datetime(2026, 11, 14, 9, tzinfo=UTC)
    await shop.join(AYSE)
    await shop.buy(AYSE, 12)
    shop.pass_time(days=7)
    assert await cost(shop) == Estimate(low=12, high=12, weeks=1)
    # Of a whole week only a week is an example in which the shop was open throughout.
    assert await cost(shop, double(shop, last_day=date(2026, 12, 4))) == Estimate(low=12, high=12, weeks=1)
    assert await cost(shop, double(shop, first_day=date(2026, 11, 26), last_day=date(2026, 11, 27))) is None


async def test_only_what_the_campaign_is_for_counts(shop: Shop) -> None:
    silver = Tier(name="Silver", threshold=100, multiplier=2)
    shop.programme = replace(PROGRAMME, tiers=(silver,), categories=(Category(name="tea", points_per_step=3),))
    await four_saturdays(shop)
    await shop.database.write(people.set_choice, BORA, "birthday", "11-03")
    await shop.run("UPDATE sales SET category = 'tea', base_points = 90 WHERE amount = 3000")
    assert await cost(shop, double(shop, category="tea")) == Estimate(low=0, high=180, weeks=4)
    assert await cost(shop, double(shop, first_purchase=1)) == Estimate(low=0, high=20, weeks=4)
    assert await cost(shop, double(shop, birthday_month=1)) == Estimate(low=0, high=5, weeks=4)
    # Ayşe has bought for 100: she is Silver, and her purchases would count twice as much before they are doubled.
    assert await cost(shop, double(shop, tier="Silver")) == Estimate(low=20, high=180, weeks=4)
    noon = {"from_minute": 12 * 60, "to_minute": 13 * 60}
    assert await cost(shop, double(shop, **noon)) == await cost(shop)
    assert await cost(shop, double(shop, from_minute=13 * 60, to_minute=14 * 60)) is None
    night = await cost(shop, double(shop, from_minute=23 * 60, to_minute=12 * 60 + 1))
    assert night is None


async def test_a_campaign_everywhere_counts_what_every_shop_sells_and_one_of_a_shop_only_its_own(shop: Shop) -> None:
    await four_saturdays(shop)
    shop.pass_time(days=-7)
    await shop.join(CEM)
    await shop.buy(CEM, 100, by=BAKER)
    shop.pass_time(days=7)
    assert await cost(shop) == Estimate(low=10, high=45, weeks=4)
    everywhere = replace(double(shop), merchant_id=None)
    assert await cost(shop, everywhere) == Estimate(low=10, high=145, weeks=4)


class Explaining:
    """Asks the engine how it would answer, and then lets it."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self.plans: list[str] = []

    def all(self, sql: str, *params: Any) -> Any:
        self._explain(sql, *params)
        return self._tx.all(sql, *params)

    def one(self, sql: str, *params: Any) -> Any:
        self._explain(sql, *params)
        return self._tx.one(sql, *params)

    def _explain(self, sql: str, *params: Any) -> None:
        words = "EXPLAIN QUERY PLAN" if self._tx.engine == "sqlite" else "EXPLAIN"
        rows = self._tx.all(f"{words} {sql}", *params)
        self.plans.append("\n".join(str(row[list(row.keys())[-1]]) for row in rows))


class Undone(Exception):
    """Nothing of this shall stay."""


# So many purchases, nearly all of other days, that the engine has a reason to choose.
_PEOPLE = """
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    INSERT INTO members (id, joined_at) SELECT 1000 + i, 0 FROM n
"""
_MANY = """
    INSERT INTO sales (merchant_id, staff_id, member_id, route, state, amount, business_date, points, recorded_at,
      expires_at)
    SELECT 1, 1, id, 'till', 'booked', 100, '2025-01-' || (10 + id % 20), 1, 0, 0 FROM members WHERE id > 1000
"""


def _plans(tx: Tx, campaign: Campaign) -> None:
    tx.run(_PEOPLE)
    tx.run(_MANY)
    if tx.engine == "postgres":
        tx.script("ANALYZE sales")
    explaining: Any = Explaining(tx)
    takings.first_date(explaining, [1], date(2026, 10, 24))
    week = samples(campaign, datetime(2026, 11, 21, 9, tzinfo=UTC), PROGRAMME)[0]
    takings.takings(explaining, [1, 2], campaign, week[0], [])
    raise Undone(explaining.plans)


async def test_purchases_of_a_day_are_found_by_the_index_of_visits(shop: Shop, database: Database) -> None:
    with pytest.raises(Undone) as undone:
        await database.write(_plans, double(shop))
    for plan in undone.value.args[0]:
        assert "sales_by_visit" in plan
        assert "Seq Scan on sales" not in plan
        assert "SCAN s" not in plan
