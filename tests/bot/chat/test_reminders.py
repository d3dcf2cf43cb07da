"""How reminders of points that end, and wishes on birthdays, read in each language."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.actions.offers import OfferSeen
from bot.chat.screens.notices import notice
from bot.texts import Speaker
from loyalty.model import Reward
from loyalty.reminders import Ending
from tests.bot.chat.speaking import ENGLISH, NOW, SPEAKERS, TURKISH, buttons

ENDS = NOW.replace(hour=0, minute=0)


def offer(number: int, points: int, merchant: str = "Café") -> OfferSeen:
    found = Reward(id=number, merchant_id=1, name=f"Reward <{number}>", points=points, state="active")
    return OfferSeen(reward=found, merchant=merchant)


def ending(
    first: int, points: int, *offers: OfferSeen, ends_at: datetime = ENDS, total: int | None = None
) -> dict[str, Any]:
    found = Ending(first=first, first_ends_at=ends_at, points=points, ends_at=ends_at + timedelta(days=2))
    return {"ending": found, "points": total or points, "rewards": offers}


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        (
            ENGLISH,
            "⏳ <b>1 point ends</b> after November 20, 2026, and by the end of November 22, 2026 it is"
            " <b>5 points in all</b>.\nThis is what you can have for your 30 points now:",
        ),
        (
            TURKISH,
            "⏳ <b>1 puanının</b> son günü 20 Kasım 2026. 22 Kasım 2026 sonuna kadar toplam <b>5 puanının</b> süresi"
            " dolacak.\n30 puanınla hemen şunları alabilirsin:",
        ),
    ],
)
def test_the_first_end_and_all_of_its_week_are_said_and_what_can_be_had_for_all_points(
    speaker: Speaker, text: str
) -> None:
    assert notice(speaker, "points-ending", ending(1, 5, offer(7, 25), total=30)).text == text


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_buttons_lead_to_the_rewards_that_are_named_and_to_all_of_them(speaker: Speaker) -> None:
    screen = notice(speaker, "points-ending", ending(5, 5, offer(7, 5), offer(8, 3)))
    assert [one.data for one in buttons(screen)] == ["reward:7:0", "reward:8:0", "rewards"]
    assert ["<7>" in one.text for one in buttons(screen)] == [True, False, False]


def test_shops_are_named_where_the_rewards_are_of_several() -> None:
    screen = notice(ENGLISH, "points-ending", ending(5, 5, offer(7, 5), offer(8, 3, "Bakery")))
    assert [one.text for one in buttons(screen)] == [
        "✅ Reward <7> · Café · 5 points",
        "✅ Reward <8> · Bakery · 3 points",
        "🎁 Rewards",
    ]


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_where_nothing_can_be_had_yet_no_reward_is_spoken_of(speaker: Speaker) -> None:
    screen = notice(speaker, "points-ending", ending(5, 5))
    assert "\n" not in screen.text
    assert [one.data for one in buttons(screen)] == ["rewards"]


def test_points_given_back_that_end_within_a_day_say_the_moment() -> None:
    screen = notice(ENGLISH, "points-ending", ending(5, 5, ends_at=NOW))
    assert screen.text == "⏳ <b>5 points end</b> after 11/21/26, 7:08\u202fPM."


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_a_wish_without_a_campaign_is_just_a_wish(speaker: Speaker) -> None:
    screen = notice(speaker, "birthday", {"gifts": []})
    assert screen.text.startswith("🎂 <b>")
    wish, switch = screen.text.split("\n\n")
    assert "\n" not in wish
    assert "/settings" in switch
    assert [one.data for one in buttons(screen)] == ["rewards"]
