"""By the clock, through the real process: who has stayed away is won back in the morning, and owners see what ran."""

import re
from datetime import UTC, datetime

from loyalty.timetable import TIMETABLE
from tests.acceptance.cast import buy, has, open_shop
from tests.acceptance.world import World


async def by_day(world: World, days: int) -> None:
    """The clock stands at noon so many days on: reminders are due, and quiet hours are over."""
    state = await world.get("clock")
    now = datetime.fromtimestamp(state["now"] / 1000, UTC)
    await world.pass_time(days=days, minutes=12 * 60 - now.hour * 60 - now.minute)


async def test_who_stays_away_is_won_back_once_and_the_timetable_tells_of_it(world: World) -> None:
    shop = await open_shop(world, Cookie=5)
    ayse = await world.person(11, "Ayşe", "Yılmaz", language="tr")
    await ayse.scans(shop.poster, has(ayse, "Join"))
    await ayse.press("Join", has(ayse, "Yes, send me offers"))
    await ayse.press("Yes, send me offers")
    await shop.owner.say("/desk", has(shop.owner, "Win back"))
    await shop.owner.press("Win back", "Now it is off.")
    await shop.owner.press("", "30 days after their last purchase", containing="30 days")
    await buy(ayse, shop.cashier, "24.90", "R-1")

    before = ayse.mark
    await by_day(world, 30)
    offer = await ayse.hears("Görüşmeyeli çok oldu. Elinde 24 puan var", since=before)
    assert "Cookie" in offer.text
    await ayse.press("", has(ayse, "Redeem"), on=offer, containing="Cookie")

    await shop.owner.say("/desk", has(shop.owner, "Timetable"))
    seen = await shop.owner.press("Timetable", "Offers to members who have stayed away")
    assert re.search(r"✅ Offers to members who have stayed away: .+, 1 offer", seen.text), seen.text
    assert "▫️" not in seen.text.partition("Every night")[2]
    assert "⚠️" not in seen.text
    status, text = await world.http("/metrics")
    assert status == 200
    for job in TIMETABLE:
        assert f'kumbara_job_failures_total{{job="{job}"}} 0.0' in text
    assert 'kumbara_job_last_did{job="win-back"} 1.0' in text
    assert re.search(r'kumbara_job_last_success_timestamp_seconds\{job="settle"\} 1\.\d+e\+09', text)

    # Days go by, and once the process is killed: they have had theirs.
    mark = ayse.mark
    await by_day(world, 1)
    await world.kill()
    await by_day(world, 45)
    await world.start()
    await shop.owner.say("/desk", has(shop.owner, "Timetable"))
    await world.quiet()
    assert not [message for message in await ayse.messages(mark) if "Görüşmeyeli" in message.text]
