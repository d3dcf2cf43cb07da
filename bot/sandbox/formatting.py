"""Text as Telegram sees it: cleaned, measured in UTF-16 units, with entities from HTML or found in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import ViolationError

Entity = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
ENTITY_TYPES = frozenset(
    {*_TAGS.values(), "expandable_blockquote", "text_mention", "mention", "hashtag", "cashtag"}
    | {"bot_command", "url", "email", "phone_number"}
)
_NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROLS = {code: " " for code in range(32) if code not in (9, 10, 13)} | {13: None}
_CONTROLS |= dict.fromkeys(range(0x2028, 0x202F))
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<url>(?<![\w@./])(?:https?|tg)://[^\s<>\"]+|(?<![\w@./])(?:[a-z0-9-]+\.)+(?:com|org|net|me|io)\b"
    r"(?:/[^\s<>\"]*)?)"
    r"|(?P<email>(?<![\w.])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<!\w)#(?!\d+\b)\w{1,64})"
)
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Formatted:
    """A text with its entities; offsets and lengths are in UTF-16 units."""

    text: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    tag: str
    attributes: dict[str, str]
    offset: int


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` takes: Telegram's measure of lengths and offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(text: str) -> str:
    """Control characters become spaces; carriage returns and direction overrides go, as on Telegram."""
    return text.translate(_CONTROLS)


def found_entities(text: str, taken: Sequence[Entity] = ()) -> list[Entity]:
    """Commands, links, mentions and hashtags that Telegram finds by itself outside `taken`."""
    found = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or ""
        word = match.group().rstrip(".,;:!?)'") if kind == "url" else match.group()
        entity = {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(word)}
        if not any(e["type"] in _OPAQUE and _overlap(e, entity) for e in taken):
            found.append(entity)
    return found


def formatted(text: str, parse_mode: str | None, entities: Sequence[Entity] | None) -> Formatted:
    """The text after parsing and trimming, with given, parsed and found entities in Telegram's order.

    Raises ViolationError ("can't parse entities: …") for broken HTML and for entities beyond the text.
    """
    if _SURROGATE.search(text):
        raise ViolationError("strings must be encoded in UTF-8")
    if parse_mode is not None and parse_mode.lower() != "html":
        raise ViolationError(f'parse_mode "{parse_mode}" is not in this sandbox')
    text = cleaned(text)
    if parse_mode is not None:
        if entities:
            raise ViolationError("entities and parse_mode exclude each other")
        parsed, marks = _HtmlParser(text).parse()
    else:
        parsed, marks = text, _checked_entities(entities or (), utf16_length(text))
    trimmed, marks = _trimmed(parsed, marks)
    marks += found_entities(trimmed, marks)
    marks.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(text=trimmed, entities=tuple(marks))


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _checked_entities(entities: Sequence[Entity], length: int) -> list[Entity]:
    for entity in entities:
        if entity["type"] not in ENTITY_TYPES:
            raise ViolationError(f'can\'t parse entities: unsupported type "{entity["type"]}"')
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > length:
            raise ViolationError("can't parse entities: an entity lies beyond the end of the text")
    return [dict(entity) for entity in entities]


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    left = len(text) - len(text.lstrip())  # white space takes one UTF-16 unit a character
    text = text.strip()
    end = utf16_length(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - left, 0)
        stop = min(entity["offset"] + entity["length"] - left, end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return text, kept


class _HtmlParser:
    """Telegram's HTML: a few tags, four named characters, everything closed in order."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._length = 0
        self._open: list[_Opened] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        source = self._source
        while self._at < len(source):
            special = min(
                (place for place in (source.find("<", self._at), source.find("&", self._at)) if place >= 0),
                default=len(source),
            )
            self._add(source[self._at : special])
            self._at = special
            if special == len(source):
                break
            if source[special] == "&":
                self._character()
            elif source.startswith("</", special):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return "".join(self._pieces), self._entities

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += utf16_length(text)

    def _character(self) -> None:
        match = _CHARACTER.match(self._source, self._at)
        decoded = _decoded(match) if match else None
        if match is None or decoded is None:
            self._add("&")
            self._at += 1
        else:
            self._add(decoded)
            self._at = match.end()

    def _start_tag(self) -> None:
        begin = self._at
        name = self._name(begin + 1)
        if self._at >= len(self._source):
            raise self._error("Unclosed start tag", begin)
        if name not in _TAGS:
            raise self._error(f'Unsupported start tag "{name}"', begin)
        attributes = self._attributes(begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Opened(tag=name, attributes=attributes, offset=self._length))

    def _attributes(self, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            while self._source[self._at : self._at + 1].isspace():
                self._at += 1
            if self._source.startswith(">", self._at):
                self._at += 1
                return attributes
            match = _ATTRIBUTE.match(self._source, self._at)
            if match is None:
                raise self._error("Unclosed start tag", begin)
            value = (match[2] or "").strip("\"'")
            attributes[match[1].lower()] = _CHARACTER.sub(lambda m: _decoded(m) or m[0], value)
            self._at = match.end()

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise self._error("Unexpected end tag", begin)
        name = self._name(begin + 2)
        while self._source[self._at : self._at + 1].isspace():
            self._at += 1
        if not self._source.startswith(">", self._at):
            raise self._error("Unclosed end tag", begin)
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            where = f"Unmatched end tag at byte offset {self._byte(begin)}"
            raise self._error(f'{where}, expected "</{opened.tag}>", found "</{name}>"')
        if self._length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Opened) -> None:
        entity: Entity = {
            "type": _TAGS[opened.tag],
            "offset": opened.offset,
            "length": self._length - opened.offset,
        }
        attributes = opened.attributes
        if opened.tag == "a":
            link = attributes.get("href") or "".join(self._pieces)[-entity["length"] :]
            if "." not in link and "://" not in link:
                return
            entity["url"] = link
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif opened.tag == "tg-time":
            if not re.fullmatch(r"[0-9]{1,12}", attributes.get("unix", "")):
                raise self._error('Tag "tg-time" must have attribute "unix"')
            entity["unix_time"] = int(attributes["unix"])
        elif opened.tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code":
            language = attributes.get("class", "")
            if self._open and self._open[-1].tag == "pre" and self._open[-1].offset == opened.offset:
                if language.startswith("language-"):
                    self._open[-1].attributes["language"] = language.removeprefix("language-")
                return
        elif opened.tag == "pre" and "language" in attributes:
            entity["language"] = attributes["language"]
        self._entities.append(entity)

    def _name(self, start: int) -> str:
        match = _TAG_NAME.match(self._source, start)
        name = match.group() if match else ""
        self._at = start + len(name)
        return name.lower()

    def _byte(self, place: int) -> int:
        return len(self._source[:place].encode())

    def _error(self, what: str, place: int | None = None) -> ViolationError:
        where = "" if place is None else f" at byte offset {self._byte(place)}"
        return ViolationError(f"can't parse entities: {what}{where}")


def _decoded(match: re.Match[str]) -> str | None:
    if match[3]:
        return _NAMED_CHARACTERS.get(match[3])
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else None
