"""How the jobs of the timetable went last, in plain words."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.screens.desk import desk_row
from bot.chat.screens.screen import Screen
from bot.texts import Html, Speaker
from loyalty.timetable import EVERY, NIGHTLY, Job, is_late
from storage.jobs import JobRun


def timetable(speaker: Speaker, runs: Sequence[JobRun], now: datetime) -> Screen:
    """A line for each job: when it ran last, how much it did, whether it failed or is late."""
    by_name = {run.name: run for run in runs}
    lines = [speaker.say("timetable"), "", speaker.say("timetable-often")]
    lines += [_line(speaker, job, by_name.get(job), now) for job in EVERY]
    lines += ["", speaker.say("timetable-nightly")]
    lines += [_line(speaker, job, by_name.get(job), now) for job in NIGHTLY]
    return Screen(text="\n".join(lines), rows=(desk_row(speaker),))


def _line(speaker: Speaker, job: Job, run: JobRun | None, now: datetime) -> str:
    what = Html(speaker.say(f"job-{job}"))
    if run is None:
        return speaker.say("timetable-not-yet", what=what)
    at = speaker.moment(run.ended_at)
    if run.error is not None:
        return speaker.say("timetable-failed", what=what, at=at, error=run.error)
    key = "timetable-late" if is_late(job, run.ended_at, now, speaker.programme) else "timetable-done"
    return speaker.say(key, what=what, at=at, did=speaker.say(f"did-{job}", count=run.did))
