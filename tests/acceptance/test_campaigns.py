"""A campaign from the manager's first button to the customer's balance, through the real process."""

from tests.acceptance.cast import buy, card, has, hire, join, open_shop
from tests.acceptance.person import Person
from tests.acceptance.world import World


async def _noon(world: World) -> None:
    """The next noon, so that no midnight comes between."""
    day, half = 86_400_000, 43_200_000
    now = (await world.get("clock"))["now"]
    await world.post("clock", {"advance_ms": (half - now) % day})


async def _a_new_double_day(manager: Person) -> None:
    """A campaign that doubles today, made by buttons alone."""
    await manager.say("/desk", has(manager, "Campaigns"))
    await manager.press("Campaigns", has(manager, "New"))
    await manager.press("New", has(manager, "More points for each purchase"))
    await manager.press("More points for each purchase", has(manager, "", "× 2"))
    await manager.press("", has(manager, "Today"), containing="× 2")
    await manager.press("Today", has(manager, "All day"))
    await manager.press("All day", has(manager, "Everybody"))
    await manager.press("Everybody", has(manager, "", "Double "))
    await manager.press("", has(manager, "Start"), containing="Double ")


async def test_a_manager_makes_a_double_day_by_buttons_and_a_customer_gets_double_and_sees_why(
    each_world: World,
) -> None:
    await _noon(each_world)
    shop = await open_shop(each_world)
    manager, ayse = await each_world.person(22, "Selin", "Koç"), await each_world.person(11, "Ayşe", "Yılmaz")
    await hire(shop.owner, manager, "manager")
    await join(ayse, shop.poster)
    await buy(ayse, shop.cashier, "10.00")
    await _a_new_double_day(manager)
    await manager.press("Preview", has(manager, "", "20.00"))
    await manager.press("", has(manager, "Somebody new"), containing="20.00")
    seen = await manager.press("Somebody new", "Nothing was booked")
    assert "40 points" in seen.text
    await manager.press("Back", has(manager, "Start"))
    await manager.press("Start", "is set")

    assert "Double points at Corner Café today" in (await ayse.say("/balance")).text
    code, _ = await card(ayse)
    before = ayse.mark
    await shop.cashier.say(f"24.90 {code}", has(shop.cashier, "Undo"))
    told = await ayse.hears("24.90", since=before)
    assert "48 points" in told.text
    assert "Double " in told.text
    assert "58 points" in (await ayse.say("/balance")).text
    history = (await ayse.say("/history")).text
    assert "+48 · purchase of €24.90 at Corner Café, doubled by Double " in history
    assert "+10 · purchase of €10.00 at Corner Café\n" in f"{history}\n"
    listed = await _listed(manager)
    assert "gave 24 points" in listed

    await manager.press("", has(manager, "Pause"), containing="Double ")
    await manager.press("Pause", has(manager, "Resume"))
    assert "Double points" not in (await ayse.say("/balance")).text
    await buy(ayse, shop.cashier, "5.00")
    await manager.press("Resume", has(manager, "Pause"))
    assert "Double points" in (await ayse.say("/balance")).text
    await manager.press("End", "for good")
    await manager.press("End", "It is over")
    assert "Double points" not in (await ayse.say("/balance")).text
    assert (await each_world.members())[1]["balance"] == 63
    earned = [row["postings"][0]["points"] for row in await each_world.journal() if row["kind"] == "earn"]
    assert [abs(points) for points in earned] == [10, 48, 5]


async def _listed(manager: Person) -> str:
    await manager.say("/desk", has(manager, "Campaigns"))
    return (await manager.press("Campaigns")).text


async def test_a_double_day_by_command_counts_on_its_day_and_no_other(world: World) -> None:
    await _noon(world)
    shop = await open_shop(world)
    ayse = await world.person(11, "Ayşe", "Yılmaz")
    await join(ayse, shop.poster)
    shown = await shop.owner.say("/doubleday tomorrow x1,5", has(shop.owner, "Start"))
    assert "1.5 × points at Corner Café" in shown.text
    await shop.owner.press("Start", "is set")
    again = await shop.owner.say("/doubleday tomorrow x1.5", has(shop.owner, "Start"))
    await shop.owner.press("Start", "is there already", on=again)
    await buy(ayse, shop.cashier, "10.00")
    await world.pass_time(days=1)
    await buy(ayse, shop.cashier, "11.00")
    await world.pass_time(days=1)
    await buy(ayse, shop.cashier, "10.00")
    earned = [row["postings"][0]["points"] for row in await world.journal() if row["kind"] == "earn"]
    assert [abs(points) for points in earned] == [10, 16, 10]
