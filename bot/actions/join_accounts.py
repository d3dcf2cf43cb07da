"""Two accounts of one person become one. Only an operator decides that two people are one."""

from dataclasses import dataclass

from bot.actions.action import Cause
from bot.actions.authority import masked_name
from bot.actions.book import Book
from bot.actions.lapsing import tell_before_lapse
from bot.actions.taking_back import plan_of_lot, take_by_plan, tell_of_cancelled
from bot.actions.tell import A_WEEK, tell, tell_member
from bot.actions.tiers import replay_tier
from loyalty.model import Allocation, LotState, Member, Programme, Referral, issued_account
from loyalty.programme import BASE_TIER
from storage import accounts, cards, ledger, members, people, referrals, tiers, vouchers
from storage.database import Tx

# Why a bonus is taken back, for the journal.
ONE_PERSON = {"as": "one-person"}


class CannotJoin(Exception):
    """Two numbers that are not two accounts in use; the message is one line."""


@dataclass(frozen=True, kw_only=True)
class AccountsJoined:
    """What moved, in points (`debt` at most zero), and how many of a referral between the two were taken back."""

    balance: int
    pending: int
    held: int
    debt: int
    taken_back: int


def both_in_use(tx: Tx, keep_id: int, gone_id: int) -> None:
    """Raises CannotJoin unless the two are different members who were not forgotten and have not moved."""
    if keep_id == gone_id:
        raise CannotJoin("an account cannot be joined with itself")
    for member_id in (keep_id, gone_id):
        found = members.member(tx, member_id)
        if found is None:
            raise CannotJoin(f"there is no member {member_id}")
        if found.moved_to is not None:
            raise CannotJoin(f"member {member_id} goes on as member {found.moved_to} already")
        if found.forgotten_at is not None:
            raise CannotJoin(f"member {member_id} asked to be forgotten")


def join_accounts(tx: Tx, cause: Cause, programme: Programme, keep_id: int, gone_id: int) -> AccountsJoined:
    """Moves lots, vouchers and debt of one member unchanged to another; what either did counts towards the limits and
    the tier of the one. A referral between the two is taken back; of two invitations one stands. The person who loses
    the number is told where it goes on, and is never new again. Raises CannotJoin.
    """
    book = Book(tx, cause, programme, "operator")
    came = [found for found in (referrals.referral_of(tx, keep_id), referrals.referral_of(tx, gone_id)) if found]
    both_in_use(tx, keep_id, gone_id)
    # Members in order of number, like everybody who touches several: nobody waits in a circle.
    for member_id in sorted({keep_id, gone_id, *(found.referrer_id for found in came)}):
        book.settle(member_id)
    both_in_use(tx, keep_id, gone_id)
    gone = members.lock_member(tx, gone_id)
    between = [found for found in came if found.referrer_id in (keep_id, gone_id)]
    for found in between:
        accounts.drop_referral(tx, found, cause.now)
    _tell_who_goes(tx, cause, keep_id, gone_id)
    ledger.transfer(
        tx,
        key=f"transfer:{gone_id}",
        actor=book.actor,
        at=cause.now,
        programme=programme.version,
        source=gone,
        target=members.lock_member(tx, keep_id),
    )
    _tell_before_lapse(tx, cause, keep_id, gone_id)
    accounts.hand_over(tx, gone_id, keep_id)
    cards.end_cards(tx, gone_id, cause.now)
    people.leave(tx, gone_id)
    tiers.keep_tier(tx, gone_id, BASE_TIER, None)
    members.mark_forgotten(tx, gone_id, cause.now)
    _one_invitation(book, keep_id, [found for found in came if found not in between])
    taken_back = sum(_take_referral_back(book, keep_id, found) for found in between)
    book.settle(keep_id)
    book.pay_debt(keep_id)
    replay_tier(tx, cause, programme, keep_id)
    told = {"points": gone.balance + gone.pending + gone.held, "debt": -gone.debt, "lost": taken_back}
    tell_member(tx, cause, keep_id, "accounts-joined", told, life=A_WEEK)
    return AccountsJoined(
        balance=gone.balance, pending=gone.pending, held=gone.held, debt=gone.debt, taken_back=taken_back
    )


def _tell_who_goes(tx: Tx, cause: Cause, keep_id: int, gone_id: int) -> None:
    person = people.person_of(tx, gone_id)
    if person is not None:
        told = {"who": masked_name(tx, keep_id)}
        tell(tx, cause, person.telegram_id, "account-moved", told, life=A_WEEK)


def _tell_before_lapse(tx: Tx, cause: Cause, keep_id: int, gone_id: int) -> None:
    """Whoever has the vouchers from now on hears in time that they lapse."""
    person = people.person_of(tx, keep_id)
    if person is None:
        return
    for held in vouchers.held_vouchers(tx, gone_id, cause.now):
        tell_before_lapse(tx, cause, person.telegram_id, held.id, held.expires_at)


def _one_invitation(book: Book, keep_id: int, came: list[Referral]) -> None:
    """A person came by one friend only, and nobody by somebody whom they brought: what is paid stands before what is
    not, then the account's own. Bonuses of the other, as far as they are pending, are taken back.
    """
    tx = book.tx
    open_ones = [found for found in came if not _brought_by(tx, found.referrer_id, keep_id)]
    stands = next((found for found in open_ones if found.sale_id is not None), open_ones[0] if open_ones else None)
    accounts.set_inviter(tx, keep_id, stands.referrer_id if stands else None)
    for found in came:
        if found is stands:
            continue
        accounts.drop_referral(tx, found, book.cause.now)
        for member_id, lot_id in ((keep_id, found.referee_lot_id), (found.referrer_id, found.referrer_lot_id)):
            lot = None if lot_id is None else ledger.lot(tx, lot_id)
            if lot is None or lot.state is not LotState.PENDING:
                continue
            journal_id = book.post(
                "reverse",
                member_id,
                merchant_id=lot.merchant_id,
                pending=-lot.remaining,
                counter=issued_account(lot.merchant_id),
                reverses=ledger.opened_by(tx, lot.id),
                basis=ONE_PERSON,
            )
            parts = [Allocation(lot_id=lot.id, points=lot.remaining)]
            ledger.allocate(tx, journal_id, parts, emptied=LotState.REVERSED)
            if member_id != keep_id:
                tell_member(tx, book.cause, member_id, "same-friend", {"points": lot.remaining}, life=A_WEEK)
    if stands is not None:
        accounts.set_referee(tx, stands, keep_id)


def _brought_by(tx: Tx, member_id: int, ancestor_id: int) -> bool:
    """Whether somebody came by a member, or by whom that one brought, and so on."""
    known: Member | None = members.member(tx, member_id)
    while known is not None and known.inviter_id is not None:
        if known.inviter_id == ancestor_id:
            return True
        known = members.member(tx, known.inviter_id)
    return False


def _take_referral_back(book: Book, keep_id: int, found: Referral) -> int:
    """Both bonuses of somebody who brought themselves come back, from wherever they went; returns the points."""
    taken = 0
    for lot_id in (found.referee_lot_id, found.referrer_lot_id):
        own = None if lot_id is None else ledger.lot(book.tx, lot_id)
        if own is not None:
            member = book.settle(keep_id)
            plan = plan_of_lot(book.tx, own, member, own.points, book.cause.now, book.programme)
            take_by_plan(book, "reverse", own, member, plan, basis=ONE_PERSON)
            tell_of_cancelled(book, keep_id, plan)
            taken += own.points
    return taken
