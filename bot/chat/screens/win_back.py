"""Winning members back: the merchant's choice, and what the member reads."""

from collections.abc import Mapping
from typing import Any

from bot.actions.winning_back import WinBack
from bot.chat.screens.desk import desk_row
from bot.chat.screens.screen import Button, Rows, Screen, labelled, offering
from bot.texts import Speaker
from loyalty.win_back import CHOICES


def win_back(speaker: Speaker, seen: WinBack) -> Screen:
    """What it is and how it stands, with a button for each other choice."""
    stands = speaker.say("win-back-is-off") if seen.days is None else speaker.say("win-back-is-on", days=seen.days)
    parts = [speaker.say("win-back", merchant=seen.merchant), speaker.say("win-back-what"), stands]
    choices = tuple(
        Button(text=speaker.label("button-win-back-days", days=days), data=f"win-back-to:{days}")
        for days in CHOICES
        if days != seen.days
    )
    off = () if seen.days is None else (labelled(speaker, "win-back-off", "win-back-to:off"),)
    return Screen(text="\n\n".join(parts), rows=((*off, *choices), desk_row(speaker)))


def away(speaker: Speaker, data: Mapping[str, Any]) -> str:
    """What the member has, and what it buys there or how far the next reward is."""
    merchant, points, reward = data["merchant"], data["points"], data["reward"]
    if reward is None:
        said = speaker.say("notice-win-back-points", merchant=merchant, points=points)
    elif data["missing"] and points:
        said = speaker.say(
            "notice-win-back-nearly", merchant=merchant, points=points, count=data["missing"], reward=reward
        )
    elif data["missing"]:
        said = speaker.say("notice-win-back-begin", merchant=merchant, points=data["missing"], reward=reward)
    else:
        said = speaker.say("notice-win-back-enough", merchant=merchant, points=points, reward=reward)
    return offering(speaker, said)


def away_rows(speaker: Speaker, data: Mapping[str, Any]) -> Rows:
    """To the reward, if one was named, and to all of them."""
    reward = data["reward"]
    row = (labelled(speaker, "rewards", "rewards"),)
    return (row,) if reward is None else ((Button(text=f"🎁 {reward}", data=f"reward:{data['reward_id']}"),), row)
