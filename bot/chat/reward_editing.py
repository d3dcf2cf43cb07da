"""A reward's page for managers: one question a screen, answered by button, text, picture or file"""

import csv
from datetime import timedelta
from typing import Any

from bot.actions.catalogue import LARGEST_PRICE
from bot.actions.digital import MOST_CODES, add_codes
from bot.actions.reward_editing import FIELDS, LARGEST_COUNT, change_reward, managed_reward
from bot.chat.arrival import Attached
from bot.chat.days import read_day
from bot.chat.presses import row_number
from bot.chat.reading import read_count, read_points
from bot.chat.screens import reward_editing as screens
from bot.chat.visit import Visit
from bot.telegram import Refused
from loyalty.calendar import start_of_day
from loyalty.errors import CodesUnusable, RewardChanged, StepGone
from loyalty.model import Reward, RewardKind
from loyalty.money import parse_amount
from storage.rows import ms
from storage.steps import Step

_LARGEST_FILE = 1_000_000
_LINES_OF_TEXT = ("name", "description", "starts_at", "ends_at")


async def page(visit: Visit) -> None:
    """All about a reward, and what can be changed."""
    await visit.leave_step()
    await _show_page(visit, row_number(visit.words))


async def _show_page(visit: Visit, reward_id: int) -> None:
    found = await visit.read(managed_reward, visit.telegram_id, reward_id)
    await visit.show(screens.page(visit.speaker, found))


async def ask(visit: Visit) -> None:
    """A button names what shall change: what it may be is asked."""
    number, _, field = visit.words.partition(":")
    reward_id = row_number(number)
    if field not in FIELDS:
        raise StepGone
    found = await visit.read(managed_reward, visit.telegram_id, reward_id)
    await visit.show(screens.ask(visit.speaker, found, field))
    await visit.ask("reward-edit", {"reward_id": reward_id, "field": field})


async def choose(visit: Visit) -> None:
    """A button answers: a kind, a tier by its place, or nothing, which takes away what was there."""
    number, _, rest = visit.words.partition(":")
    field, _, value = rest.partition(":")
    await _change(visit, row_number(number), field, _chosen(visit, field, value))


def _chosen(visit: Visit, field: str, value: str) -> str | None:
    if field == "kind" and value in [str(kind) for kind in RewardKind]:
        return value
    if field == "tier" and value:
        tiers = visit.programme.tiers
        place = row_number(value)
        if place < len(tiers):
            return tiers[place].name
    elif field in FIELDS and field not in ("name", "points", "kind") and not value:
        return None
    raise StepGone


async def answer_text(visit: Visit, data: dict[str, Any]) -> None:
    """A text answers the open question; where it cannot, the question is asked again."""
    reward_id, field = int(data["reward_id"]), str(data["field"])
    if field in ("kind", "picture"):
        found = await visit.read(managed_reward, visit.telegram_id, reward_id)
        await visit.show(screens.ask(visit.speaker, found, field))
        return
    await _change(visit, reward_id, field, _typed(visit, field))


def _typed(visit: Visit, field: str) -> int | str:
    """What was typed, as the field takes it. Raises what the reading of it raises."""
    if field == "points":
        return read_points(visit.words, LARGEST_PRICE)
    if field in ("stock", "member_limit"):
        return read_count(visit.words, LARGEST_COUNT)
    if field == "retail":
        return parse_amount(visit.words, visit.programme)
    if field in ("starts_at", "ends_at"):
        day = read_day(visit.words, visit.today)
        # What is kept is the first instant after the last day.
        return ms(start_of_day(day + timedelta(days=field == "ends_at"), visit.programme))
    return visit.words


async def _change(visit: Visit, reward_id: int, field: str, value: int | str | None) -> None:
    await visit.act(change_reward, telegram_id=visit.telegram_id, reward_id=reward_id, field=field, value=value)
    await _show_page(visit, reward_id)
    await visit.leave_step()


async def ask_codes(visit: Visit) -> None:
    """Add codes: the list is asked for."""
    reward_id = row_number(visit.words)
    found: Reward = await visit.read(managed_reward, visit.telegram_id, reward_id)
    if found.kind is not RewardKind.DIGITAL:
        raise RewardChanged
    await visit.show(screens.ask_codes(visit.speaker, found, MOST_CODES))
    await visit.ask("reward-codes", {"reward_id": reward_id})


async def answer_codes(visit: Visit, data: dict[str, Any]) -> None:
    """The list, pasted; a longer one comes in several messages, so the question stays open until something else."""
    await _add_codes(visit, int(data["reward_id"]), visit.words)


async def _add_codes(visit: Visit, reward_id: int, text: str) -> None:
    added = await visit.act(add_codes, telegram_id=visit.telegram_id, reward_id=reward_id, text=text)
    await visit.show(screens.codes_added(visit.speaker, added))


def is_whole_answer(step: Step) -> bool:
    """Whether whatever is typed answers the step, also what looks like a line of the till: a list of codes, a name."""
    return step.name == "reward-codes" or (step.name == "reward-edit" and step.data.get("field") in _LINES_OF_TEXT)


async def answer_attached(visit: Visit, attached: Attached) -> bool:
    """A picture or a file answers the open question; False when none asked for it."""
    step = visit.step
    if step is None:
        return False
    if step.name == "reward-edit" and step.data.get("field") == "picture" and attached.kind == "photo":
        await _change(visit, int(step.data["reward_id"]), "picture", attached.file_id)
        return True
    if step.name == "reward-codes" and attached.kind == "document":
        await _add_codes(visit, int(step.data["reward_id"]), await _list_in(visit, attached))
        return True
    return False


async def _list_in(visit: Visit, attached: Attached) -> str:
    """The text of a file; of a .csv the first column. Raises CodesUnusable for what is no such list."""
    if attached.size > _LARGEST_FILE or not attached.name.lower().endswith((".txt", ".csv")):
        raise CodesUnusable(most=MOST_CODES)
    try:
        content = await visit.house.telegram.download(attached.file_id)
        text = content.decode("utf-8-sig")
    except (Refused, UnicodeDecodeError):
        raise CodesUnusable(most=MOST_CODES) from None
    if len(content) > _LARGEST_FILE:
        raise CodesUnusable(most=MOST_CODES)
    if attached.name.lower().endswith(".csv"):
        try:
            text = "\n".join(row[0] if row else "" for row in csv.reader(text.splitlines()))
        except csv.Error:
            raise CodesUnusable(most=MOST_CODES) from None
    return text
