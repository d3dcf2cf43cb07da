"""/settings and /language"""

import asyncio
import re
from datetime import date
from typing import Any

from bot.chat import menus
from bot.chat.days import read_quiet_hours
from bot.chat.screens import settings as screens
from bot.chat.visit import Visit
from bot.chat.zones import is_zone, zones_named
from bot.texts import LANGUAGES
from loyalty.errors import NotAMember, StepGone
from storage import people, staff
from storage.database import Tx

# Two equal minutes: hours that never begin.
NEVER_QUIET = (0, 0)
# Day and month; a year typed along is not kept.
_BIRTHDAY = re.compile(r"([0-9]{1,2})\s*[./-]\s*([0-9]{1,2})(?:\s*[./-]\s*[0-9]{4})?\.?", re.ASCII)
# Any year with a 29 February.
_LEAP = 2000


async def settings(visit: Visit) -> None:
    """All that a member can set, as it stands."""
    if visit.person.member_id is None:
        raise NotAMember
    await visit.show(screens.settings(visit.speaker, visit.person))


async def change(visit: Visit) -> None:
    """A button of the settings: changes one, or asks for it."""
    if visit.person.member_id is None:
        raise NotAMember
    name, _, value = visit.words.partition(":")
    if name in ("reminders", "offers") and value in ("0", "1"):
        await _set(visit, name, int(value))
    elif name == "quiet":
        await _quiet(visit, value)
    elif name == "zone":
        await _zone(visit, value)
    elif name == "birthday":
        await _birthday(visit, value)
    elif name == "back":
        await visit.leave_step()
        await settings(visit)
    else:
        raise StepGone


async def _set(visit: Visit, name: str, value: int | str | None) -> None:
    await visit.write(people.set_choice, visit.telegram_id, name, value)
    await settings(await visit.again())


async def _answered(visit: Visit, name: str, value: str | None) -> None:
    # The question is closed last: handled again after a crash, the same text finds it open and says the same.
    await _set(visit, name, value)
    await visit.leave_step()


async def _quiet(visit: Visit, value: str) -> None:
    if not value:
        await visit.ask("quiet")
        await visit.show(screens.quiet_question(visit.speaker))
    elif value == "usual":
        await _take_quiet(visit, (None, None))
    elif value == "off":
        await _take_quiet(visit, NEVER_QUIET)
    elif value in screens.QUIET_HOURS:
        await _take_quiet(visit, screens.QUIET_HOURS[value])
    else:
        raise StepGone


async def quiet_step(visit: Visit, data: dict[str, Any]) -> None:
    """Quiet hours were typed."""
    await _take_quiet(visit, read_quiet_hours(visit.words))


async def _take_quiet(visit: Visit, hours: tuple[int | None, int | None]) -> None:
    await visit.write(_set_quiet, visit.telegram_id, *hours)
    await settings(await visit.again())
    await visit.leave_step_in(("quiet",))


def _set_quiet(tx: Tx, telegram_id: int, begins: int | None, ends: int | None) -> None:
    people.set_choice(tx, telegram_id, "quiet_from", begins)
    people.set_choice(tx, telegram_id, "quiet_to", ends)


async def _zone(visit: Visit, value: str) -> None:
    if not value:
        await visit.ask("zone")
        await visit.show(screens.zone_question(visit.speaker))
        return
    if value != "none" and not await asyncio.to_thread(is_zone, value):
        raise StepGone
    await _answered(visit, "zone", None if value == "none" else value)


async def zone_step(visit: Visit, data: dict[str, Any]) -> None:
    """A time zone was typed: by IANA name or city; where several places have that name, they are offered."""
    found = await asyncio.to_thread(zones_named, visit.words[:64], visit.speaker.language)
    if len(found) == 1:
        await _answered(visit, "zone", found[0])
    else:
        await visit.show(screens.zone_question(visit.speaker, found=found, again=True))


async def _birthday(visit: Visit, value: str) -> None:
    if not value:
        await visit.ask("birthday")
        await visit.show(screens.birthday_question(visit.speaker, kept=visit.person.birthday is not None))
    elif value == "none":
        await _answered(visit, "birthday", None)
    else:
        raise StepGone


async def birthday_step(visit: Visit, data: dict[str, Any]) -> None:
    """A birthday was typed; kept as MM-DD."""
    birthday = month_and_day(visit.words)
    if birthday is None:
        kept = visit.person.birthday is not None
        await visit.show(screens.birthday_question(visit.speaker, kept=kept, again=True))
        return
    await _answered(visit, "birthday", birthday)


def month_and_day(text: str) -> str | None:
    """A birthday typed as day and month, as MM-DD; None for anything that is no day of a year.

    >>> month_and_day("3.5"), month_and_day("29/02"), month_and_day("31.04."), month_and_day("3 May")
    ('05-03', '02-29', None, None)
    """
    typed = _BIRTHDAY.fullmatch(text.strip())
    if typed is None:
        return None
    try:
        day = date(_LEAP, int(typed[2]), int(typed[1]))
    except ValueError:
        return None
    return f"{day.month:02d}-{day.day:02d}"


async def language(visit: Visit) -> None:
    """Which language; also for somebody who has not joined."""
    await visit.show(screens.language_question(visit.speaker))


async def choose_language(visit: Visit) -> None:
    """From now on in this language; a stranger sees the welcome again."""
    from bot.chat import start  # whose links lead to wizards, and theirs may lead here

    if visit.words not in LANGUAGES:
        raise StepGone
    await visit.write(people.set_choice, visit.telegram_id, "chosen_language", visit.words)
    changed = await visit.again()
    if await visit.read(staff.roles_of, visit.telegram_id):
        await menus.fit(visit.house, visit.telegram_id)
    if changed.person.member_id is None:
        await start.greet(changed)
    else:
        await changed.show(screens.language_chosen(changed.speaker))
