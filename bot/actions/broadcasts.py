"""Broadcasts: who says something to many, how it is written for them a helping at a time, and how it is stopped."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.actions.action import Cause, action
from bot.actions.authority import merchant_of, speaks_for_all, working
from bot.actions.listening import listener_of, still_here
from bot.actions.names import clean_text
from bot.actions.tell import offer
from loyalty.broadcasts import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Counts,
    check_message,
    check_time,
    span,
    turn,
)
from loyalty.calendar import local_date as date_of
from loyalty.courtesy import Silence
from loyalty.errors import BroadcastGone, NotAllowed, TooManyBroadcasts
from loyalty.hours import awake_at
from loyalty.model import Campaign, Programme, Role
from loyalty.segments import Segment, check_segment, criteria
from storage import broadcasts, campaigns, segments
from storage.database import Tx
from storage.people import Person

# So many messages of a merchant wait or are being sent at a time.
MOST_OPEN = 3
# So long one that has ended is still listed.
LATELY = timedelta(days=7)
# So many are listed at most, to fit in a message.
LISTED = 8
# So many rows a transaction, and so many members looked at for them, so that no update waits long for the writer.
HELPING = 100
WINDOW = 1000
# So many members at a time are counted.
COUNTED = 20_000


@dataclass(frozen=True, kw_only=True)
class BroadcastSeen:
    """A broadcast as its merchant's managers see it; `merchant` is None where it speaks for all of them, `campaign` is
    what it announces.
    """

    broadcast: Broadcast
    merchant: str | None
    counts: Counts
    campaign: Campaign | None = None


@dataclass(frozen=True, kw_only=True)
class Helping:
    """How many messages were written or ended, and whether there is more to do at once."""

    messages: int = 0
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many members of a segment would hear a message now, as far as they are counted: up to `beyond`."""

    members: int = 0
    beyond: int = 0
    counted: bool = False


def speaking(tx: Tx, telegram_id: int, merchant_id: int | None = None) -> tuple[int, str]:
    """The number and name of the merchant for which a manager speaks. Raises what `working` raises."""
    manager = working(tx, telegram_id, Role.MANAGER, merchant_id)
    return manager.merchant_id, manager.merchant


def reach(
    tx: Tx, programme: Programme, now: datetime, segment: Segment, merchant_id: int | None, so_far: Reach
) -> Reach:
    """Counts on, a bounded number of members at a time."""
    wanted = criteria(segment, merchant_id, date_of(now, programme), programme)
    more = segments.count(tx, wanted, beyond=so_far.beyond, window=COUNTED)
    return Reach(members=so_far.members + more.found, beyond=more.beyond, counted=more.last)


@action
def plan_message(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    merchant_id: int,
    segment: Segment,
    text: str,
    picture: str | None = None,
    local_date: date | None = None,
    local_minute: int | None = None,
) -> int:
    """A manager's own words to a segment, now or at an hour of a day in each member's own zone; its number.

    Raises what `working` raises, MessageUnusable, SegmentUnusable, TierUnknown, SendingTimeUnusable
    and TooManyBroadcasts.
    """
    manager = working(tx, telegram_id, Role.MANAGER, merchant_id)
    tx.lock("merchants", merchant_id)
    words = clean_text(text)
    check_message(words, picture=picture is not None)
    check_segment(segment, merchant_id, programme)
    if local_date is not None and local_minute is not None:
        check_time(local_date, local_minute, cause.now, programme)
    standing = [one for one in broadcasts.of_merchant(tx, merchant_id, cause.now) if _waits_or_runs(one)]
    if len(standing) >= MOST_OPEN:
        raise TooManyBroadcasts(most=MOST_OPEN)
    starts_at, ends_at = span(local_date, local_minute, cause.now)
    new = Broadcast(
        kind=BroadcastKind.MESSAGE,
        merchant_id=merchant_id,
        staff_id=manager.id,
        segment=segment,
        text=words,
        picture=picture,
        local_date=local_date,
        local_minute=local_minute,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=cause.now,
    )
    return broadcasts.add_broadcast(tx, new)


def _waits_or_runs(one: Broadcast) -> bool:
    return one.kind is BroadcastKind.MESSAGE and one.state in (BroadcastState.PLANNED, BroadcastState.SENDING)


def look_at_broadcast(tx: Tx, telegram_id: int, broadcast_id: int, operator: bool = False) -> BroadcastSeen:
    """How a broadcast goes, for a manager of its merchant; one for all merchants for whoever speaks for all.

    Raises BroadcastGone, NotAllowed, MerchantSuspended.
    """
    found = broadcasts.broadcast(tx, broadcast_id)
    if found is None:
        raise BroadcastGone
    if found.merchant_id is not None:
        working(tx, telegram_id, Role.MANAGER, found.merchant_id)
    elif not speaks_for_all(tx, telegram_id, operator):
        raise NotAllowed
    return seen(tx, found)


def seen(tx: Tx, broadcast: Broadcast) -> BroadcastSeen:
    """A broadcast with what became of its messages so far."""
    merchant = None if broadcast.merchant_id is None else merchant_of(tx, broadcast.merchant_id).name
    return BroadcastSeen(
        broadcast=broadcast,
        merchant=merchant,
        counts=broadcasts.counts(tx, broadcast.id),
        campaign=None if broadcast.campaign_id is None else campaigns.campaign(tx, broadcast.campaign_id),
    )


def broadcasts_of(tx: Tx, now: datetime, telegram_id: int) -> tuple[str, tuple[BroadcastSeen, ...]]:
    """A manager's merchant and what it says to many: messages that wait or run, and the newest of all else that does
    or was done lately; the newest first.

    Raises what `working` raises.
    """
    merchant_id, merchant = speaking(tx, telegram_id)
    found = broadcasts.of_merchant(tx, merchant_id, now - LATELY)
    listed = sorted(found, key=lambda one: (not _waits_or_runs(one), -one.id))[:LISTED]
    return merchant, tuple(seen(tx, one) for one in sorted(listed, key=lambda one: -one.id))


@action
def stop_broadcast(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, broadcast_id: int, operator: bool = False
) -> bool:
    """What of it is not sent yet never is; False when nothing was left to stop.

    Raises BroadcastGone, NotAllowed, MerchantSuspended.
    """
    look_at_broadcast(tx, telegram_id, broadcast_id, operator)
    return broadcasts.stop(tx, broadcast_id)


def due_broadcasts(tx: Tx, now: datetime) -> list[int]:
    """The numbers of those that have something to be written or stopped, or nothing left to be sent."""
    return [one.id for one in broadcasts.open_broadcasts(tx, now) if _has_work(tx, one)]


def _has_work(tx: Tx, one: Broadcast) -> bool:
    if one.state is BroadcastState.STOPPED:
        return broadcasts.ready(tx, one.id) or not broadcasts.waits(tx, one.id)
    return one.written_at is None or not broadcasts.waits(tx, one.id)


def serve(tx: Tx, programme: Programme, now: datetime, broadcast_id: int) -> Helping:
    """One helping of a broadcast: writes it for some more members, or ends some of what was stopped; when nothing of it
    waits any more, keeps what became of it.

    The place up to which it is written moves in the transaction that writes, so that it goes on where it was, whatever
    stops it; the key of each row keeps a second copy out.
    """
    tx.lock("broadcasts", broadcast_id)
    found = broadcasts.broadcast(tx, broadcast_id)
    if found is None or found.ended_at is not None:
        return Helping()
    if found.state is BroadcastState.STOPPED:
        if skipped := broadcasts.skip_some(tx, broadcast_id, Silence.STOPPED, now, HELPING):
            return Helping(messages=skipped, more=True)
    elif found.written_at is None:
        return _write_some(tx, programme, now, found)
    if not broadcasts.waits(tx, broadcast_id):
        broadcasts.end(tx, broadcast_id, broadcasts.counts(tx, broadcast_id), now)
    return Helping()


def fresh_message(
    tx: Tx, programme: Programme, person: Person, data: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    """What a manager has written, looked up when it is sent: the rows of the outbox only name it. None for somebody who
    is no member any more.
    """
    found = broadcasts.broadcast(tx, data["broadcast"])
    if found is None or found.merchant_id is None or person.member_id is None:
        return None
    return {"merchant": merchant_of(tx, found.merchant_id).name, "text": found.text, "picture": found.picture}


def _write_some(tx: Tx, programme: Programme, now: datetime, broadcast: Broadcast) -> Helping:
    if now >= broadcast.ends_at:
        # Too late for whoever is left.
        broadcasts.move_on(tx, broadcast.id, beyond=broadcast.beyond, written=0, written_at=now)
        return Helping(more=True)
    # Whom it is for is seen on the day it begins, however long the writing takes.
    today = date_of(broadcast.starts_at, programme)
    wanted = criteria(broadcast.segment, broadcast.merchant_id, today, programme)
    page = segments.page(tx, wanted, beyond=broadcast.beyond, limit=HELPING, window=WINDOW)
    here = still_here(tx, page.found)
    written = sum(_write(tx, programme, now, broadcast, person) for person in here.values())
    written_at = now if page.last else None
    broadcasts.move_on(tx, broadcast.id, beyond=page.beyond, written=written, written_at=written_at)
    return Helping(messages=written, more=True)


def _write(tx: Tx, programme: Programme, now: datetime, broadcast: Broadcast, person: Person) -> bool:
    listener = listener_of(person, programme)
    begins, ends = turn(broadcast, listener.zone, now)
    return offer(
        tx,
        now,
        person.telegram_id,
        f"broadcast-{broadcast.kind}",
        {"broadcast": broadcast.id},
        key=f"broadcast:{broadcast.id}:{person.telegram_id}",
        not_before=awake_at(begins, listener.zone, listener.quiet),
        pointless_after=ends,
        broadcast_id=broadcast.id,
    )
