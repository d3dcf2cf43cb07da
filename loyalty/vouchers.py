"""When the holder of a voucher is reminded that it is about to lapse."""

from datetime import datetime, timedelta

_A_DAY = timedelta(days=1)
# Of a brief life this part is left when the holder hears of it.
_PARTS = 5


def is_brief(held_at: datetime, expires_at: datetime) -> bool:
    """Whether a voucher lives a day or less: its holder has pressed Redeem just now and stands at the till soon."""
    return expires_at - held_at <= _A_DAY


def lapse_told_at(held_at: datetime, expires_at: datetime) -> datetime:
    """When the holder hears that a voucher is about to lapse: a day before, or when a fifth of a brief life is left.

    >>> held_at = datetime(2026, 11, 21, 12, 0)
    >>> lapse_told_at(held_at, held_at + timedelta(minutes=10)).isoformat()
    '2026-11-21T12:08:00'
    >>> lapse_told_at(held_at, held_at + timedelta(days=30)).isoformat()
    '2026-12-20T12:00:00'
    """
    left = (expires_at - held_at) / _PARTS if is_brief(held_at, expires_at) else _A_DAY
    return expires_at - left
