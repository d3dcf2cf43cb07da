"""What is counted, in a registry of our own; read at /metrics."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from loyalty.courtesy import Sort
from loyalty.timetable import TIMETABLE
from storage.jobs import JobRun

# A till must take seconds: finer below a tenth of one.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The process's counters. Each object has a registry to itself, so tests and bots do not share."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.received = Counter("kumbara_updates_received", "New updates kept", registry=registry)
        self.repeated = Counter("kumbara_updates_repeated", "Updates sent again", registry=registry)
        self.handled = Counter("kumbara_updates_handled", "Updates handled", registry=registry)
        self.dead = Counter("kumbara_updates_dead", "Updates set aside", registry=registry)
        self.failures = Counter("kumbara_handling_failures", "Handlers that raised", registry=registry)
        self.handling = Histogram(
            "kumbara_handling_seconds", "Handling one update", buckets=_BUCKETS, registry=registry
        )
        self.presses = Counter("kumbara_presses", "Buttons pressed", registry=registry)
        self.in_hand = Gauge("kumbara_updates_in_hand", "Updates in memory, not done", registry=registry)
        self.inbox_waiting = Gauge("kumbara_inbox_waiting", "Updates not done", registry=registry)
        self.outbox_waiting = Gauge("kumbara_outbox_waiting", "Notices not ended", ["state"], registry=registry)
        pushes = Counter("kumbara_pushes", "Notices ended", ["class", "state"], registry=registry)
        states = ("sent", "uncertain", "dead", "skipped")
        self._pushes = {(sort, state): pushes.labels(sort, state) for sort in Sort for state in states}
        postponed = Counter(
            "kumbara_pushes_postponed", "Notices that wait for a better hour", ["class"], registry=registry
        )
        self.postponed = {sort: postponed.labels(sort) for sort in Sort}
        self.job_success = Gauge(
            "kumbara_job_last_success_timestamp_seconds", "When a job went well last", ["job"], registry=registry
        )
        self.job_duration = Gauge("kumbara_job_last_duration_seconds", "Its last run", ["job"], registry=registry)
        self.job_did = Gauge("kumbara_job_last_did", "How much its last run did", ["job"], registry=registry)
        self.job_failures = Counter("kumbara_job_failures", "Runs that failed", ["job"], registry=registry)
        for job in TIMETABLE:
            self.job_failures.labels(job)
        self.put_back = Counter("kumbara_pushes_put_back", "Sendings tried in vain", registry=registry)

    def pushed(self, sort: Sort, state: str) -> None:
        """Count a notice of that sort that came to that end."""
        self._pushes[sort, state].inc()

    def show_jobs(self, runs: Iterable[JobRun]) -> None:
        """How the jobs went last."""
        for run in runs:
            self.job_duration.labels(run.name).set(max(0.0, (run.ended_at - run.started_at).total_seconds()))
            self.job_did.labels(run.name).set(run.did)
            if run.succeeded_at is not None:
                self.job_success.labels(run.name).set(run.succeeded_at.timestamp())

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
