"""Every movement of a member's points, in plain words."""

from itertools import groupby

from bot.actions.history import Added, History, Line
from bot.chat.screens.screen import Button, Screen
from bot.texts import Html, Speaker
from storage.journal import Movement

# What was taken back, by the kind of the row that is undone; all else is a purchase.
# Bonuses taken back because two accounts were one person's, and what the friend pays in the referrer's place.
_BY_SIDE = {"one-person": "reverse-joined", "instead": "reverse-instead"}
_REVERSED = {"referral": "reverse-referral", "confirm": "reverse-redemption", "redeem": "reverse-redemption"}


def history(speaker: Speaker, seen: History) -> Screen:
    """A page of movements under their dates, with the way to older and newer ones."""
    if not seen.lines:
        card = Button(text=speaker.label("button-card"), data="card")
        return Screen(text=speaker.say("history-empty"), rows=((card,),))
    parts = [speaker.say("history")]
    for date, lines in groupby(seen.lines, key=lambda line: speaker.date(line.movement.posted_at)):
        parts.append("\n".join([f"<i>{date}</i>", *(_line(speaker, line) for line in lines)]))
    row = []
    if seen.newer is not None:
        row.append(
            Button(text=speaker.label("button-newer"), data=f"history:{seen.newer}" if seen.newer else "history")
        )
    if seen.older is not None:
        row.append(Button(text=speaker.label("button-older"), data=f"history:{seen.older}"))
    return Screen(text="\n\n".join(parts), rows=(tuple(row),) if row else ())


def _line(speaker: Speaker, line: Line) -> str:
    return speaker.say(
        "history-line", change=Html(_change(speaker, line.movement)), reason=Html(_reason(speaker, line))
    )


def _change(speaker: Speaker, movement: Movement) -> str:
    """What the row changed. What only moved from one account to another is said once."""
    active = movement.active
    parts = [_signed(speaker, active)] if active else []
    if movement.pending not in (0, -active):
        parts.append(speaker.say("history-pending", points=_signed(speaker, movement.pending)))
    if movement.held not in (0, -active):
        parts.append(speaker.say("history-held", points=_signed(speaker, movement.held)))
    if movement.debt not in (0, -active):
        parts.append(speaker.say("history-owed", points=_signed(speaker, -movement.debt)))
    return ", ".join(parts) or "0"


def _signed(speaker: Speaker, points: int) -> str:
    return f"{'+' if points > 0 else '−'}{speaker.number(abs(points))}"


def _reason(speaker: Speaker, line: Line) -> str:
    movement = line.movement
    kind = movement.kind
    if kind == "referral":
        kind = "referral-referrer" if line.side == "referrer" else "referral-friend"
    elif kind == "reverse":
        kind = _BY_SIDE.get(line.side) or _REVERSED.get(line.undoes, "reverse-purchase")
    said = speaker.say(
        f"history-{kind}", merchant=movement.merchant or "", reward=line.reward, amount=speaker.money(line.amount)
    )
    return ", ".join([said, *(_added(speaker, added) for added in line.added)])


def _added(speaker: Speaker, added: Added) -> str:
    if added.doubled:
        return speaker.say("history-doubled", name=added.name)
    return speaker.say("history-added", name=added.name, points=added.points)
