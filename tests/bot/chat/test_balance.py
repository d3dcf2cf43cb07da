"""What a member has, and the way to the next tier."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from bot.actions.balance import Balance
from bot.chat.screens.balance import balance, bar
from bot.chat.screens.notices import notice
from bot.texts import Speaker
from loyalty.model import Tier
from loyalty.tiers import Bought, standing
from tests.bot.chat.speaking import ENGLISH, PROGRAMME, SPEAKERS, TURKISH

RULES = replace(
    PROGRAMME,
    tiers=(Tier(name="Silver", threshold=100), Tier(name="Gold <3", threshold=300, multiplier=Fraction(3, 2))),
)
NOTHING = Balance(
    spendable=0,
    pending=0,
    pending_at=None,
    held=0,
    debt=0,
    worth=0,
    expiring=0,
    expires_at=None,
    standing=standing([], PROGRAMME, date(2026, 11, 21)),
    tier_until_at=None,
    missing_until_at=None,
)


def with_points(points: int, today: date = date(2026, 11, 21)) -> Balance:
    stands = standing([Bought(date=date(2026, 11, 21), points=points)] if points else [], RULES, today)
    return replace(
        NOTHING,
        standing=stands,
        tier_until_at=datetime(2028, 12, 21, tzinfo=UTC) if stands.kept_until else None,
        missing_until_at=datetime(2027, 11, 21, tzinfo=UTC) if stands.missing_by else None,
    )


def lines(speaker: Speaker, seen: Balance) -> list[str]:
    return balance(speaker, seen).text.splitlines()[1:]


def test_without_tiers_everybody_is_a_member() -> None:
    assert lines(ENGLISH, NOTHING) == ["🏅 Level: Member"]
    assert lines(TURKISH, NOTHING) == ["🏅 Seviye: Üye"]


def test_what_ends_next_is_told_by_its_last_day() -> None:
    seen = replace(NOTHING, spendable=24, expiring=1, expires_at=datetime(2027, 12, 1, tzinfo=UTC))
    assert lines(ENGLISH, seen)[0] == "📅 1 point ends after November 30, 2027."
    assert lines(TURKISH, seen)[0] == "📅 1 puanın son günü 30 Kasım 2027."


def test_what_staff_gave_back_after_its_date_is_told_by_its_last_minute() -> None:
    seen = replace(NOTHING, spendable=24, expiring=5, expires_at=datetime(2027, 12, 7, 12, 30, tzinfo=UTC))
    assert lines(ENGLISH, seen)[0].startswith("📅 5 points end on 12/7/27, 12:30")
    assert lines(TURKISH, seen)[0].startswith("📅 5 puan 7.12.2027 12:30 itibarıyla biter")


def test_points_that_never_end_are_said_to_and_nothing_is_said_of_none() -> None:
    assert lines(ENGLISH, replace(NOTHING, spendable=24))[0] == "📅 Your points never end."
    assert lines(TURKISH, replace(NOTHING, spendable=24))[0] == "📅 Puanlarının süresi yok, hiç bitmez."
    assert not any("📅" in line for line in lines(ENGLISH, NOTHING))


def test_the_way_to_the_next_tier_is_a_bar_and_the_points_that_are_missing() -> None:
    assert lines(ENGLISH, with_points(62)) == [
        "🏅 Level: Member",
        "▰▰▰▰▰▰▱▱▱▱ 62 %",
        "38 more points of purchases to <b>Silver</b> by November 20, 2027.",
    ]
    assert lines(ENGLISH, with_points(0))[1:] == ["▱▱▱▱▱▱▱▱▱▱ 0 %", "100 more points of purchases to <b>Silver</b>."]


def test_a_tier_shows_until_when_it_is_kept_and_its_owners_words_are_only_words() -> None:
    assert lines(ENGLISH, with_points(288)) == [
        "🏅 Level: Silver, yours through December 20, 2028",
        "▰▰▰▰▰▰▰▰▰▱ 96 %",
        "12 more points of purchases to <b>Gold &lt;3 (×1.5)</b> by November 20, 2027.",
    ]
    assert lines(TURKISH, with_points(288))[2] == (
        "<b>Gold &lt;3 (×1,5)</b> için 20 Kasım 2027 gününe kadar alışverişten 12 puan daha gerek."
    )
    assert lines(ENGLISH, with_points(300)) == ["🏅 Level: Gold &lt;3 (×1.5), yours through December 20, 2028"]


def test_a_tier_that_is_not_met_any_more_shows_what_keeps_it() -> None:
    assert lines(ENGLISH, with_points(300, date(2027, 12, 1))) == [
        "🏅 Level: Gold &lt;3 (×1.5), yours through December 20, 2028",
        "300 more points of purchases by then and Gold &lt;3 stays yours.",
    ]


@pytest.mark.parametrize(
    ("share", "full"), [(Fraction(0), 0), (Fraction(9, 100), 0), (Fraction(1, 10), 1), (Fraction(999, 1000), 9)]
)
def test_a_bar_is_full_only_when_all_is_there(share: Fraction, full: int) -> None:
    assert bar(share) == "▰" * full + "▱" * (10 - full)
    assert bar(Fraction(1)) == "▰" * 10


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_what_happens_to_a_tier_is_said_in_every_language(speaker: Speaker) -> None:
    until = {"tier": "<Gold>", "until": "2028-12-20T21:00:00+00:00"}
    lost = {"tier": "<Gold>", "lower": "base", "next": "<Silver>", "points": 12}
    cases: dict[str, dict[str, Any]] = {
        "tier-won": {**until, "factor": "3/2", "rewards": 2},
        "tier-soon-lost": {**until, "points": 1},
        "tier-lost": lost,
        "tier-taken-back": lost,
        "tier-gone": {"tier": "<Gold>", "lower": "<Silver>"},
    }
    for name, data in cases.items():
        said = notice(speaker, name, data).text
        assert "&lt;Gold&gt;" in said
        assert "<Gold>" not in said
