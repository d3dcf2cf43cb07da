"""What an operator decides about a merchant: whether it takes part, and how many points of it there may be."""

from bot.actions.action import Cause
from bot.actions.book import Book
from bot.actions.redeem import reward_of
from bot.actions.tell import tell_member
from loyalty.model import Programme
from storage import broadcasts, merchants, vouchers
from storage.database import Tx


def suspend_merchant(tx: Tx, cause: Cause, programme: Programme, merchant_id: int) -> int | None:
    """The merchant takes no part for the time being: its codes are dead for good, what it says to many stops, and its
    vouchers are given back, as by staff; the points it issued stay valid.

    Returns how many vouchers went back, None when it was suspended before.
    """
    if not merchants.set_state(tx, merchant_id, "suspended"):
        return None
    vouchers.end_codes(tx, merchant_id, cause.now)
    broadcasts.stop_all_of(tx, merchant_id)
    merchant = merchants.merchant(tx, merchant_id)
    book = Book(tx, cause, programme, "operator")
    returned = 0
    for voucher in vouchers.vouchers_held_at(tx, merchant_id):
        # What is past its time lapses first, as it does by itself.
        book.settle(voucher.member_id)
        if not vouchers.end_voucher(tx, voucher.id, "cancelled", cause.now):
            continue
        given = book.give_voucher_back("cancel", voucher, by_staff=True)
        book.settle(voucher.member_id)
        book.pay_debt(voucher.member_id)
        told = {
            "merchant": merchant.name if merchant else "",
            "reward": reward_of(tx, voucher.reward_id).name,
            "points": voucher.points - given.lost,
            "lost": given.lost,
            "saved": given.saved,
            "at": (given.saved_until or cause.now).isoformat(),
        }
        tell_member(tx, cause, voucher.member_id, "voucher-given-back", told, key=f"suspend:{voucher.id}")
        returned += 1
    return returned


def resume_merchant(tx: Tx, merchant_id: int) -> bool:
    """The merchant takes part again; False when it did all along."""
    return merchants.set_state(tx, merchant_id, "active")
