"""The rules in plain words"""

from bot.chat.screens import rules as screens
from bot.chat.visit import Visit


async def rules(visit: Visit) -> None:
    """The rules in force, for anyone."""
    member = visit.person.member_id is not None
    # A welcome stays as it is: its Join knows what a link asked for.
    await visit.show(screens.rules(visit.speaker, member=member), new=not member)
