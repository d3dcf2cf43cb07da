"""What a purchase earns and when it can be spent."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.expiry import expires_at
from loyalty.model import Programme


@dataclass(frozen=True, kw_only=True)
class Earning:
    """Points and the life of the lot they open."""

    points: int
    earned_at: datetime
    activates_at: datetime
    expires_at: datetime


def points_for(amount: int, programme: Programme) -> int:
    """Points for a purchase of `amount` minor units: so many for each whole step, the rest earns nothing.

    >>> from zoneinfo import ZoneInfo
    >>> points_for(2490, Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2))
    24
    """
    return amount // programme.step_minor * programme.points_per_step


def purchase(amount: int, recorded_at: datetime, programme: Programme) -> Earning:
    """What a purchase of `amount` minor units earns; all counts from when it was recorded, not collected."""
    return Earning(
        points=points_for(amount, programme),
        earned_at=recorded_at,
        activates_at=recorded_at,
        expires_at=expires_at(recorded_at, programme),
    )
