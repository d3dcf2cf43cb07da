"""Members bring friends; both get a bonus with the friend's first real purchase."""

from datetime import datetime

from loyalty.earning import Earning
from loyalty.expiry import expires_at
from loyalty.model import Programme


def invitation_counts(invited_at: datetime, now: datetime, programme: Programme) -> bool:
    """Whether a link followed at `invited_at` still names the inviter of somebody who joins at `now`."""
    return now - invited_at < programme.referral_window


def qualifies(amount: int, programme: Programme) -> bool:
    """Whether a friend's purchase of `amount` minor units brings the bonus.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> qualifies(499, euro), qualifies(500, euro)
    (False, True)
    """
    return amount >= programme.referral_minimum_minor


def bonus(points: int, recorded_at: datetime, programme: Programme) -> Earning:
    """A referral bonus of a purchase recorded then: pending for `referral_hold`; expiry counts from activation."""
    activates_at = recorded_at + programme.referral_hold
    return Earning(
        points=points,
        earned_at=recorded_at,
        activates_at=activates_at,
        expires_at=expires_at(activates_at, programme),
    )
