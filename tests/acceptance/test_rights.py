"""Everybody's buttons and links, tried by everybody else: nothing moves, and each gets a clear answer."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

from tests.acceptance.cast import Shop, buy, card, choose, has, hire, join, open_shop, picture, sale, staff_invite
from tests.acceptance.person import Person, Shown
from tests.acceptance.world import World

_LINK = re.compile(r"https://t\.me/kumbara_demo_bot\?start=[a-z]_[A-Za-z0-9_-]{32}")
# What changes who somebody is comes last: after it they would be tried in another part.
_LAST = ("join", "lang", "offers", "set", "forget-now")


@dataclass(frozen=True, kw_only=True)
class Alive:
    """Questions that wait for an answer, and nobody but the one asked may give it."""

    shop: Shop
    ayse: Person
    yes: Shown
    confirm: Shown
    undo: Shown
    let_in: Shown


async def _set_up(world: World) -> Alive:
    await open_shop(world, "Bookshop", Novel=3)
    owner = world.people[99]
    other = await world.person(22, "Selin", "Koç")
    await hire(owner, other)
    shop = await _café(world)
    await _hire_and_remove(world, owner)
    ayse = await world.person(11, "Ayşe", "Yılmaz")
    await join(ayse, shop.poster)
    await buy(ayse, shop.cashier, "24.90")
    voucher = await choose(ayse, "Cookie")
    await ayse.say("/vouchers")
    confirm = await shop.cashier.scans(voucher, has(shop.cashier, "Confirm"))
    await ayse.scans(await sale(shop.cashier, "10.00"), has(ayse, "Not mine"))
    undo = await shop.cashier.hears(has(shop.cashier, "Undo"))
    issued = await owner.say("/issue Cookie", picture)
    await owner.qr(issued, "k")
    await ayse.scans(issued, has(ayse, "Redeem"))
    for screen in ("/balance", "/history", "/rewards", "/invite", "/settings", "/language", "/privacy", "/help"):
        await ayse.say(screen)
    await ayse.say("/privacy", has(ayse, "Forget me"))
    await ayse.press("Forget me")
    for screen in ("/desk", "/sale 5.00", "/staff", "/help"):
        await owner.say(screen)
    await _campaigns(owner)
    await _refund(owner)
    applicant = await world.person(24, "Deniz", "Er")
    invite = await staff_invite(owner)
    before = owner.mark
    await applicant.follows(invite.links[0])
    let_in = await owner.hears(has(owner, "Let in"), since=before)
    code, _ = await card(ayse)
    await shop.cashier.say(f"3.00 {code}", has(shop.cashier, "Undo"))
    await shop.cashier.say(f"3.00 {code}", has(shop.cashier, "Book again"))
    yes = await _asked_at_the_till(shop.cashier, ayse, code)
    return Alive(shop=shop, ayse=ayse, yes=yes, confirm=confirm, undo=undo, let_in=let_in)


async def _café(world: World) -> Shop:
    owner = world.people[99]
    cashier = await world.person(25, "Ece", "Aydın")
    await owner.say("/newmerchant Corner Café", "Corner Café")
    await owner.say("/addreward 5 Cookie", "Cookie")
    poster = await owner.say("/poster", picture)
    await hire(owner, cashier)
    return Shop(name="Corner Café", owner=owner, cashier=cashier, poster=poster)


async def _hire_and_remove(world: World, owner: Person) -> None:
    removed = await world.person(23, "Cem", "Uslu")
    await hire(owner, removed)
    staff = await owner.say("/staff")
    button = next(b for b in staff.buttons if b.get("data", "").startswith("staff-remove") and "Cem" in b["text"])
    await owner.press_data(button["data"], owner.id, staff.message_id)
    sure = await owner.hears(lambda m: any(b.get("data", "").startswith("staff-remove-now") for b in m.buttons))
    button = next(b for b in sure.buttons if b.get("data", "").startswith("staff-remove-now"))
    await owner.press_data(button["data"], owner.id, sure.message_id)
    await removed.hears("Corner Café")


async def _campaigns(owner: Person) -> None:
    """One that is to come, with its page, and one that is half made."""
    await owner.say("/doubleday tomorrow", has(owner, "Start"))
    await owner.press("Start", "is set")
    await owner.say("/desk", has(owner, "Campaigns"))
    await owner.press("Campaigns", has(owner, "New"))
    await owner.press("", has(owner, "End"), containing="Double ")
    await owner.press("End", has(owner, "Keep"))
    await owner.press("Keep", has(owner, "Pause"))
    await owner.press("Pause", has(owner, "Resume"))
    await owner.press("Resume", has(owner, "Pause"))
    await owner.press("Campaigns", has(owner, "New"))
    await owner.press("New", has(owner, "Extra points on top"))


async def _refund(owner: Person) -> None:
    """All of Ayşe's purchase, up to the question."""
    await owner.say("/refund", "Which purchase")
    await owner.press("", has(owner, "Part"), containing="24.90")
    await owner.press("", has(owner, "Confirm"), containing="All")


async def _asked_at_the_till(cashier: Person, member: Person, code: str) -> Shown:
    visitor = await cashier.say(code, lambda m: any("Cookie" in b["text"] for b in m.buttons))
    button = [b for b in visitor.buttons if "Cookie" in b["text"]][-1]
    before = member.mark
    await cashier.press_data(button["data"], cashier.id, visitor.message_id)
    return await member.hears(has(member, "Yes"), since=before)


async def test_nobody_elses_button_or_link_moves_anything(world: World) -> None:
    alive = await _set_up(world)
    others = [
        await world.person(14, "Mert", "Can"),
        world.people[22],  # a cashier of another merchant
        world.people[23],  # a cashier who was removed
        await world.person(15, "Kim", "Lee"),  # a stranger
    ]
    await join(others[0], alive.shop.poster)
    # A cashier may collect as a member too: so that nothing is left to collect, the owner's sale goes to Ayşe.
    await _collect_what_waits(world, alive)
    buttons, links = await _everything_seen(world)
    assert len(buttons) > 30, buttons
    assert {link.partition("start=")[2][0] for link in links} == set("jrpmvks")
    journal, members = await world.journal(), await world.members()
    await asyncio.gather(*(_tries(person, buttons, links) for person in others))
    assert (await world.journal())[len(journal) :] == []
    now = await world.members()
    assert {number: now[number] for number in members if members[number]["telegram_id"]} == {
        **members,
        **{n: now[n] for n in members if members[n]["telegram_id"] == others[0].id},
    }
    assert all(line["balance"] == 0 for number, line in now.items() if number != 1)
    await _the_right_ones_still_can(alive, len(journal), world)


async def _collect_what_waits(world: World, alive: Alive) -> None:
    for picture_of in await world.people[99].messages():
        if any("start=p_" in link for link in picture_of.links):
            await alive.ayse.scans(picture_of, has(alive.ayse, "Not mine"))


async def _everything_seen(world: World) -> tuple[list[tuple[str, int, int]], list[str]]:
    """The data of every button ever sent, with a message on which it stood, and every link."""
    calls: list[dict[str, Any]] = (await world.get("requests"))["requests"]
    links = sorted({link for call in calls for link in _LINK.findall(json.dumps(call["params"]))})
    buttons: dict[str, tuple[int, int]] = {}
    for person in world.people.values():
        for message in await person.messages():
            for button in message.buttons:
                if "data" in button:
                    buttons[button["data"]] = (person.id, message.message_id)
    for call in calls:
        for data in re.findall(r'callback_data\\?": \\?"([^"\\]+)', json.dumps(call["params"])):
            buttons.setdefault(data, (call["chat_id"], 1))
    order = sorted(buttons, key=lambda data: (data.split(":")[0] in _LAST, data.split(":")[0] == "forget-now", data))
    return [(data, *buttons[data]) for data in order], links


async def _tries(person: Person, buttons: list[tuple[str, int, int]], links: list[str]) -> None:
    for link in links:
        await person.follows(link)
    for number, (data, chat_id, message_id) in enumerate(buttons):
        # On the message of whose it is, or on one that the forger invents.
        where = (chat_id, message_id) if number % 2 else (person.id, 10_000_000 + number)
        callback_id = await person.press_data(data, *where, forge=True)
        answer = await person.hears()
        assert answer.text, data
        assert (await person.world.answered(callback_id))["after_ms"] <= 2_000


async def _the_right_ones_still_can(alive: Alive, rows: int, world: World) -> None:
    await alive.ayse.press("Yes", on=alive.yes)
    await alive.shop.cashier.press("Confirm", on=alive.confirm)
    await alive.shop.cashier.press("Undo", on=alive.undo)
    await alive.shop.owner.press("Let in", on=alive.let_in)
    await alive.shop.owner.say("/desk", has(alive.shop.owner, "Campaigns"))
    await alive.shop.owner.press("Campaigns", "⏳ Double ")
    journal = await world.journal()
    assert [row["kind"] for row in journal[rows:]] == ["redeem", "confirm", "reverse"]
