"""The nightly report of cashier and member pairs out of the ordinary."""

from datetime import timedelta
from json import loads

from bot.actions.undo import undo
from bot.actions.watch import nights_to_watch, odd_pairs, report_pairs
from bot.chat.screens.notices import notice
from bot.texts import Speaker
from loyalty.model import Role
from loyalty.watch import Oddity
from tests.bot.actions.shop import AYSE, BAKER, BORA, CASHIER, CEM, MANAGER, OWNER, Shop


async def report(shop: Shop) -> None:
    """The report of the date by the street's clock: about the day before."""
    night = shop.now.astimezone(shop.programme.zone).date()
    found = await shop.database.read(odd_pairs, night)
    await shop.database.write(report_pairs, shop.cause(), shop.programme, night, found)


async def told(shop: Shop, telegram_id: int, language: str = "en") -> list[str]:
    rows = await shop.rows(
        "SELECT data FROM outbox WHERE telegram_id = $1 AND notice = 'odd-pairs' ORDER BY id", telegram_id
    )
    return [notice(Speaker(language, shop.programme), "odd-pairs", loads(row["data"])).text for row in rows]


async def test_a_nightly_report_shows_the_owner_many_purchases_of_one_pair_on_one_day(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can")
    for _ in range(4):
        await shop.buy(AYSE, 10)
    await shop.buy(BORA, 10)
    shop.pass_time(days=1)
    for _ in range(2):
        await report(shop)
    assert await told(shop, OWNER) == [
        "👀 <b>Worth a look</b>: purchases up to November 21, 2026. There may be a good reason, so ask before you"
        " judge.\n• Can booked 4 purchases for Ay••• K. in one day."
    ]
    assert (await told(shop, OWNER, "tr"))[0].endswith("• Can, Ay••• K. için bir günde 4 alışveriş girdi.")
    # What was sent is not kept for ever, and is not reported again all the same.
    await shop.run("DELETE FROM outbox")
    await report(shop)
    for other in (OWNER, MANAGER, CASHIER, BAKER, AYSE):
        assert await told(shop, other) == []


async def test_a_purchase_that_was_undone_is_not_counted(shop: Shop) -> None:
    await shop.join(AYSE)
    for _ in range(3):
        await shop.buy(AYSE, 10)
    booked = await shop.buy(AYSE, 10)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    shop.pass_time(days=1)
    await report(shop)
    assert await told(shop, OWNER) == []


async def test_a_cashier_who_books_most_of_a_members_purchases_but_few_of_others_is_shown(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can")
    for day in range(10):
        await shop.buy(BORA, 10, by=MANAGER)
        await shop.buy(BORA, 10, by=CASHIER if day % 3 == 0 else MANAGER)
        if day % 2 == 0:
            await shop.buy(AYSE, 10)
        shop.pass_time(days=1)
    await shop.buy(AYSE, 10)
    await shop.buy(BORA, 10, by=MANAGER)
    shop.pass_time(days=1)
    await report(shop)
    assert [line for line in (await told(shop, OWNER))[0].splitlines() if "Can" in line] == [
        "• In 30 days Can booked 6 of the 6 purchases of Ay••• K., but only 19 % of everybody else's."
    ]
    # They are not shown again for a day on which nothing was booked.
    shop.pass_time(days=1)
    await report(shop)
    assert len(await told(shop, OWNER)) == 1


async def test_purchases_that_bring_far_more_points_than_others_are_shown(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can")
    for _ in range(20):
        await shop.buy(BORA, 10, by=MANAGER)
        shop.pass_time(minutes=3)
    shop.pass_time(days=3)
    for _ in range(3):
        await shop.buy(AYSE, 500)
    shop.pass_time(days=1)
    await report(shop)
    assert (await told(shop, OWNER))[0].splitlines()[1:] == [
        "• In 30 days Can booked 3 purchases for Ay••• K. that brought 500 points each on average; everybody else's"
        " brought 10."
    ]


async def test_what_is_older_than_thirty_days_says_nothing(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA, "Bora Can")
    for _ in range(20):
        await shop.buy(BORA, 10, by=MANAGER)
        shop.pass_time(minutes=3)
    for _ in range(2):
        await shop.buy(AYSE, 500)
    shop.pass_time(days=30)
    await shop.buy(AYSE, 500)
    shop.pass_time(days=1)
    night = shop.now.astimezone(shop.programme.zone).date()
    assert await shop.database.read(odd_pairs, night) == []


async def test_each_merchants_owner_sees_their_own_and_no_more_than_ten_lines(shop: Shop) -> None:
    for number in range(12):
        await shop.join(100 + number, f"Member {chr(65 + number)}")
    await shop.join(CEM, "Cem Er")
    for _ in range(4):
        for number in range(12):
            await shop.buy(100 + number, 10)
        await shop.buy(CEM, 10, by=BAKER)
    shop.pass_time(days=1)
    await report(shop)
    cafe, bakery = (await told(shop, OWNER))[0].splitlines(), (await told(shop, BAKER))[0].splitlines()
    assert len(cafe) == 12
    assert cafe[-1] == "… and 2 more."
    assert bakery[1:] == ["• Bilge booked 4 purchases for Ce••• E. in one day."]


async def test_only_nights_after_a_day_with_purchases_are_reported(shop: Shop) -> None:
    await shop.join(AYSE)
    today = shop.now.astimezone(shop.programme.zone).date()
    await shop.buy(AYSE, 10)
    shop.pass_time(days=3)
    await shop.buy(AYSE, 10)
    found = await shop.database.read(nights_to_watch, today - timedelta(days=9), today + timedelta(days=9))
    assert found == [today + timedelta(days=1), today + timedelta(days=4)]
    assert await shop.database.read(nights_to_watch, today + timedelta(days=2), today + timedelta(days=4)) == found[1:]


async def test_a_pair_of_somebody_forgotten_or_gone_is_shown_by_what_is_left(shop: Shop) -> None:
    await shop.join(AYSE)
    gone = await shop.employ(shop.cafe, 40, "Efe", Role.CASHIER)
    for _ in range(4):
        await shop.buy(AYSE, 10, by=40)
    await shop.run("UPDATE staff SET removed_at = 1 WHERE id = $1", gone)
    await shop.run("DELETE FROM people WHERE telegram_id = $1", AYSE)
    shop.pass_time(days=1)
    night = shop.now.astimezone(shop.programme.zone).date()
    (pair,) = await shop.database.read(odd_pairs, night)
    assert (pair.staff_id, pair.why, pair.counts.on_day) == (gone, Oddity.MANY, 4)
    await report(shop)
    assert (await told(shop, OWNER))[0].endswith("• Efe booked 4 purchases for ••• in one day.")
