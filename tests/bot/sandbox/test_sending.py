"""What the bot sends, and what Telegram would not let it send."""

import io
from typing import Any

import pytest
from PIL import Image

from bot.sandbox.interface import published_interface
from tests.bot.sandbox.playground import LINK, TOKEN, Playground, button, keyboard, qr_png


async def test_a_message_arrives_with_its_entities_and_buttons(ground: Playground) -> None:
    await ground.person(11)
    rows = keyboard([button("Join", "j"), {"text": "Web", "url": "https://x.org/a"}])
    sent = await ground.call(
        "sendMessage",
        chat_id="11",
        text="<b>Hi</b> /help",
        parse_mode="HTML",
        reply_markup=rows,
        protect_content=True,
        link_preview_options={"is_disabled": True},
    )
    assert published_interface().problem_with(sent, "Message") is None
    shown = (await ground.ask("people/11/messages", after=0, limit=1))["messages"][0]
    assert shown["message_id"] == sent["message_id"]
    assert shown["html"] == "<b>Hi</b> /help"
    assert shown["buttons"] == [[{"text": "Join", "data": "j"}, {"text": "Web", "url": "https://x.org/a"}]]
    assert shown["protected"]
    assert shown["from_bot"]
    assert not shown["edited"]
    assert await ground.violations() == []


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": "🪙" * 2049}, "message is too long"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "<b>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "a", "message_thread_id": 5}, "is not in this sandbox"),
        ({"text": "a", "reply_markup": keyboard([button("x", "ğ" * 33)])}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard([button("x", "")])}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard([button(" ", "x")])}, "must not be empty"),
        ({"text": "a", "reply_markup": keyboard([{"text": "x"}])}, "Text buttons are unallowed"),
        (
            {"text": "a", "reply_markup": keyboard([button("x", "y") | {"url": "https://x.org"}])},
            "exactly one kind",
        ),
        ({"text": "a", "reply_markup": keyboard([button("x", "y") | {"style": "loud"}])}, "unknown style"),
        ({"text": "a", "reply_markup": keyboard([button("x", "y")] * 9)}, "8 buttons in a row"),
        ({"text": "a", "reply_markup": keyboard(*[[button("x", "y")]] * 101)}, "more than 100 buttons"),
        ({"text": "a", "reply_markup": keyboard([{"text": "x", "url": "javascript:x"}])}, "Wrong HTTP URL"),
        ({"text": "a", "reply_markup": keyboard([{"text": "x", "url": "http://shop"}])}, "Wrong HTTP URL"),
        ({"text": "a", "reply_markup": keyboard([{"text": "x", "url": "http://[x"}])}, "Wrong HTTP URL"),
        ({"text": "a", "reply_markup": keyboard([{"text": "x", "url": LINK + "ö"}])}, "START_PARAM_INVALID"),
        (
            {"text": "a", "reply_markup": keyboard([{"text": "x", "copy_text": {"text": "c" * 257}}])},
            "BUTTON_COPY_TEXT_INVALID",
        ),
        ({"text": "a", "reply_markup": {"keyboard": [[{"text": ""}]]}}, "must not be empty"),
    ],
)
async def test_a_broken_rule_is_refused_and_kept_as_a_violation(
    ground: Playground, params: dict[str, Any], reason: str
) -> None:
    await ground.person(11)
    assert reason in await ground.refused("sendMessage", chat_id=11, **params)
    assert len(await ground.violations()) == 1
    await ground.do("requests", method="DELETE")
    assert await ground.violations() == []


async def test_a_text_of_4096_units_and_64_bytes_of_data_just_fit(ground: Playground) -> None:
    await ground.person(11)
    markup = keyboard([button("x", "ğ" * 32), {"text": "go", "url": LINK + "r_" + "a" * 62}])
    await ground.call("sendMessage", chat_id=11, text="🪙" * 2048, reply_markup=markup)


async def test_a_reply_keyboard_is_shown_apart(ground: Playground) -> None:
    await ground.person(11)
    markup = {"keyboard": [[{"text": "My number", "request_contact": True}]], "resize_keyboard": True}
    await ground.call("sendMessage", chat_id=11, text="a", reply_markup=markup)
    shown = (await ground.ask("people/11/messages"))["messages"][-1]
    assert shown["reply_keyboard"] == markup["keyboard"]
    assert shown["buttons"] == []


async def test_strangers_the_blocked_and_the_gone_cannot_be_written_to(ground: Playground) -> None:
    assert await ground.refused("sendMessage", chat_id=5, text="a") == "400 Bad Request: chat not found"
    assert await ground.refused("sendMessage", chat_id="@x", text="a") == "400 Bad Request: chat not found"
    await ground.person(11)
    await ground.person(12, "Can", started=False)
    assert await ground.refused("sendMessage", chat_id=12, text="a") == "400 Bad Request: chat not found"
    await ground.do("groups", {"id": -1001, "title": "Street", "members": [12]})
    initiated = "403 Forbidden: bot can't initiate conversation with a user"
    assert await ground.refused("sendMessage", chat_id=12, text="a") == initiated
    await ground.do("people/11/block", {"blocked": True})
    blocked = "403 Forbidden: bot was blocked by the user"
    assert await ground.refused("sendMessage", chat_id=11, text="a") == blocked
    await ground.do("people/11/block", {"blocked": False})
    await ground.call("sendMessage", chat_id=11, text="a")
    await ground.do("people/11/deactivate")
    gone = "403 Forbidden: user is deactivated"
    assert await ground.refused("sendMessage", chat_id=11, text="a") == gone
    assert (await ground.attempt("people/11/say", {"text": "a"}))[0] == 400
    assert await ground.violations() == []


async def test_a_photo_can_be_fetched_and_sent_again_by_its_id(ground: Playground) -> None:
    await ground.person(11)
    picture = qr_png("x")
    status, answer = await ground.upload(
        "sendPhoto", chat_id=11, photo=(picture, "a.png", "image/png"), caption=LINK + "j_1"
    )
    assert status == 200
    sent = answer["result"]
    assert published_interface().problem_with(sent, "Message") is None
    size = sent["photo"][-1]
    assert size["width"] == size["height"]
    shown = (await ground.ask("people/11/messages"))["messages"][-1]
    async with ground.session.get(ground.sandbox.url + shown["photo"]) as response:
        assert await response.read() == picture
    known = await ground.call("getFile", file_id=size["file_id"])
    url = f"{ground.sandbox.url}/file/bot{TOKEN}/{known['file_path']}"
    async with ground.session.get(url) as response:
        assert (await response.read(), response.content_type) == (picture, "image/png")
    async with ground.session.get(url + "x") as response:
        assert response.status == 404
    async with ground.session.get(url.replace(TOKEN, "1:x")) as response:
        assert response.status == 401
    again = await ground.call("sendPhoto", chat_id=11, photo=size["file_id"])
    assert again["photo"] == sent["photo"]
    assert "caption" not in again
    mismatch = await ground.refused("sendDocument", chat_id=11, document=size["file_id"])
    assert mismatch.endswith("can't use file of type Photo as Document")
    for method, field in (("sendPhoto", "photo"), ("getFile", "file_id")):
        chat = {"chat_id": 11} if method == "sendPhoto" else {}
        assert "wrong file identifier" in await ground.refused(method, **chat, **{field: "AgAC"})
    assert await ground.violations() == []
    assert "by URL" in await ground.refused("sendPhoto", chat_id=11, photo="https://x.org/a.png")


def blank(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ((b"no picture", "a.png", "image/png"), "IMAGE_PROCESS_FAILED"),
        ((b"", "a.png", "image/png"), "file must be non-empty"),
        ((qr_png("x"), "application.octet-stream", "application/octet-stream"), "a photo needs a file name"),
        ((blank(9000, 1001), "a.png", "image/png"), "PHOTO_INVALID_DIMENSIONS"),
        ((blank(2100, 100), "a.png", "image/png"), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_what_is_no_good_photo_is_refused(ground: Playground, file: tuple[bytes, str, str], reason: str) -> None:
    await ground.person(11)
    status, answer = await ground.upload("sendPhoto", chat_id=11, photo=file)
    assert status == 400
    assert reason in answer["description"]
    assert len(await ground.violations()) == 1


async def test_a_photo_of_more_than_ten_megabytes_is_refused(ground: Playground) -> None:
    await ground.person(11)
    heavy = (bytes(10_000_001), "a.png", "image/png")
    status, answer = await ground.upload("sendPhoto", chat_id=11, photo=heavy)
    assert status == 400
    assert "file is too big" in answer["description"]


async def test_a_file_that_no_parameter_asks_for_is_refused(ground: Playground) -> None:
    await ground.person(11)
    _, answer = await ground.upload("sendMessage", chat_id=11, text="a", extra=(b"x", "a.txt", "text/plain"))
    assert 'the uploaded file "extra" belongs to no parameter' in answer["description"]
    assert "is required" in await ground.refused("sendPhoto", chat_id=11)


async def test_a_caption_may_have_1024_characters(ground: Playground) -> None:
    await ground.person(11)
    file = (b"{}", "data.json", "application/json")
    status, answer = await ground.upload("sendDocument", chat_id=11, document=file, caption="a" * 1025)
    assert (status, answer["description"]) == (400, "Bad Request: message caption is too long")
    status, answer = await ground.upload("sendDocument", chat_id=11, document=file, caption="a" * 1024)
    assert status == 200
    assert answer["result"]["document"]["file_name"] == "data.json"
    shown = (await ground.ask("people/11/messages"))["messages"][-1]["document"]
    assert (shown["name"], shown["mime"]) == ("data.json", "application/json")
    async with ground.session.get(ground.sandbox.url + shown["url"]) as response:
        assert await response.read() == b"{}"
        assert response.headers["Content-Disposition"] == "attachment"


async def test_an_album_of_attached_pictures_is_as_many_messages(ground: Playground) -> None:
    await ground.person(11)
    media = '[{"type": "photo", "media": "attach://a", "caption": "one"}, {"type": "photo", "media": "attach://b"}]'
    files = {"a": (qr_png("a"), "a.png", "image/png"), "b": (qr_png("b"), "b.png", "image/png")}
    status, answer = await ground.upload("sendMediaGroup", chat_id=11, media=media, **files)
    assert status == 200, answer
    assert [message.get("caption") for message in answer["result"]] == ["one", None]
    assert len({message["media_group_id"] for message in answer["result"]}) == 1
    one = {"type": "photo", "media": "attach://a"}
    for items, reason in (
        ([one], "2 to 10"),
        ([one, one], 'no uploaded file "a"'),
        ([one, {"type": "video", "media": "x"}], "not in this sandbox"),
        ([one, {"type": "document", "media": "x"}], "can't be mixed"),
    ):
        assert reason in await ground.refused("sendMediaGroup", chat_id=11, media=items)


async def test_a_reply_carries_the_message_it_answers(ground: Playground) -> None:
    await ground.person(11)
    first = await ground.call("sendMessage", chat_id=11, text="a")
    reply = await ground.call("sendMessage", chat_id=11, text="b", reply_parameters={"message_id": first["message_id"]})
    assert reply["reply_to_message"]["text"] == "a"
    gone = {"message_id": 999}
    refused = await ground.refused("sendMessage", chat_id=11, text="b", reply_parameters=gone)
    assert refused.endswith("message to be replied not found")
    lenient = gone | {"allow_sending_without_reply": True}
    alone = await ground.call("sendMessage", chat_id=11, text="b", reply_parameters=lenient)
    assert "reply_to_message" not in alone


async def test_a_chat_action_is_one_of_telegrams(ground: Playground) -> None:
    await ground.person(11)
    assert await ground.call("sendChatAction", chat_id=11, action="typing")
    assert "wrong parameter action" in await ground.refused("sendChatAction", chat_id=11, action="dancing")


async def test_other_methods_and_tokens_are_refused(ground: Playground) -> None:
    await ground.person(11)
    assert "sendDice is not in this sandbox" in await ground.refused("sendDice", chat_id=11)
    assert await ground.refused("sendMoney") == "404 Not Found"
    async with ground.session.get(f"{ground.sandbox.url}/bot1:x/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_parameters_may_come_in_any_of_four_ways(ground: Playground) -> None:
    await ground.person(11)
    url = f"{ground.sandbox.url}/bot{TOKEN}/sendMessage"
    async with ground.session.get(url, params={"chat_id": 11, "text": "a"}) as response:
        assert response.status == 200
    async with ground.session.post(url, data={"chat_id": 11, "text": "a & ü"}) as response:
        assert (await response.json())["result"]["text"] == "a & ü"
    for body in ("[]", "{"):
        async with ground.session.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
            assert response.status == 400
            assert "can't parse the request" in (await response.json())["description"]
    assert (await ground.upload("sendMessage", chat_id=11, text="a"))[0] == 200
