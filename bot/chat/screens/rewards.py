"""The catalogue as a member sees it."""

from collections.abc import Iterator

from bot.actions.offers import Offers, OfferSeen
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from loyalty.errors import BudgetUsed, LimitReached, OnlyAtTheTill, RewardStarts, SoldOut
from loyalty.model import RewardKind
from loyalty.rewards import is_scarce

PAGE = 8


def rewards(speaker: Speaker, seen: Offers, *, page: int = 0) -> Screen:
    """A button a reward, and how many points there are for them; a page that is not there is the last."""
    if not seen.offers:
        balance = Button(text=speaker.label("button-balance"), data="balance")
        return Screen(text=speaker.say("rewards-none"), rows=((balance,),))
    page = min(page, (len(seen.offers) - 1) // PAGE)
    shown = seen.offers[page * PAGE : (page + 1) * PAGE]
    several = len({offer.merchant for offer in seen.offers}) > 1
    rows = [(offer_button(speaker, offer, page=page, several=several),) for offer in shown]
    turns = []
    if page:
        turns.append(Button(text=speaker.label("button-previous"), data=f"rewards:{page - 1}"))
    if (page + 1) * PAGE < len(seen.offers):
        turns.append(Button(text=speaker.label("button-next"), data=f"rewards:{page + 1}"))
    return Screen(
        text=speaker.say("rewards", points=seen.spendable), rows=(*rows, tuple(turns)) if turns else tuple(rows)
    )


def offer_button(speaker: Speaker, offer: OfferSeen, *, page: int = 0, several: bool = False) -> Button:
    """A reward's name, points and what is special about it; `several` shops offer some, so that its own is named."""
    if offer.barred is not None:
        key = "button-reward-barred"
    else:
        key = "button-reward-later" if offer.missing else "button-reward-ready"
    reward = offer.reward
    name = f"{reward.name} · {offer.merchant}" if several else reward.name
    label = speaker.label(key, reward=name, points=reward.points)
    return Button(text=" · ".join([label, *_notes(speaker, offer)]), data=f"reward:{reward.id}:{page}")


def _notes(speaker: Speaker, offer: OfferSeen) -> Iterator[str]:
    """What is special about a reward, and in a word why it cannot be had."""
    reward, barred = offer.reward, offer.barred
    if reward.tier is not None:
        yield speaker.label("reward-tier-only", tier=reward.tier)
    if isinstance(barred, SoldOut):
        yield speaker.label("reward-sold-out")
    elif reward.stock is not None and is_scarce(reward, speaker.programme):
        yield speaker.label("reward-left", count=reward.stock)
    if isinstance(barred, RewardStarts):
        yield speaker.label("reward-from", date=speaker.day(barred.at))
    elif reward.ends_at is not None:
        yield speaker.label("reward-until", date=speaker.last_day(reward.ends_at))
    if isinstance(barred, LimitReached):
        yield speaker.label("reward-had")
    elif isinstance(barred, OnlyAtTheTill):
        yield speaker.label("reward-at-the-till")
    elif isinstance(barred, BudgetUsed):
        yield speaker.label("reward-next-month")


def reward(speaker: Speaker, seen: OfferSeen, *, page: int = 0) -> Screen:
    """A reward's page: what it is, where, for how many points; Redeem if it can be had, else why not and what is
    missing.
    """
    chosen = seen.reward
    lines = [speaker.say("reward", reward=chosen.name, merchant=seen.merchant, points=chosen.points)]
    if chosen.description:
        lines.append(speaker.say("reward-description", text=chosen.description))
    notes = list(_notes(speaker, seen))
    if notes:
        lines.append(speaker.say("reward-notes", notes=" · ".join(notes)))
    rows: list[tuple[Button, ...]] = []
    if seen.barred is not None:
        lines.append(speaker.refusal(seen.barred))
    if seen.missing:
        lines.append(speaker.say("reward-missing", points=seen.missing))
    elif seen.barred is None:
        lines.append(_how(speaker, chosen.kind))
        rows.append((Button(text=speaker.label("button-redeem"), data=f"redeem:{chosen.id}"),))
    back = Button(text=speaker.label("button-rewards"), data=f"rewards:{page}" if page else "rewards")
    return Screen(text="\n\n".join(lines), rows=(*rows, (back,)), photo=chosen.picture)


def _how(speaker: Speaker, kind: RewardKind) -> str:
    if kind is RewardKind.DIGITAL:
        return speaker.say("reward-how-digital")
    minutes = int(speaker.programme.voucher_life.total_seconds() // 60)
    return speaker.say("reward-how", minutes=minutes)
