"""A friend's own phone number, shared with Telegram's button, before a referral pays."""

from tests.acceptance.cast import buy, has, open_shop
from tests.acceptance.world import World


async def test_a_friend_shares_their_own_number_and_both_have_their_bonus(world: World) -> None:
    rules = world.folder / "rules.toml"
    rules.write_text("[referral]\nphone = true\n")
    assert (await world.cli("programme", "set", str(rules))).code == 0
    shop = await open_shop(world)
    ayse = await world.person(11, "Ayşe", "Yılmaz")
    bora = await world.person(12, "Bora", "Su")
    await ayse.scans(shop.poster, has(ayse, "Join"))
    await ayse.press("Join", has(ayse, "Yes, send me offers"))
    await ayse.press("No")
    invite = await ayse.say("/invite", lambda m: "start=r_" in m.text)
    await bora.follows(invite.links[0], has(bora, "Join"))
    await bora.press("Join", has(bora, "Yes, send me offers"))
    await bora.press("No")
    await buy(bora, shop.cashier, "10.00")
    await bora.hears(lambda m: "phone number" in m.text)
    before = bora.mark
    await world.post("people/12/contact", {"phone_number": "+90532000", "user_id": 11})
    await bora.hears(lambda m: "not your own" in m.text, since=before)
    await world.post("people/12/contact", {"phone_number": "+90532000", "user_id": 12})
    await bora.hears(lambda m: "on its way" in m.text, since=before)
    assert [row["kind"] for row in await world.journal()].count("referral") == 2
