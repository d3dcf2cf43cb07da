"""The rules for keyboards that stand only in Telegram's prose."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.formatting import cleaned, utf16_length
from bot.sandbox.model import Json
from bot.sandbox.refusals import ViolationError

_DATA_BYTES = 64
_BUTTONS = 100
_IN_A_ROW = 8
_COPY_LENGTH = 256
_KINDS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
_STYLES = frozenset({"danger", "success", "primary"})
_START = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def inline_buttons(markup: Json | None) -> list[list[Json]] | None:
    """The checked rows of an inline keyboard; None for no keyboard or an empty one."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    _check_size(rows)
    for row in rows:
        for button in row:
            _check_inline(button)
    return rows or None


def reply_buttons(markup: Json | None) -> list[list[Any]] | None:
    """The checked rows of a reply keyboard; an empty list takes it away, None leaves it."""
    if markup is None or "inline_keyboard" in markup:
        return None
    rows: list[list[Any]] = markup.get("keyboard", [])
    _check_size(rows)
    for row in rows:
        for button in row:
            if not cleaned(button if isinstance(button, str) else button["text"]).strip():
                raise ViolationError("can't parse keyboard button: the text of a button must not be empty")
    return rows


def _check_size(rows: list[list[Any]]) -> None:
    if sum(len(row) for row in rows) > _BUTTONS:
        raise ViolationError(f"REPLY_MARKUP_TOO_LONG: more than {_BUTTONS} buttons")
    if any(len(row) > _IN_A_ROW for row in rows):
        raise ViolationError(f"REPLY_MARKUP_TOO_LONG: more than {_IN_A_ROW} buttons in a row")


def _check_inline(button: Json) -> None:
    if not cleaned(button["text"]).strip():
        raise ViolationError("can't parse inline keyboard button: the text of a button must not be empty")
    kinds = [kind for kind in _KINDS if kind in button]
    if not kinds:
        raise ViolationError("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise ViolationError(
            f"can't parse inline keyboard button: exactly one kind is allowed, not {' and '.join(kinds)}"
        )
    if button.get("style", "primary") not in _STYLES:
        raise ViolationError(f'can\'t parse inline keyboard button: unknown style "{button["style"]}"')
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= _DATA_BYTES:
        raise ViolationError("BUTTON_DATA_INVALID: callback_data takes 1 to 64 bytes")
    if "url" in button:
        _check_url(button["url"])
    if "copy_text" in button and not 1 <= utf16_length(button["copy_text"]["text"]) <= _COPY_LENGTH:
        raise ViolationError("BUTTON_COPY_TEXT_INVALID: 1 to 256 characters")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = None, ""
    if parts is None or parts.scheme not in {"http", "https", "tg"} or not host or re.search(r"\s", url):
        raise ViolationError(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if parts.scheme != "tg" and "." not in host:
        raise ViolationError(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if host in {"t.me", "telegram.me"}:
        payloads = parse_qs(parts.query, keep_blank_values=True).get("start", [])
        if any(not _START.match(payload) for payload in payloads):
            raise ViolationError(f"START_PARAM_INVALID: the app would drop the start payload of '{url}'")
