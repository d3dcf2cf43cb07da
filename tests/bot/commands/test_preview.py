"""What a purchase would earn, and why: the action, and the lines of the command."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from bot.actions.preview import preview
from bot.commands.command import Unusable
from bot.commands.preview import previewed, read_instant
from loyalty.errors import CategoryUnknown
from loyalty.model import Bracket, Campaign, Category, Tier
from loyalty.programme import Expiry, ExpiryPolicy, Stacking
from storage import campaigns
from storage.database import Database
from tests.bot.actions.shop import AYSE, PROGRAMME, START, Shop

GOLD = Tier(name="gold", threshold=500, multiplier=Fraction(3, 2))


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    street = Shop(database, replace(PROGRAMME, tiers=(GOLD,), categories=(Category(name="coffee", points_per_step=3),)))
    await street.open()
    await street.join(AYSE)
    yield street
    assert await street.findings() == []


async def campaign(shop: Shop, name: str, **of: Any) -> int:
    """A campaign of a month that doubles, unless said otherwise."""
    given = {"multiplier_percent": None if "bonus" in of else 200, "merchant_id": None, **of}
    new = Campaign(id=0, name=name, state="active", starts_at=START, ends_at=START + timedelta(days=30), **given)
    return await shop.database.write(campaigns.add_campaign, new, staff_id=None, now=shop.now)


async def lines(shop: Shop, amount: str = "24.90", at: str | None = None, category: str | None = None) -> list[str]:
    asked: dict[str, Any] = {"member": 1, "merchant": shop.cafe, "amount": amount, "category": category, "at": at}
    said = await shop.database.read(previewed, shop.programme, shop.now, **asked)
    return said.splitlines()


async def test_a_preview_says_line_by_line_what_a_purchase_would_earn_and_why(shop: Shop) -> None:
    shop.programme = replace(shop.programme, stacking=Stacking.MULTIPLY, purchase_hold=timedelta(days=14))
    await shop.buy(AYSE, 500)
    await campaign(shop, "Double Saturday", weekdays=1 << 5, member_cap=30)
    await campaign(shop, "Five more", bonus=5)
    await campaign(shop, "Night", from_minute=22 * 60, to_minute=120)
    await campaign(shop, "Welcome", bonus=3, first_purchase=1)
    await campaign(shop, "Bakery's", merchant_id=shop.bakery)
    await campaign(shop, "Golden", tier="gold", multiplier_percent=150)
    assert await lines(shop, at="2026-11-28T10:30") == [
        "104 points for 24.90 EUR at Café, member 1, 2026-11-28 10:30",
        "     +24  24 × 1.00 EUR at 1",
        "     +12  tier gold × 1.5",
        "     +30  Double Saturday × 2, 6 less by its cap",
        "     +33  Golden × 1.5",
        "      +5  Five more",
        "       –  Welcome: for a first purchase only",
        "       –  Bakery's: at another merchant only",
        "       –  Night: not on that weekday or at that hour",
        "Pending until 2026-12-12 10:30.",
        "To be spent by 2027-12-31.",
    ]


async def test_a_preview_is_what_the_purchase_then_earns_and_moves_nothing(shop: Shop) -> None:
    await campaign(shop, "Double", member_cap=50)
    before = await shop.everything()
    for units, points in ((40, 80), (40, 50), (40, 40)):
        seen = await shop.database.read(
            preview,
            shop.now,
            shop.programme,
            member_id=1,
            merchant_id=shop.cafe,
            amount=units * 100,
            category=None,
            at=shop.now,
        )
        assert seen.worth.points == points
        assert before == await shop.everything()
        assert (await shop.buy(AYSE, units)).points == points
        shop.pass_time(minutes=10)
        before = await shop.everything()


async def test_a_preview_names_brackets_and_categories(shop: Shop) -> None:
    assert (await lines(shop, "10", category="Coffee"))[1:2] == ["     +30  10 × 1.00 EUR at 3 for coffee"]
    table = (Bracket(from_units=50, points_per_step=1), Bracket(from_units=100, points_per_step=2))
    shop.programme = replace(shop.programme, brackets=table)
    assert (await lines(shop, "120"))[:3] == [
        "90 points for 120.00 EUR at Café, member 1, 2026-11-21 12:00",
        "     +50  50 × 1.00 EUR at 1 above 50.00 EUR",
        "     +40  20 × 1.00 EUR at 2 above 100.00 EUR",
    ]


async def test_points_that_never_expire_are_previewed_as_such(shop: Shop) -> None:
    shop.programme = replace(shop.programme, expiry=Expiry(policy=ExpiryPolicy.NEVER))
    assert (await lines(shop))[-1] == "The points never expire."


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"member": 99}, "there is no member 99"),
        ({"merchant": 99}, "there is no merchant 99"),
        ({"amount": "much"}, "'much' is no amount"),
        ({"amount": "0"}, "'0' is no amount"),
        ({"amount": "99999999"}, "the largest sale is 50000.00 EUR"),
        ({"category": "tea"}, "no category 'tea'; it has: coffee"),
        ({"at": "tomorrow"}, "'tomorrow' is no time: write it like 2026-11-28T10:30"),
        ({"at": "9999-12-31"}, "out of reach: the year is 2000 to 2200"),
    ],
)
async def test_what_cannot_be_previewed_is_said_in_one_line(shop: Shop, wrong: dict[str, Any], why: str) -> None:
    asked: dict[str, Any] = {"member": 1, "merchant": 1, "amount": "10", "category": None, "at": None}
    with pytest.raises(Unusable, match=why) as said:
        await shop.database.read(previewed, shop.programme, shop.now, **asked | wrong)
    assert "\n" not in str(said.value)


async def test_somebody_forgotten_earns_nothing_to_preview(shop: Shop) -> None:
    await shop.run("UPDATE members SET forgotten_at = 1")
    with pytest.raises(Unusable, match="no member 1"):
        await lines(shop)
    await shop.run("UPDATE members SET forgotten_at = NULL")
    with pytest.raises(CategoryUnknown):
        await shop.database.read(
            preview, shop.now, PROGRAMME, member_id=1, merchant_id=1, amount=1, category="x", at=shop.now
        )


def test_a_time_is_local_unless_it_says_otherwise() -> None:
    assert read_instant("2026-11-28T10:30", PROGRAMME, START) == datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
    assert read_instant("2026-11-28T10:30Z", PROGRAMME, START) == datetime(2026, 11, 28, 10, 30, tzinfo=UTC)
    assert read_instant("2026-11-28", PROGRAMME, START) == datetime(2026, 11, 27, 21, tzinfo=UTC)
    assert read_instant(None, PROGRAMME, START) == START


async def test_more_points_than_can_be_counted_are_said_to_be_that(shop: Shop) -> None:
    shop.programme = replace(shop.programme, stacking=Stacking.MULTIPLY)
    for number in range(20):
        await campaign(shop, f"Tenfold {number}", multiplier_percent=1000)
    with pytest.raises(Unusable, match="more points than can be counted"):
        await lines(shop)
