"""A simulated year: the service says exactly what a list made by hand says, to whom and when."""

from datetime import date

import pytest

from storage.database import open_database
from storage.migrate import migrate
from tests.year.expectation import differences, expected
from tests.year.service import Service
from tests.year.story import Story, write


async def heard_and_expected(story: Story, url: str) -> str:
    """Lives through a story; returns how what was heard differs from what was expected."""
    async with await open_database(url) as database:
        await migrate(database)
        service = Service(database)
        await service.open_shops(story.begins)
        await service.live(story)
        assert await service.findings() == []
        odd = await service.rows("SELECT * FROM outbox WHERE state IN ('dead', 'uncertain')")
        assert [(row["notice"], row["error"]) for row in odd] == []
        return differences(expected(story), service.door.heard)


# In it 29 February, and the clocks of Berlin and New York going forward and those of Auckland back.
QUARTER = date(2028, 1, 20), date(2028, 4, 20), date(2028, 2, 24)


@pytest.mark.parametrize("seed", [1])
async def test_a_quarter_of_200_members_brings_exactly_the_messages_that_a_list_by_hand_says(
    seed: int, empty_sqlite_url: str
) -> None:
    assert await heard_and_expected(write(seed, 200, *QUARTER), empty_sqlite_url) == ""
