"""Offers are asked about once more after points were earned, and never again."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from bot.actions.asking import ask_once_more
from bot.actions.collect import collect
from bot.actions.join import join
from bot.actions.purchase import record_purchase
from bot.actions.reviews import approve
from storage import people
from storage.database import Tx
from tests.bot.actions.hearing import heard, heard_of
from tests.bot.actions.shop import AYSE, BORA, CASHIER, MANAGER, Shop, seal

NOTICE = "offers-again"


async def asked(shop: Shop) -> bool:
    """Whether Ayşe is asked by now."""
    return any("offers:yes" in [one.data for row in s.rows for one in row] for s in await heard(shop, AYSE))


@pytest.mark.parametrize("answer", [None, 0])
async def test_who_said_no_or_nothing_is_asked_a_moment_after_the_first_points(shop: Shop, answer: int | None) -> None:
    await shop.join(AYSE)
    await shop.database.write(people.set_choice, AYSE, "offers", answer)
    await shop.buy(AYSE, 12)
    assert not await asked(shop)
    shop.pass_time(seconds=3)
    [screen] = await heard(shop, AYSE)
    assert "points count double" in screen.text
    assert "birthday" in screen.text
    assert "small offers" in screen.text
    [row] = screen.rows
    assert [button.data for button in row] == ["offers:yes", "offers:no"]


async def test_they_are_asked_once_for_all(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 12)
    shop.pass_time(seconds=3)
    assert await asked(shop)
    # Long after the row of the first time has been dropped.
    await shop.run("DELETE FROM outbox")
    shop.pass_time(days=30)
    await shop.buy(AYSE, 12)
    shop.pass_time(seconds=3)
    assert not await asked(shop)


async def test_who_said_yes_is_not_asked_and_nothing_is_written(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.database.write(people.set_choice, AYSE, "offers", 1)
    await shop.buy(AYSE, 12)
    assert await shop.later(AYSE) == []
    # Should they think better of it, the question is still to be asked.
    await shop.database.write(people.set_choice, AYSE, "offers", 0)
    shop.pass_time(hours=1)
    await shop.buy(AYSE, 12)
    assert await shop.later(AYSE) == [NOTICE]


async def test_who_said_yes_in_that_moment_is_not_asked(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 12)
    await shop.database.write(people.set_choice, AYSE, "offers", 1)
    shop.pass_time(seconds=3)
    assert not await asked(shop)
    assert await heard_of(shop, AYSE, NOTICE) == ["nothing-to-say"]


async def test_a_purchase_worth_nothing_brings_no_question(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 0.5)
    assert await shop.later(AYSE) == []


async def test_a_purchase_that_waits_for_a_manager_brings_no_question_the_next_does(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchases_a_day=0)
    await shop.join(AYSE)
    assert (await shop.buy(AYSE, 12)).reviewed
    assert await shop.later(AYSE) == []
    await shop.act(approve, telegram_id=MANAGER, review_id=1)
    shop.programme = replace(shop.programme, purchases_a_day=3)
    shop.pass_time(days=1)
    await shop.buy(AYSE, 12)
    assert await shop.later(AYSE) == [NOTICE]


async def test_the_question_waits_until_quiet_hours_are_over_and_can_be_switched_off(shop: Shop) -> None:
    for who in (AYSE, BORA):
        await shop.join(who)
    await shop.database.write(people.set_choice, BORA, "reminders", 0)
    shop.now = datetime(2026, 11, 21, 18, tzinfo=UTC)
    for who in (AYSE, BORA):
        await shop.buy(who, 12)
    shop.pass_time(seconds=3)
    assert not await asked(shop)
    shop.now = datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert await asked(shop)
    assert await heard_of(shop, BORA, NOTICE) == ["switched-off"]


async def test_who_joins_and_collects_with_one_press_is_asked_with_their_next_points(shop: Shop) -> None:
    await shop.meet(AYSE, "Ayşe")
    shown = await shop.show(12)
    cause = shop.cause()
    await shop.redo(cause, join, telegram_id=AYSE, seal=seal(AYSE), merchant_id=None)
    await shop.redo(cause, collect, telegram_id=AYSE, sale_id=shown.sale_id, generation=1)
    assert await shop.later(AYSE) == []
    await shop.collect(AYSE, await shop.show(10))
    assert await shop.later(AYSE) == [NOTICE]


async def test_a_purchase_handled_again_asks_once(shop: Shop) -> None:
    await shop.join(AYSE)
    code = await shop.code_of(AYSE)
    cause = shop.cause()
    for _ in range(2):
        await shop.redo(cause, record_purchase, telegram_id=CASHIER, amount=1200, receipt=None, till_code=code)
        shop.pass_time(seconds=3)
    assert await shop.later(AYSE) == [NOTICE]


async def test_for_somebody_who_need_not_be_asked_nothing_is_looked_up(shop: Shop) -> None:
    await shop.join(AYSE)
    person = await shop.database.read(people.person, AYSE)
    assert person is not None
    no_tx = cast("Tx", None)
    ask_once_more(no_tx, shop.cause(), replace(person, offers=1))
    ask_once_more(no_tx, shop.cause(), replace(person, offers=0, offers_asked=1))
