"""Which campaigns count for a purchase, and the room that purchases took of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from loyalty.campaigns import Given
from loyalty.model import Campaign
from storage.campaigns import CAMPAIGN
from storage.database import Tx
from storage.rows import ms, read_as


def campaigns_in_force(tx: Tx, now: datetime) -> list[Campaign]:
    """The active campaigns whose window `now` lies in, whatever the weekday and the hour."""
    rows = tx.all(
        f"SELECT {CAMPAIGN} FROM campaigns WHERE state = 'active' AND ends_at > $1 AND starts_at <= $1 ORDER BY id",
        ms(now),
    )
    return [read_as(Campaign, row) for row in rows]


def lock_campaigns(tx: Tx, numbers: Sequence[int]) -> list[Campaign]:
    """The campaigns with these numbers, whatever their state, held for this transaction: nobody else takes room of
    them until it ends.
    """
    tx.lock("campaigns", *numbers)
    rows = tx.all(f"SELECT {CAMPAIGN} FROM campaigns WHERE id IN ({_places(numbers)}) ORDER BY id", *numbers)
    return [read_as(Campaign, row) for row in rows]


def given_by(tx: Tx, campaigns: Sequence[Campaign], member_id: int, business_date: str) -> dict[int, Given]:
    """What each of the campaigns has given: to everybody, to a member, and to them on that date."""
    given = {campaign.id: Given(in_all=campaign.given) for campaign in campaigns}
    if not given:
        return given
    rows = tx.all(
        "SELECT campaign_id, CAST(sum(points) AS BIGINT) AS to_member,"
        " CAST(sum(CASE WHEN business_date = $2 THEN points ELSE 0 END) AS BIGINT) AS that_day"
        f" FROM campaign_uses WHERE member_id = $1 AND campaign_id IN ({_places(campaigns, 3)}) GROUP BY campaign_id",
        member_id,
        business_date,
        *given,
    )
    for row in rows:
        number = int(row["campaign_id"])
        given[number] = Given(
            in_all=given[number].in_all, to_member=int(row["to_member"]), that_day=int(row["that_day"])
        )
    return given


def take_room(tx: Tx, *, sale_id: int, member_id: int, business_date: str, extras: Mapping[int, int]) -> None:
    """A purchase takes what each campaign gave to it, in points, by the campaign's number."""
    for number, points in sorted(extras.items()):
        if points:
            tx.run(
                "INSERT INTO campaign_uses (campaign_id, sale_id, member_id, business_date, points)"
                " VALUES ($1, $2, $3, $4, $5)",
                number,
                sale_id,
                member_id,
                business_date,
                points,
            )
            tx.run("UPDATE campaigns SET given = given + $1 WHERE id = $2", points, number)


def release_room(tx: Tx, sale_id: int, extras_now: Mapping[int, int]) -> None:
    """A purchase of which something is taken back keeps only the room that the rest of it needs, by the campaign's
    number; nothing of a campaign that is not named. It never takes more than it had.
    """
    rows = tx.all("SELECT campaign_id, points FROM campaign_uses WHERE sale_id = $1 ORDER BY campaign_id", sale_id)
    for row in rows:
        number, had = int(row["campaign_id"]), int(row["points"])
        left = min(had, extras_now.get(number, 0))
        if left == had:
            continue
        if left:
            tx.run(
                "UPDATE campaign_uses SET points = $1 WHERE campaign_id = $2 AND sale_id = $3", left, number, sale_id
            )
        else:
            tx.run("DELETE FROM campaign_uses WHERE campaign_id = $1 AND sale_id = $2", number, sale_id)
        tx.run("UPDATE campaigns SET given = given - $1 WHERE id = $2", had - left, number)


def _places(values: Sequence[object], first: int = 1) -> str:
    return ", ".join(f"${number}" for number in range(first, first + len(values)))
