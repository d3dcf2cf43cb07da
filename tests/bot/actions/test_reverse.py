"""Reversing a redemption: a manager takes it back, the owner is told, the points return to the lots they came from."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.actions.codes import issue_code, use_code
from bot.actions.forget import forget_me
from bot.actions.redeem import confirm
from bot.actions.refund import refund
from bot.actions.reverse import Reversal, last_redeemed, reversal, reverse, reversible_voucher
from loyalty.errors import (
    AlreadyEnded,
    LimitReached,
    LinkUnknown,
    MerchantSuspended,
    NotAllowed,
    OwnMembership,
    SoldOut,
)
from tests.bot.actions.shop import AUDITOR, AYSE, BAKER, BORA, CASHIER, MANAGER, OWNER, STRANGER, Shop, seal


async def used(shop: Shop, telegram_id: int, reward_id: int) -> int:
    """A voucher is held and confirmed; the number of the redemption."""
    voucher = await shop.hold(telegram_id, reward_id)
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    return await last(shop)


async def last(shop: Shop) -> int:
    """The number of the last redemption."""
    rows = await shop.rows("SELECT max(id) AS id FROM redemptions")
    return int(rows[0]["id"])


async def reversed_(shop: Shop, redemption_id: int, by: int = MANAGER) -> Reversal:
    return await shop.act(reverse, telegram_id=by, redemption_id=redemption_id)


async def told(shop: Shop, telegram_id: int, notice: str) -> dict[str, Any]:
    """What the last notice of a name says."""
    rows = await shop.rows(
        "SELECT data FROM outbox WHERE telegram_id = $1 AND notice = $2 ORDER BY id", telegram_id, notice
    )
    data: dict[str, Any] = json.loads(rows[-1]["data"])
    return data


async def test_the_points_return_to_the_lots_they_came_from_and_both_are_told(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.pass_time(minutes=5)
    await shop.buy(AYSE, 10)
    number = await used(shop, AYSE, await shop.reward(15, "Cake"))
    done = await reversed_(shop, number)
    assert (done.redeemed.reward, done.redeemed.points, done.redeemed.who, done.redeemed.stands) == (
        "Cake",
        15,
        "Ay••• K.",
        True,
    )
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    lots = await shop.rows("SELECT state, remaining FROM lots ORDER BY id")
    assert [(lot["state"], lot["remaining"]) for lot in lots] == [("active", 10), ("active", 10)]
    assert (await told(shop, AYSE, "redemption-reversed"))["points"] == 15
    assert await told(shop, OWNER, "redemption-reversed-here") == {
        "merchant": "Café",
        "reward": "Cake",
        "points": 15,
        "manager": "Melis",
        "who": "Ay••• K.",
    }
    rows = await shop.rows("SELECT kind, reverses, id FROM journal ORDER BY id")
    assert [row["kind"] for row in rows] == ["earn", "earn", "hold", "confirm", "reverse"]
    assert rows[4]["reverses"] == rows[3]["id"]


async def test_what_was_redeemed_by_a_code_is_reversed_too_and_the_code_stays_used(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(await shop.reward(20)))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)
    await reversed_(shop, await last(shop), by=OWNER)
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    assert (await shop.rows("SELECT state FROM codes"))[0]["state"] == "used"
    assert "redemption-reversed-here" not in await shop.notices(OWNER)


async def test_a_redemption_is_reversed_once_also_when_two_do_it_at_once(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    number = await used(shop, AYSE, await shop.reward(20))

    async def attempt(by: int) -> bool:
        try:
            await reversed_(shop, number, by)
        except AlreadyEnded:
            return False
        return True

    assert sum(await asyncio.gather(*(attempt(by) for by in (MANAGER, OWNER) * 4))) == 1
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    with pytest.raises(LinkUnknown):
        await reversed_(shop, number + 9)


@pytest.mark.parametrize("who", [CASHIER, AUDITOR, BAKER, AYSE, STRANGER])
async def test_only_managers_of_the_shop_reverse(shop: Shop, who: int) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    number = await used(shop, AYSE, await shop.reward(20))
    with pytest.raises(NotAllowed):
        await reversed_(shop, number, by=who)
    with pytest.raises(NotAllowed):
        await shop.database.read(reversal, shop.now, shop.programme, who, number)
    assert await shop.database.read(reversible_voucher, who, 1) is None
    assert await shop.database.read(reversible_voucher, MANAGER, 1) == number


async def test_nobody_reverses_their_own_and_a_suspended_shop_reverses_nothing(shop: Shop) -> None:
    await shop.join(MANAGER, "Melis")
    await shop.buy(MANAGER, 20)
    number = await used(shop, MANAGER, await shop.reward(20))
    with pytest.raises(OwnMembership):
        await reversed_(shop, number)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await reversed_(shop, number, by=OWNER)


async def test_points_past_their_date_live_seven_more_days_once_a_lot(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    reward = await shop.reward(8, "Tea")
    first, second = await used(shop, AYSE, reward), await used(shop, AYSE, reward)
    shop.pass_time(days=400)
    seen = await shop.database.read(reversal, shop.now, shop.programme, MANAGER, first)
    done = await reversed_(shop, first)
    assert (seen.saved, seen.lost) == (done.saved, done.lost) == (8, 0)
    assert done.saved_until == shop.now + timedelta(days=7)
    assert await shop.points(AYSE) == (8, 0, 0, 0)
    shop.pass_time(days=7, milliseconds=-1)
    assert await shop.points(AYSE) == (8, 0, 0, 0)
    shop.pass_time(milliseconds=1)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert (await reversed_(shop, second)).lost == 8
    assert (await told(shop, AYSE, "redemption-reversed"))["lost"] == 8
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_a_debt_is_paid_first(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    number = await used(shop, AYSE, await shop.reward(15))
    await shop.act(refund, telegram_id=MANAGER, sale_id=booked.sale_id, amount=1200)
    assert await shop.points(AYSE) == (0, 0, 0, 7)
    await reversed_(shop, number)
    assert await shop.points(AYSE) == (8, 0, 0, 0)
    assert (await told(shop, AYSE, "redemption-reversed"))["debt"] == 7


async def test_stock_and_the_limit_of_a_member_are_free_again(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 60)
    reward = await shop.reward(20)
    await shop.run("UPDATE rewards SET stock = 1, member_limit = 1")
    number = await used(shop, AYSE, reward)
    with pytest.raises((SoldOut, LimitReached)):
        await shop.hold(AYSE, reward)
    await reversed_(shop, number)
    assert (await shop.rows("SELECT stock FROM rewards"))[0]["stock"] == 1
    await shop.hold(AYSE, reward)


async def test_nothing_is_reversed_for_somebody_forgotten(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 20)
    number = await used(shop, AYSE, await shop.reward(20))
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    with pytest.raises(AlreadyEnded):
        await reversed_(shop, number)


async def test_the_last_redemptions_of_the_shop_are_listed_masked(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Demir")
    await shop.buy(AYSE, 20)
    await shop.buy(BORA, 20)
    reward = await shop.reward(5, "Tea")
    first = await used(shop, AYSE, reward)
    shop.pass_time(minutes=1)
    second = await used(shop, BORA, reward)
    await reversed_(shop, first)
    seen = await shop.database.read(last_redeemed, MANAGER, 40)
    assert [(one.redemption_id, one.who, one.stands) for one in seen] == [
        (second, "Bo••• D.", True),
        (first, "Ay••• K.", False),
    ]
    assert await shop.database.read(last_redeemed, BAKER, 40) == []
    with pytest.raises(NotAllowed):
        await shop.database.read(last_redeemed, CASHIER, 40)
