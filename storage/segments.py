"""Who of a segment wants offers and can be reached, by member number, a bounded stretch of them at a time."""

from dataclasses import dataclass

from loyalty.segments import Criteria
from storage.database import Tx, Value

# Nobody but these is looked at, by the index people_wanting_offers.
_WANTING = "offers = 1 AND member_id > $1"


@dataclass(frozen=True, kw_only=True)
class Page:
    """The numbers of some of a segment, in order. `beyond` is the number up to which everybody was looked at; `last`
    that nobody is left.
    """

    found: tuple[int, ...]
    beyond: int
    last: bool


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many of a segment there are among those looked at; `beyond` and `last` as of a page."""

    found: int
    beyond: int
    last: bool


def page(tx: Tx, wanted: Criteria, *, beyond: int, limit: int, window: int) -> Page:
    """The next of a segment: at most `limit`, of at most `window` members with numbers above `beyond` who want offers.

    What was forgotten is not among people any more. Balance and tier are as booked.
    """
    end, whole = _stretch(tx, beyond, window)
    where, values = _where(wanted, beyond, end)
    rows = tx.all(
        f"SELECT p.member_id FROM people p JOIN members m ON m.id = p.member_id WHERE {where}"
        f" ORDER BY p.member_id LIMIT {int(limit)}",
        *values,
    )
    found = tuple(int(row["member_id"]) for row in rows)
    if len(found) == limit:
        return Page(found=found, beyond=found[-1], last=False)
    return Page(found=found, beyond=end, last=not whole)


def count(tx: Tx, wanted: Criteria, *, beyond: int, window: int) -> Count:
    """How many of a segment there are among the next `window` members above `beyond` who want offers."""
    end, whole = _stretch(tx, beyond, window)
    where, values = _where(wanted, beyond, end)
    row = tx.one(f"SELECT count(*) AS found FROM people p JOIN members m ON m.id = p.member_id WHERE {where}", *values)
    return Count(found=int(row["found"]) if row else 0, beyond=end, last=not whole)


def _stretch(tx: Tx, beyond: int, window: int) -> tuple[int, bool]:
    """The number of the last of the next `window` who want offers, and whether there were so many."""
    row = tx.one(
        "SELECT max(member_id) AS last, count(*) AS found FROM ("
        f" SELECT member_id FROM people WHERE {_WANTING} ORDER BY member_id LIMIT {int(window)}) AS next",
        beyond,
    )
    if row is None or row["last"] is None:
        return beyond, False
    return int(row["last"]), int(row["found"]) == window


def _where(wanted: Criteria, beyond: int, end: int) -> tuple[str, list[Value]]:
    """What members of the segment between two numbers meet, and its parameters."""
    values: list[Value] = [beyond, end]

    def given(value: Value) -> str:
        values.append(value)
        return f"${len(values)}"

    where = ["p.offers = 1", "p.member_id > $1", "p.member_id <= $2", "p.reachable = 1"]
    if wanted.tiers is not None:
        where.append(f"m.tier IN ({', '.join(given(tier) for tier in wanted.tiers)})")
    if wanted.balance_above is not None:
        where.append(f"m.balance > {given(wanted.balance_above)}")
    if wanted.birthday_months:
        months = (given(f"{month:02d}") for month in wanted.birthday_months)
        where.append(f"substr(p.birthday, 1, 2) IN ({', '.join(months)})")
    # The plus keeps SQLite from going through all the purchases at the merchant for each member.
    bought = "SELECT 1 FROM sales s WHERE s.member_id = p.member_id AND s.state = 'booked'"
    if wanted.first_purchase:
        where.append(f"NOT EXISTS ({bought})")
    if wanted.bought_since is not None:
        here = f"+s.merchant_id = {given(wanted.merchant_id)} AND s.business_date >= "
        where.append(f"EXISTS ({bought} AND {here}{given(wanted.bought_since.isoformat())})")
    if wanted.unseen_since is not None:
        here, since = f"+s.merchant_id = {given(wanted.merchant_id)}", given(wanted.unseen_since.isoformat())
        where.append(f"EXISTS ({bought} AND {here} AND s.business_date < {since})")
        where.append(f"NOT EXISTS ({bought} AND {here} AND s.business_date >= {since})")
    return " AND ".join(where), values
