"""The jobs at midnight of the programme's calendar, in their order: activate pending points, expire, tiers, reminders,
watch, win-back.

Each is kept with its date when it is done, so that it is done late after downtime and never twice. The points of a
member are booked as the clock says, whatever the date (`settle`), a tier is worked out for the present day, and of the
stages of a reminder only the nearest counts: one pass does all dates that were missed. Two processes at once change
nothing: each step finds what the other has done, and a report is written in the transaction that keeps its date.
"""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from functools import partial

import structlog

from bot.actions.action import Cause
from bot.actions.nightly import (
    end_tiers,
    everybodys_tier_changed,
    keep_nights,
    look_at_tiers,
    missed_dates,
    replay_tiers,
    some_members,
    tiers_ending,
)
from bot.actions.programmes import in_force
from bot.actions.reminding import having_birthday, points_crossing, remind, wish
from bot.actions.watch import nights_to_watch, odd_pairs, report_pairs
from bot.actions.winning_back import gone_since, win_back
from bot.clock import Clock
from bot.timekeeper import Timekeeper
from loyalty.calendar import local_date
from loyalty.model import Programme
from loyalty.reminders import birthdays_on, crossings, mornings_within
from loyalty.timetable import NIGHTLY, Job
from storage.database import Database
from storage.merchants import winning_back

_log = structlog.get_logger()

# So many dates a transaction.
_AT_ONCE = 400


class Nights:
    """Does what is due by the date. `settle` books for everybody what the clock has decided about points, and returns
    for how many members.
    """

    def __init__(
        self,
        database: Database,
        programme: Programme,
        clock: Clock,
        settle: Callable[[], Awaitable[int]],
        wake_push: Callable[[], None],
        timekeeper: Timekeeper,
    ) -> None:
        self._database = database
        self._programme = programme
        self._clock = clock
        self._settle = settle
        self._wake_push = wake_push
        self._timekeeper = timekeeper
        self._works: dict[Job, Callable[[Job, Sequence[date]], Awaitable[int]]] = {
            Job.ACTIVATE: self._points,
            Job.EXPIRE: self._points,
            Job.TIERS: self._tiers,
            Job.REMINDERS: self._reminders,
            Job.WATCH: self._watch,
            Job.WIN_BACK: self._win_back,
        }
        self._done: date | None = None

    async def catch_up(self) -> None:
        """Runs every job for every date up to today for which it has not run. Asks nothing once today is done."""
        today = local_date(self._clock.now(), self._programme)
        if self._done is not None and today <= self._done:
            return
        self._programme = await self._database.read(in_force, self._programme)
        for job in NIGHTLY:
            days = await self._database.read(missed_dates, job, today)
            if days:
                await self._timekeeper.run(job, partial(self._works[job], job, days))
                _log.info("night_done", job=job, date=today.isoformat(), dates=len(days))
        self._done = today
        self._wake_push()

    async def _points(self, job: Job, days: Sequence[date]) -> int:
        """Settling a member activates before it expires, each in the order of its time."""
        settled = await self._settle()
        await self._keep(job, days)
        return settled

    async def _tiers(self, _: Job, days: Sequence[date]) -> int:
        looked_at = 0
        read, write, programme = self._database.read, self._database.write, self._programme
        if await read(everybodys_tier_changed, programme):
            last = 0
            while found := await read(some_members, last):
                await write(replay_tiers, self._cause(), programme, found)
                looked_at += len(found)
                last = found[-1]
        last = 0
        while found := await read(tiers_ending, programme, self._clock.now(), last):
            await write(look_at_tiers, self._cause(), programme, found)
            looked_at += len(found)
            last = found[-1]
        await write(end_tiers, programme, days, self._clock.now())
        return looked_at

    async def _reminders(self, job: Job, days: Sequence[date]) -> int:
        """What has been written when it breaks off is not written again: each reminder has its key."""
        since, today = days[0] - timedelta(days=1), days[-1]
        written = await self._points_ending(since, today)
        if self._programme.birthday_greeting:
            written += await self._birthdays(since, today)
        await self._keep(job, days)
        return written

    async def _points_ending(self, since: date, today: date) -> int:
        written = 0
        read, write, programme = self._database.read, self._database.write, self._programme
        for crossing in crossings(since, today, programme.reminder_days):
            beyond, more = None, True
            while more:
                page = await read(points_crossing, programme, crossing, self._clock.now(), beyond)
                if page.found:
                    cause, days = self._cause(), crossing.days
                    written += await write(remind, cause, programme, today=today, days=days, ending=page.found)
                beyond, more = page.beyond, page.beyond is not None
        return written

    async def _birthdays(self, since: date, today: date) -> int:
        written = 0
        read, write, programme = self._database.read, self._database.write, self._programme
        for day in mornings_within(since, today, programme):
            for birthday in birthdays_on(day):
                last = 0
                while found := await read(having_birthday, birthday, last):
                    cause, dates = self._cause(), {"since": since, "today": today, "birthday": day}
                    written += await write(wish, cause, programme, member_ids=found, **dates)
                    last = found[-1]
        return written

    async def _watch(self, job: Job, days: Sequence[date]) -> int:
        """A report for each date whose eve had purchases; the others are kept as they come."""
        reported = 0
        busy = set(await self._database.read(nights_to_watch, days[0], days[-1]))
        quiet: list[date] = []
        for day in days:
            if day not in busy:
                quiet.append(day)
                continue
            await self._keep(job, quiet)
            quiet = []
            found = await self._database.read(odd_pairs, day)
            await self._database.write(report_pairs, self._cause(), self._programme, day, found)
            reported += len(found)
        await self._keep(job, quiet)
        return reported

    async def _win_back(self, job: Job, days: Sequence[date]) -> int:
        """Whoever crossed the merchant's days on one of these dates; who had got the offer when it broke off does not
        get it again.
        """
        written = 0
        read, write = self._database.read, self._database.write
        for merchant_id, away in await read(winning_back):
            for night in days:
                last, last_visit = 0, night - timedelta(days=away)
                while found := await read(gone_since, merchant_id, last_visit, last):
                    written += await write(
                        win_back,
                        self._cause(),
                        self._programme,
                        merchant_id=merchant_id,
                        last_visit=last_visit,
                        night=night,
                        today=days[-1],
                        member_ids=found,
                    )
                    last = found[-1]
        await self._keep(job, days)
        return written

    async def _keep(self, job: Job, days: Sequence[date]) -> None:
        for first in range(0, len(days), _AT_ONCE):
            await self._database.write(keep_nights, job, days[first : first + _AT_ONCE], self._clock.now())

    def _cause(self) -> Cause:
        return Cause(key=f"job:{secrets.token_hex(8)}", now=self._clock.now())
