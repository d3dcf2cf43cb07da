"""A copy of a SQLite database while it is in use, and the way back.

Plain blocking functions: call them from the command line, or on a thread. PostgreSQL has its own tools.
"""

import itertools
import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from fcntl import LOCK_EX
from pathlib import Path
from urllib.parse import quote

from storage.errors import (
    BackupRefused,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseTooNew,
    NotADatabase,
    WrongEngine,
)
from storage.migrate import APPLICATION_ID, plan, version_of
from storage.sqlite_connection import SqliteTx, busy, connect, damaged, locked, open_lock, path_of


def backup(url: str, target: Path) -> None:
    """Write the database as it is at this moment to ``target``, whole or not at all.

    Writers are not held up. The copy is checked before it gets its name, readable by its owner only.
    Raises WrongEngine, DatabaseMissing, NotADatabase, BackupRefused (a target that exists).
    """
    path = _sqlite_path(url, "back it up with pg_dump --format=custom")
    if not path.exists():
        raise DatabaseMissing(f"there is no database at {path}")
    if target.exists():
        raise BackupRefused(f"{target} exists already: name a new file")
    partial = _partial(target)
    try:
        with closing(connect(path)) as source:
            source.execute("VACUUM INTO ?", (str(partial),))
        verify(partial)
        _to_disk(partial)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))  # nobody else's file is replaced
        partial.replace(target)
        _to_disk(target.parent)
    except (sqlite3.Error, OSError) as error:
        raise BackupRefused(f"the backup could not be written: {error}") from error
    finally:
        partial.unlink(missing_ok=True)


def restore(source: Path, url: str) -> Path | None:
    """Put a checked copy of ``source`` in the database's place; returns where the old one is kept, if any.

    The old database is replaced in one step and kept beside as ``NAME.before-restore`` (``-2``, …).
    Nothing is changed if the source is not an intact Kumbara database of this version or an older one, or
    if the old one is in use. Raises WrongEngine, DatabaseMissing, NotADatabase, DatabaseTooNew,
    DatabaseInUse, BackupRefused.
    """
    path = _sqlite_path(url, "restore it with pg_restore")
    if not source.is_file():
        raise DatabaseMissing(f"there is no backup at {source}")
    if path.exists() and path.samefile(source):
        raise BackupRefused("the backup and the database are the same file")
    partial = _partial(path)
    try:
        _copy(source, partial)
        verify(partial)
        _to_disk(partial)
        return _replace(path, partial)
    except OSError as error:
        raise BackupRefused(f"the backup could not be restored: {error}") from error
    finally:
        partial.unlink(missing_ok=True)


def verify(path: Path) -> None:
    """See that a file is an intact Kumbara database, and not a newer one.

    Raises NotADatabase, DatabaseTooNew.
    """
    try:
        with closing(_open_alone(path)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
            ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            connection.execute("BEGIN")
            version = version_of(SqliteTx(connection.cursor()))
    except sqlite3.Error as error:
        raise NotADatabase(f"the file is damaged: {error}") from error
    if said != "ok" or orphan is not None:
        raise NotADatabase(f"the file is damaged: {said if said != 'ok' else 'rows refer to missing ones'}")
    if not ours or version is None:
        raise NotADatabase("the file is not a Kumbara database")
    known = plan("sqlite").version
    if version > known:
        raise DatabaseTooNew(version, known)


def _sqlite_path(url: str, instead: str) -> Path:
    if url.startswith(("postgresql:", "postgres:")):
        raise WrongEngine(f"this is for SQLite; a PostgreSQL database has its own tools: {instead}")
    return path_of(url)


def _partial(target: Path) -> Path:
    """An empty file beside the target, for our eyes only, to be renamed when it is whole."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise BackupRefused(f"nothing can be written in {target.parent}: {error.strerror}") from error
    os.close(descriptor)
    return Path(name)


def _open_alone(path: Path) -> sqlite3.Connection:
    """A connection to a file that nobody else has open, leaving no trace beside it."""
    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _copy(source: Path, target: Path) -> None:
    """Page by page, with what may still be in a write-ahead log beside the source."""
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(str(source.absolute()))}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(target)) as copy,
        ):
            original.backup(copy)
    except sqlite3.Error as error:
        raise NotADatabase(f"{source} is not an intact database: {error}") from error


def _replace(path: Path, partial: Path) -> Path | None:
    """Rename ``partial`` to ``path`` while nobody has it open; the old file keeps a name of its own."""
    presence = open_lock(path)
    try:
        if not locked(presence, LOCK_EX):
            raise DatabaseInUse(f"the database {path} is in use: stop Kumbara first")
        kept = _set_aside(path) if path.exists() else None
        partial.replace(path)
        _to_disk(path.parent)
    finally:
        os.close(presence)
    return kept


def _set_aside(path: Path) -> Path:
    """A second name for the old database, which is made to need no log beside it."""
    try:
        with closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as old:
            old.execute("PRAGMA journal_mode = DELETE")  # fails while any other program has it open
    except sqlite3.Error as error:
        if busy(error):
            raise DatabaseInUse(f"the database {path} is in use by another program") from error
        if not damaged(error):  # a damaged one is what restoring is for
            raise BackupRefused(f"the old database cannot be set aside: {error}") from error
    kept = _free_name(path)
    os.link(path, kept)
    for suffix in ("-wal", "-shm", "-journal"):  # a damaged database's; the new one must not find them
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{kept}{suffix}")
    return kept


def _free_name(path: Path) -> Path:
    names = (f"{path}.before-restore{f'-{number}' if number > 1 else ''}" for number in itertools.count(1))
    return next(kept for kept in map(Path, names) if not kept.exists())


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
