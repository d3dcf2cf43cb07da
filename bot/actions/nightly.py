"""What the jobs at midnight have done and have to do, by the dates of the programme's calendar."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.actions.action import Cause
from bot.actions.programmes import rules_of
from bot.actions.tiers import look_at_tier, near_its_end, replay_tier
from loyalty.calendar import start_of_day
from loyalty.model import Programme
from loyalty.timetable import Job
from storage import facts, runs, tiers
from storage.database import Tx

# The version of the programme under which everybody's tier was worked out last.
_VERSION = "tiers_version"
AT_ONCE = 50


def missed_dates(tx: Tx, job: str, today: date) -> list[date]:
    """The dates for which a job has not run, up to today and in order; today alone when it never ran."""
    last = runs.last_run(tx, job)
    if last is None:
        return [today]
    return [last + timedelta(days=days) for days in range(1, (today - last).days + 1)]


def keep_nights(tx: Tx, job: str, days: Sequence[date], now: datetime) -> None:
    """One pass has done a job for these dates."""
    runs.keep_runs(tx, job, days, now)


def everybodys_tier_changed(tx: Tx, programme: Programme) -> bool:
    """Whether the tiers in force are others than those under which everybody was worked out last."""
    kept = facts.fact(tx, _VERSION)
    if kept is None:
        return bool(programme.tiers)
    before = rules_of(tx, int(kept), programme)
    return _shape(before) != _shape(programme)


def _shape(programme: Programme) -> tuple[object, ...]:
    steps = tuple((tier.name, tier.threshold) for tier in programme.tiers)
    return steps, programme.tier_months, programme.tier_grace


def some_members(tx: Tx, beyond: int) -> list[int]:
    """A handful of members with numbers above `beyond`."""
    return tiers.remembered(tx, beyond=beyond, limit=AT_ONCE)


def tiers_ending(tx: Tx, programme: Programme, now: datetime, beyond: int) -> list[int]:
    """A handful of members, with numbers above `beyond`, whose kept tier is over, or has come near its end since the
    last date for which this was done.
    """
    over = tiers.ending(tx, now, after=None, beyond=beyond, limit=AT_ONCE)
    seen = runs.last_run(tx, Job.TIERS)
    since = None if seen is None else start_of_day(seen + _warning(tx, programme), programme)
    near = tiers.ending(tx, near_its_end(now, programme), after=since, beyond=beyond, limit=AT_ONCE)
    return sorted({*over, *near})[:AT_ONCE]


def _warning(tx: Tx, programme: Programme) -> timedelta:
    kept = facts.fact(tx, _VERSION)
    return (programme if kept is None else rules_of(tx, int(kept), programme)).tier_warning


def replay_tiers(tx: Tx, cause: Cause, programme: Programme, member_ids: Sequence[int]) -> None:
    """Works the tiers of these members out anew."""
    tx.lock("members", *member_ids)
    for member_id in member_ids:
        replay_tier(tx, cause, programme, member_id)


def look_at_tiers(tx: Tx, cause: Cause, programme: Programme, member_ids: Sequence[int]) -> None:
    """The same for members whose tier may be near its end, or over."""
    tx.lock("members", *member_ids)
    for member_id in member_ids:
        look_at_tier(tx, cause, programme, member_id)


def end_tiers(tx: Tx, programme: Programme, days: Sequence[date], now: datetime) -> None:
    """Everybody's tier is as it should be for these dates, under the programme in force."""
    facts.keep(tx, _VERSION, str(programme.version))
    keep_nights(tx, Job.TIERS, days, now)
