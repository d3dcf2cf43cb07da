"""From python-telegram-bot's handlers to ours: opens the visit, answers the press, turns refusals into words."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from telegram import Update
from telegram.ext import CallbackContext, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.chat import menus
from bot.chat.house import House
from bot.chat.screens.refusals import refusal
from bot.chat.visit import Visit, open_visit
from bot.telegram import Blocked, CallFailed
from loyalty.errors import LoyaltyError

Handler = Callable[[Visit], Awaitable[None]]
_Callback = Callable[[Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]

PRIVATE_MESSAGE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
_log = structlog.get_logger()


def command(name: str, handler: Handler) -> CommandHandler[Any, None]:
    """A command typed in private; its arguments, as typed, are the visit's words."""
    return CommandHandler(name, _door(handler, _arguments), filters=PRIVATE_MESSAGE)


def button(name: str, handler: Handler) -> CallbackQueryHandler[Any, None]:
    """A button whose data is `name`, or `name:` and the visit's words."""
    return CallbackQueryHandler(_door(handler, _behind_name), pattern=f"^{name}(?::|$)" if name else None)


def text(handler: Handler) -> MessageHandler[Any, None]:
    """Any other text typed in private."""
    return MessageHandler(PRIVATE_MESSAGE & filters.TEXT & ~filters.COMMAND, _door(handler, _text))


def anything(handler: Handler) -> MessageHandler[Any, None]:
    """Whatever else is sent in private: pictures, places, commands nobody knows."""
    return MessageHandler(PRIVATE_MESSAGE, _door(handler, _text))


def _arguments(update: Update) -> str:
    words = (update.message.text or "") if update.message else ""
    return words.partition(" ")[2].strip() if "\n" not in words else " ".join(words.split()[1:])


def _behind_name(update: Update) -> str:
    data = (update.callback_query.data or "") if update.callback_query else ""
    return data.partition(":")[2]


def _text(update: Update) -> str:
    return ((update.message.text or "") if update.message else "").strip()


def _door(handler: Handler, words_of: Callable[[Update], str]) -> _Callback:
    async def enter(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        house: House = context.bot_data["house"]
        user = update.effective_user
        if user is None:
            return
        press = update.callback_query
        # The press is answered beside the work, so that the button stops turning whatever the work takes.
        answer = asyncio.create_task(house.telegram.answer(str(press.id))) if press else None
        try:
            visit = await open_visit(house, update, user, words_of(update))
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
