"""What is said of vouchers, points, near rewards and offers, in every language, and where its buttons lead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.screens.notices import notice
from bot.texts import Speaker
from tests.bot.chat.counter import OPERATOR, Counter
from tests.bot.chat.speaking import ENGLISH, NOW, PROGRAMME, SPEAKERS, button, buttons

NEARLY = {"reward_id": 7, "reward": "Tea <3", "merchant": "Café", "points": 12}
BOOKED = {"merchant": "Café", "amount": 2490, "points": 24}
LAPSES = {"voucher": 5, "reward": "Tea <3", "merchant": "Café", "points": 20, "ends": NOW.isoformat()}
CAME = {"points": 34, "bonus": 0, "debt": 0, "balance": 34}
AYSE = 11


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_near_reward_is_a_line_below_the_receipt_and_a_button(speaker: Speaker) -> None:
    plain = notice(speaker, "purchase-booked", BOOKED)
    screen = notice(speaker, "purchase-booked", BOOKED | {"nearly": NEARLY})
    assert screen.text.startswith(plain.text + "\n")
    assert "Tea &lt;3" in screen.text
    assert "12" in screen.text
    assert [one.data for one in buttons(screen)] == ["balance", "reward:7"]
    assert button(screen, "Tea <3").data == "reward:7"


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_voucher_about_to_lapse_is_named_with_its_time_and_buttons(speaker: Speaker) -> None:
    patient = Speaker(speaker.language, replace(PROGRAMME, voucher_life=timedelta(days=2)))
    brief, long = (notice(one, "voucher-lapses-soon", LAPSES) for one in (speaker, patient))
    assert "Tea &lt;3" in brief.text
    assert speaker.time(NOW) in brief.text
    assert speaker.moment(NOW) not in brief.text
    assert speaker.moment(NOW) in long.text
    assert [one.data for one in buttons(brief)] == ["voucher-show:5", "voucher-cancel:5"]


def test_the_buttons_of_a_voucher_about_to_lapse_are_called_as_ever() -> None:
    screen = notice(ENGLISH, "voucher-lapses-soon", LAPSES)
    assert button(screen, "Show").data == "voucher-show:5"
    assert button(screen, "Cancel").data == "voucher-cancel:5"


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
@pytest.mark.parametrize(
    ("change", "numbers"),
    [
        ({}, ["34"]),
        ({"bonus": 34}, ["34"]),
        ({"bonus": 10}, ["34", "10"]),
        ({"debt": 5}, ["34", "5"]),
        ({"balance": 90}, ["34", "90"]),
        ({"points": 0, "debt": 5}, ["5"]),
        ({"bonus": 10, "debt": 5, "balance": 90}, ["34", "10", "5", "90"]),
    ],
)
def test_points_that_came_are_told_with_what_there_is_to_say_of_them(
    speaker: Speaker, change: dict[str, int], numbers: list[str]
) -> None:
    text = notice(speaker, "points-available", CAME | change).text
    assert [word for word in text.replace(":", "").split() if word.isdigit()] == numbers


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_offers_are_asked_about_with_what_there_would_be_and_two_answers(speaker: Speaker) -> None:
    screen = notice(speaker, "offers-again", {})
    assert screen.text.count("•") == 3
    assert [one.data for one in buttons(screen)] == ["offers:yes", "offers:no"]


async def test_who_collects_a_purchase_reads_which_reward_is_near_and_gets_there(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Kaya")
    collected = await shop.follow(AYSE, await shop.say(OPERATOR, "/sale 28"))
    assert "You are 12 points from <b>Espresso 2</b> at Corner Café." in collected.text
    page = await shop.press(AYSE, collected.data("Espresso 2"))
    assert "Espresso 2" in page.text
    far = await shop.follow(AYSE, await shop.say(OPERATOR, "/sale 15"))
    assert "points from" not in far.text


async def test_yes_to_offers_is_thanked_for_in_the_question_itself(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Kaya")
    assert "Thank you!" in (await shop.press(AYSE, "offers:yes")).text
    assert "no offers" in (await shop.press(AYSE, "offers:no")).text
