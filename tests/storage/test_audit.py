"""The audit finds what must not be, on both engines.

To be corrupted at all, the tables are stripped of their guards.
"""

import pytest

from bot.actions.redeem import confirm
from bot.actions.refund import refund
from bot.actions.reverse import reverse
from bot.actions.undo import undo
from storage.database import Database, Tx
from storage.errors import StorageError
from tests.bot.actions.shop import AYSE, BORA, CASHIER, OWNER, Shop


@pytest.fixture
async def busy(database: Database) -> Shop:
    """A street where everything has happened once; its ledger is clean to begin with.

    Ayşe is member 1 and brought Bora, member 2. Journal: 1 earns 24 for Ayşe, 2 earns 10 for Bora with 3 and 4 the
    bonuses, 5 holds 5, 6 confirms it, 7 holds 5, 8 earns 6 and 9 takes them back, 10 earns 1 for Bora
    and 5 by a campaign that has no more to give.
    """
    shop = Shop(database)
    await shop.open()
    ayse = await shop.join(AYSE)
    await shop.join(BORA, invited_by=ayse)
    await shop.buy(AYSE, 24.90)
    await shop.buy(BORA, 10)
    reward = await shop.reward(5)
    first = await shop.hold(AYSE, reward)
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=first.voucher_id)
    await shop.hold(AYSE, reward)
    booked = await shop.buy(AYSE, 6)
    await shop.act(undo, telegram_id=OWNER, sale_id=booked.sale_id)
    await shop.show(7)
    await shop.run(
        "INSERT INTO campaigns (name, starts_at, ends_at, bonus, total_cap, created_at)"
        " VALUES ('Five more', 0, $1, 5, 5, 0)",
        2**42,
    )
    await shop.buy(BORA, 1)
    assert await shop.findings() == []
    kinds = ["earn", "earn", "referral", "referral", "hold", "confirm", "hold", "earn", "reverse", "earn"]
    assert await shop.kinds() == kinds
    return shop


def _disarm(tx: Tx) -> None:
    for table, names in (("journal", "journal_is"), ("postings", "postings_are"), ("allocations", "allocations_are")):
        for letter in ("u", "d"):
            if tx.engine == "sqlite":
                tx.run(f"DROP TRIGGER {names}_append_only_{letter}")
        if tx.engine == "postgres":
            for row in tx.all("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = $1::regclass", table):
                tx.run(f"DROP TRIGGER {row['tgname']} ON {table}")


_A_BROADCAST = (
    "INSERT INTO broadcasts (kind, segment, starts_at, ends_at, created_at, state) VALUES ('message', '{}', 0, 1, 0,"
)

CORRUPTIONS = {
    "journal-balances": ("UPDATE postings SET points = points - 1 WHERE journal_id = 1 AND points < 0",),
    "lot-remaining": ("UPDATE lots SET remaining = remaining - 1 WHERE id = 1",),
    "lots-active": ("UPDATE lots SET state = 'pending' WHERE id = 1",),
    "lots-pending": ("UPDATE lots SET state = 'active' WHERE state = 'pending' AND member_id = 2",),
    "vouchers-held": ("UPDATE vouchers SET points = 4 WHERE state = 'held'",),
    "voucher-ends-once": ("UPDATE vouchers SET state = 'lapsed' WHERE state = 'held'",),
    "spending-allocated": ("UPDATE allocations SET points = points - 1 WHERE journal_id = 5",),
    "earning-opens-lot": ("UPDATE lots SET points = points + 1, remaining = remaining + 1 WHERE id = 1",),
    "sale-booked-once": ("UPDATE sales SET journal_id = 5 WHERE id = 1",),
    "earning-has-sale": ("UPDATE sales SET state = 'open', journal_id = NULL, member_id = NULL WHERE id = 1",),
    "undone-taken-back": ("UPDATE sales SET state = 'undone' WHERE id = 1",),
    "standing-not-taken-back": ("UPDATE sales SET state = 'booked' WHERE id = 3",),
    "sale-points": ("UPDATE sales SET points = points + 1 WHERE id = 1",),
    "campaign-given": ("UPDATE campaigns SET given = given + 1",),
    "campaign-cap": ("UPDATE campaigns SET total_cap = given - 1",),
    "campaign-ended": ("UPDATE campaigns SET state = 'ended'",),
    "campaign-use-stands": ("UPDATE campaign_uses SET sale_id = 3",),
    "lot-lives": ("UPDATE lots SET expires_at = activates_at WHERE id = 1",),
    "lot-slides": ("UPDATE lots SET slides = 'days:30' WHERE id = 1",),
    "allocation-own": ("UPDATE lots SET member_id = 2 WHERE id = 1",),
    "debt-paid-first": ("UPDATE members SET debt = -1 WHERE id = 1",),
    "reversed-once": (
        "INSERT INTO journal (at, kind, key, actor, member_id, reverses, programme)"
        " SELECT at, kind, 'again', actor, member_id, reverses, programme FROM journal WHERE kind = 'reverse'",
    ),
    "code-used-once": (
        "INSERT INTO codes (merchant_id, reward_id, staff_id, state, created_at, expires_at)"
        " VALUES (1, 1, 1, 'used', 0, 1)",
    ),
    "use-has-redemption": ("DELETE FROM redemptions",),
    "redemption-has-use": ("UPDATE redemptions SET points = points + 1",),
    "digital-text-given": ("INSERT INTO reward_codes (reward_id, code, journal_id, given_at) VALUES (1, 'A-1', 5, 1)",),
    "digital-gives-one-text": (
        "UPDATE rewards SET kind = 'digital', stock = 0",
        "UPDATE redemptions SET voucher_id = NULL",
    ),
    "digital-stock": ("UPDATE rewards SET kind = 'digital', stock = 1",),
    "tier-has-end": ("UPDATE members SET tier = 'Gold' WHERE id = 1",),
    "referral-pays-once": ("UPDATE referrals SET sale_id = NULL",),
    "transfer-even": ("UPDATE journal SET kind = 'transfer' WHERE id = 1",),
    "moved-has-nothing": ("UPDATE members SET moved_to = 1 WHERE id = 2",),
    "review-has-points": (
        "INSERT INTO reviews (kind, merchant_id, member_id, sale_id, reason, created_at)"
        " VALUES ('purchase', 1, 1, 1, 'purchases-a-day', 0)",
    ),
    "on-hold-has-review": ("UPDATE lots SET activates_at = 253402214400000 WHERE state = 'pending'",),
    "offer-day-taken": (
        "UPDATE people SET offered_on = '2026-11-21', offered_by = (SELECT min(id) FROM outbox) WHERE telegram_id = 11",
    ),
    "broadcast-written": (
        f"{_A_BROADCAST} 'sending')",
        "UPDATE outbox SET broadcast_id = 1 WHERE id = (SELECT min(id) FROM outbox)",
    ),
    "broadcast-ended": (f"{_A_BROADCAST} 'done')",),
    "announced-once": (
        "INSERT INTO broadcasts (kind, segment, starts_at, ends_at, created_at) VALUES ('eve', '{}', 0, 1, 0)",
    ),
    "accounts-known": ("UPDATE postings SET account = 'member:2' WHERE journal_id = 1 AND account = 'member:1'",),
    "member-balance": ("UPDATE members SET balance = balance + 1 WHERE id = 1",),
    "member-pending": ("UPDATE members SET pending = pending + 1 WHERE id = 1",),
    "member-held": ("UPDATE members SET held = held + 1 WHERE id = 1",),
    "member-debt": ("UPDATE members SET debt = debt - 1 WHERE id = 2",),
}


@pytest.mark.parametrize("code", CORRUPTIONS)
async def test_a_corruption_is_found_and_named(busy: Shop, code: str) -> None:
    await busy.database.write(_disarm)
    for statement in CORRUPTIONS[code]:
        assert await busy.run(statement) > 0
    findings = await busy.findings()
    assert code in {finding.code for finding in findings}
    assert all(finding.detail for finding in findings)


TAKEN_BACK = {
    "refunds-amount": ("UPDATE sales SET refunded = refunded + 1 WHERE id = 1",),
    "refunds-points": ("UPDATE refunds SET points = 25",),
    "refund-booked-once": ("UPDATE refunds SET points = 3",),
    "redemption-reversed-once": ("UPDATE redemptions SET state = 'done', reversed_at = NULL",),
}


@pytest.mark.parametrize("code", TAKEN_BACK)
async def test_a_corruption_of_what_was_refunded_or_reversed_is_found_and_named(busy: Shop, code: str) -> None:
    await busy.act(refund, telegram_id=OWNER, sale_id=1, amount=400)
    await busy.act(reverse, telegram_id=OWNER, redemption_id=1)
    assert await busy.findings() == []
    for statement in TAKEN_BACK[code]:
        assert await busy.run(statement) > 0
    assert code in {finding.code for finding in await busy.findings()}


async def test_a_row_missing_from_the_journal_s_postings_is_found(busy: Shop) -> None:
    await busy.database.write(_disarm)
    await busy.run("DELETE FROM postings WHERE journal_id = 6 AND points < 0")
    assert {finding.code for finding in await busy.findings()} >= {"journal-balances", "member-held"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = actor",
        "DELETE FROM journal",
        "UPDATE postings SET points = points",
        "DELETE FROM postings",
        "UPDATE allocations SET points = points",
        "DELETE FROM allocations",
    ],
)
async def test_what_is_written_in_the_ledger_cannot_be_changed(busy: Shop, statement: str) -> None:
    before = await busy.everything()
    with pytest.raises(StorageError, match="append-only"):
        await busy.run(statement)
    assert await busy.everything() == before
