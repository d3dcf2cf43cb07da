"""The card: what a cashier is shown or told."""

from zoneinfo import ZoneInfo

import pytest

from bot.actions.card import CardShown
from bot.chat.screens.card import card
from bot.texts import Speaker
from tests.bot.chat.speaking import ENGLISH, NOW, SPEAKERS, button

LINK = "https://t.me/kumbara_demo_bot?start=m_AAEAAAAAAAAOfQOvEGqY22D_DuYYEuZ4Y"
SHOWN = CardShown(card_id=1, generation=1, till_code="0481", expires_at=NOW)


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_card_shows_its_link_once_and_its_code_with_leading_zeros(speaker: Speaker) -> None:
    screen = card(speaker, SHOWN, link=LINK, picture=b"png")
    assert screen.text.count(LINK) == 1
    assert "<code>0481</code>" in screen.text
    assert screen.secret
    assert screen.picture == b"png"


def test_a_card_says_until_when_it_works_and_how_to_have_another() -> None:
    screen = card(ENGLISH, SHOWN, link=LINK, picture=b"png")
    assert "2 minutes, until 7:08" in screen.text
    assert button(screen, "New code").data == "card"


def test_the_time_on_a_card_is_the_members_own() -> None:
    there = Speaker("tr", ENGLISH.programme, zone=ZoneInfo("Europe/Istanbul"))
    assert "22:08" in card(there, SHOWN, link=LINK, picture=b"png").text
