"""What comes by itself after a purchase and a voucher, through the real process, and what its buttons lead to."""

from tests.acceptance.cast import buy, choose, has, join, open_shop, picture
from tests.acceptance.world import World


async def test_offers_are_asked_about_again_a_near_reward_is_named_and_a_voucher_is_told_of_in_time(
    world: World,
) -> None:
    shop = await open_shop(world, Cookie=30, Espresso=40)
    ayse = await world.person(11, "Ayşe", "Yılmaz")
    await join(ayse, shop.poster)
    await ayse.say("/settings", has(ayse, "Quiet hours"))
    await ayse.press("Quiet hours", has(ayse, "Never quiet"))
    await ayse.press("Never quiet")
    before = ayse.mark
    await buy(ayse, shop.cashier, "31.00", "R-1")
    receipt = await ayse.hears(lambda m: "+31 points" in m.text, since=before)
    assert "You are 9 points from Espresso at Corner Café." in receipt.text
    asked = await ayse.hears(has(ayse, "Yes, send me offers"), since=before)
    assert "double" in asked.text
    await ayse.press("Yes, send me offers", lambda m: "Thank you!" in m.text, on=asked)

    await choose(ayse, "Cookie")
    before = ayse.mark
    await world.pass_time(minutes=8.5)
    told = await ayse.hears(lambda m: "Your voucher for Cookie" in m.text, since=before, seconds=25)
    shown = await ayse.press("Show", picture, on=told)
    await ayse.qr(shown, "v")
