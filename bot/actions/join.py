"""Joining the programme."""

from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import masked_name
from bot.actions.book import Book
from bot.actions.tell import tell_member
from loyalty.model import EXPIRED_ACCOUNT, Programme
from loyalty.referral import invitation_counts
from storage import members, people, referrals
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A member's number; `new` unless they were a member before, `invited` when a friend brought them: `inviter` is
    the masked name of that friend.
    """

    member_id: int
    new: bool
    invited: bool
    inviter: str = ""


@action
def join(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, seal: str, merchant_id: int | None) -> Joined:
    """Makes a person a member.

    `seal` is the keyed hash of their Telegram id: only somebody who was never a member counts as a friend brought
    by a link, the last one followed within the referral window. A debt left behind is owed again.
    """
    person = people.person(tx, telegram_id)
    if person is None:
        raise LookupError("whoever joins has written to the bot")
    if person.member_id is not None:
        return Joined(member_id=person.member_id, new=False, invited=False)
    debt_left = members.seal_member(tx, seal, cause.now)
    inviter_id = None
    if debt_left is None and person.invited_by and person.invited_at:
        inviter = members.member(tx, person.invited_by)
        if inviter and not inviter.forgotten_at and invitation_counts(person.invited_at, cause.now, programme):
            inviter_id = inviter.id
    member_id = members.add_member(tx, merchant_id=merchant_id, inviter_id=inviter_id, now=cause.now)
    people.become_member(tx, telegram_id, member_id)
    if debt_left:
        book = Book(tx, cause, programme, f"member:{member_id}")
        book.post("adjust", member_id, debt=debt_left, counter=EXPIRED_ACCOUNT, key=f"debt:{member_id}")
    if inviter_id is not None:
        referrals.add_referral(tx, referee_id=member_id, referrer_id=inviter_id, now=cause.now)
        tell_member(tx, cause, inviter_id, "friend-joined", {})
    if inviter_id is None:
        return Joined(member_id=member_id, new=True, invited=False)
    return Joined(member_id=member_id, new=True, invited=True, inviter=masked_name(tx, inviter_id))


def follow_invitation(tx: Tx, cause: Cause, *, telegram_id: int, inviter_id: int, seal: str) -> bool:
    """Somebody who is not a member follows a referral link; False when they were one before or the link is dead."""
    inviter = members.member(tx, inviter_id)
    if inviter is None or inviter.forgotten_at or members.was_member(tx, seal):
        return False
    people.note_invitation(tx, telegram_id, inviter_id, cause.now)
    return True
