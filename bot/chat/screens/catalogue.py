"""The catalogue as managers see it."""

from collections.abc import Sequence

from bot.actions.catalogue import RewardAdded
from bot.chat.screens.desk import desk_row
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from loyalty.model import Reward


def _new_row(speaker: Speaker) -> tuple[Button, ...]:
    return (Button(text=speaker.label("button-desk-addreward"), data="addreward"),)


def catalogue(speaker: Speaker, merchant: str, rewards: Sequence[Reward], number: int) -> Screen:
    """What a merchant offers, with numbers, and the way to each one's page."""
    page = page_of(rewards, number)
    lines = [speaker.say("catalogue" if rewards else "catalogue-empty", merchant=merchant)]
    lines += [speaker.say("catalogue-line", number=str(r.id), reward=r.name, points=r.points) for r in page.items]
    pages = tuple((Button(text=f"✏️ {r.name}", data=f"reward-page:{r.id}"),) for r in page.items)
    rows = (*pages, *page_rows(speaker, page, "catalogue"), _new_row(speaker), desk_row(speaker))
    return Screen(text="\n".join(lines), rows=rows)


def ask_name(speaker: Speaker) -> Screen:
    """What the new reward is called."""
    return Screen(text=speaker.say("catalogue-ask-name"))


def ask_points(speaker: Speaker, name: str) -> Screen:
    """How many points it takes."""
    return Screen(text=speaker.say("catalogue-ask-points", reward=name))


def added(speaker: Speaker, reward: RewardAdded) -> Screen:
    """A new reward with its number."""
    text = speaker.say("catalogue-added", reward=reward.name, number=str(reward.reward_id), points=reward.points)
    catalogue_row = (Button(text=speaker.label("button-desk-catalogue"), data="catalogue"),)
    page_row = (Button(text=speaker.label("button-edit-reward"), data=f"reward-page:{reward.reward_id}"),)
    return Screen(text=text, rows=(page_row, _new_row(speaker), catalogue_row, desk_row(speaker)))


def retired(speaker: Speaker, name: str) -> Screen:
    """A reward that is offered no longer."""
    catalogue_row = (Button(text=speaker.label("button-desk-catalogue"), data="catalogue"),)
    return Screen(text=speaker.say("catalogue-retired", reward=name), rows=(catalogue_row, desk_row(speaker)))
