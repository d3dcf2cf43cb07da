"""Limits of a day: what goes beyond waits until a manager has looked, and is approved or refused once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.forget import forget_me
from bot.actions.invitations import invitations_of
from bot.actions.join_accounts import join_accounts
from bot.actions.redeem import confirm
from bot.actions.refund import refund
from bot.actions.reviews import Reviewed, Waiting, approve, look_at_review, refuse, waiting_at
from bot.actions.undo import not_mine, undo
from loyalty.errors import AlreadyEnded, LinkUnknown, NotAllowed, OwnMembership
from loyalty.model import Role, Sale
from storage import sales
from storage.database import Tx, open_database
from storage.personal import personal_data
from tests.bot.actions.shop import AYSE, BAKER, BORA, CASHIER, CEM, MANAGER, OWNER, Shop, seal


async def waiting(shop: Shop, by: int = MANAGER) -> list[Waiting]:
    """What a manager sees at the desk."""
    return await shop.database.read(waiting_at, by)


async def fourth(shop: Shop, who: int = AYSE) -> int:
    """A member's fourth purchase of the day, of 24.90; returns its review."""
    await shop.join(who, f"Person {who}")
    for _ in range(3):
        await shop.buy(who, 10)
        shop.pass_time(minutes=1)
    booked = await shop.buy(who, 24.90)
    assert booked.reviewed
    return (await waiting(shop))[-1].review_id


async def test_the_fourth_purchase_of_a_day_waits_until_a_manager_approves(shop: Shop) -> None:
    review = await fourth(shop)
    balance = await shop.balance(AYSE)
    assert (balance.spendable, balance.pending, balance.reviewed, balance.pending_at) == (30, 24, 24, None)
    assert (await shop.notices(AYSE))[-1] == "purchase-waits"
    assert "review-purchase" in await shop.notices(MANAGER)
    assert "review-purchase" in await shop.notices(OWNER)
    assert "review-purchase" not in await shop.notices(CASHIER)
    seen = (await waiting(shop))[0]
    assert (seen.who, seen.amount, seen.points, seen.reason) == ("Pe••• 1.", 2490, 24, "purchases-a-day")
    shop.pass_time(days=1000)
    await shop.settle()
    assert await shop.points(AYSE) == (0, 24, 0, 0)
    done = await shop.act(approve, telegram_id=MANAGER, review_id=review)
    assert done == Reviewed(kind="purchase", who="Pe••• 1.", points=24, approved=True)
    assert await shop.points(AYSE) == (24, 0, 0, 0)
    assert (await shop.notices(AYSE))[-1] == "purchase-approved"
    # Expiry counts from activation, not from the purchase.
    ends = (await shop.balance(AYSE)).expires_at
    assert ends is not None
    assert ends > shop.now + timedelta(days=364)
    assert await waiting(shop) == []


async def test_what_waits_can_be_refunded_and_only_the_rest_is_looked_at(shop: Shop) -> None:
    review = await fourth(shop)
    sale_id = (await shop.rows("SELECT max(id) AS id FROM sales"))[0]["id"]
    await shop.act(refund, telegram_id=MANAGER, sale_id=sale_id, amount=450)
    assert await shop.points(AYSE) == (30, 20, 0, 0)
    assert [(one.amount, one.points) for one in await waiting(shop)] == [(2040, 20)]
    await shop.act(refund, telegram_id=MANAGER, sale_id=sale_id)
    assert await shop.points(AYSE) == (30, 0, 0, 0)
    assert await waiting(shop) == []
    with pytest.raises(AlreadyEnded):
        await shop.act(approve, telegram_id=MANAGER, review_id=review)


async def test_what_a_manager_refuses_is_taken_back_and_both_are_told(shop: Shop) -> None:
    review = await fourth(shop)
    await shop.act(refuse, telegram_id=OWNER, review_id=review)
    assert await shop.points(AYSE) == (30, 0, 0, 0)
    assert (await shop.notices(AYSE))[-1] == "purchase-refused"
    assert (await shop.notices(CASHIER))[-1] == "sale-refused"
    rows = await shop.rows("SELECT state FROM sales ORDER BY id DESC LIMIT 1")
    assert rows[0]["state"] == "undone"


async def test_approved_points_come_at_their_ordinary_time_if_that_is_later(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchase_hold=timedelta(days=3))
    review = await fourth(shop)
    bought = shop.now
    shop.pass_time(days=1)
    done = await shop.act(approve, telegram_id=MANAGER, review_id=review)
    assert done.activates_at == bought + timedelta(days=3)
    assert (await shop.notices(AYSE))[-1] == "purchase-approved-later"
    shop.pass_time(days=2, milliseconds=-1)
    assert await shop.points(AYSE) == (30, 24, 0, 0)
    shop.pass_time(milliseconds=1)
    assert await shop.points(AYSE) == (54, 0, 0, 0)


async def test_approved_points_pay_a_debt_first(shop: Shop) -> None:
    review = await fourth(shop)
    voucher = await shop.hold(AYSE, await shop.reward(30))
    await shop.act(confirm, telegram_id=OWNER, voucher_id=voucher.voucher_id)
    third = (await shop.rows("SELECT max(id) - 1 AS id FROM sales"))[0]["id"]
    await shop.act(undo, telegram_id=MANAGER, sale_id=third)
    assert await shop.points(AYSE) == (0, 24, 0, 10)
    await shop.act(approve, telegram_id=MANAGER, review_id=review)
    assert await shop.points(AYSE) == (14, 0, 0, 0)


async def test_each_merchant_and_each_date_counts_for_itself(shop: Shop) -> None:
    await fourth(shop)
    for _ in range(3):
        shop.pass_time(minutes=3)
        assert not (await shop.buy(AYSE, 5, by=BAKER)).reviewed
    assert (await shop.buy(AYSE, 6, by=BAKER)).reviewed
    assert [one.amount for one in await waiting(shop, BAKER)] == [600]
    shop.pass_time(days=1)
    assert not (await shop.buy(AYSE, 5)).reviewed


async def test_purchases_taken_back_leave_room_and_a_waiting_one_takes_some(shop: Shop) -> None:
    await shop.join(AYSE)
    for _ in range(3):
        booked = await shop.buy(AYSE, 10)
        await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    for amount in (10, 11, 12):
        assert not (await shop.buy(AYSE, amount)).reviewed
    assert (await shop.buy(AYSE, 13)).reviewed
    assert (await shop.buy(AYSE, 14)).reviewed
    # What earns nothing needs nobody's look.
    assert not (await shop.buy(AYSE, 0.50)).reviewed


async def test_the_limits_of_points_a_shift_and_of_a_members_day_wait_likewise(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchases_a_day=None, points_a_shift=40, points_a_member_day=30)
    await shop.join(AYSE)
    await shop.join(BORA)
    assert not (await shop.buy(AYSE, 20)).reviewed
    assert not (await shop.buy(AYSE, 10, by=BAKER)).reviewed
    assert (await shop.buy(AYSE, 1, by=OWNER)).reviewed
    assert not (await shop.buy(BORA, 20)).reviewed
    assert (await shop.buy(BORA, 1)).reviewed
    assert not (await shop.buy(BORA, 2, by=OWNER)).reviewed
    assert [one.reason for one in await waiting(shop)] == ["points-a-member-day", "points-a-shift"]
    shop.programme = replace(shop.programme, points_a_shift=None, points_a_member_day=None)
    for amount in range(5, 10):
        assert not (await shop.buy(AYSE, amount)).reviewed


async def test_purchases_at_the_same_moment_do_not_slip_past_the_limit(shop: Shop) -> None:
    await shop.join(AYSE)
    shown = [await shop.show(10 + number) for number in range(8)]
    done = await asyncio.gather(*(shop.collect(AYSE, sale) for sale in shown))
    assert [one.reviewed for one in done].count(True) == 5
    assert len(await waiting(shop)) == 5


async def test_a_shift_is_counted_though_many_buy_at_once(shop: Shop) -> None:
    shop.programme = replace(shop.programme, points_a_shift=30)
    people = range(100, 108)
    shown = []
    for who in people:
        await shop.join(who)
        shown.append(await shop.show(10))
    done = await asyncio.gather(*(shop.collect(who, sale) for who, sale in zip(people, shown, strict=True)))
    assert [one.reviewed for one in done].count(False) == 3


async def test_of_two_managers_who_tap_at_once_one_decides(shop: Shop) -> None:
    review = await fourth(shop)
    answers = ((approve, MANAGER), (refuse, OWNER)) * 4
    done = await asyncio.gather(
        *(shop.act(answer, telegram_id=by, review_id=review) for answer, by in answers), return_exceptions=True
    )
    assert [type(one) for one in done].count(AlreadyEnded) == 7
    [won] = [one for one in done if isinstance(one, Reviewed)]
    assert await shop.points(AYSE) == ((54, 0, 0, 0) if won.approved else (30, 0, 0, 0))


async def test_a_manager_and_an_undo_at_once_take_back_once(shop: Shop) -> None:
    review = await fourth(shop)
    sale = (await shop.rows("SELECT max(id) AS id FROM sales"))[0]["id"]
    done = await asyncio.gather(
        shop.act(refuse, telegram_id=MANAGER, review_id=review),
        shop.act(undo, telegram_id=CASHIER, sale_id=sale),
        return_exceptions=True,
    )
    assert [type(one) for one in done].count(AlreadyEnded) == 1
    assert await shop.points(AYSE) == (30, 0, 0, 0)


async def test_only_managers_of_that_merchant_answer_and_nobody_for_their_own_membership(shop: Shop) -> None:
    review = await fourth(shop)
    for answer in (approve, refuse):
        for who in (CASHIER, BAKER, AYSE):
            with pytest.raises(NotAllowed):
                await shop.act(answer, telegram_id=who, review_id=review)
        with pytest.raises(LinkUnknown):
            await shop.act(answer, telegram_id=MANAGER, review_id=99)
    own = await fourth(shop, MANAGER)
    assert (await shop.notices(MANAGER)).count("review-purchase") == 1
    assert (await shop.notices(OWNER)).count("review-purchase") == 2
    for answer in (approve, refuse):
        with pytest.raises(OwnMembership):
            await shop.act(answer, telegram_id=MANAGER, review_id=own)
    with pytest.raises(OwnMembership):
        await shop.database.read(look_at_review, MANAGER, own)
    assert (await shop.database.read(look_at_review, OWNER, own)).points == 24
    with pytest.raises(NotAllowed):
        await waiting(shop, CASHIER)


@pytest.mark.parametrize("by_the_member", [False, True])
async def test_an_undo_of_a_waiting_purchase_closes_its_review(shop: Shop, by_the_member: bool) -> None:
    await shop.join(AYSE)
    for _ in range(3):
        await shop.buy(AYSE, 10)
        shop.pass_time(minutes=3)
    sale = await shop.show(24.90)
    assert (await shop.collect(AYSE, sale)).reviewed
    assert (await shop.notices(CASHIER))[-1] == "sale-waits"
    [seen] = await waiting(shop)
    if by_the_member:
        await shop.act(not_mine, telegram_id=AYSE, sale_id=sale.sale_id)
    else:
        await shop.act(undo, telegram_id=CASHIER, sale_id=sale.sale_id)
    assert await waiting(shop) == []
    with pytest.raises(AlreadyEnded):
        await shop.act(approve, telegram_id=MANAGER, review_id=seen.review_id)
    assert await shop.points(AYSE) == (30, 0, 0, 0)
    if by_the_member:
        # Whoever collects it then is looked at anew.
        assert (await shop.collect(AYSE, sale)).reviewed
        [again] = await waiting(shop)
        await shop.act(approve, telegram_id=MANAGER, review_id=again.review_id)
        assert await shop.points(AYSE) == (54, 0, 0, 0)


async def test_a_waiting_purchase_brings_a_referral_only_once_approved(shop: Shop) -> None:
    await shop.join(BORA, invited_by=await shop.join(CEM))
    for amount in (1, 2, 3):
        await shop.buy(BORA, amount)
    assert (await shop.buy(BORA, 10)).reviewed
    assert await shop.points(CEM) == (0, 0, 0, 0)
    [seen] = await waiting(shop)
    await shop.act(approve, telegram_id=MANAGER, review_id=seen.review_id)
    assert await shop.points(CEM) == (0, 10, 0, 0)
    assert await shop.points(BORA) == (16, 10, 0, 0)


async def test_the_reviews_of_somebody_forgotten_close(shop: Shop) -> None:
    await fourth(shop)
    mine = await shop.database.read(personal_data, AYSE)
    assert mine["looked_at_by_managers"][0]["state"] == "open"
    assert [lot["activates_at"] for lot in mine["lots"]][-1] is None
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    assert await waiting(shop) == []


async def test_many_friends_of_one_member_in_a_day_wait_for_review(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_review_after=2)
    inviter = await shop.join(AYSE)
    for friend in (101, 102, 103):
        await shop.join(friend, f"Friend {friend}", invited_by=inviter)
        await shop.buy(friend, 10)
    balance = await shop.balance(AYSE)
    assert (balance.pending, balance.reviewed) == (30, 10)
    assert (await shop.balance(103)).reviewed == 10
    assert (await shop.balance(102)).reviewed == 0
    assert (await shop.notices(AYSE))[-1] == "referral-waits"
    seen = await shop.database.read(invitations_of, inviter, shop.now, shop.programme)
    assert (seen.pending, seen.reviewed, seen.this_month) == (20, 10, 3)
    assert seen.pending_at == shop.now + timedelta(days=14)
    assert (await shop.notices(MANAGER))[-1] == "review-referral"
    [review] = await waiting(shop)
    assert (review.inviter, review.who, review.points, review.reason) == ("Ay••• K.", "Fr••• 1.", 10, "friends-a-day")
    shop.pass_time(days=20)
    await shop.act(approve, telegram_id=MANAGER, review_id=review.review_id)
    # The ordinary time is past: at once.
    assert await shop.points(AYSE) == (30, 0, 0, 0)
    assert await shop.points(103) == (20, 0, 0, 0)
    assert (await shop.notices(103))[-1] == (await shop.notices(AYSE))[-1] == "referral-approved"
    # Another day, another count.
    await shop.join(104, invited_by=inviter)
    await shop.buy(104, 10)
    assert await waiting(shop) == []


async def test_a_referral_that_is_refused_is_taken_back_for_good_and_both_are_told(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_review_after=0)
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    booked = await shop.buy(BORA, 10)
    [seen] = await waiting(shop)
    await shop.act(refuse, telegram_id=OWNER, review_id=seen.review_id)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.points(BORA) == (10, 0, 0, 0)
    assert (await shop.notices(AYSE))[-1] == (await shop.notices(BORA))[-1] == "referral-refused"
    await shop.buy(BORA, 20)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    await shop.buy(BORA, 30)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await waiting(shop) == []


async def test_an_undo_takes_a_waiting_referral_back_and_closes_its_review(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_review_after=0)
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    booked = await shop.buy(BORA, 10)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    assert await waiting(shop) == []
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_a_waiting_referral_outlives_one_of_the_two_who_is_forgotten(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_review_after=0)
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    await shop.buy(BORA, 10)
    await shop.act(forget_me, telegram_id=BORA, seal=seal(BORA))
    [seen] = await waiting(shop)
    assert seen.who == "•••"
    await shop.act(approve, telegram_id=OWNER, review_id=seen.review_id)
    assert await shop.points(AYSE) == (0, 10, 0, 0)


async def test_managers_do_not_look_at_a_referral_of_their_own(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_review_after=0)
    await shop.employ(shop.cafe, CEM, "Cem", Role.MANAGER)
    await shop.join(BORA, invited_by=await shop.join(MANAGER))
    await shop.employ(shop.cafe, BORA, "Bora", Role.MANAGER)
    await shop.buy(BORA, 10)
    [seen] = await waiting(shop, CEM)
    for who in (MANAGER, BORA):
        assert "review-referral" not in await shop.notices(who)
        with pytest.raises(OwnMembership):
            await shop.act(approve, telegram_id=who, review_id=seen.review_id)
    await shop.act(approve, telegram_id=CEM, review_id=seen.review_id)


@pytest.mark.parametrize("answer", [approve, refuse])
async def test_a_review_answered_while_two_accounts_are_joined_is_about_who_goes_on(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, answer: Callable[..., Reviewed]
) -> None:
    async with await open_database(postgres_url) as database:
        shop, loop = Shop(database), asyncio.get_running_loop()
        await shop.open()
        keep = await shop.join(MANAGER, "Melis")
        review = await fourth(shop)
        gone = await shop.member_id(AYSE)
        lock_sale, joins = sales.lock_sale, [join_accounts]

        def lock_late(tx: Tx, sale_id: int) -> Sale | None:
            if joins:
                asyncio.run_coroutine_threadsafe(shop.act(joins.pop(), keep, gone), loop).result(10)
            return lock_sale(tx, sale_id)

        monkeypatch.setattr(sales, "lock_sale", lock_late)
        # It is the manager's own by the time it is held.
        with pytest.raises(OwnMembership):
            await shop.act(answer, telegram_id=MANAGER, review_id=review)
        done = await shop.act(answer, telegram_id=OWNER, review_id=review)
        assert done.points == 24
        assert await shop.points(MANAGER) == (54 if answer is approve else 30, 0, 0, 0)
        assert await shop.findings() == []
