"""Broadcasts: one message to many, from when on each may hear it and until when it is worth hearing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

from loyalty.errors import MessageUnusable, SendingTimeUnusable
from loyalty.hours import local_instant
from loyalty.programme import Programme
from loyalty.segments import Segment

# Telegram takes 4096 units of text and 1024 below a picture; who speaks, and how to switch it off, needs the rest.
LONGEST_TEXT = 3800
LONGEST_CAPTION = 800
# So long after its hour a message that a manager wrote is still sent.
LIFE = timedelta(days=1)
# So far ahead it can be scheduled.
FARTHEST = timedelta(days=90)

_EARLIEST_ZONE = timezone(timedelta(hours=14))
_LATEST_ZONE = timezone(-timedelta(hours=12))


class BroadcastKind(StrEnum):
    """What is said: that a campaign begins tomorrow, or today, or what a manager has written."""

    EVE = "eve"
    MORNING = "morning"
    MESSAGE = "message"


class BroadcastState(StrEnum):
    """Planned, then being written and sent, then done; or stopped."""

    PLANNED = "planned"
    SENDING = "sending"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Broadcast:
    """One message to many. From `starts_at` on it is written for the members of `segment`, whose numbers are above
    `beyond` still, and sent at `local_minute` of `local_date` in each one's own zone, or at once when there is none;
    not after `ends_at`. `written` counts whom it was written for, all of them at `written_at`. `ended_at` is when the
    last of it had ended. `watcher_message` in the chat of `watcher_id` shows how it goes.
    """

    id: int = 0
    kind: BroadcastKind
    merchant_id: int | None
    campaign_id: int | None = None
    staff_id: int | None
    segment: Segment
    text: str | None = None
    picture: str | None = None
    local_date: date | None = None
    local_minute: int | None = None
    starts_at: datetime
    ends_at: datetime
    state: BroadcastState = BroadcastState.PLANNED
    beyond: int = 0
    written: int = 0
    written_at: datetime | None = None
    watcher_id: int | None = None
    watcher_message: int | None = None
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What became of a broadcast's messages. `refused`: nobody was there to be reached (blocked, deactivated), or
    Telegram would not have it; `another_offer`: they had their offer of the day; `late`: its time was over first.
    """

    sent: int = 0
    waiting: int = 0
    uncertain: int = 0
    refused: int = 0
    switched_off: int = 0
    another_offer: int = 0
    late: int = 0
    stopped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(vars(self).values())


def check_message(text: str, *, picture: bool) -> None:
    """Raises MessageUnusable for no text, or one that Telegram would not take with what stands around it."""
    longest = LONGEST_CAPTION if picture else LONGEST_TEXT
    if not text or len(text.encode("utf-16-le")) // 2 > longest:
        raise MessageUnusable(longest=longest)


def check_time(day: date, minute: int, now: datetime, programme: Programme) -> None:
    """A message can be scheduled for an hour to come, by the programme's clock. Raises SendingTimeUnusable."""
    if not now < local_instant(day, minute, programme.zone) <= now + FARTHEST:
        raise SendingTimeUnusable(days=FARTHEST.days)


def span(day: date | None, minute: int | None, now: datetime) -> tuple[datetime, datetime]:
    """When a manager's message is begun and when the last of it is over: from its hour in the zone that has it first
    until a day after its hour in the zone that has it last; without an hour, a day from now.

    >>> begins, ends = span(date(2026, 11, 28), 10 * 60, datetime(2026, 11, 21, 9, tzinfo=UTC))
    >>> begins.isoformat(), ends.isoformat()
    ('2026-11-27T20:00:00+00:00', '2026-11-29T22:00:00+00:00')
    """
    if day is None or minute is None:
        return now, now + LIFE
    return max(now, first_anywhere(day, minute)), last_anywhere(day, minute) + LIFE


def first_anywhere(day: date, minute: int) -> datetime:
    """When that time of that day comes in the zone that has it first."""
    return datetime.combine(day, time(minute // 60, minute % 60), _EARLIEST_ZONE).astimezone(UTC)


def last_anywhere(day: date, minute: int) -> datetime:
    """When that time of that day comes in the zone that has it last."""
    return datetime.combine(day, time(minute // 60, minute % 60), _LATEST_ZONE).astimezone(UTC)


def turn(broadcast: Broadcast, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """From when on somebody in that zone may hear it, whatever their quiet hours, and until when it is worth hearing:
    a manager's message for a day, the eve of a campaign until the day begins on which it counts.
    """
    begins, ends = now, broadcast.ends_at
    if broadcast.local_date is not None and broadcast.local_minute is not None:
        begins = max(now, local_instant(broadcast.local_date, broadcast.local_minute, zone))
        if broadcast.kind is BroadcastKind.EVE:
            # Tomorrow has become today.
            ends = min(ends, local_instant(broadcast.local_date + timedelta(days=1), 0, zone))
    if broadcast.kind is BroadcastKind.MESSAGE:
        ends = min(ends, begins + LIFE)
    return begins, ends
