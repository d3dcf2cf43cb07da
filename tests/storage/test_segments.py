"""Whom a message to many is for, segment by segment, on both engines; and that it is found by index."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from loyalty.model import Programme, Role, Tier
from loyalty.segments import Criteria, Segment, criteria
from storage import members, merchants, people, segments, staff
from storage.database import Database, Row, Tx, Value

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TODAY = date(2026, 11, 30)
PROGRAMME = Programme(
    zone=ZoneInfo("UTC"),
    currency="EUR",
    exponent=2,
    tiers=(Tier(name="Silver", threshold=100), Tier(name="Gold", threshold=500)),
)
# Member numbers, and what sets each apart.
PLAIN, NO, UNASKED, BLOCKED, SILVER, GOLD, RICH, NOVEMBER, REGULAR, LAPSED, ELSEWHERE = range(1, 12)
EVERYONE = [PLAIN, SILVER, GOLD, RICH, NOVEMBER, REGULAR, LAPSED, ELSEWHERE]
CAFE, BAKERY = 1, 2


@pytest.fixture
async def street(database: Database) -> Database:
    """Eleven members of a café and a bakery."""
    await database.write(_street)
    return database


def _street(tx: Tx) -> None:
    cafe, bakery = merchants.add_merchant(tx, "Café", NOW), merchants.add_merchant(tx, "Bakery", NOW)
    assert (cafe, bakery) == (CAFE, BAKERY)
    cashier = staff.add_staff(tx, merchant_id=CAFE, telegram_id=1, name="Can", role=Role.CASHIER, now=NOW)
    for number in range(PLAIN, ELSEWHERE + 1):
        people.meet(tx, 100 + number, f"Member {number}", "en", NOW)
        assert members.add_member(tx, merchant_id=CAFE, inviter_id=None, now=NOW) == number
        people.become_member(tx, 100 + number, number)
    tx.run("UPDATE people SET offers = CASE WHEN member_id = $1 THEN 0 ELSE 1 END WHERE member_id <> $2", NO, UNASKED)
    tx.run("UPDATE people SET reachable = 0 WHERE member_id = $1", BLOCKED)
    tx.run("UPDATE people SET birthday = '11-05' WHERE member_id = $1", NOVEMBER)
    tx.run("UPDATE people SET birthday = '01-11' WHERE member_id = $1", PLAIN)
    tx.run("UPDATE members SET tier = 'Silver' WHERE id = $1", SILVER)
    tx.run("UPDATE members SET tier = 'Gold' WHERE id = $1", GOLD)
    tx.run("UPDATE members SET balance = 101 WHERE id = $1", RICH)
    tx.run("UPDATE members SET balance = 100 WHERE id = $1", PLAIN)
    for member, merchant, day, state in (
        (REGULAR, CAFE, "2026-10-01", "booked"),
        (REGULAR, CAFE, "2026-11-01", "booked"),
        (LAPSED, CAFE, "2026-10-31", "booked"),
        (ELSEWHERE, BAKERY, "2026-11-30", "booked"),
        (PLAIN, CAFE, "2026-11-29", "undone"),
    ):
        tx.run(
            "INSERT INTO sales (merchant_id, staff_id, member_id, route, state, amount, business_date, points,"
            " recorded_at, expires_at) VALUES ($1, $2, $3, 'till', $4, 100, $5, 0, 0, 0)",
            merchant,
            cashier,
            member,
            state,
            day,
        )


async def found(database: Database, segment: Segment, *, limit: int = 100, window: int = 100) -> list[int]:
    """Everybody in it, page by page."""
    wanted = criteria(segment, CAFE, TODAY, PROGRAMME)
    everybody: list[int] = []
    beyond, last = 0, False
    while not last:
        page = await database.read(segments.page, wanted, beyond=beyond, limit=limit, window=window)
        everybody += page.found
        assert page.last or page.beyond > beyond
        beyond, last = page.beyond, page.last
    return everybody


@pytest.mark.parametrize(
    ("segment", "members"),
    [
        (Segment(), EVERYONE),
        (Segment(tier="base"), EVERYONE),
        (Segment(tier="Silver"), [SILVER, GOLD]),
        (Segment(tier="Gold"), [GOLD]),
        (Segment(bought_days=30), [REGULAR]),
        (Segment(bought_days=31), [REGULAR, LAPSED]),
        (Segment(unseen_days=30), [LAPSED]),
        (Segment(unseen_days=29), [REGULAR, LAPSED]),
        (Segment(balance_above=100), [RICH]),
        (Segment(balance_above=99), [PLAIN, RICH]),
        (Segment(birthday_months=(11,)), [NOVEMBER]),
        (Segment(birthday_months=(1, 11)), [PLAIN, NOVEMBER]),
        (Segment(first_purchase=True), [PLAIN, SILVER, GOLD, RICH, NOVEMBER]),
        (Segment(first_purchase=True, birthday_months=(11,)), [NOVEMBER]),
    ],
)
async def test_a_segment_has_those_who_meet_it_and_want_offers_and_can_be_reached(
    street: Database, segment: Segment, members: Sequence[int]
) -> None:
    assert await found(street, segment) == members


@pytest.mark.parametrize("limit", [1, 2, 3])
@pytest.mark.parametrize("window", [1, 2, 5])
async def test_pages_of_any_size_have_everybody_once(street: Database, limit: int, window: int) -> None:
    assert await found(street, Segment(), limit=limit, window=window) == EVERYONE
    assert await found(street, Segment(tier="Gold"), limit=limit, window=window) == [GOLD]


@pytest.mark.parametrize("window", [1, 3, 100])
async def test_the_count_is_that_of_the_pages(street: Database, window: int) -> None:
    wanted = criteria(Segment(first_purchase=True), CAFE, TODAY, PROGRAMME)
    counted, beyond, last = 0, 0, False
    while not last:
        count = await street.read(segments.count, wanted, beyond=beyond, window=window)
        counted, beyond, last = counted + count.found, count.beyond, count.last
    assert counted == 5


async def test_who_was_forgotten_is_in_no_segment(street: Database) -> None:
    await street.write(people.forget_person, 100 + GOLD)
    assert GOLD not in await found(street, Segment())


async def test_a_page_looks_at_those_who_want_offers_by_index_and_at_no_table_whole(street: Database) -> None:
    everything = Segment(
        tier="Silver", bought_days=9, unseen_days=9, balance_above=1, birthday_months=(1,), first_purchase=True
    )
    steps = await street.read(_plans, criteria(everything, CAFE, TODAY, PROGRAMME))
    whole = [step for step in steps if re.search(r"Seq Scan|SCAN (?!next)", step)]
    assert whole == []
    assert sum("people_wanting_offers" in step for step in steps) == 2
    if street.engine == "sqlite":  # it has no statistics by which to choose
        # Purchases are looked up by member: those of a merchant are as many for each of its members again.
        assert [step for step in steps if "sales_by_visit" in step] == []


def _plans(tx: Tx, wanted: Criteria) -> list[str]:
    seen: list[str] = []
    explain = "EXPLAIN QUERY PLAN" if tx.engine == "sqlite" else "EXPLAIN"
    if tx.engine == "postgres":
        # A table of eleven rows is rightly read whole unless that is forbidden.
        tx.run("SET LOCAL enable_seqscan = off")

    class Explaining:
        """Notes the plan of whatever is asked."""

        def all(self, sql: str, *params: Value) -> list[Row]:
            seen.extend(" ".join(str(row[name]) for name in row.keys()) for row in tx.all(f"{explain} {sql}", *params))  # noqa: SIM118
            return tx.all(sql, *params)

        def one(self, sql: str, *params: Value) -> Row | None:
            return next(iter(self.all(sql, *params)), None)

    segments.page(cast("Tx", Explaining()), wanted, beyond=0, limit=5, window=5)
    return seen
