"""Campaigns."""

from datetime import datetime

from loyalty.model import Campaign
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

CAMPAIGN = (
    "id, merchant_id, name, state, starts_at, ends_at, weekdays, from_minute, to_minute, multiplier_percent, bonus,"
    " minimum, category, tier, first_purchase, birthday_month, member_cap, total_cap, priority, given"
)


def campaign(tx: Tx, campaign_id: int) -> Campaign | None:
    """A campaign by number, also one that is over."""
    return read_one(Campaign, tx.one(f"SELECT {CAMPAIGN} FROM campaigns WHERE id = $1", campaign_id))


def campaigns_of(tx: Tx, merchant_id: int | None, since: datetime) -> list[Campaign]:
    """A merchant's and the whole programme's (for None only these), less those that were over at `since`, by start."""
    rows = tx.all(
        f"SELECT {CAMPAIGN} FROM campaigns WHERE (merchant_id IS NULL OR merchant_id = $1)"
        " AND coalesce(ended_at, ends_at) > $2 ORDER BY starts_at, id",
        merchant_id,
        ms(since),
    )
    return [read_as(Campaign, row) for row in rows]


def add_campaign(tx: Tx, new: Campaign, *, staff_id: int | None, now: datetime) -> int:
    """Keeps a campaign, whose number is given here and returned; nothing has been given by it yet."""
    row = tx.one(
        "INSERT INTO campaigns (merchant_id, name, starts_at, ends_at, weekdays, from_minute, to_minute,"
        " multiplier_percent, bonus, minimum, category, tier, first_purchase, birthday_month, member_cap, total_cap,"
        " priority, staff_id, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING id",
        new.merchant_id,
        new.name,
        ms(new.starts_at),
        ms(new.ends_at),
        new.weekdays,
        new.from_minute,
        new.to_minute,
        new.multiplier_percent,
        new.bonus,
        new.minimum,
        new.category,
        new.tier,
        new.first_purchase,
        new.birthday_month,
        new.member_cap,
        new.total_cap,
        new.priority,
        staff_id,
        ms(now),
    )
    return new_id(row)


def set_campaign_state(tx: Tx, campaign_id: int, state: str) -> bool:
    """Pauses a campaign (`paused`) or takes it up again (`active`); False when it has been ended."""
    changed = tx.run("UPDATE campaigns SET state = $1 WHERE id = $2 AND state <> 'ended'", state, campaign_id)
    return changed == 1


def end_campaign(tx: Tx, campaign_id: int, now: datetime) -> bool:
    """Ends a campaign for good; False when it had been ended."""
    changed = tx.run(
        "UPDATE campaigns SET state = 'ended', ended_at = $1 WHERE id = $2 AND state <> 'ended'", ms(now), campaign_id
    )
    return changed == 1
