"""Offers are off until a member says yes: the question is asked once more, when they have earned something."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.actions.action import Cause, was_done
from bot.actions.join import join
from bot.actions.tell import A_WEEK, tell
from loyalty.model import Programme
from storage import people
from storage.database import Tx
from storage.people import Person

# The receipt is read first, and the phone is still in the hand.
A_MOMENT = timedelta(seconds=3)


def ask_once_more(tx: Tx, cause: Cause, customer: Person) -> None:
    """Asks somebody who has just earned points and gets no offers, whether they said no or nothing, once for all.

    Whoever joined with this very update is asked in it anyway; their next points bring the question. For everybody
    who need not be asked nothing is looked up.
    """
    if customer.offers or customer.offers_asked or was_done(tx, cause, join):
        return
    if people.note_asked(tx, customer.telegram_id):
        key = f"offers-asked:{customer.member_id}"
        begins = cause.now + A_MOMENT
        tell(
            tx, cause, customer.telegram_id, "offers-again", {}, key=key, life=A_WEEK, reminder=True, not_before=begins
        )


def still_without_offers(
    tx: Tx, programme: Programme, person: Person, data: Mapping[str, Any], now: datetime
) -> dict[str, Any] | None:
    """Nothing to ask once a member has said yes."""
    return None if person.offers or not person.member_id else dict(data)
