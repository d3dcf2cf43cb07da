"""What people must hear: written in the transaction that causes it, sent by `bot/push/`.

ready → sending (leased) → sent | uncertain | dead | skipped. A row that ends keeps no data.
"""

import json
from typing import Any, Literal, TypeAlias

from loyalty.courtesy import Sort
from storage import facts
from storage.database import Row, Tx
from storage.people import PERSON

ServiceClass: TypeAlias = Literal["service", "offer"]
End: TypeAlias = Literal["sent", "uncertain", "dead", "skipped"]

# So long a row that has ended is remembered at least, as long as Telegram's own updates are.
KEPT_MS = 7 * 24 * 3600 * 1000
# The error of a row that was perhaps delivered and is sent again.
UNCERTAIN = "uncertain"

# Where a row stands among those of its sort: (not_before, id).
Place: TypeAlias = tuple[int, int]
FIRST: Place = (-(2**62), 0)

_PAUSE = "paused_until"
_PERSON = ", ".join(f"p.{column}" for column in PERSON.split(", "))
_DECIDING = f"""
    SELECT o.telegram_id AS chat_id, o.class, o.reminder, o.notice, o.data, o.attempts, o.error, o.pointless_after,
      b.state AS broadcast_state, c.state AS campaign_state, {_PERSON}
    FROM outbox o LEFT JOIN people p ON p.telegram_id = o.telegram_id
      LEFT JOIN broadcasts b ON b.id = o.broadcast_id LEFT JOIN campaigns c ON c.id = b.campaign_id
"""
# Class and reminder of each sort, in the order in which they are sent.
_KEPT_AS = {Sort.URGENT: ("service", 0), Sort.REMINDER: ("service", 1), Sort.OFFER: ("offer", 0)}


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
    The key is remembered until `kept_until_ms`, a week after the end at least. Raises ValueError for an offer that is a
    reminder.
    """
    if reminder and service_class == "offer":
        raise ValueError("an offer is no reminder")
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


def due(tx: Tx, sort: Sort, now_ms: int, limit: int, beyond: Place = FIRST) -> list[Row]:
    """The first `limit` rows of a sort that may be sent now, after that place: id, telegram_id and not_before.

    A row's place is its (not_before, id): whoever asks for what lies beyond the last one turns the page.
    """
    service_class, reminder = _KEPT_AS[sort]
    return tx.all(
        """
        SELECT id, telegram_id, not_before FROM outbox
        WHERE state = 'ready' AND class = $1 AND reminder = $2 AND not_before <= $3 AND (not_before, id) > ($4, $5)
        ORDER BY not_before, id LIMIT $6
        """,
        service_class,
        reminder,
        now_ms,
        *beyond,
        limit,
    )


def abandoned(tx: Tx, now_ms: int) -> list[int]:
    """The rows whose lease has ended and that nobody has brought to an end; by a time out of reach all leased ones."""
    rows = tx.all(
        "SELECT id FROM outbox WHERE state = 'sending' AND lease_until <= $1 ORDER BY lease_until LIMIT 1000", now_ms
    )
    return [int(row["id"]) for row in rows]


def next_due_ms(tx: Tx) -> int | None:
    """When the earliest of what waits may be sent or its lease ends; None if nothing waits."""
    earliest = [
        f"SELECT min(not_before) AS at FROM outbox WHERE state = 'ready' AND class = '{name}' AND reminder = {reminder}"
        for name, reminder in _KEPT_AS.values()
    ]
    earliest.append("SELECT min(lease_until) AS at FROM outbox WHERE state = 'sending'")
    row = tx.one(f"SELECT min(at) AS at FROM ({' UNION ALL '.join(earliest)}) AS waiting")
    return None if row is None or row["at"] is None else int(row["at"])


def to_send(tx: Tx, row_id: int, now_ms: int) -> Row | None:
    """A row that is due, with all that decides whether it is sent; None if it is due no longer.

    The row's own: chat_id, class, reminder, notice, data (JSON), attempts, error, pointless_after; of its broadcast:
    broadcast_state and campaign_state; and every column of its person, all of them None where nobody is known.
    """
    return tx.one(f"{_DECIDING} WHERE o.id = $1 AND o.state = 'ready' AND o.not_before <= $2", row_id, now_ms)


def leased(tx: Tx, row_id: int) -> Row | None:
    """The same of a row that is leased; None if it is so no longer."""
    return tx.one(f"{_DECIDING} WHERE o.id = $1 AND o.state = 'sending'", row_id)


def lease(tx: Tx, row_id: int, lease_until_ms: int) -> bool:
    """Take a row that is ready for sending; False if it is so no longer."""
    return bool(
        tx.run(
            "UPDATE outbox SET state = 'sending', lease_until = $2 WHERE id = $1 AND state = 'ready'",
            row_id,
            lease_until_ms,
        )
    )


def is_known(tx: Tx, key: str) -> bool:
    """Whether something has been written under this key, and is remembered."""
    return tx.one("SELECT 1 AS found FROM outbox WHERE key = $1", key) is not None


def postpone(tx: Tx, row_id: int, until_ms: int) -> None:
    """Let a row that is ready wait until then."""
    tx.run("UPDATE outbox SET not_before = $2 WHERE id = $1 AND state = 'ready'", row_id, until_ms)


def sort_of(row: Row) -> Sort:
    """What sort of thing a row says, by its class and reminder."""
    if row["class"] == "offer":
        return Sort.OFFER
    return Sort.REMINDER if row["reminder"] else Sort.URGENT


def is_offer(tx: Tx, row_id: int) -> bool:
    """Whether a row says an offer."""
    return tx.one("SELECT 1 FROM outbox WHERE id = $1 AND class = 'offer'", row_id) is not None


def end(tx: Tx, row_id: int, state: End, now_ms: int, why: str | None = None) -> None:
    """The row has come to its end; `why` is a short code, never a sentence of Telegram's.

    An offer that ends without having been sent has a day to give back: `storage.people.give_offer_day_back`.
    """
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


def release(tx: Tx, row_id: int) -> None:
    """Make ready again what a sender left leased that is no more: it was perhaps delivered."""
    tx.run(
        "UPDATE outbox SET state = 'ready', lease_until = NULL, error = $2 WHERE id = $1 AND state = 'sending'",
        row_id,
        UNCERTAIN,
    )


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
    rows = tx.all(
        """
        SELECT 'ready' AS state, count(*) AS rows FROM outbox WHERE state = 'ready'
        UNION ALL SELECT 'sending', count(*) FROM outbox WHERE state = 'sending'
        """
    )
    return {row["state"]: int(row["rows"]) for row in rows}


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
