"""The commands that Telegram offers: to everybody, and to those who have more to do in their own chat."""

from collections.abc import Iterable

import structlog

from bot.chat.house import House
from bot.chat.visit import speaker_of
from bot.telegram import CallFailed, CommandList
from bot.texts import LANGUAGES, Speaker
from loyalty.model import Role, Staff
from storage import people, staff
from storage.database import Tx
from storage.people import Person

_MEMBER = ("balance", "card", "rewards", "vouchers", "invite", "history", "settings", "language", "privacy", "help")
_STAFF: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.CASHIER, ("sale",)),
    (Role.MANAGER, ("addreward", "issue", "refund", "poster", "doubleday")),
    (Role.OWNER, ("staff",)),
)

_log = structlog.get_logger()


def commands_for(speaker: Speaker, role: Role | None, operator: bool) -> tuple[tuple[str, str], ...]:
    """The commands, with a description each, of somebody with this role, or none, at a merchant."""
    names: list[str] = []
    if role is not None or operator:
        names.append("desk")
    for needed, more in _STAFF:
        if role is not None and role.covers(needed):
            names.extend(more)
    if operator:
        names.append("newmerchant")
    names += [*_MEMBER, "cancel"]
    return tuple((name, speaker.label(f"command-{name}")) for name in names)


async def register_menus(house: House) -> None:
    """At start: what members see, in every language, and what operators see in their own chats."""
    everybody = {"type": "all_private_chats"}
    spoken = ("", house.texts.default_language), *((language, language) for language in LANGUAGES)
    lists = (
        CommandList(
            commands=commands_for(house.texts.speaker(speaks, None), None, operator=False),
            scope=everybody,
            language=language,
        )
        for language, speaks in spoken
    )
    await _register(house, lists)
    for operator in sorted(house.operators):
        await fit(house, operator)


async def fit(house: House, telegram_id: int) -> None:
    """Gives somebody the menu that fits them, after a role or a language changed."""
    person, roles = await house.database.read(_person_and_roles, telegram_id)
    if person is None:
        return
    role = next((role for role in Role if any(one.role is role for one in roles)), None)
    commands = commands_for(speaker_of(house, person), role, telegram_id in house.operators)
    await _register(house, (CommandList(commands=commands, scope={"type": "chat", "chat_id": telegram_id}),))


def _person_and_roles(tx: Tx, telegram_id: int) -> tuple[Person | None, list[Staff]]:
    return people.person(tx, telegram_id), staff.roles_of(tx, telegram_id)


async def _register(house: House, lists: Iterable[CommandList]) -> None:
    """A menu is a convenience: that Telegram did not take one keeps nobody from typing."""
    try:
        await house.telegram.register_commands(tuple(lists))
    except CallFailed as failure:
        _log.warning("menu_not_registered", method=failure.method, why=failure.description)
