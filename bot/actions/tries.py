"""Typed codes are short, so guessing them is counted: five wrong ones within a minute lock whoever types."""

from datetime import datetime, timedelta

from loyalty.errors import TooManyTries
from storage import people
from storage.database import Tx
from storage.people import Person
from storage.rows import ms

_MOST = 5
_WINDOW_MS = int(timedelta(minutes=1).total_seconds() * 1000)


def may_try(person: Person, now: datetime) -> None:
    """Whether somebody may type a code at `now`. Raises TooManyTries."""
    left_ms = person.wrong_since + _WINDOW_MS - ms(now)
    if person.wrong_tries >= _MOST and left_ms > 0:
        raise TooManyTries(seconds=-(-left_ms // 1000))


def note_wrong_try(tx: Tx, telegram_id: int, now: datetime) -> None:
    """Counts a code that did not work."""
    people.note_wrong_try(tx, telegram_id, now, _WINDOW_MS)
