"""A friend shares their own phone number, of which a keyed hash is kept."""

from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import joined
from bot.actions.book import Book
from bot.actions.programmes import rules_of
from bot.actions.referral import pay_bonus, standing
from loyalty.model import Programme
from storage import people, referrals
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class PhoneShared:
    """A number is known now; `paid` when it brought the referral bonus that waited for it."""

    paid: bool


@action
def share_phone(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, phone_seal: str) -> PhoneShared:
    """Keeps the keyed hash of a member's own number; a referral bonus that waited for nothing else comes.

    Raises NotAMember, and CeilingReached: then nothing is kept.
    """
    _, member_id = joined(tx, telegram_id)
    book = Book(tx, cause, programme, f"member:{member_id}")
    member = book.settle(member_id)
    people.keep_phone(tx, telegram_id, phone_seal)
    before = referrals.referral_of(tx, member_id)
    meet = standing(tx, member_id, programme) if before is not None and before.state == "joined" else []
    if meet:
        book.programme = rules_of(tx, meet[-1].programme, programme)
        pay_bonus(book, meet[-1], member)
    after = referrals.referral_of(tx, member_id)
    return PhoneShared(paid=bool(meet) and after is not None and after.paid_at is not None)
