"""What an operator decides about a merchant: suspending it, and the ceiling of its unredeemed points."""

import asyncio
from dataclasses import replace

import pytest

from bot.actions.codes import issue_code, use_code
from bot.actions.phone import share_phone
from bot.actions.purchase import record_purchase
from bot.actions.redeem import confirm, hold
from bot.actions.reviews import approve, waiting_at
from bot.actions.suspend import resume_merchant, suspend_merchant
from bot.actions.undo import undo
from loyalty.errors import AlreadyEnded, CeilingReached, LinkExpired, MerchantSuspended
from storage import merchants
from tests.bot.actions.shop import AYSE, BAKER, BORA, CASHIER, CEM, OWNER, Shop


async def test_a_suspended_merchants_vouchers_go_back_and_its_codes_die(shop: Shop) -> None:
    reward = await shop.reward(20, "Espresso")
    elsewhere = await shop.reward(4, "Bun", by=BAKER)
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    code = await shop.act(issue_code, telegram_id=OWNER, reward="Espresso")
    voucher = await shop.hold(AYSE, reward)
    other = await shop.hold(AYSE, elsewhere)
    assert await shop.act(suspend_merchant, shop.cafe) == 1
    # What it issued stays valid, also at others.
    assert await shop.points(AYSE) == (26, 0, 4, 0)
    assert "voucher-given-back" in await shop.notices(AYSE)
    with pytest.raises(MerchantSuspended):
        await shop.hold(AYSE, reward)
    with pytest.raises(MerchantSuspended):
        await shop.act(confirm, telegram_id=OWNER, voucher_id=voucher.voucher_id)
    with pytest.raises(MerchantSuspended):
        await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)
    with pytest.raises(MerchantSuspended):
        await shop.buy(AYSE, 5)
    await shop.act(confirm, telegram_id=BAKER, voucher_id=other.voucher_id)
    assert await shop.act(suspend_merchant, shop.cafe) is None


async def test_a_merchant_that_takes_part_again_does_so_wholly(shop: Shop) -> None:
    reward = await shop.reward(20)
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    voucher = await shop.hold(AYSE, reward)
    await shop.act(suspend_merchant, shop.cafe)
    assert await shop.database.write(resume_merchant, shop.cafe)
    assert not await shop.database.write(resume_merchant, shop.cafe)
    with pytest.raises(AlreadyEnded):
        await shop.act(confirm, telegram_id=OWNER, voucher_id=voucher.voucher_id)
    await shop.act(hold, telegram_id=AYSE, reward_id=reward)
    await shop.buy(AYSE, 5)


async def test_codes_that_died_with_a_suspension_stay_dead_when_the_merchant_takes_part_again(shop: Shop) -> None:
    reward = str(await shop.reward(20))
    elsewhere = str(await shop.reward(5, by=BAKER))
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    dead = await shop.act(issue_code, telegram_id=OWNER, reward=reward)
    other = await shop.act(issue_code, telegram_id=BAKER, reward=elsewhere)
    await shop.act(suspend_merchant, shop.cafe)
    shop.pass_time(minutes=1)
    await shop.database.write(resume_merchant, shop.cafe)
    with pytest.raises(LinkExpired):
        await shop.act(use_code, telegram_id=AYSE, code_id=dead.code_id, generation=1)
    await shop.act(use_code, telegram_id=AYSE, code_id=other.code_id, generation=1)
    fresh = await shop.act(issue_code, telegram_id=OWNER, reward=reward)
    await shop.act(use_code, telegram_id=AYSE, code_id=fresh.code_id, generation=1)
    assert await shop.points(AYSE) == (25, 0, 0, 0)


async def test_a_voucher_past_its_time_lapses_and_is_not_given_back_twice(shop: Shop) -> None:
    reward = await shop.reward(20)
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    await shop.hold(AYSE, reward)
    shop.pass_time(minutes=10)
    assert await shop.act(suspend_merchant, shop.cafe) == 0
    assert (await shop.kinds())[-1] == "lapse"
    assert await shop.points(AYSE) == (30, 0, 0, 0)


async def test_beyond_a_merchants_ceiling_a_purchase_is_refused_and_nothing_moves(shop: Shop) -> None:
    await shop.database.write(merchants.set_ceiling, shop.cafe, 30)
    await shop.join(AYSE)
    first = await shop.buy(AYSE, 30)
    shop.pass_time(minutes=3)
    before = await shop.everything()
    code = await shop.code_of(AYSE)
    with pytest.raises(CeilingReached) as refused:
        await shop.act(record_purchase, telegram_id=CASHIER, amount=100, receipt=None, till_code=code)
    assert (refused.value.merchant, refused.value.ceiling) == ("Café", 30)
    after = await shop.everything()
    assert {name: rows for name, rows in after.items() if name != "cards"} == {
        name: rows for name, rows in before.items() if name != "cards"
    }
    # Another merchant has a ceiling of its own, and what earns nothing is always welcome.
    await shop.buy(AYSE, 50, by=BAKER)
    await shop.buy(AYSE, 0.99)
    await shop.database.write(merchants.set_ceiling, shop.cafe, None)
    await shop.buy(AYSE, 50)
    assert first.points == 30


async def test_points_that_are_spent_or_taken_back_make_room_under_the_ceiling(shop: Shop) -> None:
    reward = await shop.reward(20)
    await shop.database.write(merchants.set_ceiling, shop.cafe, 30)
    await shop.join(AYSE)
    first = await shop.buy(AYSE, 30)
    await shop.act(undo, telegram_id=CASHIER, sale_id=first.sale_id)
    await shop.buy(AYSE, 29)
    voucher = await shop.hold(AYSE, reward)
    await shop.act(confirm, telegram_id=OWNER, voucher_id=voucher.voucher_id)
    await shop.buy(AYSE, 21)


async def test_referral_bonuses_count_towards_the_ceiling(shop: Shop) -> None:
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    await shop.database.write(merchants.set_ceiling, shop.cafe, 29)
    sale = await shop.show(10)
    with pytest.raises(CeilingReached):
        await shop.collect(BORA, sale)
    assert await shop.kinds() == []
    await shop.database.write(merchants.set_ceiling, shop.cafe, 30)
    await shop.collect(BORA, sale)
    assert await shop.points(AYSE) == (0, 10, 0, 0)


async def test_a_bonus_that_comes_after_its_purchase_keeps_to_the_ceiling_too(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_phone=True)
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    await shop.buy(BORA, 10)
    await shop.database.write(merchants.set_ceiling, shop.cafe, 29)
    with pytest.raises(CeilingReached):
        await shop.act(share_phone, telegram_id=BORA, phone_seal="one")
    assert await shop.kinds() == ["earn"]
    await shop.database.write(merchants.set_ceiling, shop.cafe, 30)
    assert (await shop.act(share_phone, telegram_id=BORA, phone_seal="one")).paid
    # A manager's yes brings a bonus too; without one it adds nothing to what is booked already.
    shop.programme = replace(shop.programme, referral_phone=False, purchases_a_day=0)
    await shop.database.write(merchants.set_ceiling, shop.cafe, 59)
    await shop.join(CEM, invited_by=await shop.member_id(AYSE))
    for who in (CEM, AYSE):
        assert (await shop.buy(who, 10)).reviewed
    first, second = await shop.database.read(waiting_at, OWNER)
    with pytest.raises(CeilingReached):
        await shop.act(approve, telegram_id=OWNER, review_id=first.review_id)
    await shop.database.write(merchants.set_ceiling, shop.cafe, 20)
    await shop.act(approve, telegram_id=OWNER, review_id=second.review_id)
    await shop.database.write(merchants.set_ceiling, shop.cafe, 70)
    await shop.act(approve, telegram_id=OWNER, review_id=first.review_id)
    assert await shop.points(AYSE) == (10, 20, 0, 0)


async def test_purchases_at_the_same_moment_do_not_slip_past_the_ceiling(shop: Shop) -> None:
    await shop.database.write(merchants.set_ceiling, shop.cafe, 25)
    people = (AYSE, BORA, CEM, *range(100, 105))
    shown = []
    for telegram_id in people:
        await shop.join(telegram_id)
        shown.append(await shop.show(10))
    done = await asyncio.gather(
        *(shop.collect(who, sale) for who, sale in zip(people, shown, strict=True)), return_exceptions=True
    )
    assert [type(one) for one in done].count(CeilingReached) == 6
    rows = await shop.rows("SELECT sum(remaining) AS points FROM lots")
    assert int(rows[0]["points"]) == 20
