"""Deep links that only this programme can make: a letter for the kind, then 24 bytes in 32 characters.

Eight bytes are the generation (16 bits) and row id (48 bits), sixteen a keyed tag over kind and both. The tag turns
forgeries away without a query; what a link may do is decided by the row when it is followed.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

from loyalty.errors import LinkUnknown

_ID_BITS = 48
_TAG_BYTES = 16
_TOKEN_LENGTH = 32


class LinkKind(StrEnum):
    """What a link is for; the value is its prefix."""

    JOIN = "j"
    REFERRAL = "r"
    PURCHASE = "p"
    MEMBER_CARD = "m"
    VOUCHER = "v"
    CODE = "k"
    STAFF = "s"


_PREFIXES = frozenset(kind.value for kind in LinkKind)


@dataclass(frozen=True, kw_only=True)
class Link:
    """What a link names: a row of its kind, and which generation of it."""

    kind: LinkKind
    id: int
    generation: int


class Links:
    """Makes and reads the links of one programme and one bot."""

    def __init__(self, secret: bytes, username: str) -> None:
        self._secret = secret
        self.username = username

    def url(self, kind: LinkKind, row_id: int, generation: int = 1) -> str:
        """The link to a row."""
        return f"https://t.me/{self.username}?start={self.payload(kind, row_id, generation)}"

    def payload(self, kind: LinkKind, row_id: int, generation: int = 1) -> str:
        """What a link carries: 34 characters."""
        head = ((generation % 2**16) << _ID_BITS | row_id).to_bytes(8, "big")
        return f"{kind}_{base64.urlsafe_b64encode(head + self._tag(kind, head)).decode()}"

    def read(self, payload: str) -> Link:
        """What a payload names. Raises LinkUnknown for anything this programme did not make."""
        prefix, _, token = payload.partition("_")
        if len(token) != _TOKEN_LENGTH or not token.isascii() or prefix not in _PREFIXES:
            raise LinkUnknown
        kind = LinkKind(prefix)
        try:
            raw = base64.b64decode(token, altchars=b"-_", validate=True)
        except ValueError:
            raise LinkUnknown from None
        head = raw[:8]
        number = int.from_bytes(head, "big")
        row_id, generation = number % 2**_ID_BITS, number >> _ID_BITS
        # Compared as canonical text, so that no second spelling of a link exists.
        if not hmac.compare_digest(self.payload(kind, row_id, generation), payload):
            raise LinkUnknown
        return Link(kind=kind, id=row_id, generation=generation)

    def _tag(self, kind: LinkKind, head: bytes) -> bytes:
        return hmac.digest(self._secret, b"link:" + kind.encode() + head, hashlib.sha256)[:_TAG_BYTES]


def phone_seal_of(secret: bytes, digits: str) -> str:
    """The keyed hash of a phone number, given as digits."""
    return hmac.digest(secret, b"phone:" + digits.encode(), hashlib.sha256).hex()


def seal_of(secret: bytes, telegram_id: int) -> str:
    """The keyed hash of a Telegram id: it outlives the person's data and says nothing without the key."""
    return hmac.digest(secret, b"seal:%d" % telegram_id, hashlib.sha256).hex()
