"""What a coalition is billed by is kept: allocations name lots, lots name who issued them, and all sums to zero."""

from bot.actions.codes import issue_code, use_code
from bot.actions.redeem import confirm
from bot.actions.refund import refund
from bot.actions.reverse import reverse
from bot.actions.suspend import suspend_merchant
from tests.bot.actions.shop import AYSE, BAKER, BORA, MANAGER, Shop

BILL = (
    "SELECT r.merchant_id AS redeemed_at, l.merchant_id AS issued_by, CAST(sum(a.points) AS BIGINT) AS points"
    " FROM redemptions r LEFT JOIN vouchers v ON v.id = r.voucher_id"
    " JOIN allocations a ON a.journal_id = coalesce(v.journal_id, r.journal_id) JOIN lots l ON l.id = a.lot_id"
    " WHERE r.state = 'done' GROUP BY r.merchant_id, l.merchant_id ORDER BY r.merchant_id, l.merchant_id"
)
ACCOUNTS = "SELECT account, CAST(sum(points) AS BIGINT) AS points FROM postings GROUP BY account ORDER BY account"


async def accounts(shop: Shop) -> dict[str, int]:
    """What is on every account that is not empty."""
    return {row["account"]: row["points"] for row in await shop.rows(ACCOUNTS) if row["points"]}


async def used_at_both(shop: Shop) -> None:
    """Ayşe has points of both and uses 15 at the bakery by voucher and 8 at the café by code."""
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.pass_time(minutes=1)
    await shop.buy(AYSE, 20, by=BAKER)
    voucher = await shop.hold(AYSE, await shop.reward(15, by=BAKER))
    await shop.act(confirm, telegram_id=BAKER, voucher_id=voucher.voucher_id)
    code = await shop.act(issue_code, telegram_id=MANAGER, reward=str(await shop.reward(8)))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=code.generation)


async def test_each_redemption_names_how_much_of_it_each_merchant_had_issued(shop: Shop) -> None:
    await used_at_both(shop)
    bill = [(row["redeemed_at"], row["issued_by"], row["points"]) for row in await shop.rows(BILL)]
    assert bill == [(shop.cafe, shop.bakery, 8), (shop.bakery, shop.cafe, 10), (shop.bakery, shop.bakery, 5)]
    kept = await accounts(shop)
    for merchant in (shop.cafe, shop.bakery):
        assert kept[f"merchant:{merchant}:redeemed"] == sum(points for at, _, points in bill if at == merchant)


async def test_what_all_merchants_issued_and_redeemed_what_expired_and_what_members_have_sums_to_zero(
    shop: Shop,
) -> None:
    await used_at_both(shop)
    await shop.join(BORA, invited_by=await shop.member_id(AYSE))
    booked = await shop.buy(BORA, 30)
    await shop.act(refund, telegram_id=MANAGER, sale_id=booked.sale_id, amount=1200)
    await shop.hold(BORA, await shop.reward(6))
    await shop.act(reverse, telegram_id=BAKER, redemption_id=1)
    for passing in (0, 15, 400):
        shop.pass_time(days=passing)
        await shop.settle()
        kept = await accounts(shop)
        assert sum(kept.values()) == 0
        assert {name.split(":")[0] for name in kept} <= {"merchant", "member", "programme"}
    assert kept["programme:expired"] > 0


async def test_a_suspended_merchants_issued_points_stay_valid_and_its_bill_stays(shop: Shop) -> None:
    await used_at_both(shop)
    await shop.buy(AYSE, 4)
    before, bill = await accounts(shop), await shop.rows(BILL)
    await shop.act(suspend_merchant, shop.cafe)
    assert await accounts(shop) == before
    assert [tuple(row.values()) for row in map(dict, await shop.rows(BILL))] == [
        tuple(row.values()) for row in map(dict, bill)
    ]
    # 7 are left of the bakery's and 4 of the café's, which can still be spent elsewhere.
    assert await shop.points(AYSE) == (11, 0, 0, 0)
    voucher = await shop.hold(AYSE, await shop.reward(11, "Loaf", by=BAKER))
    await shop.act(confirm, telegram_id=BAKER, voucher_id=voucher.voucher_id)
    assert (await accounts(shop))[f"merchant:{shop.bakery}:redeemed"] == 15 + 11
