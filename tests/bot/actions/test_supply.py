"""What there is of a reward and who may have it: stock, limits, dates, tiers, the budget for cheap ones."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.at_the_till import answer, ask_to_use, visitor
from bot.actions.card import show_card
from bot.actions.codes import issue_code, use_code
from bot.actions.forget import forget_me
from bot.actions.redeem import cancel, confirm, hold
from bot.actions.undo import undo
from loyalty.errors import (
    BudgetUsed,
    LimitReached,
    MerchantSuspended,
    NotAllowed,
    NotEnoughPoints,
    OnlyAtTheTill,
    RewardOver,
    RewardStarts,
    SoldOut,
    TierNeeded,
)
from loyalty.model import Tier
from storage import merchants
from tests.bot.actions.crowd import crowd
from tests.bot.actions.shop import AYSE, BAKER, BORA, CASHIER, OWNER, Shop, seal


async def of_stock(shop: Shop, points: int, stock: int) -> int:
    """A reward of which there is so much."""
    reward = await shop.reward(points)
    await shop.run("UPDATE rewards SET stock = $1 WHERE id = $2", stock, reward)
    return reward


async def stock_of(shop: Shop, reward: int) -> int:
    """What is left of it."""
    return int((await shop.rows("SELECT stock FROM rewards WHERE id = $1", reward))[0]["stock"])


async def test_a_thousand_members_at_once_for_the_last_one_give_one_winner(shop: Shop) -> None:
    reward = await of_stock(shop, 20, 1)
    everybody = await crowd(shop, 1000, 20)
    ends = await asyncio.gather(
        *(shop.act(hold, telegram_id=who, reward_id=reward) for who in everybody), return_exceptions=True
    )
    assert sum(not isinstance(end, BaseException) for end in ends) == 1
    assert [type(end) for end in ends if isinstance(end, BaseException)] == [SoldOut] * 999
    assert await stock_of(shop, reward) == 0
    assert (await shop.kinds()).count("hold") == 1
    assert await shop.findings() == []


async def test_stock_returns_on_every_way_back(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 100)
    reward = await of_stock(shop, 20, 3)
    cancelled, _ = await shop.hold(AYSE, reward), await shop.hold(AYSE, reward)
    assert await stock_of(shop, reward) == 1
    await shop.act(cancel, telegram_id=AYSE, voucher_id=cancelled.voucher_id)
    assert await stock_of(shop, reward) == 2
    # The purchase that paid for the other is taken back, and the voucher with it.
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    assert await stock_of(shop, reward) == 3
    await shop.buy(AYSE, 100)
    await shop.hold(AYSE, reward)
    shop.pass_time(minutes=10)
    await shop.settle()
    assert await stock_of(shop, reward) == 3
    await shop.hold(AYSE, reward)
    await shop.database.write(forget_me, shop.cause(), shop.programme, telegram_id=AYSE, seal=seal(AYSE))
    assert await stock_of(shop, reward) == 3


async def test_what_is_used_does_not_return_to_the_stock(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 100)
    reward = await of_stock(shop, 20, 3)
    voucher = await shop.hold(AYSE, reward)
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(reward))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)
    card = await shop.act(show_card, telegram_id=AYSE)
    await shop.act(ask_to_use, telegram_id=CASHIER, card_id=card.card_id, reward_id=reward)
    await shop.act(answer, telegram_id=AYSE, request_id=1, accept=True)
    assert await stock_of(shop, reward) == 0
    with pytest.raises(SoldOut):
        await shop.hold(AYSE, reward)
    rows = await shop.rows("SELECT voucher_id, points, state FROM redemptions ORDER BY id")
    assert [(row["voucher_id"], row["points"], row["state"]) for row in rows] == [
        (voucher.voucher_id, 20, "done"),
        (None, 20, "done"),
        (None, 20, "done"),
    ]


async def test_a_voucher_that_lapsed_a_moment_ago_is_there_for_the_next_without_any_job(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    await shop.buy(AYSE, 20)
    await shop.buy(BORA, 20)
    reward = await of_stock(shop, 20, 1)
    await shop.hold(AYSE, reward)
    shop.pass_time(minutes=10, milliseconds=-1)
    with pytest.raises(SoldOut):
        await shop.hold(BORA, reward)
    shop.pass_time(milliseconds=1)
    await shop.hold(BORA, reward)
    assert await stock_of(shop, reward) == 0
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    assert "voucher-lapsed" in await shop.notices(AYSE)


async def test_the_limit_of_a_member_counts_vouchers_and_uses_and_gives_back(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    await shop.buy(AYSE, 200)
    await shop.buy(BORA, 200)
    reward = await shop.reward(20)
    await shop.run("UPDATE rewards SET member_limit = 2 WHERE id = $1", reward)
    first, second = await shop.hold(AYSE, reward), await shop.hold(AYSE, reward)
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=first.voucher_id)
    with pytest.raises(LimitReached) as refused:
        await shop.hold(AYSE, reward)
    assert refused.value.count == 2
    await shop.hold(BORA, reward)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(reward))
    with pytest.raises(LimitReached):
        await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)
    await shop.act(cancel, telegram_id=AYSE, voucher_id=second.voucher_id)
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)
    with pytest.raises(LimitReached):
        await shop.hold(AYSE, reward)


async def test_a_hundred_holds_at_once_do_not_pass_the_limit_of_a_member(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 2000)
    reward = await shop.reward(2)
    await shop.run("UPDATE rewards SET member_limit = 3 WHERE id = $1", reward)
    ends = await asyncio.gather(
        *(shop.act(hold, telegram_id=AYSE, reward_id=reward) for _ in range(100)), return_exceptions=True
    )
    assert sum(not isinstance(end, BaseException) for end in ends) == 3
    assert {type(end) for end in ends if isinstance(end, BaseException)} == {LimitReached}


async def test_after_two_lapses_a_scarce_reward_can_be_had_only_at_the_till(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 200)
    reward = await of_stock(shop, 20, 10)
    plenty = await of_stock(shop, 21, 11)
    for _ in range(2):
        await shop.hold(AYSE, reward)
        await shop.hold(AYSE, plenty)
        shop.pass_time(minutes=10)
    with pytest.raises(OnlyAtTheTill):
        await shop.hold(AYSE, reward)
    await shop.hold(AYSE, plenty)
    card = await shop.act(show_card, telegram_id=AYSE)
    seen = await shop.database.read(
        visitor, shop.cause(), shop.programme, telegram_id=CASHIER, till_code=card.till_code
    )
    assert [one.id for one in seen.affordable] == [reward, plenty]
    await shop.act(ask_to_use, telegram_id=CASHIER, card_id=card.card_id, reward_id=reward)
    await shop.act(answer, telegram_id=AYSE, request_id=1, accept=True)
    assert await stock_of(shop, reward) == 9


async def test_a_reward_can_be_had_from_its_first_instant_until_just_before_its_end(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 200)
    reward = await shop.reward(20)
    begins, ends = shop.now + timedelta(hours=1), shop.now + timedelta(hours=2)
    await shop.run(
        "UPDATE rewards SET starts_at = $1, ends_at = $2 WHERE id = $3",
        int(begins.timestamp() * 1000),
        int(ends.timestamp() * 1000),
        reward,
    )
    with pytest.raises(RewardStarts) as refused:
        await shop.hold(AYSE, reward)
    assert refused.value.at == begins
    shop.now = begins
    await shop.hold(AYSE, reward)
    shop.now = ends - timedelta(milliseconds=1)
    await shop.hold(AYSE, reward)
    shop.now = ends
    with pytest.raises(RewardOver):
        await shop.hold(AYSE, reward)


async def test_a_reward_of_a_tier_is_for_that_tier_and_higher_ones(shop: Shop) -> None:
    tiers = (
        Tier(name="Silver", threshold=10_000),
        Tier(name="Gold", threshold=20_000),
        Tier(name="Top", threshold=30_000),
    )
    shop.programme = replace(shop.programme, tiers=tiers)
    await shop.join(AYSE)
    await shop.buy(AYSE, 200)
    reward = await shop.reward(20)
    await shop.run("UPDATE rewards SET tier = 'Gold' WHERE id = $1", reward)
    for tier, may in (("base", False), ("Silver", False), ("Gold", True), ("Top", True)):
        await shop.run("UPDATE members SET tier = $1, tier_until_at = $2", tier, 10**14)
        if may:
            await shop.hold(AYSE, reward)
        else:
            with pytest.raises(TierNeeded) as refused:
                await shop.hold(AYSE, reward)
            assert refused.value.tier == "Gold"


async def test_the_cashier_sees_only_what_the_member_may_have_at_the_till(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    free, dear, gone, used = [await shop.reward(points) for points in (5, 60, 6, 7)]
    await shop.run("UPDATE rewards SET stock = 0 WHERE id = $1", gone)
    await shop.run("UPDATE rewards SET member_limit = 1 WHERE id = $1", used)
    await shop.hold(AYSE, used)
    card = await shop.act(show_card, telegram_id=AYSE)
    seen = await shop.database.read(
        visitor, shop.cause(), shop.programme, telegram_id=CASHIER, till_code=card.till_code
    )
    assert [one.id for one in seen.affordable] == [free]
    for reward, refusal in ((dear, NotEnoughPoints), (gone, SoldOut), (used, LimitReached)):
        with pytest.raises(refusal):
            await shop.act(ask_to_use, telegram_id=CASHIER, card_id=card.card_id, reward_id=reward)


async def test_a_reward_is_confirmed_by_its_own_merchant_or_by_any_if_the_programme_says_so(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    voucher = await shop.hold(AYSE, await shop.reward(20))
    with pytest.raises(NotAllowed):
        await shop.act(confirm, telegram_id=BAKER, voucher_id=voucher.voucher_id)
    shop.programme = replace(shop.programme, confirmed_anywhere=True)
    await shop.act(confirm, telegram_id=BAKER, voucher_id=voucher.voucher_id)
    rows = await shop.rows("SELECT account, points FROM postings WHERE account LIKE 'merchant:%:redeemed'")
    assert [(row["account"], row["points"]) for row in rows] == [(f"merchant:{shop.bakery}:redeemed", 20)]


async def test_another_merchant_s_cashier_uses_a_voucher_at_the_till_while_its_own_takes_part(shop: Shop) -> None:
    shop.programme = replace(shop.programme, confirmed_anywhere=True)
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    first, second = [await shop.hold(AYSE, await shop.reward(points)) for points in (20, 21)]
    card = await shop.act(show_card, telegram_id=AYSE)
    seen = await shop.database.read(visitor, shop.cause(), shop.programme, telegram_id=BAKER, till_code=card.till_code)
    assert [one.id for one in seen.vouchers] == [first.voucher_id, second.voucher_id]
    await shop.act(ask_to_use, telegram_id=BAKER, card_id=card.card_id, voucher_id=first.voucher_id)
    await shop.act(answer, telegram_id=AYSE, request_id=1, accept=True)
    rows = await shop.rows("SELECT merchant_id, voucher_id FROM redemptions")
    assert [(row["merchant_id"], row["voucher_id"]) for row in rows] == [(shop.bakery, first.voucher_id)]
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await shop.act(confirm, telegram_id=BAKER, voucher_id=second.voucher_id)


async def test_cheap_rewards_come_out_of_a_monthly_budget_that_the_owner_set(shop: Shop) -> None:
    shop.programme = replace(shop.programme, cheap_reward_points=10)
    await shop.join(AYSE)
    await shop.buy(AYSE, 200)
    cheap, dear = await shop.reward(10), await shop.reward(11)
    await shop.database.write(merchants.set_budget, shop.cafe, 25)
    first, _ = await shop.hold(AYSE, cheap), await shop.hold(AYSE, cheap)
    assert (await shop.notices(OWNER)).count("budget-used") == 1
    with pytest.raises(BudgetUsed):
        await shop.hold(AYSE, cheap)
    await shop.hold(AYSE, dear)
    # What comes back is there again, and the owner is told once a month.
    await shop.act(cancel, telegram_id=AYSE, voucher_id=first.voucher_id)
    again = await shop.hold(AYSE, cheap)
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=again.voucher_id)
    with pytest.raises(BudgetUsed):
        await shop.hold(AYSE, cheap)
    assert (await shop.notices(OWNER)).count("budget-used") == 1
    # The next month begins with the calendar of the programme.
    shop.now = datetime(2026, 11, 30, 21, tzinfo=UTC)
    await shop.hold(AYSE, cheap)
    await shop.hold(AYSE, cheap)
    assert (await shop.notices(OWNER)).count("budget-used") == 2


async def test_fifty_members_at_once_do_not_overdraw_the_budget(shop: Shop) -> None:
    shop.programme = replace(shop.programme, cheap_reward_points=10)
    reward = await shop.reward(10)
    await shop.database.write(merchants.set_budget, shop.cafe, 70)
    everybody = await crowd(shop, 50, 10)
    ends = await asyncio.gather(
        *(shop.act(hold, telegram_id=who, reward_id=reward) for who in everybody), return_exceptions=True
    )
    assert sum(not isinstance(end, BaseException) for end in ends) == 7
    assert {type(end) for end in ends if isinstance(end, BaseException)} == {BudgetUsed}
