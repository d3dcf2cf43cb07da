"""What the clock decides holds to the millisecond, whether a job has run or not."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.balance import balance_of
from loyalty.errors import NotEnoughPoints
from tests.bot.actions.shop import AYSE, BORA, Shop

ENDS = datetime(2027, 11, 30, 21, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@pytest.mark.parametrize("job_runs", [True, False])
async def test_points_can_be_spent_until_the_last_millisecond(shop: Shop, job_runs: bool) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(10)
    shop.now = ENDS - MILLISECOND
    if job_runs:
        await shop.settle()
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    await shop.hold(AYSE, reward)


@pytest.mark.parametrize("job_runs", [True, False])
async def test_points_past_their_time_cannot_be_spent(shop: Shop, job_runs: bool) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(10)
    shop.now = ENDS
    if job_runs:
        await shop.settle()
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    with pytest.raises(NotEnoughPoints) as refused:
        await shop.hold(AYSE, reward)
    assert refused.value.spendable == 0
    assert (await shop.balance(AYSE)).expires_at is None


async def test_the_job_books_each_lot_once_and_only_what_then_remains(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    await shop.hold(AYSE, await shop.reward(4))
    shop.pass_time(days=31)
    await shop.buy(AYSE, 5)
    shop.now = ENDS
    for _ in range(3):
        await shop.settle()
    assert await shop.journal(after=4) == [("expire", "expire:1")]
    assert await shop.points(AYSE) == (5, 0, 0, 0)
    rows = await shop.rows("SELECT points FROM postings WHERE account = 'programme:expired'")
    assert [row["points"] for row in rows] == [10]


async def test_a_spending_after_the_end_books_what_was_due_first(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.pass_time(days=31)
    await shop.buy(AYSE, 5)
    shop.now = ENDS
    await shop.hold(AYSE, await shop.reward(5))
    assert (await shop.kinds())[-2:] == ["expire", "hold"]
    assert await shop.points(AYSE) == (0, 0, 5, 0)


async def test_a_pending_bonus_nobody_looked_at_for_years_has_begun_and_ended(shop: Shop) -> None:
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    await shop.buy(BORA, 10)
    shop.pass_time(days=900)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    await shop.settle()
    assert (await shop.kinds()).count("activate") == 2
    assert await shop.points(AYSE) == await shop.points(BORA) == (0, 0, 0, 0)


async def test_many_members_are_settled_in_helpings(shop: Shop) -> None:
    for number in range(60):
        await shop.join(1000 + number)
        await shop.buy(1000 + number, 10)
    shop.now = ENDS
    await shop.settle()
    rows = await shop.rows("SELECT max(balance) AS most FROM members")
    assert rows[0]["most"] == 0
    assert (await shop.kinds()).count("expire") == 60


async def test_there_is_no_balance_of_nobody(shop: Shop) -> None:
    with pytest.raises(LookupError):
        await shop.database.read(balance_of, 999, shop.now, shop.programme)
