"""Announcing a campaign: what a manager sees before and after Start, and what members read."""

from typing import Any

from bot.actions.announcing import announce_now
from bot.actions.broadcasts import due_broadcasts, serve
from bot.chat.screens.notices import notice
from bot.chat.screens.screen import Screen
from bot.push.progress import watched
from loyalty.model import Role
from storage import people, staff
from storage.database import Row, Tx
from tests.bot.chat.counter import OPERATOR, PROGRAMME, Answer, Counter

AYSE, BORA, CAN = 11, 12, 21


async def fan(shop: Counter, who: int, name: str, **choices: Any) -> None:
    """A member who wants offers."""
    await shop.member(who, name)
    await shop.press(who, "offers:yes")
    for choice, value in choices.items():
        await shop.house.database.write(people.set_choice, who, choice, value)


async def presses(shop: Counter, shown: Answer, *labels: str) -> Answer:
    for label in labels:
        shown = await shop.press(OPERATOR, shown.data(label))
    return shown


async def rows(shop: Counter, sql: str) -> list[Row]:
    return await shop.house.database.read(lambda tx: tx.all(sql))


async def write_all(shop: Counter) -> None:
    """The job writes what is due."""
    database, now = shop.house.database, shop.clock.now()
    while due := await database.read(due_broadcasts, now):
        for number in due:
            await database.write(serve, PROGRAMME, now, number)


async def heard(shop: Counter, who: int, number: int) -> Screen | None:
    """What somebody reads of a broadcast at this moment."""

    def look(tx: Tx) -> dict[str, Any] | None:
        person = people.person(tx, who)
        assert person is not None
        return announce_now(tx, PROGRAMME, person, {"broadcast": number}, shop.clock.now())

    data = await shop.house.database.read(look)
    person = await shop.house.database.read(people.person, who)
    assert person is not None
    kind = (await rows(shop, f"SELECT kind FROM broadcasts WHERE id = {number}"))[0]["kind"]  # noqa: S608
    speaker = shop.house.texts.speaker(person.chosen_language, person.telegram_language, person.zone)
    return None if data is None else notice(speaker, f"broadcast-{kind}", data)


async def test_before_start_the_manager_reads_what_members_will_and_how_many_they_are(shop: Counter) -> None:
    shown = await shop.say(OPERATOR, "/doubleday 28.11.")
    assert "Nobody would hear of it" in shown.text
    await fan(shop, AYSE, "Ayşe Yılmaz")
    await shop.member(BORA, "Bora Ak")
    shown = await shop.say(OPERATOR, "/doubleday 28.11.")
    assert "<b>1 person</b> will hear of it" in shown.text
    assert "The evening before at 6:00\u202fPM and on the morning itself at 9:00\u202fAM" in shown.text
    assert (
        "<blockquote>🎉 <b>Double points</b> at Corner Café tomorrow, Saturday, November 28!</blockquote>" in shown.text
    )
    today = await shop.say(OPERATOR, "/doubleday today")
    assert "On the day itself from 9:00\u202fAM on" in today.text
    assert "at Corner Café today, Saturday, November 21!</blockquote>" in today.text
    assert await rows(shop, "SELECT id FROM broadcasts") == []
    shop.language = "tr"
    shown = await shop.say(OPERATOR, "/doubleday 28.11.")
    assert "<b>1 kişi</b> duyar" in shown.text
    assert "<blockquote>🎉 Yarın, 28 Kasım Cumartesi: <b>Çift puan</b> · Corner Café</blockquote>" in shown.text


async def test_after_start_the_message_shows_how_the_announcement_goes_and_stops_it(shop: Counter) -> None:
    await fan(shop, AYSE, "Ayşe Yılmaz")
    started = await presses(shop, await shop.say(OPERATOR, "/doubleday today"), "Start")
    assert "✅ <b>Double Saturday</b> is set." in started.text
    assert "On the morning itself" in started.text
    assert "The evening before" not in started.text
    watching = await shop.house.database.read(watched)
    assert [(one.telegram_id, len(one.seen)) for one in watching] == [(OPERATOR, 1)]
    await write_all(shop)
    page = await shop.press(OPERATOR, "campaign:1")
    assert "It runs." in page.text
    assert "⏳ Waiting: 1" in page.text
    stopped = await presses(shop, page, "Stop the announcement")
    assert "Stopped" in stopped.text
    await write_all(shop)
    page = await shop.press(OPERATOR, "campaign:1")
    assert "⏹ Stopped: 1" in page.text
    assert "It runs." in page.text
    assert not [label for label in page.buttons if "Stop" in label]
    listed = await shop.press(OPERATOR, "broadcast-list")
    assert "<b>Double Saturday, on the morning</b>" in listed.text


async def test_a_campaign_of_the_questions_is_announced_unless_that_is_refused(shop: Counter) -> None:
    await fan(shop, AYSE, "Ayşe Yılmaz")
    asked = await shop.press(OPERATOR, "campaign-new")
    summary = await presses(shop, asked, "More points", "× 2", "Tomorrow", "All day", "Everybody", "Double Sunday")
    assert "1 person</b> will hear of it" in summary.text
    silent = await presses(shop, summary, "Announce: yes")
    assert "Nobody is told: members see it in their points only." in silent.text
    assert "no longer open" in (await presses(shop, summary, "Start")).text
    assert "is set" in (await presses(shop, silent, "Start")).text
    assert await rows(shop, "SELECT id FROM broadcasts") == []
    asked = await shop.press(OPERATOR, "campaign-new")
    summary = await presses(shop, asked, "Extra points", "+20", "Tomorrow", "All day", "Birthday", "€10.00")
    summary = await presses(shop, summary, "20 extra")
    assert "Nobody would hear of it" in summary.text
    both = await presses(shop, summary, "Announce: yes", "Announce: no", "Start")
    assert both.text.count("Planned.") == 2
    assert [row["kind"] for row in await rows(shop, "SELECT kind FROM broadcasts ORDER BY id")] == ["eve", "morning"]


async def test_nobody_but_its_managers_stops_an_announcement(shop: Counter) -> None:
    await presses(shop, await shop.say(OPERATOR, "/doubleday today"), "Start")
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.house.database.write(
        staff.add_staff, merchant_id=1, telegram_id=CAN, name="Can", role=Role.CASHIER, now=shop.clock.now()
    )
    for who in (AYSE, CAN):
        assert "You cannot do this here" in (await shop.press(who, "announcement-stop:1")).text
    assert "not there" in (await shop.press(OPERATOR, "announcement-stop:7")).text
    assert "not one of ours" in (await shop.press(OPERATOR, "announcement-stop:x")).text
    assert [row["state"] for row in await rows(shop, "SELECT state FROM broadcasts")] == ["planned"]


async def test_members_read_what_where_and_when_in_their_own_words(shop: Counter) -> None:
    await fan(shop, AYSE, "Ayşe Yılmaz")
    await fan(shop, BORA, "Bora Ak", chosen_language="tr", zone="Asia/Tokyo")
    asked = await shop.press(OPERATOR, "campaign-new")
    name = await presses(shop, asked, "Extra points", "+20", "Seven days", "Done")
    name = await presses(shop, name, "3:00\u202fPM–6:00\u202fPM", "Everybody", "€10.00")
    more = await presses(shop, name, "20 extra", "More", "Cap for a member", "100")
    await presses(shop, more, "Start")
    said = await heard(shop, AYSE, 1)
    assert said is not None
    assert said.text.splitlines() == [
        "🎉 <b>20 extra points</b> at Corner Café today, Saturday, November 21!",
        "🗓 It goes on through Friday, November 27.",
        "🕒 3:00\u202fPM–6:00\u202fPM",
        "Once a day.",
        "For purchases of €10.00 or more.",
        "You can get 100 points by it at most.",
        "",
        "<i>You get this because you want offers. Switch them off in /settings.</i>",
    ]
    assert [[button.data for button in row] for row in said.rows] == [["card"]]
    shop.clock.passes(days=1)
    late = await heard(shop, AYSE, 1)
    assert late is not None
    assert late.text.startswith("🎉 <b>20 extra points</b> at Corner Café now, through Friday, November 27!\n🕒")
    turkish = await heard(shop, BORA, 1)
    assert turkish is not None
    # By other clocks than the shop's, so that the hours name theirs.
    assert turkish.text.splitlines()[:3] == [
        "🎉 Şimdi, 27 Kasım Cuma gününe kadar: <b>20 puan fazladan</b> · Corner Café",
        "🕒 15:00–18:00 (UTC)",
        "Günde bir kez.",
    ]
    shop.clock.passes(days=7)
    assert await heard(shop, AYSE, 1) is None


async def test_the_evening_before_leads_to_the_points_and_the_morning_to_the_card(shop: Counter) -> None:
    await fan(shop, AYSE, "Ayşe Yılmaz")
    await presses(shop, await shop.say(OPERATOR, "/doubleday tomorrow x1,5"), "Start")
    eve = await heard(shop, AYSE, 1)
    assert eve is not None
    assert "<b>1.5 × points</b> at Corner Café tomorrow, Sunday, November 22!" in eve.text
    assert [[button.data for button in row] for row in eve.rows] == [["balance"]]
    assert "You have" in (await shop.press(AYSE, "balance")).text
    shop.clock.passes(days=1)
    assert await heard(shop, AYSE, 1) is None
    morning = await heard(shop, AYSE, 2)
    assert morning is not None
    assert "today, Sunday, November 22!" in morning.text
    assert (await shop.press(AYSE, str(morning.rows[0][0].data))).picture is not None


async def test_who_wants_offers_on_a_double_day_hears_of_it_with_the_thanks(shop: Counter) -> None:
    shown = await presses(shop, await shop.say(OPERATOR, "/doubleday today x3"), "Start")
    assert "is set" in shown.text
    await shop.member(AYSE, "Ayşe")
    await shop.member(BORA, "Bora")
    thanks = (await shop.press(AYSE, "offers:yes")).text.splitlines()
    assert thanks[0].startswith("🎉 Thank you!")
    assert thanks[1:] == ["🎉 3 × points at Corner Café today"]
    assert "points" not in (await shop.press(BORA, "offers:no")).text
    shop.clock.passes(days=1)
    assert len((await shop.press(BORA, "offers:yes")).text.splitlines()) == 1
    # Pressed by somebody who is no member, as a forged button is.
    assert "Thank you!" in (await shop.press(CAN, "offers:yes")).text
