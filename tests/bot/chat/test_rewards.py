"""The catalogue and a reward's page."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.actions.offers import Offers, OfferSeen
from bot.chat.screens.rewards import reward, rewards
from bot.texts import Speaker
from loyalty.errors import BudgetUsed, LimitReached, LoyaltyError, OnlyAtTheTill, RewardStarts, SoldOut, TierNeeded
from loyalty.model import Reward, RewardKind
from tests.bot.chat.speaking import ENGLISH, NOW, SPEAKERS, button, buttons


def offer(number: int, *, points: int = 20, merchant: str = "Corner Café", missing: int = 0, **of: Any) -> OfferSeen:
    """A cake with a number."""
    cake = Reward(id=number, merchant_id=1, name=f"Cake {number}", points=points, state="active")
    barred = of.pop("barred", None)
    return OfferSeen(reward=replace(cake, **of), merchant=merchant, missing=missing, barred=barred)


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_reward_has_a_button_with_its_name_and_price(speaker: Speaker) -> None:
    screen = rewards(speaker, Offers(spendable=24, offers=(offer(1), offer(2, points=90, missing=66))))
    ready, later = buttons(screen)
    assert "Cake 1" in ready.text
    assert "20" in ready.text
    assert ready.text.startswith("✅")
    assert not later.text.startswith("✅")
    assert ready.data == "reward:1:0"


def test_a_long_catalogue_has_pages_of_eight() -> None:
    seen = Offers(spendable=0, offers=tuple(offer(number) for number in range(1, 18)))
    first, middle, last = (rewards(ENGLISH, seen, page=page) for page in range(3))
    assert [len(screen.rows) for screen in (first, middle, last)] == [9, 9, 2]
    assert button(first, "More").data == "rewards:1"
    assert (button(middle, "Back").data, button(middle, "More").data) == ("rewards:0", "rewards:2")
    assert button(last, "Back").data == "rewards:1"


def test_a_page_that_is_not_there_is_the_last() -> None:
    seen = Offers(spendable=0, offers=(offer(1), offer(2)))
    assert rewards(ENGLISH, seen, page=999_999) == rewards(ENGLISH, seen)


def test_where_several_shops_take_part_a_button_names_the_shop() -> None:
    screen = rewards(ENGLISH, Offers(spendable=0, offers=(offer(1, missing=9), offer(2, missing=9, merchant="Bakery"))))
    assert [one.text for one in buttons(screen)] == ["Cake 1 · Corner Café · 20 points", "Cake 2 · Bakery · 20 points"]


def test_an_empty_catalogue_says_so() -> None:
    assert "no rewards yet" in rewards(ENGLISH, Offers(spendable=5, offers=())).text


def test_only_what_can_be_afforded_can_be_redeemed() -> None:
    affordable = reward(ENGLISH, offer(3))
    assert button(affordable, "Redeem").data == "redeem:3"
    dear = reward(ENGLISH, offer(3, missing=1), page=2)
    assert "1 more point and it is yours" in dear.text
    assert [one.data for one in buttons(dear)] == ["rewards:2"]


def test_markup_in_a_name_is_shown_and_not_obeyed() -> None:
    named = offer(1, name="<i>Tea</i>", merchant="A & B", description="<b>Hot</b>", tier="<u>Gold</u>")
    screen = reward(ENGLISH, named)
    assert "&lt;b&gt;Hot&lt;/b&gt;" in screen.text
    assert "&lt;u&gt;Gold&lt;/u&gt; only" in screen.text
    assert "&lt;i&gt;Tea&lt;/i&gt;" in screen.text
    assert "A &amp; B" in screen.text
    assert "<i>Tea</i>" in buttons(rewards(ENGLISH, Offers(spendable=0, offers=(named,))))[0].text


def test_a_button_says_what_is_special_and_a_page_why_not() -> None:
    ends = datetime(2026, 12, 1, tzinfo=UTC)
    special = offer(1, stock=3, tier="Gold", ends_at=ends)
    assert buttons(rewards(ENGLISH, Offers(spendable=99, offers=(special,))))[0].text == (
        "✅ Cake 1 · 20 points · Gold only · 3 left · until Nov 30"
    )
    assert "Gold only · 3 left · until Nov 30" in reward(ENGLISH, special).text


@pytest.mark.parametrize(
    ("barred", "word", "sentence"),
    [
        (SoldOut(), "sold out", "It is sold out"),
        (LimitReached(count=1), "you had it", "Everybody can have this once"),
        (OnlyAtTheTill(), "at the till", "ask for it at the till"),
        (BudgetUsed(), "next month again", "this month"),
        (RewardStarts(at=NOW), "from Nov 21", "can be had from"),
        (TierNeeded(tier="Gold"), "20 points", "for Gold members"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, LoyaltyError) else "",
)
def test_what_cannot_be_had_says_why_and_has_no_redeem(barred: LoyaltyError, word: str, sentence: str) -> None:
    seen = offer(1, barred=barred)
    listed = buttons(rewards(ENGLISH, Offers(spendable=99, offers=(seen,))))[0].text
    assert listed.startswith("▫️")
    assert word in listed
    page = reward(ENGLISH, seen)
    assert sentence in page.text
    assert [one.data for one in buttons(page)] == ["rewards"]


def test_a_reward_s_picture_stands_above_its_page() -> None:
    screen = reward(ENGLISH, offer(1, picture="AgAC-1", description="Made by hand."))
    assert screen.photo == "AgAC-1"
    assert "<i>Made by hand.</i>" in screen.text


def test_a_digital_reward_says_that_nothing_can_be_given_back() -> None:
    assert "cannot be given back" in reward(ENGLISH, offer(1, kind=RewardKind.DIGITAL, stock=99)).text
