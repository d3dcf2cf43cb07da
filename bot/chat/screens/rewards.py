"""The catalogue as a member sees it."""

from bot.actions.offers import Offers, OfferSeen
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from storage.rewards import Offer

PAGE = 8


def rewards(speaker: Speaker, seen: Offers, *, page: int = 0) -> Screen:
    """A button a reward, and how many points there are for them; a page that is not there is the last."""
    if not seen.offers:
        balance = Button(text=speaker.label("button-balance"), data="balance")
        return Screen(text=speaker.say("rewards-none"), rows=((balance,),))
    page = min(page, (len(seen.offers) - 1) // PAGE)
    shown = seen.offers[page * PAGE : (page + 1) * PAGE]
    several = len({offer.merchant for offer in seen.offers}) > 1
    rows = [(_button(speaker, offer, seen.spendable, page=page, several=several),) for offer in shown]
    turns = []
    if page:
        turns.append(Button(text=speaker.label("button-previous"), data=f"rewards:{page - 1}"))
    if (page + 1) * PAGE < len(seen.offers):
        turns.append(Button(text=speaker.label("button-next"), data=f"rewards:{page + 1}"))
    return Screen(
        text=speaker.say("rewards", points=seen.spendable), rows=(*rows, tuple(turns)) if turns else tuple(rows)
    )


def _button(speaker: Speaker, offer: Offer, spendable: int, *, page: int, several: bool) -> Button:
    key = "button-reward-ready" if offer.points <= spendable else "button-reward-later"
    name = f"{offer.name} · {offer.merchant}" if several else offer.name
    return Button(text=speaker.label(key, reward=name, points=offer.points), data=f"reward:{offer.id}:{page}")


def reward(speaker: Speaker, seen: OfferSeen, *, page: int = 0) -> Screen:
    """A reward's page: where, for how many points, and Redeem if they are there."""
    offer = seen.offer
    lines = [speaker.say("reward", reward=offer.name, merchant=offer.merchant, points=offer.points)]
    rows: list[tuple[Button, ...]] = []
    if seen.missing:
        lines.append(speaker.say("reward-missing", points=seen.missing))
    else:
        minutes = int(speaker.programme.voucher_life.total_seconds() // 60)
        lines.append(speaker.say("reward-how", minutes=minutes))
        rows.append((Button(text=speaker.label("button-redeem"), data=f"redeem:{offer.id}"),))
    back = Button(text=speaker.label("button-rewards"), data=f"rewards:{page}" if page else "rewards")
    return Screen(text="\n\n".join(lines), rows=(*rows, (back,)))
