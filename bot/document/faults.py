"""What is wrong with a document, in one line: where it stands, which key it is, and what is allowed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

_ALLOWED = {
    "string_pattern_mismatch": "must be one word of at most 30 letters and digits that begins with a letter",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "tuple_type": "must be rows, each a table",
    "bool_type": "must be true or false",
    "missing": "is missing",
}


class DocumentUnusable(Exception):
    """A document that is no programme; the message is one line: where, which key, and what is allowed."""


def first_fault(error: ValidationError, kind: type[BaseModel], text: str = "") -> str:
    """The first thing that is wrong with a document of that kind; `text` is the TOML it was read from, if any."""
    part = error.errors()[0]
    keys = [key for key in part["loc"] if key != "[key]"]
    line = _line_of(keys, text)
    where = f"line {line}: " if line else ""
    name = ".".join(str(key) for key in keys) or "the document"
    if part["type"] == "extra_forbidden":
        return f"{where}{name} is not known; allowed here: {', '.join(_allowed(kind, keys[:-1]))}"
    what = _ALLOWED.get(part["type"]) or str(part["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return f"{where}{name} {what}"


def _allowed(kind: Any, keys: Sequence[object]) -> list[str]:
    for key in keys:
        if isinstance(key, str):
            kind = kind.model_fields[key].annotation
            kind = get_args(kind)[0] if get_origin(kind) is tuple else kind
    return [field.alias or name for name, field in kind.model_fields.items()]


def _line_of(keys: Sequence[object], text: str) -> int | None:
    """The line where a key stands, as far as plain tables tell; None when it cannot be told.

    A number among the keys is the row of an array of tables: what stands in other rows of it is passed over.
    """
    words = [key for key in keys if isinstance(key, str)]
    at, wanted = next(((at, key) for at, key in enumerate(keys) if isinstance(key, int)), (None, 0))
    rows_of = words[:at]
    table: list[str] = []
    seen: Counter[tuple[str, ...]] = Counter()
    found = None
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.partition("#")[0].strip()
        if stripped.startswith("["):
            table = [word.strip() for word in stripped.strip("[] ").split(".")]
            seen[tuple(table)] += 1
            here = table
        elif "=" in stripped:
            here = [*table, *(word.strip(" \"'") for word in stripped.partition("=")[0].split("."))]
        else:
            continue
        other_row = at is not None and table[: len(rows_of)] == rows_of and seen[tuple(rows_of)] != wanted + 1
        if here == words[: len(here)] and not other_row:
            found = number
            if here == words:
                return number
    return found
