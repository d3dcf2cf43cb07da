"""The methods by which a bot introduces itself: name, descriptions, commands, menu button."""

import re
from typing import Any

from bot.sandbox.calls import Call, Method, method
from bot.sandbox.formatting import utf16_length
from bot.sandbox.model import Json
from bot.sandbox.refusals import ViolationError, bad_request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
_LANGUAGE = re.compile(r"([a-z]{2})?\Z")
_COMMANDS = 100
_DESCRIPTION_LENGTH = 256
_TEXTS = {
    "name": ("Name", "name", 64),
    "description": ("Description", "description", 512),
    "short_description": ("ShortDescription", "short_description", 120),
}


@method("setMyCommands")
async def set_my_commands(call: Call) -> bool:
    """Set the commands of one scope and language."""
    commands = call.params["commands"]
    if len(commands) > _COMMANDS:
        raise ViolationError("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.match(command["command"].removeprefix("/")):
            raise ViolationError(f"BOT_COMMAND_INVALID: {command['command']}")
        if not 1 <= utf16_length(command["description"].strip()) <= _DESCRIPTION_LENGTH:
            raise ViolationError(f"BOT_COMMAND_DESCRIPTION_INVALID: {command['command']}")
    call.world.profile.commands[_place(call)] = [
        command | {"command": command["command"].removeprefix("/")} for command in commands
    ]
    call.world.events.add("commands")
    return True


@method("getMyCommands")
async def get_my_commands(call: Call) -> list[Json]:
    """The commands of exactly that scope and language."""
    return call.world.profile.commands.get(_place(call), [])


@method("deleteMyCommands")
async def delete_my_commands(call: Call) -> bool:
    """Forget the commands of one scope and language."""
    call.world.profile.commands.pop(_place(call), None)
    call.world.events.add("commands")
    return True


@method("setChatMenuButton")
async def set_chat_menu_button(call: Call) -> bool:
    """Set the button beside the input of one private chat or of all."""
    chat_id = call.params.get("chat_id")
    if chat_id is not None and not call.world.chat(chat_id).private:
        raise bad_request("chat menu button can be set only in private chats")
    call.world.profile.menu_buttons[chat_id] = call.params.get("menu_button", {"type": "default"})
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(call: Call) -> Json:
    """The menu button of a chat, else the common one."""
    buttons = call.world.profile.menu_buttons
    common = buttons.get(None, {"type": "commands"})
    return buttons.get(call.params.get("chat_id"), common)


def _setter(kind: str, parameter: str, longest: int) -> Method:
    async def set_text(call: Call) -> bool:
        text = call.params.get(parameter, "")
        if utf16_length(text) > longest:
            raise ViolationError(f"{parameter} is too long ({longest} characters at most)")
        call.world.profile.texts[kind, _language(call)] = text
        return True

    return set_text


def _getter(kind: str, parameter: str) -> Method:
    async def get_text(call: Call) -> Json:
        return {parameter: call.world.profile.text(kind, _language(call))}

    return get_text


for _kind, (_name, _parameter, _longest) in _TEXTS.items():
    method(f"setMy{_name}")(_setter(_kind, _parameter, _longest))
    method(f"getMy{_name}")(_getter(_kind, _parameter))


def _language(call: Call) -> str:
    language: str = call.params.get("language_code", "")
    if not _LANGUAGE.match(language):
        raise ViolationError(f'language_code "{language}" is not a two-letter ISO 639-1 code')
    return language


def _place(call: Call) -> tuple[tuple[Any, ...], str]:
    scope = call.params.get("scope", {"type": "default"})
    if "chat_id" in scope:
        call.world.chat(scope["chat_id"])
    parts = tuple(scope[name] for name in ("type", "chat_id", "user_id") if name in scope)
    return parts, _language(call)
