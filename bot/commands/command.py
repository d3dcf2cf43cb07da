"""What a command is, and what several of them need: the ledger, the operator's causes, money in plain digits."""

import argparse
import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from bot.actions.action import Cause
from bot.document import DocumentUnusable
from bot.settings import Settings
from loyalty.model import Programme
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


def with_ledger(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Does `work` on a database that is there and current. Raises DatabaseUnusable, and Unusable for its programme."""

    async def on_it() -> T:
        async with await open_database(settings.database_url, create=False) as database:
            if not await is_current(database):
                raise DatabaseUnusable("the database is not at the present schema: run `kumbara migrate`")
            with document_unusable("the programme in the database"):
                return await work(database)

    return asyncio.run(on_it())


@contextlib.contextmanager
def document_unusable(name: str) -> Iterator[None]:
    """What is wrong with a programme, as the mistake that it is."""
    try:
        yield
    except DocumentUnusable as error:
        raise Unusable(f"{name}: {error}") from None


def operator_cause(now: datetime) -> Cause:
    """Why a command changes something: each time is another."""
    return Cause(key=f"operator:{secrets.token_hex(8)}", now=now)


def money(minor: int, programme: Programme) -> str:
    """An amount of minor units as an operator reads it: 24.90 EUR."""
    return f"{Decimal(minor).scaleb(-programme.exponent)} {programme.currency}"
