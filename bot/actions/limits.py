"""What bounds purchases beyond the single one: limits of a day, and the ceiling of a merchant."""

from typing import Any

from bot.actions.authority import merchant_of
from bot.actions.book import Book
from bot.actions.tell import tell
from loyalty import limits
from loyalty.errors import CeilingReached
from loyalty.limits import Day, Limit
from loyalty.model import Role, Sale, Staff
from storage import ledger, people, reviews, sales, staff
from storage.database import Tx


def limit_passed(book: Book, sale: Sale, member_id: int, points: int) -> Limit | None:
    """The limit of the day that an open sale goes beyond when it is booked for a settled member.

    One look at the member's day, and one at the cashier's only where the programme bounds it.
    """
    tx, rules = book.tx, book.programme
    purchases = of_member = shift = 0
    if rules.purchases_a_day is not None or rules.points_a_member_day is not None:
        purchases, of_member = sales.day_of_member(tx, member_id, sale.business_date, sale.merchant_id)
    if rules.points_a_shift is not None:
        # Whoever books for this cashier at this moment is waited for, and then counted.
        tx.lock("staff", sale.staff_id)
        shift = sales.points_of_shift(tx, sale.staff_id, sale.business_date)
    return limits.limit_passed(points, Day(purchases=purchases, member=of_member, shift=shift), rules)


def ask_managers(
    book: Book, kind: reviews.Kind, sale: Sale, member_id: int, reason: str, told: dict[str, Any], *not_to: int
) -> None:
    """Opens a review and asks the merchant's managers, but for the members whom it is about (`not_to`)."""
    tx = book.tx
    review_id = reviews.open_review(
        tx,
        kind,
        merchant_id=sale.merchant_id,
        member_id=member_id,
        sale_id=sale.id,
        reason=reason,
        now=book.cause.now,
    )
    concerned = {person.telegram_id for person in (people.person_of(tx, one) for one in not_to) if person}
    data = {**told, "review": review_id, "merchant": merchant_of(tx, sale.merchant_id).name, "reason": reason}
    for role in staff.staff_of(tx, sale.merchant_id):
        if role.role.covers(Role.MANAGER) and role.telegram_id not in concerned:
            tell(tx, book.cause, role.telegram_id, f"review-{kind}", data)


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
