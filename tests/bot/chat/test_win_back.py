"""desk → Win back: managers choose in the chat, and the offer comes with the buttons it names."""

from datetime import timedelta

from bot.jobs import Jobs
from bot.push.rendering import Rendering
from bot.texts import Texts
from loyalty.model import Role
from storage import merchants, people
from storage.rows import instant
from tests.bot.chat.counter import OPERATOR, Counter
from tests.bot.chat.test_programme_desk import AUDITOR, AYSE, CASHIER, MANAGER, employ


async def kept(shop: Counter) -> int | None:
    return await shop.house.database.read(merchants.win_back_days, 1)


async def test_managers_choose_the_days_by_buttons_and_read_what_it_means(shop: Counter) -> None:
    await employ(shop, 1, MANAGER, Role.MANAGER)
    desk = await shop.say(MANAGER, "/desk")
    seen = await shop.press(MANAGER, desk.data("Win back"))
    assert "once in a quarter of the year at most" in seen.text
    assert "Whoever has been away longer than that when you switch it on gets none." in seen.text
    assert "Now it is off." in seen.text
    assert "Off" not in seen.buttons
    on = await shop.press(MANAGER, seen.data("60 days"))
    assert "Now they get it 60 days after their last purchase." in on.text
    assert "60 days" not in on.buttons
    assert await kept(shop) == 60
    assert "30 days after" in (await shop.press(OPERATOR, on.data("30 days"))).text
    assert "Now it is off." in (await shop.press(MANAGER, on.data("Off"))).text
    assert await kept(shop) is None
    shop.language = "tr"
    assert "Şu an kapalı." in (await shop.press(MANAGER, "win-back")).text


async def test_nobody_else_chooses_and_forged_days_are_none(shop: Counter) -> None:
    await employ(shop, 1, CASHIER, Role.CASHIER)
    await employ(shop, 1, AUDITOR, Role.AUDITOR)
    await shop.member(AYSE, "Ayşe Kaya")
    for who in (CASHIER, AUDITOR, AYSE):
        for data in ("win-back", "win-back-to:30", "win-back-to:off"):
            assert "cannot do this here" in (await shop.press(who, data)).text
    for data in (
        "win-back-to:31",
        "win-back-to:0",
        "win-back-to:99999999999999999999",
        "win-back-to:",
        "win-back-to:<b>",
    ):
        answer = await shop.press(OPERATOR, data)
        assert "no longer open" in answer.text or "not one of ours" in answer.text
    assert await kept(shop) is None


async def test_who_stays_away_gets_the_offer_in_their_language_and_its_button_leads_to_the_reward(
    shop: Counter,
) -> None:
    await shop.member(AYSE, "Ayşe Kaya")
    await shop.press(AYSE, "offers:yes")
    await shop.press(OPERATOR, "win-back-to:30")
    await shop.say(OPERATOR, f"24.90 {await shop.till_code(AYSE)}")
    shop.clock.passes(days=30)
    await Jobs(shop.house.database, shop.house.programme, shop.clock, lambda: None).nightly()
    (row,) = await shop.house.database.read(lambda tx: tx.all("SELECT * FROM outbox WHERE notice = 'win-back'"))
    assert instant(row["not_before"]) == shop.clock.now()
    person = await shop.house.database.read(people.person, AYSE)
    assert person is not None
    rendering = Rendering(shop.house.database, Texts(shop.house.programme, "tr"), shop.clock)
    data = {
        "merchant": 1,
        "member": person.member_id,
        "since": (shop.clock.now() - timedelta(days=30)).date().isoformat(),
    }
    screen = await rendering("win-back", data, person)
    assert screen is not None
    assert "enough for Cookie at Corner Café" in screen.text
    named = screen.rows[0][0]
    assert "Cookie" in named.text
    assert "Cookie" in (await shop.press(AYSE, str(named.data))).text
    await shop.say(OPERATOR, f"24.90 {await shop.till_code(AYSE)} R-2")
    shop.clock.passes(days=1)
    await shop.say(OPERATOR, f"5 {await shop.till_code(AYSE)} R-3")
    assert await rendering("win-back", data, person) is None
