"""`kumbara merchant`: what an operator decides about a merchant, from the command line."""

import secrets
from datetime import datetime

from bot.actions.action import Cause
from bot.actions.programmes import whatever_is_kept
from bot.actions.suspend import resume_merchant, suspend_merchant
from loyalty.model import Merchant, Programme
from storage import ledger, merchants
from storage.database import Tx

_MOST_POINTS = 10**15


class MerchantUnusable(Exception):
    """No such merchant, or a ceiling that is none; the message is one line."""


def listed(tx: Tx) -> str:
    """All merchants, a line each: number, state, unredeemed points and their ceiling, name."""
    lines = [
        f"{one.id}\t{one.state}\t{ledger.unredeemed_points(tx, one.id)}"
        f" of {'any' if one.ceiling is None else one.ceiling} points\t{one.name}"
        for one in merchants.merchants(tx)
    ]
    return "\n".join(lines) or "There is no merchant yet."


def read_ceiling(text: str | None) -> int | None:
    """A ceiling in points, None for none. Raises MerchantUnusable."""
    if text == "none":
        return None
    if text is None or not (text.isascii() and text.isdigit()) or int(text) > _MOST_POINTS:
        raise MerchantUnusable(f"a ceiling is a whole number of points from 0 to {_MOST_POINTS}, or none")
    return int(text)


def change(tx: Tx, base: Programme, now: datetime, what: str, number: int, ceiling: int | None) -> str:
    """Suspends or resumes a merchant or sets its ceiling; says so in a line. Raises MerchantUnusable."""
    merchant = merchants.merchant(tx, number)
    if merchant is None:
        raise MerchantUnusable(f"there is no merchant {number}: see `kumbara merchant list`")
    if what == "ceiling":
        merchants.set_ceiling(tx, number, ceiling)
        return f"{_name(merchant)} may have {'any number of' if ceiling is None else ceiling} unredeemed points."
    if what == "resume":
        changed = resume_merchant(tx, number)
        return f"{_name(merchant)} takes part{' again' if changed else ' all along: nothing changed'}."
    cause = Cause(key=f"operator:{secrets.token_hex(8)}", now=now)
    returned = suspend_merchant(tx, cause, whatever_is_kept(tx, base), number)
    if returned is None:
        return f"{_name(merchant)} is suspended already: nothing changed."
    return f"{_name(merchant)} is suspended; {returned} voucher{'' if returned == 1 else 's'} went back."


def _name(merchant: Merchant) -> str:
    return f"Merchant {merchant.id} ({merchant.name})"
