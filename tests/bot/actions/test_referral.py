"""Joining, bringing friends, and what stays of somebody forgotten."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.codes import issue_code, use_code
from bot.actions.forget import forget_me
from bot.actions.join import follow_invitation, join
from bot.actions.phone import share_phone
from bot.actions.undo import not_mine, undo
from storage import referrals
from storage.referrals import Invited
from tests.bot.actions.shop import AYSE, BORA, CASHIER, CEM, MANAGER, OWNER, Shop, seal

PENDING = (0, 10, 0, 0)


async def friends(shop: Shop) -> None:
    """Ayşe has brought Bora."""
    await shop.join(BORA, "Bora Su", invited_by=await shop.join(AYSE))


async def test_both_have_a_bonus_that_waits_fourteen_days_to_the_millisecond(shop: Shop) -> None:
    await friends(shop)
    assert await shop.notices(AYSE) == ["friend-joined"]
    await shop.buy(BORA, 5)
    assert await shop.points(AYSE) == PENDING
    assert await shop.points(BORA) == (5, 10, 0, 0)
    assert (await shop.notices(AYSE))[-1] == "referral-paid"
    balance = await shop.balance(AYSE)
    assert balance.pending_at == shop.now + timedelta(days=14)
    reward = await shop.reward(10)
    shop.pass_time(days=14, milliseconds=-1)
    assert await shop.points(AYSE) == PENDING
    shop.pass_time(milliseconds=1)
    # No job has run.
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    await shop.hold(AYSE, reward)
    assert [kind for kind, _ in await shop.journal()][-2:] == ["activate", "hold"]
    assert (await shop.balance(BORA)).expires_at == datetime(2027, 11, 30, 21, tzinfo=UTC)
    assert await shop.points(BORA) == (15, 0, 0, 0)


async def test_the_bonus_comes_once_and_with_the_first_purchase_that_is_large_enough(shop: Shop) -> None:
    await friends(shop)
    await shop.buy(BORA, 4.99)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    await shop.buy(BORA, 5)
    await shop.buy(BORA, 50)
    assert await shop.points(AYSE) == PENDING
    assert await shop.points(BORA) == (59, 10, 0, 0)
    paid = await shop.database.read(referrals.invited_by, await shop.member_id(AYSE))
    assert paid == Invited(joined=1, qualified=1, points=10)


async def test_the_bonus_goes_with_the_purchase_and_comes_with_another(shop: Shop) -> None:
    await friends(shop)
    first = await shop.buy(BORA, 10)
    await shop.act(undo, telegram_id=CASHIER, sale_id=first.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.points(BORA) == (0, 0, 0, 0)
    sale = await shop.show(10)
    await shop.collect(BORA, sale)
    await shop.act(not_mine, telegram_id=BORA, sale_id=sale.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    await shop.buy(BORA, 10)
    assert await shop.points(AYSE) == PENDING
    assert await shop.points(BORA) == (10, 10, 0, 0)


async def test_the_bonus_stands_while_another_purchase_meets_the_minimum(shop: Shop) -> None:
    await friends(shop)
    first = await shop.buy(BORA, 10)
    await shop.buy(BORA, 4)
    await shop.buy(BORA, 6)
    await shop.act(undo, telegram_id=CASHIER, sale_id=first.sale_id)
    assert await shop.points(AYSE) == PENDING
    assert await shop.points(BORA) == (10, 10, 0, 0)
    assert (await shop.notices(AYSE)).count("referral-paid") == 1


async def test_a_referrer_forgotten_since_has_nothing_to_give_back(shop: Shop) -> None:
    await friends(shop)
    booked = await shop.buy(BORA, 10)
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    await shop.buy(BORA, 10)
    assert await shop.points(BORA) == (10, 10, 0, 0)
    rows = await shop.rows("SELECT pending FROM members ORDER BY id")
    assert [row["pending"] for row in rows] == [0, 10]


async def test_a_cashier_has_no_bonus_for_a_purchase_they_booked(shop: Shop) -> None:
    await shop.join(BORA, invited_by=await shop.join(CASHIER, "Can"))
    await shop.buy(BORA, 10)
    assert await shop.points(CASHIER) == (0, 0, 0, 0)
    assert await shop.points(BORA) == (10, 10, 0, 0)
    assert "referral-paid" not in await shop.notices(CASHIER)
    await shop.join(CEM, invited_by=await shop.member_id(CASHIER))
    await shop.buy(CEM, 10, by=MANAGER)
    assert await shop.points(CASHIER) == PENDING


async def test_the_cap_counts_the_month_of_the_programmes_calendar(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_monthly_cap=2)
    inviter = await shop.join(AYSE)
    shop.now = datetime(2026, 11, 30, 20, 50, tzinfo=UTC)  # ten to midnight in Istanbul
    for friend in range(100, 103):
        await shop.join(friend, invited_by=inviter)
        await shop.buy(friend, 10)
    assert await shop.points(AYSE) == (0, 20, 0, 0)
    assert await shop.points(102) == (10, 10, 0, 0)
    shop.pass_time(minutes=10)
    await shop.join(103, invited_by=inviter)
    await shop.buy(103, 10)
    assert await shop.points(AYSE) == (0, 30, 0, 0)


async def test_many_friends_at_once_do_not_slip_past_the_cap(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_monthly_cap=3)
    inviter = await shop.join(AYSE)
    people = range(100, 120)
    sales = []
    for friend in people:
        await shop.join(friend, invited_by=inviter)
        sales.append(await shop.show(10))
    await asyncio.gather(*(shop.collect(friend, sale) for friend, sale in zip(people, sales, strict=True)))
    assert await shop.points(AYSE) == (0, 30, 0, 0)


async def test_the_last_link_followed_within_thirty_days_counts(shop: Shop) -> None:
    ayse, cem = await shop.join(AYSE), await shop.join(CEM)
    await shop.meet(BORA, "Bora")
    for inviter in (cem, ayse):
        followed = {"telegram_id": BORA, "inviter_id": inviter, "seal": seal(BORA)}
        assert await shop.database.write(follow_invitation, shop.cause(), **followed)  # type: ignore[arg-type]
    shop.pass_time(days=30, milliseconds=-1)
    joined = await shop.act(join, telegram_id=BORA, seal=seal(BORA), merchant_id=None)
    assert joined.invited
    found = await shop.database.read(referrals.referral_of, joined.member_id)
    assert found is not None
    assert found.referrer_id == ayse


async def test_an_old_link_no_longer_counts(shop: Shop) -> None:
    inviter = await shop.join(AYSE)
    await shop.meet(BORA, "Bora")
    followed = {"telegram_id": BORA, "inviter_id": inviter, "seal": seal(BORA)}
    assert await shop.database.write(follow_invitation, shop.cause(), **followed)  # type: ignore[arg-type]
    shop.pass_time(days=30)
    assert not (await shop.act(join, telegram_id=BORA, seal=seal(BORA), merchant_id=None)).invited


@pytest.mark.parametrize("forget_after_following", [True, False])
async def test_the_link_of_somebody_forgotten_is_dead(shop: Shop, forget_after_following: bool) -> None:
    inviter = await shop.join(AYSE)
    await shop.meet(BORA, "Bora")
    followed = {"telegram_id": BORA, "inviter_id": inviter, "seal": seal(BORA)}
    if forget_after_following:
        assert await shop.database.write(follow_invitation, shop.cause(), **followed)  # type: ignore[arg-type]
        await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    else:
        await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
        assert not await shop.database.write(follow_invitation, shop.cause(), **followed)  # type: ignore[arg-type]
    assert not (await shop.act(join, telegram_id=BORA, seal=seal(BORA), merchant_id=None)).invited


async def test_a_member_is_nobodys_friend_not_even_after_being_forgotten(shop: Shop) -> None:
    ayse, bora = await shop.join(AYSE), await shop.join(BORA)
    for who, inviter in ((AYSE, ayse), (AYSE, bora), (BORA, ayse), (CEM, 999)):
        followed = {"telegram_id": who, "inviter_id": inviter, "seal": seal(who)}
        assert not await shop.database.write(follow_invitation, shop.cause(), **followed)  # type: ignore[arg-type]
    await shop.act(forget_me, telegram_id=BORA, seal=seal(BORA))
    again = await shop.join(BORA, invited_by=ayse)
    assert again != bora
    await shop.buy(BORA, 10)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.database.read(referrals.referral_of, again) is None


async def test_joining_twice_is_joining_once_and_strangers_do_not_join(shop: Shop) -> None:
    first = await shop.join(AYSE)
    again = await shop.act(join, telegram_id=AYSE, seal=seal(AYSE), merchant_id=shop.cafe)
    assert (again.member_id, again.new, again.invited) == (first, False, False)
    with pytest.raises(LookupError):
        await shop.act(join, telegram_id=4711, seal=seal(4711), merchant_id=None)


async def test_a_debt_waits_for_somebody_who_was_forgotten_and_comes_back(shop: Shop) -> None:
    await shop.join(AYSE)
    reward = await shop.reward(20)
    booked = await shop.buy(AYSE, 20)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(reward))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    for _ in range(2):
        await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
        await shop.join(AYSE)
        assert await shop.points(AYSE) == (0, 0, 0, 20)
    await shop.buy(AYSE, 25)
    assert await shop.points(AYSE) == (5, 0, 0, 0)
    rows = await shop.rows("SELECT sum(debt) AS debt FROM members")
    assert int(rows[0]["debt"]) == 0


async def test_being_forgotten_forfeits_vouchers_and_pending_points_too(shop: Shop) -> None:
    await friends(shop)
    await shop.buy(BORA, 10)
    await shop.hold(BORA, await shop.reward(5))
    assert await shop.points(BORA) == (5, 10, 5, 0)
    await shop.act(forget_me, telegram_id=BORA, seal=seal(BORA))
    rows = await shop.rows("SELECT balance, pending, held, debt FROM members ORDER BY id")
    assert [tuple(row[column] for column in ("balance", "pending", "held", "debt")) for row in rows] == [
        (0, 10, 0, 0),
        (0, 0, 0, 0),
    ]
    shop.pass_time(days=20)
    await shop.settle()
    assert await shop.points(AYSE) == (10, 0, 0, 0)


async def test_with_own_phone_shared_the_bonus_waits_for_the_friends_number(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_phone=True)
    await friends(shop)
    await shop.buy(BORA, 10)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert (await shop.notices(BORA))[-1] == "purchase-booked"
    assert "phone-asked" in await shop.notices(BORA)
    assert (await shop.act(share_phone, telegram_id=BORA, phone_seal="one")).paid
    assert await shop.points(AYSE) == PENDING
    assert not (await shop.act(share_phone, telegram_id=BORA, phone_seal="one")).paid
    assert await shop.points(AYSE) == PENDING


async def test_a_phone_of_somebody_who_joined_before_brings_no_bonus(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_phone=True)
    await friends(shop)
    await shop.act(share_phone, telegram_id=AYSE, phone_seal="one")
    assert not (await shop.act(share_phone, telegram_id=BORA, phone_seal="one")).paid
    await shop.buy(BORA, 10)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert "phone-known" in await shop.notices(BORA)
    assert (await shop.act(share_phone, telegram_id=BORA, phone_seal="two")).paid


async def test_the_phone_is_forgotten_with_the_person(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.act(share_phone, telegram_id=AYSE, phone_seal="one")
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    rows = await shop.rows("SELECT count(*) AS n FROM people WHERE phone_seal IS NOT NULL")
    assert rows[0]["n"] == 0


async def test_nobody_invites_themselves_and_there_are_no_cycles(shop: Shop) -> None:
    await friends(shop)
    ayse, bora = await shop.member_id(AYSE), await shop.member_id(BORA)
    await shop.join(CEM, invited_by=bora)
    for who in (AYSE, BORA):
        await shop.act(forget_me, telegram_id=who, seal=seal(who))
    # Whoever comes back is new to nobody: neither to their own old link nor to those whom they brought.
    for who, inviter in ((AYSE, ayse), (AYSE, await shop.member_id(CEM)), (BORA, await shop.member_id(CEM))):
        await shop.join(who, invited_by=inviter)
        await shop.buy(who, 10)
    rows = await shop.rows("SELECT referee_id, referrer_id FROM referrals WHERE referrer_id > $1", bora)
    assert rows == []
    assert await shop.points(CEM) == (0, 0, 0, 0)


async def test_the_settings_of_holding_days_and_of_the_minimum_count(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_hold=timedelta(days=3), referral_minimum_units=20)
    await friends(shop)
    await shop.buy(BORA, 19.99)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    await shop.buy(BORA, 20)
    shop.pass_time(days=3, milliseconds=-1)
    assert await shop.points(AYSE) == PENDING
    shop.pass_time(milliseconds=1)
    assert await shop.points(AYSE) == (10, 0, 0, 0)
