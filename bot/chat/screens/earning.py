"""How purchases earn, in words."""

from collections.abc import Iterable
from decimal import Decimal

from bot.texts import Html, Speaker
from loyalty.programme import Rate


def how_purchases_earn(speaker: Speaker) -> Html:
    """The rate, or each bracket, then the categories that have a rate of their own."""
    programme = speaker.programme
    step = speaker.money(programme.step_minor)
    if programme.brackets:
        parts = [
            speaker.say(
                "earn-bracket",
                points=_number(bracket.points_per_step),
                amount=step,
                above=speaker.money(programme.minor(bracket.from_units)),
            )
            for bracket in programme.brackets
        ]
    else:
        parts = [speaker.say("earn-rate", points=_number(programme.points_per_step), amount=step)]
    parts += [
        speaker.say("earn-category", name=each.name, points=_number(each.points_per_step), amount=step)
        for each in programme.categories
    ]
    return Html(", ".join(parts))


def with_extras(speaker: Speaker, text: str, extras: Iterable[tuple[str, int, int]]) -> str:
    """The text of a purchase, and a line for each campaign: its name, the points it added, and how many more it would
    have added but for its cap.
    """
    return "\n".join([text, *(_extra(speaker, *extra) for extra in extras)])


def _extra(speaker: Speaker, name: str, points: int, cut: int) -> str:
    if not cut:
        return speaker.say("campaign-added", name=name, points=points)
    if points:
        return speaker.say("campaign-added-last", name=name, points=points)
    return speaker.say("campaign-exhausted", name=name)


def _number(rate: Rate) -> int | Decimal:
    """A rate as the languages count it; its decimals end."""
    return rate if isinstance(rate, int) else Decimal(rate.numerator) / Decimal(rate.denominator)
