"""A wish on the birthday: an offer, once a year, in the morning of the member's own day, with what a campaign gives."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions.campaigns import start_campaign
from loyalty.plans import Plan
from loyalty.programme import Tier
from storage.people import set_choice, set_reachable
from tests.bot.actions.days import Days, Heard, utc
from tests.bot.actions.shop import AYSE, BORA, OWNER, PROGRAMME, Shop

WISH = "🎂 <b>Happy birthday!</b> Have a wonderful day."
SWITCH = "<i>You get this because you want offers. Switch them off in /settings.</i>"


@pytest.fixture
async def days(shop: Shop) -> Days:
    await shop.join(AYSE)
    await choose(shop, AYSE, offers=1, birthday="05-03")
    return Days(shop)


async def choose(shop: Shop, telegram_id: int, **chosen: int | str | None) -> None:
    for name, value in chosen.items():
        await shop.database.write(set_choice, telegram_id, name, value)


async def around(days: Days, day: date, *, before: int = 3, after: int = 3) -> list[Heard]:
    """All that is heard some days before and after a date."""
    first = day - timedelta(days=before)
    await days.night(first)
    return await days.through(first, day + timedelta(days=after))


async def test_a_member_is_wished_a_happy_birthday_in_the_morning_of_that_day(days: Days) -> None:
    assert await around(days, date(2027, 5, 3)) == [
        Heard(at=utc(2027, 5, 3, 7), to=AYSE, text=f"{WISH}\n\n{SWITCH}", labels=("🎁 Rewards",))
    ]


async def test_a_wish_is_an_offer_and_is_kept_for_a_year_by_its_key(days: Days) -> None:
    await around(days, date(2027, 5, 3))
    [row] = await days.shop.rows("SELECT * FROM outbox WHERE notice = 'birthday'")
    assert (row["class"], row["reminder"], row["key"]) == ("offer", 0, f"birthday:1:2027:birthday:{AYSE}")
    assert row["kept_until"] > utc(2028, 5, 2).timestamp() * 1000


async def test_nobody_is_wished_a_happy_birthday_who_does_not_want_offers_or_cannot_be_reached(days: Days) -> None:
    await days.shop.join(BORA, "Bora")
    await choose(days.shop, BORA, birthday="05-03")
    await days.shop.database.write(set_reachable, AYSE, reachable=False)
    assert await around(days, date(2027, 5, 3)) == []


async def test_the_programme_can_switch_the_wish_off(days: Days) -> None:
    days.shop.programme = replace(PROGRAMME, birthday_greeting=False)
    assert await around(days, date(2027, 5, 3)) == []


async def test_a_birthday_changed_after_the_wish_brings_no_other_one_that_year(days: Days) -> None:
    assert len(await around(days, date(2027, 5, 3))) == 1
    await days.jobs().tidy()
    await choose(days.shop, AYSE, birthday="06-20")
    assert await around(days, date(2027, 6, 20)) == []
    assert len(await around(days, date(2028, 6, 20))) == 1


async def test_a_birthday_taken_back_in_the_night_is_not_greeted(days: Days) -> None:
    await days.night(date(2027, 5, 2))
    await days.night(date(2027, 5, 3))
    await choose(days.shop, AYSE, birthday=None)
    assert await days.hear(utc(2027, 5, 4)) == []


@pytest.mark.parametrize(("year", "day"), [(2027, date(2027, 2, 28)), (2028, date(2028, 2, 29))])
async def test_the_29th_of_february_is_greeted_on_the_28th_in_other_years(days: Days, year: int, day: date) -> None:
    await choose(days.shop, AYSE, birthday="02-29")
    await days.shop.join(BORA, "Bora")
    await choose(days.shop, BORA, birthday="02-28", offers=1)
    heard = await around(days, date(year, 2, 28))
    assert {one.to: one.at.date() for one in heard} == {AYSE: day, BORA: date(year, 2, 28)}
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("now", "heard"),
    [
        # The process is back in the afternoon of the day, and in the quiet hours of its evening; the day after.
        (utc(2027, 5, 3, 12), utc(2027, 5, 3, 12)),
        (utc(2027, 5, 3, 20), None),
        (utc(2027, 5, 4, 6), None),
    ],
)
async def test_after_downtime_a_wish_comes_while_the_birthday_lasts(
    days: Days, now: datetime, heard: datetime | None
) -> None:
    await days.night(date(2027, 4, 26))
    days.shop.now = now
    await days.jobs().nightly()
    assert [one.at for one in await days.hear(now + timedelta(days=2))] == ([] if heard is None else [heard])


async def test_run_twice_the_job_greets_nobody_twice(days: Days) -> None:
    await around(days, date(2027, 5, 3), after=0)
    await days.shop.run("DELETE FROM runs WHERE job = 'reminders'")
    days.shop.now = utc(2027, 5, 3, 10)
    await days.jobs().nightly()
    assert len(await days.shop.rows("SELECT 1 FROM outbox WHERE notice = 'birthday'")) == 1


@pytest.mark.parametrize("minute", [0, 600, 1439])
@pytest.mark.parametrize("programme", ["Etc/GMT+12", "Europe/Berlin", "Pacific/Kiritimati"])
async def test_whatever_the_zone_everybody_is_greeted_once_and_on_their_own_day(
    shop: Shop, programme: str, minute: int
) -> None:
    shop.programme = replace(PROGRAMME, zone=ZoneInfo(programme), reminder_minute=minute, quiet=None)
    zones = ["Etc/GMT+12", "America/St_Johns", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Auckland", "Etc/GMT-14"]
    for number, zone in enumerate(zones):
        await shop.join(100 + number, f"Person {number}")
        await choose(shop, 100 + number, offers=1, birthday="03-28", zone=zone)
    heard = await around(Days(shop), date(2027, 3, 28))
    local = {one.to: one.at.astimezone(ZoneInfo(zones[one.to - 100])) for one in heard}
    assert len(heard) == len(local) == len(zones)
    assert {(at.month, at.day) for at in local.values()} == {(3, 28)}
    late = {at.hour * 60 + at.minute - minute for at in local.values()}
    assert late == {0}


async def test_the_wish_says_what_a_birthday_campaign_gives_to_whom_it_counts_for(days: Days) -> None:
    days.shop.now = utc(2027, 4, 20)
    days.shop.programme = replace(PROGRAMME, tiers=(Tier(name="Gold", threshold=1000),))
    for name, birthday, tier in (("Birthday", 1, None), ("For everybody", 0, None), ("Gold", 1, "Gold")):
        plan = Plan(
            name=name,
            first_day=date(2027, 5, 1),
            last_day=date(2027, 5, 31),
            multiplier_percent=200 if tier is None else 300,
            birthday_month=birthday,
            tier=tier,
        )
        await days.shop.act(start_campaign, telegram_id=OWNER, plan=plan)
    [heard] = await around(days, date(2027, 5, 3))
    assert heard.text == f"{WISH}\n🎉 Double points at Café today\n\n{SWITCH}"
