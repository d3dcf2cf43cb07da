"""The catalogue: /addreward and taking rewards out"""

from typing import Any

from bot.actions import catalogue as actions
from bot.actions.authority import working
from bot.actions.catalogue import LARGEST_PRICE, catalogue_of
from bot.actions.names import LONGEST_NAME, clean_name
from bot.chat.presses import row_number
from bot.chat.reading import read_page, read_points
from bot.chat.screens import catalogue as screens
from bot.chat.visit import Visit
from loyalty.errors import NameTaken, NameUnusable
from loyalty.model import Role


async def catalogue(visit: Visit) -> None:
    """What the merchant offers, with its numbers."""
    merchant, rewards = await visit.read(catalogue_of, visit.telegram_id)
    await visit.show(screens.catalogue(visit.speaker, merchant.name, rewards, read_page(visit.words)))


async def add_reward(visit: Visit) -> None:
    """/addreward POINTS NAME; without them, name and points are asked for."""
    if visit.words:
        points, _, name = visit.words.partition(" ")
        if not name.strip():
            read_points(points, LARGEST_PRICE)
            raise NameUnusable(longest=LONGEST_NAME)
        await _add(visit, name, points)
    else:
        await visit.read(working, visit.telegram_id, Role.MANAGER)
        await visit.show(screens.ask_name(visit.speaker), new=True)
        await visit.ask("reward-name")


async def answer_name(visit: Visit, _: dict[str, Any]) -> None:
    """The name that was asked for: the points come next."""
    name = clean_name(visit.words)
    rewards = (await visit.read(catalogue_of, visit.telegram_id))[1]
    if any(reward.name.casefold() == name.casefold() for reward in rewards):
        raise NameTaken(name=name)
    await visit.show(screens.ask_points(visit.speaker, name))
    # Handled twice, this same update must not be taken for the answer to its own question.
    await visit.ask("reward-points", {"name": name, "by": visit.cause.key})


async def answer_points(visit: Visit, data: dict[str, Any]) -> None:
    """The points that were asked for."""
    try:
        await _add(visit, str(data["name"]), visit.words)
    except NameTaken:
        await visit.ask("reward-name")
        raise
    await visit.leave_step()


async def _add(visit: Visit, name: str, points: str) -> None:
    added = await visit.act(
        actions.add_reward, telegram_id=visit.telegram_id, name=name, points=read_points(points, LARGEST_PRICE)
    )
    await visit.show(screens.added(visit.speaker, added), new=True)


async def retire(visit: Visit) -> None:
    """A reward is offered no longer."""
    retired = await visit.act(actions.retire_reward, telegram_id=visit.telegram_id, reward_id=row_number(visit.words))
    await visit.show(screens.retired(visit.speaker, retired.name))
