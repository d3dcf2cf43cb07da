"""A purchase is refunded by one line and by buttons, and a redemption reversed, through the real process."""

from tests.acceptance.cast import buy, choose, has, join, open_shop
from tests.acceptance.world import World


async def test_a_purchase_is_refunded_and_a_redemption_reversed_and_everybody_hears_why(world: World) -> None:
    shop = await open_shop(world, Cookie=5)
    owner, ayse = shop.owner, await world.person(11, "Ayşe", "Yılmaz")
    await join(ayse, shop.poster)
    await buy(ayse, shop.cashier, "24.90", "R-1")

    before = ayse.mark
    await owner.say("/refund r-1 4,90", "Refunded: €4.90")
    await ayse.hears(lambda m: "refunded €4.90 of your purchase. 4 of its points go with it." in m.text, since=before)
    assert (await world.members())[1]["balance"] == 20

    voucher = await choose(ayse, "Cookie")
    await shop.cashier.scans(voucher, has(shop.cashier, "Confirm"))
    await shop.cashier.press("Confirm", "Redeemed")
    assert (await world.members())[1]["balance"] == 15
    before = ayse.mark
    await owner.say("/desk", has(owner, "Redemptions"))
    await owner.press("Redemptions", "Redeemed here")
    await owner.press("", "Reverse this?", containing="Cookie")
    await owner.press("Confirm", "Reversed")
    await ayse.hears(lambda m: "took Cookie back: 5 points are yours again." in m.text, since=before)
    assert (await world.members())[1]["balance"] == 20

    await owner.say("/desk", has(owner, "Refund"))
    await owner.press("Refund", "Which purchase")
    await owner.press("", has(owner, "Part"), containing="R-1")
    await owner.press("", "20 points go with it", containing="All")
    await owner.press("Confirm", "Refunded: €20.00")
    assert (await world.members())[1]["balance"] == 0
    kinds = [row["kind"] for row in await world.journal()]
    assert kinds == ["earn", "refund", "hold", "confirm", "reverse", "refund"]
