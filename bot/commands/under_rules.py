"""For commands that go by the programme in the database: the ledger with it, causes, money in plain digits."""

import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from bot.actions.action import Cause
from bot.commands.command import Unusable, with_ledger
from bot.document import DocumentUnusable
from bot.settings import Settings
from loyalty.model import Programme
from storage.database import Database

T = TypeVar("T")


def under_rules(settings: Settings, work: Callable[[Database], Awaitable[T]], *, in_money: bool = False) -> T:
    """Does `work` on a database that is there and current, with a programme that can be read; `in_money` as for
    `with_ledger`. Raises DatabaseUnusable, SettingsUnusable, Unusable.
    """
    with document_unusable("the programme in the database"):
        return with_ledger(settings, work, in_money=in_money)


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
