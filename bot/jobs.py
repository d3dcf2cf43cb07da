"""The timetable. APScheduler only ticks; what is due is asked of the tables, by the clock, so that nothing is lost
by downtime and nothing done twice.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.actions.action import Cause
from bot.actions.broadcasts import due_broadcasts, serve
from bot.actions.programmes import in_force
from bot.actions.settle import due_members, settle_members
from bot.clock import Clock
from bot.nightly import Nights
from loyalty.model import Programme
from storage import cards, inbox, outbox, outcomes
from storage.database import Database, Tx
from storage.errors import StorageError
from storage.rows import ms

SETTLE_SECONDS = 5
# How soon after midnight its jobs begin; a tick on another day asks nothing of the tables.
NIGHT_SECONDS = 5
BROADCAST_SECONDS = 2
TIDY_SECONDS = 3600
# Telegram keeps updates for a day; a week of keys recognises every one that comes again.
KEPT = timedelta(days=7)
# So many rows a transaction, so that no update waits long for the writer.
HELPING = 2000

_log = structlog.get_logger()


class Jobs:
    """Books what the clock has decided every few seconds, does the jobs of each date, and tidies up every hour."""

    def __init__(self, database: Database, programme: Programme, clock: Clock, wake_push: Callable[[], None]) -> None:
        self._database = database
        self._programme = programme
        self._clock = clock
        self._wake_push = wake_push
        self._nights = Nights(database, programme, clock, self.settle, wake_push)
        # The default grace of a second would drop ticks of a busy loop.
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begins to tick."""
        self._scheduler.add_job(self._quietly, "interval", seconds=SETTLE_SECONDS, args=[self.settle])
        self._scheduler.add_job(self._quietly, "interval", seconds=NIGHT_SECONDS, args=[self.nightly])
        self._scheduler.add_job(self._quietly, "interval", seconds=BROADCAST_SECONDS, args=[self.broadcasts])
        self._scheduler.add_job(self._quietly, "interval", seconds=TIDY_SECONDS, args=[self.tidy])
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
        """Writes what is said to many, and ends what was stopped, a helping of each in turn; returns how many."""
        helpings = 0
        due = await self._database.read(due_broadcasts, self._clock.now())
        if due:
            self._programme = await self._database.read(in_force, self._programme)
        while due:
            more = []
            for broadcast_id in due:
                if await self._database.write(serve, self._programme, self._clock.now(), broadcast_id):
                    more.append(broadcast_id)
                helpings += 1
                self._wake_push()
            due = more
        return helpings

    async def tidy(self) -> None:
        """Drops what nothing can ask for any more: done updates, ended notices, old outcomes and cards."""
        while await self._database.write(_tidy, self._clock.now()):
            pass
        # What Forget me deleted must not stay readable in the log of the database either.
        await self._database.scrub()

    async def _quietly(self, job: Callable[[], Awaitable[object]]) -> None:
        try:
            await job()
        except StorageError as error:
            _log.warning("job_postponed", error=type(error).__name__)


def _tidy(tx: Tx, now: datetime) -> bool:
    """One helping; True when there is more."""
    before = now - KEPT
    dropped = (
        inbox.purge(tx, ms(before), HELPING),
        outbox.purge(tx, ms(now), HELPING),
        outcomes.purge_outcomes(tx, before, HELPING),
        cards.purge_cards(tx, before, HELPING),
    )
    return max(dropped) >= HELPING
