"""What a member can set, and the language."""

from datetime import datetime
from typing import Final

from bot.chat.screens.joining import home_rows
from bot.chat.screens.screen import Button, Screen, labelled
from bot.texts import LANGUAGES, Speaker
from storage.people import Person

# Minutes of the local day, from and to, by what stands in the button.
QUIET_HOURS: Final = {"21-9": (21 * 60, 9 * 60), "22-8": (22 * 60, 8 * 60), "23-7": (23 * 60, 7 * 60)}
_ZONES: Final = ("Europe/Istanbul", "Europe/Berlin", "Europe/London", "America/New_York")
_AT_ONCE: Final = 6
# Any year with a 29 February.
_LEAP: Final = 2000


def settings(speaker: Speaker, person: Person) -> Screen:
    """Each setting as it stands, and a button to change it."""
    offers = bool(person.offers)
    text = speaker.say(
        "settings",
        language=LANGUAGES[speaker.language],
        reminders=_switch(speaker, on=bool(person.reminders)),
        offers=_switch(speaker, on=offers),
        quiet=_quiet(speaker, person),
        zone=_place(speaker.zone.key),
        birthday=_birthday(speaker, person.birthday),
    )
    return Screen(
        text=text,
        rows=(
            (labelled(speaker, "language", "language"), labelled(speaker, "zone", "set:zone")),
            (_turn(speaker, "reminders", on=bool(person.reminders)), _turn(speaker, "offers", on=offers)),
            (labelled(speaker, "quiet", "set:quiet"), labelled(speaker, "birthday", "set:birthday")),
            (labelled(speaker, "privacy", "privacy"), labelled(speaker, "balance", "balance")),
        ),
    )


_TURNS = {"reminders": ("reminders-on", "reminders-off"), "offers": ("offers-on", "offers-off")}


def _turn(speaker: Speaker, name: str, *, on: bool) -> Button:
    return labelled(speaker, _TURNS[name][on], f"set:{name}:{0 if on else 1}")


def _switch(speaker: Speaker, *, on: bool) -> str:
    return speaker.say("settings-on" if on else "settings-off")


def _quiet(speaker: Speaker, person: Person) -> str:
    if person.quiet_from is None or person.quiet_to is None:
        return speaker.say("settings-as-usual", hours=_usual_hours(speaker))
    return _hours(speaker, person.quiet_from, person.quiet_to)


def _hours(speaker: Speaker, begins: int, ends: int) -> str:
    return speaker.say("settings-none") if begins == ends else speaker.hours(begins, ends)


def _usual_hours(speaker: Speaker) -> str:
    quiet = speaker.programme.quiet
    return speaker.say("settings-none") if quiet is None else speaker.hours(*quiet)


def _birthday(speaker: Speaker, birthday: str | None) -> str:
    if birthday is None:
        return speaker.say("settings-none")
    month, _, day = birthday.partition("-")
    return speaker.day(datetime(_LEAP, int(month), int(day), 12, tzinfo=speaker.zone))


def _place(zone: str) -> str:
    return zone.replace("_", " ")


def quiet_question(speaker: Speaker) -> Screen:
    """When nothing is to be pushed that can wait: a few hours to tap, or some to type."""
    presets = tuple(
        (Button(text=_hours(speaker, *hours), data=f"set:quiet:{name}"),) for name, hours in QUIET_HOURS.items()
    )
    usual = Button(text=speaker.label("button-quiet-usual", hours=_usual_hours(speaker)), data="set:quiet:usual")
    return Screen(
        text=speaker.say("quiet-question"),
        rows=(
            *presets,
            (usual,),
            (labelled(speaker, "quiet-off", "set:quiet:off"), labelled(speaker, "back", "set:back")),
        ),
    )


def zone_question(speaker: Speaker, *, found: tuple[str, ...] = (), again: bool = False) -> Screen:
    """Which time zone: a few to tap, or one to type. `again` when what was typed was none, or `found` several."""
    key = "zone-question"
    if again:
        key = "zone-several" if found else "zone-unknown"
    places = tuple(
        (Button(text=_place(zone), data=f"set:zone:{zone}"),) for zone in (found[:_AT_ONCE] if found else _ZONES)
    )
    default = Button(
        text=speaker.label("button-zone-default", zone=_place(speaker.programme.zone.key)), data="set:zone:none"
    )
    return Screen(text=speaker.say(key), rows=(*places, (default,), (labelled(speaker, "back", "set:back"),)))


def birthday_question(speaker: Speaker, *, kept: bool, again: bool = False) -> Screen:
    """Which birthday, and why; `kept` when there is one to remove, `again` when what was typed was none."""
    remove = (labelled(speaker, "remove-birthday", "set:birthday:none"),) if kept else ()
    return Screen(
        text=speaker.say("birthday-unknown" if again else "birthday-question"),
        rows=((*remove, labelled(speaker, "back", "set:back")),),
    )


def language_question(speaker: Speaker) -> Screen:
    """Each language in its own words."""
    row = tuple(Button(text=name, data=f"lang:{code}") for code, name in LANGUAGES.items())
    return Screen(text=speaker.say("language-question"), rows=(row,))


def language_chosen(speaker: Speaker) -> Screen:
    """Said in the language just chosen."""
    return Screen(text=speaker.say("language-chosen"), rows=home_rows(speaker))
