"""A sandbox on a free port and a client for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.bot.sandbox.playground import Playground


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Playground]:
    """A fresh sandbox with a clock file, and nobody in it."""
    sandbox = await Sandbox.start(clock_file=tmp_path / "clock")
    async with aiohttp.ClientSession() as session:
        yield Playground(sandbox, session)
    await sandbox.stop()
