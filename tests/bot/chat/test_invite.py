"""Bringing friends."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.actions.invitations import Invitations
from bot.chat.screens.invite import invite
from bot.texts import Speaker
from storage.referrals import Invited
from tests.bot.chat.counter import Counter
from tests.bot.chat.speaking import ENGLISH, SPEAKERS, buttons

LINK = "https://t.me/kumbara_demo_bot?start=r_AAEAAAAAAAH418vpEAOLwivCXuOsjLeE"

NOBODY = Invitations(invited=Invited(joined=0, qualified=0, points=0))


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_the_share_button_carries_the_whole_link_and_some_words(speaker: Speaker) -> None:
    screen = invite(speaker, NOBODY, link=LINK, picture=b"png")
    assert screen.text.count(LINK) == 1
    assert not screen.secret
    shared = urlsplit(buttons(screen)[0].url or "")
    assert (shared.netloc, shared.path) == ("t.me", "/share/url")
    assert parse_qs(shared.query)["url"] == [LINK]
    assert len(parse_qs(shared.query)["text"][0]) > 20


def test_what_both_get_when_and_what_it_brought_is_said() -> None:
    seen = Invitations(invited=Invited(joined=3, qualified=2, points=20), this_month=2)
    said = invite(ENGLISH, seen, link=LINK, picture=b"png").text
    assert "€5.00 or more, your friend gets 10 points and you get 10 points" in said
    assert "14 days later" in said
    assert "joined: 3" in said
    assert "bought: 2" in said
    assert "earned you: 20" in said
    assert "this month: 2 of 10" in said
    assert "on the way" not in said


def test_what_is_pending_until_when_and_what_waits_for_review_is_said() -> None:
    at = datetime(2026, 12, 5, 12, tzinfo=UTC)
    seen = replace(NOBODY, pending=20, pending_at=at, reviewed=10)
    said = invite(ENGLISH, seen, link=LINK, picture=b"png").text
    assert "20 points of it are on the way, the next on December 5, 2026" in said
    assert "10 points wait until the manager" in said


AYSE, BORA, CEM = 11, 12, 13


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "👋 Ce••• E. invited you: with your first purchase of €5.00 or more you get 10 points, and they get 10"),
        ("tr", "👋 Seni Ce••• E. davet etti: €5,00 ve üzeri ilk alışverişinle sen 10 puan, o da 10 puan kazanır."),
    ],
)
async def test_joining_names_the_inviter_of_the_last_link_followed(shop: Counter, language: str, said: str) -> None:
    links = []
    for who, name in ((AYSE, "Ayşe Kaya"), (CEM, "Cem Er")):
        await shop.member(who, name)
        links.append(await shop.say(who, "/invite"))
    shop.language = language
    assert "Ay••• K." in (await shop.follow(BORA, links[0])).text
    assert said in (await shop.follow(BORA, links[1])).text
    before = len(shop.api.calls)
    await shop.press(BORA, "join")
    told = [str(called.params.get("text")) for called in shop.api.calls[before:]]
    assert any(said in text for text in told)
    assert not any("Ay•••" in text for text in told)
