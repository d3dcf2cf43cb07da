"""Numbers that come back in a button's data, which may be forged."""

import re

from loyalty.errors import LinkUnknown

# Fifteen digits: more rows than there will ever be, and a number that both engines can hold.
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


def row_number(words: str) -> int:
    """The number of a row. Raises LinkUnknown for anything else.

    >>> row_number("41")
    41
    """
    if not _NUMBER.fullmatch(words):
        raise LinkUnknown
    return int(words)
