"""desk → Timetable: owners see how each job went last, and whether it is late."""

from datetime import timedelta

import pytest

from bot.chat.screens import timetable as screens
from bot.texts import LANGUAGES, Speaker
from loyalty.model import Role
from loyalty.timetable import TIMETABLE, Job
from storage.jobs import JobRun, keep_job_run
from tests.bot.chat.counter import OPERATOR, PROGRAMME, Counter, StillClock
from tests.bot.chat.test_programme_desk import AYSE, BAKER, MANAGER, employ

NOW = StillClock().now()


def run_of(job: Job, *, ago: timedelta, did: int = 0, error: str | None = None) -> JobRun:
    at = NOW - ago
    return JobRun(
        name=job, started_at=at, ended_at=at, did=did, error=error, succeeded_at=None if error is not None else at
    )


def lines(*runs: JobRun) -> str:
    return screens.timetable(Speaker("en", PROGRAMME), runs, NOW).text


def test_each_job_stands_there_in_plain_words_also_before_its_first_run() -> None:
    said = lines()
    assert said.count("▫️") == len(TIMETABLE)
    assert "▫️ Levels won, kept and lost: not yet" in said
    assert "⚠️" not in said


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (run_of(Job.SETTLE, ago=timedelta(minutes=2)), "✅ Points that become active or end"),
        (run_of(Job.SETTLE, ago=timedelta(minutes=2), did=1), "11:58\u202fAM, 1 member"),
        (run_of(Job.SETTLE, ago=timedelta(minutes=6)), "vouchers that lapse: late. Last done"),
        (run_of(Job.TIDY, ago=timedelta(hours=1, minutes=50)), "✅ Clearing away what is over"),
        (run_of(Job.TIDY, ago=timedelta(hours=3), did=40), "⚠️ Clearing away what is over: late"),
        (run_of(Job.TIERS, ago=timedelta(hours=11), did=12), "✅ Levels won, kept and lost: 11/21/26, 1:00"),
        (run_of(Job.TIERS, ago=timedelta(hours=13)), "⚠️ Levels won, kept and lost: late. Last done 11/20/26"),
        (run_of(Job.WIN_BACK, ago=timedelta(hours=2)), "stayed away: 11/21/26, 10:00\u202fAM, nothing to do"),
        (
            run_of(Job.WATCH, ago=timedelta(0), error="ZeroDivisionError"),
            "went wrong at 11/21/26, 12:00\u202fPM (ZeroDivisionError). I try again by myself.",
        ),
    ],
)
def test_a_job_is_said_to_be_done_late_or_failed(run: JobRun, said: str) -> None:
    assert said in lines(run)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_timetable_fits_one_message_in_every_language(language: str) -> None:
    runs = [run_of(job, ago=timedelta(days=9), did=1_000_000, error="E" * 40) for job in TIMETABLE]
    assert len(screens.timetable(Speaker(language, PROGRAMME), runs, NOW).text) < 2000


async def test_owners_and_operators_find_the_timetable_at_the_desk_and_nobody_else(shop: Counter) -> None:
    at = shop.clock.now()
    await shop.house.database.write(keep_job_run, Job.SETTLE, started_at=at, ended_at=at, did=3)
    await employ(shop, 1, BAKER, Role.OWNER)
    await employ(shop, 1, MANAGER, Role.MANAGER)
    await shop.member(AYSE, "Ayşe Kaya")
    for who in (BAKER, OPERATOR):
        desk = await shop.say(who, "/desk")
        seen = await shop.press(who, desk.data("Timetable"))
        assert "vouchers that lapse: 11/21/26, 12:00\u202fPM, 3 members" in seen.text
    assert "Timetable" not in str((await shop.say(MANAGER, "/desk")).buttons)
    for who in (MANAGER, AYSE):
        assert "cannot do this here" in (await shop.press(who, "timetable")).text
