"""From an empty or an older database to the present schema, on both engines."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database, Tx, open_database
from storage.errors import DatabaseTooNew, MigrationFailed, NotADatabase, SchemaMissing
from storage.migrate import APPLICATION_ID, is_current, migrate, plan

PRESENT = "CREATE TABLE shelves (id BIGINT, name TEXT);\nCREATE INDEX shelves_by_name ON shelves (name);\n"
FIRST = "CREATE TABLE shelves (id BIGINT);\n"
STEPS = {
    "0001_name_shelves": "ALTER TABLE shelves ADD COLUMN name TEXT;\nUPDATE shelves SET name = 'oak; old';\n",
    "0002_find_by_name": "CREATE INDEX shelves_by_name ON shelves (name);\n",
}


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The program as it was before any step."""
    return program(tmp_path / "first", FIRST, {})


@pytest.fixture
def present(tmp_path: Path) -> Path:
    """The program as it is, with two steps."""
    return program(tmp_path / "present", PRESENT, STEPS)


def program(folder: Path, schema: str, steps: dict[str, str]) -> Path:
    (folder / "migrations").mkdir(parents=True)
    for engine in ("sqlite", "postgres"):
        text = schema.replace("BIGINT", "INTEGER").replace("TEXT);", "TEXT) STRICT;") if engine == "sqlite" else schema
        (folder / f"schema.{engine}.sql").write_text(text)
        for name, step in steps.items():
            (folder / "migrations" / f"{name}.{engine}.sql").write_text(step)
    return folder


def shape(tx: Tx) -> list[tuple[Any, ...]]:
    """Every table, column, default, constraint, index, trigger and function, in an order of their own."""
    if tx.engine == "sqlite":
        rows = tx.all(
            "SELECT s.type AS kind, s.name AS owner, c.name AS name, c.type AS told FROM sqlite_schema s"
            " LEFT JOIN pragma_table_xinfo(s.name) c ORDER BY 1, 2, 3"
        )
    else:
        rows = tx.all("""
            SELECT 'column' AS kind, table_name AS owner, column_name AS name,
                   concat_ws(' ', data_type, column_default, is_nullable) AS told
              FROM information_schema.columns WHERE table_schema = current_schema
            UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema
            UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
              FROM pg_constraint WHERE connamespace = current_schema::regnamespace
            UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
              FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT 'function', '', proname, pg_get_functiondef(oid)
              FROM pg_proc WHERE pronamespace = current_schema::regnamespace
            ORDER BY 1, 2, 3""")
    return [tuple(row[key] for key in ("kind", "owner", "name", "told")) for row in rows]


def version(tx: Tx) -> list[int]:
    return [row["version"] for row in tx.all("SELECT version FROM schema_version")]


async def test_an_empty_database_gets_the_present_schema_at_once(empty_database: Database, present: Path) -> None:
    assert not await is_current(empty_database, present)
    assert await migrate(empty_database, present)
    assert await is_current(empty_database, present)
    assert await empty_database.read(version) == [2]
    assert not await migrate(empty_database, present)


async def test_an_older_database_goes_through_the_steps_and_ends_alike(
    empty_database: Database, first: Path, present: Path
) -> None:
    await migrate(empty_database, first)
    await empty_database.write(lambda tx: tx.run("INSERT INTO shelves (id) VALUES ($1)", 7))
    assert await empty_database.read(version) == [0]
    assert not await is_current(empty_database, present)
    assert await migrate(empty_database, present)
    assert await empty_database.read(version) == [2]
    row = await empty_database.read(lambda tx: tx.one("SELECT * FROM shelves"))
    assert row is not None
    assert (row["id"], row["name"]) == (7, "oak; old")
    stepped = await empty_database.read(shape)
    await empty_database.write(lambda tx: tx.script("DROP TABLE shelves; DROP TABLE schema_version"))
    await migrate(empty_database, present)
    laid = await empty_database.read(shape)
    assert [row for row in stepped if row[1] == "shelves"] == [row for row in laid if row[1] == "shelves"]
    assert len(stepped) >= 4


async def test_a_failing_step_leaves_the_database_as_it_was(
    empty_database: Database, first: Path, present: Path
) -> None:
    step = present / "migrations" / f"0002_find_by_name.{empty_database.engine}.sql"
    step.write_text("CREATE TABLE lamps (id INTEGER);\nCREATE INDEX wrong ON nowhere (name);\n")
    await migrate(empty_database, first)
    with pytest.raises(MigrationFailed, match="0002_find_by_name") as caught:
        await migrate(empty_database, present)
    assert "nowhere" in caught.value.reason
    assert await empty_database.read(version) == [1]
    assert not [row for row in await empty_database.read(shape) if "lamps" in row]


async def test_a_step_whose_transaction_ended_by_itself_is_an_error(
    empty_sqlite_url: str, first: Path, present: Path
) -> None:
    (present / "migrations" / "0002_find_by_name.sqlite.sql").write_text("ROLLBACK;\nSELECT 1;\n")
    async with await open_database(empty_sqlite_url) as database:
        await migrate(database, first)
        with pytest.raises(MigrationFailed, match="ended"):
            await migrate(database, present)
        assert await database.read(version) == [1]


async def test_a_newer_database_is_left_alone(empty_database: Database, first: Path, present: Path) -> None:
    await migrate(empty_database, present)
    for call in (migrate(empty_database, first), is_current(empty_database, first)):
        with pytest.raises(DatabaseTooNew, match="version 2") as caught:
            await call
        assert (caught.value.found, caught.value.known) == (2, 0)


async def test_another_programs_file_is_left_alone(empty_sqlite_url: str, present: Path) -> None:
    async with await open_database(empty_sqlite_url) as database:
        await database.write(lambda tx: tx.script("CREATE TABLE recipes (id INTEGER)"))
        with pytest.raises(NotADatabase, match="another program"):
            await migrate(database, present)


async def test_a_sqlite_file_says_whose_it_is(empty_sqlite_url: str, present: Path) -> None:
    async with await open_database(empty_sqlite_url) as database:
        await migrate(database, present)
    header = Path(empty_sqlite_url.removeprefix("sqlite:///")).read_bytes()[68:72]
    assert int.from_bytes(header) == APPLICATION_ID


def test_a_broken_installation_is_told(tmp_path: Path, present: Path) -> None:
    with pytest.raises(SchemaMissing, match=r"schema\.sqlite\.sql is missing"):
        plan("sqlite", tmp_path)
    (present / "migrations" / "0001_name_shelves.postgres.sql").unlink()
    with pytest.raises(SchemaMissing, match="0002_find_by_name"):
        plan("postgres", present)
    (present / "migrations" / "3_short.sqlite.sql").write_text("")
    with pytest.raises(SchemaMissing, match="3_short"):
        plan("sqlite", present)


async def test_tasks_that_migrate_at_once_do_it_once(empty_database_url: str, present: Path) -> None:
    one, two = await open_database(empty_database_url), await open_database(empty_database_url)
    async with one, two:
        changed = await asyncio.gather(migrate(one, present), migrate(two, present))
        assert sorted(changed) == [False, True]
        assert await one.read(version) == [2]


MIGRATION = """
import asyncio, sys
from storage.database import open_database
from storage.migrate import migrate
async def main():
    async with await open_database(sys.argv[1]) as database:
        print("ready", flush=True)
        sys.stdin.readline()
        print(await migrate(database))
asyncio.run(main())
"""


async def test_processes_that_migrate_at_once_do_it_once(empty_database_url: str) -> None:
    command = [sys.executable, "-c", MIGRATION, empty_database_url]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == "ready\n"
    told = [asyncio.to_thread(process.communicate, "\n", 30) for process in processes]
    outputs = [output for output, _ in await asyncio.gather(*told)]
    assert sorted(outputs) == ["False\n", "True\n"]
    async with await open_database(empty_database_url) as database:
        assert await is_current(database)


@pytest.fixture
def new_database_url(empty_database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a second database on the same engine."""
    if empty_database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'new.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


async def test_a_database_from_before_any_step_ends_like_a_new_one(
    empty_database: Database, new_database_url: str
) -> None:
    before = Path(__file__).parent / "version_0"
    await migrate(empty_database, before)
    await empty_database.write(_fill_before)
    assert await migrate(empty_database)
    assert await is_current(empty_database)
    stepped = await empty_database.read(shape)
    sale = await empty_database.read(lambda tx: tx.one("SELECT programme, category FROM sales"))
    assert sale is not None
    assert (sale["programme"], sale["category"]) == (1, None)
    redeemed = await empty_database.read(lambda tx: tx.all("SELECT * FROM redemptions ORDER BY id"))
    facts = [[row[key] for key in ("journal_id", "reward_id", "voucher_id", "staff_id", "points")] for row in redeemed]
    assert facts == [[2, 1, 1, 1, 20], [3, 1, None, None, 20]]
    async with await open_database(new_database_url) as new:
        await migrate(new)
        assert await new.read(shape) == stepped


def _fill_before(tx: Tx) -> None:
    tx.run("INSERT INTO merchants (id, name, created_at) VALUES (1, 'Café', 0)")
    tx.run("INSERT INTO staff (id, merchant_id, telegram_id, name, role, added_at) VALUES (1, 1, 3, 'Can', 'owner', 0)")
    tx.run(
        "INSERT INTO sales (merchant_id, staff_id, route, state, amount, business_date, points, recorded_at,"
        " expires_at) VALUES (1, 1, 'qr', 'open', 2490, '2026-11-21', 24, 0, 1)"
    )
    tx.run("INSERT INTO members (id, joined_at) VALUES (1, 0)")
    tx.run("INSERT INTO rewards (id, merchant_id, name, points, created_at) VALUES (1, 1, 'Tea', 20, 0)")
    for number, kind, basis in (
        (1, "hold", None),
        (2, "confirm", '{"reward": 1, "voucher": 1}'),
        (3, "redeem", '{"reward": 1}'),
    ):
        tx.run(
            "INSERT INTO journal (id, at, kind, key, actor, merchant_id, member_id, programme, basis)"
            " VALUES ($1, $1, $2, $2, 'staff:1', 1, 1, 1, $3)",
            number,
            kind,
            basis,
        )
        if basis:
            tx.run("INSERT INTO postings (journal_id, account, points) VALUES ($1, 'merchant:1:redeemed', 20)", number)
    tx.run(
        "INSERT INTO vouchers (id, member_id, reward_id, merchant_id, points, state, journal_id, staff_id, created_at,"
        " expires_at) VALUES (1, 1, 1, 1, 20, 'confirmed', 1, 1, 0, 1)"
    )


def test_both_engines_have_the_same_steps_and_the_schema_names_the_last() -> None:
    sqlite, postgres = plan("sqlite"), plan("postgres")
    assert [(step.number, step.name) for step in sqlite.steps] == [(step.number, step.name) for step in postgres.steps]
