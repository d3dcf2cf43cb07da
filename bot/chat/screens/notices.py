"""What people hear without having asked, rendered when it is sent, in their language then."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.chat.screens import announcements, reminders, tiers, win_back
from bot.chat.screens.available import available
from bot.chat.screens.broadcasts import message
from bot.chat.screens.earning import with_extras
from bot.chat.screens.joining import offers_row
from bot.chat.screens.nearly import reward_row, with_nearly
from bot.chat.screens.programme_changes import difference
from bot.chat.screens.reviews import answer_row, reason_of
from bot.chat.screens.screen import Button, Rows, Screen
from bot.chat.screens.vouchers import lapses_soon, voucher_row
from bot.chat.screens.watch import odd_pairs
from bot.document import kept_document
from bot.texts import Html, Speaker

_Data = Mapping[str, Any]


def _use_asked(speaker: Speaker, data: _Data) -> Rows:
    return (
        (
            Button(text=speaker.label("button-yes"), data=f"use:yes:{data['request']}:{data['points']}"),
            Button(text=speaker.label("button-no"), data=f"use:no:{data['request']}"),
        ),
    )


def _staff_claimed(speaker: Speaker, data: _Data) -> Rows:
    return (
        (
            Button(text=speaker.label("button-let-in"), data=f"let-in:{data['invite']}"),
            Button(text=speaker.label("button-no"), data=f"refuse:{data['invite']}"),
        ),
    )


def _sale_collected(speaker: Speaker, data: _Data) -> Rows:
    return ((Button(text=speaker.label("button-undo"), data=f"undo:{data['sale']}"),),)


def _review_asked(speaker: Speaker, data: _Data) -> Rows:
    return (answer_row(speaker, data["review"]),)


def _purchase(speaker: Speaker, data: _Data) -> Rows:
    balance = Button(text=speaker.label("button-balance"), data="balance")
    return ((balance,), *reward_row(speaker, data.get("nearly")))


def _voucher(speaker: Speaker, data: _Data) -> Rows:
    return (voucher_row(speaker, data["voucher"]),)


def _offers(speaker: Speaker, _: _Data) -> Rows:
    return (offers_row(speaker),)


def _one(label: str, target: str) -> Callable[[Speaker, _Data], Rows]:
    return lambda speaker, _: ((Button(text=speaker.label(label), data=target),),)


_BUTTONS: dict[str, Callable[[Speaker, _Data], Rows]] = {
    "use-asked": _use_asked,
    "staff-claimed": _staff_claimed,
    "sale-collected": _sale_collected,
    "sale-waits": _sale_collected,
    "review-purchase": _review_asked,
    "review-referral": _review_asked,
    "staff-welcome": _one("button-desk", "desk"),
    "programme-set": _one("button-desk-programme", "programme"),
    "purchase-booked": _purchase,
    "purchase-pending": _one("button-balance", "balance"),
    "purchase-waits": _one("button-balance", "balance"),
    "purchase-approved": _one("button-balance", "balance"),
    "purchase-approved-later": _one("button-balance", "balance"),
    "referral-waits": _one("button-balance", "balance"),
    "referral-approved": _one("button-balance", "balance"),
    "purchase-refunded": _one("button-balance", "balance"),
    "redemption-reversed": _one("button-balance", "balance"),
    "referral-taken-back": _one("button-balance", "balance"),
    "referral-taken-back-friend": _one("button-balance", "balance"),
    "referral-paid": _one("button-balance", "balance"),
    "tier-won": _one("button-balance", "balance"),
    "tier-soon-lost": _one("button-balance", "balance"),
    "tier-lost": _one("button-balance", "balance"),
    "tier-taken-back": _one("button-balance", "balance"),
    "tier-gone": _one("button-balance", "balance"),
    "broadcast-eve": _one("button-balance", "balance"),
    "broadcast-morning": _one("button-card", "card"),
    "points-ending": reminders.points_ending_rows,
    "birthday": _one("button-rewards", "rewards"),
    "budget-used": _one("button-desk-budget", "budget"),
    "voucher-lapses-soon": _voucher,
    "points-available": _one("button-rewards", "rewards"),
    "offers-again": _offers,
    "win-back": win_back.away_rows,
    "voucher-lapsed": _one("button-rewards", "rewards"),
    "voucher-lapsed-late": _one("button-rewards", "rewards"),
    "voucher-given-back": _one("button-rewards", "rewards"),
}


def _programme_set(speaker: Speaker, data: _Data) -> str:
    lines = difference(speaker, kept_document(data["before"]), kept_document(data["after"]))
    args = {"version": str(data["version"]), "changes": Html("\n".join(lines))}
    if data["who"] is None:
        return speaker.say("notice-programme-set", **args)
    return speaker.say("notice-programme-set-by", who=data["who"], **args)


# Notices of more than one sentence.
_TEXTS: dict[str, Callable[[Speaker, _Data], str]] = {
    "birthday": reminders.birthday,
    "odd-pairs": odd_pairs,
    "broadcast-eve": announcements.told,
    "broadcast-morning": announcements.told,
    "points-ending": reminders.points_ending,
    "programme-set": _programme_set,
    "win-back": win_back.away,
    "tier-won": tiers.won,
    "voucher-lapses-soon": lapses_soon,
    "points-available": available,
}


def _message(speaker: Speaker, data: _Data) -> Screen:
    return message(speaker, data["merchant"], data["text"], data["picture"])


# Notices that are made elsewhere, whole.
_SCREENS: dict[str, Callable[[Speaker, _Data], Screen]] = {"broadcast-message": _message}


def notice(speaker: Speaker, name: str, data: _Data) -> Screen:
    """The screen of a notice; money, dates and roles in its data are put into the person's language."""
    if name in _SCREENS:
        return _SCREENS[name](speaker, data)
    buttons = _BUTTONS.get(name)
    if name in _TEXTS:
        return Screen(text=_TEXTS[name](speaker, data), rows=buttons(speaker, data) if buttons else ())
    args = {key: _value(speaker, key, value) for key, value in data.items() if key not in ("extras", "nearly")}
    if "reason" in data:
        args["why"] = Html(reason_of(speaker, data["reason"]))
    text = with_extras(speaker, speaker.say(f"notice-{name}", **args), data.get("extras", ()))
    text = with_nearly(speaker, text, data.get("nearly"))
    asks_phone = speaker.label("button-share-phone") if name == "phone-asked" else ""
    return Screen(text=text, rows=buttons(speaker, data) if buttons else (), asks_phone=asks_phone)


def _value(speaker: Speaker, key: str, value: Any) -> Any:
    if key == "amount":
        return speaker.money(value)
    if key == "at":
        return speaker.date(datetime.fromisoformat(value))
    if key == "until":
        return speaker.last_date(datetime.fromisoformat(value))
    if key in ("tier", "lower"):
        return speaker.tier(value)
    if key == "role":
        return speaker.say(f"role-{value}")
    return value
