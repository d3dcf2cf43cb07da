"""How purchases earn, in words."""

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


def _number(rate: Rate) -> int | Decimal:
    """A rate as the languages count it; its decimals end."""
    return rate if isinstance(rate, int) else Decimal(rate.numerator) / Decimal(rate.denominator)
