"""A command in a group is answered with the way to the private chat."""

from typing import Any

from bot.chat.arrival import read_arrival
from tests.bot.chat.counter import Counter, counter


def command(number: int, text: str, group: int = -100) -> dict[str, Any]:
    message = {
        "message_id": number,
        "date": 1,
        "chat": {"id": group, "type": "supergroup", "title": "Street"},
        "from": {"id": 7, "is_bot": False, "first_name": "A"},
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(text)}],
    }
    return {"update_id": number, "message": message}


async def answered(desk: Counter, updates: list[dict[str, Any]]) -> int:
    before = len(desk.api.calls)
    for update in updates:
        await desk.application.process_update(read_arrival(update))
    return len(desk.api.calls) - before


async def test_a_group_is_answered_twenty_times_a_minute_and_no_more(sqlite_url: str) -> None:
    async with counter(sqlite_url) as desk:
        assert await answered(desk, [command(number, "/balance") for number in range(1, 26)]) == 20
        assert await answered(desk, [command(30, "/balance", group=-200)]) == 1
        assert await answered(desk, [command(31, "/balance@other_bot", group=-200)]) == 0
        assert "private" in str(desk.api.calls[-1].params).lower()
