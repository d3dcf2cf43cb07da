"""An open street for every test, on both engines; its ledger is clean when the test is over."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.bot.actions.shop import Shop


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    street = Shop(database)
    await street.open()
    yield street
    assert await street.findings() == []
