"""An action is load, decide, write in one transaction, and doing it twice is harmless."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints

from pydantic import TypeAdapter

from loyalty.model import Programme
from storage.database import Tx
from storage.outcomes import keep_outcome, outcome_of

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why something is done: `key` names it for ever (`in:41` is inbox row 41), `now` is when it is done,
    `seed` is the randomness to use instead of fresh one. Only the key counts when it comes again.
    """

    key: str
    now: datetime
    seed: bytes = b""


class CauseReused(Exception):
    """The same cause came with other input: a fault of ours, nothing was done."""


@cache
def _adapter(function: Callable[..., Any]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(function)["return"])


def _key(cause: Cause, function: Callable[..., Any]) -> str:
    return f"{cause.key}:{function.__name__}"


def was_done(tx: Tx, cause: Cause, function: Callable[..., Any]) -> bool:
    """Whether the same cause has led to this action, too."""
    return outcome_of(tx, _key(cause, function)) is not None


def action(
    function: Callable[Concatenate[Tx, Cause, Programme, P], T],
) -> Callable[Concatenate[Tx, Cause, Programme, P], T]:
    """Makes a transaction function idempotent by its cause.

    The first outcome is kept beside a hash of the input and given again; a refusal (an exception) keeps nothing.
    Raises CauseReused when the same cause comes with other input.
    """

    @wraps(function)
    def once(tx: Tx, cause: Cause, programme: Programme, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = _key(cause, function)
        given = hashlib.sha256(repr((args, sorted(kwargs.items()))).encode()).hexdigest()
        seen = outcome_of(tx, key)
        adapter = _adapter(function)
        if seen is None:
            outcome = function(tx, cause, programme, *args, **kwargs)
            keep_outcome(tx, key, given, adapter.dump_json(outcome).decode(), cause.now)
            return outcome
        if seen[0] != given:
            raise CauseReused(key)
        first: T = adapter.validate_json(seen[1])
        return first

    return once
