"""What tests and the page can watch and steer, and the server itself."""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.refusals import ControlError
from tests.bot.sandbox.playground import TOKEN, Playground, until


async def test_waiting_ends_as_soon_as_the_bot_says_something(ground: Playground) -> None:
    await ground.person(11)
    event = (await ground.ask("state"))["event"]
    waiting = asyncio.create_task(ground.ask("wait", person=11, after=event, seconds=30))
    await until(lambda: bool(ground.sandbox.world.chats[11].waiting))
    await ground.call("sendMessage", chat_id=11, text="a")
    answer = await asyncio.wait_for(waiting, 5)
    assert [message["text"] for message in answer["messages"]] == ["a"]
    nothing = await ground.ask("wait", person=11, after=answer["event"], seconds=0.01)
    assert nothing == {"event": answer["event"], "messages": []}
    assert ground.sandbox.world.chats[11].waiting == []


async def test_one_can_wait_for_a_chat_that_has_not_begun(ground: Playground) -> None:
    await ground.person(11, started=False)
    waiting = asyncio.create_task(ground.ask("wait", person=11, after=0, seconds=30))
    await until(lambda: 11 in ground.sandbox.world.expected)
    await ground.do("people/11/say", {"text": "first"})
    assert (await asyncio.wait_for(waiting, 5))["messages"][0]["text"] == "first"
    assert (await ground.attempt("wait?person=11&seconds=x", method="GET"))[0] == 400
    assert (await ground.attempt("wait?person=99", method="GET"))[0] == 404
    assert (await ground.attempt("wait?person=x", method="GET"))[0] == 400


async def test_events_stream_as_they_happen(ground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.watching._HEARTBEAT_S", 0.02)
    await ground.person(11)
    event = (await ground.ask("state"))["event"]
    async with ground.session.get(f"{ground.sandbox.url}/sandbox/events?after={event}") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b": here\n"
        await stream.content.readuntil(b": still here\n\n")
        await ground.call("sendMessage", chat_id=11, text="a")
        await ground.do("clock", {"offset_ms": 5})
        await ground.do("people", {"id": 11, "language_code": "tr"})
        kinds = []
        async with asyncio.timeout(5):
            while "people" not in kinds:
                line = await stream.content.readline()
                if line.startswith(b"data: "):
                    kinds.append(json.loads(line[6:])["kind"])
    assert kinds == ["message_new", "request", "clock", "people"]


async def test_the_record_of_calls_can_be_read_on_and_forgotten(ground: Playground) -> None:
    await ground.person(11)
    last = (await ground.ask("requests"))["requests"][-1]["n"]
    await ground.upload("sendMessage", chat_id=11, text="a")
    (call,) = (await ground.ask("requests", after=last))["requests"]
    assert (call["method"], call["chat_id"], call["status"]) == ("sendMessage", 11, 200)
    assert call["params"] == {"chat_id": 11, "text": "a"}
    await ground.do("requests", method="DELETE")
    assert (await ground.ask("requests"))["requests"] == []


async def test_the_clock_moves_messages_and_the_file(ground: Playground, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    assert file.read_text() == "0\n"
    await ground.person(11)
    before = (await ground.call("sendMessage", chat_id=11, text="a"))["date"]
    await ground.do("clock", {"offset_ms": 86_400_000})
    moved = await ground.do("clock", {"advance_ms": 86_400_000})
    assert moved["offset_ms"] == 172_800_000
    assert file.read_text() == "172800000\n"
    after = (await ground.call("sendMessage", chat_id=11, text="a"))["date"]
    assert 172_800 <= after - before <= 172_810
    assert (await ground.ask("clock"))["offset_ms"] == 172_800_000
    for wrong in ({}, {"offset_ms": 1, "advance_ms": 1}, {"offset_ms": True}, {"offset_ms": 10**15}):
        assert (await ground.attempt("clock", wrong))[0] == 400


async def test_a_clock_file_that_is_there_is_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("5000")
    sandbox = await Sandbox.start(clock_file=file)
    assert sandbox.world.clock.offset_ms == 5000
    await sandbox.stop()


async def test_the_page_and_its_files_are_served(ground: Playground) -> None:
    async with ground.session.get(ground.sandbox.url) as response:
        assert response.url.path == "/sandbox/"
        assert response.content_type == "text/html"
    async with ground.session.get(f"{ground.sandbox.url}/sandbox/page/app.js") as response:
        assert response.status == 200
        assert "javascript" in response.content_type
    for path in ("page/nothing.js", "page/..%2Fserver.py", "nothing", "file/nothing"):
        status, answer = await ground.attempt(path, method="GET")
        assert status == 404
        assert answer["error"]


async def test_requests_that_make_no_sense_are_plainly_refused(ground: Playground) -> None:
    async with ground.session.post(f"{ground.sandbox.url}/sandbox/people", data="{") as response:
        assert response.status == 400
        assert "not JSON" in (await response.json())["error"]
    assert (await ground.attempt("people", []))[0] == 400
    assert (await ground.attempt("state?bot=77", method="GET"))[0] == 404
    assert (await ground.attempt("state", method="PUT"))[0] == 405


async def test_several_bots_live_side_by_side() -> None:
    people = [{"id": 11, "first_name": "Ayşe", "label": "Customer"}]
    sandbox = await Sandbox.start(tokens={"77:other": "other_bot"}, people=people)
    async with aiohttp.ClientSession() as session:
        ground = Playground(sandbox, session)
        await ground.do("people/11/say?bot=other_bot", {"text": "/start"})
        assert await ground.call("getUpdates") == []
        state = await ground.ask("state")
        assert state["labels"] == {"11": "Customer"}
        assert not state["people"][0]["started"]
        assert (await ground.ask("state", bot=77))["people"][0]["started"]
    await sandbox.stop()


async def test_only_loopback_addresses_and_real_tokens_are_taken() -> None:
    with pytest.raises(ValueError, match="loopback"):
        await Sandbox.start(host="0.0.0.0")
    with pytest.raises(ValueError, match="token"):
        await Sandbox.start(token="secret")
    with pytest.raises(ControlError, match="first_name"):
        await Sandbox.start(people=[{"id": 5}])


async def test_stopping_ends_everything_that_waits() -> None:
    sandbox = await Sandbox.start()
    async with aiohttp.ClientSession() as session:
        ground = Playground(sandbox, session)
        await ground.person(11)
        poll = asyncio.create_task(ground.call("getUpdates", timeout=50))
        waiting = asyncio.create_task(ground.ask("wait", person=11, after=99, seconds=50))
        async with session.get(f"{sandbox.url}/sandbox/events") as stream:
            await until(lambda: ground.polled() and bool(sandbox.world.chats[11].waiting))
            await asyncio.wait_for(sandbox.stop(), 5)
            await stream.read()
        assert await poll == []
        assert (await waiting)["messages"] == []


async def started_process(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.sandbox",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_the_command_prints_its_address_and_ends_on_sigterm(tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text('[{"id": 11, "first_name": "Ayşe", "started": true}, {"id": 12, "first_name": "Can"}]', "utf-8")
    process = await started_process("--port", "0", "--people", str(people), "--token", TOKEN)
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
    async with aiohttp.ClientSession() as session, session.get(line.replace("/sandbox/", "/sandbox/people")) as r:
        described = (await r.json())["people"]
        assert [(one["first_name"], one["started"]) for one in described] == [("Ayşe", True), ("Can", False)]
    process.terminate()
    await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0


async def test_unusable_arguments_end_with_2_and_one_line(tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text("{}")
    process = await started_process("--port", "0", "--people", str(people))
    _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 2
    assert errors.decode().startswith("The sandbox cannot start: ")
    assert errors.count(b"\n") == 1
