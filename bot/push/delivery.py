"""One call to Telegram for one row of the outbox, and what becomes of the row by its answer."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog

from bot.actions import sending
from bot.actions.sending import Push
from bot.chat.screens.screen import Screen
from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.receive.care import DATABASE_OUT_OF_REACH
from bot.telegram import (
    Blocked,
    Conflict,
    MaybeDelivered,
    NotDelivered,
    Paused,
    Refused,
    Telegram,
    TokenRefused,
)
from loyalty.courtesy import Sort
from storage import outbox
from storage.database import Database

LAST_AGAIN = timedelta(minutes=1)

_log = structlog.get_logger()


class Delivery:
    """Delivers what is leased. What could not be is tried again `first_again` later, then later and later; every
    `tick_seconds` a database out of reach is asked again. Pauses are remembered by the machine's own clock, `wall`.
    """

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        clock: Clock,
        metrics: Metrics,
        wall: Callable[[], float],
        tick_seconds: float,
        first_again: timedelta,
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._pacing = telegram.pacing
        self._clock = clock
        self._metrics = metrics
        self._wall = wall
        self._tick_seconds = tick_seconds
        self._first_again = first_again
        self._kept_pause_ms = 0  # until when, by the wall, a pause is remembered

    async def deliver(self, push: Push, screen: Screen) -> None:
        """Send the message of a leased row, whose turn it is, and bring the row to its end or put it back."""
        try:
            await self._telegram.push(push.telegram_id, screen)
        except Blocked:
            await self.steadily(sending.blocked, push, self._clock.now())
            self._metrics.pushed(push.sort, "skipped")
        except Paused as pause:
            self._pacing.pause(pause.retry_after_seconds)
            _log.warning("sender_paused", seconds=pause.retry_after_seconds)
            await self.keep_pause()
            await self.put_back(push)
        except (NotDelivered, TokenRefused, Conflict) as error:
            await self._again(push, type(error).__name__)
        except MaybeDelivered:
            if push.sort is Sort.OFFER or push.again:
                await self.end(push, "uncertain", "MaybeDelivered")
            else:
                await self._again(push, outbox.UNCERTAIN)
        except Refused as refusal:
            # Telegram's sentence up to the first quotation: what follows may be a piece of the message.
            why = refusal.description.partition('"')[0]
            _log.error("push_refused", alert=True, row=push.id, notice=push.notice, why=why)
            await self.end(push, "dead", "Refused")
        else:
            await self.end(push, "sent")

    async def end(self, push: Push, state: outbox.End, why: str | None = None) -> None:
        """The row has come to its end."""
        await self.steadily(sending.finish, push, state, self._clock.now(), why)
        self._metrics.pushed(push.sort, state)

    async def put_back(self, push: Push) -> None:
        """Nothing was tried: decide upon the row again."""
        await self.steadily(sending.put_back, push)

    async def take_up_pause(self) -> float:
        """Let a pause that is remembered go on; returns for how many seconds."""
        remaining = await self.steadily(outbox.remaining_pause_seconds, self._wall_ms(0))
        if remaining > 0:
            self._pacing.pause(remaining)
            self._kept_pause_ms = self._wall_ms(remaining)
        return float(remaining)

    async def keep_pause(self) -> None:
        """Remember the present pause, whoever was asked for it, unless that has been done."""
        remaining = self._pacing.paused_seconds
        until_ms = self._wall_ms(remaining)
        if until_ms > self._kept_pause_ms + 500:
            self._kept_pause_ms = until_ms
            await self.steadily(outbox.remember_pause, until_ms, remaining)

    async def steadily(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Write as soon as the database can be reached: what was sent must not be forgotten."""
        while True:
            try:
                return await self._database.write(fn, *args, **kwargs)
            except DATABASE_OUT_OF_REACH as error:
                _log.warning("outbox_out_of_reach", error=type(error).__name__)
                await asyncio.sleep(self._tick_seconds)

    async def _again(self, push: Push, why: str) -> None:
        """Put the row back for another try, later each time."""
        self._metrics.put_back.inc()
        # A row that was perhaps delivered keeps saying so, whatever happens to its second copy.
        why = outbox.UNCERTAIN if push.again else why
        wait = min(LAST_AGAIN, self._first_again * 2 ** min(push.attempts, 20))
        await self.steadily(sending.put_back, push, not_before=self._clock.now() + wait, why=why)

    def _wall_ms(self, seconds_from_now: float) -> int:
        return round((self._wall() + seconds_from_now) * 1000)
