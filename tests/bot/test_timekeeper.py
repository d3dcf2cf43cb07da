"""How each job went last: kept in the table, shown in the metrics, and never in the way of the job itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.http.metrics import Metrics
from bot.http.readiness import Readiness
from bot.http.routes import application
from bot.http.server import Server
from bot.jobs import Jobs
from bot.timekeeper import JobFailed, Timekeeper
from loyalty.model import Programme
from loyalty.timetable import EVERY, NIGHTLY, TIMETABLE, Job
from storage.database import Database, open_database
from storage.errors import DatabaseBusy
from storage.jobs import JobRun, job_runs
from tests.bot.bot_api import bot_api, telegram_at
from tests.bot.http.test_http import get
from tests.bot.receive.test_dispatcher import Stumbling

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PROGRAMME = Programme(zone=ZoneInfo("Europe/Istanbul"), currency="EUR", exponent=2)


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


class Counting(Stumbling):
    """Notes the name of every write."""

    def __init__(self, inner: Database, **failures: Exception) -> None:
        super().__init__(inner, **failures)
        self.writes: list[str] = []

    async def write(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.writes.append(fn.__name__)
        return await super().write(fn, *args, **kwargs)


@pytest.fixture
async def counting(sqlite_url: str) -> AsyncIterator[Counting]:
    async with await open_database(sqlite_url) as opened:
        yield Counting(opened)


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def did(count: int) -> int:
    return count


async def breaks() -> int:
    raise ZeroDivisionError("a secret of Ayşe's")


async def last_run(database: Database, job: Job) -> JobRun:
    return next(run for run in await database.read(job_runs) if run.name == job)


async def test_a_run_is_kept_with_its_beginning_its_end_and_how_much_it_did(database: Database, clock: Clock) -> None:
    async def slow() -> int:
        clock.at += timedelta(seconds=3)
        return 7

    assert await Timekeeper(database, clock).run(Job.TIERS, slow) == 7
    assert await database.read(job_runs) == [
        JobRun(
            name="tiers",
            started_at=NOON,
            ended_at=NOON + timedelta(seconds=3),
            did=7,
            error=None,
            succeeded_at=NOON + timedelta(seconds=3),
        )
    ]


async def test_a_job_that_fails_is_kept_by_the_short_name_of_its_error_and_when_it_went_well_last_stays(
    database: Database, clock: Clock
) -> None:
    keeper = Timekeeper(database, clock)
    await keeper.run(Job.SETTLE, lambda: did(3))
    clock.at += timedelta(seconds=5)
    with capture_logs() as logs, pytest.raises(JobFailed, match="settle: ZeroDivisionError"):
        await keeper.run(Job.SETTLE, breaks)
    run = await last_run(database, Job.SETTLE)
    assert (run.error, run.did, run.ended_at, run.succeeded_at) == ("ZeroDivisionError", 0, clock.at, NOON)
    (line,) = logs
    assert (line["event"], line["alert"], line["job"], line["error"]) == (
        "job_failed",
        True,
        "settle",
        "ZeroDivisionError",
    )
    assert "secret" not in str(logs)
    clock.at += timedelta(seconds=5)
    await keeper.run(Job.SETTLE, lambda: did(0))
    run = await last_run(database, Job.SETTLE)
    assert (run.error, run.did, run.succeeded_at) == (None, 0, clock.at)


async def test_runs_that_did_nothing_are_kept_once_a_minute_and_those_that_did_something_at_once(
    counting: Counting, clock: Clock
) -> None:
    keeper = Timekeeper(counting, clock)
    for _ in range(24):
        await keeper.run(Job.SETTLE, lambda: did(0))
        clock.at += timedelta(seconds=5)
    assert counting.writes == ["keep_job_run"] * 2
    for _ in range(3):
        await keeper.run(Job.SETTLE, lambda: did(1))
    assert counting.writes == ["keep_job_run"] * 5
    # A clock that is put back hides nothing either.
    clock.at -= timedelta(days=1)
    await keeper.run(Job.SETTLE, lambda: did(0))
    assert (await last_run(counting, Job.SETTLE)).ended_at == clock.at


async def test_a_run_that_cannot_be_kept_is_done_all_the_same_and_the_next_one_is_kept(
    counting: Counting, clock: Clock
) -> None:
    keeper = Timekeeper(counting, clock)
    counting.failures["keep_job_run"] = DatabaseBusy("locked")
    with capture_logs() as logs:
        assert await keeper.run(Job.SETTLE, lambda: did(2)) == 2
    assert [line["event"] for line in logs] == ["job_not_noted"]
    await keeper.run(Job.SETTLE, lambda: did(0))
    assert (await last_run(counting, Job.SETTLE)).did == 0


async def test_a_database_out_of_reach_is_waited_out_without_an_alert(counting: Counting, clock: Clock) -> None:
    async def busy() -> int:
        raise DatabaseBusy("locked")

    with capture_logs() as logs, pytest.raises(JobFailed):
        await Timekeeper(counting, clock).run(Job.TIDY, busy)
    assert [(line["event"], line["log_level"]) for line in logs] == [("job_postponed", "warning")]


async def test_a_job_that_is_cancelled_is_no_failure(counting: Counting, clock: Clock) -> None:
    running = asyncio.Event()

    async def endless() -> int:
        running.set()
        return await asyncio.Event().wait()

    task = asyncio.create_task(Timekeeper(counting, clock).run(Job.TIDY, endless))
    await running.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert counting.writes == []


async def test_whatever_fails_the_timetable_ticks_on_and_tries_again(
    counting: Counting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.EVERY", dict.fromkeys(EVERY, 0.01))
    monkeypatch.setattr("bot.jobs.NIGHT_SECONDS", 0.01)
    counting.failures |= {
        "due_members": ZeroDivisionError("once"),
        "_tidy": DatabaseBusy("once"),
        "missed_dates": OSError("once"),
        "end_tiers": ZeroDivisionError("once"),
    }
    jobs = Jobs(counting, PROGRAMME, clock, lambda: None)
    with capture_logs() as logs:
        jobs.start()
        try:
            async with asyncio.timeout(20):
                while {run.name for run in await counting.read(job_runs) if run.succeeded_at} < set(TIMETABLE):
                    await asyncio.sleep(0.01)
                    clock.at += timedelta(minutes=1)
        finally:
            jobs.stop()
    failed = {(line["job"], line["error"]) for line in logs if line["event"] in ("job_failed", "job_postponed")}
    assert failed == {
        ("settle", "ZeroDivisionError"),
        ("tidy", "DatabaseBusy"),
        ("nights", "OSError"),
        ("tiers", "ZeroDivisionError"),
    }
    assert all("Traceback" not in str(line) for line in logs)


async def test_a_job_that_fails_again_and_again_is_tried_ever_more_seldom_and_the_others_are_not(
    counting: Counting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = tidied = 0

    async def settle(_: Jobs) -> int:
        nonlocal settled
        settled += 1
        raise ZeroDivisionError

    async def tidy(_: Jobs) -> int:
        nonlocal tidied
        tidied += 1
        return 0

    monkeypatch.setattr("bot.jobs.EVERY", dict.fromkeys(EVERY, 0.01))
    monkeypatch.setattr(Jobs, "settle", settle)
    monkeypatch.setattr(Jobs, "tidy", tidy)
    jobs = Jobs(counting, PROGRAMME, clock, lambda: None)
    jobs.start()
    try:
        async with asyncio.timeout(20):
            while tidied < 50:
                await asyncio.sleep(0.01)
    finally:
        jobs.stop()
    assert 2 <= settled <= 15


async def test_a_tick_that_is_under_way_when_the_process_ends_is_no_error(
    counting: Counting, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(_: Jobs) -> int:
        begun.set()
        try:
            return await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr("bot.jobs.EVERY", dict.fromkeys(EVERY, 0.01))
    monkeypatch.setattr(Jobs, "settle", endless)
    jobs = Jobs(counting, PROGRAMME, clock, lambda: None)
    jobs.start()
    await begun.wait()
    jobs.stop()
    await ended.wait()
    await asyncio.sleep(0.05)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_metrics_tell_of_each_job_when_it_went_well_how_long_it_took_and_what_failed(
    sqlite_url: str, clock: Clock
) -> None:
    metrics = Metrics()
    async with await open_database(sqlite_url) as database, bot_api() as api, telegram_at(api.url) as door:
        keeper = Timekeeper(database, clock, metrics)

        async def slow() -> int:
            clock.at += timedelta(seconds=2)
            return 5

        await keeper.run(Job.WATCH, slow)
        with pytest.raises(JobFailed):
            await keeper.run(Job.SETTLE, breaks)
        site = application(Readiness(database, door), metrics, database)
        async with Server(site, "127.0.0.1", 0) as server:
            status, text = await get(f"http://127.0.0.1:{server.port}/metrics")
    assert status == 200
    at = (NOON + timedelta(seconds=2)).timestamp()
    (said,) = [line for line in text.splitlines() if line.startswith("kumbara_job_last_success_timestamp_seconds{")]
    assert said.startswith('kumbara_job_last_success_timestamp_seconds{job="watch"}')
    assert float(said.split()[1]) == at
    assert 'kumbara_job_last_duration_seconds{job="watch"} 2.0' in text
    assert 'kumbara_job_last_did{job="watch"} 5.0' in text
    assert 'kumbara_job_failures_total{job="settle"} 1.0' in text
    for job in TIMETABLE:
        assert f'kumbara_job_failures_total{{job="{job}"}}' in text


def test_every_job_is_in_the_timetable_once() -> None:
    assert sorted(TIMETABLE) == sorted(Job)
    assert not set(EVERY) & set(NIGHTLY)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago"])
async def test_the_scheduler_ticks_by_utc_and_so_the_same_on_the_days_of_clock_changes(
    counting: Counting, clock: Clock, zone: str
) -> None:
    jobs = Jobs(counting, Programme(zone=ZoneInfo(zone), currency="EUR", exponent=2), clock, lambda: None)
    jobs.start()
    try:
        ticks = jobs._scheduler.get_jobs()
        assert {str(tick.trigger.timezone) for tick in ticks} == {"UTC"}
        assert len(ticks) == len(EVERY) + 1
    finally:
        jobs.stop()
