"""What the job at midnight finds out about tiers is said at the reminder hour, as it is by then."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.refund import refund
from bot.actions.tiers import look_at_tier, replay_tier
from bot.actions.watch import OddPair, report_pairs
from loyalty.model import Tier
from loyalty.watch import Oddity, PairCounts
from storage import people
from storage.database import Database
from tests.bot.actions.hearing import heard, heard_of
from tests.bot.actions.shop import AYSE, MANAGER, OWNER, PROGRAMME, Shop

TWO_TIERS = replace(PROGRAMME, tiers=(Tier(name="Silver", threshold=100), Tier(name="Gold", threshold=300)))
# Midnight in Istanbul, thirty days before Gold ends, and the day on which it does.
WARNED, LOST = datetime(2028, 11, 20, 21, tzinfo=UTC), datetime(2028, 12, 20, 21, tzinfo=UTC)
MORNING = timedelta(hours=10)


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    street = Shop(database, TWO_TIERS)
    await street.open()
    await street.join(AYSE)
    await street.buy(AYSE, 300)
    street.pass_time(minutes=1)
    assert any("reached <b>Gold</b>" in text for text in await said(street))
    yield street
    assert await street.findings() == []


async def said(shop: Shop) -> list[str]:
    """What Ayşe hears by now."""
    return [screen.text for screen in await heard(shop, AYSE)]


async def at_midnight(shop: Shop, midnight: datetime) -> None:
    """What the job does for Ayşe."""
    shop.now = midnight
    await shop.database.write(look_at_tier, shop.cause(), shop.programme, await shop.member_id(AYSE))


async def test_a_tier_won_is_told_at_once_though_reminders_are_off_and_it_is_late(shop: Shop) -> None:
    await shop.act(refund, telegram_id=MANAGER, sale_id=1)
    await shop.database.write(people.set_choice, AYSE, "reminders", 0)
    shop.now = shop.now.replace(hour=20)
    await said(shop)
    await shop.buy(AYSE, 100)
    assert any("reached <b>Silver</b>" in text for text in await said(shop))


async def test_who_soon_loses_a_tier_hears_of_it_at_the_reminder_hour_of_their_own_day(shop: Shop) -> None:
    await at_midnight(shop, WARNED)
    assert await said(shop) == []
    shop.now = WARNED + MORNING - timedelta(milliseconds=1)
    assert await said(shop) == []
    shop.now = WARNED + MORNING
    assert await said(shop) == [
        "🏅 <b>Gold</b> is yours through December 20, 2028. 300 more points of purchases by then and it stays yours."
    ]


async def test_the_reminder_hour_is_that_of_the_members_own_zone(shop: Shop) -> None:
    await shop.database.write(people.set_choice, AYSE, "zone", "Asia/Tokyo")
    await at_midnight(shop, WARNED)
    # Six in the morning in Tokyo by then: four hours to go.
    shop.now = WARNED + timedelta(hours=4, milliseconds=-1)
    assert await said(shop) == []
    shop.pass_time(milliseconds=1)
    assert len(await said(shop)) == 1


async def test_where_the_reminder_hour_is_over_it_is_said_at_once_but_not_in_quiet_hours(shop: Shop) -> None:
    await shop.database.write(people.set_choice, AYSE, "zone", "America/New_York")
    await at_midnight(shop, WARNED)
    assert len(await said(shop)) == 1
    await at_midnight(shop, LOST + timedelta(hours=6))
    assert await said(shop) == []
    shop.now = datetime(2028, 12, 21, 15, tzinfo=UTC)
    assert await said(shop) == [
        "Your time as <b>Gold</b> is over. Thank you for every visit! You are <b>Silver</b> now, and 300 more points of"
        " purchases bring you to <b>Gold</b>."
    ]


async def test_a_tier_that_was_saved_before_the_hour_is_not_told_of(shop: Shop) -> None:
    await at_midnight(shop, WARNED)
    await shop.buy(AYSE, 300)
    shop.now = WARNED + MORNING
    assert not any("stays yours" in text for text in await said(shop))
    assert await heard_of(shop, AYSE, "tier-soon-lost") == ["nothing-to-say"]


async def test_what_saves_a_tier_is_worked_out_anew_when_it_is_said(shop: Shop) -> None:
    await at_midnight(shop, WARNED)
    await shop.buy(AYSE, 120)
    shop.now = WARNED + MORNING
    assert "180 more points of purchases by then" in (await said(shop))[-1]


async def test_a_tier_that_was_won_back_before_the_hour_is_not_told_as_lost(shop: Shop) -> None:
    await at_midnight(shop, LOST)
    await shop.buy(AYSE, 300)
    shop.now = LOST + MORNING
    assert not any("is over" in text for text in await said(shop))
    assert await heard_of(shop, AYSE, "tier-lost") == ["nothing-to-say"]


async def test_who_lost_a_tier_hears_what_the_next_one_takes_by_then(shop: Shop) -> None:
    await at_midnight(shop, LOST)
    await shop.buy(AYSE, 50)
    shop.now = LOST + MORNING
    assert "250 more points of purchases bring you to <b>Gold</b>" in "".join(await said(shop))


async def test_a_tier_taken_back_is_told_at_once(shop: Shop) -> None:
    shop.now = shop.now.replace(hour=20)
    await shop.act(refund, telegram_id=MANAGER, sale_id=1)
    assert any("had been reached with it" in text for text in await said(shop))


async def test_what_new_rules_made_of_a_tier_at_midnight_waits_for_the_hour(shop: Shop) -> None:
    midnight = datetime(2026, 11, 22, 21, tzinfo=UTC)
    shop.programme = replace(TWO_TIERS, tiers=(Tier(name="Star", threshold=200),))
    shop.now = midnight
    member = await shop.member_id(AYSE)
    await shop.database.write(replay_tier, shop.cause(), shop.programme, member)
    shop.programme = replace(TWO_TIERS, tiers=(Tier(name="Star", threshold=200), Tier(name="Sun", threshold=250)))
    await shop.database.write(replay_tier, shop.cause(), shop.programme, member)
    assert await said(shop) == []
    shop.now = midnight + MORNING
    gone, won = await said(shop)
    assert "there is no <b>Gold</b> any more" in gone
    assert "reached <b>Sun</b>" in won


async def test_owners_read_the_nightly_report_in_the_morning(shop: Shop) -> None:
    shop.now = datetime(2026, 11, 22, 21, tzinfo=UTC)
    await heard(shop, OWNER)
    counts = PairCounts(
        on_day=9, purchases=9, points=9, member_purchases=9, member_points=9, cashier_purchases=9,
        merchant_purchases=9, merchant_points=9,
    )  # fmt: skip
    odd = OddPair(merchant_id=shop.cafe, staff_id=3, member_id=1, why=Oddity.MANY, counts=counts)
    await shop.database.write(report_pairs, shop.cause(), shop.programme, (shop.now + MORNING).date(), [odd])
    assert await heard(shop, OWNER) == []
    shop.pass_time(hours=10)
    assert len(await heard(shop, OWNER)) == 1
