"""One bot and everything around it: its chats, messages, files, updates and what is recorded."""

import itertools
import time
import zlib
from dataclasses import replace

from bot.sandbox.clock import SandboxClock
from bot.sandbox.events import EventLog
from bot.sandbox.faults import Faults
from bot.sandbox.files import FileStore
from bot.sandbox.journal import Journal
from bot.sandbox.model import Account, Callback, Chat, Json, Message, Person
from bot.sandbox.pacing import Pacing
from bot.sandbox.profile import Profile
from bot.sandbox.refusals import ControlError, bad_request, forbidden
from bot.sandbox.rendering import message_json
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.webhook import Webhook

_CALLBACK_LIFE_MS = 150_000
FIRST_UPDATE_ID = 700_000_001


class World:
    """All that one bot can see, and the ways to change it that both sides share."""

    def __init__(self, account: Account, clock: SandboxClock, people: dict[int, Person], *, limits: bool) -> None:
        self.account = account
        self.clock = clock
        self.people = people
        self.chats: dict[int, Chat] = {}
        self.expected: dict[int, Chat] = {}  # watched before they began
        self.seen: set[int] = set()
        self.files = FileStore(account.id)
        self.callbacks: dict[str, Callback] = {}
        self.events = EventLog()
        self.journal = Journal()
        self.pacing = Pacing(limits=limits)
        self.faults = Faults()
        self.profile = Profile(name=account.name)
        self.updates = UpdateQueue(FIRST_UPDATE_ID)
        self.webhook = Webhook(self.updates)
        self.callback_ids = itertools.count(account.id * 1_000_000 + 1)
        self.media_group_ids = itertools.count(13_000_000_000_001)
        self._message_ids = itertools.count(1)

    def person(self, person_id: int) -> Person:
        """The person of that id, or 404."""
        if person_id not in self.people:
            raise ControlError(404, f"there is no person {person_id}")
        return self.people[person_id]

    def put_person(self, person: Person) -> None:
        """Add or change a person; every watcher hears of it."""
        self.people[person.id] = person
        self.events.add("people", person=person.id)

    def deactivate(self, person_id: int) -> None:
        """The person's account is closed; the bot may write no more."""
        self.put_person(replace(self.person(person_id), deactivated=True))

    def private_chat(self, person_id: int) -> Chat:
        """The person's chat with the bot, begun if need be."""
        if person_id not in self.chats:
            self.chats[person_id] = self.begun(person_id)
            self.chats[person_id].members = {person_id}
        self.seen.add(person_id)
        return self.chats[person_id]

    def begun(self, chat_id: int) -> Chat:
        """A chat that begins: the one that watchers wait for already, if there is one."""
        return self.expected.pop(chat_id) if chat_id in self.expected else Chat(id=chat_id)

    def chat(self, chat_id: object) -> Chat:
        """The chat that a bot names in a call. Raises "chat not found"."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def chat_to_write_in(self, chat_id: object) -> Chat:
        """As `chat`, and the bot may write there: refused by the blocked, the unknown and the gone."""
        if isinstance(chat_id, int) and chat_id not in self.chats and chat_id in self.seen:
            raise forbidden("bot can't initiate conversation with a user")
        chat = self.chat(chat_id)
        if chat.private and self.people[chat.id].deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden(
                "bot was blocked by the user" if chat.private else "bot was kicked from the supergroup chat"
            )
        return chat

    def chat_json(self, chat: Chat) -> Json:
        """The chat as it stands in messages."""
        if chat.private:
            return self.people[chat.id].chat()
        kind = "supergroup" if str(chat.id).startswith("-100") else "group"
        return {"id": chat.id, "type": kind, "title": chat.title or ""}

    def message_json(self, message: Message, *, with_reply: bool = True) -> Json:
        """The message as the bot receives it."""
        chat = self.chats[message.chat_id]
        reply = None
        if with_reply and message.reply_to in chat.messages:
            reply = self.message_json(chat.messages[message.reply_to], with_reply=False)
        sender = self.account.user() if message.from_bot else self.people[message.sender_id].user()
        return message_json(message, sender=sender, chat=self.chat_json(chat), reply=reply)

    def post(self, message: Message) -> Message:
        """Put a new message into its chat, with its number and date."""
        chat = self.chats[message.chat_id]
        message.message_id = next(self._message_ids)
        message.date = self.clock.now_s()
        chat.messages[message.message_id] = message
        self._changed(chat, message, "message_new")
        return message

    def touch(self, message: Message) -> None:
        """The message has been edited: date it and tell the watchers."""
        message.edit_date = self.clock.now_s()
        self._changed(self.chats[message.chat_id], message, "message_edited")

    def delete(self, message: Message) -> None:
        """The message is gone from its chat."""
        message.deleted = True
        self._changed(self.chats[message.chat_id], message, "message_deleted")

    def press(self, person_id: int) -> Callback:
        """A new callback query of that person."""
        self.seen.add(person_id)
        callback = Callback(
            id=str(next(self.callback_ids)),
            person_id=person_id,
            pressed_ms=self.clock.now_ms(),
            pressed_at=time.monotonic(),
        )
        self.callbacks[callback.id] = callback
        return callback

    def answerable(self, callback_id: str) -> Callback:
        """The callback query, if it still waits for an answer."""
        callback = self.callbacks.get(callback_id)
        if (
            callback is None
            or callback.answered_at is not None
            or self.clock.now_ms() - callback.pressed_ms > _CALLBACK_LIFE_MS
        ):
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return callback

    def chat_instance(self, chat_id: int) -> str:
        """The number that stands for a chat in callback queries."""
        return str(zlib.crc32(f"{self.account.id}:{chat_id}".encode()) * 4_294_967_291 % 10**18)

    def close(self) -> None:
        """End everything that waits."""
        self.updates.close()
        self.events.close()
        for chat in (*self.chats.values(), *self.expected.values()):
            self._wake(chat)

    def _changed(self, chat: Chat, message: Message, kind: str) -> None:
        message.event = self.events.add(kind, chat_id=chat.id, message_id=message.message_id)
        chat.changed[message.message_id] = message
        chat.changed.move_to_end(message.message_id)
        self._wake(chat)

    def _wake(self, chat: Chat) -> None:
        for waiting in chat.waiting:
            if not waiting.done():
                waiting.set_result(None)
        chat.waiting.clear()
