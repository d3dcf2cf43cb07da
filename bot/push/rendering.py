"""Notices as messages, made when they are sent: fresh, and in the language and zone that their reader has then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.freshness import FRESH, Fresh
from bot.actions.programmes import in_force
from bot.chat.screens.notices import notice
from bot.chat.screens.screen import Screen
from bot.clock import Clock
from bot.texts import Texts
from loyalty.model import Programme
from storage import people
from storage.database import Database, Tx
from storage.people import Person


class Rendering:
    """Makes the message of a notice; `fresh` says by the notice's name which of them look again first."""

    def __init__(self, database: Database, texts: Texts, clock: Clock, *, fresh: Mapping[str, Fresh] = FRESH) -> None:
        self._database = database
        self._texts = texts
        self._clock = clock
        self._fresh = fresh

    async def __call__(self, name: str, data: dict[str, Any], person: Person) -> Screen | None:
        """The message; None when there is nothing to say any more. `data["again"]` is the reference of a row that was
        perhaps delivered before, and its copy says so.
        """
        reference = data.pop("again", None)
        look = self._fresh.get(name)
        if look is not None:
            args = (look, self._texts.programme, person.telegram_id, data, self._clock.now())
            found = await self._database.read(_look_again, *args)
            if found is None:
                return None
            data = found
        speaker = self._texts.speaker(person.chosen_language, person.telegram_language, person.zone)
        screen = notice(speaker, name, data)
        if reference is None:
            return screen
        return replace(screen, text=f"{screen.text}\n{speaker.say('notice-again', reference=str(reference))}")


def _look_again(
    tx: Tx, look: Fresh, known: Programme, telegram_id: int, data: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    person = people.person(tx, telegram_id)
    return None if person is None else look(tx, in_force(tx, known), person, data, now)
