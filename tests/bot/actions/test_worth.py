"""What purchases earn while campaigns run: through the actions, on both engines."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from bot.actions.card import show_card
from bot.actions.collect import look_at_sale, show_sale
from bot.actions.purchase import record_purchase
from bot.actions.refund import refund
from bot.actions.undo import not_mine, undo
from bot.actions.worth import Extra
from loyalty.earning import Basis
from loyalty.errors import EarnsTooMuch
from loyalty.model import Campaign, Category, Tier
from loyalty.programme import Stacking
from storage import campaigns, people
from storage.database import Database
from storage.personal import personal_data
from tests.bot.actions.shop import AYSE, BAKER, BORA, CASHIER, CEM, OWNER, PROGRAMME, START, Shop

# The street's clock stands on a Saturday.
SATURDAY = 1 << 5
A_DAY = timedelta(days=1)


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    street = Shop(database)
    await street.open()
    await street.join(AYSE)
    yield street
    assert await street.findings() == []


async def campaign(shop: Shop, **of: Any) -> int:
    """A campaign that doubles for a month from today on, unless said otherwise."""
    given = {"multiplier_percent": None if "bonus" in of else 200, "merchant_id": None, "name": "Double", **of}
    new = Campaign(**{"id": 0, "state": "active", "starts_at": START, "ends_at": START + 30 * A_DAY, **given})
    return await shop.database.write(campaigns.add_campaign, new, staff_id=None, now=shop.now)


async def given(shop: Shop) -> list[int]:
    """What each campaign has given; the uses of each sum to it."""
    rows = await shop.rows(
        "SELECT c.given, coalesce((SELECT sum(points) FROM campaign_uses u WHERE u.campaign_id = c.id), 0) AS uses"
        " FROM campaigns c ORDER BY c.id"
    )
    assert [row["given"] for row in rows] == [row["uses"] for row in rows]
    return [row["given"] for row in rows]


async def basis_of_last(shop: Shop) -> Basis:
    rows = await shop.rows("SELECT basis FROM journal WHERE kind = 'earn' ORDER BY id DESC LIMIT 1")
    return Basis.read(json.loads(rows[0]["basis"]))


async def test_a_double_saturday_doubles_and_the_member_is_told_by_how_much(shop: Shop) -> None:
    await campaign(shop, name="Double Saturday", weekdays=SATURDAY)
    booked = await shop.buy(AYSE, 24.90)
    assert (booked.points, booked.extras) == (48, (Extra(name="Double Saturday", points=24, cut=0),))
    (row,) = await shop.rows("SELECT data FROM outbox WHERE notice = 'purchase-booked'")
    told = json.loads(row["data"])
    assert (told["points"], told["extras"]) == (48, [["Double Saturday", 24, 0]])
    (sale,) = await shop.rows("SELECT points, base_points, campaigns FROM sales")
    assert (sale["points"], sale["base_points"], sale["campaigns"]) == (48, 24, "[1]")
    shop.pass_time(days=1)
    assert (await shop.buy(AYSE, 24.90)).points == 24
    assert await given(shop) == [24]


async def test_a_qr_shown_on_friday_and_followed_on_a_double_saturday_earns_friday_s_points(shop: Shop) -> None:
    shop.now = datetime.fromisoformat("2026-11-20T23:55:00+03:00")
    await campaign(shop, starts_at=shop.now - A_DAY, weekdays=SATURDAY)
    friday = await shop.show(24.90)
    shop.pass_time(minutes=10)
    saturday = await shop.show(10)
    assert (friday.points, saturday.points) == (24, 20)
    assert (await shop.collect(AYSE, friday)).points == 24
    assert (await shop.collect(AYSE, saturday)).points == 20


@pytest.mark.parametrize(("what", "at"), [("paused", None), ("ended", 1)])
async def test_a_qr_earns_what_was_in_force_when_it_was_shown_although_it_stopped_meanwhile(
    shop: Shop, what: str, at: int | None
) -> None:
    number = await campaign(shop)
    sale = await shop.show(24.90)
    await shop.run("UPDATE campaigns SET state = $1, ended_at = $2 WHERE id = $3", what, at, number)
    assert sale.points == (await shop.collect(AYSE, sale)).points == 48
    assert (await shop.buy(AYSE, 24.90)).points == 24


async def test_before_it_is_collected_a_purchase_shows_what_anybody_would_get(shop: Shop) -> None:
    await campaign(shop, bonus=7, first_purchase=1, name="Welcome")
    await campaign(shop, member_cap=30)
    await shop.buy(AYSE, 20)
    sale = await shop.show(24.90)
    offer = await shop.database.read(look_at_sale, shop.now, sale.sale_id, sale.generation)
    assert sale.points == offer.points == 48
    collected = await shop.collect(AYSE, sale)
    assert (collected.points, collected.extras) == (34, (Extra(name="Double", points=10, cut=14),))
    (row,) = await shop.rows("SELECT points FROM sales WHERE id = $1", sale.sale_id)
    assert row["points"] == 34


async def test_a_cap_truncates_and_says_so(shop: Shop) -> None:
    await campaign(shop, member_cap=30, total_cap=50)
    await shop.join(BORA, "Bora")
    first, second = await shop.buy(AYSE, 20), await shop.buy(AYSE, 20.5)
    third = await shop.buy(AYSE, 20.7)
    assert [(one.points, one.extras[0].points, one.extras[0].cut) for one in (first, second, third)] == [
        (40, 20, 0),
        (30, 10, 10),
        (20, 0, 20),
    ]
    assert (await shop.buy(BORA, 99)).points == 99 + 20
    assert await given(shop) == [50]
    assert (await shop.buy(BORA, 10)).points == 10


async def test_room_returned_by_a_purchase_taken_back_serves_later_ones(shop: Shop) -> None:
    await campaign(shop, total_cap=30)
    await shop.join(BORA, "Bora")
    taken = await shop.buy(AYSE, 20)
    await shop.act(undo, telegram_id=CASHIER, sale_id=taken.sale_id)
    assert await given(shop) == [0]
    sale = await shop.show(25)
    assert (await shop.collect(AYSE, sale)).points == 50
    await shop.act(not_mine, telegram_id=AYSE, sale_id=sale.sale_id)
    assert await given(shop) == [0]
    assert (await shop.collect(BORA, sale)).points == 50
    assert (await shop.buy(AYSE, 20)).points == 25


async def test_a_purchase_given_back_shows_again_what_anybody_would_get(shop: Shop) -> None:
    await campaign(shop, member_cap=30)
    await shop.buy(AYSE, 20)
    sale = await shop.show(24.90)
    assert (await shop.collect(AYSE, sale)).points == 34
    await shop.act(not_mine, telegram_id=AYSE, sale_id=sale.sale_id)
    offer = await shop.database.read(look_at_sale, shop.now, sale.sale_id, sale.generation)
    assert offer.points == 48
    (row,) = await shop.rows("SELECT base_points FROM sales WHERE id = $1", sale.sale_id)
    assert row["base_points"] == 0


async def test_two_purchases_at_once_never_take_more_than_a_cap_leaves(shop: Shop) -> None:
    await campaign(shop, total_cap=25)
    people_at_once = [20 + number for number in range(12)]
    for person in people_at_once:
        await shop.join(person, f"Person {person}")
    codes = [(await shop.act(show_card, telegram_id=person)).till_code for person in people_at_once]
    booked = await asyncio.gather(
        *(shop.act(record_purchase, telegram_id=CASHIER, amount=1000, receipt=None, till_code=code) for code in codes)
    )
    assert sorted(one.points for one in booked) == [10] * 9 + [15, 20, 20]
    assert await given(shop) == [25]


async def test_purchases_of_one_member_at_once_never_take_more_than_a_member_may_have(shop: Shop) -> None:
    await campaign(shop, member_cap=25)
    code = await shop.code_of(AYSE)
    booked = await asyncio.gather(
        *(
            shop.act(record_purchase, telegram_id=CASHIER, amount=1000, receipt=f"R-{number}", till_code=code)
            for number in range(5)
        )
    )
    assert sorted(one.points for one in booked) == [10, 10, 15, 20, 20]
    assert await given(shop) == [25]


async def test_a_purchase_keeps_the_room_it_took_and_room_returned_by_a_refund_serves_later_ones(shop: Shop) -> None:
    await campaign(shop, total_cap=30)
    await shop.join(BORA, "Bora")
    first = await shop.buy(AYSE, 40)
    assert (first.points, await given(shop)) == (70, [30])
    for amount, taken, left in ((500, 5, [30]), (500, 5, [30]), (1000, 20, [20])):
        refunded = await shop.act(refund, telegram_id=OWNER, sale_id=first.sale_id, amount=amount)
        assert (refunded.costs.points, await given(shop)) == (taken, left)
    assert (await shop.buy(BORA, 20)).points == 30
    await shop.act(refund, telegram_id=OWNER, sale_id=first.sale_id)
    assert await given(shop) == [10]
    assert (await shop.points(AYSE))[0] == 0


async def test_ten_refunds_of_one_equal_one_of_ten_with_tier_campaigns_and_caps(shop: Shop) -> None:
    gold = Tier(name="gold", threshold=100, multiplier=Fraction(5, 4))
    shop.programme = replace(PROGRAMME, tiers=(gold,), stacking=Stacking.MULTIPLY, points_per_step=Fraction(2, 3))
    await shop.join(BORA, "Bora")
    for who in (AYSE, BORA):
        await shop.buy(who, 150)
    await campaign(shop, multiplier_percent=133)
    await campaign(shop, multiplier_percent=150, member_cap=7)
    await campaign(shop, bonus=9, minimum=2000)
    one, other = await shop.buy(AYSE, 24.90), await shop.buy(BORA, 24.90)
    assert one.points == other.points > 24
    parts = [await shop.act(refund, telegram_id=OWNER, sale_id=one.sale_id, amount=100) for _ in range(10)]
    whole = await shop.act(refund, telegram_id=OWNER, sale_id=other.sale_id, amount=1000)
    assert sum(part.costs.points for part in parts) == whole.costs.points > 0
    assert await shop.points(AYSE) == await shop.points(BORA)


async def test_a_later_change_of_rules_never_changes_what_is_taken_back(shop: Shop) -> None:
    number = await campaign(shop)
    booked = await shop.buy(AYSE, 20)
    await shop.run("UPDATE campaigns SET multiplier_percent = 101, state = 'ended', ended_at = 1 WHERE id = $1", number)
    shop.programme = replace(PROGRAMME, version=2, points_per_step=7, stacking=Stacking.ADD)
    refunded = await shop.act(refund, telegram_id=OWNER, sale_id=booked.sale_id, amount=500)
    assert (booked.points, refunded.costs.points) == (40, 10)


async def test_a_tier_counts_from_when_the_purchase_was_recorded(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, tiers=(Tier(name="gold", threshold=100, multiplier=2),))
    before = await shop.show(10)
    shop.pass_time(minutes=1)
    await shop.buy(AYSE, 100)
    shop.pass_time(minutes=1)
    after = await shop.show(11)
    assert [(await shop.collect(AYSE, sale)).points for sale in (before, after)] == [10, 22]


async def test_a_bonus_needs_its_minimum_and_comes_once_a_member_and_day(shop: Shop) -> None:
    await campaign(shop, bonus=7, minimum=1000)
    await shop.join(BORA, "Bora")
    assert [(await shop.buy(AYSE, amount)).points for amount in (9.99, 10, 11)] == [9, 17, 11]
    assert (await shop.buy(BORA, 10)).points == 17
    shop.now = datetime.fromisoformat("2026-11-22T00:00:00+03:00")
    assert (await shop.buy(AYSE, 10)).points == 17


async def test_a_bonus_of_a_purchase_taken_back_can_be_had_again_that_day(shop: Shop) -> None:
    await campaign(shop, bonus=7)
    taken = await shop.buy(AYSE, 10)
    await shop.act(undo, telegram_id=CASHIER, sale_id=taken.sale_id)
    assert (await shop.buy(AYSE, 10)).points == 17


async def test_a_campaign_of_a_merchant_a_category_or_a_tier_is_for_these_alone(shop: Shop) -> None:
    coffee = Category(name="coffee", points_per_step=2)
    gold = Tier(name="gold", threshold=500, multiplier=2)
    shop.programme = replace(PROGRAMME, categories=(coffee,), tiers=(gold,), stacking=Stacking.MULTIPLY)
    await shop.join(BORA, "Bora")
    await shop.buy(BORA, 500, by=BAKER)
    await campaign(shop, merchant_id=shop.cafe, bonus=1, name="Café")
    await campaign(shop, category="coffee", bonus=10, name="Coffee")
    await campaign(shop, tier="gold", bonus=100, name="Gold")
    assert (await shop.buy(AYSE, 10)).points == 10 + 1
    assert (await shop.buy(AYSE, 10, by=BAKER)).points == 10
    await shop.join(CEM, "Cem")
    sale = await shop.act(show_sale, telegram_id=CASHIER, amount=1000, receipt=None, category="coffee")
    assert (await shop.collect(CEM, sale)).points == 2 * 10 + 10 + 1
    assert (await shop.buy(BORA, 10, by=BAKER)).points == 2 * 10 + 100


async def test_a_first_purchase_earns_more_once(shop: Shop) -> None:
    await campaign(shop, first_purchase=1, multiplier_percent=300)
    taken = await shop.buy(AYSE, 10)
    await shop.act(undo, telegram_id=CASHIER, sale_id=taken.sale_id)
    assert [taken.points, *[(await shop.buy(AYSE, amount)).points for amount in (11, 12)]] == [30, 33, 12]


async def test_a_birthday_counts_by_the_local_date_on_which_the_purchase_was_recorded(shop: Shop) -> None:
    await campaign(shop, birthday_month=1)
    await shop.database.write(people.set_choice, AYSE, "birthday", "12-24")
    shop.now = datetime.fromisoformat("2026-11-30T23:50:00+03:00")
    november = await shop.show(10)
    shop.pass_time(minutes=10)
    december = await shop.show(11)
    assert [(await shop.collect(AYSE, sale)).points for sale in (november, december)] == [10, 22]


@pytest.mark.parametrize(
    ("stacking", "points", "extras"),
    [
        (Stacking.BEST, 30, {1: 20}),
        (Stacking.MULTIPLY, 48, {1: 20, 2: 15, 3: 3}),
        (Stacking.ADD, 38, {1: 20, 2: 5, 3: 3}),
    ],
)
async def test_campaigns_that_meet_follow_the_programme_s_policy_and_the_basis_is_kept(
    shop: Shop, stacking: Stacking, points: int, extras: dict[int, int]
) -> None:
    shop.programme = replace(PROGRAMME, stacking=stacking)
    await campaign(shop, multiplier_percent=300, name="Triple")
    await campaign(shop, multiplier_percent=150, name="Half more")
    await campaign(shop, bonus=3, name="Three")
    assert (await shop.buy(AYSE, 10)).points == points
    kept = await basis_of_last(shop)
    assert (kept.stacking, kept.points(1000), kept.extras(1000)) == (stacking, points, extras)


async def test_best_compares_after_the_caps_and_then_by_priority_and_number(shop: Shop) -> None:
    await campaign(shop, multiplier_percent=300, total_cap=5, name="Triple")
    await campaign(shop, name="One")
    await campaign(shop, name="Two", priority=1)
    await campaign(shop, name="Three", priority=1)
    assert (await shop.buy(AYSE, 10)).extras == (Extra(name="Two", points=10, cut=0),)
    assert await given(shop) == [0, 0, 10, 0]


async def test_the_tier_always_multiplies_and_the_product_is_rounded_down_once(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, tiers=(Tier(name="gold", threshold=500, multiplier=2),))
    await shop.buy(AYSE, 500)
    await campaign(shop, multiplier_percent=133)
    assert (await shop.buy(AYSE, 7)).points == 18  # 7 × 2 × 1.33 = 18.62
    first, second = await shop.rows("SELECT points, base_points FROM sales ORDER BY id")
    assert (first["points"], first["base_points"]) == (500, 500)
    assert (second["points"], second["base_points"]) == (18, 7)
    kept = await basis_of_last(shop)
    assert (kept.tier, kept.multiplier) == ("gold", 2)


async def test_what_is_done_again_takes_no_room_twice(shop: Shop) -> None:
    await campaign(shop, total_cap=100)
    code = await shop.code_of(AYSE)
    cause = shop.cause()
    for _ in range(2):
        booked = await shop.redo(cause, record_purchase, telegram_id=OWNER, amount=1000, receipt="R-1", till_code=code)
        assert (booked.points, booked.extras[0].points) == (20, 10)
    assert await given(shop) == [10]


async def test_my_data_says_what_campaigns_added(shop: Shop) -> None:
    await campaign(shop, name="Double Saturday")
    await shop.buy(AYSE, 10)
    data = await shop.database.read(personal_data, AYSE)
    assert data["from_campaigns"] == [
        {"campaign": "Double Saturday", "purchase": 1, "business_date": "2026-11-21", "points": 10}
    ]


async def test_more_points_than_an_engine_can_count_are_refused_in_words(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, stacking=Stacking.MULTIPLY)
    for minimum in range(20):
        await campaign(shop, multiplier_percent=1000, minimum=minimum)
    with pytest.raises(EarnsTooMuch):
        await shop.buy(AYSE, 10)
    with pytest.raises(EarnsTooMuch):
        await shop.show(10)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
