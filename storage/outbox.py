"""What people must hear: written in the transaction that causes it, sent by `bot/push/`.

ready → sending (leased) → sent | uncertain | dead | skipped. A row that ends keeps no data.
"""

import json
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from storage import facts
from storage.database import Row, Tx

ServiceClass: TypeAlias = Literal["service", "offer"]
End: TypeAlias = Literal["sent", "uncertain", "dead", "skipped"]

# So long a row that has ended is remembered at least, as long as Telegram's own updates are.
KEPT_MS = 7 * 24 * 3600 * 1000
_PAUSE = "paused_until"


def put(
    tx: Tx,
    *,
    key: str,
    telegram_id: int,
    service_class: ServiceClass,
    notice: str,
    data: dict[str, Any],
    now_ms: int,
    pointless_after_ms: int,
    not_before_ms: int | None = None,
    reminder: bool = False,
    broadcast_id: int | None = None,
    kept_until_ms: int | None = None,
) -> bool:
    """Say `notice` with `data` to a person, once per `key`; False if that has been written before.

    It is sent from `not_before_ms` on (default: at once) and not at all after `pointless_after_ms`. A `reminder` is
    a service notice that can wait and be switched off. The row of a `broadcast_id` is counted and stopped with it.
    The key is remembered until `kept_until_ms`, a week after the end at least.
    """
    return bool(
        tx.run(
            """
            INSERT INTO outbox (key, telegram_id, class, notice, data, not_before, pointless_after, created_at,
              reminder, broadcast_id, kept_until)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (key) DO NOTHING
            """,
            key,
            telegram_id,
            service_class,
            notice,
            json.dumps(data, separators=(",", ":"), sort_keys=True),
            now_ms if not_before_ms is None else not_before_ms,
            pointless_after_ms,
            now_ms,
            int(reminder),
            broadcast_id,
            kept_until_ms,
        )
    )


def due(tx: Tx, now_ms: int, limit: int) -> list[Row]:
    """Up to `limit` rows that may be sent now, as id and telegram_id: service notices before offers.

    Of each person's service notices only the first: whoever has many due does not keep others waiting.
    """
    where = """
        state IN ('ready', 'sending') AND not_before <= $1 AND (state = 'ready' OR lease_until <= $1)
    """
    service = tx.all(
        f"""
        SELECT id, telegram_id FROM (
          SELECT id, telegram_id, not_before,
                 row_number() OVER (PARTITION BY telegram_id ORDER BY not_before, id) AS place
          FROM outbox WHERE class = 'service' AND {where}
        ) AS waiting WHERE place = 1 ORDER BY not_before, id LIMIT $2
        """,
        now_ms,
        limit,
    )
    if len(service) >= limit:
        return service
    offers = tx.all(
        f"SELECT id, telegram_id FROM outbox WHERE class = 'offer' AND {where} ORDER BY not_before, id LIMIT $2",
        now_ms,
        limit - len(service),
    )
    return service + offers


def next_due_ms(tx: Tx) -> int | None:
    """When the earliest of what waits may be sent or its lease ends; None if nothing waits."""
    row = tx.one(
        """
        SELECT min(CASE WHEN state = 'ready' THEN not_before ELSE lease_until END) AS at
        FROM outbox WHERE state IN ('ready', 'sending')
        """
    )
    return None if row is None or row["at"] is None else int(row["at"])


def lease(tx: Tx, ids: Sequence[int], now_ms: int, lease_until_ms: int) -> list[Row]:
    """Take those of these rows that are still due for sending; nobody else may until the lease ends.

    Returns each with what is needed to send it: id, telegram_id, class, notice, data (JSON), attempts, error,
    pointless_after.
    """
    taken = []
    for row_id in sorted(ids):
        row = tx.one(
            """
            UPDATE outbox SET state = 'sending', lease_until = $3
            WHERE id = $1 AND state IN ('ready', 'sending') AND not_before <= $2
              AND (state = 'ready' OR lease_until <= $2)
            RETURNING id, telegram_id, class, notice, data, attempts, error, pointless_after
            """,
            row_id,
            now_ms,
            lease_until_ms,
        )
        if row is not None:
            taken.append(row)
    return taken


def is_known(tx: Tx, key: str) -> bool:
    """Whether something has been written under this key, and is remembered."""
    return tx.one("SELECT 1 AS found FROM outbox WHERE key = $1", key) is not None


def recipient(tx: Tx, telegram_id: int) -> Row | None:
    """Everything that `people` knows of this person, or None when they are forgotten."""
    return tx.one("SELECT * FROM people WHERE telegram_id = $1", telegram_id)


def end(tx: Tx, row_id: int, state: End, now_ms: int, why: str | None = None) -> None:
    """The row has come to its end; `why` is a short code, never a sentence of Telegram's."""
    tx.run(
        """
        UPDATE outbox SET state = $2, data = '{}', lease_until = NULL, error = $3, ended_at = $4,
          purge_at = CASE WHEN kept_until > $5 THEN kept_until ELSE $5 END
        WHERE id = $1 AND state IN ('ready', 'sending')
        """,
        row_id,
        state,
        why,
        now_ms,
        now_ms + KEPT_MS,
    )


def put_back(tx: Tx, row_id: int, *, not_before_ms: int | None = None, why: str | None = None) -> None:
    """Return a leased row. With `why` (a short code) a failed try is counted; without, nothing was tried."""
    tx.run(
        """
        UPDATE outbox SET state = 'ready', lease_until = NULL, not_before = coalesce($2, not_before),
          attempts = attempts + $3, error = coalesce($4, error)
        WHERE id = $1 AND state = 'sending'
        """,
        row_id,
        not_before_ms,
        0 if why is None else 1,
        why,
    )


def release(tx: Tx) -> int:
    """Make ready what a crashed sender left leased; only for who holds the sender's lock. Returns how many."""
    return tx.run("UPDATE outbox SET state = 'ready', lease_until = NULL WHERE state = 'sending'")


def unreachable(tx: Tx, telegram_id: int) -> None:
    """Telegram will not deliver to this person: stop pushing, keep everything else."""
    tx.run("UPDATE people SET reachable = 0 WHERE telegram_id = $1", telegram_id)


def remember_pause(tx: Tx, until_ms: int, seconds: float) -> None:
    """Telegram wants silence until `until_ms` by the machine's own clock, `seconds` from now."""
    facts.keep(tx, _PAUSE, json.dumps({"until_ms": until_ms, "seconds": seconds}))


def remaining_pause_seconds(tx: Tx, now_ms: int) -> float:
    """How long the remembered pause still lasts; never longer than it was, should the clock have gone back."""
    kept = facts.fact(tx, _PAUSE)
    if kept is None:
        return 0.0
    pause = json.loads(kept)
    return float(max(0.0, min((pause["until_ms"] - now_ms) / 1000, pause["seconds"])))


def waiting(tx: Tx) -> dict[str, int]:
    """How many rows are ready and sending."""
    rows = tx.all("SELECT state, count(*) AS rows FROM outbox WHERE state IN ('ready', 'sending') GROUP BY state")
    return {"ready": 0, "sending": 0} | {row["state"]: int(row["rows"]) for row in rows}


def forget(tx: Tx, telegram_id: int) -> int:
    """Delete everything kept for this person; returns how many rows."""
    return tx.run("DELETE FROM outbox WHERE telegram_id = $1", telegram_id)


def purge(tx: Tx, now_ms: int, limit: int = 5000) -> int:
    """Delete up to `limit` rows whose time to be remembered is over; returns how many."""
    return tx.run(
        """
        DELETE FROM outbox WHERE id IN (
          SELECT id FROM outbox WHERE purge_at < $1 ORDER BY purge_at LIMIT $2)
        """,
        now_ms,
        limit,
    )
