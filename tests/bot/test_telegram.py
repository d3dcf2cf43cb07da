import traceback
from collections.abc import AsyncIterator

import pytest
import telegram

from bot.chat.screens.screen import Button, Document, Screen
from bot.telegram import (
    Blocked,
    CallFailed,
    CommandList,
    Conflict,
    EditTarget,
    MaybeDelivered,
    NotDelivered,
    Paused,
    Refused,
    Telegram,
    TokenRefused,
)
from tests.bot.bot_api import TOKEN, Answer, BotApi, bot_api, cut, error, ok, raw, silence, telegram_at

SCREEN = Screen(
    text="<b>42</b> points", rows=((Button(text="Join", data="j"), Button(text="Open", url="https://t.me/x")),)
)
KEYBOARD = [[{"text": "Join", "callback_data": "j"}, {"text": "Open", "url": "https://t.me/x"}]]
PICTURE = Screen(text="caption", picture=b"\x89PNG...", secret=True)
NOT_MODIFIED = error(400, "Bad Request: message is not modified: specified new message content is the same")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as api:
        yield api


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
async def door(api: BotApi, slept: list[float]) -> AsyncIterator[Telegram]:
    async with telegram_at(api.url, answer_seconds=0.3, slept=slept) as door:
        yield door


async def test_a_call_returns_the_raw_result_and_leaves_out_what_is_none(api: BotApi, door: Telegram) -> None:
    api.will("getChat", ok({"id": 7}))
    assert await door.call("getChat", chat_id=7, nothing=None) == {"id": 7}
    assert api.calls[0].params == {"chat_id": 7}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(403, "Forbidden: bot was blocked by the user"), Blocked),
        (error(400, "Bad Request: chat not found"), Refused),
        (error(413, "Request Entity Too Large"), Refused),
        (error(401, "Unauthorized"), TokenRefused),
        (error(404, "Not Found"), TokenRefused),
        (error(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (error(429, "Too Many Requests: retry after 7", retry_after=7), Paused),
        (error(500, "Internal Server Error"), NotDelivered),
        (raw(502, "<html>Bad Gateway</html>"), MaybeDelivered),
        (raw(504, "[]"), MaybeDelivered),
        (raw(200, "{"), MaybeDelivered),
        (raw(200, '{"ok": false}'), MaybeDelivered),
        (cut, MaybeDelivered),
        (silence, MaybeDelivered),
    ],
)
async def test_every_failure_says_whether_it_was_delivered(
    api: BotApi, door: Telegram, answer: Answer, kind: type[CallFailed]
) -> None:
    api.will("sendMessage", answer)
    with pytest.raises(CallFailed) as caught:
        await door.call("sendMessage", answer_seconds=0.01, chat_id=7, text="x")
    assert type(caught.value) is kind
    assert caught.value.method == "sendMessage"
    assert "canary" not in "".join(traceback.format_exception(caught.value))
    if isinstance(caught.value, Paused):
        assert caught.value.retry_after_seconds == 7


async def test_no_connection_is_not_delivered() -> None:
    async with telegram_at("http://127.0.0.1:9") as door:
        with pytest.raises(NotDelivered):
            await door.call("getMe")


async def test_a_pause_without_a_number_lasts_a_second(api: BotApi, door: Telegram) -> None:
    api.will("getMe", error(429, "Too Many Requests"))
    with pytest.raises(Paused) as caught:
        await door.call("getMe")
    assert caught.value.retry_after_seconds == 1


async def test_a_screen_is_sent_as_html_with_its_buttons_and_no_preview(api: BotApi, door: Telegram) -> None:
    assert await door.show(7, SCREEN) == 101
    assert api.methods() == ["sendMessage"]
    assert api.calls[0].params == {
        "chat_id": 7,
        "text": "<b>42</b> points",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": KEYBOARD},
    }


async def test_a_secret_picture_is_a_protected_photo_with_name_and_type(api: BotApi, door: Telegram) -> None:
    await door.show(7, PICTURE)
    assert api.methods() == ["sendPhoto"]
    assert api.calls[0].files["photo"] == ("picture.png", "image/png", b"\x89PNG...")
    assert api.calls[0].params == {
        "chat_id": "7",
        "caption": "caption",
        "parse_mode": "HTML",
        "protect_content": "true",
    }


@pytest.mark.parametrize(("name", "kind"), [("data.json", "application/json"), ("a.pdf", "application/octet-stream")])
async def test_a_document_keeps_its_name(api: BotApi, door: Telegram, name: str, kind: str) -> None:
    await door.push(7, Screen(text="yours", document=Document(name=name, content=b"{}")))
    assert api.methods() == ["sendDocument"]
    assert api.calls[0].files["document"] == (name, kind, b"{}")


async def test_text_is_edited_in_place(api: BotApi, door: Telegram) -> None:
    assert await door.show(7, SCREEN, edit=EditTarget(message_id=5)) == 5
    assert api.methods() == ["editMessageText"]
    assert api.calls[0].params["message_id"] == 5
    assert api.calls[0].params["reply_markup"] == {"inline_keyboard": KEYBOARD}


async def test_an_edit_that_changes_nothing_is_success(api: BotApi, door: Telegram) -> None:
    api.will("editMessageText", NOT_MODIFIED)
    assert await door.show(7, Screen(text="same"), edit=EditTarget(message_id=5)) == 5


@pytest.mark.parametrize("reason", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])
async def test_a_message_that_cannot_be_edited_is_sent_anew(api: BotApi, door: Telegram, reason: str) -> None:
    api.will("editMessageText", error(400, f"Bad Request: {reason}"))
    api.will("editMessageReplyMarkup", error(400, f"Bad Request: {reason}"))
    assert await door.show(7, SCREEN, edit=EditTarget(message_id=5)) == 101
    assert api.methods() == ["editMessageText", "sendMessage", "editMessageReplyMarkup"]


async def test_wrong_markup_is_refused_and_not_sent_anew(api: BotApi, door: Telegram) -> None:
    api.will("editMessageText", error(400, "Bad Request: can't parse entities: unclosed tag"))
    with pytest.raises(Refused):
        await door.show(7, SCREEN, edit=EditTarget(message_id=5))
    assert api.methods() == ["editMessageText"]


async def test_text_in_place_of_a_picture_is_sent_anew_and_the_old_buttons_go(api: BotApi, door: Telegram) -> None:
    assert await door.show(7, SCREEN, edit=EditTarget(message_id=5, media=True)) == 101
    assert api.methods() == ["sendMessage", "editMessageReplyMarkup"]
    assert api.calls[1].params == {"chat_id": 7, "message_id": 5}


async def test_a_picture_in_place_of_text_is_sent_anew(api: BotApi, door: Telegram) -> None:
    assert await door.show(7, PICTURE, edit=EditTarget(message_id=5)) == 101
    assert api.methods() == ["sendPhoto", "editMessageReplyMarkup"]


async def test_a_protected_picture_takes_the_next_one_in_its_place(api: BotApi, door: Telegram) -> None:
    assert await door.show(7, PICTURE, edit=EditTarget(message_id=5, media=True, secret=True)) == 5
    assert api.methods() == ["editMessageMedia"]
    assert api.calls[0].files["file"][:2] == ("picture.png", "image/png")
    assert '"media":"attach://file"' in api.calls[0].params["media"]


async def test_a_secret_picture_never_replaces_an_unprotected_one(api: BotApi, door: Telegram) -> None:
    await door.show(7, PICTURE, edit=EditTarget(message_id=5, media=True))
    assert api.methods() == ["sendPhoto", "editMessageReplyMarkup"]
    assert api.calls[0].params["protect_content"] == "true"


async def test_a_press_is_answered(api: BotApi, door: Telegram) -> None:
    await door.answer("q1")
    await door.answer("q2", "Too late", alert=True)
    assert [call.params for call in api.calls] == [
        {"callback_query_id": "q1"},
        {"callback_query_id": "q2", "text": "Too late", "show_alert": True},
    ]


async def test_a_press_that_is_too_old_to_answer_is_no_failure(api: BotApi, door: Telegram) -> None:
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    api.will("answerCallbackQuery", error(400, old), error(400, "Bad Request: text is too long"))
    await door.answer("q1")
    with pytest.raises(Refused):
        await door.answer("q1", "x" * 300)


async def test_a_reply_is_repeated_when_it_was_certainly_not_delivered(
    api: BotApi, door: Telegram, slept: list[float]
) -> None:
    api.will("sendMessage", error(500, "Internal Server Error"), error(503, "later"))
    assert await door.show(7, SCREEN) == 101
    assert slept == [0.1, 0.4]


async def test_a_reply_gives_up_after_a_few_tries(api: BotApi, door: Telegram) -> None:
    api.will("sendMessage", *[error(500, "Internal Server Error")] * 4)
    with pytest.raises(NotDelivered):
        await door.show(7, SCREEN)
    assert api.methods() == ["sendMessage"] * 4


async def test_what_was_perhaps_sent_is_not_sent_twice_but_an_edit_is(api: BotApi, door: Telegram) -> None:
    api.will("sendMessage", cut)
    with pytest.raises(MaybeDelivered):
        await door.show(7, SCREEN)
    api.will("editMessageText", cut, NOT_MODIFIED)
    await door.show(7, SCREEN, edit=EditTarget(message_id=5))
    assert api.methods() == ["sendMessage", "editMessageText", "editMessageText"]


async def test_a_send_answered_without_a_message_is_perhaps_delivered(api: BotApi, door: Telegram) -> None:
    api.will("sendMessage", ok(True))
    with pytest.raises(MaybeDelivered):
        await door.show(7, SCREEN)


async def test_a_short_pause_is_sat_through_and_keeps_pushes_back(
    api: BotApi, door: Telegram, slept: list[float]
) -> None:
    api.will("sendMessage", error(429, "slow down", retry_after=2))
    assert await door.show(7, SCREEN) == 101
    assert slept == [2]
    assert 0 < door.pacing.paused_seconds <= 2


async def test_a_long_pause_is_handed_to_the_caller(api: BotApi, door: Telegram, slept: list[float]) -> None:
    api.will("sendMessage", error(429, "slow down", retry_after=3), error(429, "slow down", retry_after=3))
    with pytest.raises(Paused) as caught:
        await door.show(7, SCREEN)
    assert caught.value.retry_after_seconds == 3
    assert slept == [3]


async def test_commands_are_registered_for_each_language_and_scope(api: BotApi, door: Telegram) -> None:
    start = ("start", "Begin")
    await door.register_commands(
        [
            CommandList(commands=(start,), scope={"type": "default"}),
            CommandList(commands=(("start", "Başla"),), scope={"type": "chat", "chat_id": 7}, language="tr"),
        ]
    )
    assert [call.params for call in api.calls] == [
        {"commands": [{"command": "start", "description": "Begin"}], "scope": {"type": "default"}},
        {
            "commands": [{"command": "start", "description": "Başla"}],
            "scope": {"type": "chat", "chat_id": 7},
            "language_code": "tr",
        },
    ]


async def test_the_webhook_is_set_with_its_secret(api: BotApi, door: Telegram) -> None:
    await door.set_webhook("https://example.org/telegram/webhook", "s3cret")
    assert api.calls[0].params == {
        "url": "https://example.org/telegram/webhook",
        "secret_token": "s3cret",
        "allowed_updates": ["message", "callback_query", "my_chat_member"],
        "max_connections": 100,
    }


def test_another_transport_is_refused() -> None:
    with pytest.raises(TypeError):
        Telegram(telegram.Bot(TOKEN))
