"""The owner changes the rules by buttons, through the real process, and reads what that means before it counts."""

import pytest

from tests.acceptance.cast import buy, has, join, open_shop, sale
from tests.acceptance.labels import sentences
from tests.acceptance.world import World


@pytest.mark.parametrize("language", ["en", "tr"])
async def test_an_owner_changes_the_rate_and_the_next_purchase_earns_by_it(world: World, language: str) -> None:
    shop = await open_shop(world, language=language, Cookie=5)
    ayse = await world.person(11, "Ayşe", "Yılmaz", language=language)
    await join(ayse, shop.poster)
    shown_before = await sale(shop.cashier, "24.90 R-1")
    owner = shop.owner
    await owner.say("/desk", has(owner, "Programme"))
    await owner.press("Programme", has(owner, "Earning"))
    await owner.press("Earning", has(owner, "Points for each step"))
    await owner.press("Points for each step")
    await owner.say("1,5", has(owner, "Preview"))
    preview = await owner.press("Preview", has(owner, "Confirm"))
    assert "24 → 36" in preview.text
    assert "24" in (await buy(ayse, shop.cashier, "24.90", "R-2")).text
    before = owner.mark
    await owner.press("Confirm")
    await owner.hears(lambda m: sentences(language)["setting-rate"] in m.text and "1 → 1" in m.text, since=before)
    assert "36" in (await buy(ayse, shop.cashier, "24.90", "R-3")).text
    await ayse.scans(shown_before)
    members = await world.members()
    assert members[1]["balance"] == 24 + 36 + 24
