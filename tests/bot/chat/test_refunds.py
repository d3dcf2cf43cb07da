"""Refunds and reversals in the chat: by one line, and by buttons alone."""

from datetime import UTC, datetime

from bot.actions.action import Cause
from bot.actions.redeem import hold
from bot.actions.refundable import Choice, Refundable
from bot.chat.screens.refunds import which
from bot.texts import Speaker
from storage import steps
from tests.bot.chat.counter import OPERATOR, PROGRAMME, Answer, Counter
from tests.bot.chat.test_at_the_till import hire, points

AYSE, CAN = 11, 21


async def bought(chat: Counter, line: str = "24.90", receipt: str = "R-17") -> Answer:
    """A member who bought."""
    await chat.member(AYSE, "Ayşe Yılmaz")
    return await chat.say(OPERATOR, f"{line} {await chat.till_code(AYSE)} {receipt}".strip())


async def redeemed(chat: Counter) -> Answer:
    """Ayşe's voucher for the cookie is confirmed."""
    rewards = await chat.say(AYSE, "/rewards")
    page = await chat.press(AYSE, rewards.data("Cookie"))
    voucher = await chat.press(AYSE, page.data("Redeem"))
    seen = await chat.follow(OPERATOR, voucher)
    return await chat.press(OPERATOR, seen.data("Confirm"))


async def test_one_line_refunds_and_handled_again_refunds_nothing_more(shop: Counter) -> None:
    await bought(shop)
    done = await shop.say(OPERATOR, "/refund r-17 4,50", row=700)
    assert done.text.splitlines() == [
        "↩️ Refunded: <b>€4.50</b>.",
        "Receipt R-17, November 21, 2026, Ay••• Y.: €24.90, of which €20.40 stand.",
        "<b>4 points</b> go with it.",
    ]
    assert await shop.say(OPERATOR, "/refund r-17 4,50", row=700) == done
    assert "20 points" in await points(shop, AYSE)
    assert "<b>−4</b> · refund of €4.50" in (await shop.say(AYSE, "/history")).text
    assert "Only €20.40" in (await shop.say(OPERATOR, "/refund R-17 20.41")).text
    await shop.say(OPERATOR, "/refund R-17")
    assert "was refunded before" in (await shop.say(OPERATOR, "/refund R-17")).text
    assert "0 points" in await points(shop, AYSE)


async def test_all_of_it_by_buttons_alone(shop: Counter) -> None:
    await bought(shop)
    desk = await shop.say(OPERATOR, "/desk")
    start = await shop.press(OPERATOR, desk.data("Refund"))
    sale = await shop.press(OPERATOR, start.data("R-17"))
    asked = await shop.press(OPERATOR, sale.data("All"))
    assert "<b>24 points</b> go with it." in asked.text
    assert "24 points" in await points(shop, AYSE)
    confirm = asked.data("Confirm")
    assert "Refunded" in (await shop.press(OPERATOR, confirm)).text
    assert "Nothing was changed" in (await shop.press(OPERATOR, confirm)).text
    assert "0 points" in await points(shop, AYSE)


async def test_a_part_is_asked_for_and_nothing_moves_before_confirm(shop: Counter) -> None:
    await bought(shop)
    start = await shop.say(OPERATOR, "/refund")
    sale = await shop.press(OPERATOR, start.data("R-17"))
    asked = await shop.press(OPERATOR, sale.data("Part"))
    assert "At most €24.90" in asked.text
    assert "cannot read that amount" in (await shop.say(OPERATOR, "1e9")).text
    assert "Only €24.90" in (await shop.say(OPERATOR, "25")).text
    seen = await shop.say(OPERATOR, "5")
    assert "<b>5 points</b> go with it." in seen.text
    assert "24 points" in await points(shop, AYSE)
    done = await shop.press(OPERATOR, seen.data("Confirm"))
    assert "of which €19.90 stand" in done.text
    assert "19 points" in await points(shop, AYSE)
    assert "€19.90" in (await shop.press(OPERATOR, done.data("Refund more"))).text


async def test_the_receipt_can_be_typed_when_it_is_asked_for(shop: Counter) -> None:
    await bought(shop)
    await shop.say(OPERATOR, "/refund")
    assert "has the receipt “99”" in (await shop.say(OPERATOR, "99")).text
    assert "All" in str((await shop.say(OPERATOR, "R-17")).buttons)
    await shop.say(OPERATOR, "/refund")
    assert "Refund <b>€4.00</b>?" in (await shop.say(OPERATOR, "R-17 4")).text
    step = await shop.house.database.read(steps.step, OPERATOR)
    assert step is None


async def test_a_receipt_of_two_days_is_asked_about(shop: Counter) -> None:
    await bought(shop)
    shop.clock.passes(days=1)
    await shop.say(OPERATOR, f"10 {await shop.till_code(AYSE)} R-17")
    asked = await shop.say(OPERATOR, "/refund R-17 5")
    assert len(asked.buttons) == 3
    seen = await shop.press(OPERATOR, asked.data("November 21"))
    assert "Refund <b>€5.00</b>?" in seen.text
    assert "34 points" in await points(shop, AYSE)


async def test_undo_after_its_two_minutes_leads_a_manager_to_the_refund(shop: Counter) -> None:
    booked = await bought(shop)
    shop.clock.passes(minutes=2)
    late = await shop.press(OPERATOR, booked.data("Undo"))
    assert "It is too late for Undo" in late.text
    await shop.press(OPERATOR, (await shop.press(OPERATOR, late.data("All"))).data("Confirm"))
    assert "0 points" in await points(shop, AYSE)


async def test_a_cashier_is_sent_to_the_manager(shop: Counter) -> None:
    await hire(shop, CAN)
    await bought(shop)
    booked = await shop.say(CAN, f"3 {await shop.till_code(AYSE)}")
    shop.clock.passes(minutes=2)
    assert "ask the manager" in (await shop.press(CAN, booked.data("Undo"))).text
    for line in ("/refund R-17", "/refund"):
        assert "You cannot do this here" in (await shop.say(CAN, line)).text
    for data in (
        "refund-sale:1",
        "refund-ask:1",
        "refund-part:1:100",
        "refund-now:1:100:2490",
        "refund",
        "redemptions",
    ):
        assert "You cannot do this here" in (await shop.press(CAN, data)).text
    assert "You cannot do this here" in (await shop.press(CAN, "redemptions")).text
    assert "Refund" not in str((await shop.say(CAN, "/desk")).buttons)
    assert "27 points" in await points(shop, AYSE)


async def test_forged_presses_are_refused_and_move_nothing(shop: Counter) -> None:
    await bought(shop)
    for data in (
        "refund-sale:x",
        "refund-sale:99",
        "refund-part:1",
        "refund-part:1:-5",
        "refund-part:1:0",
        "refund-now:1:0:2490",
        "refund-now:1:100",
        "refund-now:1:100:2490:1",
        "refund-now:1:99999:2490",
        "redemption:",
        "reverse:99",
    ):
        assert not (await shop.press(OPERATOR, data)).buttons
    assert "24 points" in await points(shop, AYSE)


async def test_a_redemption_is_reversed_by_buttons_alone(shop: Counter) -> None:
    await bought(shop, "50")
    before = await points(shop, AYSE)
    confirmed = await redeemed(shop)
    assert await points(shop, AYSE) != before
    asked = await shop.press(OPERATOR, confirmed.data("Reverse"))
    done = await shop.press(OPERATOR, asked.data("Confirm"))
    assert "Reversed: <b>Cookie</b>" in done.text
    assert await points(shop, AYSE) == before
    assert "Nothing was changed" in (await shop.press(OPERATOR, asked.data("Confirm"))).text
    assert "reward taken back" in (await shop.say(AYSE, "/history")).text


async def test_the_desk_lists_what_was_redeemed(shop: Counter) -> None:
    desk = await shop.say(OPERATOR, "/desk")
    assert "Nothing has been redeemed" in (await shop.press(OPERATOR, desk.data("Redemptions"))).text
    await bought(shop, "50")
    await redeemed(shop)
    seen = await shop.press(OPERATOR, "redemptions")
    assert "<b>Cookie</b>" in seen.text
    assert "Ay••• Y." in seen.text
    asked = await shop.press(OPERATOR, seen.data("Cookie"))
    await shop.press(OPERATOR, asked.data("Confirm"))
    assert "reversed" in (await shop.press(OPERATOR, "redemptions")).text


async def test_a_receipt_that_no_engine_can_keep_is_one_that_nobody_has(shop: Counter) -> None:
    await bought(shop)
    for receipt in ("\x00R", "\ud800R", "\x00", "\ud800"):
        for line in (f"/refund {receipt}", f"/refund {receipt} 5.00"):
            assert "No purchase here has the receipt" in (await shop.say(OPERATOR, line)).text
    assert "24 points" in await points(shop, AYSE)


async def test_however_many_vouchers_hold_its_points_a_refund_fits_a_message(shop: Counter) -> None:
    await bought(shop, "600")
    await shop.say(OPERATOR, f"/addreward 1 {'W' * 60}")
    for number in range(90):
        cause = Cause(key=f"hold:{number}", now=shop.clock.now())
        await shop.house.database.write(hold, cause, shop.house.programme, telegram_id=AYSE, reward_id=3)
    asked = await shop.press(OPERATOR, "refund-part:1:60000")
    assert "90 vouchers" in asked.text
    assert len(asked.text) < 2000
    assert len((await shop.press(OPERATOR, asked.data("Confirm"))).text) < 2000
    rows = await shop.house.database.read(
        lambda tx: tx.all("SELECT data FROM outbox WHERE notice = 'purchase-refunded'")
    )
    assert len(rows[0]["data"]) < 2000


def test_a_receipt_of_every_day_fits_a_keyboard() -> None:
    one = Refundable(sale_id=1, amount=1, left=1, receipt="1", who="", recorded_at=datetime(2026, 11, 21, tzinfo=UTC))
    speaker = Speaker("en", PROGRAMME)
    assert len(which(speaker, [Choice(sale=one, amount=None)] * 400).rows) <= 50
