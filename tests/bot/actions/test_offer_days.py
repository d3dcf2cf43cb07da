"""At most one offer a person and local day, on both engines."""

from datetime import timedelta

import pytest

from bot.actions import sending
from loyalty.courtesy import Silence, Sort
from storage import outbox
from storage.database import Database
from tests.bot.actions.post import MORNING, NOON, OFFER, PROGRAMME, Post, said


@pytest.fixture
async def post(database: Database) -> Post:
    post = Post(database)
    await post.add(7)
    return post


async def test_a_second_offer_waits_for_the_next_local_day(post: Post) -> None:
    await post.put("first", **OFFER)
    await post.put("second", **OFFER)
    assert said(await post.take(NOON)) == ['{"n":"first"}']
    assert await post.offered() == "2026-11-21"
    assert (await post.take(NOON)).postponed == [Sort.OFFER]
    assert await post.row("second") == ("ready", None, MORNING)
    assert said(await post.take(MORNING)) == ['{"n":"second"}']
    assert await post.offered() == "2026-11-22"


async def test_two_offers_in_one_transaction_are_one_and_a_later_one(post: Post) -> None:
    await post.put("first", **OFFER)
    await post.put("second", **OFFER)
    taken = await post.database.write(sending.take, PROGRAMME, (1, 2), NOON, 32)
    assert (said(taken), taken.postponed) == (['{"n":"first"}'], [Sort.OFFER])


async def test_a_second_offer_that_would_be_pointless_tomorrow_is_skipped(post: Post) -> None:
    await post.put("first", **OFFER)
    await post.put("second", until=MORNING - timedelta(minutes=1), **OFFER)
    await post.take(NOON)
    assert (await post.take(NOON)).silent == [(Sort.OFFER, Silence.ANOTHER_OFFER)]
    assert (await post.row("second"))[:2] == ("skipped", "another-offer")


async def test_the_day_of_an_offer_is_that_of_the_reader(post: Post) -> None:
    await post.add(8, zone="Pacific/Apia")
    at = NOON + timedelta(hours=8)  # ten in the morning of the next day there
    await post.put("k", 8, at=at, **OFFER)
    assert len((await post.take(at)).pushes) == 1
    assert await post.offered(8) == "2026-11-22"


@pytest.mark.parametrize("state", ["skipped", "dead"])
async def test_an_offer_that_ends_unsent_gives_its_day_back(post: Post, state: outbox.End) -> None:
    await post.put("first", **OFFER)
    await post.put("second", **OFFER)
    [push] = (await post.take(NOON)).pushes
    await post.finish(push, state)
    assert await post.offered() is None
    assert said(await post.take(NOON)) == ['{"n":"second"}']


@pytest.mark.parametrize("state", ["sent", "uncertain"])
async def test_an_offer_that_was_or_may_have_been_delivered_keeps_its_day(post: Post, state: outbox.End) -> None:
    await post.put("first", **OFFER)
    [push] = (await post.take(NOON)).pushes
    await post.finish(push, state)
    assert await post.offered() == "2026-11-21"


async def test_an_offer_put_back_takes_its_day_anew(post: Post) -> None:
    await post.put("first", **OFFER)
    [push] = (await post.take(NOON)).pushes
    await post.database.write(sending.put_back, push, not_before=MORNING, why="NotDelivered")
    assert await post.offered() is None
    assert (await post.row("first"))[1:] == ("NotDelivered", MORNING)
    [push] = (await post.take(MORNING)).pushes
    assert (push.attempts, await post.offered()) == (1, "2026-11-22")


async def test_who_blocks_the_bot_loses_no_day_and_hears_nothing_more(post: Post) -> None:
    await post.put("first", **OFFER)
    [push] = (await post.take(NOON)).pushes
    await post.database.write(sending.blocked, push, NOON)
    assert (await post.row("first"))[:2] == ("skipped", "unreachable")
    assert await post.offered() is None
    await post.put("second")
    assert (await post.take(NOON)).silent == [(Sort.URGENT, Silence.UNREACHABLE)]
    await post.add(7)  # they write again
    await post.put("third")
    assert said(await post.take(NOON)) == ['{"n":"third"}']
