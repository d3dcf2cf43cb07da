"""Refunds: all or part of a purchase, by receipt, as often as wanted until the amount is used up."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from bot.actions.codes import issue_code, use_code
from bot.actions.forget import forget_me
from bot.actions.programmes import keep_first
from bot.actions.redeem import cancel, confirm
from bot.actions.refund import Costs, Refunded, WhichSale, refund, refund_as_operator, refund_costs, refund_line
from bot.actions.refundable import RefundWish, choices_for, refundables
from bot.actions.undo import not_mine, undo
from loyalty.errors import (
    AlreadyEnded,
    AlreadyUsed,
    LinkUnknown,
    LoyaltyError,
    MerchantSuspended,
    NotAllowed,
    OwnMembership,
    ReceiptTaken,
    ReceiptUnknown,
    RefundedBefore,
    RefundTooLarge,
)
from loyalty.model import Bracket, Campaign
from loyalty.programme import DebtPolicy, Stacking, Tier
from storage import campaigns
from tests.bot.actions.shop import (
    AUDITOR,
    AYSE,
    BAKER,
    BORA,
    CASHIER,
    MANAGER,
    OWNER,
    PROGRAMME,
    START,
    STRANGER,
    Shop,
    seal,
)


async def refunded(shop: Shop, sale_id: int, units: float | None = None, by: int = MANAGER) -> Costs:
    """So much of a purchase taken back, or all that is left."""
    amount = None if units is None else round(units * 100)
    return (await shop.act(refund, telegram_id=by, sale_id=sale_id, amount=amount)).costs


async def by_receipt(shop: Shop, receipt: str, units: float | None = None, by: int = MANAGER) -> Refunded | WhichSale:
    """The same as typed."""
    wish = RefundWish(receipt=receipt, amount=None if units is None else round(units * 100))
    return await shop.act(refund_line, telegram_id=by, wishes=(wish,))


async def spend(shop: Shop, telegram_id: int, points: int) -> None:
    """Spent at once, by a code of the merchant's."""
    code = await shop.act(
        issue_code, telegram_id=OWNER, reward=str(await shop.reward(points, f"Spent by {telegram_id}"))
    )
    await shop.act(use_code, telegram_id=telegram_id, code_id=code.code_id, generation=1)


async def told(shop: Shop, telegram_id: int) -> dict[str, Any]:
    """What the last notice says."""
    rows = await shop.rows("SELECT notice, data FROM outbox WHERE telegram_id = $1 ORDER BY id", telegram_id)
    assert rows[-1]["notice"] == "purchase-refunded"
    data: dict[str, Any] = json.loads(rows[-1]["data"])
    return data


async def test_a_refund_takes_what_the_rest_is_worth_no_longer_and_the_member_is_told_why(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 24.90)
    # 24.90 earned 24; 20.40 would have earned 20.
    assert await refunded(shop, booked.sale_id, 4.50) == Costs(amount=450, points=4)
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    assert await told(shop, AYSE) == {
        "merchant": "Café",
        "amount": 450,
        "points": 4,
        "lost": 0,
        "vouchers": 0,
        "rewards": "",
        "debt": 0,
    }
    rows = await shop.rows("SELECT j.kind, j.reverses, s.journal_id, s.refunded, s.amount FROM journal j, sales s")
    assert [(row["kind"], row["refunded"], row["amount"]) for row in rows][-1] == ("refund", 450, 2490)
    assert rows[-1]["reverses"] == rows[-1]["journal_id"]


async def test_a_purchase_can_be_refunded_until_its_amount_is_used_up(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    await refunded(shop, booked.sale_id, 3)
    with pytest.raises(RefundTooLarge) as refused:
        await refunded(shop, booked.sale_id, 7.01)
    assert refused.value.left == 700
    assert await refunded(shop, booked.sale_id) == Costs(amount=700, points=7)
    with pytest.raises(RefundedBefore):
        await refunded(shop, booked.sale_id, 0.01)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_a_refund_of_less_than_a_step_may_take_nothing_and_the_next_takes_what_it_left(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    assert (await refunded(shop, booked.sale_id, 0.40)).points == 1
    assert (await refunded(shop, booked.sale_id, 0.60)).points == 0
    assert await shop.points(AYSE) == (9, 0, 0, 0)
    assert await shop.kinds() == ["earn", "refund"]


async def test_a_refund_is_by_receipt_however_it_is_written(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10, receipt="R 17")
    done = await by_receipt(shop, "r17", 4)
    assert isinstance(done, Refunded)
    assert (done.sale.receipt, done.sale.left, done.costs.points) == ("R 17", 600, 4)
    with pytest.raises(ReceiptUnknown):
        await by_receipt(shop, "R18")


async def test_the_receipt_of_a_refunded_purchase_stays_used(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10, receipt="17")
    await by_receipt(shop, "17")
    again = await shop.buy(AYSE, 10, receipt="17")
    assert again.again
    with pytest.raises(ReceiptTaken):
        await shop.buy(AYSE, 12, receipt="17")
    with pytest.raises(AlreadyUsed):
        await shop.show(10, receipt="17")
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_of_one_receipt_on_several_days_it_is_asked_which_unless_one_alone_has_something_left(shop: Shop) -> None:
    await shop.join(AYSE)
    old = await shop.buy(AYSE, 10, receipt="17")
    shop.pass_time(days=1)
    new = await shop.buy(AYSE, 20, receipt="17")
    asked = await by_receipt(shop, "17", 5)
    assert isinstance(asked, WhichSale)
    assert [(one.sale.sale_id, one.amount) for one in asked.choices] == [(new.sale_id, 500), (old.sale_id, 500)]
    assert await shop.points(AYSE) == (30, 0, 0, 0)
    await refunded(shop, new.sale_id)
    done = await by_receipt(shop, "17", 5)
    assert isinstance(done, Refunded)
    assert done.sale.sale_id == old.sale_id
    await by_receipt(shop, "17")
    with pytest.raises(RefundedBefore):
        await by_receipt(shop, "17")


async def test_a_purchase_without_a_receipt_goes_by_its_own_number(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    assert isinstance(await by_receipt(shop, f"#{booked.sale_id}", 1), Refunded)
    with pytest.raises(ReceiptUnknown):
        await by_receipt(shop, f"#{booked.sale_id}", 1, by=BAKER)
    with pytest.raises(ReceiptUnknown):
        await by_receipt(shop, str(booked.sale_id))


@pytest.mark.parametrize("who", [CASHIER, AUDITOR, BAKER, AYSE, STRANGER])
async def test_only_managers_of_the_shop_refund(shop: Shop, who: int) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    with pytest.raises(NotAllowed):
        await refunded(shop, booked.sale_id, by=who)
    with pytest.raises(ReceiptUnknown if who == BAKER else NotAllowed):
        await by_receipt(shop, "1", by=who)
    with pytest.raises(NotAllowed):
        await shop.database.read(refund_costs, shop.now, shop.programme, who, booked.sale_id, None)
    assert await shop.points(AYSE) == (10, 0, 0, 0)


async def test_nobody_refunds_their_own_purchase(shop: Shop) -> None:
    await shop.join(MANAGER, "Melis")
    booked = await shop.buy(MANAGER, 10)
    with pytest.raises(OwnMembership):
        await refunded(shop, booked.sale_id)
    await refunded(shop, booked.sale_id, by=OWNER)
    assert await shop.points(MANAGER) == (0, 0, 0, 0)


async def test_staff_of_a_suspended_shop_refund_nothing_but_the_operator_does(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await refunded(shop, booked.sale_id)
    done = await shop.act(refund_as_operator, sale_id=booked.sale_id, amount=400)
    assert done.costs == Costs(amount=400, points=4)
    rows = await shop.rows("SELECT actor FROM journal WHERE kind = 'refund'")
    assert [row["actor"] for row in rows] == ["operator"]
    with pytest.raises(LinkUnknown):
        await shop.act(refund_as_operator, sale_id=booked.sale_id + 99)


async def test_pending_points_are_taken_while_they_wait(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, purchase_hold=timedelta(days=7))
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    await refunded(shop, booked.sale_id, 4)
    assert await shop.points(AYSE) == (0, 6, 0, 0)
    shop.pass_time(days=7)
    assert await shop.points(AYSE) == (6, 0, 0, 0)
    await refunded(shop, booked.sale_id, 4)
    assert await shop.points(AYSE) == (2, 0, 0, 0)


async def test_a_voucher_is_cancelled_only_when_its_own_points_are_needed_and_the_member_is_told(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    voucher = await shop.hold(AYSE, await shop.reward(15, "Cake"))
    await refunded(shop, booked.sale_id, 5)
    assert await shop.points(AYSE) == (0, 0, 15, 0)
    assert await refunded(shop, booked.sale_id, 5) == Costs(amount=500, points=5, vouchers=("Cake",))
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert (await told(shop, AYSE))["rewards"] == "Cake"
    assert "voucher-cancelled" not in await shop.notices(AYSE)
    with pytest.raises(AlreadyEnded):
        await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)
    with pytest.raises(AlreadyEnded):
        await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)


async def test_what_expired_unspent_counts_as_taken_back_and_points_earned_later_stay(shop: Shop) -> None:
    # Lots of 100 expired and 50 earned later: nothing more is taken.
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 100)
    shop.pass_time(days=400)
    await shop.buy(AYSE, 50)
    assert await refunded(shop, booked.sale_id) == Costs(amount=10000, points=100, lost=100)
    assert await shop.points(AYSE) == (50, 0, 0, 0)


async def test_what_expired_counts_once_over_several_refunds(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 100)
    await spend(shop, AYSE, 60)
    shop.pass_time(days=400)
    await shop.buy(AYSE, 50)
    # 40 of the 100 expired, 60 were spent.
    assert await refunded(shop, booked.sale_id, 30) == Costs(amount=3000, points=30, lost=30)
    assert await refunded(shop, booked.sale_id, 30) == Costs(amount=3000, points=30, lost=10)
    assert await shop.points(AYSE) == (30, 0, 0, 0)
    assert await refunded(shop, booked.sale_id) == Costs(amount=4000, points=40, debt=10)
    assert await shop.points(AYSE) == (0, 0, 0, 10)
    assert (await told(shop, AYSE))["debt"] == 10


async def test_points_spent_come_from_other_purchases_and_then_are_owed(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    await spend(shop, AYSE, 20)
    await shop.buy(AYSE, 15)
    assert await refunded(shop, booked.sale_id, 10) == Costs(amount=1000, points=10)
    assert await shop.points(AYSE) == (5, 0, 0, 0)
    assert await refunded(shop, booked.sale_id) == Costs(amount=1000, points=10, debt=5)
    assert await shop.points(AYSE) == (0, 0, 0, 5)


async def test_points_spent_are_forgiven_where_the_programme_says_so(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, debt=DebtPolicy.FORGIVE)
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    await spend(shop, AYSE, 20)
    await shop.buy(AYSE, 5)
    assert await refunded(shop, booked.sale_id, 10) == Costs(amount=1000, points=10)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_a_purchase_that_paid_a_debt_is_refunded_and_the_debt_is_owed_again(shop: Shop) -> None:
    await shop.join(AYSE)
    first = await shop.buy(AYSE, 20)
    await spend(shop, AYSE, 20)
    await refunded(shop, first.sale_id)
    paying = await shop.buy(AYSE, 26)
    assert await shop.points(AYSE) == (6, 0, 0, 0)
    await refunded(shop, paying.sale_id, 10)
    assert await shop.points(AYSE) == (0, 0, 0, 4)
    await refunded(shop, paying.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 20)


async def test_what_it_will_take_is_known_before_whatever_has_been_booked(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 100)
    await spend(shop, AYSE, 60)
    await shop.hold(AYSE, await shop.reward(30, "Cake"))
    for passing, expected in (
        ({"minutes": 1}, Costs(amount=10000, points=100, debt=60, vouchers=("Cake",))),
        ({"minutes": 10}, Costs(amount=10000, points=100, debt=60)),
        ({"days": 400}, Costs(amount=10000, points=100, lost=40, debt=60)),
    ):
        shop.pass_time(**passing)
        seen = await shop.database.read(refund_costs, shop.now, shop.programme, MANAGER, booked.sale_id, None)
        assert (seen[0].left, seen[1]) == (10000, expected)
    assert await refunded(shop, booked.sale_id) == expected


async def test_a_later_change_of_rules_never_changes_what_is_taken_back(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    shop.programme = replace(PROGRAMME, version=2, points_per_step=7)
    await shop.database.write(keep_first, "EUR", START)
    assert (await refunded(shop, booked.sale_id, 5)).points == 5
    assert await shop.points(AYSE) == (15, 0, 0, 0)


async def test_a_purchase_nobody_has_collected_is_worth_less_or_nothing(shop: Shop) -> None:
    await shop.join(AYSE)
    shown = await shop.show(10, receipt="7")
    done = await by_receipt(shop, "7", 4)
    assert isinstance(done, Refunded)
    assert (done.costs, done.sale.left) == (Costs(amount=400), 600)
    assert (await shop.collect(AYSE, shown)).points == 6
    other = await shop.show(10, receipt="8")
    await by_receipt(shop, "8")
    with pytest.raises(AlreadyEnded):
        await shop.collect(AYSE, other)
    with pytest.raises(ReceiptUnknown):
        await by_receipt(shop, "8")


async def test_the_same_answer_twice_refunds_once(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    shown = await shop.show(10)
    for sale_id in (booked.sale_id, shown.sale_id):
        given = {"telegram_id": MANAGER, "sale_id": sale_id, "amount": 300, "left": 1000}
        await shop.act(refund, **given)
        with pytest.raises(AlreadyEnded):
            await shop.act(refund, **given)
    assert await shop.points(AYSE) == (7, 0, 0, 0)


async def test_undo_takes_what_refunds_have_left_and_not_mine_comes_too_late(shop: Shop) -> None:
    await shop.join(AYSE)
    shown = await shop.show(24.90)
    await shop.collect(AYSE, shown)
    await refunded(shop, shown.sale_id, 10)
    with pytest.raises(AlreadyEnded):
        await shop.act(not_mine, telegram_id=AYSE, sale_id=shown.sale_id)
    undone = await shop.act(undo, telegram_id=MANAGER, sale_id=shown.sale_id)
    assert (undone.amount, undone.points) == (1490, 14)
    with pytest.raises(AlreadyEnded):
        await refunded(shop, shown.sale_id)
    booked = await shop.buy(AYSE, 10)
    await refunded(shop, booked.sale_id)
    with pytest.raises(AlreadyEnded):
        await shop.act(undo, telegram_id=MANAGER, sale_id=booked.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_the_rest_of_a_refund_that_is_worth_nothing_is_undone_without_a_row(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 24.90)
    await refunded(shop, booked.sale_id, 24.10)
    await shop.act(undo, telegram_id=MANAGER, sale_id=booked.sale_id)
    assert await shop.kinds() == ["earn", "refund"]


async def test_a_purchase_of_somebody_forgotten_is_refunded_and_nothing_is_owed(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 20)
    await spend(shop, AYSE, 12)
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    done = await shop.act(refund, telegram_id=MANAGER, sale_id=booked.sale_id)
    assert (done.sale.who, done.costs) == ("•••", Costs(amount=2000, points=20, lost=8))
    rows = await shop.rows("SELECT balance, pending, held, debt FROM members")
    assert [tuple(row[name] for name in ("balance", "pending", "held", "debt")) for row in rows] == [(0, 0, 0, 0)]
    assert (await shop.rows("SELECT refunded FROM sales"))[0]["refunded"] == 2000


async def test_the_bonus_goes_with_the_purchase_that_brought_it_once_too_little_of_it_stands(shop: Shop) -> None:
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    booked = await shop.buy(BORA, 10)
    await refunded(shop, booked.sale_id, 5)
    assert (await shop.points(AYSE), await shop.points(BORA)) == ((0, 10, 0, 0), (5, 10, 0, 0))
    await refunded(shop, booked.sale_id, 0.01)
    assert (await shop.points(AYSE), await shop.points(BORA)) == ((0, 0, 0, 0), (4, 0, 0, 0))


async def test_a_tier_reached_only_through_purchases_since_refunded_ends_at_once(shop: Shop) -> None:
    shop.programme = replace(PROGRAMME, tiers=(Tier(name="gold", threshold=50),))
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 60)
    await refunded(shop, booked.sale_id, 10)
    assert [row["tier"] for row in await shop.rows("SELECT tier FROM members")] == ["gold"]
    await refunded(shop, booked.sale_id, 0.01)
    assert [row["tier"] for row in await shop.rows("SELECT tier FROM members")] == ["base"]


async def test_the_last_sales_can_be_chosen_from(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 3)
    shop.pass_time(days=40)
    first, second = await shop.buy(AYSE, 10, receipt="7"), await shop.show(20)
    gone = await shop.buy(AYSE, 5)
    await refunded(shop, gone.sale_id)
    await refunded(shop, first.sale_id, 4)
    seen = await shop.database.read(refundables, shop.now, shop.programme, MANAGER, 8)
    assert [(one.sale_id, one.left, one.receipt, one.who) for one in seen] == [
        (second.sale_id, 2000, None, ""),
        (first.sale_id, 600, "7", "Ay••• K."),
    ]
    assert await shop.database.read(refundables, shop.now, shop.programme, BAKER, 8) == []
    with pytest.raises(NotAllowed):
        await shop.database.read(refundables, shop.now, shop.programme, CASHIER, 8)


async def test_a_line_that_reads_two_ways_is_asked_about(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10, receipt="17")
    await shop.buy(AYSE, 20, receipt="175")
    wishes = (RefundWish(receipt="17 5", amount=None), RefundWish(receipt="17", amount=500))
    found = await shop.database.read(choices_for, MANAGER, wishes)
    assert [(one.sale.receipt, one.amount) for one in found] == [("175", None), ("17", 500)]
    assert isinstance(await shop.act(refund_line, telegram_id=MANAGER, wishes=wishes), WhichSale)


TABLE = (Bracket(from_units=3, points_per_step=1), Bracket(from_units=6, points_per_step=Fraction(7, 3)))
RULES = {
    "one for each unit": PROGRAMME,
    "one and a half": replace(PROGRAMME, points_per_step=Fraction(3, 2)),
    "a tenth": replace(PROGRAMME, points_per_step=Fraction(1, 10)),
    "steps of five": replace(PROGRAMME, step_units=5, points_per_step=4),
    "brackets": replace(PROGRAMME, brackets=TABLE),
}


async def _ledger_after(shop: Shop, who: int, cuts: list[float]) -> Any:
    """A member whose purchase of 10.90 is half spent, held and there, refunded in these parts."""
    await shop.join(who, f"Member {who}")
    other = await shop.buy(who, 4)
    booked = await shop.buy(who, 10.90)
    points = (await shop.points(who))[0]
    if points > 2:
        await shop.hold(who, await shop.reward(points // 3, f"Held by {who}"))
        await spend(shop, who, points // 3)
    total = Costs(amount=0)
    for cut in cuts:
        costs = await refunded(shop, booked.sale_id, cut)
        total = Costs(amount=total.amount + costs.amount, points=total.points + costs.points)
    rows = await shop.rows(
        "SELECT l.state, l.points, l.remaining FROM lots l JOIN people p ON p.member_id = l.member_id"
        " WHERE p.telegram_id = $1 ORDER BY l.id",
        who,
    )
    posted = await shop.rows(
        "SELECT CAST(sum(x.points) AS BIGINT) AS points FROM postings x JOIN journal j ON j.id = x.journal_id"
        " JOIN people p ON p.member_id = j.member_id WHERE p.telegram_id = $1 AND x.account LIKE 'merchant:%:issued'",
        who,
    )
    assert other.sale_id != booked.sale_id
    lots = [(row["state"], row["points"], row["remaining"]) for row in rows]
    return total, await shop.points(who), lots, posted[0]["points"]


CAMPAIGNS: dict[str, list[dict[str, Any]]] = {
    "no campaign": [],
    "double up to seven": [{"multiplier_percent": 200, "member_cap": 7}],
    "three more from five on": [{"bonus": 3, "minimum": 500}],
    "one and a half, and three more": [{"multiplier_percent": 150}, {"bonus": 3, "minimum": 200}],
}


async def campaign(shop: Shop, **of: Any) -> int:
    """A campaign for a month from today on."""
    given = {"id": 0, "merchant_id": None, "name": "More", "state": "active", "starts_at": START, **of}
    new = Campaign(ends_at=START + timedelta(days=30), **given)
    return await shop.database.write(campaigns.add_campaign, new, staff_id=None, now=shop.now)


@pytest.mark.parametrize("running", CAMPAIGNS)
@pytest.mark.parametrize("rules", RULES)
async def test_ten_refunds_of_one_leave_what_one_refund_of_ten_does(shop: Shop, rules: str, running: str) -> None:
    shop.programme = replace(RULES[rules], stacking=Stacking.MULTIPLY)
    for of in CAMPAIGNS[running]:
        await campaign(shop, **of)
    at_once = await _ledger_after(shop, AYSE, [10])
    one_by_one = await _ledger_after(shop, BORA, [1] * 10)
    assert one_by_one == at_once


async def test_room_of_a_campaign_that_a_refund_returns_serves_later_purchases(shop: Shop) -> None:
    await campaign(shop, multiplier_percent=200, total_cap=12)
    await shop.join(AYSE)
    await shop.join(BORA)
    booked = await shop.buy(AYSE, 10)
    assert booked.points == 20
    # 2 of 12 are left; a refund of 6 returns 6 of the 10 taken.
    assert (await shop.buy(BORA, 10)).points == 12
    assert (await refunded(shop, booked.sale_id, 6)).points == 12
    assert (await shop.buy(BORA, 11)).points == 17
    await refunded(shop, booked.sale_id)
    rows = await shop.rows("SELECT given FROM campaigns")
    assert rows[0]["given"] == 8


async def test_a_bonus_with_a_minimum_goes_once_less_than_that_stands(shop: Shop) -> None:
    await campaign(shop, bonus=5, minimum=1000)
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 12)
    assert (await refunded(shop, booked.sale_id, 2)).points == 2
    assert (await refunded(shop, booked.sale_id, 0.01)).points == 6
    assert await shop.points(AYSE) == (9, 0, 0, 0)


async def test_refunds_at_once_never_take_more_than_the_amount(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10, receipt="7")

    async def attempt(number: int) -> bool:
        try:
            if number % 2:
                await refunded(shop, booked.sale_id, 3)
            else:
                await by_receipt(shop, "7", 3)
        except (RefundTooLarge, RefundedBefore):
            return False
        return True

    done = await asyncio.gather(*(attempt(number) for number in range(12)))
    assert sum(done) == 3
    assert await shop.points(AYSE) == (1, 0, 0, 0)


async def test_a_refund_and_the_confirmation_of_the_voucher_that_holds_its_points_agree(shop: Shop) -> None:
    reward = await shop.reward(10)
    for number in range(6):
        who = 100 + number
        await shop.join(who, f"Member {who}")
        booked = await shop.buy(who, 10)
        voucher = await shop.hold(who, reward)

        async def confirmed(voucher_id: int) -> bool:
            try:
                await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher_id)
            except LoyaltyError:
                return False
            return True

        used, _ = await asyncio.gather(confirmed(voucher.voucher_id), refunded(shop, booked.sale_id))
        assert await shop.points(who) == (0, 0, 0, 10 if used else 0)
        assert await shop.findings() == []


@pytest.mark.parametrize("rules", RULES)
async def test_a_refund_never_takes_more_than_was_given(shop: Shop, rules: str) -> None:
    shop.programme = replace(RULES[rules], purchases_a_day=None)
    await campaign(shop, multiplier_percent=250, member_cap=9)
    await campaign(shop, bonus=3, minimum=900)
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 24.90)
    await shop.buy(AYSE, 90)
    before = (await shop.points(AYSE))[0]
    await change_all_rules(shop)
    taken = 0
    for cut in (0.01, 3.33, 0.99, 11.11, 5, 4.45, 0.01):
        taken += (await refunded(shop, booked.sale_id, cut)).points
        assert taken <= booked.points
        assert (await shop.points(AYSE))[0] == before - taken
    assert taken == booked.points
    with pytest.raises(RefundedBefore):
        await refunded(shop, booked.sale_id)


async def change_all_rules(shop: Shop) -> None:
    """The rules of today give ten times as much as those of the purchase, and its campaigns are over."""
    await shop.database.write(keep_first, "EUR", START)
    await shop.run("UPDATE campaigns SET state = 'ended', ended_at = 1, multiplier_percent = NULL, bonus = 99")
    shop.programme = replace(shop.programme, version=2, points_per_step=10, brackets=())
