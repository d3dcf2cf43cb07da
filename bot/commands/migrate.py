"""`kumbara migrate`: the database at the present schema, with what the first start decides."""

import argparse
import asyncio

from bot.commands.command import DONE, Command
from bot.opening import opened
from bot.settings import load_settings


def _do(given: argparse.Namespace) -> int:
    async def bring() -> None:
        async with opened(load_settings()):
            pass

    asyncio.run(bring())
    return DONE


COMMAND = Command(do=_do)
