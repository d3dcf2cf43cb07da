"""What is owed is paid first by whatever becomes active, by any route; and no balance is negative by spending."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.codes import issue_code, use_code
from bot.actions.redeem import cancel, confirm
from bot.actions.refund import refund
from bot.actions.reverse import reverse
from bot.actions.reviews import approve, waiting_at
from bot.actions.suspend import suspend_merchant
from loyalty.errors import InDebt, NotEnoughPoints
from tests.bot.actions.shop import AYSE, BAKER, BORA, MANAGER, OWNER, Shop

# Nothing becomes active in what makes the debt itself.
Route = Callable[[Shop], Awaitable[Callable[[], Awaitable[None]]]]


async def owe(shop: Shop, points: int = 7) -> None:
    """Ayşe has spent what a purchase had earned, and the purchase is refunded."""
    booked = await shop.buy(AYSE, points)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(await shop.reward(points, "Spent")))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=code.generation)
    await shop.act(refund, telegram_id=MANAGER, sale_id=booked.sale_id)


async def purchase(shop: Shop) -> Callable[[], Awaitable[None]]:
    async def book() -> None:
        await shop.buy(AYSE, 10, by=BAKER)

    return book


async def pending_purchase(shop: Shop) -> Callable[[], Awaitable[None]]:
    usual, shop.programme = shop.programme, replace(shop.programme, purchase_hold=timedelta(days=3))
    await shop.buy(AYSE, 10, by=BAKER)
    shop.programme = usual

    async def come() -> None:
        shop.pass_time(days=3)

    return come


async def referral_bonus(shop: Shop) -> Callable[[], Awaitable[None]]:
    await shop.join(BORA, invited_by=await shop.member_id(AYSE))
    await shop.buy(BORA, 10)

    async def come() -> None:
        shop.pass_time(days=14)

    return come


async def held(shop: Shop) -> int:
    await shop.buy(AYSE, 10, by=BAKER)
    return (await shop.hold(AYSE, await shop.reward(10, "Held", by=BAKER))).voucher_id


async def cancelled_voucher(shop: Shop) -> Callable[[], Awaitable[None]]:
    voucher = await held(shop)

    async def give_back() -> None:
        await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher)

    return give_back


async def lapsed_voucher(shop: Shop) -> Callable[[], Awaitable[None]]:
    await held(shop)

    async def lapse() -> None:
        shop.pass_time(minutes=10)

    return lapse


async def suspension(shop: Shop) -> Callable[[], Awaitable[None]]:
    await held(shop)

    async def suspend() -> None:
        await shop.act(suspend_merchant, shop.bakery)

    return suspend


async def reversed_redemption(shop: Shop) -> Callable[[], Awaitable[None]]:
    voucher = await held(shop)
    await shop.act(confirm, telegram_id=BAKER, voucher_id=voucher)

    async def reverse_it() -> None:
        await shop.act(reverse, telegram_id=BAKER, redemption_id=1)

    return reverse_it


async def approved_purchase(shop: Shop) -> Callable[[], Awaitable[None]]:
    usual, shop.programme = shop.programme, replace(shop.programme, points_a_member_day=9)
    assert (await shop.buy(AYSE, 10, by=BAKER)).reviewed
    shop.programme = usual
    [review] = await shop.database.read(waiting_at, BAKER)

    async def approve_it() -> None:
        await shop.act(approve, telegram_id=BAKER, review_id=review.review_id)

    return approve_it


ROUTES: list[Route] = [
    purchase,
    pending_purchase,
    referral_bonus,
    cancelled_voucher,
    lapsed_voucher,
    suspension,
    reversed_redemption,
    approved_purchase,
]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
@pytest.mark.parametrize("owed", [7, 12])
async def test_points_becoming_active_by_any_route_pay_debt_first_out_of_their_own_lot(
    shop: Shop, route: Route, owed: int
) -> None:
    await shop.join(AYSE)
    become_active = await route(shop)
    await owe(shop, owed)
    assert (await shop.balance(AYSE)).debt == owed
    await become_active()
    left = (max(0, 10 - owed), 0, 0, max(0, owed - 10))
    # What the clock decides counts before any job has booked it, and is booked just so.
    assert await shop.points(AYSE) == left
    await shop.settle()
    assert await shop.points(AYSE) == left
    paid = await shop.rows(
        "SELECT a.points, l.points AS earned FROM allocations a JOIN journal j ON j.id = a.journal_id"
        " JOIN lots l ON l.id = a.lot_id WHERE j.kind = 'repay'"
    )
    assert [(row["points"], row["earned"]) for row in paid] == [(min(10, owed), 10)]


async def test_nothing_is_held_or_spent_while_anything_is_owed(shop: Shop) -> None:
    await shop.join(AYSE)
    await owe(shop)
    reward = await shop.reward(1)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(reward))
    with pytest.raises(InDebt):
        await shop.hold(AYSE, reward)
    with pytest.raises(InDebt):
        await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=code.generation)
    await shop.buy(AYSE, 8)
    await shop.hold(AYSE, reward)


async def test_a_balance_is_never_negative_by_spending_whatever_is_spent_at_once(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(4)
    codes = [await shop.act(issue_code, telegram_id=OWNER, reward=str(reward)) for _ in range(6)]
    ways = [shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1) for code in codes]
    ends = await asyncio.gather(*ways, *(shop.hold(AYSE, reward) for _ in range(6)), return_exceptions=True)
    assert [type(end) for end in ends if isinstance(end, BaseException)] == [NotEnoughPoints] * 10
    spendable, _, _, debt = await shop.points(AYSE)
    assert (spendable, debt) == (2, 0)
    assert (await shop.rows("SELECT min(balance) AS least FROM members"))[0]["least"] == 2


async def test_a_debt_paid_by_a_purchase_is_owed_again_when_that_purchase_is_refunded(shop: Shop) -> None:
    await shop.join(AYSE)
    await owe(shop)
    paying = await shop.buy(AYSE, 10)
    assert await shop.points(AYSE) == (3, 0, 0, 0)
    done = await shop.act(refund, telegram_id=MANAGER, sale_id=paying.sale_id)
    assert (done.costs.points, done.costs.debt) == (10, 7)
    assert await shop.points(AYSE) == (0, 0, 0, 7)
