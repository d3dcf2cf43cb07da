"""The message that shows a manager how a broadcast goes: edited while something changes, and never in the way."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.actions.broadcasts import BroadcastSeen, serve
from bot.chat.screens.announcements import how_it_goes
from bot.chat.screens.screen import Screen
from bot.push.pacing import Pacing
from bot.push.progress import Progress
from bot.telegram import Telegram
from bot.texts import Speaker, Texts
from loyalty.broadcasts import Broadcast, BroadcastKind
from loyalty.model import Programme
from loyalty.segments import Segment
from storage import broadcasts, members, merchants, outbox, people
from storage.database import Database, Tx, open_database
from storage.rows import ms
from tests.bot.bot_api import BotApi, bot_api, cut, error, telegram_at
from tests.bot.push.test_pacing import Time

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PROGRAMME = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
MANAGER, MESSAGE, MEMBERS = 7, 70, 4


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """A broadcast to four members, written for all of them, and watched."""
    async with await open_database(sqlite_url) as database:
        await database.write(_street)
        while (await database.write(serve, PROGRAMME, NOW, 1)).more:
            pass
        yield database


def _street(tx: Tx) -> None:
    cafe = merchants.add_merchant(tx, "Café", NOW)
    people.meet(tx, MANAGER, "Melis", "en", NOW)
    for telegram_id in range(11, 11 + MEMBERS):
        people.meet(tx, telegram_id, "Somebody", "en", NOW)
        people.become_member(tx, telegram_id, members.add_member(tx, merchant_id=cafe, inviter_id=None, now=NOW))
        people.set_choice(tx, telegram_id, "offers", 1)
    _plan(tx, MESSAGE)


def _plan(tx: Tx, message: int) -> int:
    new = Broadcast(
        kind=BroadcastKind.MESSAGE,
        merchant_id=1,
        staff_id=None,
        segment=Segment(),
        text="Figs <b>",
        starts_at=NOW,
        ends_at=NOW + timedelta(days=1),
        created_at=NOW,
    )
    number = broadcasts.add_broadcast(tx, new)
    broadcasts.watch(tx, [number], MANAGER, message)
    return number


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as api:
        yield api


@pytest.fixture
async def telegram(api: BotApi) -> AsyncIterator[Telegram]:
    time = Time()
    async with telegram_at(api.url, pacing=Pacing(monotonic=time.monotonic, sleep=time.sleep)) as telegram:
        yield telegram


@pytest.fixture
def progress(database: Database, telegram: Telegram) -> Progress:
    return new_progress(database, telegram)


def new_progress(database: Database, telegram: Telegram) -> Progress:
    return Progress(database, telegram, Texts(PROGRAMME, "en"))


async def end_one(database: Database, state: outbox.End = "sent", why: str | None = None) -> None:
    """The first message that waits comes to that end."""
    row = await database.read(lambda tx: tx.one("SELECT min(id) AS id FROM outbox WHERE state = 'ready'"))
    assert row is not None
    await database.write(outbox.end, row["id"], state, ms(NOW), why)


def texts(api: BotApi) -> list[str]:
    return [str(call.params["text"]) for call in api.calls]


async def test_it_is_edited_only_when_something_has_changed(
    database: Database, api: BotApi, progress: Progress
) -> None:
    await progress.round()
    await progress.round()
    assert api.methods() == ["editMessageText"]
    assert (api.calls[0].params["chat_id"], api.calls[0].params["message_id"]) == (MANAGER, MESSAGE)
    assert "Figs &lt;b&gt;" in texts(api)[0]
    assert "Waiting: 4" in texts(api)[0]
    await end_one(database)
    await progress.round()
    await progress.round()
    assert len(api.calls) == 2
    assert "▓▓░░░░░░░░ 25%" in texts(api)[1]
    assert "broadcast-stop:1" in str(api.calls[1].params["reply_markup"])


async def test_the_last_edit_says_how_it_ended_and_nothing_follows(
    database: Database, api: BotApi, progress: Progress
) -> None:
    for state, why in (("sent", None), ("skipped", "switched-off"), ("uncertain", None), ("dead", "Refused")):
        await end_one(database, state, why)  # type: ignore[arg-type]
    await database.write(serve, PROGRAMME, NOW, 1)
    await progress.round()
    (said,) = texts(api)
    for words in ("Done, 4 in all", "Sent: 1", "Switched offers off: 1", "Perhaps arrived: 1", "Cannot be reached: 1"):
        assert words in said
    assert "Waiting" not in said
    assert "broadcast-stop" not in str(api.calls[0].params["reply_markup"])
    await progress.round()
    assert len(api.calls) == 1
    assert await database.read(broadcasts.watched) == []


async def test_stopped_it_says_so(database: Database, api: BotApi, progress: Progress) -> None:
    await end_one(database)
    await database.write(broadcasts.stop, 1)
    while (await database.write(serve, PROGRAMME, NOW, 1)).more:
        pass
    await progress.round()
    assert "Stopped, 4 in all" in texts(api)[0]
    assert "Stopped: 3" in texts(api)[0]


async def test_after_a_restart_it_goes_on_and_an_edit_that_changes_nothing_is_success(
    database: Database, api: BotApi, telegram: Telegram, progress: Progress
) -> None:
    await progress.round()
    restarted = new_progress(database, telegram)
    api.will("editMessageText", error(400, "Bad Request: message is not modified: specified new message content is…"))
    await restarted.round()
    await restarted.round()
    assert len(api.calls) == 2
    await end_one(database)
    await restarted.round()
    assert "Sent: 1" in texts(api)[2]


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (400, "Bad Request: message to edit not found"),
        (400, "Bad Request: MESSAGE_ID_INVALID"),
        (400, "Bad Request: chat not found"),
        (403, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_a_message_that_is_gone_is_forgotten(
    database: Database, api: BotApi, progress: Progress, status: int, description: str
) -> None:
    api.will("editMessageText", error(status, description))
    await progress.round()
    await end_one(database)
    await progress.round()
    assert len(api.calls) == 1
    assert await database.read(broadcasts.watched) == []


async def test_what_did_not_arrive_is_shown_in_the_next_round(api: BotApi, progress: Progress) -> None:
    api.will("editMessageText", error(500, "Internal Server Error"), cut)
    for _ in range(4):
        await progress.round()
    assert len(api.calls) == 3


async def test_a_pause_that_telegram_asks_for_is_kept(api: BotApi, telegram: Telegram, progress: Progress) -> None:
    api.will("editMessageText", error(429, "Too Many Requests: retry after 9", retry_after=9))
    await progress.round()
    await progress.round()
    assert len(api.calls) == 1
    assert telegram.pacing.paused_seconds > 0


async def test_edits_take_their_turn_among_pushes(database: Database, api: BotApi) -> None:
    time = Time()
    pacing = Pacing(monotonic=time.monotonic, sleep=time.sleep)
    await database.write(_plan, 71)
    async with telegram_at(api.url, pacing=pacing) as telegram:
        await new_progress(database, telegram).round()
    # Two messages of one chat, a second apart.
    assert len(api.calls) == 2
    assert time.monotonic() >= 1


async def test_several_broadcasts_may_be_shown_by_one_message(
    database: Database, api: BotApi, progress: Progress
) -> None:
    await database.write(_plan, MESSAGE)
    await progress.round()
    (said,) = texts(api)
    assert "Waiting: 4" in said
    assert "It begins in a moment." in said
    assert str(api.calls[0].params["reply_markup"]).count("broadcast-stop:") == 2


async def test_whoever_was_forgotten_is_shown_nothing(database: Database, api: BotApi, progress: Progress) -> None:
    await database.write(people.forget_person, MANAGER)
    await progress.round()
    assert api.calls == []
    assert await database.read(broadcasts.watched) == []


async def test_one_that_cannot_be_shown_is_an_alert_and_the_others_go_on(
    database: Database, api: BotApi, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strange(speaker: Speaker, seen: Sequence[BroadcastSeen]) -> Screen:
        if seen[0].broadcast.id == 1:
            raise KeyError("Figs")
        return how_it_goes(speaker, seen)

    monkeypatch.setattr("bot.push.progress.how_it_goes", strange)
    await database.write(_plan, 71)
    with capture_logs() as logs:
        await progress.round()
    assert [call.params["message_id"] for call in api.calls] == [71]
    assert [(line["event"], line["error"]) for line in logs if line.get("alert")] == [("progress_failed", "KeyError")]
    assert "Figs" not in str(logs)
    assert [one.watcher_message for one in await database.read(broadcasts.watched)] == [71]
