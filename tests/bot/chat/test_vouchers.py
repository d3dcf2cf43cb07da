"""Vouchers, cancelling them, and the answer to the till."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.at_the_till import Answered
from bot.actions.redeem import VoucherEnded, VoucherHeld
from bot.chat.screens import vouchers as screens
from bot.texts import Speaker
from storage.vouchers import HeldVoucher
from tests.bot.chat.speaking import ENGLISH, NOW, PROGRAMME, SPEAKERS, button, buttons

LINK = "https://t.me/kumbara_demo_bot?start=v_AAEAAAAAAAFMenaXYA_GANY8mmKjazqn"
HELD = VoucherHeld(voucher_id=5, generation=1, reward="Cake", merchant="Café", points=20, expires_at=NOW)
ENDED = VoucherEnded(reward="Cake", merchant="Café", points=20, who="")


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_voucher_shows_its_link_once_and_cannot_be_forwarded(speaker: Speaker) -> None:
    screen = screens.voucher(speaker, HELD, link=LINK, picture=b"png")
    assert screen.text.count(LINK) == 1
    assert "Cake" in screen.text
    assert screen.secret
    assert [one.data for one in buttons(screen)] == ["voucher-cancel:5"]


def test_a_voucher_not_yet_used_can_be_shown_and_cancelled() -> None:
    one = HeldVoucher(id=5, generation=1, points=20, reward="Cake", merchant="Café", expires_at=NOW)
    screen = screens.held(ENGLISH, one)
    assert button(screen, "Show").data == "voucher-show:5"
    assert button(screen, "Cancel").data == "voucher-cancel:5"
    assert "until 7:08" in screen.text
    patient = Speaker("en", replace(PROGRAMME, voucher_life=timedelta(days=2)))
    assert "until 11/21/26, 7:08" in screens.held(patient, one).text


def test_no_vouchers_leads_to_the_rewards() -> None:
    assert [one.data for one in buttons(screens.none(ENGLISH))] == ["rewards"]
    assert "3 more" in screens.more(ENGLISH, 3).text


def test_what_cancelling_loses_is_said_before_and_after() -> None:
    costs = VoucherEnded(reward="Cake", merchant="Café", points=20, who="", lost=15)
    asked = screens.cancel_question(ENGLISH, costs, voucher_id=5)
    assert "you lose 15 points of 20" in asked.text
    assert [one.data for one in buttons(asked)] == ["voucher-cancel-now:5", "voucher-show:5"]
    done = screens.cancelled(ENGLISH, costs).text
    assert "5 points are yours again" in done
    assert "15 points were past their date" in done


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_cancelled_voucher_gives_all_back(speaker: Speaker) -> None:
    assert "20" in screens.cancelled(speaker, ENDED).text
    assert "\n" not in screens.cancelled(speaker, ENDED).text


def test_the_answer_to_the_till_says_what_it_cost() -> None:
    yes = Answered(reward="Cake", merchant="Café", points=20, accepted=True)
    no = Answered(reward="Cake", merchant="Café", points=20, accepted=False)
    assert "20 points were spent" in screens.use_answered(ENGLISH, yes).text
    assert "untouched" in screens.use_answered(ENGLISH, no).text
