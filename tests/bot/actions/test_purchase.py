"""Purchases by till code, by card and by QR."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.card import show_card
from bot.actions.collect import collect, look_at_sale, show_sale
from bot.actions.forget import forget_me
from bot.actions.purchase import record_purchase, scanned_card
from loyalty.errors import (
    AlreadyEnded,
    AlreadyUsed,
    CodeUnknown,
    LinkExpired,
    LinkUnknown,
    LoyaltyError,
    MerchantSuspended,
    NoMerchantChosen,
    NotAllowed,
    NotAMember,
    OwnMembership,
    ReceiptTaken,
)
from loyalty.model import Role
from tests.bot.actions.shop import AUDITOR, AYSE, BAKER, BORA, CASHIER, MANAGER, OWNER, STRANGER, Shop, seal


async def test_a_purchase_by_till_code_is_booked_and_the_member_is_told(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 24.90)
    assert (booked.amount, booked.points, booked.who) == (2490, 24, "Ay••• K.")
    assert (booked.again, booked.ask) == (False, False)
    assert booked.undo_until == shop.now + timedelta(minutes=2)
    assert await shop.points(AYSE) == (24, 0, 0, 0)
    assert await shop.notices(AYSE) == ["purchase-booked"]
    assert (await shop.journal())[-1][0] == "earn"


async def test_the_points_of_a_purchase_end_with_the_month_twelve_months_on(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    balance = await shop.balance(AYSE)
    assert (balance.expiring, balance.expires_at) == (10, datetime(2027, 11, 30, 21, tzinfo=UTC))
    assert balance.worth == 50


async def test_a_purchase_below_one_unit_stands_and_earns_nothing(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 0.99)
    assert booked.points == 0
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.kinds() == ["earn"]


@pytest.mark.parametrize("who", [AUDITOR, AYSE, BORA, STRANGER])
async def test_only_staff_from_cashier_up_book_purchases(shop: Shop, who: int) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    code = await shop.code_of(AYSE)
    with pytest.raises(NotAllowed):
        await shop.act(record_purchase, telegram_id=who, amount=1000, receipt=None, till_code=code)
    with pytest.raises(NotAllowed):
        await shop.act(show_sale, telegram_id=who, amount=1000, receipt=None)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_staff_of_two_merchants_are_asked_for_which_they_work(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.employ(shop.bakery, CASHIER, "Can", Role.CASHIER)
    code = await shop.code_of(AYSE)
    with pytest.raises(NoMerchantChosen):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=1000, receipt=None, till_code=code)
    await shop.act(
        record_purchase, telegram_id=CASHIER, amount=1000, receipt=None, till_code=code, merchant_id=shop.bakery
    )
    rows = await shop.rows("SELECT merchant_id FROM sales")
    assert [row["merchant_id"] for row in rows] == [shop.bakery]


async def test_removed_staff_and_staff_of_a_suspended_merchant_book_nothing(shop: Shop) -> None:
    await shop.join(AYSE)
    code = await shop.code_of(AYSE)
    await shop.run("UPDATE staff SET removed_at = 1 WHERE telegram_id = $1", CASHIER)
    with pytest.raises(NotAllowed):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=1000, receipt=None, till_code=code)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await shop.act(record_purchase, telegram_id=MANAGER, amount=1000, receipt=None, till_code=code)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_nobody_books_a_purchase_for_themselves(shop: Shop) -> None:
    await shop.join(CASHIER, "Can")
    with pytest.raises(OwnMembership):
        await shop.buy(CASHIER, 10)
    sale = await shop.show(10)
    with pytest.raises(OwnMembership):
        await shop.collect(CASHIER, sale)
    assert await shop.points(CASHIER) == (0, 0, 0, 0)


async def test_a_till_code_works_for_two_minutes_and_a_card_read_in_time_five_more(shop: Shop) -> None:
    await shop.join(AYSE)
    card = await shop.act(show_card, telegram_id=AYSE)
    shop.pass_time(minutes=2, milliseconds=-1)
    await shop.act(record_purchase, telegram_id=CASHIER, amount=500, receipt=None, till_code=card.till_code)
    shop.pass_time(milliseconds=1)
    with pytest.raises(CodeUnknown):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=600, receipt=None, till_code=card.till_code)
    with pytest.raises(LinkExpired):
        await shop.database.read(scanned_card, shop.cause(), card.card_id, 1)
    shop.pass_time(minutes=5, milliseconds=-1)
    await shop.act(record_purchase, telegram_id=CASHIER, amount=700, receipt=None, card_id=card.card_id)
    shop.pass_time(milliseconds=1)
    with pytest.raises(CodeUnknown):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=800, receipt=None, card_id=card.card_id)
    assert await shop.points(AYSE) == (12, 0, 0, 0)


async def test_a_scanned_card_must_be_the_generation_that_is_good(shop: Shop) -> None:
    await shop.join(AYSE)
    card = await shop.act(show_card, telegram_id=AYSE)
    assert (await shop.database.read(scanned_card, shop.cause(), card.card_id, 1)).id == card.card_id
    for card_id, generation in ((card.card_id, 2), (card.card_id + 1, 1)):
        with pytest.raises(LinkUnknown):
            await shop.database.read(scanned_card, shop.cause(), card_id, generation)


@pytest.mark.parametrize("code", ["0000", "", "٣٣٣٣", "48210", "x" * 5000])
async def test_a_code_that_nobody_has_books_nothing(shop: Shop, code: str) -> None:
    with pytest.raises(CodeUnknown):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=500, receipt=None, till_code=code)
    with pytest.raises(CodeUnknown):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=500, receipt=None)


async def test_a_new_card_kills_the_old_codes(shop: Shop) -> None:
    await shop.join(AYSE)
    old = await shop.act(show_card, telegram_id=AYSE)
    new = await shop.act(show_card, telegram_id=AYSE)
    assert old.till_code != new.till_code
    with pytest.raises(CodeUnknown):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=500, receipt=None, till_code=old.till_code)
    with pytest.raises(LinkExpired):
        await shop.database.read(scanned_card, shop.cause(), old.card_id, 1)


async def test_nothing_is_booked_for_somebody_forgotten_whose_card_was_read_just_before(shop: Shop) -> None:
    await shop.join(AYSE)
    card = await shop.act(show_card, telegram_id=AYSE)
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    with pytest.raises(CodeUnknown):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=500, receipt=None, card_id=card.card_id)
    assert await shop.kinds() == []


async def test_the_same_line_again_is_asked_about_and_books_when_confirmed_once(shop: Shop) -> None:
    await shop.join(AYSE)
    code = await shop.code_of(AYSE)

    async def book(confirmed_after: int | None = None, amount: int = 1000) -> tuple[int, bool, bool]:
        booked = await shop.act(
            record_purchase,
            telegram_id=CASHIER,
            amount=amount,
            receipt=None,
            till_code=code,
            confirmed_after=confirmed_after,
        )
        return booked.sale_id, booked.again, booked.ask

    first, again, ask = await book()
    assert (again, ask) == (False, False)
    assert await book() == (first, False, True)
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    second, again, ask = await book(first)
    assert (second != first, again, ask) == (True, False, False)
    assert await book(first) == (second, True, False)
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    await book(amount=500)
    assert await shop.points(AYSE) == (25, 0, 0, 0)


@pytest.mark.parametrize("spelling", ["A-17", "a-17", " A - 17 ", "A\t-17"])
async def test_a_receipt_earns_once_however_it_is_spelt_and_whatever_way_it_comes(shop: Shop, spelling: str) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    first = await shop.buy(AYSE, 24.90, receipt="A-17")
    again = await shop.buy(AYSE, 24.90, receipt=spelling)
    assert (again.sale_id, again.again, again.ask) == (first.sale_id, True, False)
    with pytest.raises(AlreadyUsed) as used:
        await shop.show(24.90, receipt=spelling)
    assert used.value.at == shop.now
    with pytest.raises(ReceiptTaken) as taken:
        await shop.buy(AYSE, 24.80, receipt=spelling)
    assert taken.value.amount == 2490
    with pytest.raises(ReceiptTaken):
        await shop.show(24.80, receipt=spelling)
    with pytest.raises(ReceiptTaken):
        await shop.buy(BORA, 24.90, receipt=spelling)
    assert await shop.points(AYSE) == (24, 0, 0, 0)
    assert await shop.points(BORA) == (0, 0, 0, 0)


async def test_a_receipt_counts_per_merchant_and_business_date_of_the_programmes_zone(shop: Shop) -> None:
    await shop.join(AYSE)
    shop.now = datetime(2026, 11, 21, 20, 59, tzinfo=UTC)  # 23:59 in Istanbul
    await shop.buy(AYSE, 10, receipt="17")
    await shop.buy(AYSE, 10, receipt="17", by=BAKER)
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    shop.pass_time(minutes=1)
    await shop.buy(AYSE, 10, receipt="17")
    assert await shop.points(AYSE) == (30, 0, 0, 0)


async def test_a_sale_shown_as_qr_may_be_booked_by_till_code_under_its_receipt(shop: Shop) -> None:
    await shop.join(AYSE)
    sale = await shop.show(12, receipt="9")
    shown_again = await shop.show(12, receipt="9")
    assert (shown_again.sale_id, shown_again.again) == (sale.sale_id, True)
    booked = await shop.buy(AYSE, 12, receipt="9")
    assert booked.sale_id == sale.sale_id
    with pytest.raises(AlreadyUsed):
        await shop.show(12, receipt="9")
    assert (await shop.collect(AYSE, sale)).again
    assert await shop.points(AYSE) == (12, 0, 0, 0)


async def test_a_sale_by_qr_is_earned_by_whoever_is_first_and_shown_to_the_same_again(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Su")
    sale = await shop.show(24.90)
    collected = await shop.collect(AYSE, sale)
    assert (collected.points, collected.balance, collected.again) == (24, 24, False)
    assert collected.undo_until == shop.now + timedelta(minutes=2)
    assert await shop.notices(CASHIER) == ["sale-collected"]
    shop.pass_time(seconds=30)
    again = await shop.collect(AYSE, sale)
    assert (again.again, again.balance, again.undo_until) == (True, 24, collected.undo_until)
    with pytest.raises(AlreadyUsed):
        await shop.collect(BORA, sale)
    with pytest.raises(NotAMember):
        await shop.collect(STRANGER, sale)
    with pytest.raises(AlreadyUsed):
        await shop.database.read(look_at_sale, shop.now, sale.sale_id, 1)
    assert await shop.points(AYSE) == (24, 0, 0, 0)


async def test_a_sale_lives_fifteen_minutes_and_longer_when_shown_again(shop: Shop) -> None:
    await shop.join(AYSE)
    sale = await shop.show(24.90, receipt="7")
    other = await shop.show(3)
    shop.pass_time(minutes=15, milliseconds=-1)
    assert (await shop.database.read(look_at_sale, shop.now, sale.sale_id, 1)).points == 24
    shop.pass_time(milliseconds=1)
    for shown in (sale, other):
        with pytest.raises(LinkExpired):
            await shop.collect(AYSE, shown)
        with pytest.raises(LinkExpired):
            await shop.database.read(look_at_sale, shop.now, shown.sale_id, 1)
    await shop.show(24.90, receipt="7")
    assert (await shop.collect(AYSE, sale)).points == 24


async def test_a_sale_link_of_another_generation_or_number_leads_nowhere(shop: Shop) -> None:
    await shop.join(AYSE)
    sale = await shop.show(5)
    for sale_id, generation in ((sale.sale_id, 2), (sale.sale_id + 99, 1)):
        with pytest.raises(LinkUnknown):
            await shop.act(collect, telegram_id=AYSE, sale_id=sale_id, generation=generation)
        with pytest.raises(LinkUnknown):
            await shop.database.read(look_at_sale, shop.now, sale_id, generation)


async def test_a_sale_of_a_suspended_merchant_waits(shop: Shop) -> None:
    await shop.join(AYSE)
    sale = await shop.show(5)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await shop.collect(AYSE, sale)
    with pytest.raises(MerchantSuspended):
        await shop.database.read(look_at_sale, shop.now, sale.sale_id, 1)
    await shop.run("UPDATE merchants SET state = 'active' WHERE id = $1", shop.cafe)
    assert (await shop.collect(AYSE, sale)).points == 5


async def test_points_count_from_when_the_sale_was_recorded_not_collected(shop: Shop) -> None:
    await shop.join(AYSE)
    shop.now = datetime(2026, 11, 30, 20, 55, tzinfo=UTC)  # five minutes before December in Istanbul
    sale = await shop.show(10)
    shop.pass_time(minutes=10)
    await shop.collect(AYSE, sale)
    assert (await shop.balance(AYSE)).expires_at == datetime(2027, 11, 30, 21, tzinfo=UTC)


async def test_the_first_sale_fixes_the_currency(shop: Shop) -> None:
    await shop.show(5)
    shop.programme = replace(shop.programme, currency="USD")
    await shop.show(6)
    assert [row["value"] for row in await shop.rows("SELECT value FROM facts WHERE name = 'currency'")] == ["EUR"]


async def test_two_hundred_members_follow_one_sale_at_once_and_one_has_it(shop: Shop) -> None:
    sale = await shop.show(24.90)
    people = range(1000, 1200)
    for telegram_id in people:
        await shop.join(telegram_id, "Zoe Who")
    ends = await asyncio.gather(*(shop.collect(person, sale) for person in people), return_exceptions=True)
    assert sum(not isinstance(end, BaseException) for end in ends) == 1
    assert {type(end) for end in ends if isinstance(end, BaseException)} == {AlreadyUsed}
    rows = await shop.rows("SELECT balance FROM members WHERE balance > 0")
    assert [row["balance"] for row in rows] == [24]


async def test_two_cashiers_with_the_same_receipt_at_once_book_it_once(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchases_a_day=None)
    await shop.join(AYSE)
    for number in range(20):
        code = await shop.code_of(AYSE)
        ends = await asyncio.gather(
            *(
                shop.act(record_purchase, telegram_id=who, amount=1000, receipt=f"no {number}", till_code=code)
                for who in (CASHIER, MANAGER, OWNER)
            )
        )
        assert len({end.sale_id for end in ends}) == 1
        assert sorted(end.again for end in ends) == [False, True, True]
    assert await shop.points(AYSE) == (200, 0, 0, 0)


async def test_two_cashiers_with_one_receipt_and_different_customers_book_it_for_one(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchases_a_day=None)
    await shop.join(AYSE)
    await shop.join(BORA)
    for number in range(20):
        codes = [await shop.code_of(AYSE), await shop.code_of(BORA)]
        ends = await asyncio.gather(
            *(
                shop.act(record_purchase, telegram_id=who, amount=1000, receipt=f"no {number}", till_code=code)
                for who, code in zip((CASHIER, MANAGER), codes, strict=True)
            ),
            return_exceptions=True,
        )
        assert sorted(type(end).__name__ for end in ends) == ["Booked", "ReceiptTaken"]
    spendable = [(await shop.points(who))[0] for who in (AYSE, BORA)]
    assert sum(spendable) == 200


async def test_a_till_and_a_qr_at_once_with_one_receipt_earn_once(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchases_a_day=None)
    await shop.join(AYSE)
    await shop.join(BORA)
    for number in range(20):
        sale = await shop.show(10, receipt=f"no {number}")
        code = await shop.code_of(AYSE)
        ends = await asyncio.gather(
            shop.act(record_purchase, telegram_id=CASHIER, amount=1000, receipt=f"no {number}", till_code=code),
            shop.collect(BORA, sale),
            return_exceptions=True,
        )
        refusals = [type(end) for end in ends if isinstance(end, LoyaltyError)]
        assert refusals in ([AlreadyUsed], [ReceiptTaken])
    assert (await shop.points(AYSE))[0] + (await shop.points(BORA))[0] == 200


async def test_the_same_line_of_two_cashiers_at_once_is_booked_once_and_asked_about_once(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchases_a_day=None)
    await shop.join(AYSE)
    for _ in range(20):
        code = await shop.code_of(AYSE)
        ends = await asyncio.gather(
            *(
                shop.act(record_purchase, telegram_id=who, amount=1000, receipt=None, till_code=code)
                for who in (CASHIER, MANAGER)
            )
        )
        assert sorted(end.ask for end in ends) == [False, True]
    assert await shop.points(AYSE) == (200, 0, 0, 0)


async def test_a_sale_that_was_undone_cannot_be_collected(shop: Shop) -> None:
    await shop.join(AYSE)
    sale = await shop.show(10)
    await shop.run("UPDATE sales SET state = 'undone' WHERE id = $1", sale.sale_id)
    with pytest.raises(AlreadyEnded):
        await shop.collect(AYSE, sale)


@pytest.mark.parametrize("first", ["till", "card", "qr"])
@pytest.mark.parametrize("then", ["till", "card", "qr"])
async def test_a_receipt_earns_once_by_every_pair_of_routes(shop: Shop, first: str, then: str) -> None:
    await shop.join(AYSE)

    async def earn(route: str, units: int = 10) -> bool:
        """Whether the purchase stood before."""
        if route == "qr":
            return (await shop.collect(AYSE, await shop.show(units, receipt="R 7"))).again
        card = await shop.act(show_card, telegram_id=AYSE)
        by = {"till_code": card.till_code} if route == "till" else {"card_id": card.card_id}
        booked = await shop.act(record_purchase, telegram_id=CASHIER, amount=100 * units, receipt="r7", **by)
        return booked.again

    assert not await earn(first)
    for _ in range(2):
        if then == "qr":
            with pytest.raises(AlreadyUsed):
                await earn(then)
        else:
            assert await earn(then)
        with pytest.raises(ReceiptTaken):
            await earn(then, units=11)
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert await shop.kinds() == ["earn"]
