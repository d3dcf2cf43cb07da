"""The sender keeps hours and switches, leases no more than there is room for, and leaves little in doubt."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chat.screens.screen import Screen
from bot.http.metrics import Metrics
from bot.push.pacing import CHAT_SECONDS, Pacing
from bot.push.rendering import Rendering
from bot.push.sender import HANDFUL
from bot.telegram import Telegram
from bot.texts import Texts
from loyalty.model import Programme
from storage import outbox, people
from storage.database import Database, Tx
from storage.errors import ConnectionLost
from storage.people import Person
from tests.bot.actions.shop import PROGRAMME
from tests.bot.bot_api import BotApi, telegram_at
from tests.bot.push.test_pacing import Time
from tests.bot.push.test_sender import (
    FAR,
    NOON,
    ByHand,
    add_people,
    api,
    clock,
    database,
    door,
    ended,
    put,
    sending,
    states,
    texts,
)
from tests.bot.receive.test_dispatcher import until

__all__ = ["api", "clock", "database", "door"]  # fixtures


async def state_of(database: Database, key: str, state: str) -> None:
    async with asyncio.timeout(5):
        while (await database.read(states))[key][0] != state:
            await asyncio.sleep(0.002)


async def test_a_reminder_in_quiet_hours_goes_when_they_end(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    metrics = Metrics()
    clock.at = NOON + timedelta(hours=8)  # 23:00 in Istanbul
    await database.write(put, "reminder", reminder=True)
    await database.write(put, "receipt", 8)
    async with sending(database, door, clock, metrics=metrics):
        await state_of(database, "receipt", "sent")
        clock.at += timedelta(hours=8, minutes=59)
        await asyncio.sleep(0.05)
        assert len(api.calls) == 1
        clock.at += timedelta(minutes=1)
        await state_of(database, "reminder", "sent")
    assert b'kumbara_pushes_postponed_total{class="reminder"} 1.0' in metrics.text()


async def test_what_was_switched_off_is_skipped_and_counted(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    metrics = Metrics()
    await database.write(people.set_choice, 7, "offers", 0)
    await database.write(people.set_choice, 8, "reminders", 0)
    await database.write(put, "offer", 7, service_class="offer")
    await database.write(put, "reminder", 8, reminder=True)
    await database.write(put, "receipt", 9)
    async with sending(database, door, clock, metrics=metrics):
        assert await ended(database) == {
            "offer": ("skipped", "switched-off"),
            "reminder": ("skipped", "switched-off"),
            "receipt": ("sent", None),
        }
    assert len(api.calls) == 1
    assert b'kumbara_pushes_total{class="offer",state="skipped"} 1.0' in metrics.text()


async def test_the_second_offer_comes_on_the_second_day(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    for key in ("first", "second", "third"):
        await database.write(put, key, service_class="offer", data={"n": key})
    async with sending(database, door, clock):
        for day, key in enumerate(("first", "second", "third")):
            clock.at = NOON + timedelta(days=day)
            await state_of(database, key, "sent")
            await asyncio.sleep(0.03)
            assert len(api.calls) == day + 1


async def test_an_offer_that_a_crash_left_is_uncertain_and_a_notice_is_sent_again(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    await database.write(put, "offer", 7, service_class="offer")
    await database.write(put, "notice", 8)
    for row_id in (1, 2):
        await database.write(outbox.lease, row_id, FAR)
    async with sending(database, door, clock):
        assert await ended(database) == {"offer": ("uncertain", "abandoned"), "notice": ("sent", None)}
    assert texts(api) == ['hello Ayşe {"n": 1, "again": 2}']


async def test_what_had_to_wait_until_the_hour_was_another_is_decided_upon_again(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    async def slow(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        clock.at = max(clock.at, NOON + timedelta(hours=7))  # 22:00 in Istanbul
        return Screen(text=notice)

    await database.write(put, "reminder", 7, reminder=True)
    await database.write(put, "offer", 8, service_class="offer")
    clock.at = NOON + timedelta(hours=5, minutes=59, seconds=59)
    async with sending(database, door, clock, render=slow):
        await until(lambda: clock.at > NOON + timedelta(hours=6))
        await asyncio.sleep(0.05)
        assert api.calls == []
        person = await database.read(people.person, 8)
        assert person is not None
        assert person.offered_on is None
        clock.at = NOON + timedelta(hours=20)
        assert set((await ended(database)).values()) == {("sent", None)}


async def test_a_pause_that_a_reply_was_asked_for_is_remembered_too(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    async with sending(database, door, clock, wall=lambda: 1000.0) as sender:
        await until(lambda: door.pacing.room() == 30)
        door.pacing.pause(40)
        sender.wake()
        async with asyncio.timeout(5):
            while not 28 < await database.read(outbox.remaining_pause_seconds, 1_010_000) <= 30:
                await asyncio.sleep(0.002)


async def test_no_more_is_leased_than_a_handful_before_its_turn(api: BotApi, database: Database, clock: ByHand) -> None:
    time, over = Time(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        if seconds < CHAT_SECONDS:  # that much passes before the start
            await over.wait()
        await time.sleep(seconds)

    def write(tx: Tx) -> None:
        add_people(tx, *range(100, 200))
        for number in range(100, 200):
            put(tx, str(number), number)

    await database.write(write)
    pacing = Pacing(monotonic=time.monotonic, sleep=sleep)  # the gap after the first does not end
    async with telegram_at(api.url, pacing=pacing) as door, sending(database, door, clock):
        await state_of(database, "100", "sent")
        await asyncio.sleep(0.05)
        found = Counter(state for state, _ in (await database.read(states)).values())
        assert (found["sent"], found["ready"] + found["sending"]) == (1, 99)
        assert found["sending"] <= HANDFUL
        over.set()


async def test_a_receipt_overtakes_a_thousand_offers(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    def write(tx: Tx) -> None:
        add_people(tx, *range(1000, 2000))
        tx.run("UPDATE people SET offers = 1")
        for number in range(1000, 2000):
            put(tx, str(number), number, service_class="offer", notice="offer")

    await database.write(write)
    async with sending(database, door, clock) as sender:
        await until(lambda: len(api.calls) > 30)
        before = len(api.calls)
        await database.write(put, "receipt", 7)
        sender.wake()
        await state_of(database, "receipt", "sent")
    place = next(place for place, text in enumerate(texts(api)) if text.startswith("hello"))
    assert place - before < 100


async def test_a_notice_that_looks_again_says_what_is_true_by_now(database: Database, clock: ByHand) -> None:
    def more(
        tx: Tx, programme: Programme, person: Person, data: dict[str, Any], now: datetime
    ) -> dict[str, Any] | None:
        assert (programme, person.name, now) == (PROGRAMME, "Ayşe", NOON)
        return data | {"points": 4 * data["points"]} if data["points"] else None

    rendering = Rendering(database, Texts(PROGRAMME, "en"), clock, fresh={"referral-paid": more})
    person = await database.read(people.person, 7)
    assert person is not None
    told = {"points": 5, "at": NOON.isoformat()}
    fresh = await rendering("referral-paid", told, person)
    assert fresh is not None
    assert "20 points" in fresh.text
    assert await rendering("referral-paid", told | {"points": 0}, person) is None
    copy = await rendering("referral-paid", told | {"again": 41}, person)
    assert copy is not None
    assert "41" in copy.text.removeprefix(fresh.text)
    assert await rendering("friend-joined", {}, person) is not None
    await database.write(people.forget_person, 7)
    assert await rendering("referral-paid", told, person) is None


async def test_a_database_out_of_reach_while_a_notice_looks_again_loses_nothing(
    api: BotApi, door: Telegram, database: Database, clock: ByHand
) -> None:
    left = 5

    async def looking(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise ConnectionLost("the server restarts")
        return Screen(text="Your receipt")

    await database.write(put, "receipt")
    async with sending(database, door, clock, render=looking):
        assert await ended(database) == {"receipt": ("sent", None)}
    assert texts(api) == ["Your receipt"]


@pytest.mark.parametrize(
    ("meanwhile", "becomes"),
    [
        ("UPDATE people SET offers = 0 WHERE telegram_id = 8", ("skipped", "switched-off")),
        ("UPDATE people SET reachable = 0 WHERE telegram_id = 8", ("skipped", "unreachable")),
        ("DELETE FROM people WHERE telegram_id = 8", ("skipped", "forgotten")),
        ("DELETE FROM outbox WHERE telegram_id = 8", None),
    ],
)
async def test_what_is_not_wanted_any_more_when_its_turn_comes_is_not_said(
    api: BotApi, door: Telegram, database: Database, clock: ByHand, meanwhile: str, becomes: tuple[str, str] | None
) -> None:
    """Between the lease and the call somebody says no to offers, or Forget me."""

    async def slow(notice: str, data: dict[str, Any], person: Person) -> Screen | None:
        await database.write(lambda tx: tx.run(meanwhile))
        return Screen(text=notice)

    await database.write(put, "offer", 8, service_class="offer")
    async with sending(database, door, clock, render=slow):
        await until(lambda: door.pacing.busy_chats() == {8})
        assert (await ended(database)).get("offer") == becomes
    assert api.calls == []
