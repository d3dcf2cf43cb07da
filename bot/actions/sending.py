"""What of the outbox is sent now: looked for, decided upon and leased, and brought to its end.

Not idempotent by a cause like other actions: a row's state says what has been done with it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.actions.listening import listener_of
from bot.actions.programmes import in_force
from loyalty.courtesy import (
    Later,
    Listener,
    Never,
    Now,
    Silence,
    Sort,
    Verdict,
    offer_day,
    verdict,
)
from loyalty.model import Programme
from storage import outbox, people
from storage.database import Row, Tx
from storage.people import Person
from storage.rows import instant, ms, read_as

LEASE = timedelta(minutes=2)
PAGE = 128  # rows looked at in one query
PAGES = 8  # of these in one look and sort, beyond the first
AT_MOST = 64  # rows decided upon in one transaction

_FOR_EVER = 2**62
_STOPPED = ("paused", "ended")


@dataclass(frozen=True, kw_only=True)
class Look:
    """What is due: rows in the order in which they are sent, of different people.

    `passed` are people who have something due, but not now. `beyond` is how far a look has come in sorts with more due
    rows than one look takes in, and `more` that it has not come to their end. Else nothing is to do before
    `next_due_ms`, if that is known. `abandoned` rows have outlived their lease.
    """

    rows: tuple[int, ...]
    passed: frozenset[int]
    beyond: Mapping[Sort, outbox.Place]
    more: bool
    abandoned: tuple[int, ...]
    next_due_ms: int | None


@dataclass(frozen=True, kw_only=True)
class Push:
    """A row leased for sending; `data` is JSON. `again`: it was perhaps delivered before. From `until_ms` on it may no
    more be sent without being decided upon anew.
    """

    id: int
    telegram_id: int
    sort: Sort
    notice: str
    data: str
    attempts: int
    again: bool
    until_ms: int
    person: Person


@dataclass(kw_only=True)
class Taken:
    """What became of rows that were due, and the rules by which: what is to be sent, was left unsaid, or waits."""

    programme: Programme
    pushes: list[Push] = field(default_factory=list)
    silent: list[tuple[Sort, Silence]] = field(default_factory=list)
    postponed: list[Sort] = field(default_factory=list)


def look(tx: Tx, now: datetime, busy: Collection[int], beyond: Mapping[Sort, outbox.Place]) -> Look:
    """Find up to `AT_MOST` rows that are due, of people who are not `busy`: urgent notices, then reminders, then
    offers, each sort in order.

    It takes a bounded number of rows in. Where somebody has so many that it does not come past them, the next look,
    given this one's `beyond`, begins with the first rows again and then goes on from there.
    """
    now_ms = ms(now)
    found: dict[int, int] = {}  # rows by person
    passed: set[int] = set()
    reached = dict(beyond)

    def take_in(page: Sequence[Row], place: outbox.Place) -> outbox.Place:
        """The place of the last row taken in, or the one given if there was room for none."""
        for row in page:
            if len(found) == AT_MOST:
                break
            if row["telegram_id"] in busy:
                passed.add(row["telegram_id"])
            else:
                found.setdefault(row["telegram_id"], row["id"])
            place = (row["not_before"], row["id"])
        return place

    for sort in Sort:
        place = outbox.FIRST
        for _ in range(1 + PAGES):
            if len(found) == AT_MOST:
                break
            page = outbox.due(tx, sort, now_ms, PAGE, place)
            # After the first page it goes on where the last look stopped.
            place = max(take_in(page, place), reached.get(sort, outbox.FIRST))
            reached[sort] = place
            if len(page) < PAGE and len(found) < AT_MOST:
                del reached[sort]
                break
    due = bool(found or passed)
    return Look(
        rows=tuple(found.values()),
        passed=frozenset(passed),
        beyond=reached,
        more=bool(reached),
        abandoned=tuple(outbox.abandoned(tx, now_ms)),
        next_due_ms=None if due else outbox.next_due_ms(tx),
    )


def take(tx: Tx, known: Programme, rows: Sequence[int], now: datetime, room: int) -> Taken:
    """Decide upon these rows in order until `room` of them are leased for sending: the others are postponed or ended.

    What has been stopped, switched off or has become pointless ends as skipped, with a short word for why. An offer
    that is leased takes its person's local day.
    """
    taken = Taken(programme=in_force(tx, known))
    for row_id in rows:
        if len(taken.pushes) == room:
            break
        row = outbox.to_send(tx, row_id, ms(now))
        if row is not None:
            _decide(tx, taken, row_id, row, now)
    return taken


def may_go(tx: Tx, known: Programme, push: Push, now: datetime) -> bool:
    """Whether a leased row may be sent still. Since it was leased its person may have been forgotten or have switched
    it off, and its broadcast may have been stopped.
    """
    row = outbox.leased(tx, push.id)
    if row is None or row["telegram_id"] is None:
        return False
    # The day of an offer has been taken for this one.
    listener = replace(listener_of(read_as(Person, row), known), offered_on=None)
    return isinstance(_verdict(push.sort, listener, row, now), Now)


def finish(tx: Tx, push: Push, state: outbox.End, now: datetime, why: str | None = None) -> None:
    """A leased row comes to its end; an offer that was not sent gives its day back."""
    outbox.end(tx, push.id, state, ms(now), why)
    if push.sort is Sort.OFFER and state in ("skipped", "dead"):
        people.give_offer_day_back(tx, push.telegram_id, push.id)


def put_back(tx: Tx, push: Push, *, not_before: datetime | None = None, why: str | None = None) -> None:
    """A leased row was not delivered and is to be decided upon again; with `why`, because a try has failed. An offer
    gives its day back until then.
    """
    outbox.put_back(tx, push.id, not_before_ms=None if not_before is None else ms(not_before), why=why)
    if push.sort is Sort.OFFER:
        people.give_offer_day_back(tx, push.telegram_id, push.id)


def blocked(tx: Tx, push: Push, now: datetime) -> None:
    """Telegram does not deliver to this person: nothing more is sent until they come back; all else stays."""
    people.set_reachable(tx, push.telegram_id, reachable=False)
    finish(tx, push, "skipped", now, Silence.UNREACHABLE)


def abandon(tx: Tx, now: datetime, besides: Collection[int] = (), *, all_leased: bool = False) -> int:
    """Deal with what was leased by a sender that is no more, or has lost it: all of it, or what has outlived its lease,
    `besides` the rows that are being sent. Returns how many rows.

    Each was perhaps delivered: notices are sent again and say so, offers are not and end uncertain.
    """
    rows = [row for row in outbox.abandoned(tx, _FOR_EVER if all_leased else ms(now)) if row not in besides]
    for row_id in rows:
        if outbox.is_offer(tx, row_id):
            outbox.end(tx, row_id, "uncertain", ms(now), "abandoned")
        else:
            outbox.release(tx, row_id)
    return len(rows)


def _decide(tx: Tx, taken: Taken, row_id: int, row: Row, now: datetime) -> None:
    sort = outbox.sort_of(row)
    person = None if row["telegram_id"] is None else read_as(Person, row)
    listener = None if person is None else listener_of(person, taken.programme)
    decided = _verdict(sort, listener, row, now)
    if isinstance(decided, Now) and person is not None and listener is not None:
        if not outbox.lease(tx, row_id, ms(now + LEASE)):
            return
        if sort is Sort.OFFER:
            people.take_offer_day(tx, person.telegram_id, offer_day(listener, now), row_id)
        taken.pushes.append(_push(row_id, row, sort, person, decided))
        return
    if isinstance(decided, Later):
        outbox.postpone(tx, row_id, ms(decided.at))
        taken.postponed.append(sort)
    elif isinstance(decided, Never):
        outbox.end(tx, row_id, "skipped", ms(now), decided.why)
        taken.silent.append((sort, decided.why))


def _verdict(sort: Sort, listener: Listener | None, row: Row, now: datetime) -> Verdict:
    if row["broadcast_state"] == "stopped" or row["campaign_state"] in _STOPPED:
        return Never(why=Silence.STOPPED)
    return verdict(sort, listener, now, instant(row["pointless_after"]))


def _push(row_id: int, row: Row, sort: Sort, person: Person, decided: Now) -> Push:
    pointless_ms = int(row["pointless_after"]) + 1
    return Push(
        id=row_id,
        telegram_id=person.telegram_id,
        sort=sort,
        notice=row["notice"],
        data=row["data"],
        attempts=row["attempts"],
        again=row["error"] == outbox.UNCERTAIN,
        until_ms=pointless_ms if decided.until is None else min(pointless_ms, ms(decided.until)),
        person=person,
    )
