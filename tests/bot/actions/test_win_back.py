"""Winning members back: an offer in the morning to whoever crossed the merchant's days, once a season, and never to
anybody long gone.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.actions.forget import forget_me
from bot.actions.refund import refund
from bot.actions.suspend import suspend_merchant
from bot.actions.winning_back import NOTICE, set_win_back, still_away
from bot.chat.screens.notices import notice
from bot.texts import LANGUAGES, Speaker
from bot.timekeeper import JobFailed
from loyalty.errors import MerchantSuspended, NotAllowed, StepGone
from loyalty.timetable import Job
from storage import people
from storage.database import Database, Row, open_database
from storage.rows import instant
from tests.bot.actions.shop import AYSE, BAKER, BORA, CASHIER, CEM, MANAGER, OWNER, PROGRAMME, Shop, seal
from tests.bot.test_nightly import jobs_of

BOUGHT = datetime(2026, 11, 21, 9, tzinfo=UTC)
ISTANBUL = timedelta(hours=3)
SWITCH = "\n\n<i>You get this because you want offers. Switch them off in /settings.</i>"


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    street = await opened(database)
    yield street
    assert await street.findings() == []


async def opened(database: Database) -> Shop:
    """A café that wins back after 30 days, with Ayşe, who wants offers."""
    street = Shop(database, PROGRAMME)
    await street.open()
    await street.act(set_win_back, telegram_id=MANAGER, days=30)
    await customer(street, AYSE)
    await jobs_of(street).nightly()
    return street


async def customer(shop: Shop, who: int, *, offers: int | None = 1) -> None:
    await shop.join(who)
    await shop.database.write(people.set_choice, who, "offers", offers)


async def night(shop: Shop, days: int) -> None:
    """The jobs of the date so many days after the purchases of BOUGHT, at midnight in Istanbul."""
    midnight = datetime(BOUGHT.year, BOUGHT.month, BOUGHT.day, tzinfo=UTC) + timedelta(days=days) - ISTANBUL
    shop.now = max(shop.now, midnight)
    await jobs_of(shop).nightly()


async def offers(shop: Shop, who: int | None = None) -> list[Row]:
    rows = await shop.rows("SELECT * FROM outbox WHERE notice = $1 ORDER BY id", NOTICE)
    return [row for row in rows if who in (None, row["telegram_id"])]


async def said(shop: Shop, who: int = AYSE, language: str = "en") -> str | None:
    """What the offer written last says when it is sent now."""
    row = (await offers(shop, who))[-1]
    person = await shop.database.read(people.person, who)
    assert person is not None
    data = await shop.database.read(still_away, shop.programme, person, json.loads(row["data"]), shop.now)
    return None if data is None else notice(Speaker(language, shop.programme), NOTICE, data).text


async def test_whoever_bought_last_thirty_days_ago_gets_one_offer_in_the_morning(shop: Shop) -> None:
    await shop.buy(AYSE, 40)
    for days in (1, 29, 30, 31, 45):
        await night(shop, days)
        assert len(await offers(shop)) == (days >= 30)
    (offer,) = await offers(shop)
    assert (offer["class"], offer["telegram_id"], offer["key"]) == ("offer", AYSE, "win-back:1:1:2026-Q4")
    assert instant(offer["not_before"]) == datetime(2026, 12, 21, 10, tzinfo=UTC) - ISTANBUL
    assert instant(offer["pointless_after"]) == datetime(2026, 12, 28, 10, tzinfo=UTC) - ISTANBUL
    assert instant(offer["kept_until"]) == datetime(2027, 12, 20, 21, tzinfo=UTC)


async def test_the_morning_is_the_members_own(shop: Shop) -> None:
    await customer(shop, BORA)
    await shop.database.write(people.set_choice, AYSE, "zone", "America/New_York")
    await shop.database.write(people.set_choice, BORA, "zone", "Pacific/Kiritimati")
    for who in (AYSE, BORA):
        await shop.buy(who, 40)
    await night(shop, 30)
    # In Kiritimati it is eleven when the date begins in Istanbul.
    assert {row["telegram_id"]: instant(row["not_before"]).isoformat()[:16] for row in await offers(shop)} == {
        AYSE: "2026-12-21T15:00",
        BORA: "2026-12-20T21:00",
    }


async def test_it_goes_by_the_last_purchase_at_that_merchant(shop: Shop) -> None:
    await customer(shop, BORA)
    for who in (AYSE, BORA):
        await shop.buy(who, 40)
    shop.pass_time(days=10)
    await shop.buy(AYSE, 10)
    await shop.buy(BORA, 10, by=BAKER)
    await night(shop, 30)
    assert [row["telegram_id"] for row in await offers(shop)] == [BORA]
    await night(shop, 40)
    assert [row["telegram_id"] for row in await offers(shop)] == [BORA, AYSE]


async def test_a_purchase_refunded_in_full_is_none(shop: Shop) -> None:
    await shop.buy(AYSE, 40)
    shop.pass_time(days=10)
    later = await shop.buy(AYSE, 10)
    await shop.act(refund, telegram_id=OWNER, sale_id=later.sale_id)
    await night(shop, 30)
    assert len(await offers(shop)) == 1


async def test_who_does_not_want_offers_or_cannot_be_reached_gets_none(shop: Shop) -> None:
    await customer(shop, BORA, offers=0)
    await customer(shop, CEM, offers=None)
    for who in (AYSE, BORA, CEM):
        await shop.buy(who, 40)
    await shop.database.write(people.set_reachable, AYSE, reachable=False)
    await night(shop, 30)
    assert await offers(shop) == []


async def test_nobody_long_gone_hears_anything_when_it_is_switched_on(shop: Shop) -> None:
    await shop.act(set_win_back, telegram_id=MANAGER, days=None)
    await customer(shop, BORA)
    await shop.buy(AYSE, 40)
    shop.pass_time(days=20)
    await shop.buy(BORA, 40)
    await night(shop, 40)
    assert await offers(shop) == []
    await shop.act(set_win_back, telegram_id=OWNER, days=30)
    for days in range(40, 60):
        await night(shop, days)
    assert [row["telegram_id"] for row in await offers(shop)] == [BORA]
    await shop.act(set_win_back, telegram_id=OWNER, days=60)
    await night(shop, 60)
    assert len(await offers(shop, AYSE)) == 1


async def test_there_is_one_a_season_however_often_somebody_stays_away(shop: Shop) -> None:
    shop.now = datetime(2027, 1, 5, 9, tzinfo=UTC)
    for _ in range(6):
        await shop.buy(AYSE, 10)
        shop.pass_time(days=30)
        await jobs_of(shop).nightly()
    assert [row["key"][-7:] for row in await offers(shop)] == ["2027-Q1", "2027-Q2", "2027-Q3"]


async def test_a_season_counts_for_each_merchant(shop: Shop) -> None:
    await shop.act(set_win_back, telegram_id=BAKER, days=30)
    await shop.buy(AYSE, 40)
    await shop.buy(AYSE, 40, by=BAKER)
    await night(shop, 30)
    assert [row["key"] for row in await offers(shop)] == ["win-back:1:1:2026-Q4", "win-back:2:1:2026-Q4"]


async def test_after_a_week_of_downtime_all_who_crossed_meanwhile_hear_once_and_at_once(shop: Shop) -> None:
    everybody = (AYSE, BORA, CEM)
    for who in everybody:
        await customer(shop, who)
        await shop.buy(who, 40)
        shop.pass_time(days=2)
    await night(shop, 29)
    shop.now = BOUGHT + timedelta(days=37, hours=6)
    for _ in range(3):
        await jobs_of(shop).nightly()
    assert [row["telegram_id"] for row in await offers(shop)] == list(everybody)
    # It is 18:00 in Istanbul: ten is over, and quiet hours have not begun.
    assert {instant(row["not_before"]).replace(microsecond=0) for row in await offers(shop)} == {
        shop.now.replace(microsecond=0)
    }


class CutOff:
    """A database whose process ends before its n-th write of that function."""

    def __init__(self, database: Database, name: str, writes: int) -> None:
        self.database, self.name, self.left = database, name, writes

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)

    async def write(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        if function.__name__ == self.name and (self.name != "keep_nights" or args[0] == Job.WIN_BACK):
            if not self.left:
                raise OSError("cut off")
            self.left -= 1
        return await self.database.write(function, *args, **kwargs)


async def cut_off(shop: Shop, name: str, writes: int = 0) -> None:
    """A night that ends in the middle of winning back."""
    ending: Any = CutOff(shop.database, name, writes)
    with pytest.raises(JobFailed, match="win-back: OSError"):
        await jobs_of(shop, ending).nightly()


async def test_late_over_the_end_of_a_season_it_is_still_one(shop: Shop) -> None:
    await night(shop, 39)
    shop.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    await shop.buy(AYSE, 40)
    # The night of 31 December is cut off when the offer is written, and done a day later.
    shop.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
    await cut_off(shop, "keep_nights")
    assert len(await offers(shop)) == 1
    shop.pass_time(days=1)
    await jobs_of(shop).nightly()
    assert [row["key"] for row in await offers(shop)] == ["win-back:1:1:2026-Q4"]


async def test_a_night_that_is_cut_off_and_begun_again_leaves_nobody_out_and_tells_nobody_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.actions.winning_back.AT_ONCE", 2)
    crowd = range(100, 107)
    for who in crowd:
        await customer(shop, who)
        await shop.buy(who, 10)
    shop.now = BOUGHT + timedelta(days=30)
    for writes in range(4):
        await cut_off(shop, "win_back", writes)
        assert len(await offers(shop)) == 2 * writes
    await cut_off(shop, "keep_nights")
    await jobs_of(shop).nightly()
    assert [row["telegram_id"] for row in await offers(shop)] == list(crowd)


async def test_two_processes_at_once_write_each_offer_once(database_url: str) -> None:
    async with await open_database(database_url) as one, await open_database(database_url) as other:
        shop = await opened(one)
        for who in range(100, 110):
            await customer(shop, who)
            await shop.buy(who, 10)
        shop.now = BOUGHT + timedelta(days=30)
        await asyncio.gather(*(jobs_of(shop, database).nightly() for database in (one, other, one, other)))
        assert sorted(row["telegram_id"] for row in await offers(shop)) == list(range(100, 110))
        assert await shop.findings() == []


async def test_it_says_what_they_have_and_the_dearest_reward_that_it_buys_there(shop: Shop) -> None:
    await shop.reward(40, "Espresso")
    await shop.reward(10, "Cookie")
    await shop.reward(45, "Bread", by=BAKER)
    await shop.buy(AYSE, 50)
    await night(shop, 30)
    assert await said(shop) == (
        "👋 It has been a while. You have <b>50 points</b> at hand, enough for Espresso at Café." + SWITCH
    )
    assert "<b>50 puan</b>" in str(await said(shop, language="tr"))
    # As it is when it is sent: meanwhile they used some elsewhere.
    await shop.hold(AYSE, 3)
    assert (
        await said(shop)
        == "👋 It has been a while. You have <b>5 points</b> at hand, and 5 more get you Cookie at Café." + SWITCH
    )


async def test_without_points_or_rewards_it_says_what_there_is_to_say(shop: Shop) -> None:
    bread = await shop.reward(40, "Bread", by=BAKER)
    await shop.buy(AYSE, 40)
    await night(shop, 30)
    assert "since you were at Café. You have <b>40 points</b> at hand." in str(await said(shop))
    await shop.hold(AYSE, bread)
    assert await said(shop) is None
    await shop.reward(30, "Tea")
    assert "With <b>30 points</b> you get Tea at Café." in str(await said(shop))


async def test_nothing_is_said_to_somebody_who_has_been_back_or_where_it_is_not_wanted_any_more(shop: Shop) -> None:
    await shop.buy(AYSE, 40)
    await night(shop, 30)
    assert await said(shop) is not None
    await shop.act(set_win_back, telegram_id=OWNER, days=None)
    assert await said(shop) is None
    await shop.act(set_win_back, telegram_id=OWNER, days=90)
    assert await said(shop) is not None
    await shop.buy(AYSE, 5, by=BAKER)
    assert await said(shop) is not None
    await shop.buy(AYSE, 5)
    assert await said(shop) is None


async def test_a_suspended_merchant_wins_nobody_back(shop: Shop) -> None:
    await customer(shop, BORA)
    await shop.buy(AYSE, 40)
    await night(shop, 20)
    await shop.buy(BORA, 40)
    await night(shop, 30)
    await shop.act(suspend_merchant, merchant_id=shop.cafe)
    assert await said(shop) is None
    await night(shop, 50)
    assert len(await offers(shop)) == 1
    with pytest.raises(MerchantSuspended):
        await shop.act(set_win_back, telegram_id=MANAGER, days=60)


async def test_who_is_forgotten_takes_the_offer_along_and_another_member_does_not_get_theirs(shop: Shop) -> None:
    await shop.reward(40, "Espresso")
    await shop.buy(AYSE, 40)
    await night(shop, 30)
    (offer,) = await offers(shop)
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    assert await offers(shop) == []
    await customer(shop, AYSE)
    person = await shop.database.read(people.person, AYSE)
    assert person is not None
    assert await shop.database.read(still_away, PROGRAMME, person, json.loads(offer["data"]), shop.now) is None


async def test_only_managers_choose_and_only_among_the_choices(shop: Shop) -> None:
    for days in (0, 29, 31, 10**6):
        with pytest.raises(StepGone):
            await shop.act(set_win_back, telegram_id=MANAGER, days=days)
    for who in (CASHIER, AYSE):
        with pytest.raises(NotAllowed):
            await shop.act(set_win_back, telegram_id=who, days=60)
    assert [row["win_back_days"] for row in await shop.rows("SELECT win_back_days FROM merchants ORDER BY id")] == [
        30,
        None,
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago"])
async def test_over_a_year_with_both_clock_changes_each_crossing_is_told_once(database: Database, zone: str) -> None:
    shop = Shop(database, replace(PROGRAMME, zone=ZoneInfo(zone)))
    await shop.open()
    await shop.act(set_win_back, telegram_id=OWNER, days=60)
    await customer(shop, AYSE)
    jobs, bought = jobs_of(shop), []
    for day in range(366):
        if day % 91 == 0:
            await shop.buy(AYSE, 5)
            bought.append(shop.now.astimezone(shop.programme.zone).date())
        shop.pass_time(days=1)
        await jobs.nightly()
    found = [instant(row["not_before"]).astimezone(shop.programme.zone) for row in await offers(shop)]
    expected = [day + timedelta(days=60) for day in bought[:-1]]
    assert [at.date() for at in found] == expected


def test_every_choice_and_every_offer_has_its_words() -> None:
    data = {"merchant": "Café", "points": 1, "reward": "Tea", "reward_id": 7, "missing": 0}
    for language in LANGUAGES:
        screen = notice(Speaker(language, PROGRAMME), NOTICE, data)
        assert [button.data for row in screen.rows for button in row] == ["reward:7", "rewards"]
