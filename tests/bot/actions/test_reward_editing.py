"""A manager changes a reward; what people hold keeps its price."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.budget import budget_of, set_budget
from bot.actions.redeem import confirm
from bot.actions.reward_editing import LONGEST_DESCRIPTION, change_reward, managed_reward
from loyalty.errors import (
    CountUnreadable,
    DaysCrossed,
    DescriptionTooLong,
    NameTaken,
    NameUnusable,
    NotAllowed,
    PointsUnreadable,
    RewardChanged,
    RewardGone,
    TierUnknown,
)
from loyalty.model import Reward, RewardKind, Tier
from storage.rows import ms
from tests.bot.actions.shop import AYSE, BAKER, CASHIER, MANAGER, OWNER, Shop


async def edit(shop: Shop, reward: int, field: str, value: int | str | None) -> Reward:
    """One change by the manager; the reward after it."""
    await shop.act(change_reward, telegram_id=MANAGER, reward_id=reward, field=field, value=value)
    return await shop.database.read(managed_reward, MANAGER, reward)


async def test_everything_about_a_reward_can_be_changed_and_taken_away(shop: Shop) -> None:
    shop.programme = replace(shop.programme, tiers=(Tier(name="Gold", threshold=100),))
    reward = await shop.reward(20, "Espresso")
    begins, ends = shop.now, shop.now + timedelta(days=2)
    changes: dict[str, int | str] = {
        "name": "Ristretto",
        "points": 25,
        "kind": "discount",
        "description": "Short.\nVery short.",
        "picture": "AgAC-1",
        "stock": 0,
        "member_limit": 1,
        "tier": "Gold",
        "starts_at": ms(begins),
        "ends_at": ms(ends),
        "retail": 290,
    }
    for field, value in changes.items():
        found = await edit(shop, reward, field, value)
    assert found == Reward(
        id=reward,
        merchant_id=shop.cafe,
        name="Ristretto",
        points=25,
        state="active",
        kind=RewardKind.DISCOUNT,
        description="Short.\nVery short.",
        picture="AgAC-1",
        stock=0,
        member_limit=1,
        tier="Gold",
        starts_at=begins,
        ends_at=ends,
        retail=290,
    )
    for field in changes.keys() - {"name", "points", "kind"}:
        found = await edit(shop, reward, field, None)
    assert found == Reward(
        id=reward, merchant_id=shop.cafe, name="Ristretto", points=25, state="active", kind=RewardKind.DISCOUNT
    )


async def test_another_price_does_not_touch_what_is_held(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    reward = await shop.reward(20)
    voucher = await shop.hold(AYSE, reward)
    await edit(shop, reward, "points", 25)
    used = await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    assert used.points == 20
    assert (await shop.hold(AYSE, reward)).points == 25
    assert await shop.points(AYSE) == (5, 0, 25, 0)


async def test_what_does_not_fit_is_refused_and_nothing_changes(shop: Shop) -> None:
    reward, _ = await shop.reward(20, "Espresso"), await shop.reward(5, "Tea")
    await edit(shop, reward, "starts_at", ms(shop.now))
    before = await shop.database.read(managed_reward, MANAGER, reward)
    refused = (
        ("name", "TEA", NameTaken),
        ("name", " ", NameUnusable),
        ("points", 0, PointsUnreadable),
        ("points", 1_000_001, PointsUnreadable),
        ("description", "x" * (LONGEST_DESCRIPTION + 1), DescriptionTooLong),
        ("stock", -1, CountUnreadable),
        ("member_limit", 0, CountUnreadable),
        ("tier", "Gold", TierUnknown),
        ("ends_at", ms(shop.now), DaysCrossed),
        ("retail", -1, CountUnreadable),
    )
    for field, value, error in refused:
        with pytest.raises(error):
            await edit(shop, reward, field, value)
    assert await shop.database.read(managed_reward, MANAGER, reward) == before
    await edit(shop, reward, "kind", "digital")
    for stock in (5, None):
        with pytest.raises(RewardChanged):
            await edit(shop, reward, "stock", stock)


async def test_only_managers_of_the_merchant_change_its_rewards(shop: Shop) -> None:
    reward = await shop.reward(20)
    for who in (CASHIER, BAKER, AYSE):
        with pytest.raises(NotAllowed):
            await shop.act(change_reward, telegram_id=who, reward_id=reward, field="points", value=1)
    with pytest.raises(RewardGone):
        await edit(shop, 99, "points", 1)


async def test_the_owner_sets_the_budget_and_sees_what_is_left_of_it(shop: Shop) -> None:
    shop.programme = replace(shop.programme, cheap_reward_points=10)
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    with pytest.raises(NotAllowed):
        await shop.act(set_budget, telegram_id=MANAGER, points=5)
    with pytest.raises(CountUnreadable):
        await shop.act(set_budget, telegram_id=OWNER, points=-1)
    assert (await shop.act(set_budget, telegram_id=OWNER, points=100)).left == 100
    await shop.hold(AYSE, await shop.reward(10))
    seen = await shop.database.read(budget_of, shop.programme, shop.now, OWNER)
    assert (seen.merchant, seen.points, seen.left) == ("Café", 100, 90)
    assert (await shop.act(set_budget, telegram_id=OWNER, points=None)).left is None
