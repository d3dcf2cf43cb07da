"""Changing the programme at the desk: who may, that only what was looked at comes into force, and who hears of it."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from bot.actions.programme_change import change_programme, look_at_programme, programme_to_change, tier_moves
from bot.actions.programmes import ProgrammeSet, document_in_force, in_force, set_programme
from bot.document import Document, read_document
from bot.document.drafts import Draft, fingerprint, with_value
from bot.document.matters import SETTINGS
from loyalty.errors import LoyaltyError, MerchantSuspended, NotAllowed, ProgrammeMoved, ProgrammeShared
from loyalty.model import Role, Tier
from storage import staff
from tests.bot.actions.shop import AUDITOR, AYSE, BAKER, BORA, CASHIER, CEM, MANAGER, OWNER, PROGRAMME, STRANGER, Shop

FORGIVE = with_value(Document(), {}, SETTINGS["debt-policy"], "forgive")


async def change(shop: Shop, who: int = OWNER, draft: Draft = FORGIVE, **given: Any) -> ProgrammeSet:
    """Somebody confirms a draft that they have looked at; the owner is an operator."""
    asked: dict[str, Any] = {
        "telegram_id": who,
        "operator": who == OWNER,
        "name": "Orhan",
        "version": 1,
        "draft": json.dumps(draft),
        "looked_at": fingerprint(draft),
    }
    return await shop.act(change_programme, **{**asked, **given})


async def test_confirmed_changes_are_the_next_version_and_every_owner_hears_of_it(shop: Shop) -> None:
    done = await change(shop)
    assert (done.version, done.changed) == (2, True)
    version, document = await shop.database.read(document_in_force, "EUR")
    assert (version, document.debt.policy) == (2, "forgive")
    assert "programme-set" in await shop.notices(OWNER)
    assert "programme-set" in await shop.notices(BAKER)
    for nobody in (MANAGER, CASHIER, AUDITOR):
        assert "programme-set" not in await shop.notices(nobody)
    told = await shop.rows("SELECT data FROM outbox WHERE notice = 'programme-set'")
    assert {json.loads(row["data"])["who"] for row in told} == {"Orhan"}


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        (MANAGER, NotAllowed),
        (CASHIER, NotAllowed),
        (AUDITOR, NotAllowed),
        (STRANGER, NotAllowed),
        (AYSE, NotAllowed),
        (BAKER, ProgrammeShared),
    ],
)
async def test_nobody_else_changes_the_programme(shop: Shop, who: int, refused: type[LoyaltyError]) -> None:
    await shop.join(AYSE)
    with pytest.raises(refused):
        await change(shop, who)
    assert (await shop.database.read(document_in_force, "EUR"))[0] == 1


async def test_an_owner_who_is_no_operator_needs_to_own_every_shop(shop: Shop) -> None:
    with pytest.raises(ProgrammeShared) as caught:
        await change(shop, operator=False)
    assert caught.value.count == 2
    await shop.employ(shop.bakery, OWNER, "Orhan", Role.OWNER)
    await shop.run("UPDATE people SET desk_merchant_id = $1 WHERE telegram_id = $2", shop.cafe, OWNER)
    assert (await change(shop, operator=False)).version == 2


async def test_an_operator_who_owns_no_shop_uses_the_command_line(shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        await change(shop, CASHIER, operator=True)


async def test_the_owner_of_a_suspended_shop_reads_and_changes_nothing(shop: Shop) -> None:
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.bakery)
    with pytest.raises(MerchantSuspended):
        await shop.database.read(look_at_programme, PROGRAMME, BAKER, False)
    seen = await shop.database.read(programme_to_change, PROGRAMME, OWNER, True)
    assert (seen.version, seen.merchants, seen.may_change) == (1, 2, True)


async def test_a_version_that_came_meanwhile_is_not_overwritten(shop: Shop) -> None:
    between = read_document(b"[referral]\nmonthly_cap = 3")
    await shop.database.write(set_programme, between, shop.programme, shop.now)
    with pytest.raises(ProgrammeMoved) as caught:
        await change(shop)
    assert caught.value.version == 2
    assert (await change(shop, version=2)).version == 3
    document = (await shop.database.read(document_in_force, "EUR"))[1]
    assert (document.referral.monthly_cap, document.debt.policy) == (3, "forgive")


async def test_only_the_draft_that_was_looked_at_is_confirmed(shop: Shop) -> None:
    other = with_value(Document(), FORGIVE, SETTINGS["monthly-cap"], 3)
    with pytest.raises(ProgrammeMoved):
        await change(shop, looked_at=fingerprint(other))
    assert (await shop.database.read(document_in_force, "EUR"))[0] == 1


async def test_of_two_owners_who_confirm_at_once_one_wins(shop: Shop) -> None:
    await shop.employ(shop.bakery, OWNER, "Orhan", Role.OWNER)
    await shop.run("UPDATE people SET desk_merchant_id = $1 WHERE telegram_id = $2", shop.cafe, OWNER)
    await shop.employ(shop.cafe, BAKER, "Bilge", Role.OWNER)
    await shop.run("UPDATE people SET desk_merchant_id = $1 WHERE telegram_id = $2", shop.bakery, BAKER)
    drafts = [with_value(Document(), {}, SETTINGS["monthly-cap"], cap) for cap in range(1, 7)]
    done = await asyncio.gather(
        *(change(shop, (OWNER, BAKER)[n % 2], one, operator=False) for n, one in enumerate(drafts)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ProgrammeSet) for one in done) == 1
    assert sum(isinstance(one, ProgrammeMoved) for one in done) == 5
    assert (await shop.database.read(document_in_force, "EUR"))[0] == 2


async def test_confirming_twice_by_the_same_update_is_harmless(shop: Shop) -> None:
    cause = shop.cause()
    asked: dict[str, Any] = {
        "telegram_id": OWNER,
        "operator": True,
        "name": "Orhan",
        "version": 1,
        "draft": json.dumps(FORGIVE),
        "looked_at": fingerprint(FORGIVE),
    }
    first = await shop.redo(cause, change_programme, **asked)
    assert await shop.redo(cause, change_programme, **asked) == first
    assert (await shop.notices(OWNER)).count("programme-set") == 1


async def test_whoever_owns_two_shops_hears_once(shop: Shop) -> None:
    await shop.employ(shop.bakery, OWNER, "Orhan", Role.OWNER)
    assert await shop.database.read(staff.owners) == [OWNER, BAKER]


async def test_where_a_purchase_was_booked_its_rules_stay_whatever_is_confirmed(shop: Shop) -> None:
    await shop.join(AYSE)
    shown = await shop.show(24.9)
    draft = with_value(Document(), {}, SETTINGS["rate"], 2)
    await change(shop, draft=draft)
    shop.programme = await shop.database.read(in_force, shop.programme)
    assert (await shop.collect(AYSE, shown)).points == 24
    assert (await shop.buy(AYSE, 24.9)).points == 48


async def test_the_preview_counts_who_would_stand_in_which_tier(shop: Shop) -> None:
    for who, units in ((AYSE, 100), (BORA, 300), (CEM, 10)):
        await shop.join(who)
        await shop.buy(who, units)
    silver, gold = Tier(name="Silver", threshold=100), Tier(name="Gold", threshold=300)
    one, two = replace(shop.programme, tiers=(silver,)), replace(shop.programme, tiers=(silver, gold))
    assert await shop.database.read(tier_moves, shop.programme, one, shop.now) == {"base": (3, 1), "Silver": (0, 2)}
    assert await shop.database.read(tier_moves, one, two, shop.now) == {"Silver": (2, 1), "Gold": (0, 1)}
    assert await shop.database.read(tier_moves, two, replace(two, points_per_step=2), shop.now) == {}
