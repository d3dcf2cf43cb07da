"""How purchases earn and how long their points last, in words."""

from collections.abc import Iterable
from decimal import Decimal

from fluent.runtime.types import fluent_number

from bot.texts import Html, Speaker
from loyalty.programme import Rate

# Whatever a programme names, the terms fit one message.
_MOST_PARTS = 10
# The same for what campaigns add, however many meet.
_MOST_LINES = 10


def how_purchases_earn(speaker: Speaker) -> Html:
    """The rate, or each bracket, then the categories that have a rate of their own."""
    programme = speaker.programme
    step = speaker.money(programme.step_minor)
    if programme.brackets:
        parts = [
            speaker.say(
                "earn-bracket",
                points=in_decimals(bracket.points_per_step),
                amount=step,
                above=speaker.money(programme.minor(bracket.from_units)),
            )
            for bracket in programme.brackets
        ]
    else:
        parts = [speaker.say("earn-rate", points=in_decimals(programme.points_per_step), amount=step)]
    parts += [
        speaker.say("earn-category", name=each.name, points=in_decimals(each.points_per_step), amount=step)
        for each in programme.categories
    ]
    return Html(", ".join(some_of(speaker, parts, _MOST_PARTS)))


def with_extras(speaker: Speaker, text: str, extras: Iterable[tuple[str, int, int]]) -> str:
    """The text of a purchase, and a line for each campaign: its name, the points it added, and how many more it would
    have added but for its cap.
    """
    lines = [_extra(speaker, *extra) for extra in extras]
    return "\n".join([text, *some_of(speaker, lines, _MOST_LINES)])


def some_of(speaker: Speaker, lines: list[str], most: int) -> list[str]:
    """The first lines of a list, and how many more there are."""
    more = len(lines) - most
    return [*lines[:most], speaker.say("earn-more", count=more)] if more > 0 else lines


def _extra(speaker: Speaker, name: str, points: int, cut: int) -> str:
    if not cut:
        return speaker.say("campaign-added", name=name, points=points)
    if points:
        return speaker.say("campaign-added-last", name=name, points=points)
    return speaker.say("campaign-exhausted", name=name)


def how_long_points_last(speaker: Speaker) -> Html:
    """The life of points earned from now on."""
    expiry = speaker.programme.expiry
    said = speaker.say(f"life-{expiry.policy}", count=expiry.count)
    return Html(f"{said} {speaker.say('life-sliding')}" if expiry.sliding else said)


def in_decimals(rate: Rate) -> object:
    """A rate as the languages count it, with all of its decimals, which end."""
    if isinstance(rate, int):
        return rate
    return fluent_number(Decimal(rate.numerator) / Decimal(rate.denominator), maximumFractionDigits=4)
