"""Vouchers: held, then confirmed, cancelled or lapsed, each of them once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.catalogue import retire_reward
from bot.actions.redeem import cancel, cancel_costs, confirm, hold, look_at_voucher, show_voucher
from loyalty.errors import (
    AlreadyEnded,
    AlreadyUsed,
    LinkExpired,
    LinkUnknown,
    MerchantSuspended,
    NotAllowed,
    NotAMember,
    NotEnoughPoints,
    OwnMembership,
    RewardGone,
)
from loyalty.model import Role
from loyalty.programme import Expiry, ExpiryPolicy
from tests.bot.actions.shop import AUDITOR, AYSE, BAKER, BORA, CASHIER, MANAGER, OWNER, STRANGER, Shop


async def test_a_held_voucher_keeps_its_points_and_confirming_spends_them(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 24.90)
    voucher = await shop.hold(AYSE, await shop.reward(20, "Espresso"))
    assert (voucher.reward, voucher.merchant, voucher.points) == ("Espresso", "Café", 20)
    assert voucher.expires_at == shop.now + timedelta(minutes=10)
    assert await shop.points(AYSE) == (4, 0, 20, 0)
    ended = await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    assert (ended.reward, ended.who, ended.points, ended.lost) == ("Espresso", "Ay••• K.", 20, 0)
    assert await shop.points(AYSE) == (4, 0, 0, 0)
    assert (await shop.notices(AYSE))[-1] == "voucher-confirmed"
    rows = await shop.rows("SELECT account, points FROM postings WHERE account LIKE 'merchant:%:redeemed'")
    assert [(row["account"], row["points"]) for row in rows] == [(f"merchant:{shop.cafe}:redeemed", 20)]


async def test_the_last_point_can_be_spent_and_not_one_more(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    with pytest.raises(NotEnoughPoints) as refused:
        await shop.hold(AYSE, await shop.reward(21))
    assert (refused.value.needed, refused.value.spendable) == (21, 20)
    await shop.hold(AYSE, await shop.reward(20))
    assert await shop.points(AYSE) == (0, 0, 20, 0)


async def test_a_reward_that_is_gone_or_of_a_suspended_merchant_cannot_be_had(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    reward, other = await shop.reward(5), await shop.reward(6)
    voucher = await shop.hold(AYSE, reward)
    await shop.act(retire_reward, telegram_id=MANAGER, reward_id=reward)
    for gone in (reward, 999):
        with pytest.raises(RewardGone):
            await shop.hold(AYSE, gone)
    # Vouchers for it stay good.
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await shop.hold(AYSE, other)
    with pytest.raises(NotAMember):
        await shop.hold(STRANGER, other)
    assert await shop.points(AYSE) == (45, 0, 0, 0)


@pytest.mark.parametrize("who", [AUDITOR, BAKER, BORA, STRANGER])
async def test_only_staff_of_the_rewards_merchant_confirm(shop: Shop, who: int) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    await shop.buy(AYSE, 20)
    voucher = await shop.hold(AYSE, await shop.reward(20))
    with pytest.raises(NotAllowed):
        await shop.act(confirm, telegram_id=who, voucher_id=voucher.voucher_id)
    with pytest.raises(NotAllowed):
        await shop.database.read(look_at_voucher, shop.programme, shop.now, who, voucher.voucher_id, 1)
    with pytest.raises(LinkUnknown):
        await shop.act(confirm, telegram_id=CASHIER, voucher_id=999)
    assert await shop.points(AYSE) == (0, 0, 20, 0)


async def test_nobody_confirms_their_own_voucher_and_a_removed_cashier_none(shop: Shop) -> None:
    await shop.join(MANAGER, "Melis")
    await shop.buy(MANAGER, 20)
    voucher = await shop.hold(MANAGER, await shop.reward(20))
    with pytest.raises(OwnMembership):
        await shop.act(confirm, telegram_id=MANAGER, voucher_id=voucher.voucher_id)
    await shop.run("UPDATE staff SET removed_at = 1 WHERE telegram_id = $1", CASHIER)
    with pytest.raises(NotAllowed):
        await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await shop.act(confirm, telegram_id=OWNER, voucher_id=voucher.voucher_id)
    assert await shop.points(MANAGER) == (0, 0, 20, 0)


async def test_staff_see_a_voucher_before_they_confirm_and_its_member_sees_their_own(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    voucher = await shop.hold(AYSE, await shop.reward(20, "Espresso"))
    seen, own = await shop.database.read(look_at_voucher, shop.programme, shop.now, CASHIER, voucher.voucher_id, 1)
    assert (seen.reward, seen.who, own) == ("Espresso", "Ay••• K.", False)
    _, own = await shop.database.read(look_at_voucher, shop.programme, shop.now, AYSE, voucher.voucher_id, 1)
    assert own
    for voucher_id, generation in ((voucher.voucher_id, 2), (999, 1)):
        with pytest.raises(LinkUnknown):
            await shop.database.read(look_at_voucher, shop.programme, shop.now, CASHIER, voucher_id, generation)
    shown = await shop.database.read(show_voucher, shop.now, AYSE, voucher.voucher_id)
    assert shown == voucher
    with pytest.raises(NotAMember):
        await shop.database.read(show_voucher, shop.now, STRANGER, voucher.voucher_id)


async def test_a_used_voucher_says_when_it_was_used(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    voucher = await shop.hold(AYSE, await shop.reward(20))
    used_at = shop.now
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    shop.pass_time(minutes=1)
    for action, who in ((confirm, MANAGER), (cancel, AYSE)):
        with pytest.raises(AlreadyUsed) as refused:
            await shop.act(action, telegram_id=who, voucher_id=voucher.voucher_id)
        assert refused.value.at == used_at


async def test_a_cancelled_voucher_gives_its_points_back_to_their_lots(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    await shop.buy(AYSE, 10)
    shop.pass_time(days=31)
    await shop.buy(AYSE, 10)
    voucher = await shop.hold(AYSE, await shop.reward(15))
    before = await shop.rows("SELECT remaining FROM lots ORDER BY id")
    assert [row["remaining"] for row in before] == [0, 5]
    with pytest.raises(LinkUnknown):
        await shop.act(cancel, telegram_id=BORA, voucher_id=voucher.voucher_id)
    cancelled = await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)
    assert (cancelled.points, cancelled.lost) == (15, 0)
    after = await shop.rows("SELECT remaining, state FROM lots ORDER BY id")
    assert [(row["remaining"], row["state"]) for row in after] == [(10, "active"), (10, "active")]
    with pytest.raises(AlreadyEnded):
        await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)


async def test_a_voucher_lives_ten_minutes_to_the_millisecond_without_any_job(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 40)
    reward = await shop.reward(20)
    first, second = await shop.hold(AYSE, reward), await shop.hold(AYSE, reward)
    shop.pass_time(minutes=10, milliseconds=-1)
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=first.voucher_id)
    assert await shop.points(AYSE) == (0, 0, 20, 0)
    shop.pass_time(milliseconds=1)
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    for action, who in ((confirm, CASHIER), (cancel, AYSE)):
        with pytest.raises(LinkExpired):
            await shop.act(action, telegram_id=who, voucher_id=second.voucher_id)
    # The points can be spent again at once.
    await shop.hold(AYSE, reward)
    assert await shop.points(AYSE) == (0, 0, 20, 0)
    assert [key for _, key in await shop.journal()][-2] == f"lapse:{second.voucher_id}"
    assert (await shop.notices(AYSE))[-1] == "voucher-lapsed"
    with pytest.raises(AlreadyEnded):
        await shop.act(confirm, telegram_id=CASHIER, voucher_id=second.voucher_id)


async def test_points_cancelled_after_their_date_are_lost_and_that_is_known_before(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.pass_time(days=31)
    await shop.buy(AYSE, 10)
    ends = datetime(2027, 11, 30, 21, tzinfo=UTC)
    shop.now = ends - timedelta(minutes=5)
    voucher = await shop.hold(AYSE, await shop.reward(15))
    costs = await shop.database.read(cancel_costs, shop.now, AYSE, voucher.voucher_id)
    assert costs.lost == 0
    shop.now = ends
    costs = await shop.database.read(cancel_costs, shop.now, AYSE, voucher.voucher_id)
    assert costs.lost == 10
    cancelled = await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)
    assert cancelled.lost == 10
    assert await shop.points(AYSE) == (10, 0, 0, 0)


async def test_points_that_return_twice_after_their_date_expire_twice(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    ends = datetime(2027, 11, 30, 21, tzinfo=UTC)
    shop.now = ends - timedelta(minutes=1)
    reward = await shop.reward(3)
    first, second = await shop.hold(AYSE, reward), await shop.hold(AYSE, reward)
    shop.now = ends
    await shop.settle()
    assert await shop.points(AYSE) == (0, 0, 6, 0)
    for voucher in (first, second):
        cancelled = await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)
        assert cancelled.lost == 3
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert (await shop.kinds()).count("expire") == 3


async def test_a_thousand_confirmations_at_once_give_one(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    voucher = await shop.hold(AYSE, await shop.reward(20))
    ends = await asyncio.gather(
        *(
            shop.act(confirm, telegram_id=(CASHIER, MANAGER, OWNER)[number % 3], voucher_id=voucher.voucher_id)
            for number in range(1000)
        ),
        return_exceptions=True,
    )
    assert sum(not isinstance(end, BaseException) for end in ends) == 1
    assert {type(end) for end in ends if isinstance(end, BaseException)} == {AlreadyUsed}
    assert (await shop.kinds()).count("confirm") == 1
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_a_thousand_holds_at_once_against_points_for_one_give_one(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 24.90)
    reward = await shop.reward(20)
    ends = await asyncio.gather(
        *(shop.act(hold, telegram_id=AYSE, reward_id=reward) for _ in range(1000)), return_exceptions=True
    )
    assert sum(not isinstance(end, BaseException) for end in ends) == 1
    assert {type(end) for end in ends if isinstance(end, BaseException)} == {NotEnoughPoints}
    assert await shop.points(AYSE) == (4, 0, 20, 0)


async def test_cancelling_and_confirming_at_once_do_one_of_the_two(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 200)
    reward = await shop.reward(10)
    spent = 0
    for _ in range(20):
        voucher = await shop.hold(AYSE, reward)
        ends = await asyncio.gather(
            shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id),
            shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id),
            return_exceptions=True,
        )
        refusals = [type(end) for end in ends if isinstance(end, BaseException)]
        assert refusals in ([AlreadyUsed], [AlreadyEnded])
        spent += 10 * (refusals == [AlreadyUsed])
    assert await shop.points(AYSE) == (200 - spent, 0, 0, 0)


async def test_a_cashier_of_both_shops_confirms_without_choosing_one(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.employ(shop.bakery, CASHIER, "Can", Role.CASHIER)
    await shop.buy(AYSE, 20, by=BAKER)
    voucher = await shop.hold(AYSE, await shop.reward(20, by=BAKER))
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_points_are_spent_soonest_expiry_first_then_oldest_then_by_number_and_allocations_are_kept(
    shop: Shop,
) -> None:
    await shop.join(AYSE)
    shop.programme = replace(shop.programme, purchases_a_day=None)
    shown = await shop.show(5)
    shop.pass_time(minutes=1)
    await shop.buy(AYSE, 4)
    await shop.buy(AYSE, 7)
    await shop.collect(AYSE, shown)
    shop.programme = replace(shop.programme, expiry=Expiry(policy=ExpiryPolicy.MONTHS, count=6))
    await shop.buy(AYSE, 6)
    first, second = await shop.hold(AYSE, await shop.reward(8)), await shop.hold(AYSE, await shop.reward(13))
    kept = "SELECT lot_id, points FROM allocations WHERE journal_id = (SELECT journal_id FROM vouchers WHERE id = $1)"
    taken = [
        {row["lot_id"]: row["points"] for row in await shop.rows(kept, voucher.voucher_id)}
        for voucher in (first, second)
    ]
    # The fourth ends soonest. Of the others the third is the oldest, and the first has a lower number than the second.
    assert taken == [{4: 6, 3: 2}, {3: 3, 1: 4, 2: 6}]
