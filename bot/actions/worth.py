"""What a purchase is worth to whom: its basis, with the campaigns that count for it. Reads only."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions.tiers import tier_at
from loyalty.campaigns import Circumstances, Given, Missed, for_the_sale, in_force, missed, stacked
from loyalty.earning import Basis, basis_of
from loyalty.errors import EarnsTooMuch
from loyalty.model import Campaign, Member, Programme, Sale
from storage import campaign_uses, people, sales
from storage.database import Tx

# A million times as much is still a number that both engines hold.
MOST_POINTS = 10**12


@dataclass(frozen=True, kw_only=True)
class Extra:
    """What a campaign added to a purchase, in points; it would have been `cut` more but for the campaign's cap."""

    name: str
    points: int
    cut: int


def told_extras(extras: Sequence[Extra]) -> dict[str, list[list[str | int]]]:
    """What campaigns added, as a notice keeps it; nothing where they added nothing."""
    return {"extras": [[extra.name, extra.points, extra.cut] for extra in extras]} if extras else {}


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What `amount` minor units earn, by `basis`: `campaigns` are those that counted, `missed` the others and why."""

    amount: int
    basis: Basis
    campaigns: tuple[Campaign, ...] = ()
    missed: tuple[tuple[Campaign, Missed], ...] = ()

    @property
    def points(self) -> int:
        """All that the purchase earns."""
        return self.basis.points(self.amount)

    @property
    def extras(self) -> tuple[Extra, ...]:
        """What the campaigns add, each that gives something or would but for its cap."""
        names = {campaign.id: campaign.name for campaign in self.campaigns}
        return tuple(
            Extra(name=names[line.campaign.id], points=line.points, cut=line.cut)
            for line in self.basis.lines(self.amount)
            if line.campaign is not None and (line.points or line.cut)
        )


def sold(sale: Sale) -> Circumstances:
    """What campaigns look at in a sale, whoever buys."""
    day = date.fromisoformat(sale.business_date)
    return Circumstances(merchant_id=sale.merchant_id, amount=sale.amount, day=day, category=sale.category)


def campaigns_at(tx: Tx, now: datetime, programme: Programme, bought: Circumstances) -> tuple[Campaign, ...]:
    """The campaigns that may count for a purchase recorded at `now`, whoever makes it."""
    running = campaign_uses.campaigns_in_force(tx, now)
    return tuple(one for one in running if in_force(one, now, programme) and for_the_sale(one, bought) is None)


def kept_numbers(campaigns: Sequence[Campaign]) -> str | None:
    """Campaigns as a sale keeps them."""
    return json.dumps([campaign.id for campaign in campaigns]) if campaigns else None


def kept_campaigns(tx: Tx, sale: Sale) -> tuple[Campaign, ...]:
    """The campaigns that were in force when a sale was recorded, held for this transaction."""
    return tuple(campaign_uses.lock_campaigns(tx, json.loads(sale.campaigns))) if sale.campaigns else ()


def worth_to_anybody(bought: Circumstances, programme: Programme, campaigns: Sequence[Campaign]) -> Worth:
    """What somebody of whom nothing is known gets for a purchase. Raises EarnsTooMuch."""
    given = [(campaign, Given(in_all=campaign.given)) for campaign in campaigns]
    return _worth(bought, basis_of(programme, bought.category), programme, given)


def worth_to_member(
    tx: Tx,
    programme: Programme,
    member: Member,
    bought: Circumstances,
    campaigns: Sequence[Campaign],
    *,
    at: datetime,
    now: datetime,
) -> Worth:
    """What a member gets at `now` for a purchase recorded at `at`, by what the campaigns have given so far.

    Raises EarnsTooMuch.
    """
    tier = programme.tier(tier_at(tx, programme, member, at, now))
    basis = basis_of(programme, bought.category, tier)
    if not campaigns:
        return Worth(amount=bought.amount, basis=basis)
    person = people.person_of(tx, member.id) if any(one.birthday_month for one in campaigns) else None
    bought = replace(
        bought,
        tier=tier.name,
        first_purchase=any(one.first_purchase for one in campaigns) and not sales.has_bought(tx, member.id),
        birthday=person.birthday if person else None,
    )
    given = campaign_uses.given_by(tx, campaigns, member.id, bought.day.isoformat())
    return _worth(bought, basis, programme, [(campaign, given[campaign.id]) for campaign in campaigns])


def _worth(
    bought: Circumstances, basis: Basis, programme: Programme, campaigns: Iterable[tuple[Campaign, Given]]
) -> Worth:
    counting, not_counting = [], []
    for campaign, given in campaigns:
        reason = missed(campaign, bought, given, programme)
        if reason is None:
            counting.append((campaign, given))
        else:
            not_counting.append((campaign, reason))
    basis = stacked(basis, bought.amount, counting)
    if basis.points(bought.amount) > MOST_POINTS:
        raise EarnsTooMuch
    chosen = {one.id for one in basis.campaigns}
    not_counting += [(one, Missed.ANOTHER_IS_BETTER) for one, _ in counting if one.id not in chosen]
    return Worth(
        amount=bought.amount,
        basis=basis,
        campaigns=tuple(one for one, _ in counting if one.id in chosen),
        missed=tuple(not_counting),
    )
