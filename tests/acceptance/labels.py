"""What a button says in a language, found by what the product's page calls it in English."""

import re
from functools import cache
from pathlib import Path

_LOCALES = Path(__file__).parents[2] / "locales"
_SENTENCE = re.compile(r"^([a-z][a-z0-9-]*) = (\S.*)$")
_PLACEABLE = re.compile(r"\{[^}]*\}")
_EMOJI_BEFORE = re.compile(r"^[^\w{]+")


@cache
def sentences(language: str) -> dict[str, str]:
    """Every sentence of one line in a language's files, by key."""
    found: dict[str, str] = {}
    for file in sorted((_LOCALES / language).glob("*.ftl")):
        lines = file.read_text("utf-8").splitlines()
        found |= {match[1]: match[2] for line in lines if (match := _SENTENCE.match(line))}
    return found


def bare(text: str) -> str:
    """A label without the emoji that may stand before it, and without what is put into it."""
    return " ".join(_PLACEABLE.sub(" ", _EMOJI_BEFORE.sub("", text)).split())


@cache
def patterns(label: str, language: str) -> tuple[re.Pattern[str], ...]:
    """Expressions for the whole text of a button that English calls `label`; an emoji may stand before it."""
    keys = [key for key, text in sentences("en").items() if bare(text) == label]
    texts = {sentences(language).get(key, label) for key in keys} if keys else {label}
    if language == "en":
        texts.add(label)
    return tuple(re.compile(_expression(text)) for text in sorted(texts))


def _expression(text: str) -> str:
    parts = [re.escape(part) for part in _PLACEABLE.split(_EMOJI_BEFORE.sub("", text))]
    return r"[^\w]*" + ".+".join(parts)


def says(text: str, label: str, language: str) -> bool:
    """Whether a button's text is that label."""
    return any(pattern.fullmatch(text) for pattern in patterns(label, language))
