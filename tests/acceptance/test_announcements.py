"""A double day in four taps, and how members hear of it: through the real process, by a clock that is moved."""

from datetime import UTC, datetime, timedelta

from tests.acceptance.cast import Shop, buy, has, join, open_shop, picture
from tests.acceptance.person import Person, Shown
from tests.acceptance.world import World


async def _at(world: World, hour: int, minute: int = 0) -> datetime:
    """The clock moves to the next time that it is so late (UTC, the programme's zone and everybody's); when that is."""
    now = (await world.get("clock"))["now"]
    day, wanted = 86_400_000, (hour * 60 + minute) * 60_000
    await world.post("clock", {"advance_ms": (wanted - now) % day})
    return datetime.fromtimestamp((await world.get("clock"))["now"] / 1000, UTC)


async def _fan(world: World, shop: Shop, number: int, first: str, language: str = "en") -> Person:
    """Somebody who joins and wants offers."""
    person = await world.person(number, first, "Yılmaz", language=language)
    await person.scans(shop.poster, has(person, "Join"))
    await person.press("Join", has(person, "Yes, send me offers"))
    await person.press("Yes, send me offers")
    return person


async def _a_double_day(manager: Person, day: datetime) -> Shown:
    """Desk, Double day, the day: what stands there before Start."""
    await manager.say("/desk", has(manager, "Double day"))
    await manager.press("Double day", has(manager, "Tomorrow"))
    return await manager.press("", has(manager, "Start"), containing=f"{day:%b} {day.day}")


async def test_a_double_day_in_four_taps_is_told_the_evening_before_and_on_the_morning(each_world: World) -> None:
    noon = await _at(each_world, 12)
    shop = await open_shop(each_world)
    manager = shop.owner
    ayse, deniz = await _fan(each_world, shop, 11, "Ayşe"), await _fan(each_world, shop, 12, "Deniz", language="tr")
    bora = await each_world.person(13, "Bora", "Ak")
    await join(bora, shop.poster)
    for member in (ayse, bora):
        await buy(member, shop.cashier, "10.00")
    await each_world.pass_time(days=5)
    day = noon + timedelta(days=7)

    shown = await _a_double_day(manager, day)
    assert "about 20 points more, worth €1.00" in shown.text
    assert "2 people will hear of it" in shown.text
    assert f"Double points at Corner Café tomorrow, {day:%A}, {day:%B} {day.day}!" in shown.text
    started = await manager.press("Start", has(manager, "Stop"))
    assert "is set" in started.text
    assert started.text.count("Planned.") == 2

    before = {person.id: person.mark for person in (ayse, deniz, bora)}
    await each_world.pass_time(days=1)
    await _at(each_world, 18, 1)
    eve = await ayse.hears("tomorrow", since=before[ayse.id])
    assert f"Double points at Corner Café tomorrow, {day:%A}" in eve.text
    assert "/settings" in eve.text
    assert "Yarın, " in (await deniz.hears("Çift puan · Corner Café", since=before[deniz.id])).text
    progress = await manager.hears("Done, 2 in all", since=started.event)
    assert progress.message_id == started.message_id
    assert progress.button("Stop", "en") is not None
    assert "10 points" in (await ayse.press("My points", on=eve)).text

    at = ayse.mark
    await _at(each_world, 9, 1)
    morning = await ayse.hears(f"Double points at Corner Café today, {day:%A}", since=at)
    await ayse.press("My card", picture, on=morning)
    ended = await manager.hears(lambda m: m.text.count("Done, 2 in all") == 2, since=started.event)
    assert ended.button("Stop", "en") is None
    assert [m for m in await bora.messages(before[bora.id]) if "Double" in m.text] == []
    await buy(ayse, shop.cashier, "10.00", "R-2")
    assert "30 points" in (await ayse.say("/balance")).text


async def test_a_double_day_of_today_is_told_at_once_and_what_is_stopped_is_not_told(world: World) -> None:
    noon = await _at(world, 12)
    shop = await open_shop(world)
    manager = shop.owner
    ayse = await _fan(world, shop, 11, "Ayşe")
    at = ayse.mark
    await _a_double_day(manager, noon + timedelta(days=3))
    planned = await manager.press("Start", has(manager, "Stop"))
    await manager.press("Stop", "Stopped", on=planned)
    await manager.say("/doubleday today x3", has(manager, "Start"))
    await manager.press("Start", "On the morning itself")
    told = await ayse.hears("3 × points at Corner Café today", since=at)
    assert told.button("My card", "en") is not None
    await manager.hears("Done, 1 in all")

    await manager.say("/desk", has(manager, "Campaigns"))
    await manager.press("Campaigns", has(manager, "New"))
    page = await manager.press("", "It is to come", containing=f"Double {noon + timedelta(days=3):%A}")
    assert page.text.count("Stopped before anybody had it.") == 2
    assert page.button("", "en", "Stop") is None
    await world.pass_time(days=2)
    await _at(world, 20)
    await world.pass_time(days=1)
    # The job of broadcasts has looked at that evening and that day by then.
    await buy(ayse, shop.cashier, "10.00")
    assert "20 points" in (await ayse.say("/balance")).text
    assert [m for m in await ayse.messages(told.event) if m.text.startswith("🎉 Double points")] == []
