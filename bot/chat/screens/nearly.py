"""The reward that a member nearly has the points for: a line below a purchase, and its button."""

from collections.abc import Mapping
from typing import Any

from bot.chat.screens.screen import Button, Rows
from bot.texts import Speaker


def with_nearly(speaker: Speaker, text: str, nearly: Mapping[str, Any] | None) -> str:
    """The text of a purchase, and how far the nearest reward is, if one is near."""
    if nearly is None:
        return text
    words = {"reward": nearly["reward"], "merchant": nearly["merchant"]}
    return f"{text}\n{speaker.say('nearly', points=nearly['points'], **words)}"


def reward_row(speaker: Speaker, nearly: Mapping[str, Any] | None) -> Rows:
    """A button to that reward, in a row of its own, if there is one."""
    if nearly is None:
        return ()
    label = speaker.label("button-nearly", reward=nearly["reward"])
    return ((Button(text=label, data=f"reward:{nearly['reward_id']}"),),)
