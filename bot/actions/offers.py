"""What a member can have for their points. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.authority import joined, merchant_of
from bot.actions.balance import spendable_now
from bot.actions.supply import offered
from storage import members, rewards
from storage.database import Tx
from storage.rewards import Offer


@dataclass(frozen=True, kw_only=True)
class Offers:
    """The catalogue, cheapest first: so what `spendable` points can buy stands before what they cannot."""

    spendable: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, kw_only=True)
class OfferSeen:
    """One reward, and how many points are `missing` for it."""

    offer: Offer
    missing: int


def _spendable(tx: Tx, telegram_id: int, now: datetime) -> int:
    _, member_id = joined(tx, telegram_id)
    member = members.member(tx, member_id)
    return spendable_now(tx, member, now) if member else 0


def offers_for(tx: Tx, telegram_id: int, now: datetime) -> Offers:
    """All that can be had at present, and what the member has for it. Raises NotAMember."""
    return Offers(spendable=_spendable(tx, telegram_id, now), offers=tuple(rewards.offers(tx)))


def offer_for(tx: Tx, telegram_id: int, now: datetime, reward_id: int) -> OfferSeen:
    """One reward as the member sees it. Raises NotAMember, RewardGone, MerchantSuspended."""
    spendable = _spendable(tx, telegram_id, now)
    found = offered(tx, reward_id)
    merchant = merchant_of(tx, found.merchant_id).name
    offer = Offer(id=found.id, name=found.name, points=found.points, merchant=merchant)
    return OfferSeen(offer=offer, missing=max(0, found.points - spendable))
