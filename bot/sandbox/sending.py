"""The methods that send: messages, pictures, documents, albums."""

from typing import Any

from bot.sandbox.calls import Call, method
from bot.sandbox.formatting import Formatted, formatted, utf16_length
from bot.sandbox.keyboards import inline_buttons, reply_buttons
from bot.sandbox.model import Chat, Json, Message, StoredFile
from bot.sandbox.refusals import ViolationError, bad_request

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
_ATTACHED = "attach://"
_ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"}
    | {"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)


def text_of(given: Json) -> Formatted:
    """The checked text of a message, 1 to 4096 characters after entity parsing."""
    text = formatted(given.get("text", ""), given.get("parse_mode"), given.get("entities"))
    if not text.text:
        raise ViolationError("message text is empty")
    if utf16_length(text.text) > TEXT_LENGTH:
        raise ViolationError("message is too long")
    return text


def caption_of(given: Json) -> Formatted:
    """The checked caption, at most 1024 characters after entity parsing."""
    caption = formatted(given.get("caption", ""), given.get("parse_mode"), given.get("caption_entities"))
    if utf16_length(caption.text) > CAPTION_LENGTH:
        raise ViolationError("message caption is too long")
    return caption


async def file_of(call: Call, kind: str, reference: str | None, field: str) -> StoredFile:
    """The file that a parameter names: uploaded under it, attached, or sent before."""
    name = field if reference is None else reference.removeprefix(_ATTACHED)
    if field in call.uploads and reference is None:
        return await call.world.files.keep(call.uploads[field], kind)
    if reference is not None and reference.startswith(_ATTACHED):
        if name not in call.uploads:
            raise ViolationError(f'there is no uploaded file "{name}"')
        return await call.world.files.keep(call.uploads[name], kind)
    if reference is None or reference.startswith(("http://", "https://")):
        raise ViolationError("files by URL are not in this sandbox")
    return call.world.files.known(reference, kind)


@method("sendMessage")
async def send_message(call: Call) -> Json:
    """Send a text."""
    chat = call.world.chat_to_write_in(call.params["chat_id"])
    text = text_of(call.params)
    return _sent(call, chat, text=text.text, entities=text.entities)


@method("sendPhoto")
async def send_photo(call: Call) -> Json:
    """Send a picture with a caption."""
    return await _send_file(call, "photo")


@method("sendDocument")
async def send_document(call: Call) -> Json:
    """Send a file with a caption."""
    return await _send_file(call, "document")


@method("sendMediaGroup")
async def send_media_group(call: Call) -> list[Json]:
    """Send two to ten pictures, or two to ten documents, as one album."""
    chat = call.world.chat_to_write_in(call.params["chat_id"])
    items = call.params["media"]
    if not 2 <= len(items) <= 10:
        raise ViolationError("an album takes 2 to 10 items")
    kinds = {item["type"] for item in items}
    if not kinds <= {"photo", "document"}:
        raise ViolationError(f"{', '.join(sorted(kinds))} albums are not in this sandbox")
    if len(kinds) > 1:
        raise ViolationError("documents can't be mixed with other media types")
    prepared = [(caption_of(item), await file_of(call, item["type"], item["media"], "media")) for item in items]
    group = str(next(call.world.media_group_ids))
    return [
        _sent(call, chat, caption=caption.text, entities=caption.entities, file=file, media_group_id=group)
        for caption, file in prepared
    ]


@method("sendChatAction")
async def send_chat_action(call: Call) -> bool:
    """Show that the bot is busy."""
    call.world.chat_to_write_in(call.params["chat_id"])
    if call.params["action"] not in _ACTIONS:
        raise ViolationError("wrong parameter action in request")
    return True


async def _send_file(call: Call, kind: str) -> Json:
    chat = call.world.chat_to_write_in(call.params["chat_id"])
    caption = caption_of(call.params)
    buttons = inline_buttons(call.params.get("reply_markup"))
    file = await file_of(call, kind, call.params.get(kind), kind)
    return _sent(call, chat, caption=caption.text, entities=caption.entities, file=file, buttons=buttons)


def _sent(call: Call, chat: Chat, *, file: StoredFile | None = None, **content: Any) -> Json:
    params = call.params
    if "buttons" not in content:
        content["buttons"] = inline_buttons(params.get("reply_markup"))
    message = Message(
        chat_id=chat.id,
        message_id=0,
        sender_id=call.world.account.id,
        from_bot=True,
        date=0,
        photo=file if file is not None and file.kind == "photo" else None,
        document=file if file is not None and file.kind == "document" else None,
        reply_keyboard=reply_buttons(params.get("reply_markup")),
        reply_to=_replied_to(chat, params),
        protected=params.get("protect_content", False),
        extra=_previewed(params),
        **content,
    )
    return call.world.message_json(call.world.post(message))


def _previewed(params: Json) -> Json:
    options = params.get("link_preview_options")
    return {"link_preview_options": options} if options else {}


def _replied_to(chat: Chat, params: Json) -> int | None:
    wanted = params.get("reply_parameters", {})
    message_id = wanted.get("message_id", params.get("reply_to_message_id"))
    if message_id is None:
        return None
    message = chat.messages.get(message_id)
    if message is not None and not message.deleted:
        return message.message_id
    if wanted.get("allow_sending_without_reply", params.get("allow_sending_without_reply", False)):
        return None
    raise bad_request("message to be replied not found")
