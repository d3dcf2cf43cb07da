"""A street with a café for tests of actions: real transactions on a real database, one cause after the other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from bot.actions.action import Cause
from bot.actions.card import show_card
from bot.actions.catalogue import add_reward
from bot.actions.join import join
from bot.actions.merchants import add_merchant
from bot.actions.purchase import record_purchase
from bot.links import seal_of
from loyalty.model import Programme
from storage import people
from storage.audit import audit
from storage.database import Database, Tx

P = ParamSpec("P")
T = TypeVar("T")

OWNER, AYSE, BEN = 99, 11, 12
PROGRAMME = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
_SECRET = b"a secret for tests"


def seal(telegram_id: int) -> str:
    """The keyed hash of somebody."""
    return seal_of(_SECRET, telegram_id)


class Street:
    """Does actions, each for a cause of its own, at a time that only tests move."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)
        self._causes = 0

    def cause(self) -> Cause:
        """The next cause."""
        self._causes += 1
        return Cause(key=f"in:{self._causes}", now=self.now, seed=self._causes.to_bytes(16, "big"))

    def wait(self, **time: float) -> None:
        """Time passes."""
        self.now += timedelta(**time)

    async def act(
        self, action: Callable[Concatenate[Tx, Cause, Programme, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One action in one transaction."""
        return await self.database.write(action, self.cause(), PROGRAMME, *args, **kwargs)

    async def open(self, *, points: int = 20) -> None:
        """A café with an espresso for that many points; its owner is OWNER."""
        await self.meet(OWNER, "Ozan Demir")
        await self.act(add_merchant, telegram_id=OWNER, operator_name="Ozan Demir", name="Corner Café")
        await self.act(add_reward, telegram_id=OWNER, name="Espresso", points=points)

    async def meet(self, telegram_id: int, name: str) -> None:
        """Somebody writes to the bot."""
        await self.database.write(people.meet, telegram_id, name, "en", self.now)

    async def join(self, telegram_id: int, name: str) -> int:
        """Somebody joins; returns their member number."""
        await self.meet(telegram_id, name)
        joined = await self.act(join, telegram_id=telegram_id, seal=seal(telegram_id), merchant_id=None)
        return joined.member_id

    async def buy(self, telegram_id: int, amount: int) -> int:
        """Somebody buys for that many minor units by till code; returns the purchase's number."""
        card = await self.act(show_card, telegram_id=telegram_id)
        booked = await self.act(
            record_purchase, telegram_id=OWNER, amount=amount, receipt=None, till_code=card.till_code
        )
        return booked.sale_id

    async def nothing_is_wrong(self) -> None:
        """The audit finds nothing."""
        assert await self.database.read(audit) == []
