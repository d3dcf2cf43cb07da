"""Time zones as people call them: by IANA name, or by city or country in their own language."""

import unicodedata
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

# Names that are offsets, files or leftovers rather than places.
_NO_PLACES = ("Etc/", "SystemV/", "posix", "right", "Factory", "localtime")


def is_zone(name: str) -> bool:
    """Whether this is the exact name of a time zone."""
    return name in _zones()


def zones_named(text: str, language: str) -> tuple[str, ...]:
    """The time zones that somebody may mean, one for each place; the first time takes a moment, so not on the loop.

    >>> zones_named("istanbul", "en"), zones_named("Londra", "tr"), zones_named("nowhere", "en")
    (('Europe/Istanbul',), ('Europe/London',), ())
    """
    wanted = folded(text)
    aliases = get_global("zone_aliases")
    found: dict[str, str] = {}
    for name in _index(language).get(wanted, ()) if wanted else ():
        place = aliases.get(name, name)
        if place not in found or name == place:
            found[place] = name
    return tuple(sorted(found.values()))


@cache
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if not name.startswith(_NO_PLACES))


@cache
def _index(language: str) -> dict[str, list[str]]:
    """Zones by everything they may be called."""
    index: dict[str, list[str]] = {}
    countries, territories = get_global("zone_territories"), Locale.parse(language).territories
    for name in sorted(_zones()):
        called = {name, name.rpartition("/")[2]}
        if "/" in name:
            called.add(get_timezone_location(name, locale=language, return_city=True))
            called.add(territories.get(countries.get(name, ""), ""))
        for key in {folded(one) for one in called if one}:
            index.setdefault(key, []).append(name)
    return index


def folded(text: str) -> str:
    """Letters and digits alone, without case and accents; both Turkish i are one."""
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i").casefold())
    return "".join(letter for letter in plain if letter.isalnum())
