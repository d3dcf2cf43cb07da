"""Worlds for the acceptance tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.world import World, a_world


@pytest.fixture
async def world(tmp_path: Path, empty_sqlite_url: str) -> AsyncIterator[World]:
    """A fresh world on SQLite."""
    async with a_world(tmp_path / "world", empty_sqlite_url) as made:
        yield made


@pytest.fixture
async def each_world(tmp_path: Path, empty_database_url: str) -> AsyncIterator[World]:
    """A fresh world, on one engine and then on the other."""
    async with a_world(tmp_path / "world", empty_database_url) as made:
        yield made


@pytest.fixture
async def world_by_webhook(tmp_path: Path, empty_sqlite_url: str) -> AsyncIterator[World]:
    """A fresh world on SQLite, whose bot takes updates by webhook."""
    async with a_world(tmp_path / "world", empty_sqlite_url, started=False) as made:
        await made.start(**made.by_webhook())
        yield made
