import asyncio
from bisect import bisect_left
from itertools import pairwise

import pytest

from bot.push.pacing import Pacing


class Time:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pacing(time: Time) -> Pacing:
    return Pacing(monotonic=time.monotonic, sleep=time.sleep)


def most_in_a_second(times: list[float]) -> int:
    return max(bisect_left(times, at + 1.0) - place for place, at in enumerate(times))


async def test_thirty_a_second_go_out_in_all(pacing: Pacing, time: Time) -> None:
    times = []
    for chat in range(300):
        assert await pacing.turn(chat)
        times.append(time.now)
    assert 27 <= most_in_a_second(times) <= 30
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.03
    assert 9 < times[-1] - times[0] < 11


async def test_one_a_second_goes_to_a_chat(pacing: Pacing, time: Time) -> None:
    times = []
    assert pacing.chat_wait_seconds(7) == 0
    for _ in range(5):
        await pacing.turn(7)
        times.append(time.now)
        assert pacing.chat_wait_seconds(7) > 1
    assert most_in_a_second(times) == 1
    assert times[-1] - times[0] < 5


async def test_pushes_take_what_replies_leave(pacing: Pacing, time: Time) -> None:
    for _ in range(25):
        pacing.replied()
    times = []
    for chat in range(6):
        await pacing.turn(chat)
        times.append(time.now)
    assert times[4] < 1000.2
    assert times[5] > 1001


async def test_replies_above_the_limit_still_leave_one_push_a_second(pacing: Pacing, time: Time) -> None:
    times = []
    for chat in range(3):
        for _ in range(50):
            pacing.replied()
        await pacing.turn(chat)
        times.append(time.now)
    assert most_in_a_second(times) == 1
    assert times[-1] - times[0] < 3


async def test_no_push_goes_in_a_pause_and_whoever_asks_is_told_at_once(pacing: Pacing, time: Time) -> None:
    pacing.pause(10)
    pacing.pause(5)
    assert pacing.paused_seconds == 10
    assert await pacing.turn(7) is False
    assert time.now == 1000
    time.now += 10
    assert pacing.paused_seconds == 0
    assert await pacing.turn(7) is True


async def test_a_pause_that_begins_while_a_push_waits_holds_it_back(pacing: Pacing, time: Time) -> None:
    await pacing.turn(7)
    waiting = asyncio.create_task(pacing.turn(7))
    await asyncio.sleep(0)
    pacing.pause(10)
    assert await waiting is False


async def test_room_is_what_may_go_now_and_busy_chats_are_those_of_the_last_second(pacing: Pacing, time: Time) -> None:
    assert (pacing.room(), pacing.room_wait_seconds(), pacing.busy_chats()) == (30, 0, frozenset())
    for chat in range(28):
        await pacing.turn(chat)
    pacing.replied()
    assert (pacing.room(), pacing.room_wait_seconds()) == (1, 0)
    assert pacing.busy_chats() == frozenset(range(28))
    await pacing.turn(28)
    assert pacing.room() == 0
    await pacing.pass_time(pacing.room_wait_seconds() + 0.001)
    assert pacing.room() == 1
    await pacing.pass_time(1.2)
    assert (pacing.room(), pacing.busy_chats()) == (30, frozenset())
    pacing.pause(1)
    assert pacing.room() == 0


async def test_a_group_gets_twenty_replies_a_minute(pacing: Pacing, time: Time) -> None:
    assert [pacing.group_turn(-5) for _ in range(25)] == [True] * 20 + [False] * 5
    assert pacing.group_turn(-6)
    time.now += 59
    assert not pacing.group_turn(-5)
    time.now += 2
    assert [pacing.group_turn(-5) for _ in range(25)] == [True] * 20 + [False] * 5


async def test_groups_long_quiet_are_forgotten(pacing: Pacing, time: Time) -> None:
    for group in range(1000):
        pacing.group_turn(-group)
        time.now += 1
    assert len(pacing._groups) < 100


async def test_chats_long_quiet_are_forgotten(pacing: Pacing, time: Time) -> None:
    for chat in range(1000):
        await pacing.turn(chat)
    assert len(pacing._chats) < 200


async def test_by_default_time_is_the_machines_own() -> None:
    pacing = Pacing(per_second=2)
    began = asyncio.get_running_loop().time()
    for chat in range(3):
        await pacing.turn(chat)
    assert asyncio.get_running_loop().time() - began > 1
