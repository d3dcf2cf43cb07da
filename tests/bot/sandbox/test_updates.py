"""getUpdates, redelivery and raw updates."""

import asyncio
from typing import Any

from bot.sandbox.interface import published_interface
from tests.bot.sandbox.playground import Playground, until


def ids(updates: list[Any]) -> list[int]:
    return [update["update_id"] for update in updates]


async def said(ground: Playground, *texts: str) -> list[int]:
    return [(await ground.do("people/11/say", {"text": text}))["update_id"] for text in texts]


async def test_updates_stay_until_a_higher_offset_confirms_them(ground: Playground) -> None:
    await ground.person(11)
    one, two, three = await said(ground, "1", "2", "3")
    assert (two, three) == (one + 1, one + 2)
    assert ids(await ground.call("getUpdates", limit=2)) == [one, two]
    assert ids(await ground.call("getUpdates", offset=two)) == [two, three]
    made = (await ground.ask("updates"))["updates"]
    assert [update["confirmed"] for update in made][-3:] == [True, False, False]
    assert await ground.call("getUpdates", offset=three + 1) == []
    assert (await ground.ask("updates"))["pending"] == 0


async def test_what_was_never_handed_out_is_not_confirmed_by_a_high_offset(ground: Playground) -> None:
    await ground.person(11)
    (one,) = await said(ground, "1")
    assert ids(await ground.call("getUpdates", offset=one + 100)) == [one]


async def test_a_negative_offset_keeps_the_last_ones_only(ground: Playground) -> None:
    await ground.person(11)
    one, two = await said(ground, "1", "2")
    assert ids(await ground.call("getUpdates", offset=-1)) == [two]
    assert ids(await ground.call("getUpdates")) == [two]
    assert one < two


async def test_a_long_poll_ends_when_something_happens(ground: Playground) -> None:
    await ground.person(11)
    poll = asyncio.create_task(ground.call("getUpdates", timeout=30))
    await until(ground.polled)
    (one,) = await said(ground, "1")
    updates = await asyncio.wait_for(poll, 5)
    assert ids(updates) == [one]
    assert published_interface().problem_with(updates[0], "Update") is None
    assert await ground.call("getUpdates", offset=one + 1, timeout=0) == []


async def test_a_second_poll_ends_the_first_with_a_conflict(ground: Playground) -> None:
    first = asyncio.create_task(ground.refused("getUpdates", timeout=30))
    await until(ground.polled)
    assert await ground.call("getUpdates", timeout=0) == []
    refused = await asyncio.wait_for(first, 5)
    assert refused.startswith("409 Conflict: terminated by other getUpdates request")


async def test_a_poll_with_a_foolish_limit_is_a_violation(ground: Playground) -> None:
    for params in ({"limit": 0}, {"limit": 101}, {"timeout": -1}):
        assert "400" in await ground.refused("getUpdates", **params)
    assert len(await ground.violations()) == 3


async def test_kinds_that_the_bot_does_not_want_are_not_made(ground: Playground) -> None:
    await ground.person(11)
    await ground.call("getUpdates", allowed_updates=["callback_query"])
    assert (await ground.do("people/11/say", {"text": "a"}))["update_id"] is None
    await ground.call("getUpdates", allowed_updates=[])
    assert (await ground.do("people/11/say", {"text": "a"}))["update_id"] is not None


async def test_confirmed_updates_come_again_with_their_old_ids(ground: Playground) -> None:
    await ground.person(11)
    known = await said(ground, "1", "2", "3")
    assert ids(await ground.call("getUpdates")) == known
    await ground.call("getUpdates", offset=known[-1] + 1)
    assert await ground.do("redeliver", {"update_ids": known[:2], "times": 2}) == {"queued": 4}
    (new,) = await said(ground, "4")
    again = await ground.call("getUpdates", offset=known[-1] + 1)
    assert ids(again) == [*known[:2], *known[:2], new]
    assert [update["message"]["text"] for update in again] == ["1", "2", "1", "2", "4"]
    assert await ground.call("getUpdates", offset=new + 1) == []


async def test_a_shuffled_redelivery_is_the_same_for_the_same_seed(ground: Playground) -> None:
    await ground.person(11)
    known = await said(ground, *"123456")
    await ground.call("getUpdates")
    await ground.call("getUpdates", offset=known[-1] + 1)
    orders = []
    for _ in range(2):
        await ground.do("redeliver", {"all": True, "shuffle": 3})
        updates = ids(await ground.call("getUpdates"))
        await ground.call("getUpdates", offset=known[-1] + 1)
        orders.append(updates)
    assert orders[0] == orders[1] != sorted(orders[0])
    assert set(known) <= set(orders[0])
    for wrong in ({}, {"update_ids": ["a"]}, {"all": True, "times": 101}, {"all": True, "times": "x"}):
        assert (await ground.attempt("redeliver", wrong))[0] == 400


async def test_raw_updates_are_handed_out_verbatim_however_broken(ground: Playground) -> None:
    raw = [{"update_id": 5, "message": {"odd": "\ud800\x00"}}, "garbage", 7, {"channel_post": {}}]
    made = await ground.do("updates", raw)
    assert made["update_ids"][:3] == [5, None, None]
    updates = await ground.call("getUpdates")
    assert updates[:3] == raw[:3]
    assert updates[3] == {"channel_post": {}, "update_id": made["update_ids"][3]}
    assert len(await ground.call("getUpdates", offset=6)) == 1
    await ground.do("updates", {"update_id": "x"})
    assert len(await ground.call("getUpdates")) == 2
    await ground.person(11)
    assert (await said(ground, "1"))[0] > made["update_ids"][3]


async def test_pending_updates_can_be_dropped(ground: Playground) -> None:
    await ground.person(11)
    await said(ground, "1", "2")
    await ground.call("getUpdates", limit=1)
    await ground.call("deleteWebhook", drop_pending_updates=True)
    assert await ground.call("getUpdates") == []
