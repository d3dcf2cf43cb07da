"""Reminders before points end: which stages, once, grouped by the week, late after downtime, and fresh when said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions.redeem import cancel, confirm
from loyalty.programme import Expiry, ExpiryPolicy
from tests.bot.actions.days import Days, utc
from tests.bot.actions.shop import AYSE, CASHIER, PROGRAMME, Shop

# What is bought on 21 November 2026 lives through 30 November 2027.
BEFORE, AFTER = date(2027, 10, 25), date(2027, 12, 5)
BY_DAYS = Expiry(policy=ExpiryPolicy.DAYS, count=60)


@pytest.fixture
async def days(shop: Shop) -> Days:
    await shop.join(AYSE)
    return Days(shop)


async def test_points_are_reminded_of_thirty_and_seven_days_and_one_day_before_in_the_morning(days: Days) -> None:
    await days.shop.buy(AYSE, 24)
    await days.night(BEFORE)
    heard = await days.through(BEFORE, AFTER)
    ten = [utc(2027, 10, 31, 7), utc(2027, 11, 23, 7), utc(2027, 11, 29, 7)]
    assert [one.at for one in heard] == ten
    assert {one.text for one in heard} == {"⏳ <b>24 points end</b> after November 30, 2027."}
    assert {one.labels for one in heard} == {("🎁 Rewards",)}


async def test_a_reminder_names_up_to_two_rewards_that_can_be_had_now_the_dearest_first(days: Days) -> None:
    for points in (5, 10, 20, 25):
        await days.shop.reward(points)
    await days.shop.buy(AYSE, 24)
    await days.night(date(2027, 11, 22))
    [heard] = await days.through(date(2027, 11, 23), date(2027, 11, 23))
    assert heard.text.endswith("\nThis is what you can have for your 24 points now:")
    assert heard.labels == ("✅ Reward of 20 · 20 points", "✅ Reward of 10 · 10 points", "🎁 Rewards")


async def test_run_again_the_job_reminds_nobody_twice(days: Days) -> None:
    await days.shop.buy(AYSE, 24)
    await days.night(date(2027, 11, 23))
    await days.shop.run("DELETE FROM runs WHERE job = 'reminders'")
    await days.night(date(2027, 11, 23))
    rows = await days.shop.rows("SELECT key FROM outbox WHERE notice = 'points-ending'")
    assert [row["key"] for row in rows] == [f"expiry:1:2027-11-29:7:points-ending:{AYSE}"]


@pytest.mark.parametrize(
    ("down", "up", "said"),
    [
        # The stage of thirty days was missed, that of seven is still to come.
        (date(2027, 10, 28), date(2027, 11, 4), [date(2027, 11, 4), date(2027, 11, 23), date(2027, 11, 29)]),
        # Two stages were missed: only the nearest is said.
        (date(2027, 10, 28), date(2027, 11, 25), [date(2027, 11, 25), date(2027, 11, 29)]),
        # All three, and the last day is come.
        (date(2027, 10, 28), date(2027, 11, 30), [date(2027, 11, 30)]),
        # It is too late.
        (date(2027, 10, 28), date(2027, 12, 1), []),
    ],
)
async def test_after_downtime_only_the_nearest_stage_is_said(
    days: Days, down: date, up: date, said: list[date]
) -> None:
    await days.shop.buy(AYSE, 24)
    await days.night(down)
    heard = await days.through(up, AFTER)
    assert [one.at.date() for one in heard] == said


async def test_what_was_written_before_downtime_gives_way_to_the_nearer_stage(days: Days) -> None:
    await days.shop.buy(AYSE, 24)
    await days.night(date(2027, 10, 30))
    await days.night(date(2027, 10, 31))
    days.shop.now = utc(2027, 11, 23, 6)
    await days.jobs().nightly()
    heard = await days.hear(utc(2027, 11, 24))
    assert len(heard) == 1
    states = await days.shop.rows("SELECT state FROM outbox WHERE notice = 'points-ending' ORDER BY id")
    assert [row["state"] for row in states] == ["skipped", "sent"]


async def test_lots_that_end_in_one_week_are_one_message_a_stage(days: Days) -> None:
    days.shop.programme = replace(PROGRAMME, expiry=BY_DAYS)
    # Monday 23 November to Sunday the 29th, and the Monday after: their last days lie in two weeks.
    for day, units in ((23, 10), (23, 5), (25, 7), (29, 8), (30, 9)):
        days.shop.now = utc(2026, 11, day, 12)
        await days.shop.buy(AYSE, units)
    await days.night(date(2026, 12, 1))
    heard = await days.through(date(2026, 12, 2), date(2027, 2, 5))
    assert [(one.at.date().isoformat(), one.text) for one in heard] == [
        (
            "2026-12-23",
            "⏳ <b>15 points end</b> after January 22, 2027, and by the end of January 24, 2027 it is"
            " <b>22 points in all</b>.",
        ),
        (
            "2026-12-29",
            "⏳ <b>8 points end</b> after January 28, 2027, and by the end of January 29, 2027 it is"
            " <b>17 points in all</b>.",
        ),
        (
            "2027-01-15",
            "⏳ <b>15 points end</b> after January 22, 2027, and by the end of January 24, 2027 it is"
            " <b>22 points in all</b>.",
        ),
        (
            "2027-01-21",
            "⏳ <b>15 points end</b> after January 22, 2027, and by the end of January 24, 2027 it is"
            " <b>22 points in all</b>.",
        ),
        (
            "2027-01-21",
            "⏳ <b>8 points end</b> after January 28, 2027, and by the end of January 29, 2027 it is"
            " <b>17 points in all</b>.",
        ),
        (
            "2027-01-27",
            "⏳ <b>8 points end</b> after January 28, 2027, and by the end of January 29, 2027 it is"
            " <b>17 points in all</b>.",
        ),
    ]


async def test_a_stage_of_a_week_is_said_once_though_the_process_was_down_between_its_days(days: Days) -> None:
    days.shop.programme = replace(PROGRAMME, expiry=BY_DAYS)
    for day in (26, 30):
        days.shop.now = utc(2026, 11, day, 12)
        await days.shop.buy(AYSE, 10)
    await days.night(date(2026, 12, 25))
    assert len(await days.through(date(2026, 12, 26), date(2026, 12, 26))) == 1
    # Two weeks later the key would be forgotten but for the week that it is about.
    days.shop.now = utc(2027, 1, 10, 12)
    await days.jobs().tidy()
    assert await days.through(date(2027, 1, 10), date(2027, 1, 15)) == []


async def test_points_spent_since_the_night_are_not_counted_any_more(days: Days) -> None:
    reward = await days.shop.reward(20)
    await days.shop.buy(AYSE, 24)
    await days.night(date(2027, 11, 22))
    await days.night(date(2027, 11, 23))
    voucher = await days.shop.hold(AYSE, reward)
    await days.shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    heard = await days.hear(utc(2027, 11, 24))
    assert [one.text for one in heard] == ["⏳ <b>4 points end</b> after November 30, 2027."]


async def test_who_has_spent_all_of_it_since_the_night_is_left_alone(days: Days) -> None:
    reward = await days.shop.reward(24)
    await days.shop.buy(AYSE, 24)
    await days.night(date(2027, 11, 22))
    await days.night(date(2027, 11, 23))
    voucher = await days.shop.hold(AYSE, reward)
    await days.shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    assert await days.hear(utc(2027, 11, 24)) == []
    [row] = await days.shop.rows("SELECT state FROM outbox WHERE notice = 'points-ending'")
    assert row["state"] == "skipped"


async def test_points_held_by_a_voucher_are_not_counted_until_they_are_back(days: Days) -> None:
    reward = await days.shop.reward(20)
    days.shop.programme = replace(PROGRAMME, voucher_life=timedelta(days=10))
    await days.shop.buy(AYSE, 24)
    await days.night(date(2027, 11, 22))
    days.shop.now = utc(2027, 11, 22, 12)
    voucher = await days.shop.hold(AYSE, reward)
    [heard] = await days.through(date(2027, 11, 23), date(2027, 11, 23))
    assert heard.text == "⏳ <b>4 points end</b> after November 30, 2027."
    await days.shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)
    [heard] = await days.through(date(2027, 11, 24), date(2027, 11, 29))
    assert heard.text.startswith("⏳ <b>24 points end</b>")


async def test_pending_points_are_reminded_of_once_they_can_be_spent(days: Days) -> None:
    days.shop.programme = replace(PROGRAMME, purchase_hold=timedelta(days=20), expiry=replace(BY_DAYS, count=10))
    await days.shop.buy(AYSE, 24)
    # They live from 11 to 21 December.
    heard = await days.through(date(2026, 11, 22), date(2026, 12, 25))
    assert [one.at.date().isoformat() for one in heard] == ["2026-12-14", "2026-12-20"]


async def test_points_that_activity_gave_a_longer_life_are_not_reminded_of_at_the_old_date(days: Days) -> None:
    days.shop.programme = replace(PROGRAMME, expiry=replace(BY_DAYS, sliding=True))
    await days.shop.buy(AYSE, 24)
    await days.night(date(2027, 1, 12))
    # The last day is 20 January; on the 13th the stage of seven days is crossed, and she buys before ten.
    await days.night(date(2027, 1, 13))
    await days.shop.buy(AYSE, 1)
    heard = await days.through(date(2027, 1, 13), date(2027, 2, 14))
    assert [(one.at.date().isoformat(), one.text) for one in heard] == [
        ("2027-02-12", "⏳ <b>25 points end</b> after March 14, 2027.")
    ]


async def test_points_that_never_end_are_never_reminded_of(days: Days) -> None:
    days.shop.programme = replace(PROGRAMME, expiry=Expiry(policy=ExpiryPolicy.NEVER))
    await days.shop.buy(AYSE, 24)
    for year in (2026, 2027):
        await days.night(date(year, 12, 1))
    assert await days.hear(utc(2027, 12, 2)) == []
    assert await days.shop.rows("SELECT 1 FROM outbox WHERE notice = 'points-ending'") == []
