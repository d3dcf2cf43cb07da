"""Who bought at a merchant last on which day: found by index on both engines, a page at a time."""

# ruff: noqa: S608 - a crowd is made of numbers, by its own SQL

from datetime import date, timedelta

import pytest

from storage import visits
from storage.database import Database, Tx
from tests.storage.test_reminders import plan_of

MEMBERS = 3000
FIRST = date(2026, 9, 1)
DAYS = 60
# Every second member wants offers, every fifth cannot be reached; every seventh purchase was refunded in full.
WANTS, AWAY, REFUNDED = 2, 5, 7


def bought_on(member: int) -> list[tuple[int, str]]:
    """Merchant and date of both purchases of a member that stand."""
    days = [(1, member % DAYS), (member % 2 + 1, member * 7 % DAYS)]
    return [
        (merchant, (FIRST + timedelta(days=day)).isoformat())
        for sale, (merchant, day) in enumerate(days)
        if (member + sale) % REFUNDED
    ]


def fill(tx: Tx) -> None:
    numbers = f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {MEMBERS})"
    dates = " ".join(f"WHEN {day} THEN '{FIRST + timedelta(days=day)}'" for day in range(DAYS))
    for merchant in (1, 2):
        tx.run(f"INSERT INTO merchants (id, name, created_at) VALUES ({merchant}, 'Café {merchant}', 0)")
        tx.run(
            "INSERT INTO staff (id, merchant_id, telegram_id, name, role, added_at)"
            f" VALUES ({merchant}, {merchant}, {merchant}, 'Can', 'owner', 0)"
        )
    tx.run("INSERT INTO journal (id, at, kind, key, actor, programme) VALUES (1, 0, 'earn', 'in:1', 'staff:1', 1)")
    tx.run(f"INSERT INTO members (id, joined_at) {numbers} SELECT n, 0 FROM numbers")
    tx.run(
        "INSERT INTO people (telegram_id, member_id, name, offers, reachable, created_at)"
        f" {numbers} SELECT 1000000 + n, n, 'Ayşe', CASE n % {WANTS} WHEN 0 THEN 1 END,"
        f" CASE n % {AWAY} WHEN 0 THEN 0 ELSE 1 END, 0 FROM numbers"
    )
    for sale, (where, day) in enumerate((("1", f"n % {DAYS}"), ("n % 2 + 1", f"n * 7 % {DAYS}"))):
        tx.run(
            "INSERT INTO sales (merchant_id, staff_id, member_id, journal_id, route, state, amount, business_date,"
            " points, refunded, recorded_at, expires_at, booked_at, programme)"
            f" {numbers} SELECT {where}, {where}, n, 1, 'till', 'booked', 100, CASE {day} {dates} END, 1,"
            f" CASE (n + {sale}) % {REFUNDED} WHEN 0 THEN 100 ELSE 0 END, 0, 0, 0, 1 FROM numbers"
        )
    if tx.engine == "postgres":  # nobody does so on SQLite
        tx.script("ANALYZE")


@pytest.fixture
async def crowd(database: Database) -> Database:
    await database.write(fill)
    return database


async def test_who_was_here_last_on_a_day_is_found_by_the_visits_of_that_day_and_nothing_is_scanned(
    crowd: Database,
) -> None:
    plan = await plan_of(crowd, visits.WHO_WAS_HERE_LAST, 1, FIRST.isoformat(), 0, 200)
    if crowd.engine == "sqlite":
        assert "SEARCH s USING INDEX sales_by_visit (merchant_id=? AND business_date=? AND member_id>?)" in plan
        assert "SEARCH l USING INDEX sales_by_day (member_id=?" in plan
        assert "TEMP B-TREE" not in plan
        assert "SCAN" not in plan
    else:
        assert "sales_by_visit" in plan
        assert "Seq Scan on sales" not in plan


@pytest.mark.parametrize("limit", [3, 500])
async def test_those_whose_last_purchase_it_was_come_in_order_if_they_want_offers(crowd: Database, limit: int) -> None:
    some = 0
    for merchant in (1, 2):
        for day in range(0, DAYS, 9):
            wanted = (FIRST + timedelta(days=day)).isoformat()
            found: list[int] = []
            while page := await crowd.read(
                visits.who_was_here_last, merchant, wanted, beyond=max(found, default=0), limit=limit
            ):
                found += page
            expected = [
                member
                for member in range(1, MEMBERS + 1)
                if member % WANTS == 0
                and member % AWAY
                and max((on for at, on in bought_on(member) if at == merchant), default="") == wanted
            ]
            assert found == expected
            some += len(found)
    assert some > 50


async def test_somebody_has_been_back_by_a_purchase_that_stands_after_that_date(crowd: Database) -> None:
    for member in range(1, 40):
        for merchant in (1, 2):
            for day in range(0, DAYS, 13):
                since = (FIRST + timedelta(days=day)).isoformat()
                back = any(at == merchant and on > since for at, on in bought_on(member))
                assert await crowd.read(visits.has_been_back, member, merchant, since) == back
