"""What is due by the clock, booked for everybody: pending points become active, vouchers lapse, lots expire."""

from bot.actions.action import Cause
from bot.actions.book import Book
from loyalty.model import Programme
from storage import ledger, vouchers
from storage.database import Tx

AT_ONCE = 50


def due_members(tx: Tx, cause: Cause) -> list[int]:
    """Members about whom the clock has decided something that is not booked, some of them."""
    lapsed = [voucher.member_id for voucher in vouchers.vouchers_to_lapse(tx, cause.now, limit=AT_ONCE)]
    return sorted({*lapsed, *ledger.members_with_due_lots(tx, cause.now, AT_ONCE)})


def settle_members(tx: Tx, cause: Cause, programme: Programme, member_ids: list[int]) -> None:
    """Books what is due for these members; whoever was settled meanwhile is left as they are."""
    book = Book(tx, cause, programme, "job:settle")
    # All of them first, so that nobody waits in a circle for a reward that one lets lapse and another wants.
    tx.lock("members", *member_ids)
    for member_id in member_ids:
        book.settle(member_id)
