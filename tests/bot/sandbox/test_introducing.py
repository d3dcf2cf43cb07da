"""Commands, names and descriptions, by scope and language."""

import pytest

from tests.bot.sandbox.playground import Playground


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"does {name}"} for name in names]


async def names_for(ground: Playground, user_id: int) -> list[str]:
    shown = (await ground.ask("commands", user_id=user_id))["commands"]
    return [command["command"] for command in shown]


async def test_a_person_sees_the_narrowest_commands_in_their_language(ground: Playground) -> None:
    await ground.person(11, language_code="tr")
    await ground.person(12, "Can", language_code="en")
    assert await names_for(ground, 11) == []
    private = {"type": "all_private_chats"}
    await ground.call("setMyCommands", commands=commands("start"))
    await ground.call("setMyCommands", commands=commands("help"), scope=private)
    await ground.call("setMyCommands", commands=commands("yardim"), scope=private, language_code="tr")
    await ground.call("setMyCommands", commands=commands("desk"), scope={"type": "chat", "chat_id": 12})
    assert await names_for(ground, 11) == ["yardim"]
    assert await names_for(ground, 12) == ["desk"]
    assert await ground.call("getMyCommands", scope=private) == commands("help")
    await ground.call("deleteMyCommands", scope={"type": "chat", "chat_id": 12})
    assert await names_for(ground, 12) == ["help"]
    await ground.call("deleteMyCommands", scope=private)
    assert await names_for(ground, 12) == ["start"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": commands("Start")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("a" * 33)}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "b" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": commands("a") * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": commands("a"), "language_code": "tur"}, "language_code"),
        ({"commands": commands("a"), "scope": {"type": "chat", "chat_id": 99}}, "chat not found"),
    ],
)
async def test_wrong_commands_are_refused(ground: Playground, params: dict[str, object], reason: str) -> None:
    assert reason in await ground.refused("setMyCommands", **params)


async def test_names_and_descriptions_are_kept_by_language(ground: Playground) -> None:
    assert await ground.call("getMyName") == {"name": "Kumbara"}
    await ground.call("setMyName", name="Money box")
    await ground.call("setMyName", name="Kumbara!", language_code="tr")
    assert await ground.call("getMyName", language_code="tr") == {"name": "Kumbara!"}
    assert await ground.call("getMyName", language_code="de") == {"name": "Money box"}
    assert (await ground.ask("state"))["bot"]["name"] == "Money box"
    await ground.call("setMyDescription", description="d")
    await ground.call("setMyShortDescription", short_description="s")
    assert await ground.call("getMyDescription") == {"description": "d"}
    assert await ground.call("getMyShortDescription") == {"short_description": "s"}
    assert "too long" in await ground.refused("setMyShortDescription", short_description="s" * 121)


async def test_the_menu_button_of_a_chat_stands_before_the_common_one(ground: Playground) -> None:
    await ground.person(11)
    assert await ground.call("getChatMenuButton") == {"type": "commands"}
    await ground.call("setChatMenuButton", menu_button={"type": "default"})
    await ground.call("setChatMenuButton", chat_id=11, menu_button={"type": "commands"})
    assert await ground.call("getChatMenuButton", chat_id=11) == {"type": "commands"}
    assert await ground.call("getChatMenuButton", chat_id=12) == {"type": "default"}
    await ground.do("groups", {"id": -1001, "title": "Street", "members": []})
    assert "private chats" in await ground.refused("setChatMenuButton", chat_id=-1001)


async def test_chats_and_members_can_be_asked_for(ground: Playground) -> None:
    await ground.person(11, "Ayşe", last_name="K.", username="ayse")
    await ground.do("groups", {"id": -1001, "title": "Street", "members": [11]})
    me = await ground.call("getMe")
    assert (me["id"], me["is_bot"], me["username"]) == (4242, True, "kumbara_demo_bot")
    chat = await ground.call("getChat", chat_id=11)
    assert (chat["type"], chat["first_name"], chat["last_name"]) == ("private", "Ayşe", "K.")
    group = await ground.call("getChat", chat_id=-1001)
    assert (group["type"], group["title"]) == ("supergroup", "Street")
    assert "chat not found" in await ground.refused("getChat", chat_id=99)
    await ground.person(12, "Can")
    for user_id, status in ((11, "member"), (12, "left"), (4242, "member")):
        member = await ground.call("getChatMember", chat_id=-1001, user_id=user_id)
        assert member["status"] == status
    assert "PARTICIPANT_ID_INVALID" in await ground.refused("getChatMember", chat_id=-1001, user_id=99)
