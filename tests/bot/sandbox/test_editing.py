"""Messages changed and removed, presses answered."""

from tests.bot.sandbox.playground import Playground, button, keyboard, qr_png

UNCHANGED = "400 Bad Request: message is not modified"


async def test_an_edit_is_seen_and_the_same_edit_again_is_no_change(ground: Playground) -> None:
    await ground.person(11)
    sent = await ground.call("sendMessage", chat_id=11, text="a", reply_markup=keyboard([button("x", "y")]))
    before = (await ground.ask("people/11/messages"))["event"]
    where = {"chat_id": 11, "message_id": sent["message_id"]}
    edited = await ground.call("editMessageText", **where, text="b")
    assert edited["text"] == "b"
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"]
    changed = (await ground.ask("people/11/messages", after=before))["messages"]
    assert [(message["text"], message["edited"], message["buttons"]) for message in changed] == [("b", True, [])]
    assert (await ground.refused("editMessageText", **where, text="b")).startswith(UNCHANGED)
    assert (await ground.refused("editMessageReplyMarkup", **where)).startswith(UNCHANGED)
    preview = {"is_disabled": True}
    await ground.call("editMessageText", **where, text="b", link_preview_options=preview)
    await ground.call("editMessageReplyMarkup", **where, reply_markup=keyboard([button("x", "y")]))
    assert "no caption" in await ground.refused("editMessageCaption", **where, caption="c")
    assert await ground.violations() == []


async def test_only_the_bots_own_messages_that_are_there_can_be_edited(ground: Playground) -> None:
    await ground.person(11)
    said = await ground.do("people/11/say", {"text": "mine"})
    refused = await ground.refused("editMessageText", chat_id=11, message_id=said["message_id"], text="b")
    assert refused == "400 Bad Request: message can't be edited"
    refused = await ground.refused("editMessageText", chat_id=11, message_id=99, text="b")
    assert refused == "400 Bad Request: message to edit not found"
    assert await ground.violations() == []
    assert '"chat_id" is required' in await ground.refused("editMessageText", text="b")


async def test_pictures_and_captions_can_be_exchanged(ground: Playground) -> None:
    await ground.person(11)
    photo = (qr_png("a"), "a.png", "image/png")
    sent = (await ground.upload("sendPhoto", chat_id=11, photo=photo))[1]["result"]
    where = {"chat_id": 11, "message_id": sent["message_id"]}
    assert (await ground.call("editMessageCaption", **where, caption="new"))["caption"] == "new"
    assert "no text" in await ground.refused("editMessageText", **where, text="b")
    other = (qr_png("b"), "b.png", "image/png")
    status, answer = await ground.upload(
        "editMessageMedia", **where, media='{"type": "photo", "media": "attach://b"}', b=other
    )
    assert status == 200
    assert answer["result"]["photo"] != sent["photo"]
    assert "caption" not in answer["result"]
    video = {"type": "video", "media": "x"}
    assert "not in this sandbox" in await ground.refused("editMessageMedia", **where, media=video)


async def test_a_message_can_be_deleted_once_and_within_two_days(ground: Playground) -> None:
    await ground.person(11)
    sent = await ground.call("sendMessage", chat_id=11, text="a")
    where = {"chat_id": 11, "message_id": sent["message_id"]}
    assert await ground.call("deleteMessage", **where)
    assert await ground.refused("deleteMessage", **where) == "400 Bad Request: message to delete not found"
    assert (await ground.ask("people/11/messages"))["messages"][-1]["deleted"]
    old = await ground.call("sendMessage", chat_id=11, text="a")
    await ground.do("clock", {"advance_ms": 49 * 3_600_000})
    refused = await ground.refused("deleteMessage", chat_id=11, message_id=old["message_id"])
    assert refused.endswith("message can't be deleted for everyone")


async def test_others_messages_in_a_group_are_not_the_bots_to_delete(ground: Playground) -> None:
    await ground.person(11)
    await ground.do("groups", {"id": -1001, "title": "Street", "members": [11]})
    said = await ground.do("people/11/say", {"text": "mine", "chat_id": -1001})
    refused = await ground.refused("deleteMessage", chat_id=-1001, message_id=said["message_id"])
    assert refused.endswith("message can't be deleted")


async def test_a_press_is_answered_once(ground: Playground) -> None:
    await ground.person(11)
    sent = await ground.call("sendMessage", chat_id=11, text="a", reply_markup=keyboard([button("x", "y")]))
    pressed = await ground.do("people/11/press", {"message_id": sent["message_id"], "label": "x"})
    query = pressed["callback_query_id"]
    assert not (await ground.ask(f"callbacks/{query}"))["answered"]
    too_long = await ground.refused("answerCallbackQuery", callback_query_id=query, text="a" * 201)
    assert too_long == "400 Bad Request: MESSAGE_TOO_LONG"
    elsewhere = await ground.refused("answerCallbackQuery", callback_query_id=query, url="https://x.org")
    assert elsewhere == "400 Bad Request: URL_INVALID"
    assert await ground.call("answerCallbackQuery", callback_query_id=query, text="a" * 200, show_alert=True)
    answer = await ground.ask(f"callbacks/{query}")
    assert answer["answered"]
    assert answer["show_alert"]
    assert answer["text"] == "a" * 200
    assert answer["after_ms"] >= 0
    assert (await ground.ask("callbacks"))["callbacks"] == [answer]
    for late in (query, "77"):
        refused = await ground.refused("answerCallbackQuery", callback_query_id=late)
        assert "query is too old" in refused
    assert (await ground.attempt("callbacks/77", method="GET"))[0] == 404


async def test_a_press_cannot_be_answered_after_150_seconds(ground: Playground) -> None:
    await ground.person(11)
    sent = await ground.call("sendMessage", chat_id=11, text="a", reply_markup=keyboard([button("x", "y")]))
    pressed = await ground.do("people/11/press", {"message_id": sent["message_id"], "data": "y"})
    await ground.do("clock", {"advance_ms": 151_000})
    refused = await ground.refused("answerCallbackQuery", callback_query_id=pressed["callback_query_id"])
    assert "query is too old" in refused
