"""A manager writes to many: seen first, sent to those who want offers, watched, stopped, through the real process."""

from tests.acceptance.cast import Shop, has, hire, join, open_shop
from tests.acceptance.person import Person, Shown
from tests.acceptance.world import World


async def _noon(world: World) -> None:
    """The next noon: nobody's quiet hours, and no midnight near."""
    day, half = 86_400_000, 43_200_000
    now = (await world.get("clock"))["now"]
    await world.post("clock", {"advance_ms": (half - now) % day})


async def _fan(world: World, shop: Shop, number: int, first: str, language: str = "en") -> Person:
    """Somebody who joins and wants offers."""
    person = await world.person(number, first, "Yılmaz", language=language)
    await person.scans(shop.poster, has(person, "Join"))
    await person.press("Join", has(person, "Yes, send me offers"))
    await person.press("Yes, send me offers")
    return person


async def _written(manager: Person, text: str) -> Shown:
    """Desk, Broadcast, everyone, and the text: what stands below the preview."""
    await manager.say("/desk", has(manager, "Broadcast"))
    await manager.press("Broadcast", has(manager, "Everyone"))
    await manager.press("Everyone", "Now write the message")
    return await manager.say(text, has(manager, "Send now"))


async def test_a_message_is_previewed_sent_to_those_who_want_it_counted_and_survives_a_kill(
    each_world: World,
) -> None:
    await _noon(each_world)
    shop = await open_shop(each_world)
    manager = await each_world.person(22, "Selin", "Koç")
    await hire(shop.owner, manager, "manager")
    fans = [
        await _fan(each_world, shop, 11, "Ayşe"),
        await _fan(each_world, shop, 12, "Bora", language="tr"),
        await _fan(each_world, shop, 13, "Cem"),
    ]
    quiet = await each_world.person(14, "Deniz", "Ak")
    await join(quiet, shop.poster)
    marks = {person.id: person.mark for person in (*fans, quiet)}

    ready = await _written(manager, "Fresh figs & <b>plums</b> today")
    assert "3 members" in ready.text
    preview = await manager.hears("Fresh figs & <b>plums</b> today")
    assert preview.text.startswith("📣 Corner Café")
    assert preview.message_id != ready.message_id
    sure = await manager.press("Send now", has(manager, "Confirm"), on=ready)
    sent = await manager.press("Confirm", has(manager, "Stop"), on=sure)
    await each_world.kill()
    await each_world.start()

    for person in fans:
        heard = await person.hears("Fresh figs & <b>plums</b> today", since=marks[person.id])
        assert heard.button("Rewards", person.language) is not None
        assert "/settings" in heard.text
    done = await manager.hears("Done, 3 in all", since=sent.event)
    assert done.message_id == sent.message_id
    assert "Sent: 3" in done.text
    assert done.button("Stop", "en") is None
    assert [m for m in await quiet.messages(marks[quiet.id]) if "figs" in m.text] == []
    # Once each, although the process was killed.
    for person in fans:
        assert len([m for m in await person.messages(marks[person.id]) if "figs" in m.text]) == 1


async def test_a_scheduled_message_is_stopped_before_its_hour_and_another_comes_in_time(world: World) -> None:
    await _noon(world)
    shop = await open_shop(world)
    manager = shop.owner
    ayse = await _fan(world, shop, 11, "Ayşe")
    before = ayse.mark
    for text in ("Plums", "Figs"):
        ready = await _written(manager, text)
        await manager.press("Schedule", "When?", on=ready)
        sure = await manager.say("tomorrow 14:00", has(manager, "Confirm"))
        await manager.press("Confirm", "Planned.", on=sure)
    await manager.say("/desk", has(manager, "Broadcast"))
    await manager.press("Broadcast", has(manager, "Everyone"))
    listed = await manager.press("", "messages to members", containing="Planned and sent (2)")
    await manager.press("", "Stopped", on=listed, containing="Stop: Plums")
    await world.pass_time(days=1, minutes=90)
    assert [m for m in await ayse.messages(before) if "Figs" in m.text or "Plums" in m.text] == []
    await world.pass_time(minutes=31)
    await ayse.hears("Figs", since=before)
    await manager.hears("Done, 1 in all")
    assert [m for m in await ayse.messages(before) if "Plums" in m.text] == []
