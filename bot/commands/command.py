"""What a command is, and the ledger for those that need no more than it."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.currency import same_currency
from bot.settings import Settings
from storage.database import Database, open_database
from storage.errors import DatabaseUnusable
from storage.migrate import is_current

DONE = 0
FOUND_WRONG = 1
UNUSABLE = 2

T = TypeVar("T")


class Unusable(Exception):
    """Arguments or files that cannot be used; the message is one line."""


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """For a command that takes none."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """`do` answers with an exit code. It raises Unusable, SettingsUnusable, StorageError or OSError for an operator's
    mistake.
    """

    do: Callable[[argparse.Namespace], int]
    arguments: Callable[[argparse.ArgumentParser], None] = no_arguments


def with_ledger(settings: Settings, work: Callable[[Database], Awaitable[T]], *, in_money: bool = False) -> T:
    """Does `work` on a database that is there and current; `in_money`, also in the currency of its sales.

    Raises DatabaseUnusable, SettingsUnusable.
    """

    async def on_it() -> T:
        async with await open_database(settings.database_url, create=False) as database:
            if not await is_current(database):
                raise DatabaseUnusable("the database is not at the present schema: run `kumbara migrate`")
            if in_money:
                await same_currency(database, settings)
            return await work(database)

    return asyncio.run(on_it())
