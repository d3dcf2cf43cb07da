"""What people do: talk, follow links, press buttons, forward, block, leave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.files import Upload
from bot.sandbox.formatting import found_entities
from bot.sandbox.model import Chat, Json, Message
from bot.sandbox.refusals import ControlError, RefusalError
from bot.sandbox.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """Which button is pressed on which message; `forge` sends any data, whatever the message has."""

    message_id: int
    chat_id: int
    label: str | None = None
    data: str | None = None
    forge: bool = False


def say(world: World, person_id: int, text: str, chat_id: int | None = None) -> Json:
    """The person writes a message, in private or in a group."""
    if not text:
        raise ControlError(400, "there is nothing to say: the text is empty")
    return _written(world, person_id, chat_id, text=text, entities=tuple(found_entities(text)))


def open_link(world: World, person_id: int, link: str) -> Json:
    """The person follows a link to the bot: the app sends /start with the payload, if that is a valid one."""
    payload = _payload(link, world.account.username)
    if world.person(person_id).id in world.chats and world.chats[person_id].blocked:
        set_blocked(world, person_id, blocked=False)
    return {"link": link} | say(world, person_id, f"/start {payload}".strip())


def photo(world: World, person_id: int, picture: Upload, width: int, height: int, caption: str) -> Json:
    """The person sends a picture."""
    return _written(
        world,
        person_id,
        None,
        photo=world.files.store(picture, "photo", width, height),
        caption=caption or None,
        entities=tuple(found_entities(caption)),
    )


def document(world: World, person_id: int, file: Upload, caption: str) -> Json:
    """The person sends a file."""
    return _written(
        world,
        person_id,
        None,
        document=world.files.store(file, "document", 0, 0),
        caption=caption or None,
        entities=tuple(found_entities(caption)),
    )


def contact(world: World, person_id: int, phone_number: str, user_id: int) -> Json:
    """The person shares a contact, their own or another's."""
    owner = world.people.get(user_id, world.person(person_id))
    card = {"phone_number": phone_number, "first_name": owner.first_name, "user_id": user_id}
    return _written(world, person_id, None, extra={"contact": card})


def forward(world: World, person_id: int, from_chat: int, message_id: int) -> Json:
    """The person passes a message on to the bot, without its buttons."""
    origin = message_of(world, from_chat, message_id)
    if origin.protected:
        raise ControlError(400, f"message {message_id} is protected: it cannot be forwarded")
    sender = world.account.user() if origin.from_bot else world.person(origin.sender_id).user()
    passed = {"type": "user", "sender_user": sender, "date": origin.date}
    return _written(
        world,
        person_id,
        None,
        text=origin.text,
        caption=origin.caption,
        entities=origin.entities,
        photo=origin.photo,
        document=origin.document,
        extra=origin.extra | {"forward_origin": passed},
    )


def edit(world: World, person_id: int, message_id: int, text: str, chat_id: int | None = None) -> Json:
    """The person changes their own message."""
    message = message_of(world, chat_id or person_id, message_id)
    if message.sender_id != person_id or message.text is None:
        raise ControlError(400, f"message {message_id} is no text of person {person_id}")
    message.text, message.entities = text, tuple(found_entities(text))
    world.touch(message)
    update_id = world.updates.add("edited_message", world.message_json(message))
    return {"update_id": update_id, "message_id": message_id, "event": message.event}


def press(world: World, person_id: int, wanted: Press) -> Json:
    """The person presses an inline button, or a forger sends what no button has."""
    person = world.person(person_id)
    forged = wanted.forge or wanted.chat_id not in {person_id, *_groups_of(world, person_id)}
    chat = world.chats.get(wanted.chat_id)
    message = chat.messages.get(wanted.message_id) if chat is not None else None
    if message is not None and message.deleted:
        message = None
    if wanted.data is not None and (forged or message is None):
        data = wanted.data
    else:
        if message is None:
            raise ControlError(404, f"there is no message {wanted.message_id} in chat {wanted.chat_id}")
        button = _button(message, wanted)
        if "callback_data" not in button:
            return _followed(world, person_id, button)
        data = button["callback_data"]
    callback = world.press(person_id)
    query = {
        "id": callback.id,
        "from": person.user(),
        "message": _pressed_message(world, chat, message, wanted),
        "chat_instance": world.chat_instance(wanted.chat_id),
        "data": data,
    }
    return {
        "update_id": world.updates.add("callback_query", query),
        "callback_query_id": callback.id,
        "event": world.events.number,
    }


def set_blocked(world: World, person_id: int, *, blocked: bool) -> Json:
    """The person blocks the bot or lets it in again; the bot is told."""
    person = world.person(person_id)
    chat = world.private_chat(person_id)
    if chat.blocked == blocked:
        return {"update_id": None}
    chat.blocked = blocked
    world.events.add("people", person=person_id)
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    return {"update_id": _membership(world, chat, person.user(), before, after)}


def add_group(world: World, group_id: int, title: str, members: Sequence[int]) -> Json:
    """A group with these members and the bot; the bot is told that it was added."""
    if group_id >= 0:
        raise ControlError(400, "the id of a group is negative")
    people = [world.person(member) for member in members]
    known = world.chats.get(group_id)
    if known is not None:
        known.title, known.members = title, set(members)
        return {"update_id": None}
    chat = world.chats[group_id] = world.begun(group_id)
    chat.title, chat.members = title, set(members)
    world.seen.update(members)
    adder = people[0].user() if people else world.account.user()
    return {"update_id": _membership(world, chat, adder, "left", "member")}


def message_of(world: World, chat_id: int, message_id: int) -> Message:
    """A message that is there, or 404."""
    chat = world.chats.get(chat_id)
    message = chat.messages.get(message_id) if chat is not None else None
    if message is None or message.deleted:
        raise ControlError(404, f"there is no message {message_id} in chat {chat_id}")
    return message


def _written(world: World, person_id: int, chat_id: int | None, **content: Any) -> Json:
    person = world.person(person_id)
    if person.deactivated:
        raise ControlError(400, f"person {person_id} is deactivated")
    if chat_id is None or chat_id == person_id:
        chat = world.private_chat(person_id)
        if chat.blocked:
            raise ControlError(400, f"person {person_id} has blocked the bot")
    elif chat_id in world.chats and person_id in world.chats[chat_id].members:
        chat = world.chats[chat_id]
        world.seen.add(person_id)
    else:
        raise ControlError(404, f"person {person_id} is in no chat {chat_id}")
    message = world.post(Message(chat_id=chat.id, message_id=0, sender_id=person_id, from_bot=False, date=0, **content))
    update_id = world.updates.add("message", world.message_json(message))
    return {"update_id": update_id, "message_id": message.message_id, "event": message.event}


def _payload(link: str, username: str) -> str:
    try:
        parts = urlsplit(link.strip())
    except ValueError as error:
        raise ControlError(400, f"this is no link: {link}") from error
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme == "tg" and parts.netloc == "resolve":
        bot = asked.get("domain", "")
    elif parts.scheme in {"http", "https"} and parts.hostname in {"t.me", "telegram.me"}:
        bot = parts.path.strip("/")
    else:
        raise ControlError(400, f"this is no link to a bot: {link}")
    if bot.lower() != username.lower():
        raise ControlError(400, f"this link leads to another bot, {bot or 'without a name'}")
    payload = asked.get("start", "")
    return payload if _PAYLOAD.match(payload) else ""


def _groups_of(world: World, person_id: int) -> list[int]:
    return [chat.id for chat in world.chats.values() if not chat.private and person_id in chat.members]


def _button(message: Message, wanted: Press) -> Json:
    buttons = [button for row in message.buttons or () for button in row]
    if wanted.data is not None:
        found = [button for button in buttons if button.get("callback_data") == wanted.data][:1]
        sought = f"the data {wanted.data}"
    elif wanted.label is not None:
        found = [button for button in buttons if button["text"] == wanted.label]
        found = found or [button for button in buttons if wanted.label in button["text"]]
        sought = f"the label {wanted.label}"
    else:
        raise ControlError(400, "say which button: a label or data")
    if len(found) == 1:
        return found[0]
    there = ", ".join(button["text"] for button in buttons) or "none"
    raise ControlError(
        400, f"{len(found) or 'no'} buttons of message {message.message_id} have {sought}; there are: {there}"
    )


def _followed(world: World, person_id: int, button: Json) -> Json:
    if "url" not in button:
        raise ControlError(400, f"the button {button['text']} cannot be pressed in the sandbox")
    try:
        return open_link(world, person_id, button["url"])
    except ControlError:
        return {"link": button["url"], "update_id": None}


def _pressed_message(world: World, chat: Chat | None, message: Message | None, wanted: Press) -> Json:
    if message is not None:
        return world.message_json(message)
    if chat is not None:
        there = world.chat_json(chat)
    elif wanted.chat_id in world.people:
        there = world.people[wanted.chat_id].chat()
    else:
        there = {"id": wanted.chat_id, "type": "private"}
    return {"chat": there, "message_id": wanted.message_id, "date": 0}


def _membership(world: World, chat: Chat, adder: Json, before: str, after: str) -> int | None:
    def member(status: str) -> Json:
        ban = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": world.account.user()} | ban

    change = {
        "chat": world.chat_json(chat),
        "from": adder,
        "date": world.clock.now_s(),
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }
    return world.updates.add("my_chat_member", change)


async def measured_photo(world: World, picture: Upload) -> tuple[int, int]:
    """Width and height of a picture that a person wants to send, or 400."""
    try:
        return await world.files.photo_size(picture)
    except RefusalError as refusal:
        raise ControlError(400, f"the picture is unusable: {refusal.description}") from refusal
