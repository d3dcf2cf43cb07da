"""After a purchase the reward that is nearly reached is named, if the member may have it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.nearly import Nearly, nearest_reward
from bot.actions.redeem import confirm
from bot.actions.undo import undo
from loyalty.model import Tier
from storage.rows import ms
from tests.bot.actions.hearing import heard
from tests.bot.actions.shop import AYSE, BAKER, CASHIER, Shop


async def nearest(shop: Shop) -> Nearly | None:
    spendable = (await shop.balance(AYSE)).spendable
    return await shop.database.read(nearest_reward, shop.programme, await shop.member_id(AYSE), spendable, shop.now)


async def receipt(shop: Shop) -> str:
    """What Ayşe hears of her last purchase."""
    [text] = [screen.text for screen in await heard(shop, AYSE) if "🐖" in screen.text]
    return text


async def test_the_receipt_names_the_reward_that_is_nearly_reached_with_a_button_to_it(shop: Shop) -> None:
    espresso = await shop.reward(40, "Espresso")
    await shop.join(AYSE)
    await shop.buy(AYSE, 28)
    [screen] = await heard(shop, AYSE)
    assert screen.text.splitlines() == [
        "🐖 <b>+28 points</b> for €28.00 at Café.",
        "🎁 You are 12 points from <b>Espresso</b> at Café.",
    ]
    assert [button.data for row in screen.rows for button in row] == ["balance", f"reward:{espresso}"]


@pytest.mark.parametrize(("points", "named"), [(49, True), (48, True), (50, False), (28, False), (29, True)])
async def test_a_reward_is_near_from_one_point_to_as_many_as_the_programme_says(
    shop: Shop, points: int, named: bool
) -> None:
    shop.programme = replace(shop.programme, nearly_points=21)
    await shop.reward(points)
    await shop.join(AYSE)
    await shop.buy(AYSE, 28)
    assert (await nearest(shop) is not None) == named
    assert ("from <b>" in await receipt(shop)) == named


async def test_it_is_the_nearest_one_of_any_merchant(shop: Shop) -> None:
    await shop.reward(45, "Cake")
    bread = await shop.reward(30, "Bread", by=BAKER)
    await shop.reward(10, "Tea")
    await shop.join(AYSE)
    await shop.buy(AYSE, 28)
    assert await nearest(shop) == Nearly(reward_id=bread, reward="Bread", merchant="Bakery", points=2)


async def test_no_points_near_switches_it_off(shop: Shop) -> None:
    shop.programme = replace(shop.programme, nearly_points=0)
    await shop.reward(29)
    await shop.join(AYSE)
    await shop.buy(AYSE, 28)
    assert "points from" not in await receipt(shop)


@pytest.mark.parametrize(
    ("column", "value"),
    [("tier", "Gold"), ("stock", 0), ("ends_at", 1), ("starts_at", 9_999_999_999_999), ("state", "retired")],
)
async def test_a_reward_that_the_member_may_not_have_is_passed_over(shop: Shop, column: str, value: int | str) -> None:
    shop.programme = replace(shop.programme, tiers=(Tier(name="Gold", threshold=500),))
    barred = await shop.reward(30, "Mug")
    other = await shop.reward(35, "Cup")
    await shop.run(f"UPDATE rewards SET {column} = $1 WHERE id = $2", value, barred)  # noqa: S608
    await shop.join(AYSE)
    await shop.buy(AYSE, 28)
    found = await nearest(shop)
    assert found is not None
    assert found.reward_id == other


async def test_a_reward_that_the_member_has_had_as_often_as_one_can_is_passed_over(shop: Shop) -> None:
    mug = await shop.reward(20, "Mug")
    await shop.run("UPDATE rewards SET member_limit = 1 WHERE id = $1", mug)
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    voucher = await shop.hold(AYSE, mug)
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    assert await nearest(shop) is None


async def test_nothing_is_near_while_something_is_owed(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    voucher = await shop.hold(AYSE, await shop.reward(20))
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    await shop.reward(5)
    assert await nearest(shop) is None


async def test_how_near_it_is_counts_when_it_is_said(shop: Shop) -> None:
    await shop.reward(40, "Espresso")
    tea = await shop.reward(10, "Tea")
    await shop.join(AYSE)
    await shop.buy(AYSE, 28)
    await shop.hold(AYSE, tea)
    [first, *_] = await heard(shop, AYSE)
    assert first.text.splitlines()[1:] == []
    shop.pass_time(minutes=11)
    found = await nearest(shop)
    assert found is not None
    assert found.points == 12


async def test_points_that_wait_make_nothing_near(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchase_hold=timedelta(days=1))
    await shop.reward(40, "Espresso")
    await shop.join(AYSE)
    await shop.buy(AYSE, 28)
    assert "from <b>" not in await receipt(shop)
    assert await nearest(shop) is None
    await shop.run("UPDATE lots SET activates_at = $1", ms(shop.now))
    assert await nearest(shop) is not None
