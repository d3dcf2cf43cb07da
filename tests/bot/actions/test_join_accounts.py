"""Two accounts of one person: an operator joins them, and everything goes on in one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.codes import issue_code, use_code
from bot.actions.collect import collect
from bot.actions.forget import forget_me
from bot.actions.history import history_of
from bot.actions.join_accounts import AccountsJoined, CannotJoin, join_accounts
from bot.actions.purchase import record_purchase
from bot.actions.redeem import cancel, confirm
from bot.actions.refund import refund
from bot.actions.reverse import reverse
from bot.actions.undo import undo
from bot.commands.join_accounts import described, join
from loyalty.errors import CodeUnknown, InDebt, LimitReached, NotAMember
from loyalty.model import Campaign, Tier
from loyalty.programme import Expiry, ExpiryPolicy
from storage import campaigns
from storage.personal import personal_data
from tests.bot.actions.shop import AYSE, BORA, CASHIER, CEM, OWNER, START, Shop, seal


async def two(shop: Shop) -> tuple[int, int]:
    """Ayşe, who goes on, and her other account, by Bora's phone."""
    return await shop.join(AYSE), await shop.join(BORA, "Ayşe K")


async def joined(shop: Shop, keep: int, gone: int) -> AccountsJoined:
    return await shop.act(join_accounts, keep, gone)


async def lots(shop: Shop) -> list[tuple[int, int, str, int]]:
    rows = await shop.rows("SELECT * FROM lots ORDER BY id")
    return [(row["id"], row["member_id"], row["state"], row["remaining"]) for row in rows]


async def test_two_accounts_of_one_person_become_one_with_lots_holds_and_limits(shop: Shop) -> None:
    keep, gone = await two(shop)
    await shop.buy(AYSE, 10)
    shop.pass_time(days=31)
    first = await shop.buy(BORA, 20)
    voucher = await shop.hold(BORA, await shop.reward(5))
    before = await shop.rows("SELECT expires_at FROM lots ORDER BY id")
    assert await joined(shop, keep, gone) == AccountsJoined(balance=15, pending=0, held=5, debt=0, taken_back=0)
    assert await lots(shop) == [(1, keep, "active", 10), (2, keep, "active", 15)]
    assert [row["expires_at"] for row in await shop.rows("SELECT expires_at FROM lots ORDER BY id")] == [
        row["expires_at"] for row in before
    ]
    assert await shop.points(AYSE) == (25, 0, 5, 0)
    rows = await shop.rows("SELECT id, balance, pending, held, debt, moved_to FROM members ORDER BY id")
    assert [tuple(row[name] for name in ("balance", "held", "moved_to")) for row in rows] == [
        (25, 5, None),
        (0, 0, keep),
    ]
    # The voucher is used, and the purchase undone, as if it had always been one.
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    await shop.run("UPDATE sales SET booked_at = $1 WHERE id = $2", int(shop.now.timestamp() * 1000), first.sale_id)
    await shop.act(undo, telegram_id=CASHIER, sale_id=first.sale_id)
    assert await shop.points(AYSE) == (5, 0, 0, 0)


async def test_the_member_cancels_a_voucher_that_the_other_account_held(shop: Shop) -> None:
    keep, gone = await two(shop)
    await shop.buy(BORA, 20)
    voucher = await shop.hold(BORA, await shop.reward(5))
    await joined(shop, keep, gone)
    await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)
    assert await shop.points(AYSE) == (20, 0, 0, 0)


async def test_a_debt_moves_and_is_paid_by_what_can_be_spent(shop: Shop) -> None:
    keep, gone = await two(shop)
    reward = await shop.reward(20)
    booked = await shop.buy(BORA, 20)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(reward))
    await shop.act(use_code, telegram_id=BORA, code_id=code.code_id, generation=1)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    await shop.buy(AYSE, 15)
    assert (await joined(shop, keep, gone)).debt == -20
    assert await shop.points(AYSE) == (0, 0, 0, 5)
    assert (await shop.kinds())[-2:] == ["transfer", "repay"]
    with pytest.raises(InDebt):
        await shop.hold(AYSE, reward)


async def test_a_debt_of_the_one_that_goes_on_is_paid_by_what_comes(shop: Shop) -> None:
    keep, gone = await two(shop)
    booked = await shop.buy(AYSE, 20)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(await shop.reward(20)))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    await shop.buy(BORA, 50)
    await joined(shop, keep, gone)
    assert await shop.points(AYSE) == (30, 0, 0, 0)


async def test_the_person_behind_the_other_account_is_no_member_and_never_new(shop: Shop) -> None:
    keep, gone = await two(shop)
    code = await shop.code_of(BORA)
    await joined(shop, keep, gone)
    assert (await shop.notices(AYSE))[-1] == "accounts-joined"
    assert (await shop.notices(BORA))[-1] == "account-moved"
    shown = await shop.show(10)
    with pytest.raises(NotAMember):
        await shop.act(collect, telegram_id=BORA, sale_id=shown.sale_id, generation=1)
    with pytest.raises(CodeUnknown):
        await shop.act(record_purchase, telegram_id=CASHIER, amount=1000, receipt=None, till_code=code)
    # They may join again, but nobody brings them.
    cem = await shop.join(CEM)
    again = await shop.join(BORA, invited_by=cem)
    assert again not in (keep, gone)
    assert await shop.rows("SELECT * FROM referrals") == []


async def test_a_referral_between_the_two_is_taken_back(shop: Shop) -> None:
    keep = await shop.join(AYSE)
    gone = await shop.join(BORA, invited_by=keep)
    await shop.buy(BORA, 10)
    assert await shop.points(AYSE) == (0, 10, 0, 0)
    assert (await joined(shop, keep, gone)).taken_back == 20
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert await shop.rows("SELECT * FROM referrals") == []


@pytest.mark.parametrize("brought_the_other", [True, False])
async def test_a_referral_between_the_two_that_was_spent_comes_from_other_lots_and_then_is_owed(
    shop: Shop, brought_the_other: bool
) -> None:
    keep = await shop.join(AYSE)
    gone = await shop.join(BORA, invited_by=keep)
    await shop.buy(BORA, 12)
    shop.pass_time(days=15)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(await shop.reward(10)))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(await shop.reward(16, "Cake")))
    await shop.act(use_code, telegram_id=BORA, code_id=code.code_id, generation=1)
    # 6 are left of 32, and 20 come back.
    one, other = (keep, gone) if brought_the_other else (gone, keep)
    await joined(shop, one, other)
    assert await shop.points(AYSE if brought_the_other else BORA) == (0, 0, 0, 14)


async def test_friends_whom_either_brought_count_for_the_one(shop: Shop) -> None:
    keep, gone = await two(shop)
    await shop.join(CEM, "Cem", invited_by=gone)
    await joined(shop, keep, gone)
    await shop.buy(CEM, 10)
    assert await shop.points(AYSE) == (0, 10, 0, 0)


async def test_of_two_invitations_of_one_person_one_stands(shop: Shop) -> None:
    cem = await shop.join(CEM, "Cem")
    keep = await shop.join(AYSE, invited_by=cem)
    gone = await shop.join(BORA, invited_by=cem)
    await shop.buy(AYSE, 10)
    await shop.buy(BORA, 10)
    assert await shop.points(CEM) == (0, 20, 0, 0)
    await joined(shop, keep, gone)
    assert await shop.points(CEM) == (0, 10, 0, 0)
    assert await shop.points(AYSE) == (20, 10, 0, 0)
    assert (await shop.notices(CEM))[-1] == "same-friend"
    page = await shop.database.read(history_of, CEM, None)
    assert (page.lines[0].movement.kind, page.lines[0].side) == ("reverse", "one-person")
    rows = await shop.rows("SELECT referee_id, referrer_id FROM referrals")
    assert [(row["referee_id"], row["referrer_id"]) for row in rows] == [(keep, cem)]


async def test_bonuses_that_wait_for_a_manager_go_and_nobody_need_look(shop: Shop) -> None:
    shop.programme = replace(shop.programme, referral_review_after=0)
    cem = await shop.join(CEM, "Cem")
    keep = await shop.join(AYSE, invited_by=cem)
    gone = await shop.join(BORA, invited_by=keep)
    await shop.buy(AYSE, 10)
    await shop.buy(BORA, 10)
    assert [row["state"] for row in await shop.rows("SELECT state FROM reviews ORDER BY id")] == ["open", "open"]
    assert (await joined(shop, keep, gone)).taken_back == 20
    assert [row["state"] for row in await shop.rows("SELECT state FROM reviews ORDER BY id")] == ["open", "refused"]
    assert await shop.points(AYSE) == (20, 10, 0, 0)


async def test_an_invitation_moves_with_the_account_unless_they_had_brought_that_friend(shop: Shop) -> None:
    cem = await shop.join(CEM, "Cem")
    keep, gone = await shop.join(AYSE), await shop.join(BORA, invited_by=cem)
    booked = await shop.buy(BORA, 10)
    await joined(shop, keep, gone)
    assert await shop.points(AYSE) == (10, 10, 0, 0)
    # The bonus goes with the purchase that brought it, as ever.
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.points(CEM) == (0, 0, 0, 0)


async def test_nobody_is_brought_by_somebody_they_brought(shop: Shop) -> None:
    keep = await shop.join(AYSE)
    cem = await shop.join(CEM, "Cem", invited_by=keep)
    gone = await shop.join(BORA, invited_by=cem)
    await joined(shop, keep, gone)
    rows = await shop.rows("SELECT id, inviter_id FROM members ORDER BY id")
    assert [(row["id"], row["inviter_id"]) for row in rows][:2] == [(keep, None), (cem, keep)]
    assert len(await shop.rows("SELECT * FROM referrals")) == 1


async def test_the_tier_is_worked_out_anew_from_both(shop: Shop) -> None:
    shop.programme = replace(shop.programme, tiers=(Tier(name="Silver", threshold=100),))
    keep, gone = await two(shop)
    await shop.buy(AYSE, 60)
    await shop.buy(BORA, 60)
    await joined(shop, keep, gone)
    rows = await shop.rows("SELECT tier FROM members ORDER BY id")
    assert [row["tier"] for row in rows] == ["Silver", "base"]
    assert "tier-won" in await shop.notices(AYSE)


async def test_sliding_points_that_moved_slide_on(shop: Shop) -> None:
    keep, gone = await two(shop)
    usual = shop.programme
    shop.programme = replace(usual, expiry=Expiry(policy=ExpiryPolicy.DAYS, count=30, sliding=True))
    await shop.buy(BORA, 10)
    shop.programme = usual
    await joined(shop, keep, gone)
    shop.pass_time(days=20)
    await shop.buy(AYSE, 1)
    shop.pass_time(days=20)
    assert await shop.points(AYSE) == (11, 0, 0, 0)


async def test_what_was_due_by_the_clock_is_booked_before_anything_moves(shop: Shop) -> None:
    keep, gone = await two(shop)
    await shop.buy(BORA, 10)
    shop.pass_time(days=400)
    assert (await joined(shop, keep, gone)).balance == 0
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await shop.kinds() == ["earn", "expire", "transfer"]


async def test_a_third_account_joined_with_the_second_goes_on_in_the_first(shop: Shop) -> None:
    keep, gone = await two(shop)
    third = await shop.join(CEM, "Ayşe again")
    await shop.buy(CEM, 7)
    await joined(shop, gone, third)
    await joined(shop, keep, gone)
    assert await shop.points(AYSE) == (7, 0, 0, 0)
    rows = await shop.rows("SELECT moved_to FROM members ORDER BY id")
    assert [row["moved_to"] for row in rows] == [None, keep, keep]


async def test_the_journal_names_both_and_balances_and_history_and_my_data_show_it(shop: Shop) -> None:
    keep, gone = await two(shop)
    await shop.buy(BORA, 10)
    await joined(shop, keep, gone)
    rows = await shop.rows(
        "SELECT p.account, p.points FROM postings p JOIN journal j ON j.id = p.journal_id WHERE j.kind = 'transfer'"
        " ORDER BY p.account"
    )
    assert [(row["account"], row["points"]) for row in rows] == [("member:1", 10), ("member:2", -10)]
    assert (await shop.journal())[-1] == ("transfer", f"transfer:{gone}")
    page = await shop.database.read(history_of, AYSE, None)
    assert [(line.movement.kind, line.movement.active) for line in page.lines] == [("transfer", 10)]
    data = await shop.database.read(personal_data, AYSE)
    assert [row["kind"] for row in data["journal"]] == ["earn", "transfer"]
    assert len(data["purchases"]) == 1


async def test_only_two_accounts_in_use_are_joined(shop: Shop) -> None:
    keep, gone = await two(shop)
    cem = await shop.join(CEM, "Cem")
    await shop.act(forget_me, telegram_id=CEM, seal=seal(CEM))
    for one, other, why in ((keep, keep, "itself"), (keep, 99, "no member 99"), (cem, keep, "forgotten")):
        before = await shop.everything()
        with pytest.raises(CannotJoin, match=why):
            await joined(shop, one, other)
        assert await shop.everything() == before
    await joined(shop, keep, gone)
    with pytest.raises(CannotJoin, match=f"goes on as member {keep}"):
        await joined(shop, keep, gone)


async def test_the_command_says_first_what_would_move(shop: Shop) -> None:
    keep, gone = await two(shop)
    await shop.buy(BORA, 10)
    before = await shop.everything()
    said = await shop.database.read(described, shop.programme, shop.now, keep, gone)
    assert "10 points to spend" in said
    assert "1 lots, 0 vouchers, 1 purchases" in said
    assert await shop.everything() == before
    said = await shop.database.write(join, shop.programme, shop.now, keep, gone)
    assert said == f"Member {gone} goes on as member {keep}: 10 points, 0 pending, 0 held and 0 owed have moved."


async def test_accounts_are_joined_while_both_buy(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchases_a_day=None)
    keep, gone = await two(shop)
    shown = [await shop.show(number) for number in range(1, 7)]
    tasks = [shop.collect(BORA if number % 2 else AYSE, sale) for number, sale in enumerate(shown)]
    done = await asyncio.gather(*tasks, joined(shop, keep, gone), return_exceptions=True)
    assert not [one for one in done if isinstance(one, BaseException) and not isinstance(one, NotAMember)]
    booked = await shop.rows("SELECT coalesce(sum(points), 0) AS points FROM sales WHERE state = 'booked'")
    assert (await shop.points(AYSE))[0] == booked[0]["points"]
    rows = await shop.rows("SELECT count(*) AS n FROM sales WHERE state = 'booked' AND member_id <> $1", keep)
    assert rows[0]["n"] == 0


async def test_pending_points_move_and_come_at_their_time(shop: Shop) -> None:
    shop.programme = replace(shop.programme, purchase_hold=timedelta(days=3))
    keep, gone = await two(shop)
    await shop.buy(BORA, 10)
    await joined(shop, keep, gone)
    assert await shop.points(AYSE) == (0, 10, 0, 0)
    shop.pass_time(days=3)
    assert await shop.points(AYSE) == (10, 0, 0, 0)


async def test_what_the_other_account_bought_and_used_is_refunded_and_reversed_in_the_one(shop: Shop) -> None:
    keep, gone = await two(shop)
    await shop.buy(AYSE, 3)
    booked = await shop.buy(BORA, 20)
    voucher = await shop.hold(BORA, await shop.reward(15))
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    await joined(shop, keep, gone)
    await shop.act(refund, telegram_id=OWNER, sale_id=booked.sale_id, amount=1000)
    assert await shop.points(AYSE) == (0, 0, 0, 2)
    await shop.act(reverse, telegram_id=OWNER, redemption_id=1)
    assert await shop.points(AYSE) == (13, 0, 0, 0)


async def test_accounts_are_joined_while_something_is_refunded_and_reversed(shop: Shop) -> None:
    keep, gone = await two(shop)
    booked = await shop.buy(BORA, 40)
    voucher = await shop.hold(BORA, await shop.reward(15))
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    refunds = [shop.act(refund, telegram_id=OWNER, sale_id=booked.sale_id, amount=100) for _ in range(10)]
    back = shop.act(reverse, telegram_id=OWNER, redemption_id=1)
    await asyncio.gather(*refunds[:5], joined(shop, keep, gone), back, *refunds[5:])
    assert await shop.points(AYSE) == (30, 0, 0, 0)


async def test_what_both_accounts_have_had_counts_together_towards_every_limit(shop: Shop) -> None:
    doubled = Campaign(
        id=0, merchant_id=None, name="Double", state="active", starts_at=START, ends_at=START + timedelta(days=1),
        multiplier_percent=200, member_cap=30,
    )  # fmt: skip
    await shop.database.write(campaigns.add_campaign, doubled, staff_id=None, now=shop.now)
    shop.programme = replace(shop.programme, referral_monthly_cap=2)
    keep, gone = await two(shop)
    friends = (CEM, 101, 102)
    for friend, inviter in zip(friends, (keep, gone, keep), strict=True):
        await shop.join(friend, f"Friend {friend}", invited_by=inviter)
    reward = await shop.reward(5)
    await shop.run("UPDATE rewards SET member_limit = 2 WHERE id = $1", reward)
    assert [(await shop.buy(who, 12)).points for who in (AYSE, BORA)] == [24, 24]
    for who in (AYSE, BORA):
        voucher = await shop.hold(who, reward)
        await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    for friend in friends[:2]:
        await shop.buy(friend, 10)
    await joined(shop, keep, gone)
    # The member's cap of the campaign has 6 of 30 left, and the reward and the month's friends are used up.
    assert (await shop.buy(AYSE, 10)).points == 16
    with pytest.raises(LimitReached):
        await shop.hold(AYSE, reward)
    await shop.buy(friends[2], 10)
    assert await shop.points(AYSE) == (24 + 24 + 16 - 10, 20, 0, 0)
    # Three purchases that day are theirs, wherever they were booked: the fourth waits.
    assert (await shop.buy(AYSE, 11)).reviewed
