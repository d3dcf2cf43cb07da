"""Cards: a QR and a till code of two minutes, one pair a member."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.model import Card
from storage.database import Tx
from storage.rows import ms, read_one

CARD = "id, member_id, till_code, alive, generation, created_at, expires_at"


def card(tx: Tx, card_id: int) -> Card | None:
    """A card by number."""
    return read_one(Card, tx.one(f"SELECT {CARD} FROM cards WHERE id = $1", card_id))


def living_card(tx: Tx, till_code: str, now: datetime) -> Card | None:
    """The card whose till code works at `now`."""
    row = tx.one(f"SELECT {CARD} FROM cards WHERE till_code = $1 AND alive = 1 AND expires_at > $2", till_code, ms(now))
    return read_one(Card, row)


def end_cards(tx: Tx, member_id: int, now: datetime) -> None:
    """Ends a member's card, and every card past its time, so that their codes are free again."""
    tx.run("UPDATE cards SET alive = 0 WHERE alive = 1 AND member_id = $1", member_id)
    tx.run("UPDATE cards SET alive = 0 WHERE alive = 1 AND expires_at <= $1", ms(now))


def add_card(tx: Tx, *, member_id: int, till_codes: Iterable[str], now: datetime, expires_at: datetime) -> Card | None:
    """A card with the first of `till_codes` that nobody living has; None when all are taken."""
    for till_code in till_codes:
        row = tx.one(
            "INSERT INTO cards (member_id, till_code, created_at, expires_at) VALUES ($1, $2, $3, $4)"
            f" ON CONFLICT DO NOTHING RETURNING {CARD}",
            member_id,
            till_code,
            ms(now),
            ms(expires_at),
        )
        if row is not None:
            return read_one(Card, row)
    return None


def purge_cards(tx: Tx, before: datetime, limit: int) -> int:
    """Drops at most `limit` cards that ended long ago; sales keep their numbers."""
    return tx.run(
        "DELETE FROM cards WHERE id IN (SELECT id FROM cards WHERE expires_at < $1 ORDER BY id LIMIT $2)",
        ms(before),
        limit,
    )
