"""Rows of the tables as values of the programme, and instants as the integers they are kept as."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar, get_type_hints

from storage.database import Row

T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def ms(instant: datetime) -> int:
    """An aware instant as integer milliseconds since 1970 UTC. Raises TypeError for a naive one."""
    return (instant - _EPOCH) // _MILLISECOND


def instant(milliseconds: int) -> datetime:
    """Milliseconds since 1970 UTC as an aware instant."""
    return _EPOCH + milliseconds * _MILLISECOND


_Converters = tuple[tuple[str, Callable[[Any], Any] | None], ...]
_known: dict[type[Any], _Converters] = {}


def _converters(kind: type[Any]) -> _Converters:
    if kind in _known:
        return _known[kind]
    hints = get_type_hints(kind)
    found: list[tuple[str, Callable[[Any], Any] | None]] = []
    for field in fields(kind):
        hint = hints[field.name]
        if field.name.endswith("_at"):
            found.append((field.name, lambda value: None if value is None else instant(value)))
        elif isinstance(hint, type) and issubclass(hint, StrEnum):
            found.append((field.name, hint))
        else:
            found.append((field.name, None))
    _known[kind] = tuple(found)
    return _known[kind]


def read_as(kind: type[T], row: Row) -> T:
    """The row as a value: columns and fields have the same names, `…_at` become instants, enums themselves."""
    return kind(**{name: convert(row[name]) if convert else row[name] for name, convert in _converters(kind)})


def read_one(kind: type[T], row: Row | None) -> T | None:
    """Like `read_as`, for a row that may not be there."""
    return None if row is None else read_as(kind, row)


def new_id(row: Row | None) -> int:
    """The number of a row just inserted with `RETURNING id`."""
    if row is None:
        raise LookupError("the insert returned no row")
    return int(row["id"])
