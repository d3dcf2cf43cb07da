"""Outside private chats: points never move there, and blocking the bot stops pushes."""

from bot.chat.arrival import Arrival
from bot.chat.doors import Context, Door
from bot.chat.house import House
from bot.chat.screens.screen import Button, Screen
from storage import people

_GONE = ("left", "kicked")
_GROUPS = ("group", "supergroup")


async def _blocked_or_back(arrival: Arrival, context: Context) -> None:
    """Somebody blocked the bot, or let it in again; their points stay."""
    house: House = context.bot_data["house"]
    reachable = arrival.status not in _GONE
    await house.database.write(people.set_reachable, arrival.chat_id, reachable=reachable)


async def _to_private(arrival: Arrival, context: Context) -> None:
    """A command in a group is answered with the way to the private chat, unless it is for another bot, or the group has
    been answered too often within a minute.
    """
    house: House = context.bot_data["house"]
    if arrival.addressed and arrival.addressed != house.links.username.lower():
        return
    if not house.telegram.pacing.group_turn(arrival.chat_id):
        return
    speaker = house.texts.speaker(None, arrival.language)
    way = Button(text=speaker.label("button-private"), url=f"https://t.me/{house.links.username}")
    await house.telegram.show(arrival.chat_id, Screen(text=speaker.say("group-only-private"), rows=((way,),)))


def membership() -> Door:
    """The bot was blocked by somebody, or let in again."""
    return Door(lambda arrival: arrival.status is not None and arrival.chat_type == "private", _blocked_or_back)


def in_groups() -> Door:
    """Commands in groups; everything else there is not for us."""
    return Door(lambda arrival: arrival.command is not None and arrival.chat_type in _GROUPS, _to_private)
