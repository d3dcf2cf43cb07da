"""The methods that change or remove what was sent, and the answer to a pressed button."""

import time
from typing import Any

from bot.sandbox.calls import Call, method
from bot.sandbox.formatting import cleaned, utf16_length
from bot.sandbox.keyboards import inline_buttons
from bot.sandbox.model import Json, Message
from bot.sandbox.refusals import ViolationError, bad_request
from bot.sandbox.sending import caption_of, file_of, text_of

_ANSWER_LENGTH = 200
_DELETABLE_S = 48 * 3600
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@method("editMessageText")
async def edit_message_text(call: Call) -> Json:
    """Change the text and the keyboard; without one the keyboard goes."""
    message = _editable(call)
    text = text_of(call.params)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    extra = {key: value for key, value in message.extra.items() if key != "link_preview_options"}
    if call.params.get("link_preview_options"):
        extra["link_preview_options"] = call.params["link_preview_options"]
    return _changed(call, message, text=text.text, entities=text.entities, extra=extra)


@method("editMessageCaption")
async def edit_message_caption(call: Call) -> Json:
    """Change the caption and the keyboard; without one the keyboard goes."""
    message = _editable(call)
    caption = caption_of(call.params)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    return _changed(call, message, caption=caption.text, entities=caption.entities)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(call: Call) -> Json:
    """Change the keyboard alone, or take it away."""
    return _changed(call, _editable(call))


@method("editMessageMedia")
async def edit_message_media(call: Call) -> Json:
    """Change the picture or document with its caption and keyboard."""
    message = _editable(call)
    media = call.params["media"]
    kind = media["type"]
    if kind not in {"photo", "document"}:
        raise ViolationError(f"media of type {kind} are not in this sandbox")
    caption = caption_of(media)
    inline_buttons(call.params.get("reply_markup"))
    file = await file_of(call, kind, media["media"], "media")
    return _changed(
        call,
        message,
        text=None,
        caption=caption.text,
        entities=caption.entities,
        photo=file if kind == "photo" else None,
        document=file if kind == "document" else None,
    )


@method("deleteMessage")
async def delete_message(call: Call) -> bool:
    """Remove a message of the chat, for 48 hours after it was sent."""
    chat = call.world.chat(call.params["chat_id"])
    message = chat.messages.get(call.params["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if call.world.clock.now_s() - message.date > _DELETABLE_S:
        raise bad_request("message can't be deleted for everyone")
    if not message.from_bot and not chat.private:
        raise bad_request("message can't be deleted")
    call.world.delete(message)
    return True


@method("answerCallbackQuery")
async def answer_callback_query(call: Call) -> bool:
    """Answer a press, once, within 150 seconds."""
    params = call.params
    text = cleaned(params.get("text", "")).strip()
    if utf16_length(text) > _ANSWER_LENGTH:
        raise ViolationError("MESSAGE_TOO_LONG")
    if "url" in params and not params["url"].startswith((f"https://t.me/{call.world.account.username}?", "tg://")):
        raise ViolationError("URL_INVALID")
    callback = call.world.answerable(params["callback_query_id"])
    callback.answered_at = time.monotonic()
    callback.text = text or None
    callback.show_alert = params.get("show_alert", False)
    callback.url = params.get("url")
    call.world.events.add("callback", callback_query_id=callback.id, person=callback.person_id)
    return True


def _editable(call: Call) -> Message:
    params = call.params
    for name in ("chat_id", "message_id"):
        if name not in params:
            raise ViolationError(f'parameter "{name}" is required')
    chat = call.world.chat_to_write_in(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _changed(call: Call, message: Message, **content: Any) -> Json:
    content["buttons"] = inline_buttons(call.params.get("reply_markup"))
    if all(getattr(message, name) == value for name, value in content.items()):
        raise bad_request(_UNCHANGED)
    for name, value in content.items():
        setattr(message, name, value)
    call.world.touch(message)
    return call.world.message_json(message)
