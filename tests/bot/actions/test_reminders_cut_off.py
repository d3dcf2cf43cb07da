"""The job of reminders cut off before or after any of its transactions: all that there is to say is said once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest

from bot.actions import reminding
from bot.jobs import Jobs
from bot.timekeeper import JobFailed
from storage.database import Database, Tx
from storage.errors import ConnectionLost
from storage.people import set_choice
from storage.rows import ms
from tests.bot.actions.days import Days, StreetClock, utc
from tests.bot.actions.shop import Shop

PEOPLE = range(101, 108)
DAY = date(2027, 11, 23)


class CutOff:
    """A database that is lost at one of the writes: before it is done, or after but before anybody knows."""

    def __init__(self, database: Database, at: int, *, done: bool) -> None:
        self.database = database
        self.at = at
        self.done = done
        self.writes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)

    async def write(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self.writes += 1
        result = None
        if self.writes < self.at or self.done:
            result = await self.database.write(function, *args, **kwargs)
        if self.writes >= self.at:
            raise ConnectionLost("gone")
        return result


def written(tx: Tx) -> list[tuple[str, int, int]]:
    rows = tx.all("SELECT key, not_before, pointless_after FROM outbox WHERE notice IN ('points-ending', 'birthday')")
    return sorted((row["key"], row["not_before"], row["pointless_after"]) for row in rows)


@pytest.fixture
async def days(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Days:
    """Seven members with points that end in a week, and a birthday that day; two of them a page."""
    monkeypatch.setattr(reminding, "AT_ONCE", 2)
    for telegram_id in PEOPLE:
        await shop.join(telegram_id, f"Person {telegram_id}")
        await shop.buy(telegram_id, 10)
        await shop.database.write(set_choice, telegram_id, "offers", 1)
        await shop.database.write(set_choice, telegram_id, "birthday", "11-23")
    days = Days(shop)
    await days.night(DAY - timedelta(days=1))
    shop.now = utc(2027, 11, 23, 5)
    return days


async def again(shop: Shop) -> None:
    """As before that night."""
    await shop.run("DELETE FROM outbox WHERE notice IN ('points-ending', 'birthday')")
    await shop.run("DELETE FROM runs WHERE date = $1", DAY.isoformat())


async def test_cut_off_at_any_of_its_writes_the_job_goes_on_and_writes_everything_once(days: Days) -> None:
    shop = days.shop
    await days.jobs().nightly()
    whole = await shop.database.read(written)
    assert len(whole) == 2 * len(PEOPLE)
    for done in (False, True):
        for at in range(1, 100):
            await again(shop)
            lost: Any = CutOff(shop.database, at, done=done)
            jobs = Jobs(lost, shop.programme, StreetClock(shop), lambda: None)
            # How a run went may stay unnoted; nothing else is lost without a word.
            with suppress(JobFailed):
                await jobs.nightly()
            if lost.writes < at:
                break
            await days.jobs().nightly()
            assert await shop.database.read(written) == whole
        assert 10 < at < 99


async def test_cut_off_one_day_and_back_the_next_it_reminds_of_both_days_once(days: Days) -> None:
    shop = days.shop
    lost: Any = CutOff(shop.database, 6, done=True)
    jobs = Jobs(lost, shop.programme, StreetClock(shop), lambda: None)
    with pytest.raises(JobFailed):
        await jobs.nightly()
    some = await shop.database.read(written)
    assert 0 < len(some) < 2 * len(PEOPLE)
    shop.now = utc(2027, 11, 24, 5)
    await days.jobs().nightly()
    heard = await days.hear(utc(2027, 11, 25))
    assert sorted(one.to for one in heard if one.text.startswith("⏳")) == list(PEOPLE)
    rows = await shop.rows("SELECT key, not_before FROM outbox WHERE notice = 'points-ending'")
    assert len({row["key"] for row in rows}) == len(PEOPLE)
    assert min(row["not_before"] for row in rows) >= ms(utc(2027, 11, 23, 7))
