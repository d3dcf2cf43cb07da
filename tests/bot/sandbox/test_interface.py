"""Calls checked against the published interface."""

import pytest

from bot.sandbox.interface import published_interface
from bot.sandbox.refusals import ViolationError

interface = published_interface()


def test_text_of_a_form_becomes_numbers_booleans_and_objects() -> None:
    checked = interface.checked_call(
        "sendMessage",
        {
            "chat_id": "11",
            "text": "12",
            "protect_content": "true",
            "reply_markup": '{"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}',
        },
    )
    assert checked["chat_id"] == 11
    assert checked["text"] == "12"
    assert checked["protect_content"] is True
    assert checked["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "b"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"chat_id": 1}, '"text" of sendMessage is required'),
        ({"chat_id": 1, "text": "a", "txet": "b"}, 'unknown parameter "txet"'),
        ({"chat_id": 1, "text": 5}, "text must be String, not a number"),
        ({"chat_id": 1, "text": None}, "text must be String, not null"),
        ({"chat_id": 1.5, "text": "a"}, "chat_id must be Integer or String"),
        ({"chat_id": 1, "text": "a", "protect_content": "perhaps"}, '"protect_content" must be Boolean'),
        ({"chat_id": 1, "text": "a", "protect_content": 1}, "protect_content must be Boolean"),
        ({"chat_id": 1, "text": "a", "reply_markup": "{"}, 'can\'t parse "reply_markup" as JSON'),
        ({"chat_id": 1, "text": "a", "reply_markup": []}, "reply_markup must be"),
        ({"chat_id": 1, "text": "a", "entities": [{"type": "bold"}]}, 'field "offset" of MessageEntity'),
        ({"chat_id": 1, "text": "a", "entities": [1]}, "entities[0] must be MessageEntity"),
        (
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "dta": "b"}]]}},
            'unknown field "dta" of InlineKeyboardButton in reply_markup.inline_keyboard[0][0]',
        ),
        (
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [{"text": "a"}]}},
            "reply_markup.inline_keyboard[0] must be Array of InlineKeyboardButton, not an object",
        ),
    ],
)
def test_what_telegram_would_misunderstand_is_refused(params: dict[str, object], reason: str) -> None:
    with pytest.raises(ViolationError) as refused:
        interface.checked_call("sendMessage", params)
    assert reason in refused.value.description


def test_a_type_among_several_is_named_by_its_tag() -> None:
    scope = {"type": "chat", "chat_id": 5}
    commands = [{"command": "a", "description": "b"}]
    assert interface.checked_call("setMyCommands", {"commands": commands, "scope": scope})["scope"] == scope
    for wrong in ({"type": "street"}, {}, {"type": 5}):
        with pytest.raises(ViolationError, match="must name one of"):
            interface.checked_call("setMyCommands", {"commands": commands, "scope": wrong})


def test_an_upload_counts_as_the_file_it_stands_for() -> None:
    assert interface.checked_call("sendPhoto", {"chat_id": 1}, {"photo"}) == {"chat_id": 1}
    with pytest.raises(ViolationError, match='"photo" of sendPhoto is required'):
        interface.checked_call("sendPhoto", {"chat_id": 1})


def test_numbers_with_a_point_are_numbers_where_they_may_be() -> None:
    place = {"chat_id": 1, "latitude": "41.5", "longitude": 29}
    checked = interface.checked_call("sendLocation", place)
    assert (checked["latitude"], checked["longitude"]) == (41.5, 29)
    assert interface.checked_call("sendLocation", place | {"latitude": 41.25})["latitude"] == 41.25


def test_methods_are_found_whatever_their_case() -> None:
    assert interface.method_named("SENDMESSAGE") == "sendMessage"
    assert interface.method_named("sendMoney") is None
