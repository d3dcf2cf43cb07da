"""Segments: the members a message to many is meant for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from loyalty.errors import SegmentUnusable, TierUnknown
from loyalty.programme import BASE_TIER, Programme

LONGEST_DAYS = 365
LARGEST_BALANCE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Segment:
    """The members who meet all that is given; everyone when nothing is.

    `tier`: they are in it or above. `bought_days`: they bought here in the last so many days of the programme's
    calendar, today among them. `unseen_days`: they bought here before, but not in the last so many days.
    `balance_above`: they have more points than that, as booked. `birthday_months`: their birthday is in one of them,
    1 to 12. `first_purchase`: they have never bought anywhere. Here is the merchant that speaks.
    """

    tier: str | None = None
    bought_days: int | None = None
    unseen_days: int | None = None
    balance_above: int | None = None
    birthday_months: tuple[int, ...] = ()
    first_purchase: bool = False

    @property
    def asks_here(self) -> bool:
        """Whether it needs a merchant to mean anything."""
        return self.bought_days is not None or self.unseen_days is not None


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """A segment as it is looked up: `tiers` are all that will do (None: any), the dates those of the programme's
    calendar on or after which a member bought at the merchant, or has not.
    """

    merchant_id: int | None
    tiers: tuple[str, ...] | None
    bought_since: date | None
    unseen_since: date | None
    balance_above: int | None
    birthday_months: tuple[int, ...]
    first_purchase: bool


def check_segment(segment: Segment, merchant_id: int | None, programme: Programme) -> None:
    """Raises SegmentUnusable for numbers out of bounds, or purchases at no merchant, and TierUnknown."""
    days = [given for given in (segment.bought_days, segment.unseen_days) if given is not None]
    if any(not 0 < given <= LONGEST_DAYS for given in days) or (segment.asks_here and merchant_id is None):
        raise SegmentUnusable
    if segment.balance_above is not None and not 0 <= segment.balance_above <= LARGEST_BALANCE:
        raise SegmentUnusable
    if any(not 1 <= month <= 12 for month in segment.birthday_months):
        raise SegmentUnusable
    if segment.tier is not None and segment.tier not in (BASE_TIER, *(tier.name for tier in programme.tiers)):
        raise TierUnknown(name=segment.tier)


def criteria(segment: Segment, merchant_id: int | None, today: date, programme: Programme) -> Criteria:
    """How a segment is looked up on a date of the programme's calendar.

    >>> from zoneinfo import ZoneInfo
    >>> from loyalty.programme import Tier
    >>> street = Programme(
    ...     zone=ZoneInfo("UTC"), currency="EUR", exponent=2,
    ...     tiers=(Tier(name="Silver", threshold=500), Tier(name="Gold", threshold=2000)))
    >>> wanted = criteria(Segment(tier="Silver", bought_days=30), 7, date(2026, 11, 30), street)
    >>> wanted.tiers, wanted.bought_since.isoformat()
    (('Silver', 'Gold'), '2026-11-01')
    """
    return Criteria(
        merchant_id=merchant_id,
        tiers=_tiers_from(segment.tier, programme),
        bought_since=_since(segment.bought_days, today),
        unseen_since=_since(segment.unseen_days, today),
        balance_above=segment.balance_above,
        birthday_months=segment.birthday_months,
        first_purchase=segment.first_purchase,
    )


def _tiers_from(name: str | None, programme: Programme) -> tuple[str, ...] | None:
    if name is None or name == BASE_TIER:
        return None
    names = [tier.name for tier in programme.tiers]
    # One that the programme has dropped meanwhile is nobody's but its own.
    return tuple(names[names.index(name) :]) if name in names else (name,)


def _since(days: int | None, today: date) -> date | None:
    return None if days is None else today - timedelta(days=days - 1)


def kept_segment(segment: Segment) -> dict[str, Any]:
    """A segment as plain values for JSON, without what is not given.

    >>> kept_segment(Segment(birthday_months=(11, 12)))
    {'birthday_months': [11, 12]}
    """
    given = {name: value for name, value in asdict(segment).items() if value not in (None, ()) and value is not False}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def segment_of(kept: Mapping[str, Any]) -> Segment:
    """The segment that `kept_segment` wrote.

    >>> gold = Segment(tier="Gold", balance_above=0, birthday_months=(2,))
    >>> segment_of(kept_segment(gold)) == gold
    True
    """
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Segment(**given)
