"""python-telegram-bot as it comes, against the sandbox."""

import datetime as dt

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    MenuButtonCommands,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TimedOut

from tests.bot.sandbox.playground import LINK, TOKEN, Playground, qr_png


def bot_for(ground: Playground, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{ground.sandbox.url}/bot", base_file_url=f"{ground.sandbox.url}/file/bot")


async def test_a_conversation_with_python_telegram_bot(ground: Playground) -> None:
    await ground.person(11)
    await ground.person(12, "Can", started=False)
    async with bot_for(ground) as bot:
        assert bot.username == "kumbara_demo_bot"
        await bot.set_my_commands([BotCommand("start", "begin")], scope=BotCommandScopeAllPrivateChats())
        await bot.set_my_short_description("Points in a chat", language_code="en")
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("✅ Join", callback_data="join")]])
        sent = await bot.send_message(11, "<b>Hi</b>", ParseMode.HTML, reply_markup=keyboard)
        assert sent.reply_markup == keyboard
        await ground.do("people/11/press", {"message_id": sent.message_id, "label": "Join"})
        (update,) = await bot.get_updates(timeout=1, allowed_updates=["message", "callback_query"])
        query = update.callback_query
        assert query is not None
        assert query.message == sent
        await query.answer("Welcome")
        await query.edit_message_text("Joined")
        with pytest.raises(BadRequest, match="Message is not modified"):
            await query.edit_message_text("Joined")
        picture = InputFile(qr_png(LINK + "m_1"), filename="card.png")
        card = await bot.send_photo(11, picture, LINK + "m_1", protect_content=True)
        await ground.do("people/12/scan", {"from": 11, "message_id": card.message_id})
        assert card.photo
        file = await bot.get_file(card.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == qr_png(LINK + "m_1")
        await card.edit_media(InputMediaPhoto(qr_png(LINK + "m_2"), caption="new", filename="card.png"))
        album = [InputMediaPhoto(qr_png(text), filename="a.png") for text in ("a", "b")]
        assert len(await bot.send_media_group(11, album)) == 2
        await bot.send_document(11, b"{}", filename="data.json")
        await card.delete()
        assert (await bot.get_chat(11)).first_name == "Ayşe"
        (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=1)
        assert update.message is not None
        assert update.message.text == "/start m_1"
    assert await ground.violations() == []


async def test_its_errors_are_the_ones_that_telegram_causes(
    ground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    await ground.person(11)
    async with bot_for(ground) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(5, "a")
        await ground.do("faults", [{"kind": "429", "times": 1, "retry_after": 3}])
        with pytest.raises(RetryAfter) as limited:
            await bot.send_message(11, "a")
        assert limited.value.retry_after == dt.timedelta(seconds=3)
        await ground.do("faults", [{"kind": "timeout", "times": 1}])
        with pytest.raises(TimedOut):
            await bot.send_message(11, "a", read_timeout=0.05)
        await ground.do("people/11/block", {"blocked": True})
        with pytest.raises(Forbidden, match="blocked"):
            await bot.send_message(11, "a")
        await bot.set_webhook("http://127.0.0.1:9/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
        assert (await bot.get_webhook_info()).pending_update_count == 1
        await bot.delete_webhook()
    stranger = bot_for(ground, "77:unknown")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_a_picture_without_a_name_is_a_violation(ground: Playground) -> None:
    await ground.person(11)
    async with bot_for(ground) as bot:
        with pytest.raises(BadRequest, match="photo needs a file name"):
            await bot.send_photo(11, InputFile(b"\x00 no known picture"))
    assert len(await ground.violations()) == 1
