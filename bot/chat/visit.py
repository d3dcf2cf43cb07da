"""One update on its way through a handler: who asks, in which language, and how to answer."""

from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.actions.action import Cause
from bot.actions.names import keepable
from bot.actions.programmes import in_force
from bot.chat.arrival import Arrival, Attached, Press
from bot.chat.house import House
from bot.chat.screens.screen import Screen
from bot.links import seal_of
from bot.telegram import EditTarget
from bot.texts import Speaker
from loyalty.calendar import local_date
from loyalty.model import Programme
from storage import broadcasts, people, steps
from storage.database import Tx
from storage.people import Person
from storage.steps import Step

P = ParamSpec("P")
T = TypeVar("T")

# The inbox row being handled: the cause of everything its handler does.
inbox_row: ContextVar[int] = ContextVar("inbox_row")


@dataclass(kw_only=True)
class Visit:
    """What a handler gets. `words` is what was typed: a message's text, a command's arguments, or what stands
    behind the route's name in a button's data. `step` is the question that is open in the chat. `first` says that
    this person was unknown before. `attached` is a picture or a document that came.
    """

    house: House
    cause: Cause
    person: Person
    speaker: Speaker
    words: str = ""
    step: Step | None = None
    first: bool = False
    pressed: Press | None = None
    attached: Attached | None = None

    @property
    def telegram_id(self) -> int:
        """Who asks: for a button whoever pressed it, whosever message it stands on."""
        return self.person.telegram_id

    @property
    def programme(self) -> Programme:
        """The rules."""
        return self.house.programme

    @property
    def seal(self) -> str:
        """The keyed hash of whoever asks."""
        return seal_of(self.house.secret, self.telegram_id)

    @property
    def is_operator(self) -> bool:
        """Whether the operator's settings name this person."""
        return self.telegram_id in self.house.operators

    @property
    def today(self) -> date:
        """The date by the programme's calendar."""
        return local_date(self.cause.now, self.programme)

    @property
    def on_picture(self) -> bool:
        """Whether a button was pressed that stands on a picture or document."""
        return self.pressed is not None and self.pressed.media

    async def act(
        self, action: Callable[Concatenate[Tx, Cause, Programme, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Does an action in one transaction, with this update as its cause."""
        outcome: T = await self.house.database.write(action, self.cause, self.house.programme, *args, **kwargs)
        self.house.wake_push()
        return outcome

    async def write(self, change: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Makes a change that is the same when made twice."""
        outcome: T = await self.house.database.write(change, *args, **kwargs)
        return outcome

    async def read(self, look: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Reads."""
        seen: T = await self.house.database.read(look, *args, **kwargs)
        return seen

    async def show(self, screen: Screen, *, new: bool = False) -> int:
        """Answers with a screen: in place of the message whose button was pressed, else (or if `new`) below. Returns
        the number of the message that shows it.
        """
        edit = None if self.pressed is None or new else _target(self.pressed, self.telegram_id)
        if edit is not None and await self.read(broadcasts.is_watched, self.telegram_id, edit.message_id):
            # It shows something else now, which the next edit of the progress would take away.
            await self.write(broadcasts.unwatch, self.telegram_id, edit.message_id)
        return await self.house.telegram.show(self.telegram_id, screen, edit=edit)

    async def ask(self, step: str, data: dict[str, Any] | None = None) -> None:
        """The next text that this person types answers `step`."""
        self.step = Step(name=step, data=data or {})
        await self.write(steps.take_step, self.telegram_id, step, self.step.data, self.cause.now)

    async def leave_step(self) -> bool:
        """No step is open any more; False when none was."""
        if self.step is None:
            return False
        self.step = None
        return await self.write(steps.leave_step, self.telegram_id)

    async def leave_step_in(self, names: Collection[str]) -> None:
        """What one of these steps asked is asked no longer; any other step stays open."""
        if self.step is not None and self.step.name in names:
            await self.leave_step()

    def with_words(self, words: str) -> "Visit":
        """The same visit, handled elsewhere with other words."""
        return Visit(
            house=self.house,
            cause=self.cause,
            person=self.person,
            speaker=self.speaker,
            words=words,
            step=self.step,
            pressed=self.pressed,
            attached=self.attached,
        )

    async def again(self) -> "Visit":
        """The same visit after the person changed: joined, or chose another language."""
        person = await self.read(people.person, self.telegram_id) or self.person
        fresh = self.with_words(self.words)
        fresh.person = person
        fresh.speaker = speaker_of(self.house, person)
        return fresh


def _target(press: Press, telegram_id: int) -> EditTarget | None:
    # A button on a message in another chat (forwarded, forged) is answered in the presser's own.
    if press.message_id is None or press.chat_id != telegram_id:
        return None
    return EditTarget(message_id=press.message_id, media=press.media, secret=press.secret)


def speaker_of(house: House, person: Person) -> Speaker:
    """Who speaks to this person."""
    return house.texts.speaker(person.chosen_language, person.telegram_language, person.zone)


async def open_visit(house: House, arrival: Arrival) -> Visit:
    """Makes out who asks, and at which step they are; somebody new, or renamed, is kept."""
    person, step, programme = await house.database.read(_who, arrival.user_id, house.programme)
    house.adopt(programme)
    first = person is None
    name = keepable(arrival.name)[:128]
    cause = Cause(key=f"in:{inbox_row.get()}", now=house.clock.now())
    if person is None or (person.name, person.telegram_language, person.reachable) != (name, arrival.language, 1):
        person = await house.database.write(_meet, arrival.user_id, name, arrival.language, cause)
    return Visit(
        house=house,
        cause=cause,
        person=person,
        speaker=speaker_of(house, person),
        words=arrival.words,
        step=step,
        first=first,
        pressed=arrival.press,
        attached=arrival.attached,
    )


def _who(tx: Tx, telegram_id: int, known: Programme) -> tuple[Person | None, Step | None, Programme]:
    # Every process asks for itself with each update, so that a new version counts at once and everywhere.
    return people.person(tx, telegram_id), steps.step(tx, telegram_id), in_force(tx, known)


def _meet(tx: Tx, telegram_id: int, name: str, language: str | None, cause: Cause) -> Person:
    people.meet(tx, telegram_id, name, language, cause.now)
    person = people.person(tx, telegram_id)
    if person is None:
        raise LookupError("a person just kept")
    return person
