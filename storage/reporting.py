"""What members earned, read for reports page by page."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from storage.database import Tx
from storage.rows import ms

PAGE = 1000


def how_many_members(tx: Tx) -> int:
    """How many members there ever were."""
    row = tx.one("SELECT count(*) AS number FROM members")
    return 0 if row is None else int(row["number"])


def earned_by_member(tx: Tx, boundaries: Sequence[datetime]) -> Iterator[tuple[int, list[int]]]:
    """Every member in order of number, with the points that purchases recorded in each period earned.

    A period reaches from one of the `boundaries` to just before the next. What was taken back of a purchase, all of it
    or by refunds, it did not earn, in whichever period that happened.
    """
    starts, periods = boundaries[:-1], len(boundaries) - 1
    rows_of_periods = ", ".join(
        f"({number}, CAST(${2 * number + 3} AS BIGINT), CAST(${2 * number + 4} AS BIGINT))" for number in range(periods)
    )
    ends = [ms(boundary) for begin, end in zip(starts, boundaries[1:], strict=True) for boundary in (begin, end)]
    query = (
        f"WITH periods (number, starts, ends) AS (VALUES {rows_of_periods})"
        " SELECT s.member_id, p.number, CAST(sum(s.points"
        "   - coalesce((SELECT sum(r.points) FROM refunds r WHERE r.sale_id = s.id), 0)) AS BIGINT) AS points"
        " FROM sales s JOIN periods p ON s.recorded_at >= p.starts AND s.recorded_at < p.ends"
        " WHERE s.member_id > $1 AND s.member_id <= $2 AND s.state = 'booked' GROUP BY s.member_id, p.number"
    )
    after = 0
    while page := tx.all("SELECT id FROM members WHERE id > $1 ORDER BY id LIMIT $2", after, PAGE):
        last = int(page[-1]["id"])
        earned = {int(row["id"]): [0] * periods for row in page}
        for row in tx.all(query, after, last, *ends):
            earned[int(row["member_id"])][int(row["number"])] = int(row["points"])
        yield from earned.items()
        after = last
