import asyncio
import io
import socket
import traceback
from collections.abc import AsyncIterator

import pytest
import telegram
from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut

from bot.transport import AiohttpRequest, NotSent, Upload
from tests.bot.bot_api import TOKEN, BotApi, bot_api, cut, error, ok, silence


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as api:
        yield api


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connect_seconds=0.3, answer_seconds=0.3) as request:
        yield request


def address(api: BotApi, method: str) -> str:
    return f"{api.url}/bot{TOKEN}/{method}"


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_python_telegram_bot_speaks_through_it(api: BotApi, request_: AiohttpRequest) -> None:
    async with telegram.Bot(TOKEN, base_url=f"{api.url}/bot", request=request_) as bot:
        assert bot.username == "kumbara_bot"
        api.will("sendMessage", error(400, "Bad Request: chat not found"), error(403, "Forbidden"))
        with pytest.raises(BadRequest):
            await bot.send_message(7, "hello")
        with pytest.raises(Forbidden):
            await bot.send_message(7, "hello", read_timeout=1)
        api.will("setMyName", ok())
        assert await bot.set_my_name("Kumbara")
        assert request_.read_timeout == 0.3


async def test_the_library_can_upload_a_file_with_its_name(api: BotApi, request_: AiohttpRequest) -> None:
    chat = {"id": 7, "type": "private"}
    api.will("sendDocument", ok({"message_id": 1, "date": 1, "chat": chat}))
    async with telegram.Bot(TOKEN, base_url=f"{api.url}/bot", request=request_) as bot:
        await bot.send_document(7, io.BytesIO(b"{}"), filename="data.json", caption="Ayşe")
    sent = api.calls[-1]
    assert [file[0] for file in sent.files.values()] == ["data.json"]
    assert sent.params["caption"] == "Ayşe"


async def test_a_file_can_be_fetched(api: BotApi, request_: AiohttpRequest) -> None:
    assert b"kumbara_bot" in await request_.retrieve(address(api, "getMe"))


async def test_parameters_go_out_as_one_json_body(api: BotApi, request_: AiohttpRequest) -> None:
    status, body = await request_.exchange(address(api, "sendMessage"), {"chat_id": 7, "text": "çay \ud83d"})
    assert status == 200
    assert b'"message_id"' in body
    assert api.calls[0].params == {"chat_id": 7, "text": "çay ?"}
    assert api.calls[0].content_type == "application/json"


async def test_an_upload_carries_its_name_and_type(api: BotApi, request_: AiohttpRequest) -> None:
    picture = Upload(field="photo", name="picture.png", content=b"\x89PNG" * 500_000, content_type="image/png")
    params = {"chat_id": 7, "caption": "half \ud83d", "reply_markup": {"inline_keyboard": []}}
    await request_.exchange(address(api, "sendPhoto"), params, upload=picture)
    assert api.calls[0].files["photo"] == ("picture.png", "image/png", picture.content)
    assert api.calls[0].params == {"chat_id": "7", "caption": "half ?", "reply_markup": '{"inline_keyboard":[]}'}


async def test_a_refused_connection_is_certainly_not_sent(request_: AiohttpRequest) -> None:
    with pytest.raises(NotSent) as caught:
        await request_.exchange(f"http://127.0.0.1:{unused_port()}/bot{TOKEN}/getMe", {})
    assert "canary" not in "".join(traceback.format_exception(caught.value))


async def test_waiting_for_a_connection_in_vain_is_certainly_not_sent(api: BotApi) -> None:
    api.will("sendMessage", silence, ok())
    async with AiohttpRequest(connections=1, connect_seconds=0.1, answer_seconds=5) as request:
        first = asyncio.create_task(request.exchange(address(api, "sendMessage"), {}))
        while not api.calls:
            await asyncio.sleep(0.001)
        with pytest.raises(NotSent) as caught:
            await request.exchange(address(api, "sendMessage"), {})
        # aiohttp's own error has the address, and with it the token, in its text.
        assert "canary" not in "".join(traceback.format_exception(caught.value))
        assert caught.value.__context__ is None
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    assert len(api.calls) == 1


async def test_no_answer_in_time_is_perhaps_delivered(api: BotApi, request_: AiohttpRequest) -> None:
    api.will("sendMessage", silence)
    with pytest.raises(TimedOut):
        await request_.exchange(address(api, "sendMessage"), {}, answer_seconds=0.01)
    assert len(api.calls) == 1


async def test_a_line_cut_after_sending_is_perhaps_delivered(api: BotApi, request_: AiohttpRequest) -> None:
    api.will("sendMessage", cut)
    with pytest.raises(NetworkError) as caught:
        await request_.exchange(address(api, "sendMessage"), {})
    assert not isinstance(caught.value, NotSent | TimedOut)


async def test_connections_are_kept_and_the_session_opens_by_itself(api: BotApi) -> None:
    request = AiohttpRequest()
    for _ in range(3):
        await request.exchange(address(api, "getMe"), {})
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    assert api.methods() == ["getMe"] * 3
