"""Refunds: all or part of a purchase taken back, as often as wanted until its amount is used up."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.authority import merchant_of, not_own, working
from bot.actions.bonus_back import reconsider_bonus
from bot.actions.book import Book
from bot.actions.booking import points_to_anybody
from bot.actions.redeem import reward_of
from bot.actions.refundable import Choice, Refundable, RefundWish, choices_for, refundable
from bot.actions.taking_back import plan_for, rules_for, take_points_back
from bot.actions.tell import tell_member
from bot.actions.tiers import replay_tier
from loyalty.earning import Basis
from loyalty.errors import AlreadyEnded, AmountUnreadable, LinkUnknown, RefundedBefore, RefundTooLarge
from loyalty.model import Lot, Programme, Role, Sale, Staff
from loyalty.refunds import TakeBack, entitlement_lost
from storage import campaign_uses, journal, ledger, members, refunds, reviews, sales, vouchers
from storage.database import Tx

_MOST_NAMED = 10


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What a refund of `amount` minor units takes: `points` that the purchase is worth no longer. Of these `lost` had
    expired before; `debt` nothing covers and are owed; `vouchers` name the rewards of the vouchers cancelled for it.
    """

    amount: int
    points: int = 0
    lost: int = 0
    debt: int = 0
    vouchers: tuple[str, ...] = ()

    @property
    def rewards(self) -> str:
        """The names of the vouchers' rewards, as many as fit a message."""
        more = ("…",) if len(self.vouchers) > _MOST_NAMED else ()
        return ", ".join((*self.vouchers[:_MOST_NAMED], *more))


@dataclass(frozen=True, kw_only=True)
class Refunded:
    """`costs.amount` was taken back of a purchase, and `sale` says what stands of it now."""

    sale: Refundable
    costs: Costs


@dataclass(frozen=True, kw_only=True)
class WhichSale:
    """Several purchases may be meant: nothing was refunded."""

    choices: tuple[Choice, ...]


def refund_costs(
    tx: Tx, now: datetime, programme: Programme, telegram_id: int, sale_id: int, amount: int | None
) -> tuple[Refundable, Costs]:
    """A purchase, and what a refund of so much of it would take at `now`, before it is done. Raises like `refund`."""
    sale = sales.sale(tx, sale_id)
    if sale is None:
        raise LinkUnknown
    _may_refund(tx, telegram_id, sale)
    part = _part(sale, amount)
    member = None if sale.member_id is None else members.member(tx, sale.member_id)
    own = ledger.lot_of(tx, sale.journal_id or 0)
    if member is None or own is None:
        return refundable(tx, sale), Costs(amount=part)
    basis = Basis.read(journal.basis_of(tx, sale.journal_id or 0))
    points = _points_lost(tx, sale, own, basis, sale.amount - sale.refunded - part)
    plan = plan_for(tx, sale, own, member, points, now, rules_for(member, programme))
    return refundable(tx, sale), _costs(tx, part, points, plan)


@action
def refund_line(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, wishes: tuple[RefundWish, ...]
) -> Refunded | WhichSale:
    """A manager names a receipt, and perhaps an amount: it is refunded where only one purchase can be meant.

    Raises ReceiptUnknown and what `refund` raises.
    """
    choices = choices_for(tx, telegram_id, wishes)
    if len(choices) > 1:
        return WhichSale(choices=choices)
    sale = _locked(tx, choices[0].sale.sale_id)
    by = _may_refund(tx, telegram_id, sale)
    return _refund(Book(tx, cause, programme, f"staff:{by.id}"), sale, choices[0].amount, by.id)


@action
def refund(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    sale_id: int,
    amount: int | None = None,
    left: int | None = None,
) -> Refunded:
    """A manager takes back `amount` minor units of a purchase, or all that is left of it.

    Whoever was shown what it costs names how much was `left` by then: answered twice, it refunds once.
    Raises LinkUnknown, RefundedBefore, RefundTooLarge, AlreadyEnded, OwnMembership and what `working` raises.
    """
    sale = _locked(tx, sale_id)
    by = _may_refund(tx, telegram_id, sale)
    if left is not None and left != sale.amount - sale.refunded:
        raise AlreadyEnded
    return _refund(Book(tx, cause, programme, f"staff:{by.id}"), sale, amount, by.id)


@action
def refund_as_operator(
    tx: Tx, cause: Cause, programme: Programme, *, sale_id: int, amount: int | None = None
) -> Refunded:
    """The operator takes back all or part of a purchase, also of a suspended merchant's.

    Raises LinkUnknown, RefundedBefore, RefundTooLarge, AlreadyEnded.
    """
    return _refund(Book(tx, cause, programme, "operator"), _locked(tx, sale_id), amount, None)


def _locked(tx: Tx, sale_id: int) -> Sale:
    sale = sales.lock_sale(tx, sale_id)
    if sale is None:
        raise LinkUnknown
    return sale


def _may_refund(tx: Tx, telegram_id: int, sale: Sale) -> Staff:
    manager = working(tx, telegram_id, Role.MANAGER, sale.merchant_id)
    if sale.member_id is not None:
        not_own(tx, manager, sale.member_id)
    return manager


def _part(sale: Sale, amount: int | None) -> int:
    """How much of a purchase is refunded: all that is left unless an amount is named."""
    if sale.state == "undone":
        raise AlreadyEnded
    left = sale.amount - sale.refunded
    if not left:
        raise RefundedBefore
    if amount is not None and amount < 1:
        raise AmountUnreadable
    if amount is not None and amount > left:
        raise RefundTooLarge(left=left)
    return left if amount is None else amount


def _refund(book: Book, sale: Sale, amount: int | None, staff_id: int | None) -> Refunded:
    part = _part(sale, amount)
    if sale.member_id is None:
        costs = _reduce(book, sale, part)
    else:
        costs = _take_back(book, sale, sale.member_id, part, staff_id)
    stands = sales.sale(book.tx, sale.id) or sale
    left = 0 if stands.state == "undone" else stands.amount - stands.refunded
    return Refunded(sale=replace(refundable(book.tx, stands), amount=sale.amount, left=left), costs=costs)


def _reduce(book: Book, sale: Sale, part: int) -> Costs:
    """Nobody has the points of it yet: what can be collected is less, or nothing."""
    left = sale.amount - part
    if left:
        points = points_to_anybody(book.tx, replace(sale, amount=left), book.programme)
        sales.reduce_sale(book.tx, sale.id, left, points)
    else:
        sales.undo_sale(book.tx, sale.id)
    return Costs(amount=part)


def _take_back(book: Book, sale: Sale, member_id: int, part: int, staff_id: int | None) -> Costs:
    tx, in_force = book.tx, book.programme
    left = sale.amount - sale.refunded - part
    earned = Basis.read(journal.basis_of(tx, sale.journal_id or 0))
    campaign_uses.release_room(tx, sale.id, earned.extras(left) if left else {})
    member = book.settle(member_id)
    book.programme = rules_for(member, book.programme)
    points = _points_lost(tx, sale, ledger.lot_of(tx, sale.journal_id or 0), earned, left)
    basis = {"sale": sale.id, "amount": part, "points": points}
    taken = take_points_back(book, "refund", sale, member, points=points, basis=basis)
    sales.refund_sale(tx, sale.id, part, earned.base(left))
    refunds.add_refund(
        tx,
        sale_id=sale.id,
        amount=part,
        points=points,
        journal_id=taken.journal_id if taken else None,
        staff_id=staff_id,
        now=book.cause.now,
    )
    costs = _costs(tx, part, points, taken.plan if taken else None)
    _tell(book, sale, member_id, costs)
    reconsider_bonus(book, sale)
    reviews.close_reviews_of_sale(tx, sale.id, book.cause.now)
    replay_tier(tx, book.cause, in_force, member_id, why="taken-back")
    return costs


def _points_lost(tx: Tx, sale: Sale, own: Lot | None, basis: Basis, left: int) -> int:
    if own is None:
        return 0
    return entitlement_lost(basis.points, given=own.points, taken=refunds.counted(tx, sale.id).points, left=left)


def _costs(tx: Tx, amount: int, points: int, plan: TakeBack | None) -> Costs:
    if plan is None:
        return Costs(amount=amount)
    cancelled = [vouchers.voucher(tx, voucher_id) for voucher_id in plan.vouchers]
    names = tuple(reward_of(tx, voucher.reward_id).name for voucher in cancelled if voucher)
    return Costs(amount=amount, points=points, lost=plan.expired, debt=plan.debt, vouchers=names)


def _tell(book: Book, sale: Sale, member_id: int, costs: Costs) -> None:
    """The member hears what was taken back and why; `debt` is all that they owe now."""
    member = members.lock_member(book.tx, member_id)
    told = {
        "merchant": merchant_of(book.tx, sale.merchant_id).name,
        "amount": costs.amount,
        "points": costs.points,
        "lost": costs.lost,
        "vouchers": len(costs.vouchers),
        "rewards": costs.rewards,
        "debt": -member.debt,
    }
    tell_member(book.tx, book.cause, member_id, "purchase-refunded", told)
