"""From python-telegram-bot's Application to our handlers: opens the visit, answers the press, turns refusals into
words.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

import structlog
from telegram.ext import BaseHandler, CallbackContext

from bot.chat import menus
from bot.chat.arrival import Arrival
from bot.chat.house import House
from bot.chat.screens.refusals import refusal
from bot.chat.visit import Visit, open_visit
from bot.telegram import Blocked, CallFailed
from loyalty.errors import LoyaltyError

Handler = Callable[[Visit], Awaitable[None]]
Context: TypeAlias = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Arrival, Context], Coroutine[Any, Any, None]]

_log = structlog.get_logger()


class Door(BaseHandler[Arrival, Context, None]):
    """A handler of the Application for the arrivals that fit."""

    def __init__(self, fits: Callable[[Arrival], bool], callback: Callback) -> None:
        super().__init__(callback)
        self._fits = fits

    def check_update(self, update: object) -> bool:
        """Whether this door is the one for what arrived."""
        return isinstance(update, Arrival) and self._fits(update)


def command(name: str, handler: Handler) -> Door:
    """A command typed in private; its arguments, as typed, are the visit's words."""
    return Door(lambda arrival: arrival.command == name and arrival.private, _door(handler))


def button(name: str, handler: Handler) -> Door:
    """A button whose data is `name`, or `name:` and the visit's words."""
    return Door(lambda arrival: arrival.press is not None and arrival.press.route == name, _door(handler))


def any_button(handler: Handler) -> Door:
    """Any other button."""
    return Door(lambda arrival: arrival.press is not None, _door(handler))


def text(handler: Handler) -> Door:
    """Any text typed in private that is no command."""
    return Door(lambda arrival: arrival.is_text and arrival.command is None and arrival.private, _door(handler))


def attachment(handler: Handler) -> Door:
    """A picture or a document sent in private."""
    return Door(lambda arrival: arrival.private and arrival.attached is not None, _door(handler))


def contact(handler: Handler) -> Door:
    """A contact shared in private; the visit's words are the sender's own number, if it is that."""
    return Door(lambda arrival: arrival.is_contact and arrival.private, _door(handler))


def anything(handler: Handler) -> Door:
    """Whatever else is sent in private: pictures, places, commands nobody knows."""
    return Door(lambda arrival: arrival.private, _door(handler))


def _door(handler: Handler) -> Callback:
    async def enter(arrival: Arrival, context: Context) -> None:
        house: House = context.bot_data["house"]
        press = arrival.press
        # The press is answered beside the work, so that the button stops turning whatever the work takes.
        answer = asyncio.create_task(house.telegram.answer(press.id)) if press else None
        try:
            visit = await open_visit(house, arrival)
            await _handle(handler, visit)
            if visit.first and visit.is_operator:
                await menus.fit(house, visit.telegram_id)
        except Blocked:
            # Whoever blocks the bot between asking and being answered is not answered; what they asked for is done.
            _log.info("reply_blocked")
        finally:
            if answer is not None:
                with contextlib.suppress(CallFailed):
                    await answer

    return enter


async def _handle(handler: Handler, visit: Visit) -> None:
    try:
        await handler(visit)
    except LoyaltyError as error:
        # A refusal stands below, so that the screen it was asked on stays as it is.
        await visit.show(refusal(visit.speaker, error), new=True)
