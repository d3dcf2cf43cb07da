"""Broadcasts while much happens at once: several jobs, a stop, somebody forgotten, a restart; nobody hears it twice."""

import asyncio
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from time import sleep
from typing import Any

import pytest

from bot.actions import broadcasts as actions
from bot.actions.broadcasts import Helping, plan_message, serve, stop_broadcast
from bot.actions.forget import forget_me
from bot.jobs import Jobs
from loyalty.broadcasts import BroadcastState
from loyalty.model import Programme
from loyalty.segments import Segment
from storage import broadcasts, segments
from storage.database import Tx
from storage.personal import personal_data
from storage.segments import Page
from tests.bot.actions.shop import MANAGER, Shop, seal

FANS = range(101, 121)


class Standing:
    """The street's own clock."""

    def __init__(self, shop: Shop) -> None:
        self.now = lambda: shop.now


@pytest.fixture
async def crowd(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Twenty members who want offers, a message for them, and helpings of three."""
    for telegram_id in FANS:
        await shop.join(telegram_id, f"Fan {telegram_id}")
    await shop.run("UPDATE people SET offers = 1 WHERE member_id IS NOT NULL")
    monkeypatch.setattr(actions, "HELPING", 3)
    await shop.act(plan_message, telegram_id=MANAGER, merchant_id=shop.cafe, segment=Segment(), text="Figs")
    return shop


async def told(shop: Shop) -> list[int]:
    rows = await shop.rows("SELECT telegram_id FROM outbox WHERE broadcast_id = 1 ORDER BY telegram_id")
    return [row["telegram_id"] for row in rows]


async def work(shop: Shop) -> None:
    """One job that serves until there is nothing more to do at once."""
    while (await shop.database.write(serve, shop.programme, shop.now, 1)).more:
        pass


async def test_several_jobs_at_once_write_it_for_everybody_once(crowd: Shop) -> None:
    await asyncio.gather(*(work(crowd) for _ in range(5)))
    assert await told(crowd) == list(FANS)
    found = await crowd.database.read(broadcasts.broadcast, 1)
    assert found is not None
    assert found.written == len(FANS)


async def test_stopped_while_it_is_written_nothing_of_it_waits_in_the_end(crowd: Shop) -> None:
    await crowd.database.write(serve, crowd.programme, crowd.now, 1)
    stop = crowd.act(stop_broadcast, telegram_id=MANAGER, broadcast_id=1)
    await asyncio.gather(work(crowd), stop, work(crowd))
    await work(crowd)
    found = await crowd.database.read(broadcasts.broadcast, 1)
    assert found is not None
    assert found.state is BroadcastState.STOPPED
    assert found.ended_at == crowd.now
    assert (await crowd.database.read(broadcasts.counts, 1)).stopped == found.written == len(await told(crowd))


async def test_whoever_is_forgotten_while_it_is_written_leaves_no_row(crowd: Shop) -> None:
    goes = FANS[10]
    forget = crowd.redo(crowd.cause(), forget_me, telegram_id=goes, seal=seal(goes))
    await asyncio.gather(work(crowd), forget)
    assert await told(crowd) == [fan for fan in FANS if fan != goes]


async def test_whoever_is_forgotten_just_when_they_are_found_leaves_no_row(
    crowd: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    if crowd.database.engine == "sqlite":
        pytest.skip("one writer at a time")
    loop, goes, found = asyncio.get_running_loop(), FANS[1], segments.page
    forgetting: list[Future[None]] = []

    def found_and_forgotten(tx: Tx, *args: Any, **more: Any) -> Page:
        page = found(tx, *args, **more)
        if not forgetting:
            forget = crowd.redo(crowd.cause(), forget_me, telegram_id=goes, seal=seal(goes))
            forgetting.append(asyncio.run_coroutine_threadsafe(forget, loop))
            sleep(0.3)
        return page

    monkeypatch.setattr(segments, "page", found_and_forgotten)
    await work(crowd)
    await asyncio.wrap_future(forgetting[0])
    assert await told(crowd) == [fan for fan in FANS if fan != goes]


async def test_the_job_goes_on_after_a_restart_where_it_was(crowd: Shop) -> None:
    woken: list[None] = []

    def jobs() -> Jobs:
        return Jobs(crowd.database, crowd.programme, Standing(crowd), lambda: woken.append(None))

    killed = asyncio.create_task(jobs().broadcasts())
    while not await told(crowd):
        await asyncio.sleep(0)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    before = len(await told(crowd))
    assert 0 < before < len(FANS)
    await jobs().broadcasts()
    assert await told(crowd) == list(FANS)
    assert woken
    assert await jobs().broadcasts() == 0


async def test_a_message_that_begins_while_another_is_written_does_not_wait_for_its_end(
    crowd: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve_and_plan(tx: Tx, programme: Programme, now: datetime, broadcast_id: int) -> Helping:
        if broadcasts.broadcast(tx, 2) is None:
            plum = partial(plan_message, telegram_id=MANAGER, merchant_id=crowd.cafe, segment=Segment(), text="Plums")
            plum(tx, crowd.cause(), programme)
        return serve(tx, programme, now, broadcast_id)

    monkeypatch.setattr("bot.jobs.serve", serve_and_plan)
    await Jobs(crowd.database, crowd.programme, Standing(crowd), lambda: None).broadcasts()
    rows = await crowd.rows("SELECT broadcast_id FROM outbox WHERE broadcast_id IS NOT NULL ORDER BY id")
    written = [row["broadcast_id"] for row in rows]
    assert written == [*[1] * 3, *([1] * 3 + [2] * 3) * 5, 1, 1, 2, 2, 2, 2, 2]


async def test_one_that_cannot_be_written_holds_no_other_up(crowd: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(tx: Tx, programme: Programme, now: datetime, broadcast_id: int) -> Helping:
        if broadcast_id == 1:
            raise ZeroDivisionError
        return serve(tx, programme, now, broadcast_id)

    monkeypatch.setattr("bot.jobs.serve", stumbling)
    await crowd.act(plan_message, telegram_id=MANAGER, merchant_id=crowd.cafe, segment=Segment(), text="Plums")
    with pytest.raises(ZeroDivisionError):
        await Jobs(crowd.database, crowd.programme, Standing(crowd), lambda: None).broadcasts()
    rows = await crowd.rows("SELECT id FROM outbox WHERE broadcast_id = 2")
    assert len(rows) == len(FANS)


async def test_what_a_manager_watches_is_in_their_data(crowd: Shop) -> None:
    await crowd.database.write(broadcasts.watch, [1], MANAGER, 5)
    mine = await crowd.database.read(personal_data, MANAGER)
    assert [(one["merchant"], one["state"]) for one in mine["broadcasts_watched"]] == [("Café", "planned")]
    fan = await crowd.database.read(personal_data, FANS[0])
    assert fan["broadcasts_watched"] == []
