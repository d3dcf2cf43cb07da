"""Updates as Telegram sent them, from before Telegram may forget them until they are done.

A row is `new`, then `done` or `dead` (set aside). What ends loses its payload and its chat: the key alone
stays, so that the same update coming again is known, and nothing personal is kept.
"""

from collections.abc import Sequence

from storage.database import Row, Tx

_AT_ONCE = 128  # rows a statement


def receive(tx: Tx, bot_id: int, updates: Sequence[tuple[int, int, str]], now_ms: int) -> dict[int, int]:
    """Keep updates given as (update_id, chat_id, payload in JSON), in that order.

    Returns the new rows' ids by update_id, ascending; an update that is already there is not among them.
    """
    kept: dict[int, int] = {}
    for start in range(0, len(updates), _AT_ONCE):
        part = updates[start : start + _AT_ONCE]
        params: list[int | str] = [bot_id, now_ms]
        for update in part:
            params.extend(update)
        values = ", ".join(
            f"($1, ${place}, ${place + 1}, ${place + 2}, $2)" for place in range(3, 3 + 3 * len(part), 3)
        )
        rows = tx.all(
            f"""
            INSERT INTO inbox (bot_id, update_id, chat_id, payload, received_at) VALUES {values}
            ON CONFLICT (bot_id, update_id) DO NOTHING RETURNING id, update_id
            """,
            *params,
        )
        kept.update(sorted(((row["update_id"], row["id"]) for row in rows), key=lambda pair: pair[1]))
    return kept


def pending(tx: Tx, bot_id: int, after_id: int, limit: int) -> list[Row]:
    """Up to `limit` rows not done with an id above `after_id`: id, chat_id, payload, attempts, by id."""
    return tx.all(
        """
        SELECT id, chat_id, payload, attempts FROM inbox
        WHERE state = 'new' AND bot_id = $1 AND id > $2 ORDER BY id LIMIT $3
        """,
        bot_id,
        after_id,
        limit,
    )


def waiting(tx: Tx) -> int:
    """How many rows are not done."""
    row = tx.one("SELECT count(*) AS rows FROM inbox WHERE state = 'new'")
    return int(row["rows"]) if row else 0


def done(tx: Tx, ids: Sequence[int], now_ms: int) -> None:
    """These rows have been handled and answered."""
    for start in range(0, len(ids), _AT_ONCE):
        part = list(ids[start : start + _AT_ONCE])
        # Padded to a power of two: few texts, so that the engines know them all by heart.
        width = 1 << (len(part) - 1).bit_length()
        places = ", ".join(f"${place}" for place in range(2, 2 + width))
        tx.run(
            f"""
            UPDATE inbox SET state = 'done', payload = '', chat_id = 0, ended_at = $1
            WHERE id IN ({places}) AND state = 'new'
            """,
            now_ms,
            *part,
            *[part[-1]] * (width - len(part)),
        )


def note_failure(tx: Tx, row_id: int, error: str) -> int:
    """Count one exception (`error` is its class) of this row's handling; returns how many it has had.

    0 if the row is not there any more.
    """
    row = tx.one(
        "UPDATE inbox SET attempts = attempts + 1, error = $2 WHERE id = $1 AND state = 'new' RETURNING attempts",
        row_id,
        error,
    )
    return int(row["attempts"]) if row else 0


def set_aside(tx: Tx, row_id: int, error: str, now_ms: int) -> None:
    """Give this row up; `error` is the class of what went wrong, never its message."""
    tx.run(
        """
        UPDATE inbox SET state = 'dead', payload = '', chat_id = 0, error = $2, ended_at = $3
        WHERE id = $1 AND state = 'new'
        """,
        row_id,
        error,
        now_ms,
    )


def purge(tx: Tx, before_ms: int, limit: int = 5000) -> int:
    """Delete up to `limit` rows received before an instant, whatever their state; returns how many."""
    return tx.run(
        "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE received_at < $1 ORDER BY received_at LIMIT $2)",
        before_ms,
        limit,
    )


def forget(tx: Tx, chat_id: int, now_ms: int, keep_id: int = 0) -> None:
    """End what still waits of this chat and empty it, except the row `keep_id` that is being handled.

    What has ended holds nothing personal any more. The keys stay: an update sent again is not news.
    """
    tx.run(
        """
        UPDATE inbox SET state = 'done', payload = '', chat_id = 0, ended_at = $2
        WHERE chat_id = $1 AND state = 'new' AND id <> $3
        """,
        chat_id,
        now_ms,
        keep_id,
    )
