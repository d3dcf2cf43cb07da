"""Points that waited and can be spent now: one message a member and settlement, with what of it is said."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.redeem import confirm
from bot.actions.refund import refund
from bot.actions.reviews import approve
from bot.actions.undo import undo
from storage.database import Database
from tests.bot.actions.hearing import heard, heard_of
from tests.bot.actions.shop import AYSE, BORA, CASHIER, CEM, MANAGER, PROGRAMME, Shop

NOTICE = "points-available"
HELD_BACK = replace(PROGRAMME, purchase_hold=timedelta(days=1), purchases_a_day=None)


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    street = Shop(database, HELD_BACK)
    await street.open()
    yield street
    assert await street.findings() == []


async def said(shop: Shop, telegram_id: int = AYSE) -> list[str]:
    """What somebody hears of points that came."""
    return [screen.text for screen in await heard(shop, telegram_id) if "to spend now" in screen.text]


async def test_who_has_points_that_waited_hears_when_they_can_be_spent(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 12)
    shop.pass_time(days=1, milliseconds=-1)
    await shop.settle()
    assert await said(shop) == []
    shop.pass_time(milliseconds=1)
    await shop.settle()
    assert await said(shop) == ["🐖 12 points that waited are yours to spend now."]


async def test_after_a_week_without_a_settlement_it_is_one_message_not_seven(shop: Shop) -> None:
    await shop.join(AYSE)
    for _ in range(7):
        await shop.buy(AYSE, 10)
        shop.pass_time(minutes=5)
    shop.pass_time(days=7)
    await shop.settle()
    assert await said(shop) == ["🐖 70 points that waited are yours to spend now."]
    assert await heard_of(shop, AYSE, NOTICE) == ["sent"]


async def test_whoever_books_it_first_it_is_told_once(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    shop.pass_time(days=1, hours=1)
    await shop.hold(AYSE, await shop.reward(20))
    await shop.settle()
    assert await said(shop) == ["🐖 30 points that waited are yours to spend now. You have 10 points in all."]


async def test_a_referral_bonus_is_named_as_one(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, purchases_a_day=None)
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can", invited_by=await shop.member_id(AYSE))
    await shop.buy(BORA, 5)
    shop.pass_time(days=14)
    await shop.settle()
    assert await said(shop) == ["🎉 Your invitation bonus is here: 10 points to spend now."]


async def test_what_of_the_points_is_a_bonus_is_said(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can", invited_by=await shop.member_id(AYSE))
    await shop.buy(BORA, 5)
    shop.pass_time(days=13)
    await shop.settle()
    await shop.buy(AYSE, 24)
    shop.pass_time(days=1)
    await shop.settle()
    assert await said(shop) == [
        "🐖 34 points that waited are yours to spend now. 10 of them are from your invitation bonus."
    ]


async def test_what_paid_a_debt_is_not_among_the_points_and_said(shop: Shop) -> None:
    shop.programme = replace(HELD_BACK, purchase_hold=timedelta(0))
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    voucher = await shop.hold(AYSE, await shop.reward(20))
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    shop.programme = HELD_BACK
    await shop.buy(AYSE, 15)
    shop.pass_time(hours=1)
    await shop.buy(AYSE, 12)
    shop.pass_time(hours=23)
    await shop.settle()
    assert [screen.text for screen in await heard(shop, AYSE)][-1] == (
        "🐖 The 15 points that waited have paid what you owed."
    )
    shop.pass_time(hours=1)
    await shop.settle()
    assert await said(shop) == ["🐖 7 points that waited are yours to spend now. 5 more paid what you owed."]


async def test_points_that_are_there_at_once_are_not_told_of_twice(shop: Shop) -> None:
    shop.programme = PROGRAMME
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    shop.pass_time(days=400)
    await shop.settle()
    assert await heard_of(shop, AYSE, NOTICE) == []


async def test_what_a_manager_has_approved_is_not_told_of_twice(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, purchases_a_day=1, referral_review_after=0)
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can", invited_by=await shop.member_id(AYSE))
    await shop.buy(BORA, 5)
    shop.pass_time(minutes=5)
    await shop.buy(BORA, 30)
    shop.pass_time(days=20)
    for review in await shop.rows("SELECT id FROM reviews ORDER BY id"):
        await shop.act(approve, telegram_id=MANAGER, review_id=review["id"])
    await shop.settle()
    assert (await shop.points(AYSE), await shop.points(BORA)) == ((10, 0, 0, 0), (45, 0, 0, 0))
    assert await heard_of(shop, AYSE, NOTICE) == await heard_of(shop, BORA, NOTICE) == []


async def test_what_a_manager_approved_for_later_is_told_of_when_it_comes(shop: Shop) -> None:
    shop.programme = replace(HELD_BACK, purchases_a_day=0)
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    await shop.act(approve, telegram_id=MANAGER, review_id=1)
    shop.pass_time(days=1)
    await shop.settle()
    assert await said(shop) == ["🐖 30 points that waited are yours to spend now."]


async def test_points_that_came_and_went_while_nobody_looked_are_not_told_of(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    shop.pass_time(days=800)
    await shop.settle()
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await heard_of(shop, AYSE, NOTICE) == []


async def test_nobody_hears_of_points_that_are_spent_by_then(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    shop.pass_time(hours=13)  # eleven at night in Istanbul when they come
    await shop.run("UPDATE lots SET activates_at = activates_at - $1", 11 * 3_600_000)
    await shop.settle()
    assert await said(shop) == []
    await shop.act(refund, telegram_id=MANAGER, sale_id=booked.sale_id)
    shop.pass_time(hours=12)
    assert await said(shop) == []
    assert await heard_of(shop, AYSE, NOTICE) == ["nothing-to-say"]


async def test_each_member_hears_of_their_own(shop: Shop) -> None:
    for who in (AYSE, CEM):
        await shop.join(who, f"Person {who}")
        await shop.buy(who, who)
    shop.pass_time(days=1)
    await shop.settle()
    assert (await said(shop, AYSE), await said(shop, CEM)) == (
        ["🐖 11 points that waited are yours to spend now."],
        [],  # said while it was Ayşe who was listened to
    )
    assert await heard_of(shop, CEM, NOTICE) == ["sent"]
