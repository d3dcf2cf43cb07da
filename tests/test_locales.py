"""Every sentence is there in every language, with the same variables, and every one is said somewhere."""

import ast
import re
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from bot.texts import LANGUAGES, Speaker, error_key
from loyalty import errors
from loyalty.model import Programme

ROOT = Path(__file__).parent.parent
# Keys made from a name: the prefix in the source, and every name it can meet.
OTHERS = [language for language in LANGUAGES if language != "en"]


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802 - the visitor's way
        self.names.add(node.id.name)


@cache
def messages(language: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Each key of a language with its file and variables."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for file in sorted((ROOT / "locales" / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, fluent.Message):
                variables = _Variables()
                variables.visit(entry)
                assert entry.id.name not in found, f"{entry.id.name} stands twice"
                found[entry.id.name] = (file.name, frozenset(variables.names))
    return found


def _sources() -> list[Path]:
    return [
        file
        for package in ("bot", "loyalty", "storage")
        for file in (ROOT / package).rglob("*.py")
        if "sandbox" not in file.parts
    ]


@cache
def said() -> tuple[frozenset[str], frozenset[str]]:
    """Every literal in the source, and every beginning of an f-string that looks like one of a key."""
    literals, beginnings = {"base"}, set()  # the one tier is a default of the tables
    for file in _sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
    return frozenset(literals), frozenset(b for b in beginnings if re.fullmatch(r"[a-z]+(-[a-z]+)*-", b))


def _error_kinds() -> list[type[errors.LoyaltyError]]:
    return errors.LoyaltyError.__subclasses__()


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_the_same_things_in_the_same_files(language: str) -> None:
    english, other = messages("en"), messages(language)
    assert {key: file for key, (file, _) in english.items()} == {key: file for key, (file, _) in other.items()}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_has_the_same_variables_in_every_language(language: str) -> None:
    english, other = messages("en"), messages(language)
    different = {key for key in english if key in other and english[key][1] != other[key][1]}
    assert not different


def test_every_sentence_is_said_somewhere() -> None:
    literals, beginnings = said()
    refusals = {error_key(kind) for kind in _error_kinds()}

    def used(key: str) -> bool:
        if key in literals or key in refusals:
            return True
        return any(key.startswith(start) and key.removeprefix(start) in literals for start in beginnings)

    assert not [key for key in messages("en") if not used(key)]


def test_every_sentence_asked_for_is_there() -> None:
    asked = set()
    for file in _sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                if name in ("say", "label"):
                    asked.add(str(node.args[0].value))
    assert asked
    assert not asked - set(messages("en"))


@pytest.mark.parametrize("kind", _error_kinds(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_its_sentence_with_the_fields_it_carries(kind: type[errors.LoyaltyError]) -> None:
    key = error_key(kind)
    assert key in messages("en")
    fields = set(kind.__dataclass_fields__)
    assert messages("en")[key][1] <= fields


class _Deciders(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_SelectExpression(self, node: fluent.SelectExpression) -> None:  # noqa: N802 - the visitor's way
        if isinstance(node.selector, fluent.VariableReference):
            self.names.add(node.selector.id.name)
        self.generic_visit(node)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_only_numbers_decide_between_variants(language: str) -> None:
    # A sentence is kept with marks for its texts (bot/texts.py), so a text may not choose a variant.
    numbers = {
        "balance",
        "count",
        "days",
        "debt",
        "lost",
        "minutes",
        "points",
        "saved",
        "seconds",
        "spent",
        "theirs",
        "vouchers",
        "yours",
    }
    for file in sorted((ROOT / "locales" / language).glob("*.ftl")):
        deciders = _Deciders()
        deciders.visit(FluentParser().parse(file.read_text(encoding="utf-8")))
        assert deciders.names <= numbers, file.name


def test_a_text_that_looks_like_a_mark_is_only_a_text() -> None:
    programme = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
    strange = "\ue000amount\ue001<b>"
    said = Speaker("en", programme).say("till-booked", points=1, amount="€5.00", who=strange)
    assert "\ue000amount\ue001&lt;b&gt;" in said
    assert "€5.00" in said
