"""Amounts of money as people write them, read exactly."""

import re

from loyalty.errors import AmountTooLarge, AmountUnreadable
from loyalty.model import Programme

_PLAIN = re.compile(r"(0|[1-9][0-9]*)(?:[.,]([0-9]+))?")
_GROUPED = re.compile(r"([1-9][0-9]{0,2}(?:([., '’\u00a0\u202f])[0-9]{3})(?:\2[0-9]{3})*)(?:([.,])([0-9]+))?")
_LONGEST = 24


def parse_amount(text: str, programme: Programme) -> int:
    """Reads an amount, in minor units above zero.

    ASCII digits. The last separator is decimal when at most as many digits follow it as the currency has;
    groups are exactly three digits and use another separator.

    >>> from zoneinfo import ZoneInfo
    >>> euro = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    >>> [parse_amount(text, euro) for text in ("24.90", "24,9", "1.250,00", "1 250", "1.250")]
    [2490, 2490, 125000, 125000, 125000]

    Raises AmountUnreadable (also for zero), AmountTooLarge.
    """
    minor = _read(text.strip(), programme.exponent) if len(text) <= _LONGEST else None
    if not minor:
        raise AmountUnreadable
    if minor > programme.largest_sale_minor:
        raise AmountTooLarge(largest_sale=programme.largest_sale_minor)
    return minor


def _read(text: str, exponent: int) -> int | None:
    if plain := _PLAIN.fullmatch(text):
        whole, decimals = plain[1], plain[2] or ""
        if len(decimals) <= exponent:
            return _minor(whole, decimals, exponent)
    if grouped := _GROUPED.fullmatch(text):
        whole, group, decimal, decimals = grouped[1], grouped[2], grouped[3], grouped[4] or ""
        if group != decimal and len(decimals) <= exponent:
            return _minor(re.sub("[^0-9]", "", whole), decimals, exponent)
    return None


def _minor(whole: str, decimals: str, exponent: int) -> int:
    return int(whole + decimals.ljust(exponent, "0"))
