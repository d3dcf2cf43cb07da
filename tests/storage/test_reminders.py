"""Who has points that end soon, and whose birthday it is: found by index on both engines, a page at a time."""

# ruff: noqa: S608 - a crowd is made of numbers, by its own SQL

from datetime import UTC, datetime, timedelta

import pytest

from storage import people, reminders
from storage.database import Database, Tx, Value
from storage.reminders import PointsEnd
from storage.rows import ms

MEMBERS = 1500
MANY = 20_000
A_MEMBER = 3
DAY = timedelta(days=1)
START = datetime(2027, 11, 1, tzinfo=UTC)
# Every third member is asleep to reminders, every fifth cannot be reached.
DEAF, AWAY = 3, 5


def ends_of(member: int) -> list[datetime]:
    """When the lots of a member end: on one of sixty days, two of them at once."""
    return [START + (member * 7 + lot // 2 * 20) % 60 * DAY for lot in range(A_MEMBER)]


def birthday_of(member: int) -> str:
    return f"{member % 12 + 1:02d}-{member % 28 + 1:02d}"


def fill(tx: Tx, members: int) -> None:
    """So many members, made by the engine itself. Spent and pending points are none to remind of."""
    numbers = f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {members})"
    birthdays = " ".join(f"WHEN {rest} THEN '{birthday_of(rest)}'" for rest in range(84))
    tx.run("INSERT INTO merchants (id, name, created_at) VALUES (1, 'Café', 0)")
    tx.run("INSERT INTO journal (id, at, kind, key, actor, programme) VALUES (1, 0, 'earn', 'in:1', 'staff:1', 1)")
    tx.run(f"INSERT INTO members (id, joined_at) {numbers} SELECT n, 0 FROM numbers")
    tx.run(
        "INSERT INTO people (telegram_id, member_id, name, birthday, offers, reminders, reachable, created_at)"
        f" {numbers} SELECT 1000000 + n, n, 'Ayşe', CASE n % 84 {birthdays} END, n % 2,"
        f" CASE n % {DEAF} WHEN 0 THEN 0 ELSE 1 END, CASE n % {AWAY} WHEN 0 THEN 0 ELSE 1 END, 0 FROM numbers"
    )
    for lot in range(A_MEMBER):
        tx.run(
            "INSERT INTO lots (member_id, merchant_id, journal_id, state, points, remaining, earned_at, activates_at,"
            f" expires_at) {numbers} SELECT n, 1, 1,"
            " CASE n % 7 WHEN 0 THEN 'spent' WHEN 1 THEN 'pending' ELSE 'active' END,"
            f" 5, CASE n % 7 WHEN 0 THEN 0 ELSE 5 END, 0, 0,"
            f" $1 + (n * 7 + {lot // 2 * 20}) % 60 * CAST($2 AS BIGINT) FROM numbers",
            ms(START),
            DAY // timedelta(milliseconds=1),
        )
    tx.script("ANALYZE")


@pytest.fixture
async def crowd(database: Database) -> Database:
    await database.write(fill, MEMBERS)
    return database


async def plan_of(database: Database, sql: str, *params: Value) -> str:
    """How the engine answers, in its own words."""
    explain = "EXPLAIN QUERY PLAN " if database.engine == "sqlite" else "EXPLAIN "
    column = "detail" if database.engine == "sqlite" else "QUERY PLAN"
    rows = await database.read(lambda tx: tx.all(explain + sql, *params))
    return "\n".join(str(row[column]) for row in rows)


async def all_pages(database: Database, after: datetime, by: datetime, limit: int) -> tuple[list[PointsEnd], int]:
    """What all pages find, and how many there were."""
    beyond: tuple[int, int] | None = reminders.before(after)
    found: list[PointsEnd] = []
    pages = 0
    while beyond is not None:
        page = await database.read(reminders.whose_points_end, by=by, beyond=beyond, limit=limit)
        found += page.found
        beyond = page.beyond
        pages += 1
        assert pages < 1000
    return found, pages


async def test_who_must_be_reminded_among_many_is_found_by_index_and_nothing_is_scanned_or_sorted(
    database: Database,
) -> None:
    await database.write(fill, MANY)
    by, (after, last) = ms(START + 8 * DAY), reminders.before(START + 7 * DAY)
    plan = await plan_of(database, reminders.WHOSE_POINTS_END, by, after, last, 200)
    if database.engine == "sqlite":
        found = "SEARCH lots USING COVERING INDEX lots_to_expire ((expires_at,member_id)>(?,?) AND expires_at<?)"
        assert plan == found
    else:
        assert "Index Only Scan using lots_to_expire on lots" in plan
        assert "Seq Scan" not in plan
        assert "Sort" not in plan

    numbers = list(range(1, 200))
    places = ", ".join(f"${number}" for number in numbers)
    plan = await plan_of(database, f"{reminders.WHO_WANTS_REMINDERS}({places})", *numbers)
    assert ("people_1 (member_id=?)" if database.engine == "sqlite" else "people_member_id_key") in plan
    assert "Seq Scan" not in plan

    plan = await plan_of(database, reminders.WHOSE_BIRTHDAY_IT_IS, "05-05", 0, 200)
    assert "people_by_birthday" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("limit", [7, 5000])
async def test_everybody_with_points_that_end_within_two_instants_is_found_once_an_instant(
    crowd: Database, limit: int
) -> None:
    after, by = START + 3 * DAY, START + 5 * DAY
    found, _ = await all_pages(crowd, after, by, limit)
    expected = {
        PointsEnd(member_id=member, expires_at=end)
        for member in range(1, MEMBERS + 1)
        for end in ends_of(member)
        if member % 7 > 1 and member % DEAF and member % AWAY and after < end <= by
    }
    assert len(expected) > 30
    assert sorted(found, key=repr) == sorted(expected, key=repr)


async def test_a_page_takes_no_more_in_than_its_limit_though_nobody_there_wants_to_hear(crowd: Database) -> None:
    await crowd.write(lambda tx: tx.run("UPDATE people SET reminders = 0"))
    beyond = reminders.before(START)
    page = await crowd.read(reminders.whose_points_end, by=START + 9 * DAY, beyond=beyond, limit=20)
    assert page.found == ()
    assert page.beyond is not None
    found, pages = await all_pages(crowd, START, START + 9 * DAY, 20)
    assert found == []
    assert pages > 10


@pytest.mark.parametrize("limit", [7, 1000])
async def test_whose_birthday_it_is_comes_in_order_and_wants_offers(crowd: Database, limit: int) -> None:
    found: list[int] = []
    while page := await crowd.read(reminders.whose_birthday_it_is, "04-04", beyond=max(found, default=0), limit=limit):
        found += page
    assert found == [m for m in range(1, MEMBERS + 1) if birthday_of(m) == "04-04" and m % 2 and m % AWAY]
    assert len(found) >= 14


async def test_people_are_found_by_their_members_numbers(crowd: Database) -> None:
    found = await crowd.read(people.people_of, [3, 1, MEMBERS + 5])
    assert {number: person.telegram_id for number, person in found.items()} == {1: 10**6 + 1, 3: 10**6 + 3}
    assert await crowd.read(people.people_of, []) == {}
