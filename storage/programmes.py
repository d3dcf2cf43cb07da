"""The versions of the programme as they were written; what a document says is not read here."""

from dataclasses import dataclass
from datetime import datetime

from storage.database import Tx
from storage.rows import ms, read_one


@dataclass(frozen=True, kw_only=True)
class KeptProgramme:
    """One version: `document` is JSON."""

    version: int
    document: str
    created_at: datetime


def newest_after(tx: Tx, version: int) -> KeptProgramme | None:
    """The version in force if it is later than `version`, else None; 0 asks for whichever there is."""
    row = tx.one(
        "SELECT version, document, created_at FROM programmes WHERE version > $1 ORDER BY version DESC LIMIT 1",
        version,
    )
    return read_one(KeptProgramme, row)


def programme_of(tx: Tx, version: int) -> KeptProgramme | None:
    """A version by number."""
    row = tx.one("SELECT version, document, created_at FROM programmes WHERE version = $1", version)
    return read_one(KeptProgramme, row)


def add_version(tx: Tx, version: int, document: str, now: datetime) -> bool:
    """Keeps a new version; False when that number is taken."""
    added = tx.run(
        "INSERT INTO programmes (version, document, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        version,
        document,
        ms(now),
    )
    return added == 1
