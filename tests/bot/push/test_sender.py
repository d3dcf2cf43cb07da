import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.actions import sending as sending_action
from bot.chat.screens.screen import Screen
from bot.http.metrics import Metrics
from bot.push.pacing import Pacing
from bot.push.sender import Sender
from bot.telegram import Telegram
from storage import outbox, people
from storage.database import Database, Tx, open_database
from storage.errors import CommitFailed, DatabaseBusy, StatementFailed
from storage.people import Person
from tests.bot.actions.shop import PROGRAMME
from tests.bot.bot_api import Answer, BotApi, bot_api, cut, error, telegram_at
from tests.bot.push.test_pacing import Time
from tests.bot.receive.test_dispatcher import Stumbling, until

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FAR = 10**13


class ByHand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    @property
    def ms(self) -> int:
        return round(self.at.timestamp() * 1000)


@pytest.fixture
def clock() -> ByHand:
    return ByHand()


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Stumbling]:
    """One engine suffices: the queries are tried on both in tests/storage."""
    async with await open_database(sqlite_url) as database:
        await database.write(add_people, 7, 8, 9)
        yield Stumbling(database)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as api:
        yield api


@pytest.fixture
async def door(api: BotApi) -> AsyncIterator[Telegram]:
    time = Time()
    pacing = Pacing(monotonic=time.monotonic, sleep=time.sleep)
    async with telegram_at(api.url, answer_seconds=0.5, pacing=pacing) as door:
        yield door


def add_people(tx: Tx, *ids: int) -> None:
    for telegram_id in ids:
        tx.run("INSERT INTO people (telegram_id, name, offers, created_at) VALUES ($1, 'Ayşe', 1, 1)", telegram_id)


def put(tx: Tx, /, key: str, telegram_id: int = 7, **given: Any) -> bool:
    options: dict[str, Any] = {
        "service_class": "service",
        "notice": "hello",
        "data": {"n": 1},
        "now_ms": round(NOON.timestamp() * 1000),
        "pointless_after_ms": FAR,
    }
    return outbox.put(tx, key=key, telegram_id=telegram_id, **options | given)


async def render(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
    return Screen(text=f"{notice} {person.name} {json.dumps(data)}")


@asynccontextmanager
async def sending(database: Database, door: Telegram, clock: ByHand, **options: Any) -> AsyncIterator[Sender]:
    how = options.pop("render", render)
    given: dict[str, Any] = {"tick_seconds": 0.01, "first_again_ms": 0}
    sender = Sender(database, door, clock, how, PROGRAMME, **given | options)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        await sender.stop(1.0)
        await asyncio.wait_for(task, 5)


def states(tx: Tx) -> dict[str, tuple[str, str | None]]:
    return {row["key"]: (row["state"], row["error"]) for row in tx.all("SELECT key, state, error FROM outbox")}


async def ended(database: Database) -> dict[str, tuple[str, str | None]]:
    async with asyncio.timeout(10):
        while await database.read(outbox.next_due_ms) is not None:
            await asyncio.sleep(0.002)
    return await database.read(states)


def texts(api: BotApi) -> list[str]:
    return [call.params["text"] for call in api.calls]


async def test_a_notice_just_written_is_out_at_once(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    metrics = Metrics()
    async with sending(database, door, clock, tick_seconds=1.0, metrics=metrics) as sender:
        await asyncio.sleep(0.05)  # idle
        await database.write(put, "k")
        began = asyncio.get_running_loop().time()
        sender.wake()
        await until(lambda: bool(api.calls))
        assert asyncio.get_running_loop().time() - began < 0.1
        assert await ended(database) == {"k": ("sent", None)}
    assert texts(api) == ['hello Ayşe {"n": 1}']
    assert b'kumbara_pushes_total{class="urgent",state="sent"} 1.0' in metrics.text()


async def test_nothing_is_asked_of_the_table_while_nothing_is_due(
    door: Telegram, database: Stumbling, clock: ByHand
) -> None:
    await database.write(put, "later", not_before_ms=clock.ms + 60_000)
    looks = 0
    read = database.read

    async def counting(fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        nonlocal looks
        looks += 1
        return await read(fn, *args, **kwargs)

    database.read = counting  # type: ignore[method-assign]
    async with sending(database, door, clock, tick_seconds=0.001):
        await asyncio.sleep(0.1)
        assert looks <= 4


async def test_what_is_due_later_goes_when_the_clock_has_jumped(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "later", not_before_ms=clock.ms + 5 * 86_400_000)
    await database.write(put, "soon", 8, not_before_ms=clock.ms + 20)
    async with sending(database, door, clock):
        await asyncio.sleep(0.03)
        assert api.calls == []
        clock.at += timedelta(days=6)
        assert set((await ended(database)).values()) == {("sent", None)}


async def test_service_notices_to_one_person_go_in_order(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    for number in range(4):
        await database.write(put, f"k{number}", data={"n": number})
    async with sending(database, door, clock):
        await ended(database)
    assert texts(api) == [f'hello Ayşe {{"n": {number}}}' for number in range(4)]


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (error(403, "Forbidden: bot was blocked by the user"), ("skipped", "unreachable")),
        (error(400, "Bad Request: chat not found"), ("dead", "Refused")),
    ],
)
async def test_what_telegram_refuses_is_not_tried_again(
    api: BotApi, door: Telegram, database: Database, clock: ByHand, answer: Answer, end: tuple[str, str]
) -> None:
    await database.write(put, "k")
    api.will("sendMessage", answer)
    async with sending(database, door, clock):
        assert await ended(database) == {"k": end}
        person = await database.read(people.person, 7)
        assert person is not None
        assert person.reachable == (0 if end[0] == "skipped" else 1)
    assert len(api.calls) == 1


async def test_a_refusal_is_an_alert_without_the_words_of_the_message(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "k")
    api.will("sendMessage", error(400, 'Bad Request: can\'t parse entities: unsupported start tag "Ayşe"'))
    with capture_logs() as logs:
        async with sending(database, door, clock):
            await ended(database)
    [alert] = [line for line in logs if line["log_level"] == "error"]
    assert (alert["event"], alert["alert"], alert["notice"]) == ("push_refused", True, "hello")
    assert "Ayşe" not in str(logs)


async def test_what_was_not_delivered_is_tried_again(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "k", service_class="offer")
    api.will("sendMessage", *[error(500, "Internal Server Error")] * 3)
    async with sending(database, door, clock):
        assert (await ended(database))["k"][0] == "sent"
    assert len(api.calls) == 4


async def test_tries_are_further_and_further_apart(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    def not_before(tx: Tx) -> int:
        row = tx.one("SELECT not_before FROM outbox")
        assert row is not None
        return int(row["not_before"])

    await database.write(put, "k")
    api.will("sendMessage", *[error(500, "Internal Server Error")] * 9)
    waits = []
    async with sending(database, door, clock, first_again_ms=1000, tick_seconds=0.001):
        for tries in range(1, 10):
            await until(lambda tries=tries: len(api.calls) == tries)  # type: ignore[misc]
            async with asyncio.timeout(5):
                while (at_ms := await database.read(not_before)) <= clock.ms:
                    await asyncio.sleep(0.001)
            waits.append(at_ms - clock.ms)
            clock.at += timedelta(milliseconds=at_ms - clock.ms)
        await ended(database)
    assert waits == [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]


async def test_a_receipt_perhaps_delivered_is_sent_once_more_with_its_reference(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "k")
    api.will("sendMessage", cut, error(500, "Internal Server Error"))
    async with sending(database, door, clock):
        assert await ended(database) == {"k": ("sent", None)}
    assert texts(api) == ['hello Ayşe {"n": 1}'] + ['hello Ayşe {"n": 1, "again": 1}'] * 2


async def test_a_receipt_perhaps_delivered_twice_stays_uncertain(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "k")
    api.will("sendMessage", cut, cut)
    async with sending(database, door, clock):
        assert await ended(database) == {"k": ("uncertain", "MaybeDelivered")}
    assert len(api.calls) == 2


async def test_an_offer_perhaps_delivered_is_not_sent_again(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "k", service_class="offer")
    api.will("sendMessage", cut)
    async with sending(database, door, clock):
        assert await ended(database) == {"k": ("uncertain", "MaybeDelivered")}
    assert len(api.calls) == 1


async def test_what_is_pointless_by_now_is_skipped(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "k", pointless_after_ms=clock.ms - 1)
    async with sending(database, door, clock):
        assert await ended(database) == {"k": ("skipped", "pointless")}
    assert api.calls == []


async def test_who_is_forgotten_or_out_of_reach_is_skipped(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "nobody", 404)
    await database.write(put, "blocked", 8)
    await database.write(people.set_reachable, 8, reachable=False)
    async with sending(database, door, clock):
        assert await ended(database) == {
            "nobody": ("skipped", "forgotten"),
            "blocked": ("skipped", "unreachable"),
        }
    assert api.calls == []


async def test_a_notice_with_nothing_to_say_is_skipped(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    async def silent(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        return None

    await database.write(put, "k")
    async with sending(database, door, clock, render=silent):
        assert await ended(database) == {"k": ("skipped", "nothing-to-say")}
    assert api.calls == []


async def test_a_notice_that_cannot_be_rendered_is_dead_and_the_rest_goes_on(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    tries: Counter[str] = Counter()

    async def stumbling(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        tries[notice] += 1
        if notice == "bad" or tries[notice] == 1:
            raise KeyError("Ayşe")
        return Screen(text="fine")

    await database.write(put, "bad", notice="bad")
    await database.write(put, "good", 8)
    with capture_logs() as logs:
        async with sending(database, door, clock, render=stumbling):
            assert await ended(database) == {"bad": ("dead", "KeyError"), "good": ("sent", None)}
    assert tries == {"bad": 3, "hello": 2}
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["push_stuck"]
    assert "Ayşe" not in str(logs)


async def test_a_pause_is_obeyed_and_remembered_over_a_restart(api: BotApi, database: Database, clock: ByHand) -> None:
    now = 1_000_000.0
    await database.write(put, "k")
    api.will("sendMessage", error(429, "Too Many Requests", retry_after=40))
    first, second = Time(), Time()
    async with telegram_at(api.url, pacing=Pacing(monotonic=first.monotonic, sleep=first.sleep)) as door:
        async with sending(database, door, clock, wall=lambda: now):
            await until(lambda: door.pacing.paused_seconds > 0)
            clock.at += timedelta(days=3)  # the programme's clock has no say in it
            await asyncio.sleep(0.03)
        assert len(api.calls) == 1
    now += 15
    async with (
        telegram_at(api.url, pacing=Pacing(monotonic=second.monotonic, sleep=second.sleep)) as door,
        sending(database, door, clock, wall=lambda: now) as sender,
    ):
        await until(lambda: door.pacing.paused_seconds > 0)
        assert door.pacing.paused_seconds == 25
        sender.wake()
        await asyncio.sleep(0.03)
        assert len(api.calls) == 1
        second.now += 25
        sender.wake()
        assert await ended(database) == {"k": ("sent", None)}
    assert len(api.calls) == 2


async def test_the_second_before_the_start_is_let_pass(api: BotApi, database: Database, clock: ByHand) -> None:
    time = Time()
    pacing = Pacing(monotonic=time.monotonic, sleep=time.sleep)
    await database.write(put, "k")
    began = time.now
    async with telegram_at(api.url, pacing=pacing) as door, sending(database, door, clock):
        assert await ended(database) == {"k": ("sent", None)}
    assert time.now >= began + 1.0


async def test_a_pause_that_begins_while_messages_wait_puts_them_back(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    async def pausing(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        door.pacing.pause(60)
        return Screen(text="x")

    def ready(tx: Tx) -> bool:
        return tx.one("SELECT 1 AS one FROM outbox WHERE state = 'ready' AND attempts = 0") is not None

    await database.write(put, "k")
    async with sending(database, door, clock, render=pausing):
        await until(lambda: door.pacing.paused_seconds > 0)
        async with asyncio.timeout(5):
            while not await database.read(ready):
                await asyncio.sleep(0.001)
    assert api.calls == []


async def test_what_a_crashed_sender_left_is_sent(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "k")
    await database.write(outbox.lease, 1, FAR)
    async with sending(database, door, clock):
        assert await ended(database) == {"k": ("sent", None)}


async def test_a_call_under_way_may_finish_when_the_sender_stops_and_no_other_begins(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    release = asyncio.Event()

    async def slow(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        begun.set()
        await release.wait()
        return Screen(text="x")

    begun = asyncio.Event()
    await database.write(put, "first")
    await database.write(put, "second")
    async with sending(database, door, clock, render=slow) as sender:
        await begun.wait()
        stopping = asyncio.create_task(sender.stop(2.0))
        await asyncio.sleep(0)
        release.set()
        await stopping
    assert await database.read(states) == {"first": ("sent", None), "second": ("ready", None)}


async def test_all_calls_under_way_may_finish_when_the_sender_stops(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    release = asyncio.Event()
    begun: set[int] = set()

    async def slow(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        begun.add(person.telegram_id)
        if person.telegram_id != 7:
            await release.wait()
        return Screen(text="x")

    for telegram_id in (7, 8, 9):
        await database.write(put, str(telegram_id), telegram_id)
    async with sending(database, door, clock, render=slow) as sender:
        await until(lambda: begun == {7, 8, 9})
        stopping = asyncio.create_task(sender.stop(2.0))
        await until(lambda: len(api.calls) == 1)
        await asyncio.sleep(0.02)  # the first has ended long since
        release.set()
        await stopping
    assert set((await database.read(states)).values()) == {("sent", None)}


async def test_a_call_that_does_not_end_is_left_for_the_next_start(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    begun = asyncio.Event()

    async def never(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        begun.set()
        await asyncio.Event().wait()
        return None

    await database.write(put, "k")
    async with sending(database, door, clock, render=never) as sender:
        await begun.wait()
        await sender.stop(0.01)
    assert await database.read(states) == {"k": ("sending", None)}
    async with sending(database, door, clock):
        assert await ended(database) == {"k": ("sent", None)}


async def test_a_second_sender_on_one_database_waits(
    api: BotApi, door: Telegram, database: Database, clock: ByHand, sqlite_url: str
) -> None:
    async with await open_database(sqlite_url) as other:
        with capture_logs() as logs:
            async with sending(database, door, clock):
                await until(lambda: any(line["event"] == "sender_started" for line in logs))
                task = asyncio.create_task(Sender(other, door, clock, render, PROGRAMME).run())
                await until(lambda: any(line["event"] == "sender_waits" for line in logs))
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


async def test_a_database_that_stumbles_loses_nothing(
    api: BotApi, door: Telegram, database: Stumbling, clock: ByHand
) -> None:
    await database.write(put, "k")
    names = ("abandon", "look", "take", "finish")
    database.failures = {name: CommitFailed("once") for name in names}
    async with sending(database, door, clock, tick_seconds=0.001):
        assert await ended(database) == {"k": ("sent", None)}
    assert database.failures == {}
    assert len(api.calls) == 1


async def test_a_row_that_cannot_be_ended_keeps_its_lease_and_raises_an_alert(
    api: BotApi, door: Telegram, database: Stumbling, clock: ByHand
) -> None:
    await database.write(put, "k")
    fails: Callable[[], StatementFailed] = lambda: StatementFailed("a fault in the SQL")  # noqa: E731

    async def write(fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        if fn is sending_action.finish:
            raise fails()
        return await database.inner.write(fn, *args, **kwargs)

    database.write = write  # type: ignore[method-assign]
    with capture_logs() as logs:
        async with sending(database, door, clock):
            await until(lambda: any(line["event"] == "push_left" for line in logs))
    assert await database.read(states) == {"k": ("sending", None)}


async def test_a_row_that_somebody_else_took_is_left_alone(
    api: BotApi, door: Telegram, database: Stumbling, clock: ByHand
) -> None:
    await database.write(put, "k")
    taken = 0

    async def write(fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        nonlocal taken
        if fn is sending_action.take and taken < 2:
            taken += 1
            return sending_action.Taken(programme=PROGRAMME)
        return await database.inner.write(fn, *args, **kwargs)

    database.write = write  # type: ignore[method-assign]
    async with sending(database, door, clock):
        assert await ended(database) == {"k": ("sent", None)}
    assert len(api.calls) == 1


async def test_three_hundred_notices_survive_faults_of_every_kind_and_restarts(
    api: BotApi, database: Stumbling, clock: ByHand
) -> None:
    chance = random.Random(4242)
    faults = (cut, error(500, "Internal Server Error"), error(429, "slow", retry_after=1))
    await database.write(add_people, *range(100, 160))
    kinds: list[dict[str, Any]] = [{"service_class": "offer"}, {"reminder": True}, {}]  # an offer each
    for number in range(300):
        kind = kinds[min(number // 60, 2)]
        await database.inner.write(put, f"k{number}", 100 + number % 60, data={"n": number}, **kind)
    api.will("sendMessage", *(chance.choice(faults) for _ in range(130)))
    database.failures["due"] = DatabaseBusy("locked")
    time = Time()
    pacing = Pacing(monotonic=time.monotonic, sleep=time.sleep)

    async def tick() -> None:
        while True:  # pauses pass quickly
            await asyncio.sleep(0.001)
            time.now += 0.05

    ticking = asyncio.create_task(tick())
    async with telegram_at(api.url, pacing=pacing) as door:
        for _ in range(3):
            async with sending(database, door, clock, tick_seconds=0.002):
                await asyncio.sleep(0.1)
            clock.at += timedelta(minutes=chance.randrange(-30, 30))
        clock.at += timedelta(hours=1)
        async with sending(database, door, clock, tick_seconds=0.002):
            after = await ended(database)
    ticking.cancel()
    assert {state for state, _ in after.values()} <= {"sent", "uncertain"}
    said = {json.loads(text.partition("{")[1] + text.partition("{")[2])["n"] for text in texts(api)}
    assert said == set(range(300))
