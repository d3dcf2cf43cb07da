"""Every sentence a person reads, in their language."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from typing import TypeAlias
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from fluent.runtime import FluentBundle, FluentResource

from loyalty.errors import LoyaltyError
from loyalty.model import Programme
from loyalty.programme import BASE_TIER

# A day of the calendar; the class below has a method `date`.
Day: TypeAlias = date

LANGUAGES = {"en": "English", "tr": "Türkçe"}


# Fields of refusals that are amounts in minor units.
MONEY_FIELDS = frozenset({"amount", "largest_sale", "left"})


class Html(str):
    """Text that is Telegram HTML already; every other argument of a sentence is escaped."""

    __slots__ = ()


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    folder = files("locales").joinpath(language)
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def error_key(kind: type[LoyaltyError]) -> str:
    """The key of a refusal's sentence: `NotEnoughPoints` is `error-not-enough-points`.

    >>> from loyalty.errors import NotAMember
    >>> error_key(NotAMember)
    'error-not-a-member'
    """
    return "error" + "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)


# Where a text argument stands in a sentence that is kept.
_MARK = re.compile("\ue000([a-z_]+)\ue001")


@lru_cache(maxsize=4096)
def _said(language: str, key: str, args: tuple[tuple[str, object], ...]) -> str:
    """A sentence with its numbers in it and marks for its texts: kept, for it is the same for everybody.

    Texts never decide between variants, so what they are does not matter here.
    """
    bundle = _bundle(language)
    message = bundle.get_message(key) if bundle.has_message(key) else None
    if message is None or message.value is None:
        raise KeyError(f"{language}: {key}")
    text, errors = bundle.format_pattern(message.value, dict(args))
    if errors:
        raise ValueError(f"{language}: {key}: {errors[0]}")
    return str(text)


def words_of(language: str, key: str) -> str:
    """The words `key` of a language, which take no arguments, for whoever reads them in what people type."""
    return _said(language, key, ())


class Speaker:
    """Says things in one language: sentences from `locales/`, numbers, money and dates as people there write them."""

    def __init__(self, language: str, programme: Programme, zone: ZoneInfo | None = None) -> None:
        self.language = language
        self.programme = programme
        self.zone = zone or programme.zone
        self._locale = Locale.parse(language)

    def say(self, key: str, /, **args: object) -> str:
        """The sentence `key` as Telegram HTML. Text arguments are escaped unless they are Html.

        Raises KeyError for a sentence that is not there and ValueError for a missing argument: faults of ours.
        """
        words = {
            name: value if isinstance(value, Html) else escape(value, quote=False)
            for name, value in args.items()
            if isinstance(value, str)
        }
        shape = tuple((name, f"\ue000{name}\ue001" if name in words else value) for name, value in args.items())
        said = _said(self.language, key, shape)
        return _MARK.sub(lambda mark: words[mark[1]], said) if words else said

    def label(self, key: str, /, **args: object) -> str:
        """The words on a button: no HTML there, so nothing is escaped."""
        return self.say(key, **{n: Html(v) if isinstance(v, str) else v for n, v in args.items()})

    def refusal(self, error: LoyaltyError) -> str:
        """Why the programme said no, and what to do."""
        return self.say(error_key(type(error)), **{n: self._field(n, v) for n, v in vars(error).items()})

    def _field(self, name: str, value: object) -> object:
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, int) and name in MONEY_FIELDS:
            return self.money(value)
        return value

    def money(self, minor: int) -> str:
        """An amount of minor units as people write it."""
        return _money(minor, self.programme.exponent, self.programme.currency, self._locale)

    def number(self, value: int | Decimal) -> str:
        """A number with the language's grouping and all of its decimals."""
        return str(format_decimal(value, locale=self._locale, decimal_quantization=False))

    def tier(self, name: str) -> str:
        """A tier as people call it: the owner's own words, or ours for the lowest."""
        return self.label("tier-base") if name == BASE_TIER else name

    def date(self, instant: datetime) -> str:
        """The local date, in words: 30 November 2027."""
        return str(format_date(instant.astimezone(self.zone).date(), "long", locale=self._locale))

    def last_date(self, ends_at: datetime) -> str:
        """The last whole local date before an exclusive end by the programme's calendar."""
        local = ends_at.astimezone(self.programme.zone)
        return str(format_date((local - timedelta(milliseconds=1)).date(), "long", locale=self._locale))

    def last_day(self, ends_at: datetime) -> str:
        """Day and month of that last date: 30 Nov."""
        local = ends_at.astimezone(self.programme.zone) - timedelta(milliseconds=1)
        return str(format_skeleton("MMMd", local.date(), locale=self._locale))

    def time(self, instant: datetime) -> str:
        """The local time of day: 19:08."""
        return str(format_time(instant.astimezone(self.zone), "short", locale=self._locale))

    def moment(self, instant: datetime) -> str:
        """Local date and time, short."""
        return str(format_datetime(instant.astimezone(self.zone), "short", locale=self._locale))

    def full_day(self, day: Day) -> str:
        """A day of the calendar with its weekday: Saturday, November 28, 2026."""
        return str(format_date(day, "full", locale=self._locale))

    def short_day(self, day: Day) -> str:
        """A day of the calendar, short: Sat, Nov 28."""
        return str(format_skeleton("MMMEd", day, locale=self._locale))

    def day_of_year(self, day: Day) -> str:
        """A day of the calendar without its year: November 28."""
        return str(format_skeleton("MMMMd", day, locale=self._locale))

    def weekday(self, number: int, *, short: bool = False) -> str:
        """The name of a weekday, 0 for Monday."""
        return str(self._locale.days["stand-alone"]["abbreviated" if short else "wide"][number])

    def month(self, number: int) -> str:
        """The name of a month, 1 for January."""
        return str(self._locale.months["stand-alone"]["wide"][number])

    def percent(self, hundredths: int) -> str:
        """A part of a whole: 50%."""
        return str(format_percent(Decimal(hundredths) / 100, locale=self._locale))

    def minute(self, minute: int) -> str:
        """A time of day in minutes from midnight: 15:00."""
        return str(format_time(time(minute // 60 % 24, minute % 60), "short", locale=self._locale))

    def hours(self, begins: int, ends: int) -> str:
        """Hours of the day, each in minutes from midnight: 21:00–08:00."""
        return f"{self.minute(begins)}–{self.minute(ends)}"

    def listed(self, items: Sequence[str]) -> str:
        """Things in a row, with an "and" before the last."""
        return str(format_list(list(items), locale=self._locale))

    def day(self, instant: datetime) -> str:
        """Day and month: 21 Nov."""
        return str(format_skeleton("MMMd", instant.astimezone(self.zone), locale=self._locale))


@lru_cache(maxsize=4096)
def _money(minor: int, exponent: int, currency: str, locale: Locale) -> str:
    # The same prices come again and again, and Babel takes its time over each.
    return str(format_currency(Decimal(minor).scaleb(-exponent), currency, locale=locale))


class Texts:
    """Finds the speaker for a person."""

    def __init__(self, programme: Programme, default_language: str) -> None:
        self.default_language = default_language
        self.adopt(programme)

    def adopt(self, programme: Programme) -> None:
        """Speaks of this programme from now on."""
        self.programme = programme
        self._speakers: Mapping[str, Speaker] = {language: Speaker(language, programme) for language in LANGUAGES}

    def language_for(self, chosen: str | None, telegram: str | None) -> str:
        """The language chosen, else Telegram's if it is one of ours (`en-GB` is `en`), else the default."""
        if chosen in LANGUAGES:
            return str(chosen)
        base = (telegram or "").split("-")[0].lower()
        return base if base in LANGUAGES else self.default_language

    def speaker(self, chosen: str | None, telegram: str | None, zone: str | None = None) -> Speaker:
        """Who speaks to somebody with these languages and own time zone."""
        language = self.language_for(chosen, telegram)
        if zone is None:
            return self._speakers[language]
        return Speaker(language, self.programme, ZoneInfo(zone))
