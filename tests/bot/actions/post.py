"""The outbox with a sender that leases and does not send; by its clock it is noon, a Saturday in November."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions import sending
from bot.actions.sending import Look, Push, Taken
from loyalty.model import Programme
from storage import outbox, people
from storage.audit import audit
from storage.database import Database, Row, Tx
from storage.rows import instant, ms

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)
PROGRAMME = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
REMINDER: dict[str, Any] = {"reminder": True}
OFFER: dict[str, Any] = {"service_class": "offer"}


def add(tx: Tx, /, telegram_id: int, **choices: Any) -> None:
    people.meet(tx, telegram_id, "Ayşe", "tr", NOON)
    for name, value in {"offers": 1, **choices}.items():
        tx.run(f"UPDATE people SET {name} = $1 WHERE telegram_id = $2", value, telegram_id)  # noqa: S608


def put(
    tx: Tx, /, key: str, telegram_id: int = 7, *, at: datetime = NOON, until: datetime | None = None, **how: Any
) -> None:
    options: dict[str, Any] = {"service_class": "service", "notice": "hello", "data": {"n": key}} | how
    end_ms = ms(until or at + timedelta(days=7))
    outbox.put(tx, key=key, telegram_id=telegram_id, now_ms=ms(at), pointless_after_ms=end_ms, **options)


class Post:
    """The outbox with a sender that leases and does not send."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.programme = PROGRAMME

    async def put(self, key: str, telegram_id: int = 7, **how: Any) -> None:
        await self.database.write(put, key, telegram_id, **how)

    async def add(self, telegram_id: int, **choices: Any) -> None:
        await self.database.write(add, telegram_id, **choices)

    async def look(self, now: datetime, busy: frozenset[int] = frozenset(), beyond: Any = None) -> Look:
        return await self.database.read(sending.look, now, busy, beyond or {})

    async def take(self, now: datetime, room: int = 32) -> Taken:
        found = await self.look(now)
        return await self.database.write(sending.take, self.programme, found.rows, now, room)

    async def finish(self, push: Push, state: outbox.End, now: datetime = NOON) -> None:
        await self.database.write(sending.finish, push, state, now)

    async def row(self, key: str) -> tuple[str, str | None, datetime]:
        """State, error and not_before."""

        def read(tx: Tx) -> Row | None:
            return tx.one("SELECT state, error, not_before FROM outbox WHERE key = $1", key)

        row = await self.database.read(read)
        assert row is not None
        return row["state"], row["error"], instant(row["not_before"])

    async def offered(self, telegram_id: int = 7) -> str | None:
        assert await self.database.read(audit) == []
        person = await self.database.read(people.person, telegram_id)
        assert person is not None
        return person.offered_on


def said(taken: Taken) -> list[str]:
    return [push.data for push in taken.pushes]
