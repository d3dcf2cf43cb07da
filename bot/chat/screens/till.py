"""What cashiers see at the till."""

from datetime import datetime

from bot.actions.at_the_till import Asked, Visitor
from bot.actions.purchase import Booked
from bot.actions.redeem import VoucherEnded
from bot.chat.screens.desk import desk_row
from bot.chat.screens.earning import with_extras
from bot.chat.screens.redemptions import reverse_row
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker

# Beyond these a keyboard is no help at a till; the member finds the rest in /rewards and /vouchers.
_MOST_VOUCHERS = 10
_MOST_REWARDS = 40


def undo_row(speaker: Speaker, sale_id: int) -> tuple[Button, ...]:
    """Undo of a purchase."""
    return (Button(text=speaker.label("button-undo"), data=f"undo:{sale_id}"),)


def ask_again(speaker: Speaker, booked: Booked, data: str) -> Screen:
    """Whether a purchase like the one that stands is one more; `data` books it."""
    text = speaker.say("till-booked-ask", amount=speaker.money(booked.amount), who=booked.who)
    return Screen(text=text, rows=((Button(text=speaker.label("button-book-again"), data=data),),))


def booked(speaker: Speaker, booked: Booked, now: datetime) -> Screen:
    """A purchase that stands, with Undo while it can be undone."""
    key = "till-booked-before" if booked.again else "till-booked-waits" if booked.reviewed else "till-booked"
    text = speaker.say(key, points=booked.points, amount=speaker.money(booked.amount), who=booked.who)
    text = with_extras(speaker, text, [(extra.name, extra.points, extra.cut) for extra in booked.extras])
    return Screen(text=text, rows=(undo_row(speaker, booked.sale_id),) if now < booked.undo_until else ())


def ask_code(speaker: Speaker) -> Screen:
    """The customer's code is asked for."""
    return Screen(text=speaker.say("till-ask-code"))


def visitor(speaker: Speaker, seen: Visitor) -> Screen:
    """Who stands at the till, what they can have here at once, and that the amount may be typed now."""
    parts = [speaker.say("till-visitor", who=seen.who, tier=speaker.tier(seen.tier))]
    rows = [
        (
            Button(
                text=speaker.label("button-use-voucher", reward=voucher.reward),
                data=f"till-use:{seen.card_id}:v{voucher.id}",
            ),
        )
        for voucher in seen.vouchers[:_MOST_VOUCHERS]
    ]
    rows += [
        (
            Button(
                text=speaker.label("button-use-reward", reward=reward.name, points=reward.points),
                data=f"till-use:{seen.card_id}:r{reward.id}",
            ),
        )
        for reward in seen.affordable[:_MOST_REWARDS]
    ]
    parts.append(speaker.say("till-can-use" if rows else "till-nothing-to-use"))
    parts.append(speaker.say("till-type-amount"))
    return Screen(text="\n".join(parts), rows=tuple(rows))


def own_card(speaker: Speaker) -> Screen:
    """A member who scanned their own card."""
    card = Button(text=speaker.label("button-card"), data="card")
    return Screen(text=speaker.say("till-own-card"), rows=((card,),))


def amount_or_code(speaker: Speaker, *, who: str, amount: int, data: str) -> Screen:
    """Four digits that are nobody's code: an amount? `data` is the button's that books it."""
    money = speaker.money(amount)
    yes = Button(text=speaker.label("button-book-amount", amount=money), data=data)
    return Screen(text=speaker.say("till-amount-or-code", amount=money, who=who), rows=((yes,),))


def asked(speaker: Speaker, asked: Asked) -> Screen:
    """The member has the question; nothing moves before their Yes."""
    return Screen(text=speaker.say("till-asked", who=asked.who, reward=asked.reward, points=asked.points))


def voucher(speaker: Speaker, seen: VoucherEnded, voucher_id: int) -> Screen:
    """A scanned voucher, to be confirmed."""
    text = speaker.say("till-voucher", reward=seen.reward, who=seen.who, points=seen.points)
    confirm = Button(text=speaker.label("button-confirm-voucher"), data=f"voucher-confirm:{voucher_id}")
    return Screen(text=text, rows=((confirm,),))


def own_voucher(speaker: Speaker, seen: VoucherEnded) -> Screen:
    """A member who scanned their own voucher."""
    vouchers = Button(text=speaker.label("button-vouchers"), data="vouchers")
    text = speaker.say("till-own-voucher", reward=seen.reward, merchant=seen.merchant)
    return Screen(text=text, rows=((vouchers,),))


def confirmed(speaker: Speaker, used: VoucherEnded, redemption_id: int | None) -> Screen:
    """A voucher that is used: hand it over. A manager can reverse that `redemption_id`."""
    text = speaker.say("till-confirmed", reward=used.reward, who=used.who, points=used.points)
    rows = (desk_row(speaker),)
    return Screen(text=text, rows=rows if redemption_id is None else (reverse_row(speaker, redemption_id), *rows))
