"""Merchants, rewards and staff: who may change what."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.authority import mask, merchant_of
from bot.actions.catalogue import LARGEST_PRICE, add_reward, catalogue_of, retire_reward
from bot.actions.merchants import add_merchant, choices, choose_merchant, desk_of
from bot.actions.names import clean_name
from bot.actions.staffing import answer_invite, claim_invite, colleagues, invite_staff, remove_staff
from bot.actions.tries import may_try, note_wrong_try
from loyalty.errors import (
    AlreadyEnded,
    AlreadyStaff,
    LinkExpired,
    LinkUnknown,
    MerchantSuspended,
    NameTaken,
    NameUnusable,
    NoMerchantChosen,
    NotAllowed,
    PointsUnreadable,
    RewardGone,
    StaffGone,
    TooManyTries,
)
from loyalty.model import Role
from storage import people
from tests.bot.actions.shop import AUDITOR, AYSE, BAKER, BORA, CASHIER, MANAGER, OWNER, STRANGER, Shop


async def staff_id(shop: Shop, telegram_id: int) -> int:
    rows = await shop.rows("SELECT max(id) AS id FROM staff WHERE telegram_id = $1", telegram_id)
    return int(rows[0]["id"])


async def test_a_merchant_has_a_name_of_its_own_and_the_operator_works_there(shop: Shop) -> None:
    added = await shop.act(add_merchant, telegram_id=OWNER, operator_name="Orhan", name="  Book \n shop ")
    assert added.name == "Book shop"
    desk = await shop.database.read(desk_of, OWNER)
    assert (desk.merchant.name, desk.role) == ("Book shop", Role.OWNER)
    assert [merchant.name for merchant in desk.others] == ["Café"]
    with pytest.raises(NameTaken):
        await shop.act(add_merchant, telegram_id=OWNER, operator_name="Orhan", name="Café")
    with pytest.raises(NameUnusable):
        await shop.act(add_merchant, telegram_id=OWNER, operator_name="Orhan", name=" \u200b ")


async def test_staff_of_several_merchants_choose_and_are_kept_to_what_they_are(shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        await shop.database.read(desk_of, STRANGER)
    await shop.employ(shop.bakery, CASHIER, "Can", Role.CASHIER)
    with pytest.raises(NoMerchantChosen):
        await shop.database.read(desk_of, CASHIER)
    assert [merchant.name for merchant in await shop.database.read(choices, CASHIER)] == ["Café", "Bakery"]
    assert (await shop.database.write(choose_merchant, CASHIER, shop.bakery)).name == "Bakery"
    assert (await shop.database.read(desk_of, CASHIER)).merchant.name == "Bakery"
    with pytest.raises(NotAllowed):
        await shop.database.write(choose_merchant, MANAGER, shop.bakery)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.bakery)
    with pytest.raises(MerchantSuspended):
        await shop.database.write(choose_merchant, BAKER, shop.bakery)
    with pytest.raises(LookupError):
        await shop.database.read(merchant_of, 999)


async def test_managers_keep_the_catalogue(shop: Shop) -> None:
    dear = await shop.act(add_reward, telegram_id=MANAGER, name="Cake", points=30)
    cheap = await shop.act(add_reward, telegram_id=OWNER, name=" Tea ", points=5)
    assert cheap.name == "Tea"
    merchant, rewards = await shop.database.read(catalogue_of, MANAGER)
    assert (merchant.name, [reward.name for reward in rewards]) == ("Café", ["Tea", "Cake"])
    for name in ("Tea", "tEA"):
        with pytest.raises(NameTaken):
            await shop.act(add_reward, telegram_id=OWNER, name=name, points=6)
    for points in (0, -1, LARGEST_PRICE + 1):
        with pytest.raises(PointsUnreadable):
            await shop.act(add_reward, telegram_id=OWNER, name="Water", points=points)
    for name in ("", "x" * 61):
        with pytest.raises(NameUnusable):
            await shop.act(add_reward, telegram_id=OWNER, name=name, points=5)
    for who in (CASHIER, AUDITOR, AYSE):
        with pytest.raises(NotAllowed):
            await shop.act(add_reward, telegram_id=who, name="Water", points=5)
        with pytest.raises(NotAllowed):
            await shop.database.read(catalogue_of, who)
    for who in (CASHIER, BAKER):
        with pytest.raises(NotAllowed):
            await shop.act(retire_reward, telegram_id=who, reward_id=dear.reward_id)
    await shop.act(retire_reward, telegram_id=MANAGER, reward_id=dear.reward_id)
    for gone in (dear.reward_id, 999):
        with pytest.raises(RewardGone):
            await shop.act(retire_reward, telegram_id=MANAGER, reward_id=gone)
    await shop.act(add_reward, telegram_id=MANAGER, name="Cake", points=30)


async def test_the_same_reward_added_by_two_at_once_is_there_once(shop: Shop) -> None:
    ends = await asyncio.gather(
        *(shop.act(add_reward, telegram_id=who, name="Tea", points=5) for who in (OWNER, MANAGER) for _ in range(5)),
        return_exceptions=True,
    )
    assert [type(end) for end in ends].count(NameTaken) == 9


async def test_an_owner_invites_and_lets_in_whoever_followed_first(shop: Shop) -> None:
    made = await shop.act(invite_staff, telegram_id=OWNER, role=Role.CASHIER)
    assert (made.merchant, made.role, made.expires_at) == ("Café", Role.CASHIER, shop.now + timedelta(minutes=10))
    followed = {"invite_id": made.invite_id, "generation": 1}
    claimed = await shop.act(claim_invite, telegram_id=AYSE, name="Ayşe", **followed)
    assert (claimed.merchant, claimed.role) == ("Café", Role.CASHIER)
    assert await shop.notices(OWNER) == ["staff-claimed"]
    # The same person may follow it again, nobody else, and nobody works there yet.
    assert await shop.act(claim_invite, telegram_id=AYSE, name="Ayşe", **followed) == claimed
    with pytest.raises(AlreadyEnded):
        await shop.act(claim_invite, telegram_id=BORA, name="Bora", **followed)
    with pytest.raises(NotAllowed):
        await shop.database.read(desk_of, AYSE)
    for who in (MANAGER, BAKER, AYSE):
        with pytest.raises(NotAllowed):
            await shop.act(answer_invite, telegram_id=who, invite_id=made.invite_id, accept=True)
    answered = await shop.act(answer_invite, telegram_id=OWNER, invite_id=made.invite_id, accept=True)
    assert (answered.who, answered.role, answered.accepted) == ("Ayşe", Role.CASHIER, True)
    assert (await shop.database.read(desk_of, AYSE)).role is Role.CASHIER
    assert await shop.notices(AYSE) == ["staff-welcome"]
    with pytest.raises(AlreadyEnded):
        await shop.act(answer_invite, telegram_id=OWNER, invite_id=made.invite_id, accept=False)
    with pytest.raises(AlreadyStaff):
        await shop.act(claim_invite, telegram_id=AYSE, name="Ayşe", **followed)


async def test_somebody_refused_is_told_and_does_not_work_there(shop: Shop) -> None:
    made = await shop.act(invite_staff, telegram_id=OWNER, role=Role.MANAGER)
    with pytest.raises(AlreadyEnded):
        await shop.act(answer_invite, telegram_id=OWNER, invite_id=made.invite_id, accept=True)
    await shop.act(claim_invite, telegram_id=AYSE, name="Ayşe", invite_id=made.invite_id, generation=1)
    await shop.act(answer_invite, telegram_id=OWNER, invite_id=made.invite_id, accept=False)
    assert await shop.notices(AYSE) == ["staff-refused"]
    with pytest.raises(NotAllowed):
        await shop.database.read(desk_of, AYSE)


async def test_an_invite_lives_ten_minutes_and_owners_are_not_invited(shop: Shop) -> None:
    made = await shop.act(invite_staff, telegram_id=OWNER, role=Role.AUDITOR)
    shop.pass_time(minutes=10)
    with pytest.raises(LinkExpired):
        await shop.act(claim_invite, telegram_id=AYSE, name="Ayşe", invite_id=made.invite_id, generation=1)
    for invite_id, generation in ((made.invite_id, 2), (999, 1)):
        with pytest.raises(LinkUnknown):
            await shop.act(claim_invite, telegram_id=AYSE, name="A", invite_id=invite_id, generation=generation)
    with pytest.raises(LinkUnknown):
        await shop.act(answer_invite, telegram_id=OWNER, invite_id=999, accept=True)
    with pytest.raises(NotAllowed):
        await shop.act(invite_staff, telegram_id=OWNER, role=Role.OWNER)
    for who in (MANAGER, CASHIER, AYSE):
        with pytest.raises(NotAllowed):
            await shop.act(invite_staff, telegram_id=who, role=Role.CASHIER)


async def test_somebody_hired_meanwhile_is_not_hired_twice(shop: Shop) -> None:
    made = await shop.act(invite_staff, telegram_id=OWNER, role=Role.MANAGER)
    await shop.act(claim_invite, telegram_id=AYSE, name="Ayşe", invite_id=made.invite_id, generation=1)
    await shop.employ(shop.cafe, AYSE, "Ayşe", Role.CASHIER)
    with pytest.raises(AlreadyStaff):
        await shop.act(answer_invite, telegram_id=OWNER, invite_id=made.invite_id, accept=True)
    assert (await shop.database.read(desk_of, AYSE)).role is Role.CASHIER


async def test_a_hundred_follow_one_invite_at_once_and_one_claims_it(shop: Shop) -> None:
    made = await shop.act(invite_staff, telegram_id=OWNER, role=Role.CASHIER)
    ends = await asyncio.gather(
        *(
            shop.act(claim_invite, telegram_id=who, name="Who", invite_id=made.invite_id, generation=1)
            for who in range(1000, 1100)
        ),
        return_exceptions=True,
    )
    assert sum(not isinstance(end, BaseException) for end in ends) == 1
    assert {type(end) for end in ends if isinstance(end, BaseException)} == {AlreadyEnded}


async def test_an_owner_removes_staff_but_not_themselves(shop: Shop) -> None:
    cashier = await staff_id(shop, CASHIER)
    for who in (MANAGER, BAKER, CASHIER, STRANGER):
        with pytest.raises(NotAllowed):
            await shop.act(remove_staff, telegram_id=who, staff_id=cashier)
    removed = await shop.act(remove_staff, telegram_id=OWNER, staff_id=cashier)
    assert (removed.who, removed.role) == ("Can", Role.CASHIER)
    assert await shop.notices(CASHIER) == ["staff-removed"]
    for gone in (cashier, 999):
        with pytest.raises(StaffGone):
            await shop.act(remove_staff, telegram_id=OWNER, staff_id=gone)
    with pytest.raises(NotAllowed):
        await shop.act(remove_staff, telegram_id=OWNER, staff_id=await staff_id(shop, OWNER))
    merchant, left = await shop.database.read(colleagues, OWNER)
    assert (merchant.name, [each.name for each in left]) == ("Café", ["Orhan", "Melis", "Arda"])
    # Who was removed may be let in again.
    await shop.employ(shop.cafe, CASHIER, "Can", Role.CASHIER)
    await shop.show(5)


async def test_five_wrong_codes_within_a_minute_lock_whoever_types_until_it_is_over(shop: Shop) -> None:
    async def typed_wrong() -> None:
        await shop.database.write(note_wrong_try, CASHIER, shop.now)

    async def locked_for() -> int:
        person = await shop.database.read(people.person, CASHIER)
        assert person is not None
        try:
            may_try(person, shop.now)
        except TooManyTries as refused:
            return refused.seconds
        return 0

    for number in range(5):
        assert await locked_for() == 0
        await typed_wrong()
        shop.pass_time(seconds=1 if number < 4 else 0)
    assert await locked_for() == 56
    shop.pass_time(seconds=56, milliseconds=-1)
    assert await locked_for() == 1
    shop.pass_time(milliseconds=1)
    assert await locked_for() == 0
    await typed_wrong()
    assert await locked_for() == 0
    shop.now = datetime(2027, 1, 1, tzinfo=UTC)
    for _ in range(4):
        await typed_wrong()
    assert await locked_for() == 0


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Tea", "Tea"),
        ("  two \t words\n", "two words"),
        ("a\x00b", "a b"),
        ("<b>x</b>", "<b>x</b>"),
        ("\u202eesrever", "esrever"),
        ("x" * 60, "x" * 60),
        ("Ayşe’nin çayı ☕", "Ayşe’nin çayı ☕"),
    ],
)
def test_names_are_one_printable_line(written: str, read: str) -> None:
    assert clean_name(written) == read


@pytest.mark.parametrize("written", ["", " ", "\n", "\u200b\u200d", "\x00", "x" * 61])
def test_what_is_no_name_is_refused(written: str) -> None:
    with pytest.raises(NameUnusable):
        clean_name(written)


def test_staff_see_masked_names_only() -> None:
    assert mask("Ayşe Nur Kaya") == "Ay••• K."
    assert mask("X") == "X•••"
    assert mask(" \n ") == "•••"
