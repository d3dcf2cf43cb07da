"""Outside private chats: points never move there, and blocking the bot stops pushes."""

from typing import Any

from telegram import ChatMember, Update
from telegram.ext import CallbackContext, MessageHandler, filters

from bot.chat.house import House
from bot.chat.screens.screen import Button, Screen
from storage import people

_Context = CallbackContext[Any, Any, Any, Any]
_GONE = {ChatMember.LEFT, ChatMember.BANNED}


async def blocked_or_back(update: Update, context: _Context) -> None:
    """Somebody blocked the bot, or let it in again; their points stay."""
    house: House = context.bot_data["house"]
    changed = update.my_chat_member
    if changed is None or changed.chat.type != "private":
        return
    reachable = changed.new_chat_member.status not in _GONE
    await house.database.write(people.set_reachable, changed.chat.id, reachable=reachable)


async def _to_private(update: Update, context: _Context) -> None:
    """A command in a group is answered once with the way to the private chat."""
    house: House = context.bot_data["house"]
    message, user = update.message, update.effective_user
    if message is None or user is None:
        return
    speaker = house.texts.speaker(None, user.language_code)
    way = Button(text=speaker.label("button-private"), url=f"https://t.me/{house.links.username}")
    await house.telegram.show(message.chat.id, Screen(text=speaker.say("group-only-private"), rows=((way,),)))


def in_groups() -> MessageHandler[Any, None]:
    """Commands in groups; everything else there is not for us."""
    return MessageHandler(filters.UpdateType.MESSAGE & filters.ChatType.GROUPS & filters.COMMAND, _to_private)
