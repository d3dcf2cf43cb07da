"""The referral bonus stands while a purchase net of refunds meets the minimum; else it is taken back from both."""

import asyncio
from dataclasses import replace

import pytest

from bot.actions.redeem import confirm
from bot.actions.refund import refund
from bot.actions.reviews import waiting_at
from bot.actions.undo import undo
from loyalty.programme import DebtPolicy
from storage import referrals
from tests.bot.actions.shop import AYSE, BAKER, BORA, CASHIER, CEM, MANAGER, OWNER, Shop


async def brought(shop: Shop, *, days: int = 15) -> int:
    """Ayşe has brought Bora, whose purchase of 10.00 earned both their bonus; it came so many days ago."""
    await shop.join(BORA, "Bora Su", invited_by=await shop.join(AYSE))
    booked = await shop.buy(BORA, 10)
    shop.pass_time(days=days)
    await shop.settle()
    return booked.sale_id


async def refunded(shop: Shop, sale_id: int, units: float | None = None) -> None:
    """A manager takes back so much of it, or all."""
    amount = None if units is None else round(units * 100)
    await shop.act(refund, telegram_id=MANAGER, sale_id=sale_id, amount=amount)


async def spend(shop: Shop, who: int, points: int) -> None:
    """Somebody uses a reward of so many points."""
    voucher = await shop.hold(who, await shop.reward(points, f"{who} {points}"))
    await shop.act(confirm, telegram_id=OWNER, voucher_id=voucher.voucher_id)


async def test_the_bonus_stands_while_the_purchase_net_of_refunds_meets_the_minimum(shop: Shop) -> None:
    sale = await brought(shop)
    await refunded(shop, sale, 5)
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert await shop.points(BORA) == (15, 0, 0, 0)
    await refunded(shop, sale, 0.01)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.points(BORA) == (4, 0, 0, 0)


async def test_while_pending_the_bonus_is_simply_taken_back_and_both_are_told(shop: Shop) -> None:
    sale = await brought(shop, days=1)
    await refunded(shop, sale)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.points(BORA) == (0, 0, 0, 0)
    assert (await shop.notices(AYSE))[-1] == "referral-taken-back"
    assert "referral-taken-back-friend" in await shop.notices(BORA)


async def test_later_what_the_referrer_spent_is_forgiven_and_debited_to_the_friend(shop: Shop) -> None:
    sale = await brought(shop)
    await spend(shop, AYSE, 7)
    await refunded(shop, sale)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    # Ten of the purchase and ten of the bonus are taken; seven are owed instead of the referrer.
    assert await shop.points(BORA) == (0, 0, 0, 7)
    rows = await shop.rows("SELECT sum(points) AS points FROM postings WHERE account LIKE 'merchant:%:issued'")
    # All that was issued and stands is what the referrer has spent and the friend owes.
    assert int(rows[0]["points"]) == 0
    told = await shop.rows("SELECT data FROM outbox WHERE notice = 'referral-taken-back-friend'")
    assert '"spent":7' in told[0]["data"]


async def test_the_friend_pays_from_other_points_before_owing_any(shop: Shop) -> None:
    sale = await brought(shop)
    await shop.buy(BORA, 4)
    await spend(shop, AYSE, 10)
    await spend(shop, BORA, 3)
    await refunded(shop, sale)
    # 24 - 3 spent, 20 taken back, 1 left of the ten that the referrer has spent.
    assert await shop.points(BORA) == (0, 0, 0, 9)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    data = (await shop.rows("SELECT data FROM outbox WHERE notice = 'referral-taken-back'"))[0]["data"]
    assert '"points":0' in data
    assert '"spent":10' in data


async def test_with_the_policy_to_forgive_nobody_owes_what_was_spent(shop: Shop) -> None:
    shop.programme = replace(shop.programme, debt=DebtPolicy.FORGIVE)
    sale = await brought(shop)
    await spend(shop, AYSE, 10)
    await spend(shop, BORA, 20)
    await refunded(shop, sale)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.points(BORA) == (0, 0, 0, 0)


async def test_vouchers_that_hold_the_bonus_are_cancelled_and_their_owner_told(shop: Shop) -> None:
    sale = await brought(shop)
    await shop.buy(AYSE, 4)
    await shop.hold(AYSE, await shop.reward(12))
    await refunded(shop, sale)
    assert await shop.points(AYSE) == (4, 0, 0, 0)
    assert "voucher-cancelled" in await shop.notices(AYSE)
    assert await shop.points(BORA) == (0, 0, 0, 0)


async def test_what_expired_of_the_bonus_counts_as_taken_back(shop: Shop) -> None:
    sale = await brought(shop)
    shop.pass_time(days=500)
    await shop.settle()
    await refunded(shop, sale)
    assert await shop.points(AYSE) == await shop.points(BORA) == (0, 0, 0, 0)


@pytest.mark.parametrize("days", [1, 15])
async def test_the_bonus_moves_quietly_to_another_purchase_that_meets_the_minimum(shop: Shop, days: int) -> None:
    sale = await brought(shop, days=days)
    other = await shop.buy(BORA, 6, by=BAKER)
    heard = await shop.notices(AYSE)
    await refunded(shop, sale)
    pending = (0, 10, 0, 0) if days == 1 else (10, 0, 0, 0)
    assert await shop.points(AYSE) == pending
    assert await shop.notices(AYSE) == heard
    found = await shop.database.read(referrals.referral_of, await shop.member_id(BORA))
    assert found is not None
    assert found.sale_id == other.sale_id
    if days == 1:
        # The other purchase's merchant gives what has not come yet.
        rows = await shop.rows("SELECT merchant_id FROM lots WHERE id = $1", found.referrer_lot_id or 0)
        assert rows[0]["merchant_id"] == shop.bakery
    shop.pass_time(days=1)
    await shop.act(refund, telegram_id=BAKER, sale_id=other.sale_id, amount=None)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_a_moved_bonus_keeps_its_place_under_the_cap_and_in_review(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_monthly_cap=1, referral_review_after=0)
    sale = await brought(shop, days=20)
    assert len(await shop.database.read(waiting_at, MANAGER)) == 1
    # Where it goes to it would not have to wait.
    shop.programme = replace(shop.programme, referral_review_after=5)
    await shop.buy(BORA, 6)
    await refunded(shop, sale)
    assert (await shop.balance(AYSE)).reviewed == 10
    [seen] = await shop.database.read(waiting_at, MANAGER)
    assert seen.amount == 600


async def test_another_purchase_brings_the_bonus_again_after_it_was_taken_back(shop: Shop) -> None:
    await refunded(shop, await brought(shop))
    await shop.buy(BORA, 5)
    assert await shop.points(AYSE) == (0, 10, 0, 0)


async def test_as_many_purchases_as_the_programme_asks_for_bring_the_bonus(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_purchases=3)
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    made = []
    for units in (10, 4, 6, 7):
        assert await shop.points(AYSE) == (0, 0, 0, 0)
        made.append((await shop.buy(BORA, units)).sale_id)
        shop.pass_time(days=1)
    assert await shop.points(AYSE) == (0, 10, 0, 0)
    # One of three is refunded: two do not bring it, although the one it came with stands.
    await refunded(shop, made[0])
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    await shop.buy(BORA, 8)
    assert await shop.points(AYSE) == (0, 10, 0, 0)


async def test_a_refund_and_a_purchase_at_once_leave_one_bonus(shop: Shop) -> None:
    sale = await brought(shop, days=1)
    shown = await shop.show(20)
    await asyncio.gather(shop.act(refund, telegram_id=MANAGER, sale_id=sale, amount=None), shop.collect(BORA, shown))
    assert await shop.points(AYSE) == (0, 10, 0, 0)


async def test_an_undo_of_what_the_referrer_was_given_for_leaves_other_referrals_alone(shop: Shop) -> None:
    ayse = await shop.join(AYSE)
    await shop.join(BORA, invited_by=ayse)
    await shop.join(CEM, invited_by=ayse)
    await shop.buy(CEM, 10)
    booked = await shop.buy(BORA, 10)
    assert await shop.points(AYSE) == (0, 20, 0, 0)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    assert await shop.points(AYSE) == (0, 10, 0, 0)
