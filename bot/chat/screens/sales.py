"""A purchase shown as QR, collected, and taken back."""

from dataclasses import asdict
from datetime import datetime

from bot.actions.collect import Collected, SaleShown
from bot.actions.nearly import Nearly
from bot.actions.undo import Undone
from bot.chat.screens.desk import desk_row
from bot.chat.screens.earning import with_extras
from bot.chat.screens.joining import home_rows
from bot.chat.screens.nearly import reward_row, with_nearly
from bot.chat.screens.screen import Button, Screen
from bot.chat.screens.till import undo_row
from bot.texts import Speaker


def ask_amount(speaker: Speaker) -> Screen:
    """The amount of the new sale is asked for; it may end in one of the programme's categories, if there are any."""
    text = speaker.say("sale-ask-amount")
    names = ", ".join(category.name for category in speaker.programme.categories)
    return Screen(text=f"{text}\n{speaker.say('sale-ask-category', names=names)}" if names else text)


def shown(speaker: Speaker, shown: SaleShown, *, link: str, picture: bytes) -> Screen:
    """The QR of a purchase: whoever follows it first has the points."""
    text = speaker.say(
        "sale-shown-before" if shown.again else "sale-shown",
        amount=speaker.money(shown.amount),
        points=shown.points,
        merchant=shown.merchant,
        time=speaker.time(shown.expires_at),
        link=link,
    )
    return Screen(text=text, rows=(undo_row(speaker, shown.sale_id),), picture=picture, secret=True)


def collected(speaker: Speaker, seen: Collected, now: datetime, *, nearly: Nearly | None = None) -> Screen:
    """The points of a purchase are the member's, and how far the nearest reward is; Not mine while it can be given
    back.
    """
    amount = speaker.money(seen.amount)
    if seen.reviewed:
        text = speaker.say("sale-collected-waits", points=seen.points, amount=amount, merchant=seen.merchant)
    elif seen.spendable_at is not None:
        date = speaker.date(seen.spendable_at)
        text = speaker.say(
            "sale-collected-pending", points=seen.points, amount=amount, merchant=seen.merchant, date=date
        )
    else:
        key = "sale-collected-before" if seen.again else "sale-collected"
        text = speaker.say(key, points=seen.points, amount=amount, merchant=seen.merchant, balance=seen.balance)
    text = with_extras(speaker, text, [(extra.name, extra.points, extra.cut) for extra in seen.extras])
    near = None if nearly is None else asdict(nearly)
    text = with_nearly(speaker, text, near)
    rows = [(Button(text=speaker.label("button-balance"), data="balance"),), *reward_row(speaker, near)]
    if now < seen.undo_until:
        rows.append((Button(text=speaker.label("button-not-mine"), data=f"not-mine:{seen.sale_id}"),))
    return Screen(text=text, rows=tuple(rows))


def undone(speaker: Speaker, undone: Undone) -> Screen:
    """Staff took a purchase back; `who` is empty when nobody had collected it."""
    amount = speaker.money(undone.amount)
    if undone.who:
        text = speaker.say("sale-undone", amount=amount, points=undone.points, who=undone.who)
    else:
        text = speaker.say("sale-undone-uncollected", amount=amount)
    return Screen(text=text, rows=(desk_row(speaker),))


def not_mine(speaker: Speaker, returned: Undone) -> Screen:
    """A member gave a purchase back that was not theirs."""
    text = speaker.say("sale-given-back", amount=speaker.money(returned.amount), points=returned.points)
    return Screen(text=text, rows=home_rows(speaker))
