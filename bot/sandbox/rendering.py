"""Messages in their two shapes: as the Bot API has them, and as the control side shows them."""

import itertools
from collections.abc import Sequence
from html import escape

from bot.sandbox.formatting import Entity, utf16_length
from bot.sandbox.model import Json, Message

_PLAIN_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
}
_SAFE_SCHEMES = ("http://", "https://", "tg://")


def as_html(text: str, entities: Sequence[Entity]) -> str:
    """The text with its entities as HTML in which nothing but a few known tags is markup."""
    if not entities:
        return escape(text)
    spans = [(e["offset"], e["offset"] + e["length"], *_tags(e, text)) for e in entities]
    spans = [span for span in spans if span[2]]
    edges = sorted({0, utf16_length(text), *(s[0] for s in spans), *(s[1] for s in spans)})
    units = text.encode("utf-16-le", "surrogatepass")
    pieces: list[str] = []
    stack: list[tuple[int, int, str, str]] = []
    for start, end in itertools.pairwise(edges):
        _close(pieces, stack, start)
        for span in sorted((s for s in spans if s[0] == start), key=lambda s: -s[1]):
            stack.append(span)
            pieces.append(span[2])
        pieces.append(escape(units[start * 2 : end * 2].decode("utf-16-le", "replace")))
    _close(pieces, stack, edges[-1])
    return "".join(pieces)


def message_json(message: Message, *, sender: Json, chat: Json, reply: Json | None = None) -> Json:
    """The message as the Bot API has it."""
    body: Json = {"message_id": message.message_id, "from": sender, "chat": chat, "date": message.date}
    body |= message.extra
    if reply is not None:
        body["reply_to_message"] = reply
    if message.edit_date is not None:
        body["edit_date"] = message.edit_date
    if message.protected:
        body["has_protected_content"] = True
    if message.media_group_id is not None:
        body["media_group_id"] = message.media_group_id
    if message.photo is not None:
        body["photo"] = [message.photo.described()]
    if message.document is not None:
        body["document"] = message.document.described()
    words, marks = ("text", "entities") if message.text is not None else ("caption", "caption_entities")
    if message.text is not None or message.caption:
        body[words] = message.words
        if message.entities:
            body[marks] = [dict(entity) for entity in message.entities]
    if message.buttons:
        body["reply_markup"] = {"inline_keyboard": message.buttons}
    return body


def shown(message: Message) -> Json:
    """The message as the control side shows it."""
    document = message.document
    return {
        "message_id": message.message_id,
        "chat_id": message.chat_id,
        "event": message.event,
        "from_bot": message.from_bot,
        "from_id": message.sender_id,
        "date": message.date,
        "text": message.text,
        "html": as_html(message.words, message.entities),
        "caption": message.caption,
        "photo": f"/sandbox/file/{message.photo.file_id}" if message.photo else None,
        "document": None
        if document is None
        else {"url": f"/sandbox/file/{document.file_id}", "name": document.name, "mime": document.mime},
        "buttons": [[_shown_button(button) for button in row] for row in message.buttons or ()],
        "reply_keyboard": message.reply_keyboard,
        "edited": message.edit_date is not None,
        "deleted": message.deleted,
        "protected": message.protected,
    }


def _shown_button(button: Json) -> Json:
    return {("data" if key == "callback_data" else key): value for key, value in button.items()}


def _close(pieces: list[str], stack: list[tuple[int, int, str, str]], place: int) -> None:
    """Close what ends here, with what lies inside it; what lies inside and goes on is opened again."""
    ending = [depth for depth, span in enumerate(stack) if span[1] <= place]
    if not ending:
        return
    reopened = [span for span in stack[ending[0] :] if span[1] > place]
    pieces.extend(span[3] for span in reversed(stack[ending[0] :]))
    del stack[ending[0] :]
    for span in reopened:
        stack.append(span)
        pieces.append(span[2])


def _tags(entity: Entity, text: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _PLAIN_TAGS:
        tag = _PLAIN_TAGS[kind]
        return f"<{tag}>", f"</{tag}>"
    if kind == "spoiler":
        return '<span class="tg-spoiler">', "</span>"
    if kind in {"text_link", "url"}:
        units = text.encode("utf-16-le", "surrogatepass")
        start = entity["offset"] * 2
        link = entity.get("url") or units[start : start + entity["length"] * 2].decode("utf-16-le", "replace")
        link = link if "://" in link else f"https://{link}"
        if link.lower().startswith(_SAFE_SCHEMES):
            return f'<a href="{escape(link)}" rel="noopener">', "</a>"
    return "", ""
