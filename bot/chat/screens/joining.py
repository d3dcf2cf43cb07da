"""Greeting, terms, joining, and the one question about offers."""

from collections.abc import Sequence

from bot.actions.running import RunningNow
from bot.chat.screens.campaigns import running_lines
from bot.chat.screens.earning import how_long_points_last, how_purchases_earn
from bot.chat.screens.screen import Button, Rows, Screen, labelled
from bot.texts import Html, Speaker


def welcome(
    speaker: Speaker, *, name: str, payload: str = "", reason: Html | None = None, collect: bool = False
) -> Screen:
    """Somebody who has not joined: a greeting, why they are here, the terms in three lines, Join."""
    parts = [speaker.say("welcome", name=name)]
    if reason:
        parts.append(reason)
    parts.append(speaker.say("terms", rule=how_purchases_earn(speaker), life=how_long_points_last(speaker)))
    label = speaker.label("button-join-and-collect" if collect else "button-join")
    join = Button(text=label, data=f"join:{payload}" if payload else "join")
    rules = Button(text=speaker.label("button-rules"), data="rules")
    language = Button(text=speaker.label("button-language"), data="language")
    return Screen(
        text="\n\n".join(parts),
        rows=((join,), (rules, language)),
    )


def invited(speaker: Speaker, inviter: str) -> str:
    """Who brings somebody (masked), and what both get for it."""
    programme = speaker.programme
    theirs, yours = programme.referral_points_referee, programme.referral_points_referrer
    amount = speaker.money(programme.referral_minimum_minor)
    return speaker.say("referral-reason", who=inviter, amount=amount, theirs=theirs, yours=yours)


def joined(speaker: Speaker, *, inviter: str = "") -> Screen:
    """A new member, who hears by which friend they came, if any: the last link followed counts."""
    parts = [speaker.say("joined"), *([invited(speaker, inviter)] if inviter else [])]
    return Screen(text="\n\n".join(parts), rows=home_rows(speaker))


def offers_question(speaker: Speaker) -> Screen:
    """Asked once after joining; off until the answer is yes."""
    return Screen(text=speaker.say("offers-question"), rows=(offers_row(speaker),))


def offers_row(speaker: Speaker) -> tuple[Button, ...]:
    """The two answers to the question about offers."""
    return (
        Button(text=speaker.label("button-offers-yes"), data="offers:yes"),
        Button(text=speaker.label("button-offers-no"), data="offers:no"),
    )


def offers_on(speaker: Speaker, running: Sequence[RunningNow]) -> Screen:
    """Offers will come, and can be switched off; what was announced already, and counts now, is said at once."""
    return Screen(text="\n".join((speaker.say("offers-on"), *running_lines(speaker, running))), rows=home_rows(speaker))


def offers_off(speaker: Speaker) -> Screen:
    """No offers will come, and where that can be changed."""
    return Screen(text=speaker.say("offers-off"), rows=home_rows(speaker))


def home_rows(speaker: Speaker) -> Rows:
    """The next steps of a member: everything can be done with buttons alone."""
    names = (("balance", "card"), ("rewards", "vouchers"), ("invite", "history"), ("settings", "help"))
    return tuple(tuple(labelled(speaker, name, name) for name in row) for row in names)


def note(text: str, *rows: tuple[Button, ...]) -> Screen:
    """One sentence, with or without next steps."""
    return Screen(text=text, rows=rows)
