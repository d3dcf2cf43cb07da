"""Half-done steps of a chat: kept here, so that any replica can take the answer, also after a restart."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.database import Tx
from storage.rows import ms


@dataclass(frozen=True, kw_only=True)
class Step:
    """The question that is open in a chat, and what was answered so far."""

    name: str
    data: dict[str, Any]


def step(tx: Tx, telegram_id: int) -> Step | None:
    """The step a chat is at."""
    row = tx.one("SELECT name, data FROM steps WHERE telegram_id = $1", telegram_id)
    return None if row is None else Step(name=row["name"], data=json.loads(row["data"]))


def take_step(tx: Tx, telegram_id: int, name: str, data: dict[str, Any], now: datetime) -> None:
    """The chat is at this step from now on."""
    tx.run(
        "INSERT INTO steps (telegram_id, name, data, at) VALUES ($1, $2, $3, $4) ON CONFLICT (telegram_id)"
        " DO UPDATE SET name = excluded.name, data = excluded.data, at = excluded.at",
        telegram_id,
        name,
        json.dumps(data),
        ms(now),
    )


def leave_step(tx: Tx, telegram_id: int) -> bool:
    """The chat is at no step; False when it was at none."""
    return tx.run("DELETE FROM steps WHERE telegram_id = $1", telegram_id) == 1
