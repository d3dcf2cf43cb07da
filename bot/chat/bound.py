"""Buttons that only the one they were shown to can press.

Most buttons name a row, and whoever presses them is authorised by that row. Some stand for having seen something,
a scanned code or a member's card: their data carries a keyed tag over itself and the person it was made for.
"""

import hashlib
import hmac

from bot.chat.visit import Visit
from loyalty.errors import LinkUnknown

_TAG_LETTERS = 16


def bound(visit: Visit, data: str) -> str:
    """The data of a button for whoever asks; 17 letters longer."""
    return f"{data}:{_tag(visit, data)}"


def bound_words(visit: Visit, route: str) -> str:
    """What stands behind the route's name in the data of a bound button. Raises LinkUnknown for anybody else's."""
    words, _, tag = visit.words.rpartition(":")
    if not hmac.compare_digest(_tag(visit, f"{route}:{words}").encode(), tag.encode(errors="replace")):
        raise LinkUnknown
    return words


def _tag(visit: Visit, data: str) -> str:
    said = f"press:{visit.telegram_id}:{data}".encode(errors="replace")
    return hmac.digest(visit.house.secret, said, hashlib.sha256).hex()[:_TAG_LETTERS]
