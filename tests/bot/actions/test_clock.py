"""What the clock decides holds to the millisecond, whether a job has run or not."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.at_the_till import answer, ask_to_use
from bot.actions.balance import balance_of
from bot.actions.card import show_card
from bot.actions.codes import issue_code, use_code
from bot.actions.digital import add_codes, redeem_digital
from bot.actions.reward_editing import change_reward
from loyalty.errors import NotEnoughPoints
from tests.bot.actions.shop import AYSE, BORA, CASHIER, OWNER, Shop

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


async def by_voucher(shop: Shop, reward_id: int) -> None:
    await shop.hold(AYSE, reward_id)


async def by_code(shop: Shop, reward_id: int) -> None:
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(reward_id))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=code.generation)


async def at_the_till(shop: Shop, reward_id: int) -> None:
    card = await shop.act(show_card, telegram_id=AYSE)
    await shop.act(ask_to_use, telegram_id=CASHIER, card_id=card.card_id, reward_id=reward_id)


async def asked_in_time(shop: Shop, reward_id: int) -> None:
    now = shop.now
    shop.now = ENDS - MILLISECOND
    await at_the_till(shop, reward_id)
    shop.now = now
    rows = await shop.rows("SELECT max(id) AS id FROM till_requests")
    await shop.act(answer, telegram_id=AYSE, request_id=rows[0]["id"], accept=True)


async def for_a_text(shop: Shop, reward_id: int) -> None:
    await shop.act(change_reward, telegram_id=OWNER, reward_id=reward_id, field="kind", value="digital")
    await shop.act(add_codes, telegram_id=OWNER, reward_id=reward_id, text="A-1")
    await shop.act(redeem_digital, telegram_id=AYSE, reward_id=reward_id, points=10, question=1)


@pytest.mark.parametrize("later", [0, 1])
@pytest.mark.parametrize("spend", [by_voucher, by_code, at_the_till, asked_in_time, for_a_text])
async def test_expired_points_cannot_be_spent_one_millisecond_after_their_time_although_no_job_ran(
    shop: Shop, spend: Callable[[Shop, int], Awaitable[None]], later: int
) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(10)
    # Their last millisecond is the one before ENDS.
    shop.now = ENDS + later * MILLISECOND
    with pytest.raises(NotEnoughPoints) as refused:
        await spend(shop, reward)
    assert (refused.value.needed, refused.value.spendable) == (10, 0)
    assert await shop.kinds() == ["earn"]
