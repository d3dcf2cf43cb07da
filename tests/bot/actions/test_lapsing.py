"""A voucher about to lapse: its holder hears of it in time, once, and only while it is still held."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.join_accounts import join_accounts
from bot.actions.redeem import cancel, confirm
from storage import people
from tests.bot.actions.hearing import heard, heard_of
from tests.bot.actions.shop import AYSE, BORA, CASHIER, Shop

NOTICE = "voucher-lapses-soon"


async def holding(shop: Shop) -> int:
    """Ayşe holds an Espresso; the number of its voucher. All else has been said."""
    await shop.join(AYSE)
    await shop.buy(AYSE, 40)
    shop.pass_time(minutes=2)
    await heard(shop, AYSE)
    return (await shop.hold(AYSE, await shop.reward(20, "Espresso"))).voucher_id


async def test_who_holds_a_voucher_hears_two_minutes_before_its_ten_are_over(shop: Shop) -> None:
    voucher = await holding(shop)
    shop.pass_time(minutes=8, milliseconds=-1)
    assert await heard(shop, AYSE) == []
    shop.pass_time(milliseconds=1)
    [screen] = await heard(shop, AYSE)
    assert screen.text == (
        "⏳ Your voucher for <b>Espresso</b> at Café is good until 12:12\u202fPM. Show it at the till before then,"
        " or its 20 points go back."
    )
    [row] = screen.rows
    assert [button.data for button in row] == [f"voucher-show:{voucher}", f"voucher-cancel:{voucher}"]
    shop.pass_time(minutes=1)
    assert await heard(shop, AYSE) == []


async def test_a_voucher_of_many_days_is_told_of_one_day_before_with_its_date(shop: Shop) -> None:
    shop.programme = replace(shop.programme, voucher_life=timedelta(days=30))
    await holding(shop)
    shop.pass_time(days=29, milliseconds=-1)
    assert await heard(shop, AYSE) == []
    shop.pass_time(milliseconds=1)
    [screen] = await heard(shop, AYSE, "tr")
    assert "21.12.2026" in screen.text
    assert "20 puan" in screen.text


async def test_of_a_voucher_of_many_days_quiet_hours_are_kept_and_of_a_brief_one_not(shop: Shop) -> None:
    night = datetime(2026, 11, 21, 22, tzinfo=UTC)
    await shop.join(AYSE)
    await shop.buy(AYSE, 40)
    espresso = await shop.reward(20, "Espresso")
    shop.now = night
    await heard(shop, AYSE)
    await shop.hold(AYSE, espresso)
    shop.pass_time(minutes=9)
    assert len(await heard(shop, AYSE)) == 1
    shop.programme = replace(shop.programme, voucher_life=timedelta(days=2))
    await shop.hold(AYSE, espresso)
    shop.pass_time(days=1)
    assert await heard(shop, AYSE) == []
    shop.now = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert sum("good until" in screen.text for screen in await heard(shop, AYSE)) == 1


@pytest.mark.parametrize("days", [0, 30])
async def test_who_wants_no_reminders_hears_of_no_lapse(shop: Shop, days: int) -> None:
    if days:
        shop.programme = replace(shop.programme, voucher_life=timedelta(days=days))
    await holding(shop)
    await shop.database.write(people.set_choice, AYSE, "reminders", 0)
    shop.now += shop.programme.voucher_life - timedelta(minutes=1)
    assert await heard(shop, AYSE) == []
    assert await heard_of(shop, AYSE, NOTICE) == ["switched-off" if days else "nothing-to-say"]


async def test_nobody_hears_of_a_voucher_that_was_used_cancelled_or_lapsed(shop: Shop) -> None:
    used = await holding(shop)
    cancelled = (await shop.hold(AYSE, 1)).voucher_id
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=used)
    await shop.act(cancel, telegram_id=AYSE, voucher_id=cancelled)
    await shop.hold(AYSE, 1)
    await heard(shop, AYSE)
    shop.pass_time(minutes=10)
    await shop.settle()
    [screen] = await heard(shop, AYSE)
    assert "lapsed" in screen.text
    assert await heard_of(shop, AYSE, NOTICE) == ["nothing-to-say"] * 3


@pytest.mark.parametrize(("days", "told_at_night"), [(0, True), (2, False)])
async def test_that_a_voucher_of_many_days_has_lapsed_is_said_by_day(
    shop: Shop, days: int, told_at_night: bool
) -> None:
    if days:
        shop.programme = replace(shop.programme, voucher_life=timedelta(days=days))
    shop.now = datetime(2026, 11, 21, 22, tzinfo=UTC)
    await holding(shop)
    shop.now += shop.programme.voucher_life
    await shop.settle()
    assert any("lapsed" in screen.text for screen in await heard(shop, AYSE)) == told_at_night
    shop.pass_time(hours=10)
    await heard(shop, AYSE)
    assert await heard_of(shop, AYSE, "voucher-lapsed") == ["sent"]


async def test_nobody_hears_of_a_voucher_that_somebody_else_holds_now(shop: Shop) -> None:
    await holding(shop)
    await shop.join(BORA, "Bora Can")
    both = await shop.member_id(BORA), await shop.member_id(AYSE)
    await shop.database.write(join_accounts, shop.cause(), shop.programme, *both)
    shop.pass_time(minutes=9)
    await heard(shop, AYSE)
    assert await heard_of(shop, AYSE, NOTICE) == ["nothing-to-say"]


async def test_a_voucher_that_has_moved_with_its_account_is_told_of_where_it_is_now(shop: Shop) -> None:
    shop.programme = replace(shop.programme, voucher_life=timedelta(days=30))
    await holding(shop)
    await shop.join(BORA)
    both = await shop.member_id(BORA), await shop.member_id(AYSE)
    await shop.database.write(join_accounts, shop.cause(), shop.programme, *both)
    shop.pass_time(days=29)
    assert sum("good until" in screen.text for screen in await heard(shop, BORA)) == 1
    assert await heard_of(shop, AYSE, NOTICE) == ["nothing-to-say"]


async def test_the_reminder_is_written_once_a_voucher(shop: Shop) -> None:
    await holding(shop)
    rows = await shop.rows("SELECT key FROM outbox WHERE notice = $1", NOTICE)
    assert [row["key"] for row in rows] == [f"lapse-soon:1:{NOTICE}:{AYSE}"]
