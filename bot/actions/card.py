"""A member's card: a QR and a till code, good for two minutes, one pair alive at a time."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.authority import joined
from loyalty.errors import TooManyTries
from loyalty.model import Programme
from storage import cards
from storage.database import Tx

_TRIES = 200


@dataclass(frozen=True, kw_only=True)
class CardShown:
    """A new card; whatever was shown before is dead."""

    card_id: int
    generation: int
    till_code: str
    expires_at: datetime


@action
def show_card(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int) -> CardShown:
    """A new pair of codes for a member. Raises NotAMember, TooManyTries when nearly every till code is taken."""
    _, member_id = joined(tx, telegram_id)
    cards.end_cards(tx, member_id, cause.now)
    card = cards.add_card(
        tx,
        member_id=member_id,
        till_codes=_till_codes(cause.seed or secrets.token_bytes(16)),
        now=cause.now,
        expires_at=cause.now + programme.card_life,
    )
    if card is None:
        raise TooManyTries(seconds=int(programme.card_life.total_seconds()))
    return CardShown(card_id=card.id, generation=card.generation, till_code=card.till_code, expires_at=card.expires_at)


def _till_codes(seed: bytes) -> Iterator[str]:
    """Four digits, again and again, from the cause's randomness."""
    for number in range(_TRIES):
        digest = hashlib.sha256(seed + number.to_bytes(2, "big")).digest()
        yield f"{int.from_bytes(digest[:8], 'big') % 10_000:04d}"
