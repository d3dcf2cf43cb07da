"""What the jobs of the timetable have done, a row a job and date of the programme's calendar."""

from collections.abc import Iterable
from datetime import date, datetime

from storage.database import Tx
from storage.rows import ms


def last_run(tx: Tx, job: str) -> date | None:
    """The latest date for which a job has run."""
    row = tx.one("SELECT max(date) AS date FROM runs WHERE job = $1", job)
    return None if row is None or row["date"] is None else date.fromisoformat(row["date"])


def keep_run(tx: Tx, job: str, day: date, now: datetime) -> bool:
    """A job has run for a date; False when it had before."""
    added = tx.run(
        "INSERT INTO runs (job, date, ended_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        job,
        day.isoformat(),
        ms(now),
    )
    return added == 1


def keep_runs(tx: Tx, job: str, days: Iterable[date], now: datetime) -> None:
    """The same for several dates that one pass has done."""
    for day in days:
        keep_run(tx, job, day, now)
