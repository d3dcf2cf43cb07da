"""Campaigns are announced the evening before and on the morning itself, to whom they are for, by their own clocks."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.actions import sending
from bot.actions.broadcasts import due_broadcasts, serve
from bot.actions.campaigns import (
    CampaignSeen,
    end_campaign,
    look_at_campaign,
    pause_campaign,
    resume_campaign,
    start_campaign,
    stop_announcement,
)
from bot.actions.freshness import FRESH
from bot.actions.suspend import suspend_merchant
from loyalty.errors import NotAllowed
from loyalty.model import Tier
from loyalty.plans import Plan
from storage import people
from storage.database import Tx
from tests.bot.actions.shop import AUDITOR, AYSE, BAKER, BORA, CASHIER, CEM, MANAGER, PROGRAMME, Shop

# The street's clock begins on Saturday 21 November 2026, at noon in Istanbul.
TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)
NEXT_SATURDAY = date(2026, 11, 28)
ISTANBUL, TOKYO, NEW_YORK = "Europe/Istanbul", "Asia/Tokyo", "America/New_York"
# Who lives where.
ZONES = {AYSE: ISTANBUL, BORA: TOKYO, CEM: NEW_YORK}
NO_OFFERS, BLOCKED = 14, 15


@pytest.fixture
async def street(shop: Shop) -> Shop:
    """Three members in three zones who want offers, one who does not, and one who blocked the bot."""
    for who, zone in ZONES.items():
        await shop.join(who)
        await shop.database.write(people.set_choice, who, "offers", 1)
        await shop.database.write(people.set_choice, who, "zone", zone)
    for who in (NO_OFFERS, BLOCKED):
        await shop.join(who)
    await shop.database.write(people.set_choice, BLOCKED, "offers", 1)
    await shop.database.write(people.set_reachable, BLOCKED, reachable=False)
    return shop


async def start(shop: Shop, day: date = NEXT_SATURDAY, **other: Any) -> CampaignSeen:
    announce = other.pop("announce", True)
    gift = {} if "bonus" in other else {"multiplier_percent": 200}
    values: dict[str, Any] = {"name": "Double", "first_day": day, "last_day": day}
    plan = Plan(**values | gift | other)
    return await shop.act(start_campaign, telegram_id=MANAGER, plan=plan, announce=announce)


def _said(tx: Tx, shop: Shop, push: sending.Push) -> Mapping[str, Any] | None:
    return FRESH[push.notice](tx, shop.programme, push.person, json.loads(push.data), shop.now)


async def hear(shop: Shop) -> dict[int, str]:
    """Writes and sends all that is due now: what each person is told, `tomorrow`, `today` or `now`."""
    while due := await shop.database.read(due_broadcasts, shop.now):
        for number in due:
            await shop.database.write(serve, shop.programme, shop.now, number)
    heard = {}
    while rows := (await shop.database.read(sending.look, shop.now, frozenset(), {})).rows:
        for push in (await shop.database.write(sending.take, shop.programme, rows, shop.now, 32)).pushes:
            mine = push.notice.startswith("broadcast-")
            said = await shop.database.read(_said, shop, push) if mine else None
            if said is None:
                await shop.database.write(sending.finish, push, "skipped", shop.now, "nothing-to-say")
            else:
                heard[push.telegram_id] = said["when"]
                await shop.database.write(sending.finish, push, "sent", shop.now)
    return heard


async def through(shop: Shop, until: datetime) -> list[tuple[int, str, str]]:
    """Lets the hours pass: who heard what, and at which local time."""
    heard = []
    while shop.now < until:
        for who, when in sorted((await hear(shop)).items()):
            heard.append((who, when, shop.now.astimezone(ZoneInfo(ZONES[who])).isoformat()[5:16]))
        shop.now = shop.now.replace(minute=0) + timedelta(hours=1)
    return heard


async def became(shop: Shop) -> list[tuple[int, str, str | None]]:
    rows = await shop.rows("SELECT telegram_id, state, error FROM outbox WHERE class = 'offer' ORDER BY id")
    return [(row["telegram_id"], row["state"], row["error"]) for row in rows]


async def planned(shop: Shop) -> list[tuple[str, str, int, str]]:
    rows = await shop.rows("SELECT kind, local_date, local_minute, state FROM broadcasts ORDER BY id")
    return [(row["kind"], row["local_date"], row["local_minute"], row["state"]) for row in rows]


async def test_a_campaign_that_starts_is_announced_in_two_waves_by_everybody_s_own_clock(street: Shop) -> None:
    seen = await start(street)
    assert await planned(street) == [
        ("eve", "2026-11-27", 18 * 60, "planned"),
        ("morning", "2026-11-28", 9 * 60, "planned"),
    ]
    assert [one.broadcast.kind.value for one in seen.announced] == ["eve", "morning"]
    assert await hear(street) == {}
    street.now = datetime(2026, 11, 27, tzinfo=UTC)
    assert await through(street, datetime(2026, 11, 29, tzinfo=UTC)) == [
        (BORA, "tomorrow", "11-27T18:00"),
        (AYSE, "tomorrow", "11-27T18:00"),
        (CEM, "tomorrow", "11-27T18:00"),
        (BORA, "today", "11-28T09:00"),
        (AYSE, "today", "11-28T09:00"),
        (CEM, "today", "11-28T09:00"),
    ]
    assert {row[0] for row in await became(street)} == set(ZONES)
    assert [state for *_, state in await planned(street)] == ["done", "done"]


async def test_a_campaign_that_is_not_to_be_announced_is_not(street: Shop) -> None:
    seen = await start(street, announce=False)
    assert (seen.announced, await planned(street)) == ((), [])


async def test_what_stood_already_is_not_announced_again(street: Shop) -> None:
    await start(street)
    again = await start(street)
    assert again.again
    assert len(again.announced) == len(await planned(street)) == 2


async def test_started_in_the_evening_before_it_is_said_to_those_whose_evening_it_still_is(street: Shop) -> None:
    # It is 20:00 in Istanbul, two in the night in Tokyo and noon in New York.
    street.now = datetime(2026, 11, 21, 17, tzinfo=UTC)
    await start(street, TOMORROW)
    assert await through(street, datetime(2026, 11, 22, 6, tzinfo=UTC)) == [
        (AYSE, "tomorrow", "11-21T20:00"),
        (CEM, "tomorrow", "11-21T18:00"),
        (BORA, "today", "11-22T09:00"),
    ]


async def test_the_evening_before_is_never_spoken_of_after_midnight(street: Shop) -> None:
    # 22:30 in Istanbul lies in its quiet hours, which end after the evening does.
    street.now = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
    await start(street, TOMORROW)
    assert await hear(street) == {}
    # A sender that was down comes back a minute after midnight in New York.
    street.now = datetime(2026, 11, 22, 5, 1, tzinfo=UTC)
    assert await hear(street) == {BORA: "today"}
    assert {row for row in await became(street) if row[1] == "skipped"} == {(AYSE, "skipped", "pointless")} | {
        (BORA, "skipped", "pointless"),
        (CEM, "skipped", "pointless"),
    }


async def test_a_double_day_of_today_is_said_at_once_where_its_hour_is_past_and_only_once(street: Shop) -> None:
    await start(street, TODAY)
    assert [kind for kind, *_ in await planned(street)] == ["morning"]
    # Noon in Istanbul, six in the evening in Tokyo, four in the night in New York.
    assert await hear(street) == {AYSE: "today", BORA: "today"}
    street.pass_time(hours=5)
    assert await hear(street) == {CEM: "today"}
    assert await through(street, datetime(2026, 11, 23, tzinfo=UTC)) == []


async def test_a_campaign_of_several_days_that_is_said_late_goes_on_now(street: Shop) -> None:
    # Nine in the evening in Istanbul, three in the night in Tokyo, one at noon in New York.
    street.now = datetime(2026, 11, 21, 18, tzinfo=UTC)
    await start(street, TODAY, last_day=date(2026, 11, 25))
    assert await through(street, datetime(2026, 11, 22, 9, tzinfo=UTC)) == [
        (CEM, "today", "11-21T13:00"),
        (BORA, "now", "11-22T08:00"),
        (AYSE, "now", "11-22T08:00"),
    ]


async def test_only_those_hear_of_it_who_can_have_something_of_it(street: Shop) -> None:
    street.programme = replace(PROGRAMME, tiers=(Tier(name="Silver", threshold=10), Tier(name="Gold", threshold=900)))
    await street.buy(AYSE, 20)
    await street.database.write(people.set_choice, BORA, "birthday", "11-03")
    await start(street, TODAY, tier="Silver")
    assert await hear(street) == {AYSE: "today"}
    street.pass_time(days=1)
    await start(street, TOMORROW, birthday_month=1)
    assert await hear(street) == {BORA: "today"}
    street.pass_time(days=1)
    await start(street, date(2026, 11, 23), first_purchase=1)
    assert await hear(street) == {BORA: "today"}
    # Whoever buys before it is said can have nothing of it any more.
    await street.buy(CEM, 5)
    street.pass_time(hours=5)
    assert await hear(street) == {}
    assert (CEM, "skipped", "nothing-to-say") in await became(street)


async def test_what_has_given_all_that_it_may_is_not_announced(street: Shop) -> None:
    await start(street, TODAY, bonus=5, total_cap=5)
    await street.buy(NO_OFFERS, 10)
    assert await hear(street) == {}


async def test_a_second_announcement_on_one_day_is_not_sent(street: Shop) -> None:
    await start(street, TODAY)
    await start(street, TODAY, bonus=5)
    assert await hear(street) == {AYSE: "today", BORA: "today"}
    street.pass_time(minutes=1)
    assert await hear(street) == {}
    assert [row for row in await became(street) if row[0] == AYSE] == [
        (AYSE, "sent", None),
        (AYSE, "skipped", "another-offer"),
    ]


async def test_stop_ends_the_announcement_and_leaves_the_campaign(street: Shop) -> None:
    number = (await start(street, TODAY)).campaign.id
    street.now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert await hear(street) == {AYSE: "today", BORA: "today"}
    stopped = await street.act(stop_announcement, telegram_id=MANAGER, campaign_id=number)
    assert (stopped.campaign.state, stopped.announced[0].broadcast.state) == ("active", "stopped")
    street.pass_time(hours=5)
    assert await hear(street) == {}
    assert await became(street) == [(AYSE, "sent", None), (BORA, "sent", None), (CEM, "skipped", "stopped")]
    # Taking up the campaign does not take up what was stopped.
    await street.act(pause_campaign, telegram_id=MANAGER, campaign_id=number)
    await street.act(resume_campaign, telegram_id=MANAGER, campaign_id=number)
    assert await through(street, datetime(2026, 11, 23, tzinfo=UTC)) == []


@pytest.mark.parametrize("who", [CASHIER, AUDITOR, AYSE, BAKER])
async def test_only_who_may_change_the_campaign_stops_its_announcement(street: Shop, who: int) -> None:
    number = (await start(street)).campaign.id
    with pytest.raises(NotAllowed):
        await street.act(stop_announcement, telegram_id=who, campaign_id=number)
    assert [state for *_, state in await planned(street)] == ["planned", "planned"]


async def test_the_end_of_a_campaign_is_that_of_its_announcement(street: Shop) -> None:
    number = (await start(street)).campaign.id
    await street.act(end_campaign, telegram_id=MANAGER, campaign_id=number)
    assert await through(street, datetime(2026, 11, 29, tzinfo=UTC)) == []
    assert [state for *_, state in await planned(street)] == ["stopped", "stopped"]


async def test_of_a_paused_campaign_nothing_is_said_and_resumed_it_is_said_what_is_still_right(street: Shop) -> None:
    number = (await start(street)).campaign.id
    # The eve is written already, and said in Tokyo, when it is paused.
    street.now = datetime(2026, 11, 27, tzinfo=UTC)
    assert await through(street, datetime(2026, 11, 27, 13, tzinfo=UTC)) == [(BORA, "tomorrow", "11-27T18:00")]
    await street.act(pause_campaign, telegram_id=MANAGER, campaign_id=number)
    assert await through(street, datetime(2026, 11, 27, 20, tzinfo=UTC)) == []
    assert (AYSE, "skipped", "stopped") in await became(street)
    await street.act(resume_campaign, telegram_id=MANAGER, campaign_id=number)
    assert await through(street, datetime(2026, 11, 28, 3, tzinfo=UTC)) == [
        (CEM, "tomorrow", "11-27T18:00"),
        (BORA, "today", "11-28T09:00"),
    ]
    seen = await street.database.read(look_at_campaign, street.now, MANAGER, number, False)
    assert [(one.counts.sent, one.counts.stopped) for one in seen.announced] == [(2, 1), (1, 0)]


async def test_a_campaign_that_stays_paused_is_never_announced(street: Shop) -> None:
    number = (await start(street)).campaign.id
    await street.act(pause_campaign, telegram_id=MANAGER, campaign_id=number)
    street.now = datetime(2026, 11, 27, tzinfo=UTC)
    assert await through(street, datetime(2026, 11, 30, tzinfo=UTC)) == []
    assert await became(street) == []
    assert [state for *_, state in await planned(street)] == ["done", "done"]


async def test_a_suspended_merchant_announces_nothing(street: Shop) -> None:
    await start(street, TODAY)
    await street.act(suspend_merchant, merchant_id=street.cafe)
    assert await hear(street) == {}
