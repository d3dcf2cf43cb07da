"""The catalogue and a reward's page."""

import pytest

from bot.actions.offers import Offers, OfferSeen
from bot.chat.screens.rewards import reward, rewards
from bot.texts import Speaker
from storage.rewards import Offer
from tests.bot.chat.speaking import ENGLISH, SPEAKERS, button, buttons


def offer(number: int, *, points: int = 20, merchant: str = "Corner Café") -> Offer:
    """A cake with a number."""
    return Offer(id=number, name=f"Cake {number}", points=points, merchant=merchant)


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_reward_has_a_button_with_its_name_and_price(speaker: Speaker) -> None:
    screen = rewards(speaker, Offers(spendable=24, offers=(offer(1), offer(2, points=90))))
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
    screen = rewards(ENGLISH, Offers(spendable=0, offers=(offer(1), offer(2, merchant="Bakery"))))
    assert [one.text for one in buttons(screen)] == ["Cake 1 · Corner Café · 20 points", "Cake 2 · Bakery · 20 points"]


def test_an_empty_catalogue_says_so() -> None:
    assert "no rewards yet" in rewards(ENGLISH, Offers(spendable=5, offers=())).text


def test_only_what_can_be_afforded_can_be_redeemed() -> None:
    affordable = reward(ENGLISH, OfferSeen(offer=offer(3), missing=0))
    assert button(affordable, "Redeem").data == "redeem:3"
    dear = reward(ENGLISH, OfferSeen(offer=offer(3), missing=1), page=2)
    assert "1 more point and it is yours" in dear.text
    assert [one.data for one in buttons(dear)] == ["rewards:2"]


def test_markup_in_a_name_is_shown_and_not_obeyed() -> None:
    named = Offer(id=1, name="<i>Tea</i>", points=1, merchant="A & B")
    screen = reward(ENGLISH, OfferSeen(offer=named, missing=0))
    assert "&lt;i&gt;Tea&lt;/i&gt;" in screen.text
    assert "A &amp; B" in screen.text
    assert "<i>Tea</i>" in buttons(rewards(ENGLISH, Offers(spendable=0, offers=(named,))))[0].text
