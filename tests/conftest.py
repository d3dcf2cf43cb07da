"""Real databases for every test: a SQLite file, and a PostgreSQL server of the session's own.

``database_url`` and ``database`` come once for each engine, migrated; ``sqlite_url`` and ``postgres_url``
are the same for one engine; ``empty_database_url``, ``empty_sqlite_url`` and ``empty_postgres_url`` are not
migrated. Every test has a database to itself.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.database import Database, open_database
from storage.migrate import migrate
from tests.postgres_server import PostgresServer, running_postgres

# No test asserts a time: the first example may have to wait for imports, and any for a busy machine.
settings.register_profile("kumbara", deadline=None)
settings.load_profile("kumbara")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for this worker, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated database to copy."""
    name = postgres_server.create()
    asyncio.run(_migrated(postgres_server.url(name)))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    path = tmp_path_factory.mktemp("template") / "kumbara.db"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


async def _migrated(url: str) -> None:
    async with await open_database(url) as database:
        await migrate(database)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'kumbara.db'}"


@pytest.fixture
def sqlite_url(sqlite_template: Path, empty_sqlite_url: str) -> str:
    """The address of a migrated SQLite file."""
    shutil.copyfile(sqlite_template, empty_sqlite_url.removeprefix("sqlite:///"))
    return empty_sqlite_url


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database, as a role that is no superuser."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database, as a role that is no superuser."""
    name = postgres_server.create(postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database, on one engine and then on the other."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """The address of a database without any table, on one engine and then on the other."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated database, on one engine and then on the other."""
    async with await open_database(database_url) as opened:
        yield opened


@pytest.fixture
async def empty_database(empty_database_url: str) -> AsyncIterator[Database]:
    """An open database without any table, on one engine and then on the other."""
    async with await open_database(empty_database_url) as opened:
        yield opened
