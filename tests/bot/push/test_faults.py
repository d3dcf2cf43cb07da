"""Three calls in ten go wrong and the sender is killed again and again: nothing is lost, hardly anything comes twice.

What may come twice is counted exactly, by row: a message that the sandbox delivered although its sender was never
told, because the answer was cut off or did not come, or because the sender was killed before it could write it down.
"""

import os
import random
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path

import pytest

from tests.bot.push.reckoning import most_in_a_second
from tests.bot.push.senders import Dreaming, Running
from tests.bot.push.trial import SandboxProcess, Trial, a_trial


async def dream(folder: Path, database_url: str, *, count: int, people: int, kills: int) -> None:
    """The pacing's clock is dreamt, the programme's jumps; everything else is real."""
    seed = _seed()
    made: list[Dreaming] = []

    def senders(sandbox: SandboxProcess) -> Dreaming:
        made.append(Dreaming(folder, database_url, sandbox, random.Random(seed)))
        return made[0]

    async with a_trial(folder, database_url, people, seed, senders) as trial:
        await trial.write(count, people)
        await trial.run(kills, jumps=True)
        await trial.reckon()
        every_call_had_its_turn(trial, made[0].seen_turns())


def every_call_had_its_turn(trial: Trial, turns: list[tuple[float, int]]) -> None:
    """No call without a turn; and never more turns than thirty a second, or one a second for a chat."""
    chats: defaultdict[int, list[float]] = defaultdict(list)
    for at, chat_id in turns:
        chats[chat_id].append(at)
    calls = Counter(call.chat_id for call in trial.reckoning.calls)
    assert all(calls[chat_id] <= len(chats[chat_id]) for chat_id in calls)
    assert 20 < most_in_a_second([at for at, _ in turns]) <= 30
    assert {most_in_a_second(times) for times in chats.values()} == {1}


async def test_ten_thousand_reminders_outlive_twenty_senders(tmp_path: Path, sqlite_url: str) -> None:
    await dream(tmp_path, sqlite_url, count=10_000, people=3_000, kills=20)


@pytest.mark.full
async def test_a_hundred_thousand_reminders_outlive_a_hundred_senders(tmp_path: Path, sqlite_url: str) -> None:
    await dream(tmp_path, sqlite_url, count=100_000, people=30_000, kills=100)


async def test_three_hundred_reminders_outlive_four_senders_in_real_time(tmp_path: Path, sqlite_url: str) -> None:
    senders = partial(Running, tmp_path, sqlite_url)
    async with a_trial(tmp_path, sqlite_url, 120, _seed(), senders) as trial:
        await trial.write(300, 120)
        # A time-out takes its twenty seconds here: none shall begin when all else is done.
        await trial.run(4, jumps=False, timeouts=8)
        await trial.reckon()
        measured = await trial.sandbox.get("pacing")
        assert measured["too_early"] == 0
        assert 15 < measured["total_per_second"] <= 30
        assert set(measured["per_chat_per_second"].values()) == {1}


def _seed() -> int:
    """Random, unless KUMBARA_SEED says which one is to come again."""
    return int(os.environ.get("KUMBARA_SEED") or random.SystemRandom().randrange(2**32))
