"""What is kept, and what is said before somebody is forgotten."""

import pytest

from bot.actions.forget import Loss
from bot.chat.screens import privacy as screens
from bot.texts import Speaker
from tests.bot.chat.speaking import ENGLISH, SPEAKERS, button, buttons

NOTHING = Loss(points=0, pending=0, vouchers=0, debt=0, shops=())
MUCH = Loss(points=34, pending=1, vouchers=2, debt=3, shops=("A & B", "Bakery"))


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_everything_that_is_lost_is_said_before(speaker: Speaker) -> None:
    said = screens.forget_question(speaker, MUCH).text
    assert all(number in said for number in ("34", "1", "2", "3"))
    assert "A &amp; B, Bakery" in said
    assert screens.forget_question(speaker, NOTHING).text.count("•") == 0


def test_forgetting_takes_a_second_press_and_can_be_left() -> None:
    asked = screens.forget_question(ENGLISH, NOTHING)
    assert button(asked, "Confirm").data == "forget-now"
    assert "privacy" in [one.data for one in buttons(asked)]


def test_staff_are_told_that_they_stay_staff() -> None:
    assert "You still work at A &amp; B, Bakery" in screens.forgotten(ENGLISH, MUCH).text
    assert "work" not in screens.forgotten(ENGLISH, NOTHING).text


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_the_way_to_ones_data_and_out_stands_under_what_is_kept(speaker: Speaker) -> None:
    assert [one.data for one in buttons(screens.privacy(speaker))] == ["my-data", "forget"]
    sent = screens.my_data(speaker, b"{}").document
    assert sent is not None
    assert sent.name.endswith(".json")
