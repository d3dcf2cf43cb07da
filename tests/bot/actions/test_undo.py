"""Undo by staff and Not mine by the member: points come back from wherever they went."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.actions.codes import issue_code, use_code
from bot.actions.collect import show_sale
from bot.actions.forget import forget_me
from bot.actions.redeem import confirm
from bot.actions.undo import Undone, not_mine, undo
from loyalty.errors import (
    AlreadyEnded,
    InDebt,
    LinkUnknown,
    MerchantSuspended,
    NotAllowed,
    NotAMember,
    OwnMembership,
    TooLate,
)
from loyalty.model import Role, Sale
from storage import sales
from storage.database import Tx, open_database
from tests.bot.actions.shop import AUDITOR, AYSE, BAKER, BORA, CASHIER, CEM, MANAGER, OWNER, STRANGER, Shop, seal

LATE = 77


async def undone(shop: Shop, sale_id: int, by: int = CASHIER) -> Undone:
    return await shop.act(undo, telegram_id=by, sale_id=sale_id)


async def spend(shop: Shop, telegram_id: int, reward_id: int) -> None:
    """Spent at once, by a code of the merchant's."""
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(reward_id))
    await shop.act(use_code, telegram_id=telegram_id, code_id=code.code_id, generation=1)


async def test_points_still_there_go_and_the_member_is_told(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 24.90)
    shop.pass_time(minutes=2, milliseconds=-1)
    assert await undone(shop, booked.sale_id) == Undone(amount=2490, points=24, who="Ay••• K.")
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.notices(AYSE) == ["purchase-booked", "purchase-undone"]
    lots = await shop.rows("SELECT state, remaining FROM lots")
    assert [(lot["state"], lot["remaining"]) for lot in lots] == [("reversed", 0)]
    earned, reversed_ = await shop.rows("SELECT id, kind, reverses FROM journal ORDER BY id")
    assert (reversed_["kind"], reversed_["reverses"]) == ("reverse", earned["id"])


async def test_a_purchase_is_undone_once_and_within_two_minutes(shop: Shop) -> None:
    await shop.join(AYSE)
    first, second = await shop.buy(AYSE, 10), await shop.buy(AYSE, 20)
    await undone(shop, first.sale_id)
    with pytest.raises(AlreadyEnded):
        await undone(shop, first.sale_id)
    shop.pass_time(minutes=2)
    with pytest.raises(TooLate):
        await undone(shop, second.sale_id)
    with pytest.raises(LinkUnknown):
        await undone(shop, second.sale_id + 99)
    assert await shop.points(AYSE) == (20, 0, 0, 0)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [(AUDITOR, NotAllowed), (BAKER, NotAllowed), (AYSE, NotAllowed), (STRANGER, NotAllowed), (LATE, NotAllowed)],
)
async def test_only_who_booked_it_or_a_manager_may_undo(shop: Shop, who: int, refusal: type[Exception]) -> None:
    await shop.join(AYSE)
    await shop.employ(shop.cafe, LATE, "Another cashier", Role.CASHIER)
    booked = await shop.buy(AYSE, 10)
    with pytest.raises(refusal):
        await undone(shop, booked.sale_id, by=who)
    assert await shop.points(AYSE) == (10, 0, 0, 0)


@pytest.mark.parametrize("who", [CASHIER, MANAGER, OWNER])
async def test_who_booked_it_and_managers_undo(shop: Shop, who: int) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    await undone(shop, booked.sale_id, by=who)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_a_removed_cashier_and_a_suspended_shop_undo_nothing(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    await shop.run("UPDATE staff SET removed_at = 1 WHERE telegram_id = $1", CASHIER)
    with pytest.raises(NotAllowed):
        await undone(shop, booked.sale_id)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await undone(shop, booked.sale_id, by=MANAGER)
    assert await shop.points(AYSE) == (10, 0, 0, 0)


async def test_a_manager_does_not_undo_their_own_purchase(shop: Shop) -> None:
    await shop.join(MANAGER, "Melis")
    booked = await shop.buy(MANAGER, 10)
    with pytest.raises(OwnMembership):
        await undone(shop, booked.sale_id, by=MANAGER)
    assert await shop.points(MANAGER) == (10, 0, 0, 0)


async def test_a_sale_not_yet_collected_is_undone_at_any_time_and_its_receipt_is_free_again(shop: Shop) -> None:
    await shop.join(AYSE)
    sale = await shop.show(10, receipt="7")
    shop.pass_time(hours=3)
    assert await undone(shop, sale.sale_id) == Undone(amount=1000, points=10, who="")
    with pytest.raises(AlreadyEnded):
        await shop.collect(AYSE, sale)
    again = await shop.buy(AYSE, 12, receipt="7")
    assert again.sale_id != sale.sale_id
    assert await shop.points(AYSE) == (12, 0, 0, 0)


async def test_a_purchase_worth_nothing_is_undone_without_a_row(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 0.5)
    await undone(shop, booked.sale_id)
    assert await shop.kinds() == ["earn"]


async def test_a_voucher_that_holds_the_points_is_cancelled_and_the_member_told(shop: Shop) -> None:
    await shop.join(AYSE)
    old = await shop.buy(AYSE, 10)
    shop.pass_time(minutes=5)
    booked = await shop.buy(AYSE, 10)
    voucher = await shop.hold(AYSE, await shop.reward(15))
    assert await shop.points(AYSE) == (5, 0, 15, 0)
    await undone(shop, booked.sale_id)
    # The older lot has its points back, the newer one is gone.
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    rows = await shop.rows("SELECT state FROM vouchers WHERE id = $1", voucher.voucher_id)
    assert rows[0]["state"] == "cancelled"
    assert "voucher-cancelled" in await shop.notices(AYSE)
    with pytest.raises(AlreadyEnded):
        await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    assert old.sale_id != booked.sale_id


async def test_a_voucher_that_holds_other_points_stays(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.pass_time(minutes=5)
    booked = await shop.buy(AYSE, 10)
    await shop.hold(AYSE, await shop.reward(8))
    await undone(shop, booked.sale_id)
    assert await shop.points(AYSE) == (2, 0, 8, 0)


async def test_points_spent_are_owed_and_the_next_purchase_pays_first(shop: Shop) -> None:
    await shop.join(AYSE)
    reward = await shop.reward(20)
    booked = await shop.buy(AYSE, 24.90)
    await spend(shop, AYSE, reward)
    await undone(shop, booked.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 20)
    await shop.buy(AYSE, 15)
    assert await shop.points(AYSE) == (0, 0, 0, 5)
    with pytest.raises(InDebt) as refused:
        await shop.hold(AYSE, reward)
    assert refused.value.debt == 5
    await shop.buy(AYSE, 30)
    assert await shop.points(AYSE) == (25, 0, 0, 0)
    assert (await shop.kinds())[-2:] == ["earn", "repay"]
    await shop.hold(AYSE, reward)


async def test_a_purchase_that_paid_a_debt_is_undone_and_the_debt_is_owed_again(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    await spend(shop, AYSE, await shop.reward(20))
    await undone(shop, booked.sale_id)
    paying = await shop.buy(AYSE, 26)
    assert await shop.points(AYSE) == (6, 0, 0, 0)
    await undone(shop, paying.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 20)


async def test_points_spent_are_taken_from_other_lots_before_anything_is_owed(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    await spend(shop, AYSE, await shop.reward(20))
    await shop.buy(AYSE, 15)
    await undone(shop, booked.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 5)


async def test_what_a_cancelled_voucher_gives_back_to_other_lots_is_taken_before_anything_is_owed(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 5)
    shop.pass_time(minutes=5)
    booked = await shop.buy(AYSE, 10)
    await shop.hold(AYSE, await shop.reward(8))  # 5 of the older lot and 3 of this one
    await spend(shop, AYSE, await shop.reward(7))
    await undone(shop, booked.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 2)


async def test_points_that_return_from_a_voucher_pay_what_is_owed(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 8)
    await shop.hold(AYSE, await shop.reward(8, "First"))
    booked = await shop.buy(AYSE, 10)
    await spend(shop, AYSE, await shop.reward(10))
    await undone(shop, booked.sale_id)
    assert await shop.points(AYSE) == (0, 0, 8, 10)
    shop.pass_time(minutes=10)
    assert await shop.points(AYSE) == (0, 0, 0, 2)
    await shop.settle()
    assert await shop.points(AYSE) == (0, 0, 0, 2)
    assert (await shop.journal())[-2:] == [("lapse", "lapse:1"), ("repay", "lapse:1/2")]


async def test_undoing_for_somebody_forgotten_takes_nothing_twice(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    assert await undone(shop, booked.sale_id) == Undone(amount=1000, points=10, who="•••")
    rows = await shop.rows("SELECT balance, debt FROM members")
    assert [(row["balance"], row["debt"]) for row in rows] == [(0, 0)]


async def test_not_mine_gives_a_sale_back_and_the_right_member_collects_it(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    sale = await shop.show(10)
    await shop.collect(AYSE, sale)
    shop.pass_time(minutes=2, milliseconds=-1)
    assert (await shop.act(not_mine, telegram_id=AYSE, sale_id=sale.sale_id)).points == 10
    assert await shop.notices(CASHIER) == ["sale-collected", "sale-not-mine"]
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    await shop.collect(BORA, sale)
    assert await shop.points(BORA) == (10, 0, 0, 0)
    with pytest.raises(NotAllowed):
        await shop.act(not_mine, telegram_id=AYSE, sale_id=sale.sale_id)


async def test_not_mine_is_for_the_members_own_qr_sale_and_two_minutes(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(CEM)
    sale, till = await shop.show(10), await shop.buy(AYSE, 5)
    with pytest.raises(AlreadyEnded):
        await shop.act(not_mine, telegram_id=AYSE, sale_id=sale.sale_id)
    await shop.collect(AYSE, sale)
    refused = {CEM: NotAllowed, STRANGER: NotAMember, CASHIER: NotAMember}
    for who, refusal in refused.items():
        with pytest.raises(refusal):
            await shop.act(not_mine, telegram_id=who, sale_id=sale.sale_id)
    with pytest.raises(NotAllowed):
        await shop.act(not_mine, telegram_id=AYSE, sale_id=till.sale_id)
    with pytest.raises(LinkUnknown):
        await shop.act(not_mine, telegram_id=AYSE, sale_id=999)
    shop.now += timedelta(minutes=2)
    with pytest.raises(TooLate):
        await shop.act(not_mine, telegram_id=AYSE, sale_id=sale.sale_id)
    assert await shop.points(AYSE) == (15, 0, 0, 0)


class _Late:
    """A transaction during whose first lock another one ends."""

    def __init__(self, tx: Tx, meanwhile: Callable[[], None]) -> None:
        self._tx, self._meanwhile = tx, meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    def lock(self, table: str, *ids: int) -> None:
        self._tx.lock(table, *ids)
        self._meanwhile()


async def test_a_sale_that_is_not_there_yet_cannot_be_held(postgres_url: str) -> None:
    async with await open_database(postgres_url) as database:
        shop = Shop(database)
        await shop.open()
        shown, go, there = threading.Event(), threading.Event(), threading.Event()
        cause = shop.cause()

        def show_slowly(tx: Tx) -> None:
            show_sale(tx, cause, shop.programme, telegram_id=CASHIER, amount=1000, receipt=None)
            shown.set()
            assert go.wait(10)

        async def show() -> None:
            await database.write(show_slowly)
            there.set()

        def meanwhile() -> None:
            go.set()
            assert there.wait(10)

        def hold(tx: Tx) -> Sale | None:
            assert shown.wait(10)
            try:
                return sales.lock_sale(_Late(tx, meanwhile), 1)
            finally:
                go.set()

        # Read after a lock that held nothing, it would be undone while somebody collects it.
        held, _ = await asyncio.gather(database.write(hold), show())
        assert held is None
        assert (await shop.rows("SELECT id FROM sales"))[0]["id"] == 1
