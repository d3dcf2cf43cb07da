"""What a member can have for their points. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.authority import joined, merchant_of
from bot.actions.balance import spendable_now
from bot.actions.supply import as_of, offered, why_not
from loyalty.errors import LoyaltyError, RewardOver, SoldOut
from loyalty.model import Member, Programme, Reward
from storage import members, merchants, rewards
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class OfferSeen:
    """A reward as a member sees it: how many points are `missing` for it, and why it cannot be had whatever there is
    (`barred`), None when it can.
    """

    reward: Reward
    merchant: str
    missing: int = 0
    barred: LoyaltyError | None = None


@dataclass(frozen=True, kw_only=True)
class Offers:
    """The catalogue: what can be had at once, then what takes more points, then what cannot be had, what is sold out
    last; the cheapest first in each.
    """

    spendable: int
    offers: tuple[OfferSeen, ...]


def _member(tx: Tx, telegram_id: int) -> Member:
    _, member_id = joined(tx, telegram_id)
    found = members.member(tx, member_id)
    if found is None:
        raise LookupError(f"member {member_id}")
    return found


def _place(offer: OfferSeen) -> int:
    if offer.barred is None:
        return 1 if offer.missing else 0
    return 3 if isinstance(offer.barred, SoldOut) else 2


def offers_for(tx: Tx, programme: Programme, telegram_id: int, now: datetime) -> Offers:
    """All that can be had at present or later, and what the member has for it. Raises NotAMember."""
    member = _member(tx, telegram_id)
    spendable = spendable_now(tx, member, now)
    names = {merchant.id: merchant.name for merchant in merchants.merchants(tx)}
    seen = [
        _seen(tx, programme, member, found, names[found.merchant_id], spendable, now)
        for found in rewards.offered_rewards(tx)
    ]
    shown = [offer for offer in seen if not isinstance(offer.barred, RewardOver)]
    return Offers(spendable=spendable, offers=tuple(sorted(shown, key=_place)))


def offer_for(tx: Tx, programme: Programme, telegram_id: int, now: datetime, reward_id: int) -> OfferSeen:
    """One reward as the member sees it. Raises NotAMember, RewardGone, MerchantSuspended."""
    member = _member(tx, telegram_id)
    found = offered(tx, reward_id)
    merchant = merchant_of(tx, found.merchant_id).name
    return _seen(tx, programme, member, found, merchant, spendable_now(tx, member, now), now)


def best_offers(
    tx: Tx, programme: Programme, member: Member, spendable: int, now: datetime, *, most: int
) -> tuple[OfferSeen, ...]:
    """The dearest rewards, at most so many, that the member can have at once for `spendable` points."""
    names = {merchant.id: merchant.name for merchant in merchants.merchants(tx)}
    found: list[OfferSeen] = []
    for offered_now in reversed(rewards.offered_rewards(tx)):
        if len(found) == most:
            break
        if offered_now.points <= spendable and why_not(tx, programme, offered_now, member, now) is None:
            found.append(OfferSeen(reward=as_of(tx, offered_now, now), merchant=names[offered_now.merchant_id]))
    return tuple(found)


def _seen(
    tx: Tx, programme: Programme, member: Member, found: Reward, merchant: str, spendable: int, now: datetime
) -> OfferSeen:
    return OfferSeen(
        reward=as_of(tx, found, now),
        merchant=merchant,
        missing=max(0, found.points - spendable),
        barred=why_not(tx, programme, found, member, now),
    )
