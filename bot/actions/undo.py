"""Taking a purchase back within its two minutes: Undo by staff, Not mine by the member."""

from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import joined, masked_name, merchant_of, not_own, working
from bot.actions.bonus_back import reconsider_bonus
from bot.actions.book import Book
from bot.actions.booking import points_to_anybody
from bot.actions.taking_back import take_points_back, tell_of_cancelled
from bot.actions.tell import tell_member, tell_staff
from bot.actions.tiers import replay_tier
from loyalty.errors import AlreadyEnded, LinkUnknown, NotAllowed, TooLate
from loyalty.model import Programme, Role, Sale
from storage import refunds, sales
from storage.campaign_uses import release_room
from storage.database import Tx
from storage.reviews import close_reviews_of_sale


@dataclass(frozen=True, kw_only=True)
class Undone:
    """A purchase is taken back, with the points it had earned."""

    amount: int
    points: int
    who: str


@action
def undo(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, sale_id: int) -> Undone:
    """Staff take a purchase back, or what no refund has taken of it: whoever booked it, or a manager, within two
    minutes; one not yet collected at any time.

    Raises LinkUnknown, NotAllowed, AlreadyEnded, TooLate, OwnMembership.
    """
    sale = sales.lock_sale(tx, sale_id)
    if sale is None:
        raise LinkUnknown
    role = working(tx, telegram_id, Role.CASHIER, sale.merchant_id)
    if role.id != sale.staff_id and not role.role.covers(Role.MANAGER):
        raise NotAllowed
    if sale.state == "undone" or sale.refunded == sale.amount:
        raise AlreadyEnded
    if sale.booked_at is not None and cause.now >= sale.booked_at + programme.undo_life:
        raise TooLate
    who, left = "", sale.amount - sale.refunded
    points = sale.points - refunds.counted(tx, sale.id).points
    if sale.member_id is not None:
        not_own(tx, role, sale.member_id)
        who = masked_name(tx, sale.member_id)
        book = Book(tx, cause, programme, f"staff:{role.id}")
        reverse_sale(book, sale, sale.member_id)
        told = {"merchant": merchant_of(tx, sale.merchant_id).name, "amount": left, "points": points}
        tell_member(tx, cause, sale.member_id, "purchase-undone", told)
    if not sales.undo_sale(tx, sale.id):
        raise AlreadyEnded
    close_reviews_of_sale(tx, sale.id, cause.now)
    if sale.member_id is not None:
        reconsider_bonus(book, sale)
        replay_tier(tx, cause, programme, sale.member_id, why="taken-back")
    return Undone(amount=left, points=points, who=who)


@action
def not_mine(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, sale_id: int) -> Undone:
    """A member gives back a purchase that they collected by its QR; it can be collected again while its QR lives.
    Not once something of it was refunded: the shop has looked at it then.

    Raises NotAMember, LinkUnknown, NotAllowed, AlreadyEnded, TooLate.
    """
    _, member_id = joined(tx, telegram_id)
    sale = sales.lock_sale(tx, sale_id)
    if sale is None:
        raise LinkUnknown
    if sale.state != "booked" or sale.refunded:
        raise AlreadyEnded
    if sale.member_id != member_id or sale.route != "qr":
        raise NotAllowed
    if sale.booked_at is None or cause.now >= sale.booked_at + programme.undo_life:
        raise TooLate
    book = Book(tx, cause, programme, f"member:{member_id}")
    reverse_sale(book, sale, member_id)
    close_reviews_of_sale(tx, sale.id, cause.now)
    if not sales.reopen_sale(tx, sale.id, points_to_anybody(tx, sale, programme)):
        raise AlreadyEnded
    reconsider_bonus(book, sale)
    replay_tier(tx, cause, programme, member_id, why="taken-back")
    tell_staff(tx, cause, sale.staff_id, "sale-not-mine", {"amount": sale.amount, "points": sale.points})
    return Undone(amount=sale.amount, points=sale.points, who="")


def reverse_sale(book: Book, sale: Sale, member_id: int) -> None:
    """Takes back what is left of the points of a booked purchase, and returns the room that it took of campaigns."""
    release_room(book.tx, sale.id, {})
    taken = take_points_back(book, "reverse", sale, book.settle(member_id))
    if taken:
        tell_of_cancelled(book, member_id, taken.plan)
