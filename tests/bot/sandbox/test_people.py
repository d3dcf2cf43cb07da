"""What people do, and what the bot sees of it."""

import io
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.sandbox.interface import published_interface
from tests.bot.sandbox.playground import LINK, USERNAME, Playground, button, keyboard, poster_with, qr_png


def conforms(update: dict[str, Any]) -> bool:
    return published_interface().problem_with(update, "Update") is None


@pytest.mark.parametrize(
    ("link", "text"),
    [
        (LINK + "j_abc-1", "/start j_abc-1"),
        (f"http://telegram.me/{USERNAME.upper()}?start=x", "/start x"),
        (f"tg://resolve?domain={USERNAME}&start=x", "/start x"),
        (f"https://t.me/{USERNAME}", "/start"),
        (LINK + "a" * 64, "/start " + "a" * 64),
        (LINK + "a" * 65, "/start"),
        (LINK + "%C3%B6", "/start"),
        (LINK, "/start"),
    ],
)
async def test_a_link_starts_the_bot_with_its_payload_if_that_is_valid(
    ground: Playground, link: str, text: str
) -> None:
    await ground.person(11, started=False)
    opened = await ground.do("people/11/open", {"link": link})
    update = await ground.next_update()
    assert update["update_id"] == opened["update_id"]
    assert update["message"]["text"] == text
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert conforms(update)


@pytest.mark.parametrize(
    "link", ["hello", "https://t.me/other_bot?start=x", "tg://resolve?start=x", "https://x.org/", "http://[x"]
)
async def test_other_links_lead_nowhere(ground: Playground, link: str) -> None:
    await ground.person(11, started=False)
    status, answer = await ground.attempt("people/11/open", {"link": link})
    assert status == 400
    assert "link" in answer["error"]


async def test_a_button_is_pressed_by_its_label_or_data(ground: Playground) -> None:
    await ground.person(11)
    rows = keyboard([button("✅ Join", "j"), button("Join later", "l"), button("Join", "n")], [button("x", "j")])
    sent = await ground.call("sendMessage", chat_id=11, text="a", reply_markup=rows)
    for wanted, data in (({"label": "Join"}, "n"), ({"label": "later"}, "l"), ({"data": "j"}, "j")):
        pressed = await ground.do("people/11/press", {"message_id": sent["message_id"], **wanted})
        query = (await ground.next_update())["callback_query"]
        assert (query["id"], query["data"]) == (pressed["callback_query_id"], data)
        assert query["message"]["reply_markup"] == rows
        assert query["from"]["id"] == 11
    where = {"message_id": sent["message_id"]}
    for wrong in ({"label": "Joi"}, {"label": "None"}, {"data": "zz"}, {}):
        status, answer = await ground.attempt("people/11/press", where | wrong)
        assert status == 400, answer
    assert (await ground.attempt("people/11/press", {"message_id": 99, "label": "x"}))[0] == 404


async def test_a_button_with_an_address_opens_it(ground: Playground) -> None:
    await ground.person(11)
    rows = keyboard(
        [{"text": "Bot", "url": LINK + "x"}, {"text": "Web", "url": "https://x.org"}],
        [{"text": "Copy", "copy_text": {"text": "c"}}],
    )
    sent = await ground.call("sendMessage", chat_id=11, text="a", reply_markup=rows)
    where = {"message_id": sent["message_id"]}
    opened = await ground.do("people/11/press", where | {"label": "Bot"})
    assert (await ground.next_update())["update_id"] == opened["update_id"]
    outside = await ground.do("people/11/press", where | {"label": "Web"})
    assert outside == {"link": "https://x.org", "update_id": None}
    assert (await ground.attempt("people/11/press", where | {"label": "Copy"}))[0] == 400


async def test_forged_presses_carry_any_data_on_any_message(ground: Playground) -> None:
    await ground.person(11)
    await ground.person(12, "Can")
    sent = await ground.call("sendMessage", chat_id=11, text="a", reply_markup=keyboard([button("x", "y")]))
    await ground.do("people/12/press", {"message_id": sent["message_id"], "from_chat": 11, "label": "x"})
    query = (await ground.next_update())["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"], query["data"]) == (12, 11, "y")
    mine = {"message_id": sent["message_id"], "data": "evil", "forge": True}
    await ground.do("people/11/press", mine)
    assert (await ground.next_update())["callback_query"]["data"] == "evil"
    for chat_id in (11, 12, 77, -1005):
        await ground.do("people/12/press", {"message_id": 999, "from_chat": chat_id, "data": "z"})
        message = (await ground.next_update())["callback_query"]["message"]
        assert message == {"chat": message["chat"], "message_id": 999, "date": 0}
        assert message["chat"]["id"] == chat_id
    await ground.call("deleteMessage", chat_id=11, message_id=sent["message_id"])
    await ground.do("people/11/press", mine)
    assert (await ground.next_update())["callback_query"]["message"]["date"] == 0
    await ground.person(13, "Eda", started=False)
    await ground.do("people/11/press", {"message_id": 1, "from_chat": 13, "data": "z"})
    assert (await ground.next_update())["callback_query"]["message"]["chat"]["first_name"] == "Eda"


async def test_a_code_on_anothers_screen_is_scanned_from_its_pixels(ground: Playground) -> None:
    await ground.person(11)
    await ground.person(12, "Can", started=False)
    photo = (poster_with(LINK + "j_shop"), "poster.jpg", "image/jpeg")
    sent = (await ground.upload("sendPhoto", chat_id=11, photo=photo))[1]["result"]
    ways = ({"from": 11, "message_id": sent["message_id"]}, {"file_id": sent["photo"][-1]["file_id"]})
    for way in ways:
        scanned = await ground.do("people/12/scan", way)
        assert scanned["link"] == LINK + "j_shop"
        update = await ground.next_update()
        assert update["update_id"] == scanned["update_id"]
        assert (update["message"]["from"]["id"], update["message"]["text"]) == (12, "/start j_shop")
    assert (await ground.attempt("people/12/scan", {"file_id": "nothing"}))[0] == 404
    assert (await ground.attempt("people/12/scan?index=1", ways[0]))[0] == 422
    assert (await ground.attempt("people/12/scan", {"from": 11}))[0] == 400


async def post_picture(ground: Playground, path: str, content: bytes | None, **fields: str) -> tuple[int, Any]:
    form = aiohttp.FormData(fields, default_to_multipart=True)
    if content is not None:
        form.add_field("picture", content, filename="p.png", content_type="image/png")
    async with ground.session.post(f"{ground.sandbox.url}/sandbox/{path}", data=form) as response:
        return response.status, await response.json()


async def test_a_picture_from_the_disk_can_be_scanned(ground: Playground) -> None:
    await ground.person(11, started=False)
    status, answer = await post_picture(ground, "people/11/scan", qr_png(LINK + "x"))
    assert (status, answer["link"]) == (200, LINK + "x")
    assert (await post_picture(ground, "people/11/scan", b"no picture"))[0] == 400
    assert (await post_picture(ground, "people/11/scan", None, a="b"))[0] == 400
    status, answer = await post_picture(ground, "people/11/scan", blank_png())
    assert (status, answer["error"]) == (422, "there is no QR code in this picture")
    assert (await post_picture(ground, "people/11/scan", qr_png("https://x.org")))[0] == 400


def blank_png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", (60, 60)).save(buffer, "PNG")
    return buffer.getvalue()


async def test_a_person_can_send_a_picture(ground: Playground) -> None:
    await ground.person(11)
    status, sent = await post_picture(ground, "people/11/photo", qr_png("x"), caption="see /help")
    assert status == 200
    update = await ground.next_update()
    assert update["update_id"] == sent["update_id"]
    assert update["message"]["photo"][0]["width"] > 0
    assert update["message"]["caption_entities"][0]["type"] == "bot_command"
    assert conforms(update)
    assert (await post_picture(ground, "people/11/photo", b"x"))[0] == 400
    assert (await post_picture(ground, "people/11/photo", None, a="b"))[0] == 400


async def test_a_person_can_send_a_file_that_the_bot_fetches(ground: Playground) -> None:
    await ground.person(11)
    form = aiohttp.FormData()
    form.add_field("document", b"A-1\nA-2", filename="codes.txt", content_type="text/plain")
    async with ground.session.post(f"{ground.sandbox.url}/sandbox/people/11/document", data=form) as answer:
        assert answer.status == 200
    update = await ground.next_update()
    sent = update["message"]["document"]
    assert (sent["file_name"], sent["mime_type"], sent["file_size"]) == ("codes.txt", "text/plain", 7)
    assert conforms(update)
    async with ground.session.post(f"{ground.sandbox.url}/sandbox/people/11/document", data={"a": "b"}) as answer:
        assert answer.status == 400


async def test_messages_can_be_edited_by_who_wrote_them(ground: Playground) -> None:
    await ground.person(11)
    said = await ground.do("people/11/say", {"text": "a"})
    await ground.next_update()
    await ground.do("people/11/edit", {"message_id": said["message_id"], "text": "/b"})
    update = await ground.next_update()
    assert update["edited_message"]["text"] == "/b"
    assert update["edited_message"]["edit_date"]
    assert conforms(update)
    bots = await ground.call("sendMessage", chat_id=11, text="a")
    status, _ = await ground.attempt("people/11/edit", {"message_id": bots["message_id"], "text": "b"})
    assert status == 400


async def test_a_forwarded_message_says_where_it_came_from(ground: Playground) -> None:
    await ground.person(11)
    await ground.person(12, "Can")
    for protected in (False, True):
        sent = await ground.call(
            "sendMessage",
            chat_id=11,
            text="<b>a</b>",
            parse_mode="HTML",
            protect_content=protected,
            reply_markup=keyboard([button("x", "y")]),
        )
        passed = {"from_chat": 11, "message_id": sent["message_id"]}
        status, _ = await ground.attempt("people/12/forward", passed)
        assert status == (400 if protected else 200)
    update = await ground.next_update()
    assert update["message"]["forward_origin"]["sender_user"]["id"] == 4242
    assert update["message"]["entities"][0]["type"] == "bold"
    assert "reply_markup" not in update["message"]
    assert conforms(update)


async def test_a_contact_is_ones_own_unless_another_is_named(ground: Playground) -> None:
    await ground.person(11)
    await ground.person(12, "Can")
    await ground.do("people/11/contact")
    own = (await ground.next_update())["message"]["contact"]
    assert (own["user_id"], own["first_name"]) == (11, "Ayşe")
    await ground.do("people/11/contact", {"user_id": 12, "phone_number": "+4930555"})
    other = (await ground.next_update())["message"]["contact"]
    assert other == {"phone_number": "+4930555", "first_name": "Can", "user_id": 12}


async def test_blocking_and_unblocking_are_told_to_the_bot(ground: Playground) -> None:
    await ground.person(11)
    for blocked, status in ((True, "kicked"), (False, "member")):
        await ground.do("people/11/block", {"blocked": blocked})
        update = await ground.next_update()
        assert update["my_chat_member"]["new_chat_member"]["status"] == status
        assert conforms(update)
    assert await ground.do("people/11/block", {"blocked": False}) == {"update_id": None}
    await ground.do("people/11/block", {})
    assert (await ground.ask("people"))["people"][0]["blocked"]
    assert (await ground.attempt("people/11/say", {"text": "a"}))[0] == 400
    await ground.do("people/11/open", {"link": LINK + "x"})
    await ground.call("sendMessage", chat_id=11, text="welcome back")


async def test_groups_are_heard_with_commands_for_the_bot(ground: Playground) -> None:
    await ground.person(11)
    group = {"id": -1001, "title": "Street", "members": [11]}
    await ground.do("groups", group)
    added = await ground.next_update()
    assert added["my_chat_member"]["chat"]["type"] == "supergroup"
    assert await ground.do("groups", group | {"title": "New street"}) == {"update_id": None}
    await ground.do("people/11/say", {"text": f"/start@{USERNAME} x", "chat_id": -1001})
    message = (await ground.next_update())["message"]
    assert message["chat"] == {"id": -1001, "type": "supergroup", "title": "New street"}
    assert message["entities"][0]["length"] == len(f"/start@{USERNAME}")
    sent = await ground.call("sendMessage", chat_id=-1001, text="a", reply_markup=keyboard([button("x", "y")]))
    assert (await ground.ask("people/11/messages", chat_id=-1001))["messages"][-1]["text"] == "a"
    await ground.do("people/11/press", {"message_id": sent["message_id"], "chat_id": -1001, "label": "x"})
    assert (await ground.next_update())["callback_query"]["message"]["chat"]["id"] == -1001
    for wrong in ({"id": 5}, {"members": ["x"]}, {"members": 5}):
        assert (await ground.attempt("groups", group | wrong))[0] == 400
    assert (await ground.attempt("groups", group | {"id": -7, "members": [99]}))[0] == 404
    assert (await ground.attempt("people/11/say", {"text": "a", "chat_id": -1009}))[0] == 404
    await ground.do("groups", {"id": -7, "title": "Alone", "members": []})
    assert (await ground.next_update())["my_chat_member"]["chat"]["type"] == "group"
    ground.sandbox.world.chats[-7].blocked = True
    assert "kicked" in await ground.refused("sendMessage", chat_id=-7, text="a")


async def test_a_person_can_change_their_language_and_names(ground: Playground) -> None:
    await ground.person(11, language_code="en", label="Customer")
    changed = await ground.do("people", {"id": 11, "language_code": "tr"})
    assert (changed["first_name"], changed["language_code"]) == ("Ayşe", "tr")
    await ground.do("people/11/say", {"text": "a"})
    assert (await ground.next_update())["message"]["from"]["language_code"] == "tr"
    for wrong in ({"id": 12}, {"id": "x"}, {"first_name": "a"}, {"id": 11, "first_name": None}):
        assert (await ground.attempt("people", wrong))[0] == 400
    assert (await ground.attempt("people", {"id": -1, "first_name": "a"}))[0] == 400
    assert (await ground.attempt("people/11/say", {"text": ""}))[0] == 400
    assert (await ground.attempt("people/99/say", {"text": "a"}))[0] == 404
    assert (await ground.attempt("people/x/say", {"text": "a"}))[0] == 404


async def test_hostile_text_reaches_the_bot_as_it_was_typed(ground: Playground) -> None:
    await ground.person(11)
    for text in ("a" * 4097, "<b>&\x00\u202e\u0301", "\ud800 /x", "👨\u200d👩\u200d👧 @someone"):
        await ground.do("people/11/say", {"text": text})
        assert (await ground.next_update())["message"]["text"] == text
    assert len((await ground.ask("people/11/messages"))["messages"]) == 5
