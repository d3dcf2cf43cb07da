"""Whether something may be said to somebody now, later or never: what they switched off, their quiet hours, and at most
one offer a local day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from loyalty.hours import Quiet, awake_at, local_instant, quiet_at
from loyalty.programme import Programme

_DAY_MINUTES = 24 * 60
# By no other zone it is a later date than that: they lie up to 26 hours apart.
_FARTHEST_DATE = timedelta(days=2)


class Sort(StrEnum):
    """What there is to say, in the order in which it is said.

    An urgent notice (a receipt, a question, an answer) is said at any hour and cannot be switched off. A reminder keeps
    quiet hours and has a switch. An offer has another, keeps quiet hours, and comes at most once a local day.
    """

    URGENT = "urgent"
    REMINDER = "reminder"
    OFFER = "offer"


class Silence(StrEnum):
    """Why something is never said."""

    POINTLESS = "pointless"
    FORGOTTEN = "forgotten"
    UNREACHABLE = "unreachable"
    SWITCHED_OFF = "switched-off"
    STOPPED = "stopped"
    ANOTHER_OFFER = "another-offer"
    NOTHING_TO_SAY = "nothing-to-say"


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Somebody who is to hear something: where they live, when they sleep, what they want to hear. `offered_on` is the
    local date of the last offer they got, or that is on its way to them.
    """

    zone: ZoneInfo
    quiet: Quiet = None
    reachable: bool = True
    reminders: bool = True
    offers: bool = False
    offered_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Now:
    """Say it at once, but no more from `until` on (None: whenever): then this must be decided again."""

    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Later:
    """Decide again then."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Never:
    """Leave it unsaid."""

    why: Silence


Verdict: TypeAlias = Now | Later | Never


def verdict(sort: Sort, listener: Listener | None, now: datetime, pointless_after: datetime) -> Verdict:
    """What becomes of something that is due; the listener is None once they were forgotten. What could be said only
    after it has become pointless is never said.

    >>> from datetime import UTC
    >>> night, end = datetime(2026, 11, 21, 23, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
    >>> somebody = Listener(zone=ZoneInfo("UTC"), quiet=(21 * 60, 8 * 60))
    >>> verdict(Sort.URGENT, somebody, night, end)
    Now(until=None)
    >>> verdict(Sort.REMINDER, somebody, night, end).at.isoformat()
    '2026-11-22T08:00:00+00:00'
    >>> verdict(Sort.OFFER, somebody, night, end).why.value
    'switched-off'
    """
    if listener is None:
        return Never(why=Silence.FORGOTTEN)
    if pointless_after < now:
        return Never(why=Silence.POINTLESS)
    if not listener.reachable:
        return Never(why=Silence.UNREACHABLE)
    if sort is Sort.URGENT:
        return Now()
    if not (listener.offers if sort is Sort.OFFER else listener.reminders):
        return Never(why=Silence.SWITCHED_OFF)
    free = _free_at(listener, now) if sort is Sort.OFFER else now
    at = awake_at(free, listener.zone, listener.quiet)
    if at > pointless_after:
        return Never(why=Silence.ANOTHER_OFFER if free > now else Silence.POINTLESS)
    return Later(at=at) if at > now else Now(until=_until(sort, listener, now))


def offer_day(listener: Listener, now: datetime) -> date:
    """The local date that an offer said now takes."""
    return now.astimezone(listener.zone).date()


def zone_of(zone: str | None, programme: Programme) -> ZoneInfo:
    """Where somebody lives who chose that zone: the programme's if they chose none, or one that is known no longer."""
    if zone is None:
        return programme.zone
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return programme.zone


def quiet_of(quiet_from: int | None, quiet_to: int | None, programme: Programme) -> Quiet:
    """The quiet hours of somebody who chose these minutes of the day: the programme's if they chose none.

    >>> quiet_of(None, None, Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2))
    (1260, 480)
    """
    if quiet_from is None or quiet_to is None:
        return programme.quiet
    return quiet_from % _DAY_MINUTES, quiet_to % _DAY_MINUTES


def _free_at(listener: Listener, now: datetime) -> datetime:
    """From when on another offer may come: at once, or when the local day after the last one begins."""
    today = offer_day(listener, now)
    if listener.offered_on is None or listener.offered_on < today:
        return now
    if listener.offered_on > today + _FARTHEST_DATE:
        return now  # said by a clock that went wrong
    return local_instant(listener.offered_on + timedelta(days=1), 0, listener.zone)


def _until(sort: Sort, listener: Listener, now: datetime) -> datetime | None:
    """When what may be said now may no more: quiet hours begin, or for an offer another day."""
    ends = [] if (quiet := quiet_at(now, listener.zone, listener.quiet)) is None else [quiet]
    if sort is Sort.OFFER:
        ends.append(local_instant(offer_day(listener, now) + timedelta(days=1), 0, listener.zone))
    return min(ends, default=None)
