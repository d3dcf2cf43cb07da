"""The programme in force, older versions of it, and how a new one comes about."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause
from bot.actions.tell import tell
from bot.document import Document, first_document, kept_document
from loyalty.model import Programme
from storage import programmes, staff
from storage.database import Tx
from storage.errors import DatabaseBusy

_MOST_TRIES = 10


@dataclass(frozen=True, kw_only=True)
class ProgrammeSet:
    """The version in force after setting a document; not `changed` when it said the same before."""

    version: int
    changed: bool


def in_force(tx: Tx, known: Programme) -> Programme:
    """The rules in force: `known` itself unless there is a later version. One look by primary key."""
    return _later(tx, known, known.version)


def whatever_is_kept(tx: Tx, base: Programme) -> Programme:
    """The rules in force, in the zone and currency of `base`, which is the answer where none are kept."""
    return _later(tx, base, 0)


def _later(tx: Tx, known: Programme, version: int) -> Programme:
    kept = programmes.newest_after(tx, version)
    return known if kept is None else kept_document(kept.document).under(known, kept.version)


def rules_of(tx: Tx, version: int, known: Programme) -> Programme:
    """The rules of a version, for what was made under it; asked of the tables only when it is not the known one."""
    if version == known.version:
        return known
    kept = programmes.programme_of(tx, version)
    return known if kept is None else kept_document(kept.document).under(known, version)


def document_in_force(tx: Tx, currency: str) -> tuple[int, Document]:
    """The newest version and its document; the first is the default one in the currency."""
    kept = programmes.newest_after(tx, 0)
    return (1, first_document(currency)) if kept is None else (kept.version, kept_document(kept.document))


def keep_first(tx: Tx, currency: str, now: datetime) -> None:
    """The default programme in the currency is the first version, unless one is kept already."""
    if programmes.newest_after(tx, 0) is None:
        programmes.add_version(tx, 1, first_document(currency).kept(), now)


def set_programme(tx: Tx, document: Document, base: Programme, now: datetime) -> ProgrammeSet:
    """A new version from now on, set by the operator, unless the document is the one in force; every owner is told.

    Raises DocumentUnusable.
    """
    rules = document.under(base, 0)
    keep_first(tx, base.currency, now)
    for _ in range(_MOST_TRIES):
        version, present = document_in_force(tx, base.currency)
        if present.under(base, 0) == rules:
            return ProgrammeSet(version=version, changed=False)
        if follow(tx, version, present, document, None, now):
            return ProgrammeSet(version=version + 1, changed=True)
        # Somebody else was quicker with that number: theirs is in force, ours comes after it.
    raise DatabaseBusy("others keep setting the programme: try again")


def follow(tx: Tx, version: int, present: Document, document: Document, by: str | None, now: datetime) -> bool:
    """The document comes after that version, and every owner is told what changed and who did it: somebody of that
    name, or the operator; False when another version has come after it already.
    """
    following = version + 1
    if not programmes.add_version(tx, following, document.kept(), now):
        return False
    told = {"version": following, "who": by, "before": present.kept(), "after": document.kept()}
    for owner in staff.owners(tx):
        tell(tx, Cause(key=f"programme:{following}", now=now), owner, "programme-set", told)
    return True
