"""What the sandbox holds: people, chats, messages, files, callback queries."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.formatting import Entity

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """The bot itself."""

    id: int
    token: str
    username: str
    name: str

    def user(self) -> Json:
        """The bot as the `User` in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody with a phone; `label` is what the page calls them."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    label: str | None = None
    deactivated: bool = False

    def user(self) -> Json:
        """The person as the `User` in updates."""
        return {"id": self.id, "is_bot": False} | self._names() | self._language()

    def chat(self) -> Json:
        """The person as the private `Chat` in messages."""
        return {"id": self.id, "type": "private"} | self._names()

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}

    def _language(self) -> Json:
        return {"language_code": self.language_code} if self.language_code else {}


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """A photo or document; the bytes never change."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0

    def described(self) -> Json:
        """As `PhotoSize` or `Document`."""
        known: Json = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }
        if self.kind == "photo":
            return known | {"width": self.width, "height": self.height}
        return known | {"file_name": self.name, "mime_type": self.mime}


@dataclass(kw_only=True, slots=True)
class Message:
    """One message in one chat; `text` is None where there is a picture, a document or a contact."""

    chat_id: int
    message_id: int
    sender_id: int
    from_bot: bool
    date: int
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    photo: StoredFile | None = None
    document: StoredFile | None = None
    buttons: list[list[Json]] | None = None
    reply_keyboard: list[list[Any]] | None = None
    reply_to: int | None = None
    media_group_id: str | None = None
    extra: Json = field(default_factory=dict)
    edit_date: int | None = None
    deleted: bool = False
    protected: bool = False
    event: int = 0

    @property
    def words(self) -> str:
        """The text or the caption."""
        return self.text or self.caption or ""

    @property
    def file(self) -> StoredFile | None:
        """The picture or the document."""
        return self.photo or self.document


@dataclass(kw_only=True, slots=True)
class Chat:
    """A private chat with the bot (its id is the person's) or a group (its id is negative)."""

    id: int
    title: str | None = None
    members: set[int] = field(default_factory=set)
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    changed: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Whether it is a chat of one person with the bot."""
        return self.id > 0

    def since(self, event: int, limit: int) -> list[Message]:
        """The last `limit` messages new, edited or deleted after `event`, oldest change first."""
        newest: list[Message] = []
        for message in reversed(self.changed.values()):
            if message.event <= event or len(newest) == limit:
                break
            newest.append(message)
        return newest[::-1]


@dataclass(kw_only=True, slots=True)
class Callback:
    """A pressed button that waits for its answer; `pressed_at` is monotonic, in seconds."""

    id: str
    person_id: int
    pressed_ms: int
    pressed_at: float
    answered_at: float | None = None
    text: str | None = None
    show_alert: bool = False
    url: str | None = None
