"""What is read of an update, whatever its shape."""

from typing import Any

import pytest

from bot.chat.arrival import read_arrival

ADA = {"id": 7, "is_bot": False, "first_name": "Ada", "last_name": "L", "language_code": "tr"}
PRIVATE = {"id": 7, "type": "private"}


def said(text: str, *, chat: dict[str, Any] | None = None, command: bool = False) -> dict[str, Any]:
    entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if command else []
    return {"update_id": 1, "message": {"from": ADA, "chat": chat or PRIVATE, "text": text, "entities": entities}}


def test_a_text_in_private_is_read_with_who_wrote_it() -> None:
    arrival = read_arrival(said(" 24.90 4821 "))
    assert arrival is not None
    assert (arrival.user_id, arrival.name, arrival.language) == (7, "Ada L", "tr")
    assert (arrival.words, arrival.is_text, arrival.command, arrival.private) == ("24.90 4821", True, None, True)


@pytest.mark.parametrize(
    ("text", "command", "words", "addressed"),
    [
        ("/start", "start", "", ""),
        ("/start r_abc", "start", "r_abc", ""),
        ("/Start@Kumbara_Bot  x", "start", "x", "kumbara_bot"),
        ("/addreward 20\nBig  cake", "addreward", "20 Big cake", ""),
        ("/sale 1 250  R-1", "sale", "1 250  R-1", ""),
    ],
)
def test_a_command_is_read_with_its_words(text: str, command: str, words: str, addressed: str) -> None:
    arrival = read_arrival(said(text, command=True))
    assert arrival is not None
    assert (arrival.command, arrival.words, arrival.addressed) == (command, words, addressed)


def test_a_slash_that_telegram_does_not_take_for_a_command_is_a_text() -> None:
    arrival = read_arrival(said("/ or so"))
    assert arrival is not None
    assert (arrival.command, arrival.words) == (None, "/ or so")


def test_a_press_is_of_whoever_pressed_on_whatever_message() -> None:
    bob = {"id": 8, "first_name": "Bob"}
    message = {"message_id": 5, "date": 1, "chat": PRIVATE, "photo": [{}], "has_protected_content": True}
    arrival = read_arrival({"callback_query": {"id": 4, "from": bob, "data": "undo:3:x", "message": message}})
    assert arrival is not None
    assert arrival.press is not None
    assert (arrival.user_id, arrival.press.route, arrival.words) == (8, "undo", "3:x")
    assert (arrival.press.id, arrival.press.chat_id, arrival.press.message_id) == ("4", 7, 5)
    assert (arrival.press.media, arrival.press.secret, arrival.private) == (True, True, False)


@pytest.mark.parametrize("message", [None, {}, {"message_id": 5, "date": 0, "chat": PRIVATE}, "gone"])
def test_a_press_may_come_without_its_message(message: object) -> None:
    arrival = read_arrival({"callback_query": {"id": "4", "from": ADA, "data": "x", "message": message}})
    assert arrival is not None
    assert arrival.press is not None
    assert arrival.press.message_id is None


def test_blocking_is_read() -> None:
    change = {"from": ADA, "chat": PRIVATE, "new_chat_member": {"status": "kicked"}}
    arrival = read_arrival({"my_chat_member": change})
    assert arrival is not None
    assert (arrival.status, arrival.private) == ("kicked", False)


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 1},
        {"message": "text"},
        {"message": {"text": "no sender"}},
        {"message": {"from": {"id": "seven"}, "text": "x"}},
        {"edited_message": {"from": ADA, "chat": PRIVATE, "text": "x"}},
        {"channel_post": {"chat": {"id": -1, "type": "channel"}, "text": "x"}},
        {"callback_query": [1, 2]},
    ],
)
def test_what_is_no_message_press_or_change_is_passed_over(update: dict[str, Any]) -> None:
    assert read_arrival(update) is None


@pytest.mark.parametrize("text", [None, 5, ["x"], ""])
def test_a_message_without_text_is_no_text(text: object) -> None:
    arrival = read_arrival({"message": {"from": ADA, "chat": PRIVATE, "text": text, "entities": [None]}})
    assert arrival is not None
    assert (arrival.is_text, arrival.words, arrival.private) == (False, "", True)


def test_a_contact_is_the_senders_own_number_or_nothing() -> None:
    message = {"from": {"id": 11}, "chat": {"id": 11, "type": "private"}}
    mine = {"message": message | {"contact": {"phone_number": "+90 532 000", "user_id": 11}}}
    others = {"message": message | {"contact": {"phone_number": "+90 532 000", "user_id": 12}}}
    nobodys = {"message": message | {"contact": {"phone_number": "+90 532 000"}}}
    seen = [read_arrival(update) for update in (mine, others, nobodys)]
    assert [one and (one.is_contact, one.words) for one in seen] == [(True, "90532000"), (True, ""), (True, "")]
