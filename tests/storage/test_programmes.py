"""The versions of the programme, and reading what members earned."""

from datetime import UTC, datetime

import pytest

from storage import programmes, refunds, reporting
from storage.database import Database, Tx
from storage.errors import StorageError
from storage.rows import ms

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
BOUNDARIES = [datetime(2026, month, 1, tzinfo=UTC) for month in (10, 11, 12)]


async def test_a_version_is_kept_once_and_the_highest_is_in_force(database: Database) -> None:
    assert await database.read(programmes.newest_after, 0) is None
    for version, document, added in ((1, "{}", True), (2, '{"expiry": {}}', True), (2, "{}", False)):
        assert await database.write(programmes.add_version, version, document, NOW) is added
    newest = await database.read(programmes.newest_after, 0)
    assert newest == programmes.KeptProgramme(version=2, document='{"expiry": {}}', created_at=NOW)
    assert await database.read(programmes.newest_after, 2) is None
    assert await database.read(programmes.programme_of, 3) is None


@pytest.mark.parametrize("change", ["UPDATE programmes SET document = 'x'", "DELETE FROM programmes"])
async def test_a_version_is_never_changed(database: Database, change: str) -> None:
    await database.write(programmes.add_version, 1, "{}", NOW)
    with pytest.raises(StorageError, match="append-only"):
        await database.write(lambda tx: tx.run(change))


async def test_every_member_is_reported_whatever_the_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "PAGE", 2)
    await database.write(_five_members)
    earned = await database.read(lambda tx: list(reporting.earned_by_member(tx, BOUNDARIES)))
    assert earned == [(1, [0, 0]), (2, [20, 0]), (3, [0, 30]), (4, [0, 0]), (5, [0, 0])]
    assert await database.read(reporting.how_many_members) == 5


async def test_what_was_refunded_or_undone_was_not_earned_in_the_month_of_the_purchase(database: Database) -> None:
    await database.write(_five_members)
    for points in (3, 4):
        await database.write(
            refunds.add_refund,
            sale_id=3,
            amount=points * 100,
            points=points,
            journal_id=None,
            staff_id=None,
            now=NOW.replace(month=12),
        )
    await database.write(lambda tx: tx.run("UPDATE sales SET state = 'undone' WHERE id = 2"))
    earned = await database.read(lambda tx: list(reporting.earned_by_member(tx, BOUNDARIES)))
    assert earned == [(1, [0, 0]), (2, [0, 0]), (3, [0, 23]), (4, [0, 0]), (5, [0, 0])]


def _five_members(tx: Tx) -> None:
    """A purchase each but for the first: in October, in November, just after it, and in September."""
    tx.run("INSERT INTO merchants (id, name, created_at) VALUES (1, 'Café', 0)")
    tx.run(
        "INSERT INTO staff (id, merchant_id, telegram_id, name, role, added_at) VALUES (1, 1, 1, 'Can', 'cashier', 0)"
    )
    moments = ("2026-10-01T00:00", "2026-11-30T23:59", "2026-12-01T00:00", "2026-09-30T23:59")
    for member in range(1, 6):
        tx.run("INSERT INTO members (id, joined_at) VALUES ($1, 0)", member)
    for member, moment in enumerate(moments, 2):
        tx.run(
            "INSERT INTO sales (id, merchant_id, staff_id, member_id, route, state, amount, business_date, points,"
            " recorded_at, expires_at) VALUES ($1, 1, 1, $1, 'till', 'booked', $2, $3, $4, $5, 0)",
            member,
            member * 1000,
            moment[:10],
            member * 10,
            ms(datetime.fromisoformat(moment).replace(tzinfo=UTC)),
        )
