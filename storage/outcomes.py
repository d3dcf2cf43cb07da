"""What each cause led to, so that doing it again is harmless."""

from datetime import datetime

from storage.database import Tx
from storage.rows import ms


def outcome_of(tx: Tx, key: str) -> tuple[str, str] | None:
    """The hash of the input and the outcome kept under `key`."""
    row = tx.one("SELECT input_hash, outcome FROM outcomes WHERE key = $1", key)
    return None if row is None else (row["input_hash"], row["outcome"])


def keep_outcome(tx: Tx, key: str, input_hash: str, outcome: str, now: datetime) -> None:
    """Keeps an outcome; raises ConstraintViolated when the key is taken."""
    tx.run(
        "INSERT INTO outcomes (key, input_hash, outcome, at) VALUES ($1, $2, $3, $4)",
        key,
        input_hash,
        outcome,
        ms(now),
    )


def purge_outcomes(tx: Tx, before: datetime, limit: int) -> int:
    """Drops at most `limit` outcomes older than any update that Telegram can still send again."""
    return tx.run(
        "DELETE FROM outcomes WHERE key IN (SELECT key FROM outcomes WHERE at < $1 ORDER BY at LIMIT $2)",
        ms(before),
        limit,
    )
