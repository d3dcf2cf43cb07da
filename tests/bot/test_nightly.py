"""The jobs at midnight of the programme's calendar: in their order, each date once, late after downtime."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.actions.programmes import set_programme
from bot.actions.redeem import confirm
from bot.actions.tiers import look_at_tier, standing_of
from bot.actions.undo import undo
from bot.document import read_document
from bot.jobs import Jobs
from bot.timekeeper import JobFailed
from loyalty.calendar import start_of_day
from loyalty.model import Tier
from storage.database import Database, open_database
from storage.errors import DatabaseBusy
from storage.migrate import migrate
from storage.rows import ms
from tests.bot.actions.shop import AYSE, BORA, CASHIER, OWNER, PROGRAMME, Shop

TIERS = replace(
    PROGRAMME, purchases_a_day=None, tiers=(Tier(name="Silver", threshold=100), Tier(name="Gold", threshold=300))
)
ORDER = ["activate", "expire", "tiers", "reminders", "watch", "win-back"]
MILLISECOND = timedelta(milliseconds=1)


class Ticking:
    """The street's clock, a millisecond later each time it is asked."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def now(self) -> datetime:
        self.shop.now += MILLISECOND
        return self.shop.now


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    street = Shop(database, TIERS)
    await street.open()
    yield street
    assert await street.findings() == []


def jobs_of(shop: Shop, database: Database | None = None) -> Jobs:
    return Jobs(database or shop.database, shop.programme, Ticking(shop), lambda: None)


async def runs(shop: Shop, job: str | None = None) -> list[tuple[str, str]]:
    """Date and job of each run, in the order in which they ended."""
    rows = await shop.rows("SELECT job, date FROM runs ORDER BY ended_at, date")
    return [(row["date"], row["job"]) for row in rows if job in (None, row["job"])]


async def test_at_midnight_points_become_active_then_expire_then_tiers_then_reminders_then_the_watch(
    shop: Shop,
) -> None:
    await jobs_of(shop).nightly()
    assert await runs(shop) == [("2026-11-21", job) for job in ORDER]


async def test_midnight_is_the_programmes_own(shop: Shop) -> None:
    jobs = jobs_of(shop)
    await jobs.nightly()
    shop.now = datetime(2026, 11, 21, 20, 59, 59, tzinfo=UTC)
    await jobs.nightly()
    assert len(await runs(shop)) == len(ORDER)
    shop.now = datetime(2026, 11, 21, 21, 0, 0, tzinfo=UTC)
    await jobs.nightly()
    assert (await runs(shop))[len(ORDER) :] == [("2026-11-22", job) for job in ORDER]


async def test_points_that_become_active_pay_for_what_is_owed_before_the_rest_expires_and_the_tier_falls(
    shop: Shop,
) -> None:
    await jobs_of(shop).nightly()
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    voucher = await shop.hold(AYSE, await shop.reward(20))
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    shop.programme = replace(TIERS, purchase_hold=timedelta(days=7))
    await shop.buy(AYSE, 100)
    assert await shop.points(AYSE) == (0, 100, 0, 20)
    # So much later everything is due at once: active, paid, expired, Silver over, and it is told in that order.
    shop.pass_time(days=800)
    await jobs_of(shop).nightly()
    assert (await shop.kinds())[4:] == ["earn", "activate", "repay", "expire"]
    assert (await shop.notices(AYSE))[3:] == ["tier-won", "purchase-pending", "points-available", "tier-lost"]
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    rows = await shop.rows("SELECT points FROM postings WHERE account = 'programme:expired'")
    assert [row["points"] for row in rows] == [80]


async def test_after_a_week_of_downtime_every_date_is_caught_up_once(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 100)
    shop.now = datetime(2028, 12, 18, 9, tzinfo=UTC)
    await jobs_of(shop).nightly()
    assert "tier-lost" not in await shop.notices(AYSE)
    before = len(await runs(shop))
    shop.pass_time(days=7)
    for _ in range(3):
        await jobs_of(shop).nightly()
    missed = [f"2028-12-{day}" for day in range(19, 26)]
    assert sorted((await runs(shop))[before:]) == sorted((day, job) for day in missed for job in ORDER)
    for day in missed:
        assert [job for date_, job in await runs(shop) if date_ == day] == ORDER
    assert Counter(await shop.notices(AYSE))["tier-lost"] == 1


async def test_a_clock_that_goes_back_does_nothing_again(shop: Shop) -> None:
    await jobs_of(shop).nightly()
    shop.pass_time(days=-3)
    await jobs_of(shop).nightly()
    assert await runs(shop) == [("2026-11-21", job) for job in ORDER]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        # Forward and back at two or three in the morning; midnight skipped; midnight twice.
        ("Europe/Berlin", date(2027, 3, 28)),
        ("Europe/Berlin", date(2027, 10, 31)),
        ("America/Santiago", date(2027, 9, 5)),
        ("America/Havana", date(2027, 11, 7)),
    ],
)
async def test_the_days_of_both_clock_changes_have_one_run_each(shop: Shop, zone: str, day: date) -> None:
    shop.programme = replace(TIERS, zone=ZoneInfo(zone))
    jobs = jobs_of(shop)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1, hours=12)
    local: list[str] = []
    for quarter in range(3 * 24 * 4):
        shop.now = start + timedelta(minutes=15 * quarter)
        today = shop.now.astimezone(shop.programme.zone).date().isoformat()
        if today not in local:
            local.append(today)
        await jobs.nightly()
        assert {day for day, _ in await runs(shop)} == set(local)
    assert Counter(await runs(shop)) == Counter((day, job) for day in local for job in ORDER)


async def test_two_processes_at_once_do_each_job_once(database_url: str) -> None:
    async with await open_database(database_url) as one, await open_database(database_url) as other:
        shop = Shop(one, TIERS)
        await shop.open()
        await jobs_of(shop).nightly()
        await shop.join(AYSE)
        await shop.join(BORA, "Bora Can")
        for _ in range(4):
            await shop.buy(AYSE, 25)
            await shop.buy(BORA, 90)
            shop.pass_time(minutes=5)
        shop.now = datetime(2028, 12, 21, 9, tzinfo=UTC)
        rivals = [jobs_of(shop, database) for database in (one, other) for _ in range(2)]
        await asyncio.gather(*(jobs.nightly() for jobs in rivals))
        done = Counter(await runs(shop))
        assert set(done.values()) == {1}
        assert done[("2028-12-21", "tiers")] == 1
        assert Counter(await shop.notices(AYSE))["tier-lost"] == 1
        assert Counter(await shop.notices(BORA))["tier-lost"] == 1
        assert Counter(await shop.notices(OWNER)) == {"odd-pairs": 1}
        assert Counter(await shop.kinds())["expire"] == 8
        assert await shop.findings() == []


class Failing:
    """A database whose write of one function fails the first time."""

    def __init__(self, database: Database, function: Callable[..., Any]) -> None:
        self.database = database
        self.function = function
        self.failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)

    async def write(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if function.__name__ == self.function.__name__ + "s" and not self.failed:
            self.failed = True
            raise DatabaseBusy("try again")
        return await self.database.write(function, *args, **kwargs)


async def test_a_night_that_was_cut_off_goes_on_where_it_was(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 100)
    await jobs_of(shop).nightly()
    shop.now = datetime(2028, 12, 20, 9, tzinfo=UTC)
    await jobs_of(shop).nightly()
    before = len(await runs(shop))
    shop.pass_time(days=1)
    failing: Any = Failing(shop.database, look_at_tier)
    jobs = jobs_of(shop, failing)
    with pytest.raises(JobFailed, match="tiers: DatabaseBusy"):
        await jobs.nightly()
    assert (await runs(shop))[before:] == [("2028-12-21", "activate"), ("2028-12-21", "expire")]
    assert "tier-lost" not in await shop.notices(AYSE)
    await jobs.nightly()
    assert (await runs(shop))[before:] == [("2028-12-21", job) for job in ORDER]
    assert Counter(await shop.notices(AYSE))["tier-lost"] == 1


async def test_a_day_that_is_done_asks_nothing_of_the_tables(shop: Shop) -> None:
    asked = []

    class Counting:
        def __getattr__(self, name: str) -> Any:
            asked.append(name)
            return getattr(shop.database, name)

    counting: Any = Counting()
    jobs = jobs_of(shop, counting)
    await jobs.nightly()
    asked.clear()
    await jobs.nightly()
    assert asked == []


async def test_the_warning_comes_once_thirty_days_before_a_tier_ends_also_when_that_date_was_missed(
    shop: Shop,
) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 100)
    shop.now = datetime(2028, 11, 19, 9, tzinfo=UTC)
    await jobs_of(shop).nightly()
    assert "tier-soon-lost" not in await shop.notices(AYSE)
    # The thirtieth day before 21 December is missed.
    shop.now = datetime(2028, 11, 24, 9, tzinfo=UTC)
    told: list[str] = []
    for _ in range(20):
        # What was sent is not kept for ever, and is not told again all the same.
        await shop.run("DELETE FROM outbox")
        await jobs_of(shop).nightly()
        told += await shop.notices(AYSE)
        shop.pass_time(days=1)
    assert told == ["tier-soon-lost"]


async def test_who_bought_enough_meanwhile_is_not_warned(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 100)
    shop.now = datetime(2028, 6, 1, 9, tzinfo=UTC)
    await shop.buy(AYSE, 100)
    for days in range(400):
        shop.now = datetime(2028, 11, 19, 9, tzinfo=UTC) + timedelta(days=days)
        if days % 40 == 0:
            await jobs_of(shop).nightly()
    assert "tier-soon-lost" not in await shop.notices(AYSE)
    assert "tier-lost" not in await shop.notices(AYSE)


async def test_when_the_programme_changes_its_tiers_everybody_is_worked_out_anew_at_midnight(database_url: str) -> None:
    async with await open_database(database_url) as database:
        await migrate(database)
        shop = Shop(database, PROGRAMME)
        await shop.open()
        await shop.join(AYSE)
        await shop.join(BORA, "Bora Can")
        await shop.buy(AYSE, 60)
        await shop.buy(BORA, 20)
        jobs = jobs_of(shop)

        async def next_day(text: str) -> list[str]:
            await database.write(set_programme, read_document(text.encode()), PROGRAMME, shop.now)
            shop.pass_time(days=1)
            await jobs.nightly()
            return [row["tier"] for row in await shop.rows("SELECT tier FROM members ORDER BY id")]

        assert await next_day('[[tiers]]\nname = "Silver"\nthreshold = 50') == ["Silver", "base"]
        assert await next_day('[[tiers]]\nname = "Silver"\nthreshold = 15') == ["Silver", "Silver"]
        assert await next_day('[[tiers]]\nname = "Friend"\nthreshold = 50') == ["Friend", "base"]
        assert await next_day("") == ["base", "base"]
        assert await shop.notices(BORA) == ["purchase-booked", "tier-won", "tier-gone"]
        assert await shop.notices(AYSE) == ["purchase-booked", "tier-won", "tier-gone", "tier-gone"]


async def test_four_purchases_of_one_member_by_one_cashier_in_a_day_are_reported_to_the_owner_once(
    shop: Shop,
) -> None:
    await jobs_of(shop).nightly()
    await shop.join(AYSE)
    for _ in range(4):
        await shop.buy(AYSE, 10, by=CASHIER)
    shop.pass_time(days=1)
    for _ in range(2):
        await jobs_of(shop).nightly()
    assert await shop.notices(OWNER) == ["odd-pairs"]
    (row,) = await shop.rows("SELECT data FROM outbox WHERE notice = 'odd-pairs'")
    assert '"cashier":"Can"' in row["data"]
    assert "Kaya" not in row["data"]


@pytest.mark.parametrize("seed", range(2))
async def test_with_a_night_on_each_date_the_tier_that_is_kept_is_the_one_the_purchases_say(
    shop: Shop, seed: int
) -> None:
    chance = Random(seed)
    shop.programme = replace(TIERS, tier_months=2, tier_grace=timedelta(days=5))
    await shop.join(AYSE)
    number = await shop.member_id(AYSE)
    jobs, booked = jobs_of(shop), []
    for _ in range(50):
        what = chance.choice(["buy", "buy", "undo", "days", "days", "minutes"])
        if what == "buy":
            booked.append(await shop.buy(AYSE, chance.choice([10, 40, 90, 250])))
        elif what == "undo" and booked and shop.now < booked[-1].undo_until:
            await shop.act(undo, telegram_id=CASHIER, sale_id=booked.pop().sale_id)
        elif what == "minutes":
            shop.pass_time(minutes=chance.randint(1, 5))
        else:
            for _ in range(chance.choice([1, 3, 20])):
                shop.pass_time(days=1)
                await jobs.nightly()
        kept = (await shop.rows("SELECT tier, tier_until_at FROM members WHERE id = $1", number))[0]
        found = await shop.database.read(standing_of, shop.programme, number, shop.now)
        assert kept["tier"] == found.tier.name
        if found.kept_until is not None:
            # Never later than it ends.
            assert kept["tier_until_at"] <= ms(start_of_day(found.kept_until, shop.programme))
