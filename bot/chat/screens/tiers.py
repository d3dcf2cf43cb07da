"""What members read when they reach a tier."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from bot.chat.screens.earning import in_decimals
from bot.texts import Speaker


def won(speaker: Speaker, data: Mapping[str, Any]) -> str:
    """The tier, what it brings, and until when it is kept."""
    lines = [speaker.say("tier-won", tier=data["tier"])]
    factor = Fraction(data["factor"])
    if factor != 1:
        lines.append(speaker.say("tier-won-factor", factor=in_decimals(factor)))
    if data["rewards"]:
        lines.append(speaker.say("tier-won-rewards", count=data["rewards"]))
    if data["until"]:
        until = speaker.last_date(datetime.fromisoformat(data["until"]))
        lines.append(speaker.say("tier-won-until", until=until))
    return "\n".join(lines)
