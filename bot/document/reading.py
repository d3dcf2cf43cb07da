"""Reading a document: as TOML that somebody wrote, as the text that the database kept, or with changes."""

import tomllib
from decimal import Decimal

from pydantic import ValidationError

from bot.document.document import Document
from bot.document.faults import DocumentUnusable, first_fault


def kept_document(text: str) -> Document:
    """A document that the database kept, by this version or an older one. Raises DocumentUnusable."""
    try:
        return Document.model_validate_json(text)
    except ValidationError as error:
        raise DocumentUnusable(first_fault(error, Document)) from None


def read_document(content: bytes) -> Document:
    """A document written in TOML. Raises DocumentUnusable for the first thing that is wrong."""
    try:
        text = content.decode("utf-8-sig")
        given = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError:
        raise DocumentUnusable("the file is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise DocumentUnusable(f"not TOML: {error}") from None
    try:
        return Document.model_validate(given)
    except ValidationError as error:
        raise DocumentUnusable(first_fault(error, Document, text)) from None
