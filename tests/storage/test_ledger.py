"""The ledger books what it is told as a whole or not at all, and reads it back as it is."""

from datetime import UTC, datetime, timedelta

import pytest

from loyalty.earning import Earning
from loyalty.model import Allocation, LotState, issued_account
from storage import journal, ledger, members, merchants
from storage.database import Database, Tx
from storage.errors import ConstraintViolated
from storage.ledger import Entry
from storage.rows import instant, ms, new_id

NOW = datetime(2026, 11, 21, 9, 0, 0, 123_000, tzinfo=UTC)


def entry(key: str = "in:1", *, active: int = 0, pending: int = 0, held: int = 0, debt: int = 0) -> Entry:
    return Entry(
        kind="earn",
        key=key,
        actor="staff:1",
        at=NOW,
        programme=1,
        member_id=1,
        merchant_id=1,
        counter=issued_account(1),
        basis={"amount": 1000},
        active=active,
        pending=pending,
        held=held,
        debt=debt,
    )


@pytest.fixture
async def ready(database: Database) -> Database:
    """A database with one merchant and one member."""

    def fill(tx: Tx) -> None:
        merchants.add_merchant(tx, "Café", NOW)
        members.add_member(tx, merchant_id=1, inviter_id=None, now=NOW)

    await database.write(fill)
    return database


def _earned(tx: Tx, key: str = "in:1", points: int = 10, days: int = 100) -> int:
    journal_id = ledger.post(tx, entry(key, active=points))
    earning = Earning(points=points, earned_at=NOW, activates_at=NOW, expires_at=NOW + timedelta(days=days))
    return ledger.open_lot(
        tx, journal_id=journal_id, member_id=1, merchant_id=1, state=LotState.ACTIVE, earning=earning
    )


async def test_a_row_balances_against_its_counter_account(ready: Database) -> None:
    await ready.write(ledger.post, entry(active=10, pending=5))
    (row,) = await ready.read(lambda tx: list(journal.rows(tx)))
    assert {posting["account"]: posting["points"] for posting in row[1]} == {
        "member:1": 10,
        "member:1:pending": 5,
        "merchant:1:issued": -15,
    }
    assert instant(row[0]["at"]) == NOW
    member = await ready.read(members.member, 1)
    assert member is not None
    assert (member.balance, member.pending, member.held, member.debt) == (10, 5, 0, 0)


async def test_a_row_that_does_not_balance_is_refused(ready: Database) -> None:
    unbalanced = Entry(kind="earn", key="x", actor="a", at=NOW, programme=1, member_id=1, active=1)
    with pytest.raises(ValueError, match="does not balance"):
        await ready.write(ledger.post, unbalanced)


@pytest.mark.parametrize("wrong", [entry(active=-1), entry(pending=-1), entry(held=-1), entry(debt=1)])
async def test_no_balance_falls_below_zero_and_no_debt_rises_above(ready: Database, wrong: Entry) -> None:
    with pytest.raises(ConstraintViolated):
        await ready.write(ledger.post, wrong)
    assert await ready.read(lambda tx: list(journal.rows(tx))) == []


async def test_a_key_is_used_once(ready: Database) -> None:
    await ready.write(ledger.post, entry(active=10))
    with pytest.raises(ConstraintViolated):
        await ready.write(ledger.post, entry(active=10))


async def test_points_leave_a_lot_and_return_to_it(ready: Database) -> None:
    def story(tx: Tx) -> list[tuple[int, LotState]]:
        lot_id = _earned(tx)
        seen = []
        for number, points in enumerate((4, 6)):
            row = ledger.post(tx, entry(f"spend:{number}", active=-points))
            ledger.allocate(tx, row, [Allocation(lot_id=lot_id, points=points)])
            lot = ledger.lot(tx, lot_id)
            assert lot is not None
            seen.append((lot.remaining, lot.state))
        back = ledger.post(tx, entry("back", active=6))
        before = ledger.lots(tx, [lot_id])
        ledger.give_back(tx, back, [Allocation(lot_id=lot_id, points=6)], before)
        assert (ledger.rows_of_kind(tx, lot_id, "earn"), ledger.rows_of_kind(tx, lot_id, "hold")) == (3, 0)
        assert ledger.allocations_of(tx, back) == (Allocation(lot_id=lot_id, points=-6),)
        lot = ledger.lot_of(tx, 1)
        assert lot is not None
        assert ledger.opened_by(tx, lot.id) == 1
        assert ledger.lots(tx, [lot.id, 99]) == [lot]
        return [*seen, (lot.remaining, lot.state)]

    assert await ready.write(story) == [(6, LotState.ACTIVE), (0, LotState.SPENT), (6, LotState.ACTIVE)]
    assert await ready.read(ledger.taken_by_kind, 1, "earn") == 4


async def test_a_lot_never_holds_more_than_it_had_or_less_than_nothing(ready: Database) -> None:
    def overdraw(tx: Tx) -> None:
        lot_id = _earned(tx)
        row = ledger.post(tx, entry("spend", active=-10))
        ledger.allocate(tx, row, [Allocation(lot_id=lot_id, points=11)])

    def overfill(tx: Tx) -> None:
        lot_id = _earned(tx)
        row = ledger.post(tx, entry("back", active=1))
        ledger.give_back(tx, row, [Allocation(lot_id=lot_id, points=1)], ledger.lots(tx, [lot_id]))

    for wrong in (overdraw, overfill):
        with pytest.raises(ConstraintViolated):
            await ready.write(wrong)
    assert await ready.read(ledger.every_lot, 1) == []


async def test_what_is_not_there_reads_as_nothing(ready: Database) -> None:
    assert await ready.read(ledger.lot, 9) is None
    assert await ready.read(ledger.lot_of, 9) is None
    assert await ready.read(ledger.opened_by, 9) is None
    assert await ready.read(journal.kind_of, 9) is None
    assert await ready.read(ledger.taken_by_kind, 9, "earn") == 0
    assert await ready.read(journal.movements, 9, before_id=None, limit=5) == []
    with pytest.raises(LookupError):
        await ready.write(members.lock_member, 9)
    with pytest.raises(LookupError):
        new_id(None)


async def test_the_journal_is_read_whole_across_pages(ready: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_PAGE", 2)
    monkeypatch.setattr(members, "_PAGE", 2)

    def fill(tx: Tx) -> None:
        for number in range(5):
            ledger.post(tx, entry(f"in:{number}", active=1))
            members.add_member(tx, merchant_id=None, inviter_id=None, now=NOW)

    await ready.write(fill)
    rows = await ready.read(lambda tx: list(journal.rows(tx)))
    assert [row["key"] for row, _ in rows] == [f"in:{number}" for number in range(5)]
    assert {len(postings) for _, postings in rows} == {2}
    assert [each.id for each in await ready.read(lambda tx: list(members.every(tx)))] == [1, 2, 3, 4, 5, 6]


async def test_a_member_s_movements_are_read_newest_first_and_by_the_page(ready: Database) -> None:
    def fill(tx: Tx) -> None:
        for number in range(5):
            ledger.post(tx, entry(f"in:{number}", active=number + 1, pending=1))

    await ready.write(fill)
    page = await ready.read(journal.movements, 1, before_id=None, limit=3)
    assert [(each.id, each.active, each.pending, each.held, each.debt, each.merchant) for each in page] == [
        (number, number, 1, 0, 0, "Café") for number in (5, 4, 3)
    ]
    assert [each.id for each in await ready.read(journal.movements, 1, before_id=3, limit=3)] == [2, 1]
    assert await ready.read(journal.rows_after, 1, 3, 5) == [4, 5]


def test_instants_are_kept_to_the_millisecond_and_naive_ones_refused() -> None:
    assert instant(ms(NOW)) == NOW
    assert ms(NOW + timedelta(microseconds=999)) == ms(NOW)
    with pytest.raises(TypeError):
        ms(datetime(2026, 11, 21))  # noqa: DTZ001  # that is the point
