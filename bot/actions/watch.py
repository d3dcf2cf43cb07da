"""The nightly report of cashier and member pairs out of the ordinary, to the owners of their merchant."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from bot.actions.action import Cause
from bot.actions.authority import masked_name
from bot.actions.tell import A_WEEK, tell_owners
from loyalty.calendar import start_of_day
from loyalty.model import Programme
from loyalty.timetable import Job
from loyalty.watch import ENOUGH_FOR_POINTS, WATCHED_DAYS, Oddity, PairCounts, oddity
from storage import runs, staff
from storage.database import Tx
from storage.watch import busy_dates, pairs_of

A_DAY = timedelta(days=1)
# An owner reads so many lines; how many more there are is said.
_MOST_LINES = 10


@dataclass(frozen=True, kw_only=True)
class OddPair:
    """A pair that stands out, and why."""

    merchant_id: int
    staff_id: int
    member_id: int
    why: Oddity
    counts: PairCounts


def nights_to_watch(tx: Tx, first: date, last: date) -> list[date]:
    """The dates whose eve had purchases: the report of each is about the day before."""
    return [day + A_DAY for day in busy_dates(tx, first - A_DAY, last - A_DAY)]


def odd_pairs(tx: Tx, night: date) -> list[OddPair]:
    """The pairs that stand out by their purchases of the day before a date, by merchant. Reads only."""
    watched = night - A_DAY
    since = night - timedelta(days=WATCHED_DAYS)
    found = []
    for pair in pairs_of(tx, watched, since, ENOUGH_FOR_POINTS):
        why = oddity(pair.counts)
        if why is not None:
            found.append(
                OddPair(
                    merchant_id=pair.merchant_id,
                    staff_id=pair.staff_id,
                    member_id=pair.member_id,
                    why=why,
                    counts=pair.counts,
                )
            )
    return found


def report_pairs(tx: Tx, cause: Cause, programme: Programme, night: date, found: list[OddPair]) -> None:
    """Tells the owners of each merchant, once a date: whoever comes second finds it done."""
    if not runs.keep_run(tx, Job.WATCH, night, cause.now):
        return
    for merchant_id, pairs in groupby(found, key=lambda pair: pair.merchant_id):
        lines = [_line(tx, pair) for pair in pairs]
        told = {
            "until": start_of_day(night, programme).isoformat(),
            "pairs": lines[:_MOST_LINES],
            "more": max(0, len(lines) - _MOST_LINES),
        }
        key = f"{Job.WATCH}:{night}:{merchant_id}"
        tell_owners(tx, cause, merchant_id, "odd-pairs", told, key=key, life=A_WEEK, by_day=programme)


def _line(tx: Tx, pair: OddPair) -> dict[str, Any]:
    """What the owner reads of a pair: the member by masked name, the cashier by name, and the counts of the reason."""
    counts = pair.counts
    cashier = staff.staff(tx, pair.staff_id)
    line: dict[str, Any] = {
        "why": pair.why,
        "cashier": cashier.name if cashier else "",
        "who": masked_name(tx, pair.member_id),
        "count": counts.on_day if pair.why is Oddity.MANY else counts.purchases,
    }
    if pair.why is Oddity.SHARE:
        line |= {"all": counts.member_purchases, "percent": 100 * counts.others_by_cashier // counts.others}
    if pair.why is Oddity.POINTS:
        line |= {"points": counts.points // counts.purchases, "usual": counts.others_points // counts.others}
    return line
