"""What somebody can do."""

from bot.chat.screens.joining import home_rows
from bot.chat.screens.rules import rules_row
from bot.chat.screens.screen import Button, Rows, Screen
from bot.texts import Speaker
from loyalty.model import Role


def help(  # noqa: A001 - the command's own name
    speaker: Speaker, *, member: bool, role: Role | None, operator: bool
) -> Screen:
    """The commands of a member or stranger, then of staff in `role`, the highest they have, then of the operator."""
    parts = [speaker.say("help-member" if member else "help-stranger")]
    if role is not None:
        lines = [speaker.say("help-desk")]
        if role.covers(Role.CASHIER):
            lines.append(speaker.say("help-cashier"))
        if role.covers(Role.MANAGER):
            lines.append(speaker.say("help-manager"))
        if role.covers(Role.OWNER):
            lines.append(speaker.say("help-owner"))
        parts.append("\n".join(lines))
    if operator:
        parts.append(speaker.say("help-operator"))
    parts.append(speaker.say("help-anyone"))
    rows = [*_home(speaker, member=member), rules_row(speaker)]
    if role is not None:
        rows.append((Button(text=speaker.label("button-desk"), data="desk"),))
    if operator:
        rows.append((Button(text=speaker.label("button-desk-newmerchant"), data="newmerchant"),))
    return Screen(text="\n\n".join(parts), rows=tuple(rows))


def cancelled(speaker: Speaker, *, left: bool, member: bool) -> Screen:
    """A half-done step was left, or there was none."""
    return Screen(text=speaker.say("cancel-done" if left else "cancel-nothing"), rows=_home(speaker, member=member))


def _home(speaker: Speaker, *, member: bool) -> Rows:
    if member:
        return home_rows(speaker)
    return (
        (Button(text=speaker.label("button-join"), data="join"),),
        (Button(text=speaker.label("button-language"), data="language"),),
    )
