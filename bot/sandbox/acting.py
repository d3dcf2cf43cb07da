"""The control side's routes for what people do: `/sandbox/people/…` and `/sandbox/groups`."""

import asyncio
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox import people
from bot.sandbox.bodies import (
    answered,
    form,
    json_object,
    number_in_path,
    number_in_query,
    optional,
    required,
)
from bot.sandbox.files import Upload
from bot.sandbox.model import Chat, Json, Person, StoredFile
from bot.sandbox.refusals import ControlError
from bot.sandbox.rendering import shown
from bot.sandbox.scan import qr_texts
from bot.sandbox.watching import world_of
from bot.sandbox.world import World

_SHOWN_MESSAGES = 10_000
_LONGEST_WAIT_S = 60.0
_OWN_NUMBER = "+49301{:07d}"


def described(world: World, person: Person) -> Json:
    """A person as the control side shows them."""
    chat = world.chats.get(person.id)
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language_code,
        "label": person.label,
        "started": chat is not None,
        "blocked": chat is not None and chat.blocked,
        "deactivated": person.deactivated,
    }


def person_from(body: Json, known: Person | None) -> Person:
    """A new person, or the known one with what the body changes."""
    names = ("first_name", "last_name", "username", "language_code", "label")
    given = {name: optional(body, name, str) for name in names if name in body}
    if known is not None:
        if given.get("first_name", known.first_name) is None:
            raise ControlError(400, "a person needs a first name")
        return replace(known, **given)  # type: ignore[arg-type]  # first_name is text, checked above
    person_id = required(body, "id", int)
    if not 0 < person_id < 2**52:
        raise ControlError(400, "the id of a person is positive and below 2 to the 52nd")
    return Person(
        id=person_id,
        first_name=required(body, "first_name", str),
        last_name=given.get("last_name"),
        username=given.get("username"),
        language_code=given.get("language_code"),
        label=given.get("label"),
    )


def enter(world: World, body: Json) -> Person:
    """The described person is there, new or changed; `started` begins their chat with the bot without a word."""
    person = person_from(body, world.people.get(required(body, "id", int)))
    started = optional(body, "started", bool)
    world.put_person(person)
    if started:
        world.private_chat(person.id)
    return person


async def put_person(request: web.Request) -> web.Response:
    """Create or change a person."""
    world = world_of(request)
    person = enter(world, await json_object(request))
    return answered(described(world, person))


async def list_people(request: web.Request) -> web.Response:
    """Everybody."""
    world = world_of(request)
    return answered({"people": [described(world, person) for person in world.people.values()]})


async def say(request: web.Request) -> web.Response:
    """A message, in private or in a group."""
    body = await json_object(request)
    text, chat_id = required(body, "text", str), optional(body, "chat_id", int)
    return answered(people.say(world_of(request), number_in_path(request, "id"), text, chat_id))


async def open_link(request: web.Request) -> web.Response:
    """A link followed."""
    body = await json_object(request)
    link = required(body, "link", str)
    return answered(people.open_link(world_of(request), number_in_path(request, "id"), link))


async def press(request: web.Request) -> web.Response:
    """A button pressed, honestly or not."""
    body, person_id = await json_object(request), number_in_path(request, "id")
    wanted = people.Press(
        message_id=required(body, "message_id", int),
        chat_id=optional(body, "from_chat", int) or optional(body, "chat_id", int) or person_id,
        label=optional(body, "label", str),
        data=optional(body, "data", str),
        forge=optional(body, "forge", bool) or False,
    )
    return answered(people.press(world_of(request), person_id, wanted))


async def scan(request: web.Request) -> web.Response:
    """A picture looked at through the phone's camera: its QR code is read and its link followed."""
    world, person_id = world_of(request), number_in_path(request, "id")
    world.person(person_id)
    if request.content_type == "multipart/form-data":
        _, picture = await form(request)
        if picture is None:
            raise ControlError(400, "there is no file in the field picture")
        content = picture.content
    else:
        body = await json_object(request)
        content = _scanned_file(world, body).content
    texts = await qr_texts(content)
    index = number_in_query(request, "index", 0)
    if not 0 <= index < len(texts):
        raise ControlError(422, f"there are only {len(texts)} QR codes in this picture")
    return answered(people.open_link(world, person_id, texts[index]) | {"links": texts})


def _scanned_file(world: World, body: Json) -> StoredFile:
    file_id = optional(body, "file_id", str)
    if file_id is not None:
        file = world.files.by_id(file_id)
    else:
        message = people.message_of(world, required(body, "from", int), required(body, "message_id", int))
        file = message.file
    if file is None:
        raise ControlError(404, "there is no picture to scan")
    return file


async def edit(request: web.Request) -> web.Response:
    """One's own message changed."""
    body = await json_object(request)
    message_id, text = required(body, "message_id", int), required(body, "text", str)
    chat_id = optional(body, "chat_id", int)
    return answered(people.edit(world_of(request), number_in_path(request, "id"), message_id, text, chat_id))


async def forward(request: web.Request) -> web.Response:
    """A message passed on to the bot."""
    body, person_id = await json_object(request), number_in_path(request, "id")
    from_chat = optional(body, "from_chat", int) or person_id
    message_id = required(body, "message_id", int)
    return answered(people.forward(world_of(request), person_id, from_chat, message_id))


async def photo(request: web.Request) -> web.Response:
    """A picture sent to the bot."""
    world, person_id = world_of(request), number_in_path(request, "id")
    world.person(person_id)
    fields, upload = await form(request)
    if upload is None:
        raise ControlError(400, "there is no file in the field picture")
    picture = Upload(name=PurePosixPath(unquote(upload.name)).name, mime=upload.mime, content=upload.content)
    width, height = await people.measured_photo(world, picture)
    return answered(people.photo(world, person_id, picture, width, height, str(fields.get("caption", ""))))


async def document(request: web.Request) -> web.Response:
    """A file sent to the bot."""
    world, person_id = world_of(request), number_in_path(request, "id")
    world.person(person_id)
    fields, upload = await form(request)
    if upload is None:
        raise ControlError(400, "there is no file in the field document")
    file = Upload(name=PurePosixPath(unquote(upload.name)).name, mime=upload.mime, content=upload.content)
    return answered(people.document(world, person_id, file, str(fields.get("caption", ""))))


async def contact(request: web.Request) -> web.Response:
    """A contact shared, one's own unless another is named."""
    body, person_id = await json_object(request), number_in_path(request, "id")
    phone = optional(body, "phone_number", str) or _OWN_NUMBER.format(person_id % 10_000_000)
    user_id = optional(body, "user_id", int) or person_id
    return answered(people.contact(world_of(request), person_id, phone, user_id))


async def block(request: web.Request) -> web.Response:
    """The bot blocked or let in again."""
    body = await json_object(request)
    blocked = optional(body, "blocked", bool)
    person_id = number_in_path(request, "id")
    return answered(people.set_blocked(world_of(request), person_id, blocked=blocked is not False))


async def deactivate(request: web.Request) -> web.Response:
    """An account closed for good."""
    world, person_id = world_of(request), number_in_path(request, "id")
    world.deactivate(person_id)
    return answered(described(world, world.person(person_id)))


async def groups(request: web.Request) -> web.Response:
    """A group with the bot in it."""
    body = await json_object(request)
    members = body.get("members", [])
    if not isinstance(members, list) or not all(isinstance(member, int) for member in members):
        raise ControlError(400, '"members" must be a list of ids')
    group_id, title = required(body, "id", int), required(body, "title", str)
    return answered(people.add_group(world_of(request), group_id, title, members))


async def messages(request: web.Request) -> web.Response:
    """What changed in a person's chat (or in a group of theirs) since an event."""
    world, person_id = world_of(request), number_in_path(request, "id")
    world.person(person_id)
    chat_id = number_in_query(request, "chat_id", person_id)
    after, limit = number_in_query(request, "after", 0), number_in_query(request, "limit", _SHOWN_MESSAGES)
    return answered(_changes(world, world.chats.get(chat_id), after, limit))


async def wait(request: web.Request) -> web.Response:
    """As `messages`, as soon as there is something, or empty when the time is over."""
    world = world_of(request)
    person_id = number_in_query(request, "person", 0)
    world.person(person_id)
    chat = _watched(world, number_in_query(request, "chat_id", person_id))
    after = number_in_query(request, "after", 0)
    try:
        seconds = min(float(request.query.get("seconds", 10)), _LONGEST_WAIT_S)
    except ValueError as error:
        raise ControlError(400, '"seconds" must be a number') from error
    if not chat.since(after, 1) and seconds > 0:
        waiting = asyncio.get_running_loop().create_future()
        chat.waiting.append(waiting)
        await asyncio.wait([waiting], timeout=seconds)
        if waiting in chat.waiting:
            chat.waiting.remove(waiting)
    return answered(_changes(world, chat, after, _SHOWN_MESSAGES))


def _changes(world: World, chat: Chat | None, after: int, limit: int) -> Json:
    changed = chat.since(after, limit) if chat is not None else []
    return {"event": world.events.number, "messages": [shown(message) for message in changed]}


def _watched(world: World, chat_id: int) -> Chat:
    """The chat, or one that stands in until there is one: its watchers are woken by the first message."""
    chat = world.chats.get(chat_id) or world.expected.get(chat_id)
    if chat is None:
        chat = world.expected[chat_id] = Chat(id=chat_id)
    return chat
