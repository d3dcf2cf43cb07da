"""How a campaign is announced: to whom, in which two waves, and in what words about its day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from loyalty.broadcasts import BroadcastKind, first_anywhere, last_anywhere
from loyalty.calendar import local_date
from loyalty.model import Campaign, Programme
from loyalty.plans import days_of, first_moment, hours_on, months_of
from loyalty.segments import Segment


@dataclass(frozen=True, kw_only=True)
class Wave:
    """One of the two times at which a campaign is announced: at `local_minute` of `local_date` in each member's own
    zone, which comes from `starts_at` on, and not after `ends_at`.
    """

    kind: BroadcastKind
    local_date: date
    local_minute: int
    starts_at: datetime
    ends_at: datetime


def audience(campaign: Campaign, programme: Programme) -> Segment:
    """Those who can have something of a campaign: of its tier and above, born in a month in which it counts, who have
    never bought.

    >>> from datetime import UTC
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> birthdays = Campaign(
    ...     id=1, merchant_id=7, name="Birthdays", state="active", bonus=5, birthday_month=1,
    ...     starts_at=datetime(2026, 11, 20, tzinfo=UTC), ends_at=datetime(2027, 1, 10, tzinfo=UTC))
    >>> audience(birthdays, euro).birthday_months
    (1, 11, 12)
    """
    return Segment(
        tier=campaign.tier,
        birthday_months=months_of(campaign, programme) if campaign.birthday_month else (),
        first_purchase=bool(campaign.first_purchase),
    )


def first_day(campaign: Campaign, now: datetime, programme: Programme) -> date:
    """The first date of the programme's calendar, from `now` on, on which a campaign counts."""
    return local_date(first_moment(campaign, now, programme), programme)


def ends_at(campaign: Campaign, programme: Programme) -> datetime:
    """When a campaign has counted for the last time: after its hours on the last of its weekdays."""
    first, last = days_of(campaign, programme)
    days = (last - timedelta(days=back) for back in range(min(7, (last - first).days + 1)))
    day = next((day for day in days if campaign.weekdays >> day.weekday() & 1), last)
    return min(campaign.ends_at, hours_on(campaign, day, programme)[1])


def waves(campaign: Campaign, now: datetime, programme: Programme) -> tuple[Wave, ...]:
    """When a campaign that is started now is announced: the evening before the first day on which it counts, if that
    is still to come, and on the morning of that day; at once where the hour is over and the day is not.

    >>> from datetime import UTC
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> saturday = Campaign(
    ...     id=1, merchant_id=7, name="Double Saturday", state="active", multiplier_percent=200,
    ...     starts_at=datetime(2026, 11, 27, 23, tzinfo=UTC), ends_at=datetime(2026, 11, 28, 23, tzinfo=UTC))
    >>> for wave in waves(saturday, datetime(2026, 11, 21, 12, tzinfo=UTC), euro):
    ...     print(wave.kind.value, wave.local_date, wave.local_minute)
    eve 2026-11-27 1080
    morning 2026-11-28 540
    >>> [wave.kind.value for wave in waves(saturday, datetime(2026, 11, 28, 12, tzinfo=UTC), euro)]
    ['morning']
    """
    over = ends_at(campaign, programme)
    first = first_day(campaign, now, programme)
    eve = first - timedelta(days=1)
    found = []
    if first > local_date(now, programme):
        midnight = min(over, last_anywhere(first, 0))
        found.append(_wave(BroadcastKind.EVE, eve, programme.eve_minute, now, midnight))
    found.append(_wave(BroadcastKind.MORNING, first, programme.morning_minute, now, over))
    return tuple(wave for wave in found if wave.starts_at < wave.ends_at)


def _wave(kind: BroadcastKind, day: date, minute: int, now: datetime, over: datetime) -> Wave:
    begins = max(now, first_anywhere(day, minute))
    return Wave(kind=kind, local_date=day, local_minute=minute, starts_at=begins, ends_at=over)


class When(StrEnum):
    """How an announcement speaks of the day: it is tomorrow, it is today, or it has begun and goes on."""

    TOMORROW = "tomorrow"
    TODAY = "today"
    NOW = "now"


def when(
    kind: BroadcastKind, first: date, campaign: Campaign, now: datetime, zone: ZoneInfo, programme: Programme
) -> When | None:
    """What an announcement of a campaign whose first day is `first` says now to somebody in `zone`, by their own
    calendar. None when there is nothing to say any more: the evening before is over, or the campaign.

    >>> from datetime import UTC
    >>> euro = Programme(zone=ZoneInfo("Europe/Berlin"), currency="EUR", exponent=2)
    >>> weekend = Campaign(
    ...     id=1, merchant_id=7, name="Weekend", state="active", multiplier_percent=200,
    ...     starts_at=datetime(2026, 11, 27, 23, tzinfo=UTC), ends_at=datetime(2026, 11, 29, 23, tzinfo=UTC))
    >>> saturday, noons = date(2026, 11, 28), [datetime(2026, 11, day, 11, tzinfo=UTC) for day in (27, 28, 29, 30)]
    >>> for kind in (BroadcastKind.EVE, BroadcastKind.MORNING):
    ...     print([when(kind, saturday, weekend, noon, euro.zone, euro) for noon in noons])
    [<When.TOMORROW: 'tomorrow'>, None, None, None]
    [None, <When.TODAY: 'today'>, <When.NOW: 'now'>, None]
    """
    today = now.astimezone(zone).date()
    if now >= ends_at(campaign, programme):
        return None
    if kind is BroadcastKind.EVE:
        return When.TOMORROW if today == first - timedelta(days=1) else None
    if today < first:
        return None
    return When.TODAY if today == first else When.NOW
