"""What one chat message shows: text, buttons and at most one picture or document."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from bot.texts import Speaker


@dataclass(frozen=True, kw_only=True)
class Button:
    """One inline button: either `data` (comes back as a press, at most 64 bytes) or `url` (opens a link)."""

    text: str
    data: str | None = None
    url: str | None = None


Rows: TypeAlias = tuple[tuple[Button, ...], ...]


def abreast(buttons: Iterable[Button], width: int = 2) -> Rows:
    """Buttons in rows of so many; a phone shows some twelve letters of each of three."""
    every = tuple(buttons)
    return tuple(every[at : at + width] for at in range(0, len(every), width))


def labelled(speaker: Speaker, name: str, data: str) -> Button:
    """The button whose label is `button-<name>` in the locales."""
    return Button(text=speaker.label(f"button-{name}"), data=data)


def offering(speaker: Speaker, text: str) -> str:
    """The text of an offer, with how to have no more of them in a small line."""
    return f"{text}\n\n{speaker.say('notice-offer-off')}"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file sent with the message."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One message: `text` is Telegram HTML, already escaped; with a picture or document it is the caption.

    `photo` is Telegram's own name for a picture that it keeps already. What is `secret` (codes that are worth
    something) cannot be forwarded or saved. A label in `asks_phone` is a button below the chat that shares one's own
    phone number; `drops_keyboard` takes it away again. Neither goes with `rows`.
    """

    text: str
    rows: Rows = ()
    picture: bytes | None = None
    photo: str | None = None
    document: Document | None = None
    secret: bool = False
    asks_phone: str = ""
    drops_keyboard: bool = False
