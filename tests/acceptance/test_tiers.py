"""A level is won at the till and lost by the clock, through the real process, which was down when it happened."""

from datetime import UTC, datetime

from tests.acceptance.cast import buy, join, open_shop
from tests.acceptance.world import World

RULES = """
[[tiers]]
name = "Gümüş Kart"
threshold = 100
multiplier = 1.5
"""


async def test_a_level_is_won_multiplies_and_is_lost_although_the_bot_was_down(world: World) -> None:
    rules = world.folder / "rules.toml"
    rules.write_text(RULES, "utf-8")
    done = await world.cli("programme", "set", str(rules))
    assert done.code == 0, done.err
    shop = await open_shop(world, Cookie=5)
    ayse = await world.person(11, "Ayşe", "Yılmaz")
    await join(ayse, shop.poster)
    await buy(ayse, shop.cashier, "90.00", "R-1")
    shown = await ayse.say("/balance")
    assert "▰▰▰▰▰▰▰▰▰▱ 90 %" in shown.text
    assert "10 more points of purchases to Gümüş Kart (×1.5) by" in shown.text

    before = ayse.mark
    await buy(ayse, shop.cashier, "10.00", "R-2")
    await ayse.hears(lambda m: "You have reached Gümüş Kart!" in m.text, since=before)
    await buy(ayse, shop.cashier, "10.00", "R-3")
    assert (await world.members())[1]["tier"] == "Gümüş Kart"
    assert (await world.members())[1]["balance"] == 90 + 10 + 15

    await world.stop()
    # What was found out at midnight is told by day.
    now = datetime.now(UTC)
    await world.pass_time(days=2 * 366 + 60, minutes=(12 - now.hour) % 24 * 60)
    before = ayse.mark
    await world.start()
    await ayse.hears(lambda m: "Your time as Gümüş Kart is over." in m.text, since=before)
    assert (await world.members())[1]["tier"] == "base"
    assert (await world.members())[1]["balance"] == 0
    shown = await ayse.say("/balance")
    assert "Level: Member" in shown.text
    assert "100 more points of purchases to Gümüş Kart" in shown.text
