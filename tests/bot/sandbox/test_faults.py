"""Trouble on demand, and the measure of how fast the bot sends."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.pacing import Pacing
from bot.sandbox.refusals import RefusalError
from tests.bot.sandbox.playground import Playground


async def test_refusals_come_as_often_as_asked_for(ground: Playground) -> None:
    await ground.person(11)
    await ground.do("faults", [{"method": "sendMessage", "kind": "429", "times": 2, "retry_after": 7}])
    for _ in range(2):
        status, answer = await ground.answer("sendMessage", chat_id=11, text="a")
        assert (status, answer["parameters"]) == (429, {"retry_after": 7})
        assert answer["description"] == "Too Many Requests: retry after 7"
    await ground.call("sendMessage", chat_id=11, text="a")
    assert (await ground.ask("faults"))["faults"][0]["times"] == 0
    assert (await ground.ask("pacing"))["too_early"] == 2
    assert await ground.violations() == []


async def test_a_fault_may_hold_for_one_chat_or_method_only(ground: Playground) -> None:
    await ground.person(11)
    await ground.person(12, "Can")
    await ground.do("faults", [{"kind": "403", "chat_id": 11}, {"kind": "500", "method": "getMe"}])
    assert (await ground.refused("sendMessage", chat_id="11", text="a")).startswith("403 Forbidden: bot was blocked")
    await ground.call("sendMessage", chat_id=12, text="a")
    assert await ground.refused("getMe") == "500 Internal Server Error"
    await ground.do("faults", method="DELETE")
    await ground.call("getMe")
    calls = [(call["status"], call["fault"]) for call in (await ground.ask("requests"))["requests"][-4:]]
    assert calls == [(403, "403"), (200, None), (500, "500"), (200, None)]


async def test_a_fault_of_some_probability_strikes_sometimes(ground: Playground) -> None:
    await ground.do("faults", [{"kind": "500", "method": "getMe", "probability": 0.5, "seed": 4}])
    statuses = {(await ground.answer("getMe"))[0] for _ in range(20)}
    assert statuses == {200, 500}


async def test_a_cut_call_was_not_done_and_one_cut_after_was(ground: Playground) -> None:
    await ground.person(11)
    for kind, done in (("cut", False), ("cut_after", True)):
        await ground.do("faults", [{"method": "sendMessage", "kind": kind, "times": 1}])
        with pytest.raises(aiohttp.ClientConnectionError):
            await ground.answer("sendMessage", chat_id=11, text=kind)
        messages = (await ground.ask("people/11/messages"))["messages"]
        assert (messages[-1]["text"] == kind) is done
    calls = (await ground.ask("requests"))["requests"]
    sent = [(call["status"], call["fault"]) for call in calls if call["method"] == "sendMessage"]
    assert sent == [(0, "cut"), (200, "cut_after")]


async def test_a_call_that_times_out_was_done(ground: Playground) -> None:
    await ground.person(11)
    await ground.do("faults", [{"method": "sendMessage", "kind": "timeout"}])
    event = (await ground.ask("state"))["event"]
    silent = asyncio.create_task(ground.answer("sendMessage", chat_id=11, text="a"))
    assert (await ground.ask("wait", person=11, after=event, seconds=5))["messages"][0]["text"] == "a"
    assert not silent.done()
    assert (await ground.ask("requests"))["requests"][-1]["fault"] == "timeout"
    ground.sandbox._api.closing.set()
    with pytest.raises(aiohttp.ClientConnectionError):
        await silent


async def test_silence_ends_by_itself(ground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.botapi._NEVER_ANSWERED_S", 0.01)
    await ground.do("faults", [{"method": "getMe", "kind": "timeout"}])
    with pytest.raises(aiohttp.ClientConnectionError):
        await ground.answer("getMe")


async def test_delays_add_up(ground: Playground) -> None:
    delay = {"method": "getMe", "kind": "delay", "delay_ms": 30}
    await ground.do("faults", [delay, delay])
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await ground.call("getMe")
    assert loop.time() - begin >= 0.055


@pytest.mark.parametrize(
    "faults", [{}, [5], [{}], [{"kind": "x"}], [{"kind": "500", "x": 1}], [{"kind": "500", "times": "many"}]]
)
async def test_unknown_faults_are_refused(ground: Playground, faults: Any) -> None:
    status, answer = await ground.attempt("faults", faults)
    assert status == 400
    assert "fault" in answer["error"]


async def test_the_most_messages_of_a_second_are_counted(ground: Playground) -> None:
    await ground.person(11)
    await ground.person(12, "Can")
    for chat_id in (11, 11, 12):
        await ground.call("sendMessage", chat_id=chat_id, text="a")
    await ground.refused("sendMessage", chat_id=99, text="a")
    measured = await ground.ask("pacing")
    assert measured["sent"] == 3
    assert 1 <= measured["per_chat_per_second"]["11"] <= 2
    assert measured["total_per_second"] <= 3
    await ground.do("pacing", method="DELETE")
    assert (await ground.ask("pacing"))["sent"] == 0


def refused_after(pacing: Pacing, chat_ids: list[int]) -> tuple[int, int | None]:
    """How many of these messages pass, and the wait that the next one is told."""
    for passed, chat_id in enumerate(chat_ids):
        try:
            pacing.admit(chat_id, 1)
        except RefusalError as refusal:
            return passed, refusal.retry_after
        pacing.count(chat_id, 1)
    return len(chat_ids), None


def test_limits_are_telegrams_when_they_are_on(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("bot.sandbox.pacing.time.monotonic", lambda: now)
    assert refused_after(Pacing(limits=False), [11] * 50) == (50, None)
    pacing = Pacing(limits=True)
    assert refused_after(pacing, [11] * 5) == (3, 1)
    now += 1.0
    assert refused_after(pacing, [11] * 5) == (1, 1)
    pacing.forget()
    assert refused_after(pacing, list(range(1, 40))) == (30, 1)
    pacing.forget()
    for _ in range(20):
        assert refused_after(pacing, [-100]) == (1, None)
        now += 1.0
    assert refused_after(pacing, [-100]) == (0, 40)


async def test_a_sandbox_with_limits_answers_429() -> None:
    sandbox = await Sandbox.start(limits=True)
    async with aiohttp.ClientSession() as session:
        ground = Playground(sandbox, session)
        await ground.person(11)
        statuses = [(await ground.answer("sendMessage", chat_id=11, text="a"))[0] for _ in range(12)]
        assert statuses[:3] == [200, 200, 200]
        assert 429 in statuses
    await sandbox.stop()
