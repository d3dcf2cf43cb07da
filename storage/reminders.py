"""Who has points that end soon, and who has a birthday: found by index, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Tx
from storage.rows import instant, ms

# Beyond every member there can be.
_LAST = 2**62

# In the order of the index: nothing is scanned and nothing sorted. Who has many lots that end at once comes once.
WHOSE_POINTS_END = """
    SELECT DISTINCT expires_at, member_id FROM lots
    WHERE state = 'active' AND expires_at <= $1 AND (expires_at, member_id) > ($2, $3)
    ORDER BY expires_at, member_id LIMIT $4
"""
WHO_WANTS_REMINDERS = "SELECT member_id FROM people WHERE reminders = 1 AND reachable = 1 AND member_id IN "
WHOSE_BIRTHDAY_IT_IS = """
    SELECT member_id FROM people
    WHERE birthday = $1 AND member_id > $2 AND offers = 1 AND reachable = 1
    ORDER BY member_id LIMIT $3
"""


@dataclass(frozen=True, kw_only=True)
class PointsEnd:
    """A member has points that end at `expires_at`."""

    member_id: int
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Page:
    """Members to remind, and the cursor behind which the next page begins; None when this was the last."""

    found: tuple[PointsEnd, ...]
    beyond: tuple[int, int] | None


def before(after: datetime) -> tuple[int, int]:
    """The cursor in front of everything that ends later than `after`."""
    return ms(after), _LAST


def whose_points_end(tx: Tx, *, by: datetime, beyond: tuple[int, int], limit: int) -> Page:
    """Of the next `limit` members beyond the cursor with active points that end at `by` at the latest, once for each
    instant at which some do: those who want reminders and can be reached.
    """
    ends = [
        PointsEnd(member_id=int(row["member_id"]), expires_at=instant(row["expires_at"]))
        for row in tx.all(WHOSE_POINTS_END, ms(by), *beyond, limit)
    ]
    wanted = sorted({end.member_id for end in ends})
    want = {int(row["member_id"]) for row in tx.all(WHO_WANTS_REMINDERS + _places(wanted), *wanted)} if ends else set()
    return Page(
        found=tuple(end for end in ends if end.member_id in want),
        beyond=(ms(ends[-1].expires_at), ends[-1].member_id) if len(ends) == limit else None,
    )


def whose_birthday_it_is(tx: Tx, birthday: str, *, beyond: int, limit: int) -> list[int]:
    """Members with numbers above `beyond` and that birthday (MM-DD) who want offers and can be reached, in order."""
    return [int(row["member_id"]) for row in tx.all(WHOSE_BIRTHDAY_IT_IS, birthday, beyond, limit)]


def _places(values: Sequence[int]) -> str:
    return "(" + ", ".join(f"${place}" for place in range(1, len(values) + 1)) + ")"
