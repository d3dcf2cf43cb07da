"""The monthly budget for cheap rewards."""

from bot.actions.budget import Budget
from bot.chat.screens.desk import desk_row
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker


def budget(speaker: Speaker, seen: Budget) -> Screen:
    """What a merchant gives away a month, what is left of it, and that another number may be typed."""
    cheap = speaker.programme.cheap_reward_points
    lines = [speaker.say("budget", merchant=seen.merchant), _stands(speaker, seen)]
    lines.append(speaker.say("budget-cheap", points=cheap) if cheap else speaker.say("budget-none-cheap"))
    lines.append(speaker.say("budget-ask"))
    unbound = Button(text=speaker.label("button-budget-unbound"), data="budget-unbound")
    rows = ((unbound,),) if seen.points is not None else ()
    return Screen(text="\n\n".join(lines), rows=(*rows, desk_row(speaker)))


def budget_set(speaker: Speaker, seen: Budget) -> Screen:
    """The budget from now on."""
    return Screen(text=_stands(speaker, seen), rows=(desk_row(speaker),))


def _stands(speaker: Speaker, seen: Budget) -> str:
    if seen.points is None or seen.left is None:
        return speaker.say("budget-unbound")
    return speaker.say("budget-left", budget=speaker.number(seen.points), left=speaker.number(seen.left))
