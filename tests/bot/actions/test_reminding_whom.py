"""Who is reminded before points end, at which hour of their own day; and what was given back after its date."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions.forget import forget_me
from bot.actions.nightly import missed_dates
from bot.actions.redeem import confirm
from bot.actions.reverse import reverse
from loyalty.timetable import Job
from storage.people import set_choice, set_reachable
from tests.bot.actions.days import Days, utc
from tests.bot.actions.shop import AYSE, BORA, CASHIER, OWNER, PROGRAMME, Shop, seal

EVE, DAY = date(2027, 11, 22), date(2027, 11, 23)


@pytest.fixture
async def days(shop: Shop) -> Days:
    await shop.join(AYSE)
    await shop.buy(AYSE, 24)
    return Days(shop)


async def test_who_has_switched_reminders_off_is_not_reminded(days: Days) -> None:
    await days.night(EVE)
    await days.shop.database.write(set_choice, AYSE, "reminders", 0)
    assert await days.through(DAY, DAY) == []
    assert await days.shop.rows("SELECT 1 FROM outbox WHERE notice = 'points-ending' AND key LIKE '%:7:%'") == []


async def test_who_cannot_be_reached_is_not_reminded(days: Days) -> None:
    await days.night(EVE)
    await days.shop.database.write(set_reachable, AYSE, reachable=False)
    assert await days.through(DAY, DAY) == []


async def test_of_somebody_who_is_forgotten_no_reminder_is_left(days: Days) -> None:
    await days.night(EVE)
    await days.night(DAY)
    await days.shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    assert await days.shop.rows("SELECT 1 FROM outbox WHERE telegram_id = $1", AYSE) == []
    await days.through(DAY, date(2027, 12, 1))
    assert await days.shop.rows("SELECT 1 FROM outbox WHERE notice = 'points-ending'") == []


async def test_each_member_hears_of_their_own_points(days: Days) -> None:
    days.shop.now = utc(2026, 11, 22, 9)
    await days.shop.join(BORA, "Bora")
    await days.shop.buy(BORA, 7)
    await days.night(EVE)
    heard = await days.through(DAY, DAY)
    assert {(one.to, one.text.split(" end")[0]) for one in heard} == {
        (AYSE, "⏳ <b>24 points"),
        (BORA, "⏳ <b>7 points"),
    }


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        (None, utc(2027, 11, 23, 7)),
        ("Europe/Berlin", utc(2027, 11, 23, 9)),
        ("America/New_York", utc(2027, 11, 23, 15)),
        # The date that begins last on earth: it is the 24th by the programme's calendar.
        ("Etc/GMT+12", utc(2027, 11, 23, 22)),
        ("Pacific/Auckland", utc(2027, 11, 22, 21, 0)),
        # There it is eleven when the programme's date begins.
        ("Pacific/Kiritimati", utc(2027, 11, 22, 21, 0)),
    ],
)
async def test_a_reminder_comes_in_the_morning_of_the_date_where_its_reader_lives(
    days: Days, zone: str | None, at: datetime
) -> None:
    await days.shop.database.write(set_choice, AYSE, "zone", zone)
    await days.night(EVE)
    await days.night(DAY)
    [heard] = await days.hear(utc(2027, 11, 25))
    assert heard.at.replace(second=0) == at


@pytest.mark.parametrize(
    ("quiet", "at"),
    [
        ((9 * 60, 12 * 60), utc(2027, 11, 23, 9)),
        # Over midnight, until after the hour of reminders.
        ((22 * 60, 11 * 60 + 30), utc(2027, 11, 23, 8, 30)),
        ((0, 0), utc(2027, 11, 23, 7)),
    ],
)
async def test_a_reminder_waits_until_quiet_hours_are_over(days: Days, quiet: tuple[int, int], at: datetime) -> None:
    await days.shop.database.write(set_choice, AYSE, "quiet_from", quiet[0])
    await days.shop.database.write(set_choice, AYSE, "quiet_to", quiet[1])
    await days.night(EVE)
    [heard] = await days.through(DAY, DAY)
    assert heard.at == at


async def test_a_reminder_that_is_late_in_the_evening_waits_for_the_morning(days: Days) -> None:
    await days.night(EVE)
    # 22:00 in Istanbul, an hour into the programme's own quiet hours.
    days.shop.now = utc(2027, 11, 23, 19)
    await days.jobs().nightly()
    [heard] = await days.hear(utc(2027, 11, 25))
    assert heard.at == utc(2027, 11, 24, 5)


async def test_on_the_last_evening_quiet_hours_outlast_the_points_and_nothing_is_said(days: Days) -> None:
    await days.night(EVE)
    days.shop.now = utc(2027, 11, 30, 19)
    await days.jobs().nightly()
    assert await days.shop.rows("SELECT 1 FROM outbox WHERE notice = 'points-ending'") == []


async def test_where_the_morning_of_the_last_day_comes_too_late_it_is_said_at_once(days: Days) -> None:
    await days.shop.database.write(set_choice, AYSE, "zone", "Etc/GMT+12")
    await days.night(EVE)
    # Ten on the 30th in their zone is an hour after the end; when the process comes back, it is ten on the 29th.
    days.shop.now = utc(2027, 11, 29, 22)
    await days.jobs().nightly()
    [heard] = await days.hear(utc(2027, 12, 1))
    assert heard.at == utc(2027, 11, 29, 22)


@pytest.mark.parametrize(
    ("zone", "bought", "mornings"),
    [
        # The clocks go forward in the night of 28 March 2027; with a stage of two days that morning is one of them.
        ("Europe/Berlin", utc(2026, 3, 20, 9), [utc(2027, 3, 28, 8), utc(2027, 3, 29, 8)]),
        # They go back in the night of 31 October 2027: it is the last day.
        ("Europe/Berlin", utc(2026, 10, 20, 9), [utc(2027, 10, 29, 8), utc(2027, 10, 30, 8)]),
        ("America/Havana", utc(2026, 10, 20, 15), [utc(2027, 10, 29, 14), utc(2027, 10, 30, 14)]),
    ],
)
async def test_where_the_clocks_change_reminders_come_at_the_same_hour(
    shop: Shop, zone: str, bought: datetime, mornings: list[datetime]
) -> None:
    shop.programme = replace(PROGRAMME, zone=ZoneInfo(zone), reminder_days=(3, 2, 1))
    shop.now = bought
    await shop.join(AYSE)
    await shop.buy(AYSE, 24)
    days = Days(shop)
    first = (mornings[0] - timedelta(days=2)).date()
    await days.night(first)
    heard = await days.through(first, first + timedelta(days=6))
    assert [one.at for one in heard if one.at >= mornings[0]][:2] == mornings
    assert len(heard) == 3


async def test_a_reminder_at_an_hour_that_is_skipped_comes_when_the_clocks_have_jumped(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, zone=ZoneInfo("Europe/Berlin"), reminder_minute=150, quiet=None)
    shop.programme = replace(shop.programme, reminder_days=(3,))
    shop.now = utc(2026, 3, 20, 9)
    await shop.join(AYSE)
    await shop.buy(AYSE, 24)
    days = Days(shop)
    await days.night(date(2027, 3, 27))
    [heard] = await days.through(date(2027, 3, 28), date(2027, 3, 28))
    assert heard.at == utc(2027, 3, 28, 1)


async def test_points_given_back_for_seven_days_are_reminded_of_at_what_they_cross_from_then_on(days: Days) -> None:
    reward = await days.shop.reward(20)
    voucher = await days.shop.hold(AYSE, reward)
    confirmed = await days.shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    assert confirmed is not None
    await days.night(date(2027, 12, 7))
    days.shop.now = utc(2027, 12, 7, 9)
    [redemption] = await days.shop.rows("SELECT id FROM redemptions")
    await days.shop.act(reverse, telegram_id=OWNER, redemption_id=redemption["id"])
    # They end on the 14th at noon: seven days are not crossed from the day after on, one is.
    heard = await days.through(date(2027, 12, 8), date(2027, 12, 20))
    assert [(one.at, one.text) for one in heard] == [
        (
            utc(2027, 12, 13, 7),
            "⏳ <b>20 points end</b> after 12/14/27, 12:00\u202fPM.\nThis is what you can have for your 20 points now:",
        ),
    ]


async def test_somebody_who_bought_after_the_stage_is_not_reminded_of_it(days: Days) -> None:
    assert await days.shop.database.read(missed_dates, Job.REMINDERS, EVE) == [EVE]
    days.shop.programme = replace(PROGRAMME, expiry=replace(PROGRAMME.expiry, count=0))
    await days.night(date(2027, 11, 26))
    days.shop.now = utc(2027, 11, 26, 9)
    await days.shop.join(BORA, "Bora")
    await days.shop.buy(BORA, 7)
    heard = await days.through(date(2027, 11, 26), date(2027, 12, 1))
    assert [one.at.date() for one in heard if one.to == BORA] == [date(2027, 11, 29)]
