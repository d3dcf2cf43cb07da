"""What owners read of cashiers and members out of the ordinary."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.texts import Speaker


def odd_pairs(speaker: Speaker, data: Mapping[str, Any]) -> str:
    """The pairs that stand out by the purchases of a day, each with its reason and numbers."""
    lines = [speaker.say("odd-pairs", until=speaker.last_date(datetime.fromisoformat(data["until"])))]
    for pair in data["pairs"]:
        told = {name: value for name, value in pair.items() if name != "why"}
        lines.append(speaker.say(f"odd-pair-{pair['why']}", **told))
    if data["more"]:
        lines.append(speaker.say("odd-pairs-more", count=data["more"]))
    return "\n".join(lines)
