"""The Rules page: what members may know, in plain words, whatever the programme says."""

from dataclasses import fields, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from bot.chat.screens.rules import in_words, rules
from bot.document import Document
from bot.texts import LANGUAGES, Speaker
from loyalty.model import Bracket, Category, Programme, Tier
from loyalty.programme import DebtPolicy, Expiry, ExpiryPolicy, Stacking
from tests.bot.chat.speaking import PROGRAMME
from tests.bot.documents import documents

TIERS = (Tier(name="Silver", threshold=500, multiplier=Fraction(5, 4)), Tier(name="Gold", threshold=2000))
WITH_TIERS = replace(PROGRAMME, tiers=TIERS)
LONGEST = 4096

# Every policy that touches members, with another value of it, and in which programme it is looked at.
SHOWN: dict[str, Any] = {
    "step_units": 2,
    "points_per_step": 3,
    "brackets": (Bracket(from_units=50, points_per_step=1),),
    "categories": (Category(name="coffee", points_per_step=2),),
    "purchase_hold": timedelta(days=2),
    "expiry": Expiry(count=6),
    "given_back_life": timedelta(days=3),
    "debt": DebtPolicy.FORGIVE,
    "tiers": TIERS[:1],
    "tier_months": 6,
    "tier_grace": timedelta(days=7),
    "tier_warning": timedelta(days=9),
    "stacking": Stacking.ADD,
    "referral_points_referrer": 11,
    "referral_points_referee": 12,
    "referral_minimum_units": 7,
    "referral_hold": timedelta(days=3),
    "referral_window": timedelta(days=4),
    "referral_monthly_cap": 3,
    "referral_purchases": 2,
    "referral_phone": True,
    "referral_review_after": 2,
    "voucher_life": timedelta(minutes=20),
    "point_worth_percent": 7,
    "purchases_a_day": None,
    "points_a_member_day": 900,
    "scarce_stock": 4,
    "confirmed_anywhere": True,
    "reminder_days": (14,),
    "reminder_minute": 660,
    "eve_minute": 1020,
    "morning_minute": 480,
    "quiet": None,
    "nearly_points": 0,
    "birthday_greeting": False,
}
# What only staff meet, how long a code on a screen lives (it says so itself), and what is no policy.
NOT_SHOWN = {
    "version",
    "zone",
    "currency",
    "exponent",
    "sale_life",
    "card_life",
    "undo_life",
    "request_life",
    "invite_life",
    "code_life",
    "largest_sale_units",
    "points_a_shift",
    "cheap_reward_points",
}


def test_every_setting_is_either_shown_to_members_or_known_not_to_touch_them() -> None:
    assert {field.name for field in fields(Programme)} == set(SHOWN) | NOT_SHOWN
    assert not set(SHOWN) & NOT_SHOWN


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("name", SHOWN)
def test_where_a_rule_is_a_policy_it_is_shown_to_members_in_plain_words(name: str, language: str) -> None:
    changed = replace(WITH_TIERS, **{name: SHOWN[name]})
    assert in_words(Speaker(language, changed)) != in_words(Speaker(language, WITH_TIERS))


@pytest.mark.parametrize(
    ("expiry", "said"),
    [
        (Expiry(), "Points last 12 months, to the end of that month, and I tell you before they end."),
        (Expiry(policy=ExpiryPolicy.MONTHS, count=1), "Points last 1 month, and I tell you before they end."),
        (Expiry(policy=ExpiryPolicy.DAYS, count=90), "Points last 90 days, and I tell you before they end."),
        (Expiry(policy=ExpiryPolicy.END_OF_YEAR, count=0), "Points last to the end of the year, and"),
        (Expiry(policy=ExpiryPolicy.END_OF_YEAR, count=1), "Points last to the end of the next year, and"),
        (Expiry(policy=ExpiryPolicy.END_OF_YEAR, count=3), "Points last to the end of the year 3 years on, and"),
        (Expiry(policy=ExpiryPolicy.NEVER), "Points never end. Whatever"),
        (Expiry(sliding=True), "Every purchase and every reward you use gives them that time again."),
    ],
)
def test_every_expiry_policy_has_its_sentence(expiry: Expiry, said: str) -> None:
    assert said in rules(Speaker("en", replace(PROGRAMME, expiry=expiry)), member=False).text


def test_the_tiers_say_what_they_bring_and_how_long_they_are_kept() -> None:
    said = "\n".join(in_words(Speaker("en", WITH_TIERS)))
    assert "\n• Silver: from 500 points on. Purchases earn 1.25 times as much.\n• Gold: from 2,000 points on.\n" in said
    assert "You keep it 12 months from the last day you met it and 30 days more; then you go down by one." in said
    assert "I tell you 30 days before." in said


def test_a_programme_without_tiers_and_bonuses_says_nothing_of_them() -> None:
    bare = replace(PROGRAMME, referral_points_referrer=0, referral_points_referee=0)
    said = "\n".join(in_words(Speaker("en", bare)))
    assert "Levels" not in said
    assert "Friends" not in said


@pytest.mark.parametrize("language", list(LANGUAGES))
@given(document=documents)
def test_the_rules_of_any_programme_can_be_said_in_one_message(document: Document, language: str) -> None:
    said = rules(Speaker(language, document.under(PROGRAMME, 2)), member=True)
    assert len(said.text) <= LONGEST


def test_the_largest_document_still_fits_one_message() -> None:
    most = Document.model_validate(
        {
            "earning": {
                "brackets": [{"from": n * 1_000_000, "points_per_step": "0.1234"} for n in range(20)],
                "categories": {f"{'c' * 27}{n:03}": "99999.1234" for n in range(100)},
                "largest_sale": 1_000_000_000,
            },
            "tiers": [{"name": "t" * 28 + f"{n:02}", "threshold": n, "multiplier": "99.99"} for n in range(1, 11)],
        }
    ).under(PROGRAMME, 2)
    for language in LANGUAGES:
        said = rules(Speaker(language, most), member=True).text
        assert len(said) <= LONGEST, language
