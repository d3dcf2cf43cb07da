"""What of an update the chat looks at, read once without trusting its shape.

python-telegram-bot would build its own objects of every field an update can have; that is a fifth of the cost of
handling one, and the chat needs a dozen fields.
"""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """A pressed button: its data up to the first colon is the `route`. The message it stands on may be gone
    (`message_id` is None then), or another chat's (`chat_id`).
    """

    id: str
    route: str
    chat_id: int | None
    message_id: int | None
    media: bool
    secret: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """A picture (its largest size), or a document with its name; `size` in bytes, 0 if Telegram does not say."""

    kind: Literal["photo", "document"]
    file_id: str
    size: int = 0
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A message, a press, or a change of the bot's own membership (`status`), and who did it.

    `words` is what a handler reads: a text, what stands below a picture, a command's arguments, what stands behind a
    button's route, or the digits of the sender's own number in a contact (nothing for another's). A command can be
    `addressed` to a bot, as in groups: `/start@kumbara_bot`.
    """

    user_id: int
    name: str
    language: str | None
    chat_id: int
    chat_type: str
    words: str = ""
    is_text: bool = False
    is_contact: bool = False
    command: str | None = None
    addressed: str = ""
    press: Press | None = None
    attached: Attached | None = None
    status: str | None = None

    @property
    def private(self) -> bool:
        """Whether it is a new message in a private chat."""
        return self.press is None and self.status is None and self.chat_type == "private"


def read_arrival(update: dict[str, Any]) -> Arrival | None:
    """What arrived; None for everything that is none of the three: edits, channels, what is no update at all."""
    message, press, change = (_part(update, name) for name in ("message", "callback_query", "my_chat_member"))
    part = message or press or change
    user = _part(part, "from")
    if not isinstance(user.get("id"), int):
        return None
    where = _part(_part(press, "message") if press else part, "chat")
    chat_id = where.get("id")
    known: dict[str, Any] = {
        "user_id": user["id"],
        "name": f"{_text(user, 'first_name')} {_text(user, 'last_name')}".strip(),
        "language": _text(user, "language_code") or None,
        "chat_id": chat_id if isinstance(chat_id, int) else user["id"],
        "chat_type": _text(where, "type"),
    }
    if message:
        return Arrival(**known, **_said(message))
    if press:
        route, _, words = _text(press, "data").partition(":")
        return Arrival(**known, words=words, press=_pressed(press, route))
    return Arrival(**known, status=_text(_part(change, "new_chat_member"), "status"))


def _said(message: dict[str, Any]) -> dict[str, Any]:
    text = _text(message, "text")
    entities = message.get("entities")
    first = entities[0] if isinstance(entities, list) and entities else None
    named = isinstance(first, dict) and first.get("type") == "bot_command" and first.get("offset") == 0
    if named and text.startswith("/"):
        head, *rest = text.split(maxsplit=1)
        command, _, bot = head[1:].lower().partition("@")
        words = " ".join(rest).strip()
        if "\n" in words:
            words = " ".join(words.split())
        return {"words": words, "is_text": True, "command": command, "addressed": bot}
    contact = _part(message, "contact")
    if contact:
        own = contact.get("user_id") is not None and contact.get("user_id") == _part(message, "from").get("id")
        digits = "".join(letter for letter in _text(contact, "phone_number") if letter in "0123456789")
        return {"words": digits if own else "", "is_contact": True}
    words = text or _text(message, "caption")
    return {"words": words.strip(), "is_text": bool(text), "attached": _attached(message)}


def _attached(message: dict[str, Any]) -> Attached | None:
    sizes = message.get("photo")
    largest = sizes[-1] if isinstance(sizes, list) and sizes else None
    for kind, file in (("photo", largest), ("document", message.get("document"))):
        if isinstance(file, dict) and _text(file, "file_id"):
            size = file.get("file_size")
            return Attached(
                kind="photo" if kind == "photo" else "document",
                file_id=_text(file, "file_id"),
                size=size if isinstance(size, int) else 0,
                name=_text(file, "file_name"),
            )
    return None


def _pressed(press: dict[str, Any], route: str) -> Press:
    message = _part(press, "message")
    chat_id, message_id = _part(message, "chat").get("id"), message.get("message_id")
    return Press(
        id=str(press.get("id", "")),
        route=route,
        chat_id=chat_id if isinstance(chat_id, int) else None,
        # A message that Telegram no longer shows to bots comes without its date.
        message_id=message_id if message.get("date") and isinstance(message_id, int) else None,
        media=bool(message.get("photo") or message.get("document")),
        secret=message.get("has_protected_content") is True,
    )


def _part(thing: dict[str, Any], name: str) -> dict[str, Any]:
    found = thing.get(name)
    return found if isinstance(found, dict) else {}


def _text(thing: dict[str, Any], name: str) -> str:
    found = thing.get(name)
    return found if isinstance(found, str) else ""
