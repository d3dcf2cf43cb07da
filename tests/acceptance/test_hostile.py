"""Hostile input: a clear answer, no traceback, no markup injected, nothing moved."""

import asyncio
import json
import re
from typing import Any

import pytest

from tests.acceptance.cast import Shop, buy, card, has, join, open_shop, picture, sale
from tests.acceptance.person import Person
from tests.acceptance.world import World

ZWJ_BOMB = "👨‍👩‍👧‍👦" * 300
COMBINING_BOMB = "a" + "̴̡̢̧̨̛̖̗̘̙̜̝̞̟̠̣" * 150
RTL = "‮⁦מחיר‏ 24.90 ‭1234⁩"
MARKUP = '<b>EVIL</b> <a href="tg://user?id=1">EVIL</a> &lt;i&gt; <tg-spoiler>EVIL</tg-spoiler> {EVIL} *EVIL*'
NUL = "24.90\x001234"
TEXTS = [
    "x" * 4096,
    "<" * 4097,
    "&" * 4096,
    ZWJ_BOMB,
    COMBINING_BOMB,
    RTL,
    MARKUP,
    NUL,
    "\x00",
    "‍​⁠",
    "<b>",
    "</b></i>",
    "&#0;",
    "%s%n{0}{{ }}",
    "' OR 1=1; DROP TABLE journal; --",
    "/" * 50,
    "/start " + "A" * 65,
    "/newmerchant",
    "/unknown command",
    "/balance@somebody_else_bot",
    "\ud83d lone",
    "🐖" * 1000,
]
AMOUNTS = [
    "1e9",
    "-1",
    "٣",
    "0.001",
    "NaN",
    "inf",
    "0",
    "0.00",
    "1,2,3",
    "1.25.0",
    "¼",
    "²",
    "１２",
    "0x10",
    "1_000",
    "+5",
    "99999999999999999999999",
    "50000.01",
    "1.2500",
    ",5",
    "5.",
    "-",
    ".",
]
LINK = "https://t.me/kumbara_demo_bot?start="
PAYLOADS = [
    "x",
    "j_",
    "j_" + "A" * 32,
    "p_" + "A" * 32,
    "z_" + "A" * 32,
    "-" * 64,
    "_" * 64,
    "0",
    "v_" + "-" * 32,
    "j_1",
]


async def _set_up(world: World) -> tuple[Shop, Person]:
    shop = await open_shop(world, Cookie=5)
    ayse = await world.person(11, "Ayşe", "Yılmaz")
    await join(ayse, shop.poster)
    await buy(ayse, shop.cashier, "24.90")
    return shop, ayse


async def _all_answered(person: Person, texts: list[str]) -> None:
    for text in texts:
        shown = await person.say(text)
        assert shown.text or shown.photo, text[:50]
        _no_markup(shown.html)


def _no_markup(html: str) -> None:
    assert not re.search(r"<(b|i|u|s|a|code|span)\b[^>]*>EVIL", html), html


async def test_hostile_words_get_a_clear_answer(each_world: World) -> None:
    world = each_world
    shop, ayse = await _set_up(world)
    stranger = await world.person(15, "Kim")
    before = await world.journal()
    lines = [f"{amount} 1234" for amount in AMOUNTS] + [f"/sale {amount}" for amount in AMOUNTS]
    rewards = [
        "/addreward",
        "/addreward x",
        "/addreward -1 Tea",
        "/addreward ٣ Tea",
        "/addreward 1e9 Tea",
        "/addreward 0 Tea",
    ]
    refunds = [f"/refund #1 {amount}" for amount in AMOUNTS] + ["/refund x", "/refund #99999999999999999999"]
    await asyncio.gather(
        _all_answered(ayse, TEXTS),
        _all_answered(stranger, TEXTS),
        _all_answered(shop.cashier, [*TEXTS, *lines]),
        _all_answered(
            shop.owner,
            [*rewards, *refunds, "/issue", "/issue 99", "/issue Cookie x", "/issue Cookie -1 0", *TEXTS[:12]],
        ),
    )
    # The same where a step waits for an answer.
    for text in TEXTS:
        await shop.owner.say("/newmerchant")
        _no_markup((await shop.owner.say(text)).html)
        await shop.owner.say("/cancel")
    assert await world.journal() == before


async def test_a_purchase_with_a_hostile_amount_is_refused_with_a_living_code(each_world: World) -> None:
    shop, ayse = await _set_up(each_world)
    code, _ = await card(ayse)
    before = await each_world.journal()
    for amount in AMOUNTS:
        answer = await shop.cashier.say(f"{amount} {code}")
        assert not answer.button("Undo", "en"), amount
    assert await each_world.journal() == before


async def test_names_with_markup_are_shown_as_they_are(each_world: World) -> None:
    world = each_world
    shop = await open_shop(world, '<u>EVIL</u> & "Sons"')
    await shop.owner.say("/addreward 5 <s>EVIL</s> & {$x}", "EVIL")
    names = ["<b>EVIL</b>", "evil\x00</b>", "‮evil", "E̴̡̢̧̨V" * 30, "&lt;b&gt;EVIL", "\ud83devil", "<i>EVIL" * 9]
    for number, name in enumerate(names):
        person = await world.person(200 + number, name, "<code>EVIL</code>")
        await join(person, shop.poster)
        await buy(person, shop.cashier, "9.00")
        await person.scans(await sale(shop.cashier, "2.00"), has(person, "Not mine"))
        await person.say("/rewards")
        await person.say("/history")
        data = await _my_data(person)
        assert json.loads(data), data
    for person in world.people.values():
        for message in await person.messages():
            _no_markup(message.html)
    journal = await world.journal()
    assert len([row for row in journal if row["kind"] == "earn"]) == 2 * len(names)


async def _my_data(person: Person) -> bytes:
    await person.say("/privacy", has(person, "My data"))
    shown = await person.press("My data", lambda m: m.document is not None)
    assert shown.document is not None
    async with person.world.session.get(f"{person.world.sandbox.url}{shown.document['url']}") as response:
        return await response.read()


async def test_forged_foreign_and_stale_buttons_and_payloads_are_refused(each_world: World) -> None:
    world = each_world
    shop, ayse = await _set_up(world)
    before = await world.journal()
    names = [
        "join",
        "offers",
        "balance",
        "card",
        "history",
        "rewards",
        "reward",
        "redeem",
        "vouchers",
        "voucher-show",
        "voucher-cancel",
        "voucher-cancel-now",
        "use",
        "not-mine",
        "code-redeem",
        "invite",
        "settings",
        "set",
        "language",
        "lang",
        "privacy",
        "my-data",
        "help",
        "desk",
        "merchants",
        "merchant",
        "newmerchant",
        "addreward",
        "catalogue",
        "retire",
        "reward-page",
        "reward-edit",
        "reward-set",
        "reward-codes",
        "redeem-digital",
        "my-codes",
        "my-code",
        "budget",
        "budget-unbound",
        "till",
        "till-use",
        "book",
        "voucher-confirm",
        "sale",
        "undo",
        "refund",
        "refund-sale",
        "refund-ask",
        "refund-part",
        "refund-now",
        "redemptions",
        "redemption",
        "reverse",
        "issue",
        "poster",
        "staff",
        "staff-invite",
        "staff-remove",
        "staff-remove-now",
        "let-in",
        "refuse",
        "forget",
        "nonsense",
    ]
    arguments = [
        "",
        ":",
        ":0",
        ":-1",
        ":99",
        ":x",
        ":٣",
        ":9" * 15,
        ":99999999999999999999",
        ":1:2:3:4",
        ":yes:99",
        ":<b>",
    ]
    forged = [f"{name}{argument}"[:64] for name in names for argument in arguments]

    async def press_all(person: Person, every: int) -> None:
        for data in forged[every::3]:
            callback = await person.press_data(data, person.id, 10_000_000, forge=True)
            _no_markup((await person.hears()).html)
            await world.answered(callback)

    await asyncio.gather(press_all(ayse, 0), press_all(shop.cashier, 1), press_all(shop.owner, 2))
    for payload in PAYLOADS:
        for person in (ayse, shop.cashier):
            await person.follows(LINK + payload)
    stranger = await world.person(15, "Kim")
    for payload in PAYLOADS:
        await stranger.follows(LINK + payload)
    held = [
        row for row in (await world.journal())[len(before) :] if row["kind"] != "hold" or row["actor"] != "member:1"
    ]
    assert held == []


async def test_a_screen_of_yesterday_is_refused_or_shown_anew(world: World) -> None:
    shop, ayse = await _set_up(world)
    shown = await sale(shop.cashier, "10.00")
    _, old_card = await card(ayse)
    booked = await shop.cashier.hears(has(shop.cashier, "Undo"), since=0)
    before = await world.journal()
    await world.pass_time(days=1)
    await ayse.scans(shown)
    await shop.cashier.scans(old_card)
    await shop.cashier.press("Undo", on=booked)
    assert await world.journal() == before


async def test_edits_forwards_groups_and_channels_move_nothing(world: World) -> None:
    shop, ayse = await _set_up(world)
    code, shown = await card(ayse)
    before = await world.journal()
    said = await shop.cashier.say("hello")
    mine = (await world.get(f"people/{shop.cashier.id}/messages"))["messages"]
    own = next(m for m in reversed(mine) if not m["from_bot"] and m["text"] == "hello")
    await world.post(f"people/{shop.cashier.id}/edit", {"message_id": own["message_id"], "text": f"10.00 {code}"})
    await world.post(f"people/{ayse.id}/forward", {"message_id": (await ayse.say("/help")).message_id})
    group = -1001234567890
    await world.post("groups", {"id": group, "title": "<b>EVIL</b>", "members": [ayse.id, shop.cashier.id]})
    for text in (f"10.00 {code}", "/sale 5.00", "/card", "/start@kumbara_demo_bot j_x", "hello", "/balance@other_bot"):
        await world.post(f"people/{shop.cashier.id}/say", {"text": text, "chat_id": group})
    channel = {"id": -1009876543210, "type": "channel", "title": "News"}
    post = {"message_id": 5, "date": 1, "chat": channel, "text": f"10.00 {code}", "sender_chat": channel}
    await world.post("updates", [{"channel_post": post}, {"edited_channel_post": post}])
    await world.post(f"people/{ayse.id}/contact", {})
    await world.quiet()
    await shop.cashier.say("/help")
    assert await world.journal() == before
    spoken = [m for m in (await world.get(f"people/{ayse.id}/messages", chat_id=group))["messages"] if m["from_bot"]]
    assert all("start=m_" not in (m["text"] or m["caption"] or "") and not m["photo"] for m in spoken)
    assert said.text
    assert shown.photo


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_updates_that_are_no_updates_cost_the_others_nothing(
    tmp_path: Any, empty_sqlite_url: str, way: str
) -> None:
    from tests.acceptance.world import a_world

    async with a_world(tmp_path / "world", empty_sqlite_url, started=False) as world:
        await world.start(**(world.by_webhook() if way == "webhook" else {}))
        world.alerts = None
        shop, ayse = await _set_up(world)
        before = await world.journal()
        user = {"id": 11, "is_bot": False, "first_name": "Ayşe"}
        chat = {"id": 11, "type": "private"}
        deep: Any = {}
        for _ in range(200):
            deep = {"a": deep}
        await world.post(
            "updates",
            [
                17, "text", None, True, [], [[]], {}, {"update_id": "x"}, {"update_id": 1.5}, {"update_id": -5},
                {"update_id": 2**40}, {"update_id": None, "message": {}}, {"message": None}, {"message": 5},
                {"message": {"message_id": 1}}, {"message": {"message_id": "x", "date": "y", "chat": 3}},
                {"message": {"message_id": 1, "date": 1, "chat": chat, "from": user}},
                {"message": {"message_id": 1, "date": 1, "chat": chat, "from": user, "text": None}},
                {"message": {"message_id": 1, "date": 1, "chat": chat, "text": "/balance"}},
                {"message": {"message_id": 1, "date": 10**18, "chat": chat, "from": user, "text": "/balance"}},
                {"callback_query": {"id": "1"}}, {"callback_query": {"id": "1", "from": user, "chat_instance": "1"}},
                {"callback_query": {"id": "5", "from": user, "chat_instance": "1", "data": 7}},
                {"callback_query": {"id": "9", "from": user, "chat_instance": "1", "data": "x" * 9000}},
                {"my_chat_member": {}}, {"inline_query": {"id": "1", "from": user, "query": "x", "offset": ""}},
                {"subscription": {"anything": 1}}, {"never_heard_of": {"x": [1, 2]}}, {"poll_answer": deep},
            ],
        )  # fmt: skip
        await ayse.say("/balance", "24")
        await shop.cashier.say("/help", lambda m: True)
        assert await world.journal() == before
        await shop.owner.say("/poster", picture)
