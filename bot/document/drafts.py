"""Changes to a document that are not in force yet: plain data, table by table, so that a step of the chat keeps them.

A draft holds each table that it changes as a whole; the others are those of the document in force, whichever that is
when the draft is looked at or confirmed.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from pydantic import ValidationError

from bot.document.document import Document
from bot.document.faults import DocumentUnusable, first_fault
from bot.document.matters import MATTERS, Matter, Setting
from bot.document.sections import COUNTED
from loyalty.programme import ExpiryPolicy

Draft: TypeAlias = Mapping[str, Any]
# Where the rows of each name stand: the table, and its key where they are not all of it.
_ROWS: dict[str, tuple[str, str | None]] = {
    "brackets": ("earning", "brackets"),
    "categories": ("earning", "categories"),
    "tiers": ("tiers", None),
}


def drafted(present: Document, draft: Draft) -> Document:
    """The document in force with the changes of a draft. Raises DocumentUnusable."""
    try:
        return Document.model_validate_json(json.dumps(_plain(present) | dict(draft)))
    except ValidationError as error:
        raise DocumentUnusable(first_fault(error, Document)) from None


def with_value(present: Document, draft: Draft, setting: Setting, value: object) -> Draft:
    """The draft with another value of a setting, and what must go with it. Raises DocumentUnusable."""
    table = dict(_plain(drafted(present, draft))[setting.section])
    table[setting.key] = str(value) if isinstance(value, Decimal) else value
    if setting.name == "expiry-policy":
        # Each policy counts by its own key, and begins with what is usual.
        table |= {"months": None, "days": None, "years": None}
        table["sliding"] = table["sliding"] and value != ExpiryPolicy.NEVER
    return _lean(present, draft, setting.section, table)


def with_row(present: Document, draft: Draft, name: str, row: Mapping[str, Decimal | int | str]) -> Draft:
    """The draft with one more row, in its place; a row that says something else of the same is replaced.

    Raises DocumentUnusable.
    """
    plain_row = {key: str(value) if isinstance(value, Decimal) else value for key, value in row.items()}
    kept = [one for one in rows_of(drafted(present, draft), name) if row_tag(name, one) != row_tag(name, plain_row)]
    return _with_rows(present, draft, name, [*kept, plain_row])


def without_row(present: Document, draft: Draft, name: str, tag: str) -> Draft:
    """The draft without the row of that tag; the same where there is none. Raises DocumentUnusable."""
    kept = [one for one in rows_of(drafted(present, draft), name) if row_tag(name, one) != tag]
    return _with_rows(present, draft, name, kept)


def rows_of(document: Document, name: str) -> list[dict[str, Any]]:
    """The rows of that name, as plain data."""
    section, key = _ROWS[name]
    found = _plain(document)[section]
    rows = found if key is None else found[key]
    if isinstance(rows, dict):
        return [{"name": word, "points_per_step": rate} for word, rate in rows.items()]
    return list(rows)


def row_tag(name: str, row: Mapping[str, Any]) -> str:
    """What tells a row from the others of its name, short enough for a button."""
    same = Decimal(str(row["from"])).normalize() if name == "brackets" else str(row["name"]).casefold()
    return hashlib.sha256(str(same).encode()).hexdigest()[:12]


def fingerprint(draft: Draft) -> str:
    """What tells a draft from others, short enough for a button."""
    return hashlib.sha256(json.dumps(draft, sort_keys=True).encode()).hexdigest()[:16]


def value_of(document: Document, setting: Setting) -> Any:
    """The value of a setting; what counts where the document leaves it open."""
    section = getattr(document, setting.section)
    value = getattr(section, setting.key)
    if value is not None:
        return value
    if setting.name == "rate":
        return Decimal(1)
    return document.expiry.count if setting.section == "expiry" else None


def settings_of(document: Document, matter: Matter) -> list[Setting]:
    """The settings of a matter that mean something in a document."""
    return [setting for setting in matter.settings if _meant(document, setting)]


def matters_changed(before: Document, after: Document) -> list[str]:
    """The names of the matters in which two documents differ."""
    return [
        matter.name
        for matter in MATTERS
        if settings_changed(before, after, matter) or rows_changed(before, after, matter)
    ]


def rows_changed(before: Document, after: Document, matter: Matter) -> list[str]:
    """The names of the rows of a matter that are not the same."""
    return [name for name in matter.rows if _typed_rows(before, name) != _typed_rows(after, name)]


def settings_changed(before: Document, after: Document, matter: Matter) -> list[Setting]:
    """The settings of a matter that have another value, or a meaning that they did not have before."""
    return [
        setting
        for setting in settings_of(after, matter)
        if not _meant(before, setting) or value_of(before, setting) != value_of(after, setting)
    ]


def _meant(document: Document, setting: Setting) -> bool:
    counted = COUNTED.get(document.expiry.policy, ("", 0))[0]
    if setting.section == "expiry" and setting.key in ("months", "days", "years"):
        return setting.key == counted
    if setting.name == "sliding":
        return bool(counted)
    return setting.name != "rate" or not document.earning.brackets


def _typed_rows(document: Document, name: str) -> object:
    section, key = _ROWS[name]
    found = getattr(document, section)
    return found if key is None else getattr(found, key)


def _plain(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document.kept())
    return found


def _with_rows(present: Document, draft: Draft, name: str, rows: list[dict[str, Any]]) -> Draft:
    section = _ROWS[name][0]
    if name == "tiers":
        return _lean(present, draft, section, sorted(rows, key=lambda row: int(row["threshold"])))
    table = dict(_plain(drafted(present, draft))[section])
    if name == "categories":
        table["categories"] = {row["name"]: row["points_per_step"] for row in rows}
    else:
        table["brackets"] = sorted(rows, key=lambda row: Decimal(row["from"]))
        # Where there are brackets, there is no one rate.
        table["points_per_step"] = None if rows else table["points_per_step"]
    return _lean(present, draft, section, table)


def _lean(present: Document, draft: Draft, section: str, table: object) -> Draft:
    """The draft with a table, or without it where it says what is in force."""
    others = {name: kept for name, kept in draft.items() if name != section}
    return {**others, section: table} if matters_changed(present, drafted(present, {section: table})) else others
