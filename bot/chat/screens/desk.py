"""The merchant's menu, and choosing or making a merchant."""

from collections.abc import Sequence

from bot.actions.merchants import Desk
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.screen import Button, Rows, Screen
from bot.texts import Speaker
from loyalty.model import Merchant, Role

_CASHIER = (("sale", "till"),)
_MANAGER = (
    ("catalogue", "issue"),
    ("refund", "redemptions"),
    ("campaigns", "doubleday"),
    ("broadcast", "win-back"),
    ("poster", "waiting"),
)
_OWNER = (("staff", "programme"), ("budget", "timetable"))


def _rows(speaker: Speaker, *names: tuple[str, ...]) -> Rows:
    return tuple(tuple(Button(text=speaker.label(f"button-desk-{name}"), data=name) for name in row) for row in names)


def desk_row(speaker: Speaker) -> tuple[Button, ...]:
    """The way back to the desk."""
    return (Button(text=speaker.label("button-desk"), data="desk"),)


def desk(speaker: Speaker, seen: Desk, *, operator: bool) -> Screen:
    """What somebody can do at the merchant they work for now, by their role."""
    names: list[tuple[str, ...]] = []
    for needed, rows in ((Role.CASHIER, _CASHIER), (Role.MANAGER, _MANAGER), (Role.OWNER, _OWNER)):
        if seen.role.covers(needed):
            names.extend(rows)
    if seen.others:
        names.append(("merchants",))
    if operator:
        names.append(("newmerchant",))
    text = [speaker.say("desk", merchant=seen.merchant.name, role=speaker.say(f"role-{seen.role}"))]
    text.append(speaker.say("desk-line" if seen.role.covers(Role.CASHIER) else "desk-reads-only"))
    return Screen(text="\n\n".join(text), rows=_rows(speaker, *names))


def no_merchant(speaker: Speaker) -> Screen:
    """An operator who works nowhere yet."""
    return Screen(text=speaker.say("desk-no-merchant"), rows=_rows(speaker, ("newmerchant",)))


def choose(speaker: Speaker, merchants: Sequence[Merchant], number: int) -> Screen:
    """Which of their merchants somebody works for now."""
    page = page_of(merchants, number)
    rows = tuple((Button(text=f"🏪 {merchant.name}", data=f"merchant:{merchant.id}"),) for merchant in page.items)
    return Screen(text=speaker.say("desk-choose"), rows=rows + page_rows(speaker, page, "merchants"))


def ask_name(speaker: Speaker) -> Screen:
    """What the new merchant is called."""
    return Screen(text=speaker.say("desk-ask-name"))


def merchant_added(speaker: Speaker, name: str) -> Screen:
    """A new merchant, and what comes next."""
    rows = _rows(speaker, ("addreward", "poster"), ("staff",))
    return Screen(text=speaker.say("desk-merchant-added", merchant=name), rows=(*rows, desk_row(speaker)))
