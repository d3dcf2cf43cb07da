"""Campaigns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loyalty.campaigns import Given
from loyalty.model import Campaign
from storage.database import Tx
from storage.rows import ms, new_id, read_as, read_one

CAMPAIGN = (
    "id, merchant_id, name, state, starts_at, ends_at, weekdays, from_minute, to_minute, multiplier_percent, bonus,"
    " minimum, category, tier, first_purchase, birthday_month, member_cap, total_cap, priority, given"
)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A campaign in its window, with the name of its merchant (None: all of them) and what it has given."""

    campaign: Campaign
    merchant: str | None
    given: Given


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


def running(tx: Tx, member_id: int, business_date: str, now: datetime) -> list[Running]:
    """The active campaigns of active merchants whose window `now` lies in, whatever the weekday and the hour, with what
    each gave the member, and on that date.
    """
    columns = ", ".join(f"c.{column}" for column in CAMPAIGN.split(", "))
    gave = "SELECT coalesce(sum(u.points), 0) FROM campaign_uses u WHERE u.campaign_id = c.id AND u.member_id = $2"
    rows = tx.all(
        f"SELECT {columns}, m.name AS merchant, CAST(({gave}) AS BIGINT) AS to_member,"
        f" CAST(({gave} AND u.business_date = $3) AS BIGINT) AS that_day"
        " FROM campaigns c LEFT JOIN merchants m ON m.id = c.merchant_id"
        " WHERE c.state = 'active' AND c.ends_at > $1 AND c.starts_at <= $1"
        " AND (c.merchant_id IS NULL OR m.state = 'active') ORDER BY c.id",
        ms(now),
        member_id,
        business_date,
    )
    return [
        Running(
            campaign=read_as(Campaign, row),
            merchant=row["merchant"],
            given=Given(in_all=row["given"], to_member=row["to_member"], that_day=row["that_day"]),
        )
        for row in rows
    ]


def names_of(tx: Tx, numbers: Iterable[int]) -> dict[int, str]:
    """What the campaigns with these numbers are called."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    places = ", ".join(f"${place}" for place in range(1, len(wanted) + 1))
    rows = tx.all(f"SELECT id, name FROM campaigns WHERE id IN ({places})", *wanted)
    return {int(row["id"]): str(row["name"]) for row in rows}


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
