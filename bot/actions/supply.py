"""What there is of a reward and who may have it, counted in the transaction that gives it."""

from dataclasses import replace
from datetime import datetime

from bot.actions.action import Cause
from bot.actions.authority import merchant_of
from bot.actions.book import Book
from bot.actions.tell import tell_owners
from bot.actions.tiers import tier_at
from loyalty.calendar import start_of_month
from loyalty.errors import LoyaltyError, MerchantSuspended, RewardChanged, RewardGone, SoldOut
from loyalty.model import Member, Programme, Reward
from loyalty.rewards import Circumstances, is_cheap, is_scarce, may_have
from storage import merchants, rewards, vouchers
from storage.database import Tx


def offered(tx: Tx, reward_id: int) -> Reward:
    """A reward in the catalogue of a merchant that takes part. Raises RewardGone, MerchantSuspended."""
    found = rewards.reward(tx, reward_id)
    if found is None or found.state != "active":
        raise RewardGone
    if not merchant_of(tx, found.merchant_id).active:
        raise MerchantSuspended
    return found


def budget_left(tx: Tx, programme: Programme, merchant_id: int, now: datetime) -> int | None:
    """Points of a merchant's budget for cheap rewards that are left this month; None when nothing bounds them."""
    budget = merchants.budget(tx, merchant_id)
    if budget is None:
        return None
    month = start_of_month(now, programme)
    return max(0, budget - rewards.spent_on_cheap(tx, merchant_id, programme.cheap_reward_points, month, now))


def circumstances(
    tx: Tx, programme: Programme, reward: Reward, member: Member, now: datetime, *, at_the_till: bool
) -> Circumstances:
    """What bears on whether the member may have the reward; only what its settings ask for is looked up."""
    cheap = is_cheap(reward.points, programme)
    scarce = is_scarce(reward, programme) and not at_the_till
    return Circumstances(
        tier=tier_at(tx, programme, member, now, now),
        had=0 if reward.member_limit is None else rewards.times_had(tx, member.id, reward.id, now),
        lapsed=rewards.times_lapsed(tx, member.id, reward.id, now) if scarce else 0,
        at_the_till=at_the_till,
        budget_left=budget_left(tx, programme, reward.merchant_id, now) if cheap else None,
    )


def as_of(tx: Tx, reward: Reward, now: datetime) -> Reward:
    """A reward with what is left of it at `now`, whether or not it was booked that others let theirs lapse."""
    late = len(vouchers.late_holders(tx, reward.id, now)) if reward.stock == 0 else 0
    return replace(reward, stock=late) if late else reward


def why_not(
    tx: Tx, programme: Programme, reward: Reward, member: Member, now: datetime, *, at_the_till: bool = False
) -> LoyaltyError | None:
    """Why the member may not have the reward at `now`, whatever points they have; None when they may."""
    reward = as_of(tx, reward, now)
    seen = circumstances(tx, programme, reward, member, now, at_the_till=at_the_till)
    try:
        may_have(reward, seen, now, programme)
    except LoyaltyError as refusal:
        return refusal
    return None


def settle_for(book: Book, reward: Reward, member_id: int) -> Member:
    """Settles a member who wants a reward; where nothing is left of it, also whoever let theirs lapse."""
    late = vouchers.late_holders(book.tx, reward.id, book.cause.now) if reward.stock == 0 else []
    if late:
        # All at once and in order, so that two who wait for the same reward never wait for each other.
        book.tx.lock("members", *late, member_id)
        for holder in late:
            book.settle(holder)
    return book.settle(member_id)


def take_one(book: Book, wanted: Reward, member: Member, *, at_the_till: bool = False) -> Reward:
    """A settled member takes one of a reward: out of its stock, and of the budget if it is cheap.

    Returns the reward as it is now that nobody else can change what is left. Raises SoldOut, RewardChanged when it
    is not what was wanted any more, what `offered` raises and what `loyalty.rewards.may_have` raises.
    """
    tx, now = book.tx, book.cause.now
    if is_cheap(wanted.points, book.programme):
        tx.lock("merchants", wanted.merchant_id)
    reward = offered(tx, wanted.id)
    if (reward.points, reward.kind) != (wanted.points, wanted.kind):
        raise RewardChanged
    seen = circumstances(tx, book.programme, reward, member, now, at_the_till=at_the_till)
    may_have(reward, seen, now, book.programme)
    if reward.stock is not None and not rewards.take_stock(tx, reward.id):
        raise SoldOut
    if seen.budget_left is not None:
        _tell_when_used(tx, book.cause, book.programme, reward.merchant_id, seen.budget_left - reward.points)
    return reward


def _tell_when_used(tx: Tx, cause: Cause, programme: Programme, merchant_id: int, left: int) -> None:
    """The owners hear once a month that no cheap reward can be had any more."""
    cheapest = min((reward.points for reward in rewards.rewards_of(tx, merchant_id)), default=0)
    if left >= cheapest:
        return
    month = start_of_month(cause.now, programme).astimezone(programme.zone)
    budget = merchants.budget(tx, merchant_id) or 0
    told = {"merchant": merchant_of(tx, merchant_id).name, "points": budget - left, "budget": budget}
    tell_owners(tx, cause, merchant_id, "budget-used", told, key=f"budget:{merchant_id}:{month:%Y-%m}")
