from collections.abc import AsyncIterator

import pytest

from tests.bot.chat.counter import OPERATOR, Counter, counter


@pytest.fixture
async def chat(sqlite_url: str) -> AsyncIterator[Counter]:
    """A chat in which nobody has written yet."""
    async with counter(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def shop(chat: Counter) -> Counter:
    """The same, with the operator's Corner Café and two rewards."""
    chat.names[OPERATOR] = "Ozan Demir"
    await chat.say(OPERATOR, "/newmerchant Corner Café")
    await chat.say(OPERATOR, "/addreward 5 Cookie")
    await chat.say(OPERATOR, "/addreward 40 Espresso 2")
    return chat
