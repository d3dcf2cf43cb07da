"""A simulated year: the service says exactly what a list made by hand says, to whom and when."""

from datetime import date

import pytest

from storage.database import open_database
from storage.migrate import migrate
from tests.year.expectation import differences, expected
from tests.year.hearing import FACTS
from tests.year.service import Service
from tests.year.story import Story, write

# First day, last day, and the first of the week in which the service is down.
# In the quarter lie 29 February, and changes of clocks forward (New York, Berlin) and back (Auckland).
QUARTER = date(2028, 1, 20), date(2028, 4, 20), date(2028, 2, 8)
# In the year all of it, both ways for each of the three zones.
YEAR = date(2027, 10, 15), date(2028, 10, 15), date(2028, 6, 20)


async def heard_beside_expected(story: Story, url: str) -> str:
    """Lives through a story; returns how what was heard differs from what was expected."""
    by_hand = expected(story)
    async with await open_database(url) as database:
        await migrate(database)
        service = Service(database)
        await service.open_shops(story.begins)
        await service.live(story)
        assert await service.findings() == []
        odd = await service.rows("SELECT notice, error FROM outbox WHERE state IN ('dead', 'uncertain')")
        assert [(row["notice"], row["error"]) for row in odd] == []
        return differences(by_hand, service.door.heard)


async def test_a_quarter_of_200_members_brings_exactly_the_messages_that_a_list_by_hand_says(
    empty_sqlite_url: str,
) -> None:
    story = write(4, 200, *QUARTER)  # one in which everything is said
    assert {said.notice for said in expected(story)} == FACTS.keys()
    assert await heard_beside_expected(story, empty_sqlite_url) == ""


@pytest.mark.full
@pytest.mark.parametrize("seed", [2, 3, 5, 6, 7, 8])
async def test_other_quarters_do_so_too(seed: int, empty_sqlite_url: str) -> None:
    assert await heard_beside_expected(write(seed, 200, *QUARTER), empty_sqlite_url) == ""


@pytest.mark.full
async def test_a_year_of_10_000_members_brings_exactly_the_messages_that_a_list_by_hand_says(
    empty_sqlite_url: str,
) -> None:
    assert await heard_beside_expected(write(1, 10_000, *YEAR, every=25, calm=2), empty_sqlite_url) == ""
