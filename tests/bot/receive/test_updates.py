from typing import Any

import pytest

from bot.receive.frames import frames
from bot.receive.updates import decoded


@pytest.mark.parametrize(
    "thing",
    [None, 7, "update", [], {}, {"update_id": "5"}, {"update_id": True}, {"update_id": 1.0}, {"update_id": 2**63}],
)
def test_a_thing_without_a_usable_update_id_is_no_update(thing: object) -> None:
    assert decoded(thing) is None


def test_a_thing_nested_too_deeply_is_no_update() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert decoded({"update_id": 1, "message": deep}) is None
    while deep:  # taken apart by hand: freeing it in one go would go as deep
        deep = deep[0]


@pytest.mark.parametrize(
    ("content", "chat_id"),
    [
        ({"message": {"chat": {"id": -100123}, "from": {"id": 7}}}, -100123),
        ({"callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 9}}}}, 9),
        ({"callback_query": {"from": {"id": 7}}}, 7),
        ({"callback_query": {"from": {"id": 7}, "message": None}}, 7),
        ({"my_chat_member": {"chat": {"id": 9}, "from": {"id": 7}}}, 9),
        ({"message": {"chat": {"id": "9"}, "from": {}}}, 0),
        ({"message": "nonsense"}, 0),
        ({}, 0),
    ],
)
def test_an_update_belongs_to_its_chat_or_to_who_caused_it(content: dict[str, Any], chat_id: int) -> None:
    arrived = decoded({"update_id": 1} | content)
    assert arrived is not None
    assert arrived.chat_id == chat_id


def test_what_a_database_would_refuse_is_kept_escaped() -> None:
    arrived = decoded({"update_id": 1, "message": {"text": "\0\ud83d"}})
    assert arrived is not None
    assert arrived.payload == '{"update_id":1,"message":{"text":"\\u0000\\ud83d"}}'


def test_frames_tell_the_place_and_never_the_message() -> None:
    try:
        raise ValueError("Ayşe Yılmaz")  # noqa: TRY301
    except ValueError as error:
        told = frames(error)
    assert told.startswith("receive/test_updates.py:")
    assert "Yılmaz" not in told
