"""What members bought on past days, for estimates. Reads only."""

from collections.abc import Sequence
from datetime import date, timedelta

from loyalty.estimates import Sample, Takings
from loyalty.model import Campaign
from storage.database import Tx, Value
from storage.rows import ms

# In the words of the index sales_by_visit.
_BOOKED = "s.member_id IS NOT NULL AND s.state = 'booked'"


def first_date(tx: Tx, merchant_ids: Sequence[int], since: date) -> date | None:
    """The first business date from `since` on of which one of these merchants has a purchase; None when none has."""
    found = []
    for merchant_id in merchant_ids:
        row = tx.one(
            "SELECT s.business_date FROM sales s WHERE s.merchant_id = $1 AND s.business_date >= $2"
            f" AND {_BOOKED} ORDER BY s.business_date LIMIT 1",
            merchant_id,
            since.isoformat(),
        )
        if row is not None:
            found.append(date.fromisoformat(row["business_date"]))
    return min(found, default=None)


def takings(
    tx: Tx, merchant_ids: Sequence[int], campaign: Campaign, sample: Sample, birthday_months: Sequence[int]
) -> list[Takings]:
    """What was bought at these merchants in the hours of a sample, as far as the campaign's minimum, its category and
    first purchases go, by those born in these months (when there are any). By tier, whichever the campaign is for.
    """
    params: list[Value] = []

    def given(*values: Value) -> str:
        params.extend(values)
        return ", ".join(f"${number}" for number in range(len(params) - len(values) + 1, len(params) + 1))

    # Hours that reach over midnight lie on two dates.
    where = [
        f"s.merchant_id IN ({given(*merchant_ids)})",
        f"s.business_date IN ({given(*_dates(campaign, sample))})",
        _BOOKED,
        f"s.recorded_at >= {given(ms(sample.begins_at))} AND s.recorded_at < {given(ms(sample.ends_at))}",
        f"s.refunded < s.amount AND s.amount - s.refunded >= {given(campaign.minimum)}",
    ]
    if campaign.category is not None:
        where.append(f"s.category = {given(campaign.category)}")
    if campaign.first_purchase:
        where.append(
            "NOT EXISTS (SELECT 1 FROM sales e WHERE e.member_id = s.member_id AND e.id < s.id"
            " AND e.state = 'booked' AND e.refunded < e.amount)"
        )
    if birthday_months:
        months = given(*(f"{month:02d}" for month in birthday_months))
        where.append(
            "EXISTS (SELECT 1 FROM people p WHERE p.member_id = s.member_id"
            f" AND substr(p.birthday, 1, 2) IN ({months}))"
        )
    rows = tx.all(
        "SELECT m.tier, CAST(sum(s.base_points) AS BIGINT) AS base_points, count(DISTINCT s.member_id) AS buyers"
        f" FROM sales s JOIN members m ON m.id = s.member_id WHERE {' AND '.join(where)}"
        " GROUP BY m.tier ORDER BY m.tier",
        *params,
    )
    return [Takings(tier=row["tier"], base_points=int(row["base_points"]), buyers=int(row["buyers"])) for row in rows]


def _dates(campaign: Campaign, sample: Sample) -> list[str]:
    over_midnight = campaign.to_minute < campaign.from_minute
    return [(sample.day + timedelta(days=ahead)).isoformat() for ahead in range(1 + over_midnight)]
