"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import loyalty

MODULES = [
    *(f"loyalty.{module.name}" for module in pkgutil.iter_modules(loyalty.__path__)),
    "bot.texts",
    "bot.actions.authority",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0


def test_there_are_examples() -> None:
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES) > 20
