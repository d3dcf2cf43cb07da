"""A copy taken under load, and the way back."""

import asyncio
import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from storage import backup as module
from storage.backup import backup, restore, verify
from storage.database import Tx, open_database
from storage.errors import (
    BackupRefused,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseTooNew,
    NotADatabase,
    StorageError,
    WrongEngine,
)


@pytest.fixture
async def till(sqlite_url: str) -> str:
    """The address of a migrated database with a table whose rows always come in pairs."""
    async with await open_database(sqlite_url) as database:
        await database.write(lambda tx: tx.script("CREATE TABLE pairs (n INTEGER NOT NULL) STRICT"))
        await database.write(add_pair, 0)
    return sqlite_url


def path_in(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def add_pair(tx: Tx, number: int) -> None:
    tx.run("INSERT INTO pairs (n) VALUES ($1)", number)
    tx.run("INSERT INTO pairs (n) VALUES ($1)", -number)


def pairs(path: Path) -> list[int]:
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT n FROM pairs ORDER BY rowid")]
    finally:
        connection.close()


def leftovers(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name.startswith("."))


async def test_a_backup_under_load_holds_whole_transactions_and_can_be_restored(till: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    async with await open_database(till) as database:
        done = asyncio.Event()

        async def sell(cashier: int) -> int:
            sold = 0
            while not done.is_set():
                sold += 1
                await database.write(add_pair, cashier * 1_000_000 + sold)
            return sold

        cashiers = [asyncio.ensure_future(sell(cashier)) for cashier in range(1, 6)]
        await database.write(add_pair, 1)
        await asyncio.to_thread(backup, till, copy)
        done.set()
        sold = sum(await asyncio.gather(*cashiers))
    found = pairs(copy)
    assert sum(found) == 0
    assert 2 < len(found) <= 2 * (sold + 2)
    kept = restore(copy, till)
    assert kept is not None
    assert len(pairs(kept)) == 2 * (sold + 2)
    async with await open_database(till, create=False) as database:
        await database.write(add_pair, 2)
    assert pairs(path_in(till))[: len(found)] == found


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_beside(till: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(till, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert leftovers(tmp_path) == []
    assert [file.name for file in tmp_path.glob("copy.db?*")] == []
    verify(copy)


def test_a_backup_never_replaces_a_file(till: str, tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("Dear sirs")
    with pytest.raises(BackupRefused, match="exists already"):
        backup(till, letter)
    assert letter.read_text() == "Dear sirs"


def test_a_file_that_appears_meanwhile_is_not_replaced(
    till: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = tmp_path / "letter"
    monkeypatch.setattr(module, "verify", lambda _: letter.write_text("Dear sirs"))
    with pytest.raises(BackupRefused, match="File exists"):
        backup(till, letter)
    assert letter.read_text() == "Dear sirs"
    assert leftovers(tmp_path) == []


def test_a_backup_needs_a_database_and_a_folder(till: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "copy.db")
    with pytest.raises(BackupRefused, match="nothing can be written"):
        backup(till, tmp_path / "nowhere" / "copy.db")


def test_a_full_disk_is_told_and_leaves_nothing(till: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> Any:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(module, "connect", full)
    with pytest.raises(BackupRefused, match="full"):
        backup(till, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("url", ["postgresql://shop/ledger", "postgres://shop/ledger"])
def test_postgresql_has_tools_of_its_own(url: str, tmp_path: Path) -> None:
    with pytest.raises(WrongEngine, match="pg_dump"):
        backup(url, tmp_path / "copy.db")
    with pytest.raises(WrongEngine, match="pg_restore"):
        restore(tmp_path / "copy.db", url)


def test_restoring_where_nothing_is_keeps_nothing_aside(till: str, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    assert restore(path_in(till), f"sqlite:///{target}") is None
    assert pairs(target) == [0, 0]


def test_every_restore_keeps_its_own_old_file(till: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(till, copy)
    kept = [restore(copy, till) for _ in range(3)]
    assert [path.name for path in kept if path] == [
        "kumbara.db.before-restore",
        "kumbara.db.before-restore-2",
        "kumbara.db.before-restore-3",
    ]


async def test_a_database_in_use_is_not_replaced(till: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(till, copy)
    async with await open_database(till) as database:
        with pytest.raises(DatabaseInUse, match="stop Kumbara"):
            restore(copy, till)
        await database.write(add_pair, 5)
    assert pairs(path_in(till)) == [0, 0, 5, -5]
    assert leftovers(tmp_path) == []


def test_a_database_open_in_another_program_is_not_replaced(till: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(till, copy)
    shell = sqlite3.connect(path_in(till))
    shell.execute("SELECT * FROM pairs").fetchall()
    with pytest.raises(DatabaseInUse, match="another program"):
        restore(copy, till)
    shell.close()


def test_a_damaged_database_is_replaced_and_kept_and_its_log_never_meets_the_new_one(till: str, tmp_path: Path) -> None:
    copy, target = tmp_path / "copy.db", path_in(till)
    backup(till, copy)
    target.write_bytes(b"nonsense" * 1000)
    Path(f"{target}-wal").write_bytes(b"old log")
    kept = restore(copy, till)
    assert kept is not None
    assert kept.read_bytes().startswith(b"nonsense")
    assert not Path(f"{target}-wal").exists()
    assert pairs(target) == [0, 0]


def test_what_cannot_be_set_aside_is_not_replaced(till: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(till, copy)
    folder = tmp_path / "folder.db"
    folder.mkdir()
    with pytest.raises(BackupRefused, match="set aside"):
        restore(copy, f"sqlite:///{folder}")
    assert folder.is_dir()


def test_a_link_that_cannot_be_made_is_told(till: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    copy = tmp_path / "copy.db"
    backup(till, copy)
    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(BackupRefused, match="not permitted"):
        restore(copy, till)
    assert pairs(path_in(till)) == [0, 0]


def damaged(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[4096 + 8 : 4096 + 400] = b"\xff" * 392
    copy.write_bytes(content)


def truncated(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:5000])


def orphaned(copy: Path) -> None:
    change(copy, "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id));"
                 "INSERT INTO b VALUES (7)")  # fmt: skip


def foreign(copy: Path) -> None:
    change(copy, "PRAGMA application_id = 7")


def unlaid(copy: Path) -> None:
    change(copy, "DROP TABLE schema_version")


def newer(copy: Path) -> None:
    change(copy, "UPDATE schema_version SET version = 9999")


def a_letter(copy: Path) -> None:
    copy.write_text("Dear sirs, " * 500)


def change(copy: Path, sql: str) -> None:
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.executescript(sql)
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [(damaged, NotADatabase), (truncated, NotADatabase), (orphaned, NotADatabase), (foreign, NotADatabase),
     (unlaid, NotADatabase), (a_letter, NotADatabase), (newer, DatabaseTooNew)],
)  # fmt: skip
def test_a_spoiled_backup_is_refused_and_nothing_changes(
    till: str, tmp_path: Path, spoil: Any, told: type[StorageError]
) -> None:
    copy = tmp_path / "copy.db"
    backup(till, copy)
    spoil(copy)
    before = path_in(till).read_bytes()
    with pytest.raises(told):
        restore(copy, till)
    assert path_in(till).read_bytes() == before
    assert leftovers(tmp_path) == []
    assert not list(tmp_path.glob("*.before-restore*"))


def test_a_backup_that_is_not_there_or_is_the_database_itself_is_refused(till: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match="no backup"):
        restore(tmp_path / "none.db", till)
    with pytest.raises(BackupRefused, match="same file"):
        restore(path_in(till), till)


async def test_a_backup_with_a_log_beside_it_is_taken_whole(till: str, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed.db"
    async with await open_database(till) as database:
        await database.write(add_pair, 3)
        for suffix in ("", "-wal"):
            shutil.copy(f"{path_in(till)}{suffix}", f"{crashed}{suffix}")
    target = tmp_path / "new.db"
    restore(crashed, f"sqlite:///{target}")
    assert pairs(target) == [0, 0, 3, -3]
