"""How each job of the timetable went last, a row a job."""

from dataclasses import dataclass
from datetime import datetime

from storage.database import Tx
from storage.rows import ms, read_as


@dataclass(frozen=True, kw_only=True)
class JobRun:
    """The last run of a job that was noted: when it began and ended, how much it did, and the short name of the error
    that ended it, if one did. `succeeded_at` is the end of the last run without one.
    """

    name: str
    started_at: datetime
    ended_at: datetime
    did: int
    error: str | None
    succeeded_at: datetime | None


def job_runs(tx: Tx) -> list[JobRun]:
    """Of each job that has run, the last run."""
    found = tx.all("SELECT name, started_at, ended_at, did, error, succeeded_at FROM jobs ORDER BY name")
    return [read_as(JobRun, row) for row in found]


def keep_job_run(
    tx: Tx, name: str, *, started_at: datetime, ended_at: datetime, did: int, error: str | None = None
) -> None:
    """This is how a job went now."""
    tx.run(
        """
        INSERT INTO jobs (name, started_at, ended_at, did, error, succeeded_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, ended_at = excluded.ended_at,
          did = excluded.did, error = excluded.error, succeeded_at = coalesce(excluded.succeeded_at, jobs.succeeded_at)
        """,
        name,
        ms(started_at),
        ms(ended_at),
        did,
        error,
        None if error else ms(ended_at),
    )
