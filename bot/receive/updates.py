"""An update as it arrives: what of it the inbox needs, taken without trusting its shape."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import structlog

from bot.clock import Clock
from bot.http.metrics import Metrics
from storage import inbox
from storage.database import Database

_log = structlog.get_logger()
_LARGEST = 2**63 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """An update that can be kept: `chat_id` orders it among others and is 0 where it has none."""

    update_id: int
    chat_id: int
    update: dict[str, Any]
    payload: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fresh:
    """A committed inbox row that nobody has handled."""

    row_id: int
    chat_id: int
    update: dict[str, Any]


def decoded(raw: object) -> Arrived | None:
    """What can be kept of something that claims to be an update, or None (and a log line)."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not _is_id(update_id):
        _log.warning("update_skipped", why="no usable update_id")
        return None
    try:
        # ASCII only: neither NUL nor half a surrogate pair reaches the database as such.
        payload = json.dumps(raw, separators=(",", ":"))
    except (ValueError, RecursionError):
        _log.warning("update_skipped", why="nested too deeply", update_id=update_id)
        return None
    return Arrived(update_id=update_id, chat_id=_chat_id(raw), update=raw, payload=payload)


async def keep(
    database: Database, bot_id: int, arrived: Sequence[Arrived], clock: Clock, metrics: Metrics
) -> list[Fresh]:
    """Commit updates to the inbox; returns those that are new, in order. Then Telegram may forget them."""
    if not arrived:
        return []
    now_ms = round(clock.now().timestamp() * 1000)
    rows = [(one.update_id, one.chat_id, one.payload) for one in arrived]
    ids = await database.write(inbox.receive, bot_id, rows, now_ms)
    by_id = {one.update_id: one for one in reversed(arrived)}
    metrics.received.inc(len(ids))
    metrics.repeated.inc(len(arrived) - len(ids))
    return [
        Fresh(row_id=row_id, chat_id=by_id[update_id].chat_id, update=by_id[update_id].update)
        for update_id, row_id in ids.items()
    ]


def _chat_id(update: dict[str, Any]) -> int:
    """The chat whose order an update belongs to; a press without its message belongs to who pressed."""
    for part in update.values():
        if not isinstance(part, dict):
            continue
        message = part.get("message")
        for place in (part.get("chat"), message.get("chat") if isinstance(message, dict) else None):
            if isinstance(place, dict) and _is_id(place.get("id")):
                return int(place["id"])
        person = part.get("from")
        if isinstance(person, dict) and _is_id(person.get("id")):
            return int(person["id"])
    return 0


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -_LARGEST <= value <= _LARGEST
