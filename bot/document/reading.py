"""Reading a document: as TOML that somebody wrote, as the text that the database kept, or with changes."""

import tomllib
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from bot.document.document import Document
from bot.document.faults import DocumentUnusable, first_fault
from loyalty.currency import usual_units


def kept_document(text: str) -> Document:
    """A document that the database kept, by this version or an older one. Raises DocumentUnusable."""
    try:
        return Document.model_validate_json(text)
    except ValidationError as error:
        raise DocumentUnusable(first_fault(error, Document)) from None


def first_document(currency: str) -> Document:
    """The programme where nobody has said anything, with the minimum and the largest sale usual in the currency."""
    return _with_usual({}, currency)


def read_document(content: bytes, currency: str = "EUR") -> Document:
    """A document written in TOML; amounts that it leaves out are those usual in the currency.

    Raises DocumentUnusable for the first thing that is wrong.
    """
    try:
        text = content.decode("utf-8-sig")
        given = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError:
        raise DocumentUnusable("the file is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise DocumentUnusable(f"not TOML: {error}") from None
    try:
        return _with_usual(given, currency)
    except ValidationError as error:
        raise DocumentUnusable(first_fault(error, Document, text)) from None


def _with_usual(given: dict[str, Any], currency: str) -> Document:
    for section, key, euros in (("earning", "largest_sale", 50_000), ("referral", "minimum_purchase", 5)):
        table = given.get(section, {})
        if isinstance(table, dict):
            given = {**given, section: {key: usual_units(euros, currency), **table}}
    return Document.model_validate(given)
