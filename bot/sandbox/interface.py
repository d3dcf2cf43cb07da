"""Checks calls against Telegram's published interface, kept in `botapi.json`.

The file maps each method and type to its fields; a field is its type names joined by commas, with `!`
before those that are required: `"chat_id": "!Integer,String"`.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.sandbox.refusals import ViolationError

_ARRAY = "Array of "
_INTEGER = re.compile(r"-?[0-9]{1,19}\Z")
_FLOAT = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_WORDS = re.compile(r"(?<!^)(?=[A-Z])")
_BOOLEANS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}
_SCALARS = frozenset({"Integer", "String", "Boolean", "Float", "InputFile"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One parameter of a method or field of a type."""

    name: str
    types: tuple[str, ...]
    required: bool

    @property
    def scalar(self) -> bool:
        """Whether a form sends the value as it is, and not as JSON."""
        return all(kind in _SCALARS for kind in self.types)


Fields = dict[str, Field]


class Interface:
    """Methods and types of one version of the Bot API."""

    def __init__(self, published: Mapping[str, Any]) -> None:
        self.version: str = published["version"]
        self.methods = {name: _fields(fields) for name, fields in published["methods"].items()}
        self.types = {name: _fields(fields) for name, fields in published["types"].items()}
        self._canonical = {name.lower(): name for name in self.methods}

    def method_named(self, name: str) -> str | None:
        """The method's exact name; Telegram ignores the case of the asker."""
        return self._canonical.get(name.lower())

    def checked_call(self, method: str, given: Mapping[str, object], uploads: Collection[str] = ()) -> dict[str, Any]:
        """The parameters converted to their types.

        Strings become numbers, booleans or parsed JSON where the interface wants those. Names in
        `uploads` count as given where a file may stand. Raises ViolationError.
        """
        fields = self.methods[method]
        for name in given:
            if name not in fields:
                raise ViolationError(f'unknown parameter "{name}" of {method} (Telegram would silently ignore it)')
        checked: dict[str, Any] = {}
        for name, field in fields.items():
            if name in given:
                checked[name] = self._top_level(given[name], field)
            elif field.required and not ("InputFile" in field.types and name in uploads):
                raise ViolationError(f'parameter "{name}" of {method} is required')
        return checked

    def problem_with(self, value: object, kind: str) -> str | None:
        """What is wrong with `value` as the published type `kind`, or None."""
        try:
            self._nested(value, (kind,), kind)
        except ViolationError as violation:
            return violation.description
        return None

    def _top_level(self, value: object, field: Field) -> Any:
        if not isinstance(value, str):
            return self._nested(value, field.types, field.name)
        if field.scalar:
            return _scalar_from_text(value, field)
        try:
            parsed = json.loads(value)
        except ValueError as error:
            raise ViolationError(f'can\'t parse "{field.name}" as JSON: {error}') from error
        return self._nested(parsed, field.types, field.name)

    def _nested(self, value: object, types: tuple[str, ...], path: str) -> Any:
        if isinstance(value, list):
            for kind in types:
                if kind.startswith(_ARRAY):
                    inner = _element_types(kind)
                    return [self._nested(item, inner, f"{path}[{i}]") for i, item in enumerate(value)]
        elif isinstance(value, dict):
            kinds = [kind for kind in types if kind in self.types]
            if kinds:
                return self._object(value, kinds, path)
        elif _scalar_fits(value, types):
            return value
        raise ViolationError(f"{path} must be {' or '.join(types)}, not {_called(value)}")

    def _object(self, value: dict[str, Any], kinds: list[str], path: str) -> dict[str, Any]:
        kind = self._meant(value, kinds, path)
        fields = self.types[kind]
        for name in value:
            if name not in fields:
                raise ViolationError(f'unknown field "{name}" of {kind} in {path}')
        for name, field in fields.items():
            if name in value:
                self._nested(value[name], field.types, f"{path}.{name}")
            elif field.required:
                raise ViolationError(f'field "{name}" of {kind} in {path} is required')
        return value

    def _meant(self, value: dict[str, Any], kinds: list[str], path: str) -> str:
        """Which of several types an object is: by its `type`, else by the fields that it has."""
        if len(kinds) == 1:
            return kinds[0]
        tagged = [kind for kind in kinds if "type" in self.types[kind]]
        if tagged:
            tag = value.get("type")
            named = [kind for kind in tagged if isinstance(tag, str) and _snake(kind).endswith(f"_{tag}")]
            if not named:
                raise ViolationError(f"{path}.type must name one of {', '.join(tagged)}")
            return min(named, key=len)
        return max(
            kinds,
            key=lambda kind: (
                sum(name in self.types[kind] for name in value)
                - sum(field.required and name not in value for name, field in self.types[kind].items())
            ),
        )


@cache
def published_interface() -> Interface:
    """The interface in `botapi.json`, read once."""
    return Interface(json.loads((Path(__file__).parent / "botapi.json").read_text("utf-8")))


def _fields(described: Mapping[str, str]) -> Fields:
    return {
        name: Field(name=name, types=tuple(types.lstrip("!").split(",")), required=types.startswith("!"))
        for name, types in described.items()
    }


@cache
def _element_types(array: str) -> tuple[str, ...]:
    return tuple(array.removeprefix(_ARRAY).split("|"))


@cache
def _snake(name: str) -> str:
    return _WORDS.sub("_", name).lower()


def _scalar_from_text(value: str, field: Field) -> Any:
    types = field.types
    if "Integer" in types and _INTEGER.match(value):
        return int(value)
    if "Boolean" in types and value in _BOOLEANS:
        return _BOOLEANS[value]
    if "Float" in types and _FLOAT.match(value):
        return float(value)
    if "String" in types or "InputFile" in types:
        return value
    raise ViolationError(f'parameter "{field.name}" must be {" or ".join(types)}, not "{value[:40]}"')


def _scalar_fits(value: object, types: tuple[str, ...]) -> bool:
    if isinstance(value, bool):
        return "Boolean" in types
    if isinstance(value, int):
        return "Integer" in types or "Float" in types
    if isinstance(value, float):
        return "Float" in types
    return isinstance(value, str) and ("String" in types or "InputFile" in types)


def _called(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
