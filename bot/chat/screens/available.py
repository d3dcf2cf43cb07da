"""Points that waited can be spent."""

from collections.abc import Mapping
from typing import Any

from bot.texts import Speaker


def available(speaker: Speaker, data: Mapping[str, Any]) -> str:
    """How many came, where they are all of one kind by what, what of them paid a debt, and what there is now."""
    points, bonus, debt = data["points"], data["bonus"], data["debt"]
    if not points:
        return speaker.say("notice-points-paid-debt", debt=debt)
    key = "notice-points-available-bonus" if bonus == points else "notice-points-available"
    lines = [speaker.say(key, points=points)]
    if 0 < bonus < points:
        lines.append(speaker.say("notice-points-available-of-them", points=bonus))
    if debt:
        lines.append(speaker.say("notice-points-available-debt", debt=debt))
    if data["balance"] != points:
        lines.append(speaker.say("notice-points-available-balance", balance=data["balance"]))
    return " ".join(lines)
