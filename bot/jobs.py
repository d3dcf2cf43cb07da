"""The timetable. APScheduler only ticks; what is due is asked of the tables, by the clock, so that nothing is lost
by downtime and nothing done twice.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.actions.action import Cause
from bot.actions.broadcasts import due_broadcasts, serve
from bot.actions.programmes import in_force
from bot.actions.settle import due_members, settle_members
from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.nightly import Nights
from bot.receive.care import DATABASE_OUT_OF_REACH
from bot.timekeeper import JobFailed, Timekeeper, log_failure
from loyalty.model import Programme
from loyalty.timetable import EVERY, Job
from storage import cards, inbox, outbox, outcomes
from storage.database import Database, Tx
from storage.rows import ms

# How soon after midnight its jobs begin; a tick on another day asks nothing of the tables.
NIGHT_SECONDS = 5
# Telegram keeps updates for a day; a week of keys recognises every one that comes again.
KEPT = timedelta(days=7)
# So many rows a transaction, so that no update waits long for the writer.
HELPING = 2000

# After a helping of a broadcast its job rests so many times as long as that took, for so long at most.
_REST_BY_WORK = 4
_LONGEST_REST_SECONDS = 0.5
# So long after it has failed a job is tried again at the latest.
_LONGEST_WAIT_SECONDS = 60.0


class Jobs:
    """Books what the clock has decided every few seconds, does the jobs of each date, and tidies up every hour. How
    each run went is kept.
    """

    def __init__(
        self,
        database: Database,
        programme: Programme,
        clock: Clock,
        wake_push: Callable[[], None],
        *,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._programme = programme
        self._clock = clock
        self._wake_push = wake_push
        self._timekeeper = Timekeeper(database, clock, metrics)
        self._nights = Nights(database, programme, clock, self.settle, wake_push, self._timekeeper)
        # The default grace of a second would drop ticks of a busy loop.
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begins to tick."""
        works: dict[Job, Callable[[], Awaitable[int]]] = {
            Job.SETTLE: self.settle,
            Job.BROADCAST: self.broadcasts,
            Job.TIDY: self.tidy,
        }
        for job, work in works.items():
            run = partial(self._timekeeper.run, job, work)
            quietly = Quietly(run, EVERY[job])
            self._scheduler.add_job(quietly.tick, "interval", seconds=EVERY[job])
        self._scheduler.add_job(Quietly(self.nightly, NIGHT_SECONDS).tick, "interval", seconds=NIGHT_SECONDS)
        self._scheduler.start()

    def stop(self) -> None:
        """Ticks no more."""
        self._scheduler.shutdown(wait=False)

    async def settle(self) -> int:
        """Books all that is due; returns for how many members."""
        settled = 0
        while True:
            cause = Cause(key=f"job:{secrets.token_hex(8)}", now=self._clock.now())
            due = await self._database.read(due_members, cause)
            if not due:
                return settled
            self._programme = await self._database.read(in_force, self._programme)
            await self._database.write(settle_members, cause, self._programme, due)
            settled += len(due)
            self._wake_push()

    async def nightly(self) -> None:
        """Does the jobs of each date up to today for which they have not been done."""
        await self._nights.catch_up()

    async def broadcasts(self) -> int:
        """Writes what is said to many, and ends what was stopped, a helping of each in turn; returns how many messages
        that were. One that fails holds no other up; its error is raised in the end.
        """
        messages = 0
        failed: dict[int, Exception] = {}
        more = True
        while more:
            more = False
            due = await self._database.read(due_broadcasts, self._clock.now())
            if due:
                self._programme = await self._database.read(in_force, self._programme)
            for broadcast_id in due:
                if broadcast_id in failed:
                    continue
                begun = time.monotonic()
                try:
                    helping = await self._database.write(serve, self._programme, self._clock.now(), broadcast_id)
                except DATABASE_OUT_OF_REACH:
                    raise
                except Exception as error:
                    failed[broadcast_id] = error
                    continue
                messages += helping.messages
                more = more or helping.more
                # Most of the writer's time is for whoever waits for an answer.
                await asyncio.sleep(min(_LONGEST_REST_SECONDS, _REST_BY_WORK * (time.monotonic() - begun)))
            if due:
                self._wake_push()
        for failure in failed.values():
            raise failure
        return messages

    async def tidy(self) -> int:
        """Drops what nothing can ask for any more: done updates, ended notices, old outcomes and cards; returns how
        many rows.
        """
        dropped = 0
        while True:
            helping, more = await self._database.write(_tidy, self._clock.now())
            dropped += helping
            if not more:
                break
        # What Forget me deleted must not stay readable in the log of the database either.
        await self._database.scrub()
        return dropped


class Quietly:
    """Work that is done every few seconds. After it has failed a later tick tries again, each time twice as late; why
    is logged and kept by then.
    """

    def __init__(self, work: Callable[[], Awaitable[object]], every_seconds: float) -> None:
        self._work = work
        self._every_seconds = every_seconds
        self._wait = 0.0
        self._again_at = 0.0

    async def tick(self) -> None:
        """Does the work, unless it has failed just now."""
        if time.monotonic() < self._again_at:
            return
        try:
            await self._work()
        except asyncio.CancelledError:
            return  # the process ends: the scheduler would log that as an error
        except JobFailed:
            pass
        except Exception as error:
            log_failure("nights", error)
        else:
            self._wait = 0.0
            return
        self._again_at = time.monotonic() + self._wait
        self._wait = min(max(self._every_seconds, 2 * self._wait), _LONGEST_WAIT_SECONDS)


def _tidy(tx: Tx, now: datetime) -> tuple[int, bool]:
    """One helping: how many rows went, and whether there are more."""
    before = now - KEPT
    dropped = (
        inbox.purge(tx, ms(before), HELPING),
        outbox.purge(tx, ms(now), HELPING),
        outcomes.purge_outcomes(tx, before, HELPING),
        cards.purge_cards(tx, before, HELPING),
    )
    return sum(dropped), max(dropped) >= HELPING
