"""Runs jobs and keeps how each run went, for `/metrics` and for the owners' Timetable."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.receive.care import DATABASE_OUT_OF_REACH
from bot.receive.frames import frames
from loyalty.timetable import Job
from storage.database import Database
from storage.errors import StorageError
from storage.jobs import keep_job_run

# Runs of one job that did nothing are noted no more often.
NOTED_EVERY = timedelta(minutes=1)

_log = structlog.get_logger()


class JobFailed(Exception):
    """A job has raised; that is logged and noted, and its cause is the error."""


def log_failure(job: str, error: Exception) -> None:
    """What the operator should see: with an alert, unless the database is only out of reach for now."""
    kind = type(error).__name__
    if isinstance(error, DATABASE_OUT_OF_REACH):
        _log.warning("job_postponed", job=str(job), error=kind)
    else:
        _log.error("job_failed", alert=True, job=str(job), error=kind, at=frames(error))


class Timekeeper:
    """Notes each run; that it cannot be noted changes nothing about the run."""

    def __init__(self, database: Database, clock: Clock, metrics: Metrics | None = None) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics or Metrics()
        # When a run was noted last, of the jobs whose last one went well.
        self._noted: dict[Job, datetime] = {}

    async def run(self, job: Job, work: Callable[[], Awaitable[int]]) -> int:
        """Does the work of a job and returns how much that was. Raises JobFailed."""
        started = self._clock.now()
        try:
            did = await work()
        except Exception as error:
            self._metrics.job_failures.labels(job).inc()
            log_failure(job, error)
            await self._note(job, started, did=0, error=type(error).__name__)
            raise JobFailed(f"{job}: {type(error).__name__}") from error
        if did or abs(started - self._noted.get(job, started - NOTED_EVERY)) >= NOTED_EVERY:
            await self._note(job, started, did=did)
        return did

    async def _note(self, job: Job, started: datetime, *, did: int, error: str | None = None) -> None:
        ended = self._clock.now()
        self._noted.pop(job, None)
        try:
            await self._database.write(
                keep_job_run, job.value, started_at=started, ended_at=ended, did=did, error=error
            )
        except StorageError as failed:
            _log.warning("job_not_noted", job=job.value, error=type(failed).__name__)
        else:
            if error is None:
                self._noted[job] = started
