"""The programme as a document: what `kumbara programme` reads and writes, and the database keeps."""

from bot.document.document import Document
from bot.document.faults import DocumentUnusable
from bot.document.reading import first_document, kept_document, read_document
from bot.document.writing import written

__all__ = ["Document", "DocumentUnusable", "first_document", "kept_document", "read_document", "written"]
