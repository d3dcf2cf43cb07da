"""Who must be reminded among very many members: by the index that the nightly job uses, against reading every lot."""

import asyncio
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from loyalty.programme import Programme
from storage import reminders
from storage.database import Tx, open_database
from storage.migrate import migrate
from storage.rows import ms
from storage.sqlite_connection import connect

LOTS_EACH = 5
# A lot ends on one of so many days from TODAY on, at midnight; one member in ten has switched reminders off.
DAYS = 365
TODAY = datetime(2026, 11, 22, tzinfo=UTC)
A_PAGE = 200
_A_DAY = timedelta(days=1)
_DAY_MS = 24 * 3600 * 1000

_SCAN = """
    SELECT DISTINCT lots.expires_at, lots.member_id
    FROM lots NOT INDEXED JOIN people ON people.member_id = lots.member_id
    WHERE lots.state = 'active' AND people.reminders = 1 AND people.reachable = 1
      AND lots.expires_at IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The seconds one look took by the index and one by reading all, and how many reminders both found."""

    by_index: float
    by_scan: float
    found: int


def seed(path: Path, members: int) -> None:
    """Members with LOTS_EACH active lots each; the indexes are made when all is there."""
    asyncio.run(_migrated(path))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name IN ('lots', 'people') AND sql IS NOT NULL"
    ).fetchall()
    connection.execute("BEGIN")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("CREATE TEMP TABLE number (n INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO number VALUES (?)", ((number,) for number in range(LOTS_EACH * members)))
    connection.execute("INSERT INTO members (id, joined_at) SELECT n + 1, 1 FROM number WHERE n < ?", (members,))
    connection.execute(
        "INSERT INTO people (telegram_id, member_id, name, reminders, created_at)"
        " SELECT n + 1000000, n + 1, 'Bench', n % 10 > 0, 1 FROM number WHERE n < ?",
        (members,),
    )
    # The multiplications scatter what ends on a day over all members.
    connection.execute(
        "INSERT INTO lots (member_id, merchant_id, journal_id, state, points, remaining, earned_at, activates_at,"
        " expires_at)"
        " SELECT (n * 7919) % ? + 1, 1, n + 1, 'active', 24, 24, 1, 1, ? + (n * 104729) % ? * ? FROM number",
        (members, ms(TODAY), DAYS, _DAY_MS),
    )
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()


async def _migrated(path: Path) -> None:
    async with await open_database(f"sqlite:///{path}") as database:
        await migrate(database)


def look(path: Path) -> Looked:
    """Once each way, on a connection of its own each: all whose points cross a stage of the reminders today."""
    ends = [TODAY + days * _A_DAY for days in Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2).reminder_days]
    by_index, seconds = asyncio.run(_by_index(path, ends))
    connection = connect(path, readonly=True)
    begun = time.perf_counter()
    by_scan = connection.execute(_SCAN, (str([ms(end) for end in ends]),)).fetchall()
    ended = time.perf_counter()
    connection.close()
    assert sorted(by_index) == sorted(map(tuple, by_scan))
    return Looked(by_index=seconds, by_scan=ended - begun, found=len(by_index))


async def _by_index(path: Path, ends: list[datetime]) -> tuple[list[tuple[int, int]], float]:
    async with await open_database(f"sqlite:///{path}", create=False) as database:
        await database.read(_page, TODAY, (0, 0))  # the connection is open then
        found, begun = [], time.perf_counter()
        for end in ends:
            beyond: tuple[int, int] | None = reminders.before(end - _A_DAY)
            while beyond is not None:
                page = await database.read(_page, end, beyond)
                found += [(ms(each.expires_at), each.member_id) for each in page.found]
                beyond = page.beyond
        return found, time.perf_counter() - begun


def _page(tx: Tx, end: datetime, beyond: tuple[int, int]) -> reminders.Page:
    return reminders.whose_points_end(tx, by=end, beyond=beyond, limit=A_PAGE)
