"""The running chat and the programme in force."""

from bot.actions.programmes import set_programme
from bot.chat.screens.notices import notice
from bot.document import read_document
from bot.texts import Texts
from tests.bot.chat.counter import OPERATOR, PROGRAMME, Counter
from tests.bot.chat.test_at_the_till import AYSE

CLASSIC = read_document(
    b"""
[earning]
[[earning.brackets]]
from = 50
points_per_step = 1
[[earning.brackets]]
from = 100
points_per_step = 2.5
[earning.categories]
coffee = 3
"""
)


async def take_up(shop: Counter) -> None:
    """Another process sets the programme."""
    await shop.house.database.write(set_programme, CLASSIC, shop.house.programme, shop.clock.now())


async def test_a_new_version_counts_from_the_next_update_on_without_a_restart(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Kaya")
    await take_up(shop)
    await shop.say(OPERATOR, f"120.75 {await shop.till_code(AYSE)}")
    assert shop.house.programme.version == 2
    assert "<b>100 points</b>" in (await shop.say(AYSE, "/balance")).text


async def test_a_sale_may_name_a_category(shop: Counter) -> None:
    assert "At the end" not in (await shop.say(OPERATOR, "/sale")).text
    await take_up(shop)
    assert "At the end may stand what it was: coffee." in (await shop.say(OPERATOR, "/sale")).text
    assert "<b>6 points</b>" in (await shop.say(OPERATOR, "2.50 coffee")).text
    assert "<b>3 points</b>" in (await shop.say(OPERATOR, "/sale 1.50 R-1 Coffee")).text
    assert "<b>0 points</b>" in (await shop.say(OPERATOR, "/sale 1.50 R-2")).text


async def test_points_that_wait_are_said_to_wait(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Kaya")
    waiting = read_document(b"[earning]\npending_days = 3")
    await shop.house.database.write(set_programme, waiting, shop.house.programme, shop.clock.now())
    collected = await shop.follow(AYSE, await shop.say(OPERATOR, "/sale 24.90"))
    assert "+24 points" in collected.text
    assert "They wait, and can be spent from November 24, 2026." in collected.text
    assert "You have <b>0 points" in (await shop.say(AYSE, "/balance")).text


def test_a_purchase_whose_points_wait_is_told_with_the_day() -> None:
    told = {"merchant": "Café", "amount": 2490, "points": 24, "at": "2026-11-24T12:00:00+00:00"}
    for language, words in (("en", "can be spent from November 24, 2026"), ("tr", "24 Kasım 2026 tarihinden")):
        assert words in notice(Texts(PROGRAMME, language).speaker(None, None), "purchase-pending", told).text


async def test_the_terms_say_in_three_lines_how_long_points_last_whatever_the_policy(chat: Counter) -> None:
    lines = (await chat.say(AYSE, "/start")).text.splitlines()
    assert sum(line.startswith("•") for line in lines) == 3
    assert "• Points last 12 months, to the end of that month, and I tell you before they end." in lines
    never = read_document(b'[expiry]\npolicy = "never"')
    await chat.house.database.write(set_programme, never, chat.house.programme, chat.clock.now())
    assert "• Points never end." in (await chat.say(AYSE, "/start")).text.splitlines()


async def test_whoever_reads_the_rules_before_joining_keeps_what_the_link_asked_for(shop: Counter) -> None:
    welcome = await shop.follow(AYSE, await shop.say(OPERATOR, "/sale 24.90"))
    rules = await shop.press(AYSE, welcome.data("Rules"))
    assert (rules.text.splitlines()[0], rules.buttons) == ("<b>📖 The rules</b>", {})
    await shop.press(AYSE, welcome.data("Join and collect"))
    assert "<b>24 points</b>" in (await shop.say(AYSE, "/balance")).text
    assert "rules" in (await shop.say(AYSE, "/help")).buttons.values()
    assert "balance" in (await shop.press(AYSE, "rules")).buttons.values()


async def test_whoever_joins_reads_how_purchases_earn(chat: Counter) -> None:
    said = await chat.say(AYSE, "/start")
    assert "What you spend earns 1 point for each €1.00." in said.text
    await take_up(chat)
    said = await chat.say(AYSE, "/start")
    assert (
        "What you spend earns 1 point for each €1.00 above €50.00, 2.5 points for each €1.00 above €100.00, "
        "coffee: 3 points for each €1.00." in said.text
    )
    chat.language = "tr"
    said = await chat.say(AYSE, "/start")
    assert "€100,00 üzerindeki her €1,00 için 2,5 puan, coffee: her €1,00 için 3 puan." in said.text
