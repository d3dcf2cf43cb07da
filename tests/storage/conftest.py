"""The small shop on both engines and on each."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database, open_database
from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase
from tests.storage import jars


@pytest.fixture
async def shop(empty_database: Database) -> Database:
    await empty_database.write(jars.lay)
    return empty_database


@pytest.fixture
async def sqlite_shop(empty_sqlite_url: str) -> AsyncIterator[SqliteDatabase]:
    async with await open_database(empty_sqlite_url) as database:
        assert isinstance(database, SqliteDatabase)
        await database.write(jars.lay)
        yield database


@pytest.fixture
async def postgres_shop(empty_postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    async with await open_database(empty_postgres_url) as database:
        assert isinstance(database, PostgresDatabase)
        await database.write(jars.lay)
        yield database
