"""What bounds purchases beyond the single one."""

from loyalty.errors import CeilingReached
from loyalty.model import Staff
from storage import ledger
from storage.database import Tx


def within_ceiling(tx: Tx, seller: Staff) -> None:
    """Looks, after a purchase and its bonuses were booked, whether the merchant's unredeemed points are still within
    the ceiling that the operator set. Raises CeilingReached: then nothing of it is kept.
    """
    if seller.merchant_ceiling is None:
        return
    # Whoever books for this merchant at this moment is waited for, and then counted.
    tx.lock("merchants", seller.merchant_id)
    if ledger.unredeemed_points(tx, seller.merchant_id) > seller.merchant_ceiling:
        raise CeilingReached(merchant=seller.merchant, ceiling=seller.merchant_ceiling)
