import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clock import SystemClock
from bot.http.metrics import Metrics
from bot.receive.care import Patience
from bot.receive.dispatcher import Dispatcher
from bot.receive.updates import Fresh, decoded, keep
from bot.telegram import Blocked, MaybeDelivered, NotDelivered, Paused
from storage import inbox
from storage.database import Database, Tx, open_database
from storage.errors import DatabaseBusy

BOT = 4242
QUICK = Patience(exception_wait=0.001, first_wait=0.001, longest_wait=0.002, out_of_reach=5.0)
Handle = Callable[[int, dict[str, Any]], Awaitable[None]]


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """One engine suffices: the queries are tried on both in tests/storage."""
    async with await open_database(sqlite_url) as database:
        yield database


def message(update_id: int, chat_id: int = 7, text: str = "x") -> dict[str, Any]:
    chat = {"id": chat_id, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": update_id, "chat": chat, "text": text}}


async def arrive(database: Database, *updates: dict[str, Any]) -> list[Fresh]:
    arrived = [one for update in updates if (one := decoded(update)) is not None]
    return await keep(database, BOT, arrived, SystemClock(), Metrics())


@asynccontextmanager
async def dispatching(database: Database, handle: Handle, **options: Any) -> AsyncIterator[Dispatcher]:
    options.setdefault("patience", QUICK)
    dispatcher = Dispatcher(database, BOT, handle, SystemClock(), **options)
    running = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        await dispatcher.stop(1.0)
        await asyncio.wait_for(running, 5)


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.001)


def states(tx: Tx) -> dict[int, tuple[str, int, str | None]]:
    rows = tx.all("SELECT update_id, state, attempts, error FROM inbox ORDER BY id")
    return {row["update_id"]: (row["state"], row["attempts"], row["error"]) for row in rows}


async def settled(database: Database, waiting: int = 0) -> dict[int, tuple[str, int, str | None]]:
    async with asyncio.timeout(5):
        while await database.read(inbox.waiting) > waiting:
            await asyncio.sleep(0.002)
    return await database.read(states)


async def test_rows_left_by_an_earlier_process_are_handled_at_start(database: Database) -> None:
    await arrive(database, message(1, text="çay"), message(2))
    seen: list[tuple[int, str]] = []

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        seen.append((row_id, update["message"]["text"]))

    async with dispatching(database, handle):
        assert set(await settled(database)) == {1, 2}
    assert [text for _, text in seen] == ["çay", "x"]


async def test_a_chat_is_handled_in_order_and_chats_side_by_side(database: Database) -> None:
    order: dict[int, list[int]] = defaultdict(list)
    most = running = 0
    busy: set[int] = set()

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        nonlocal most, running
        chat = update["message"]["chat"]["id"]
        assert chat not in busy
        busy.add(chat)
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        order[chat].append(update["update_id"])
        running -= 1
        busy.discard(chat)

    async with dispatching(database, handle, concurrency=4) as dispatcher:
        for start in range(0, 120, 40):
            dispatcher.offer(await arrive(database, *(message(n, n % 8) for n in range(start, start + 40))))
        await settled(database)
    assert order == {chat: list(range(chat, 120, 8)) for chat in range(8)}
    assert most == 4


async def test_a_thousand_waiting_rows_pass_through_a_small_memory_in_order(database: Database) -> None:
    await arrive(database, *(message(n, n % 5) for n in range(1000)))
    order: dict[int, list[int]] = defaultdict(list)
    most_in_hand = 0

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        nonlocal most_in_hand
        most_in_hand = max(most_in_hand, dispatcher.in_hand)
        order[update["message"]["chat"]["id"]].append(update["update_id"])

    async with dispatching(database, handle, in_hand=64, page=32) as dispatcher:
        for start in range(1000, 1300, 100):  # fresh ones arrive while old ones wait
            dispatcher.offer(await arrive(database, *(message(n, n % 5) for n in range(start, start + 100))))
        await settled(database)
        dispatcher.offer(await arrive(database, message(1300, 0)))
        await settled(database)
    assert order == {chat: [*range(chat, 1300, 5)] + ([1300] if chat == 0 else []) for chat in range(5)}
    assert most_in_hand <= 96


async def test_a_handler_that_raises_is_tried_again_and_the_chat_waits(database: Database) -> None:
    seen: list[int] = []

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        seen.append(update["update_id"])
        if len(seen) < 3:
            raise ValueError("a passing fault")

    metrics = Metrics()
    async with dispatching(database, handle, metrics=metrics) as dispatcher:
        await settled(database)
        dispatcher.offer(await arrive(database, message(1), message(2)))
        after = await settled(database)
    assert seen == [1, 1, 1, 2]
    assert after == {1: ("done", 2, "ValueError"), 2: ("done", 0, None)}
    assert b"kumbara_updates_handled_total 2.0" in metrics.text()


async def test_a_poisonous_update_is_set_aside_with_an_alert_and_the_rest_goes_on(database: Database) -> None:
    async def handle(row_id: int, update: dict[str, Any]) -> None:
        if update["update_id"] == 1:
            raise ValueError(update["message"]["text"])

    with capture_logs() as logs:
        async with dispatching(database, handle) as dispatcher:
            dispatcher.offer(await arrive(database, message(1, text="Ayşe Yılmaz"), message(2)))
            assert await settled(database) == {1: ("dead", 3, "ValueError"), 2: ("done", 0, None)}
    alerts = [line for line in logs if line["log_level"] == "error"]
    assert [line["event"] for line in alerts] == ["update_set_aside"]
    assert alerts[0]["alert"] is True
    assert "test_dispatcher.py" in alerts[0]["at"]
    assert "Yılmaz" not in str(logs)


async def test_exceptions_are_counted_over_restarts(database: Database) -> None:
    [fresh] = await arrive(database, message(1))
    await database.write(inbox.note_failure, fresh.row_id, "ValueError")
    await database.write(inbox.note_failure, fresh.row_id, "ValueError")
    tries = 0

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        nonlocal tries
        tries += 1
        raise ValueError

    async with dispatching(database, handle):
        assert await settled(database) == {1: ("dead", 3, "ValueError")}
    assert tries == 1


@pytest.mark.parametrize(
    "trouble",
    [
        NotDelivered("sendMessage", "no connection"),
        Paused("sendMessage", "slow down", 0.001),
        MaybeDelivered("sendMessage", "no answer"),
        DatabaseBusy("locked"),
    ],
)
async def test_what_is_out_of_reach_is_waited_out_and_not_counted(database: Database, trouble: Exception) -> None:
    tries = 0

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        nonlocal tries
        tries += 1
        if tries < 5:
            raise trouble

    async with dispatching(database, handle) as dispatcher:
        dispatcher.offer(await arrive(database, message(1)))
        assert await settled(database) == {1: ("done", 0, None)}
    assert tries == 5


async def test_what_stays_out_of_reach_is_set_aside_in_the_end(database: Database) -> None:
    async def handle(row_id: int, update: dict[str, Any]) -> None:
        raise NotDelivered("sendMessage", "no connection")

    patience = Patience(first_wait=0.001, longest_wait=0.01, out_of_reach=0.05)
    async with dispatching(database, handle, patience=patience) as dispatcher:
        dispatcher.offer(await arrive(database, message(1)))
        assert await settled(database) == {1: ("dead", 0, "NotDelivered")}


async def test_a_reply_that_was_perhaps_delivered_often_enough_counts_as_given(database: Database) -> None:
    tries = 0

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        nonlocal tries
        tries += 1
        raise MaybeDelivered("sendMessage", "no answer")

    async with dispatching(database, handle) as dispatcher:
        dispatcher.offer(await arrive(database, message(1)))
        assert await settled(database) == {1: ("done", 0, None)}
    assert tries == 5


async def test_who_blocked_the_bot_needs_no_answer(database: Database) -> None:
    async def handle(row_id: int, update: dict[str, Any]) -> None:
        raise Blocked("sendMessage", "Forbidden: bot was blocked by the user")

    async with dispatching(database, handle) as dispatcher:
        dispatcher.offer(await arrive(database, message(1)))
        assert await settled(database) == {1: ("done", 0, None)}


async def test_stopping_lets_what_runs_finish_and_leaves_the_rest(database: Database) -> None:
    begun, release = asyncio.Event(), asyncio.Event()

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        begun.set()
        await release.wait()

    async with dispatching(database, handle) as dispatcher:
        await settled(database)
        dispatcher.offer(await arrive(database, message(1), message(2)))
        await begun.wait()
        stopping = asyncio.create_task(dispatcher.stop(2.0))
        await asyncio.sleep(0)
        release.set()
        await stopping
    assert await database.read(states) == {1: ("done", 0, None), 2: ("new", 0, None)}


async def test_what_was_handled_is_marked_when_stopping_returns(database: Database) -> None:
    handled = asyncio.Event()

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        handled.set()

    dispatcher = Dispatcher(database, BOT, handle, SystemClock())
    await dispatcher.stop()  # before it began: nothing to wait for
    dispatcher = Dispatcher(database, BOT, handle, SystemClock())
    await arrive(database, message(1))
    running = asyncio.create_task(dispatcher.run())
    await handled.wait()
    await dispatcher.stop()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await database.read(states) == {1: ("done", 0, None)}


async def test_stopping_does_not_wait_for_ever(database: Database) -> None:
    begun = asyncio.Event()

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with dispatching(database, handle) as dispatcher:
        dispatcher.offer(await arrive(database, message(1)))
        await begun.wait()
        await dispatcher.stop(0.01)
    assert await database.read(states) == {1: ("new", 0, None)}


async def test_stopping_ends_waiting_for_another_try(database: Database) -> None:
    tried = asyncio.Event()

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        tried.set()
        raise NotDelivered("sendMessage", "no connection")

    patience = Patience(first_wait=60.0)
    async with dispatching(database, handle, patience=patience) as dispatcher:
        dispatcher.offer(await arrive(database, message(1)))
        await tried.wait()
    assert await database.read(states) == {1: ("new", 0, None)}


async def test_a_cancelled_dispatcher_leaves_rows_for_the_next_start(database: Database) -> None:
    begun = asyncio.Event()

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        begun.set()
        await asyncio.Event().wait()

    await arrive(database, message(1))
    running = asyncio.create_task(Dispatcher(database, BOT, handle, SystemClock()).run())
    await begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await database.read(states) == {1: ("new", 0, None)}


class Stumbling(Database):
    """A database that fails the first calls of the functions named."""

    def __init__(self, inner: Database, **failures: Exception) -> None:
        self.inner, self.failures = inner, failures

    async def write(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        if error := self.failures.pop(fn.__name__, None):
            raise error
        return await self.inner.write(fn, *args, **kwargs)

    async def read(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        if error := self.failures.pop(fn.__name__, None):
            raise error
        return await self.inner.read(fn, *args, **kwargs)

    def exclusive(self, name: str, on_wait: Callable[[], None] | None = None) -> Any:
        return self.inner.exclusive(name, on_wait)

    async def scrub(self) -> bool:
        return await self.inner.scrub()

    async def close(self) -> None:
        await self.inner.close()


async def test_marks_and_pages_survive_a_database_that_stumbles(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.receive.dispatcher._DATABASE_AGAIN_SECONDS", 0.001)
    await arrive(database, message(1))
    stumbling = Stumbling(database, pending=DatabaseBusy("locked"), done=DatabaseBusy("locked"))
    seen: list[int] = []

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        seen.append(update["update_id"])

    async with dispatching(stumbling, handle):
        assert await settled(database) == {1: ("done", 0, None)}
    assert seen == [1]


async def test_a_failure_is_noted_as_soon_as_the_database_is_back(database: Database) -> None:
    stumbling = Stumbling(database, note_failure=DatabaseBusy("locked"), set_aside=DatabaseBusy("locked"))

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        raise ValueError

    async with dispatching(stumbling, handle) as dispatcher:
        dispatcher.offer(await arrive(database, message(1)))
        assert await settled(database) == {1: ("dead", 3, "ValueError")}


async def test_a_fault_in_the_bookkeeping_leaves_the_row_and_the_chat_goes_on(database: Database) -> None:
    stumbling = Stumbling(database, note_failure=RuntimeError("a bug"))
    seen: list[int] = []

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        seen.append(update["update_id"])
        if update["update_id"] == 1:
            raise ValueError

    async with dispatching(stumbling, handle) as dispatcher:
        await until(lambda: not dispatcher._behind)
        dispatcher.offer(await arrive(database, message(1), message(2)))
        after = await settled(database, waiting=1)
    assert seen == [1, 2]
    assert after == {1: ("new", 0, None), 2: ("done", 0, None)}


async def test_marks_that_fail_at_the_very_end_are_left_to_the_next_start(database: Database) -> None:
    begun, release = asyncio.Event(), asyncio.Event()
    stumbling = Stumbling(database, done=DatabaseBusy("locked"))

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        begun.set()
        await release.wait()

    async with dispatching(stumbling, handle) as dispatcher:
        dispatcher.offer(await arrive(database, message(1)))
        await begun.wait()
        stopping = asyncio.create_task(dispatcher.stop(2.0))
        await asyncio.sleep(0)
        release.set()
        await stopping
    assert await database.read(states) == {1: ("new", 0, None)}


@pytest.mark.parametrize("payload", ["", "[]", '{"update_id"'])
async def test_a_row_that_is_no_update_reaches_the_handler_as_nothing(database: Database, payload: str) -> None:
    def damage(tx: Tx) -> None:
        tx.run("UPDATE inbox SET payload = $1", payload)

    await arrive(database, message(1))
    await database.write(damage)
    seen: list[dict[str, Any]] = []

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        seen.append(update)

    async with dispatching(database, handle):
        await settled(database)
    assert seen == [{}]


async def test_a_row_offered_twice_is_handled_once(database: Database) -> None:
    seen: list[int] = []

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        seen.append(row_id)

    async with dispatching(database, handle) as dispatcher:
        await until(lambda: not dispatcher._behind)
        fresh = await arrive(database, message(1))
        dispatcher.offer(fresh)
        dispatcher.offer(fresh)
        await settled(database)
    assert len(seen) == 1


async def test_presses_are_counted(database: Database) -> None:
    async def handle(row_id: int, update: dict[str, Any]) -> None: ...

    metrics = Metrics()
    press = {"update_id": 1, "callback_query": {"id": "q", "from": {"id": 7}, "data": json.dumps({})}}
    async with dispatching(database, handle, metrics=metrics) as dispatcher:
        dispatcher.offer(await arrive(database, press))
        await settled(database)
    assert b"kumbara_presses_total 1.0" in metrics.text()


class Slow(Stumbling):
    """Hands out the pages it has read only when the test lets it."""

    def __init__(self, inner: Database) -> None:
        super().__init__(inner)
        self.read_so_far = 0
        self.hold_from = 1
        self.held = asyncio.Event()
        self.let_go = asyncio.Event()

    async def read(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        result = await self.inner.read(fn, *args, **kwargs)
        self.read_so_far += 1
        if self.read_so_far == self.hold_from:
            self.held.set()
            await self.let_go.wait()
        return result


async def test_a_row_that_comes_while_a_page_is_read_is_not_overlooked(database: Database) -> None:
    slow = Slow(database)

    async def handle(row_id: int, update: dict[str, Any]) -> None: ...

    async with dispatching(slow, handle) as dispatcher:
        await slow.held.wait()
        dispatcher.offer(await arrive(database, message(1)))
        slow.let_go.set()
        assert await settled(database) == {1: ("done", 0, None)}


async def test_a_row_that_ends_while_a_page_with_it_is_read_is_not_handled_again(database: Database) -> None:
    slow = Slow(database)
    slow.hold_from = 3  # the row, the empty rest, and the last look from the beginning with the row again
    finish = asyncio.Event()
    seen: list[int] = []

    async def handle(row_id: int, update: dict[str, Any]) -> None:
        seen.append(row_id)
        await finish.wait()

    await arrive(database, message(1))
    async with dispatching(slow, handle, page=1) as dispatcher:
        await slow.held.wait()
        finish.set()
        await until(lambda: dispatcher.in_hand == 0)
        slow.let_go.set()
        await until(lambda: not dispatcher._behind)
        assert dispatcher.in_hand == 0
    assert len(seen) == 1
