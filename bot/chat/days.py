"""Days, hours and multipliers as people write them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from babel import Locale

from bot.chat.zones import folded
from bot.texts import LANGUAGES, words_of
from loyalty.errors import DayUnreadable, HoursUnusable, MomentUnreadable, MultiplierUnusable, TimeUnreadable
from loyalty.plans import WHOLE_DAY, check_hours, check_multiplier

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})?|\s([0-9]{4}))?")
_DAY_NAMED_MONTH = re.compile(r"([0-9]{1,2})\.?\s+([^\W\d_]+)\.?(?:,?\s+([0-9]{4}))?")
_NAMED_MONTH_DAY = re.compile(r"([^\W\d_]+)\.?\s+([0-9]{1,2})\.?(?:,?\s+([0-9]{4}))?")
_DAY_ALONE = re.compile(r"([0-9]{1,2})\.?")
_BETWEEN = re.compile(r"\s*(?:[-–—…]|\.{2,3})\s*|\s+")
_HOUR = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*([ap]m)?"
_HOURS = re.compile(rf"{_HOUR}\s*(?:[-–—]|\.\.)\s*{_HOUR}", re.IGNORECASE)
_MULTIPLIER = re.compile(r"[x×*]?\s*([0-9]{1,2})(?:[.,]([0-9]{1,2}))?\s*[x×]?", re.IGNORECASE)
_DOUBLE_DAY = re.compile(r"(.*\S)\s+([x×*]\s?[0-9.,]+|[0-9.,]+[x×])", re.IGNORECASE | re.DOTALL)
# What may stand between a day and a time.
_JOINING = frozenset({"at", "saat"})
# Longer texts are no days; what people write is far shorter.
_LONGEST = 60
# Other years are slips of the pen, and the calendar ends soon after 9999.
_YEARS = range(2000, 3000)


def read_day(text: str, today: date) -> date:
    """A day in any of our languages: `today`, `tomorrow`, a weekday (the next one, today included), `28.11.`,
    `28/11/2026`, `2026-11-28`, `28 November`. Without a year it is the next such day, today included.

    Raises DayUnreadable.

    >>> sunday = date(2026, 11, 22)
    >>> [read_day(text, sunday).isoformat() for text in ("yarın", "Sat", "21.11.", "28. Kasım 2026", "Nov 30")]
    ['2026-11-23', '2026-11-28', '2027-11-21', '2026-11-28', '2026-11-30']
    """
    written = " ".join(text.split())
    day = _named_day(folded(written), today) if len(written) <= _LONGEST else None
    if day is None and len(written) <= _LONGEST:
        day = _numbered_day(re.sub(r"\s*([./-])\s*", r"\1", written), today) or _with_named_month(written, today)
    if day is None:
        raise DayUnreadable
    return day


def read_days(text: str, today: date) -> tuple[date, date]:
    """One day, or the first and the last of several with a dash or a space between. Raises DayUnreadable.

    >>> [day.isoformat() for day in read_days("28.12. – 3.1.", date(2026, 11, 21))]
    ['2026-12-28', '2027-01-03']
    >>> [day.isoformat() for day in read_days("28-29 Nov", date(2026, 11, 21))]
    ['2026-11-28', '2026-11-29']
    """
    found = _day_or_none(text, today)
    if found is not None:
        return found, found
    for left, right in _halves(text[: 2 * _LONGEST]):
        first, last = _day_or_none(left, today), None
        if first is not None:
            last = _day_or_none(right, first)
        elif _DAY_ALONE.fullmatch(left):
            last = _day_or_none(right, today)
            first = _day_of(last.year, last.month, int(left.rstrip("."))) if last else None
        if first is not None and last is not None:
            return first, last
    raise DayUnreadable


def read_hours(text: str) -> tuple[int, int]:
    """Hours of the day in minutes from midnight; into the night when the second is the earlier. Raises HoursUnusable.

    >>> read_hours("15-18"), read_hours("15:00–18.30"), read_hours("10 pm - 2 am"), read_hours("3–6pm")
    ((900, 1080), (900, 1110), (1320, 120), (900, 1080))
    """
    found = _HOURS.fullmatch(text.strip()[:_LONGEST])
    if found is None:
        raise HoursUnusable
    ends = _minute(found[4], found[5], found[6])
    half = found[3] or (found[6] and (found[6] if int(found[1]) % 12 < int(found[4]) % 12 else _other(found[6])))
    begins = _minute(found[1], found[2], half)
    check_hours(begins, ends)
    return begins, ends


def read_quiet_hours(text: str) -> tuple[int, int]:
    """Hours to be left alone in, each a minute of the day; never all of it. Raises HoursUnusable.

    >>> read_quiet_hours("22-7"), read_quiet_hours("20:30–24")
    ((1320, 420), (1230, 0))
    """
    begins, ends = read_hours(text)
    if begins == ends % WHOLE_DAY:
        raise HoursUnusable
    return begins, ends % WHOLE_DAY


def read_time(text: str) -> int:
    """A time of day in minutes from midnight. Raises TimeUnreadable.

    >>> read_time("10"), read_time("9.30"), read_time("6 pm")
    (600, 570, 1080)
    """
    found = re.fullmatch(_HOUR, text.strip()[:_LONGEST], re.IGNORECASE)
    try:
        minute = _minute(found[1], found[2], found[3]) if found else WHOLE_DAY
    except HoursUnusable:
        raise TimeUnreadable from None
    if minute >= WHOLE_DAY:
        raise TimeUnreadable
    return minute


def read_moment(text: str, today: date) -> tuple[date, int]:
    """A day and a time of it, in minutes from midnight; today for a time alone. Raises MomentUnreadable.

    >>> sunday = date(2026, 11, 22)
    >>> [(day.isoformat(), minute) for day, minute in (
    ...     read_moment("tomorrow 10:00", sunday), read_moment("28 Nov, 6 pm", sunday), read_moment("18.30", sunday))]
    [('2026-11-23', 600), ('2026-11-28', 1080), ('2026-11-22', 1110)]
    """
    words = text[: 2 * _LONGEST].replace(",", " ").split()
    for at in reversed(range(len(words))):
        day = words[:at]
        if day and folded(day[-1]) in _JOINING:
            day = day[:-1]
        try:
            return read_day(" ".join(day), today) if day else today, read_time(" ".join(words[at:]))
        except (DayUnreadable, TimeUnreadable):
            continue
    raise MomentUnreadable


def read_multiplier(text: str) -> int:
    """How many times as much, in hundredths: `2`, `x3`, `1,5`. Raises MultiplierUnusable.

    >>> read_multiplier("x1.5"), read_multiplier("3")
    (150, 300)
    """
    found = _MULTIPLIER.fullmatch(text.strip())
    if found is None:
        raise MultiplierUnusable
    return check_multiplier(int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")))


def read_double_day(text: str, today: date) -> tuple[date, int]:
    """`DATE [xN]`: a day and how many times as much, in hundredths. Raises DayUnreadable, MultiplierUnusable.

    >>> read_double_day("28.11. x1,5", date(2026, 11, 21))
    (datetime.date(2026, 11, 28), 150)
    """
    found = _DOUBLE_DAY.fullmatch(text.strip())
    if found is None:
        return read_day(text, today), 200
    return read_day(found[1], today), read_multiplier(found[2])


def _day_or_none(text: str, today: date) -> date | None:
    try:
        return read_day(text, today)
    except DayUnreadable:
        return None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for between in _BETWEEN.finditer(text):
        left, right = text[: between.start()].strip(), text[between.end() :].strip()
        if left and right:
            yield left, right


def _named_day(word: str, today: date) -> date | None:
    """Today, tomorrow, or the next such weekday."""
    words = _day_words()
    if word not in words:
        return None
    number = words[word]
    ahead = (number - today.weekday()) % 7 if number >= 0 else -1 - number
    return today + timedelta(days=ahead)


def _numbered_day(written: str, today: date) -> date | None:
    iso = _ISO.fullmatch(written)
    if iso:
        return _day_of(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _DAY_MONTH.fullmatch(written)
    if found is None:
        return None
    written_year = found[4] or found[5]
    year = None if not written_year else int(written_year) + (2000 if len(written_year) == 2 else 0)
    return _next_such(year, int(found[3]), int(found[1]), today)


def _with_named_month(written: str, today: date) -> date | None:
    for pattern, named, numbered in ((_DAY_NAMED_MONTH, 2, 1), (_NAMED_MONTH_DAY, 1, 2)):
        found = pattern.fullmatch(written)
        month = _month_words().get(folded(found[named])) if found else None
        if found and month:
            return _next_such(int(found[3]) if found[3] else None, month, int(found[numbered]), today)
    return None


def _next_such(year: int | None, month: int, day: int, today: date) -> date | None:
    """That day of that year; without one, of this year or else the next."""
    if year is not None:
        return _day_of(year, month, day)
    this = _day_of(today.year, month, day)
    return this if this and this >= today else _day_of(today.year + 1, month, day)


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _minute(hour: str, minute: str | None, half: str | None) -> int:
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            raise HoursUnusable
        number = number % 12 + (12 if half.lower() == "pm" else 0)
    of_the_day = number * 60 + int(minute or 0)
    if int(minute or 0) > 59 or of_the_day > WHOLE_DAY:
        raise HoursUnusable
    return of_the_day


def _other(half: str) -> str:
    return "am" if half.lower() == "pm" else "pm"


@cache
def _day_words() -> dict[str, int]:
    """What days are called in all our languages: 0 is Monday, -1 today, -2 tomorrow."""
    words: dict[str, int] = {}
    for language in LANGUAGES:
        names = Locale.parse(language).days
        for width in ("abbreviated", "wide"):
            words |= {folded(name): number for number, name in names["format"][width].items()}
        words[folded(words_of(language, "button-day-today"))] = -1
        words[folded(words_of(language, "button-day-tomorrow"))] = -2
    return words


@cache
def _month_words() -> dict[str, int]:
    """What months are called in all our languages."""
    words: dict[str, int] = {}
    for language in LANGUAGES:
        names = Locale.parse(language).months
        for width in ("abbreviated", "wide"):
            words |= {folded(name): number for number, name in names["format"][width].items()}
    return words
