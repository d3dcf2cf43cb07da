"""What was redeemed at a merchant, and reversing it."""

from collections.abc import Sequence

from bot.actions.reverse import Redeemed, Reversal
from bot.chat.screens.desk import desk_row
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker


def redemptions(speaker: Speaker, last: Sequence[Redeemed], number: int) -> Screen:
    """The last redemptions, each that stands with a button."""
    page = page_of(last, number)
    lines = [speaker.say("redemptions" if last else "redemptions-none")]
    lines += [_line(speaker, one) for one in page.items]
    rows = tuple(
        (Button(text=speaker.label("button-redemption", reward=one.reward, who=one.who), data=_ask(one)),)
        for one in page.items
        if one.stands
    )
    return Screen(text="\n".join(lines), rows=(*rows, *page_rows(speaker, page, "redemptions"), desk_row(speaker)))


def _ask(one: Redeemed) -> str:
    return f"redemption:{one.redemption_id}"


def _line(speaker: Speaker, one: Redeemed) -> str:
    key = "redemption-line" if one.stands else "redemption-line-reversed"
    at = speaker.moment(one.redeemed_at)
    return speaker.say(key, reward=one.reward, points=one.points, who=one.who, at=at)


def reverse_row(speaker: Speaker, redemption_id: int) -> tuple[Button, ...]:
    """Reverse, behind a question."""
    return (Button(text=speaker.label("button-reverse"), data=f"redemption:{redemption_id}"),)


def ask(speaker: Speaker, seen: Reversal) -> Screen:
    """Whether to reverse it, and what that gives back."""
    one = seen.redeemed
    text = [speaker.say("redemption-ask"), _line(speaker, one), *_past_their_date(speaker, seen)]
    yes = Button(text=speaker.label("button-reverse-confirm"), data=f"reverse:{one.redemption_id}")
    back = Button(text=speaker.label("button-desk-redemptions"), data="redemptions")
    return Screen(text="\n".join(text), rows=((yes,), (back,)))


def reversed_(speaker: Speaker, done: Reversal) -> Screen:
    """It is reversed."""
    one = done.redeemed
    text = [speaker.say("redemption-reversed", reward=one.reward, points=one.points, who=one.who)]
    text += _past_their_date(speaker, done)
    back = Button(text=speaker.label("button-desk-redemptions"), data="redemptions")
    return Screen(text="\n".join(text), rows=((back,), desk_row(speaker)))


def _past_their_date(speaker: Speaker, seen: Reversal) -> list[str]:
    lines = []
    if seen.saved_until is not None:
        lines.append(speaker.say("redemption-saved", points=seen.saved, at=speaker.moment(seen.saved_until)))
    if seen.lost:
        lines.append(speaker.say("redemption-lost", points=seen.lost))
    return lines
