"""From whatever database there is to the present schema.

An empty database gets ``schema.<engine>.sql`` at once. An older one goes through
``migrations/NNNN_name.<engine>.sql``, one step a transaction; a test holds that both end alike. The table
``schema_version`` keeps one row, the number of the last step. Any number of processes may do it at once.

On SQLite a step that rebuilds a table begins with ``PRAGMA defer_foreign_keys = ON``.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from storage.database import Database, Engine, Tx
from storage.errors import DatabaseTooNew, MigrationFailed, NotADatabase, SchemaMissing

APPLICATION_ID = 0x4B554D42  # "KUMB" in a SQLite file's header: whose file it is

_HERE = Path(__file__).parent
_STEP = re.compile(r"(\d{4})_\w+\.(sqlite|postgres)\.sql")
_ADVISORY_KEY = 0x4B554D42  # one process at a time migrates a PostgreSQL database


@dataclass(frozen=True, kw_only=True)
class Step:
    """One numbered text of DDL."""

    number: int
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The present schema and the steps that lead to it, for one engine."""

    schema: str
    steps: tuple[Step, ...]

    @property
    def version(self) -> int:
        """The number of the last step, 0 before the first."""
        return self.steps[-1].number if self.steps else 0


def plan(engine: Engine, folder: Path = _HERE) -> Plan:
    """Read the schema and the steps of an engine from a folder. Raises SchemaMissing."""
    schema = folder / f"schema.{engine}.sql"
    if not schema.is_file():
        raise SchemaMissing(f"the schema {schema.name} is missing from the installation")
    steps: list[Step] = []
    for path in sorted((folder / "migrations").glob(f"*.{engine}.sql")):
        match = _STEP.fullmatch(path.name)
        if match is None or int(match[1]) != len(steps) + 1:
            raise SchemaMissing(f"the migration {path.name} is misnamed, or the one before it is missing")
        name = path.name.removesuffix(f".{engine}.sql")
        steps.append(Step(number=int(match[1]), name=name, text=path.read_text("utf-8")))
    return Plan(schema=schema.read_text("utf-8"), steps=tuple(steps))


async def migrate(database: Database, folder: Path = _HERE) -> bool:
    """Bring the database to the present schema; False if it was there already.

    Raises DatabaseTooNew, NotADatabase (somebody else's), MigrationFailed, SchemaMissing.
    """
    todo = plan(database.engine, folder)
    changed = False
    while await database.write(_advance, todo):
        changed = True
    return changed


async def is_current(database: Database, folder: Path = _HERE) -> bool:
    """Whether the database has the present schema. Raises DatabaseTooNew, SchemaMissing."""
    todo = plan(database.engine, folder)
    version = await database.read(version_of)
    if version is not None and version > todo.version:
        raise DatabaseTooNew(version, todo.version)
    return version == todo.version


def version_of(tx: Tx) -> int | None:
    """The number of the last step applied, or None when the schema was never laid."""
    if tx.engine == "sqlite":
        known = tx.one("SELECT 1 AS known FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'")
    else:
        known = tx.one("SELECT 1 AS known WHERE to_regclass('schema_version') IS NOT NULL")
    row = tx.one("SELECT version FROM schema_version") if known is not None else None
    return None if row is None else int(row["version"])


def _advance(tx: Tx, todo: Plan) -> bool:
    """Lay the schema, or apply one step; False when there is nothing left to do."""
    if tx.engine == "postgres":
        tx.run("SET LOCAL lock_timeout = 0")  # another process may take its time over a step
        tx.one("SELECT pg_advisory_xact_lock($1)", _ADVISORY_KEY)
    version = version_of(tx)
    if version is None:
        _lay(tx, todo)
        return True
    if version > todo.version:
        raise DatabaseTooNew(version, todo.version)
    if version == todo.version:
        return False
    step = todo.steps[version]
    _apply(tx, step.name, step.text)
    tx.run("UPDATE schema_version SET version = $1", step.number)
    return True


def _lay(tx: Tx, todo: Plan) -> None:
    if tx.engine == "sqlite":
        if tx.one("SELECT name FROM sqlite_schema LIMIT 1") is not None:
            raise NotADatabase("the database file belongs to another program")
        tx.run(f"PRAGMA application_id = {APPLICATION_ID}")
        tx.run("CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT")
    else:
        tx.run("CREATE TABLE schema_version (version BIGINT NOT NULL)")
    _apply(tx, "schema", todo.schema)
    tx.run("INSERT INTO schema_version (version) VALUES ($1)", todo.version)


def _apply(tx: Tx, name: str, text: str) -> None:
    try:
        tx.script(text)
    except Exception as error:
        raise MigrationFailed(name, str(error).partition("\n")[0]) from error
