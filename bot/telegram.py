"""The one door through which anything leaves for Telegram.

Failures come as one small tree that says what a caller must know: was it delivered, and may it be repeated.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import telegram
from telegram.error import NetworkError

from bot.chat.screens.screen import Button, Screen
from bot.push.pacing import Pacing
from bot.transport import AiohttpRequest, NotSent, Upload

REPEAT_AFTER_SECONDS: Final = (0.1, 0.4, 1.0)
LONGEST_PAUSE_SECONDS: Final = 5.0
ALLOWED_UPDATES: Final = ("message", "callback_query", "my_chat_member")
WEBHOOK_CONNECTIONS: Final = 100

_NO_PREVIEW: Final = {"is_disabled": True}
_TOO_OLD: Final = ("query is too old", "query id is invalid")
# An edit refused for one of these is shown as a new message instead.
_NOT_EDITABLE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "there is no text in the message to edit",
    "there is no media in the message to edit",
    "there is no caption in the message to edit",
    "message to be edited not found",
)


class CallFailed(Exception):
    """Telegram did not do what was asked. `description` is Telegram's own sentence, or the kind of error."""

    def __init__(self, method: str, description: str) -> None:
        super().__init__(f"{method}: {description}")
        self.method = method
        self.description = description


class Blocked(CallFailed):
    """The person has blocked the bot, is deactivated or never wrote to it: nothing can reach them."""


class Refused(CallFailed):
    """Telegram finds the request wrong; repeating it will not help."""


class Paused(CallFailed):
    """Too much was sent: nothing should be until `retry_after_seconds` have passed. It was not delivered."""

    def __init__(self, method: str, description: str, retry_after_seconds: float) -> None:
        super().__init__(method, description)
        self.retry_after_seconds = retry_after_seconds


class NotDelivered(CallFailed):
    """The request certainly had no effect; it is safe to repeat."""


class MaybeDelivered(CallFailed):
    """The request left and no clear answer came: it may have had its effect or not."""


class TokenRefused(CallFailed):
    """Telegram does not know this bot's token."""


class Conflict(CallFailed):
    """Somebody else asks for the updates of this bot, or a webhook is set."""


@dataclass(frozen=True, kw_only=True)
class EditTarget:
    """The message that a screen shall replace. `media`: it shows a picture or a document; `secret`: it is
    protected from being forwarded."""

    message_id: int
    media: bool = False
    secret: bool = False


@dataclass(frozen=True, kw_only=True)
class CommandList:
    """The commands one audience sees. `scope` is a BotCommandScope, e.g. ``{"type": "chat", "chat_id": 7}``;
    `language` a two-letter code or "" for everybody without a list of their own."""

    commands: tuple[tuple[str, str], ...]
    scope: Mapping[str, Any]
    language: str = ""


class Telegram:
    """Calls the Bot API as `bot`, whose request must be an AiohttpRequest.

    `show`, `answer` and `register_commands` answer somebody or prepare the bot: they repeat what is safe to
    repeat, for a few seconds, and wait for no pacing. `call` and `push` try exactly once.
    """

    def __init__(
        self,
        bot: telegram.Bot,
        *,
        pacing: Pacing | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        if not isinstance(bot.request, AiohttpRequest):
            raise TypeError("the bot must be built on an AiohttpRequest")
        self.bot = bot
        self.pacing = pacing or Pacing()
        self._request = bot.request
        self._sleep = sleep
        self._addresses: dict[str, str] = {}

    async def call(
        self,
        method: str,
        *,
        upload: Upload | None = None,
        answer_seconds: float | None = None,
        **params: Any,
    ) -> Any:
        """Call `method` once; parameters that are None are left out. Returns the raw `result`.

        "message is not modified" is success and returns True. Raises a CallFailed.
        """
        url = self._addresses.get(method)
        if url is None:
            url = self._addresses[method] = f"{self.bot.base_url}/{method}"
        given = {name: value for name, value in params.items() if value is not None}
        try:
            status, body = await self._request.exchange(url, given, upload=upload, answer_seconds=answer_seconds)
        except NotSent as error:
            raise NotDelivered(method, error.message) from None
        except NetworkError as error:
            raise MaybeDelivered(method, error.message) from None
        try:
            reply = json.loads(body)
        except (ValueError, RecursionError):
            reply = None
        if isinstance(reply, dict):
            if status == 200 and reply.get("ok") is True:
                return reply.get("result")
            return _settle(method, status, reply)
        return _settle(method, status, {})

    async def show(self, chat_id: int, screen: Screen, *, edit: EditTarget | None = None) -> int:
        """Show `screen` in a chat, in place of the message `edit` where Telegram allows it.

        Where it does not (text in place of a picture, a message that is gone), a new message is sent and the
        old one loses its buttons. Returns the id of the message that now shows the screen.
        """
        if edit is None:
            return await self._send(chat_id, screen)
        if edit.media == _has_media(screen) and (edit.secret or not screen.secret):
            try:
                await self._edit(chat_id, edit, screen)
            except Refused as refusal:
                if not _cannot_be_edited(refusal):
                    raise
            else:
                return edit.message_id
        message_id = await self._send(chat_id, screen)
        await self._strip(chat_id, edit.message_id)
        return message_id

    async def revise(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Show `screen`, which is text alone, in place of a message of text, trying once. The caller has waited for
        its turn (Pacing). False when the message cannot be changed any more.
        """
        method, params, _ = _change(chat_id, EditTarget(message_id=message_id), screen)
        try:
            await self.call(method, **params)
        except Refused as refusal:
            if not _cannot_be_edited(refusal):
                raise
            return False
        return True

    async def push(self, chat_id: int, screen: Screen) -> int:
        """Send `screen` as a new message, trying once. The caller has waited for its turn (Pacing)."""
        method, params, upload = _message(chat_id, screen)
        return _message_id(method, await self.call(method, upload=upload, **params))

    async def download(self, file_id: str) -> bytes:
        """The content of a file that somebody sent. Raises a CallFailed: Refused where Telegram does not give it."""
        found = await self._insist("getFile", {"file_id": file_id})
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str):
            raise Refused("getFile", "an answer without a path")
        try:
            status, body = await self._request.do_request(f"{self.bot.base_file_url}/{path}", "GET")
        except NetworkError as error:
            raise NotDelivered("getFile", error.message) from None
        return body if status == 200 else _settle("getFile", status, {})

    async def answer(self, callback_query_id: str, text: str = "", *, alert: bool = False) -> None:
        """Answer a press, so that its button stops turning; too late is no failure."""
        try:
            await self._insist(
                "answerCallbackQuery",
                {
                    "callback_query_id": callback_query_id,
                    "text": text or None,
                    "show_alert": True if alert else None,
                },
            )
        except Refused as refusal:
            if not any(words in refusal.description.lower() for words in _TOO_OLD):
                raise

    async def register_commands(self, lists: Sequence[CommandList]) -> None:
        """Tell Telegram which commands each audience sees in each language."""
        for one in lists:
            commands = [{"command": name, "description": text} for name, text in one.commands]
            await self._insist(
                "setMyCommands",
                {"commands": commands, "scope": dict(one.scope), "language_code": one.language or None},
            )

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates sent to `url` with `secret` in the header that says so."""
        await self._insist(
            "setWebhook",
            {
                "url": url,
                "secret_token": secret,
                "allowed_updates": list(ALLOWED_UPDATES),
                "max_connections": WEBHOOK_CONNECTIONS,
            },
        )

    async def _send(self, chat_id: int, screen: Screen) -> int:
        method, params, upload = _message(chat_id, screen)
        self.pacing.replied()
        return _message_id(method, await self._insist(method, params, upload=upload))

    async def _edit(self, chat_id: int, edit: EditTarget, screen: Screen) -> None:
        method, params, upload = _change(chat_id, edit, screen)
        self.pacing.replied()
        await self._insist(method, params, upload=upload)

    async def _strip(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a message that has been replaced.

        Nothing hangs on it (a stale button is authorised like any other), so no failure is worth a second
        copy of the screen.
        """
        with contextlib.suppress(CallFailed):
            await self.call("editMessageReplyMarkup", chat_id=chat_id, message_id=message_id)

    async def _insist(self, method: str, params: dict[str, Any], *, upload: Upload | None = None) -> Any:
        """Repeat after short waits what was not delivered; and what perhaps was, where twice is as good as
        once (everything but sending). A pause is sat through if it is short."""
        repeatable: tuple[type[CallFailed], ...] = (NotDelivered,)
        if not method.startswith("send"):
            repeatable = (NotDelivered, MaybeDelivered)
        patience = LONGEST_PAUSE_SECONDS
        for wait in REPEAT_AFTER_SECONDS:
            try:
                return await self.call(method, upload=upload, **params)
            except repeatable:
                await self._sleep(wait)
            except Paused as pause:
                self.pacing.pause(pause.retry_after_seconds)
                patience -= pause.retry_after_seconds
                if patience < 0:
                    raise
                await self._sleep(pause.retry_after_seconds)
        return await self.call(method, upload=upload, **params)


def _settle(method: str, status: int, reply: dict[str, Any]) -> Any:
    """What an answer other than plain success means: True, or the CallFailed that says it."""
    description = str(reply.get("description") or f"HTTP {status}")
    if status == 429:
        raise Paused(method, description, _pause_seconds(reply))
    if status == 403:
        raise Blocked(method, description)
    if status in (401, 404):
        raise TokenRefused(method, description)
    if status == 409:
        raise Conflict(method, description)
    if 400 <= status < 500:
        if "message is not modified" in description:
            return True
        raise Refused(method, description)
    if status in (500, 503):
        # Telegram itself says that it failed; a gateway (502, 504) only that it heard nothing in time.
        raise NotDelivered(method, description)
    raise MaybeDelivered(method, description)


def _pause_seconds(reply: dict[str, Any]) -> float:
    parameters = reply.get("parameters")
    asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(asked) if isinstance(asked, int | float) and asked > 0 else 1.0


def _message_id(method: str, result: Any) -> int:
    message_id = result.get("message_id") if isinstance(result, dict) else None
    if not isinstance(message_id, int):
        raise MaybeDelivered(method, "an answer without a message")
    return message_id


def _message(chat_id: int, screen: Screen) -> tuple[str, dict[str, Any], Upload | None]:
    """The method, parameters and file that send a screen as a new message."""
    params: dict[str, Any] = {"chat_id": chat_id, "parse_mode": "HTML"}
    if screen.rows:
        params["reply_markup"] = {"inline_keyboard": _keyboard(screen)}
    elif screen.asks_phone:
        share = {"text": screen.asks_phone, "request_contact": True}
        params["reply_markup"] = {"keyboard": [[share]], "resize_keyboard": True, "one_time_keyboard": True}
    elif screen.drops_keyboard:
        params["reply_markup"] = {"remove_keyboard": True}
    if screen.secret:
        params["protect_content"] = True
    if screen.photo is not None:
        return "sendPhoto", params | {"photo": screen.photo, "caption": screen.text}, None
    upload = _upload(screen)
    if upload is None:
        return "sendMessage", params | {"text": screen.text, "link_preview_options": _NO_PREVIEW}, None
    params["caption"] = screen.text
    return ("sendPhoto" if upload.field == "photo" else "sendDocument"), params, upload


def _change(chat_id: int, edit: EditTarget, screen: Screen) -> tuple[str, dict[str, Any], Upload | None]:
    """The method, parameters and file that show a screen in place of a message."""
    params: dict[str, Any] = {"chat_id": chat_id, "message_id": edit.message_id}
    if screen.rows:
        params["reply_markup"] = {"inline_keyboard": _keyboard(screen)}
    if screen.photo is not None:
        return "editMessageMedia", params | {"media": _media("photo", screen.photo, screen)}, None
    upload = _upload(screen)
    if upload is None:
        text = {"text": screen.text, "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}
        return "editMessageText", params | text, None
    file = Upload(field="file", name=upload.name, content=upload.content, content_type=upload.content_type)
    return "editMessageMedia", params | {"media": _media(upload.field, "attach://file", screen)}, file


def _cannot_be_edited(refusal: Refused) -> bool:
    return refusal.description.lower().removeprefix("bad request: ").startswith(_NOT_EDITABLE)


def _has_media(screen: Screen) -> bool:
    return screen.picture is not None or screen.photo is not None or screen.document is not None


def _media(kind: str, media: str, screen: Screen) -> dict[str, str]:
    return {"type": kind, "media": media, "caption": screen.text, "parse_mode": "HTML"}


def _upload(screen: Screen) -> Upload | None:
    # Without a name and a type a picture would go out as application/octet-stream.
    if screen.picture is not None:
        return Upload(field="photo", name="picture.png", content=screen.picture, content_type="image/png")
    if screen.document is not None:
        name = screen.document.name
        kind = "application/json" if name.endswith(".json") else "application/octet-stream"
        return Upload(field="document", name=name, content=screen.document.content, content_type=kind)
    return None


def _keyboard(screen: Screen) -> list[list[dict[str, str]]]:
    return [[_button(button) for button in row] for row in screen.rows]


def _button(button: Button) -> dict[str, str]:
    if button.data is not None:
        return {"text": button.text, "callback_data": button.data}
    return {"text": button.text, "url": cast("str", button.url)}
