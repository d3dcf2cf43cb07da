"""What of the outbox is sent now, later or never, on both engines."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.actions import sending
from bot.actions.sending import Look
from loyalty.courtesy import Silence, Sort
from storage import outbox
from storage.database import Database, Tx
from storage.rows import ms
from tests.bot.actions.post import MORNING, NIGHT, NOON, OFFER, PROGRAMME, REMINDER, Post, put, said


@pytest.fixture
async def post(database: Database) -> Post:
    post = Post(database)
    await post.add(7)
    return post


async def test_urgent_notices_go_before_reminders_and_these_before_offers(post: Post) -> None:
    for number, (key, how) in enumerate((("offer", OFFER), ("reminder", REMINDER), ("urgent", {}))):
        await post.add(10 + number)
        await post.put(key, 10 + number, at=NOON + timedelta(minutes=number), **how)
    now = NOON + timedelta(hours=1)
    assert [push.sort for push in (await post.take(now, room=2)).pushes] == [Sort.URGENT, Sort.REMINDER]
    assert [push.sort for push in (await post.take(now)).pushes] == [Sort.OFFER]


async def test_of_one_person_only_the_most_urgent_row_is_taken_at_once(post: Post) -> None:
    await post.put("reminder", **REMINDER)
    await post.put("urgent")
    await post.put("another")
    assert said(await post.take(NOON)) == ['{"n":"urgent"}']


async def test_what_is_leased_comes_with_its_person_and_is_nobody_elses(post: Post) -> None:
    await post.put("k")
    [push] = (await post.take(NOON)).pushes
    assert (push.telegram_id, push.person.name, push.notice, push.data) == (7, "Ayşe", "hello", '{"n":"k"}')
    assert (push.attempts, push.again, push.until_ms) == (0, False, ms(NOON + timedelta(days=7)) + 1)
    assert (await post.look(NOON)).rows == ()
    assert (await post.look(NOON)).next_due_ms == ms(NOON + sending.LEASE)


async def test_a_reminder_in_quiet_hours_waits_for_their_end_and_an_urgent_notice_does_not(post: Post) -> None:
    await post.add(8)
    await post.put("reminder", at=NIGHT, **REMINDER)
    await post.put("urgent", 8, at=NIGHT)
    taken = await post.take(NIGHT)
    assert said(taken) == ['{"n":"urgent"}']
    assert taken.postponed == [Sort.REMINDER]
    assert await post.row("reminder") == ("ready", None, MORNING)
    assert (await post.look(MORNING - timedelta(milliseconds=1))).rows == ()
    assert said(await post.take(MORNING)) == ['{"n":"reminder"}']


async def test_quiet_hours_are_ones_own_in_ones_own_zone_or_the_programmes(post: Post) -> None:
    await post.add(8, zone="America/New_York")
    await post.add(9, quiet_from=720, quiet_to=780)
    await post.add(10, quiet_from=0, quiet_to=0)
    for telegram_id in (7, 8, 9, 10):
        await post.put(f"noon {telegram_id}", telegram_id, **REMINDER)
        await post.put(f"night {telegram_id}", telegram_id, at=NIGHT, **REMINDER)
    assert [push.telegram_id for push in (await post.take(NOON)).pushes] == [7, 10]
    assert (await post.row("noon 8"))[2] == NOON + timedelta(hours=1)
    assert (await post.row("noon 9"))[2] == NOON + timedelta(hours=1)
    await post.take(NIGHT)
    found = [(await post.row(f"night {telegram_id}"))[0] for telegram_id in (7, 10)]
    assert found == ["ready", "sending"]
    post.programme = replace(PROGRAMME, quiet=None)
    await post.put("late", at=NIGHT, **REMINDER)
    assert [push.telegram_id for push in (await post.take(NIGHT + timedelta(minutes=1))).pushes] == [8, 9, 7]


@pytest.mark.parametrize(
    ("choices", "how", "why"),
    [
        ({"reminders": 0}, REMINDER, Silence.SWITCHED_OFF),
        ({"offers": 0}, OFFER, Silence.SWITCHED_OFF),
        ({"offers": None}, OFFER, Silence.SWITCHED_OFF),
        ({"reachable": 0}, {}, Silence.UNREACHABLE),
        ({"reachable": 0}, OFFER, Silence.UNREACHABLE),
    ],
)
async def test_what_somebody_does_not_want_or_cannot_get_is_skipped(
    post: Post, choices: dict[str, Any], how: dict[str, Any], why: Silence
) -> None:
    await post.add(8, **choices)
    await post.put("k", 8, **how)
    taken = await post.take(NOON)
    assert (taken.pushes, [silence for _, silence in taken.silent]) == ([], [why])
    assert (await post.row("k"))[:2] == ("skipped", why.value)
    assert await post.offered(8) is None


async def test_nothing_is_said_to_who_is_forgotten_or_after_it_has_become_pointless(post: Post) -> None:
    await post.put("nobody", 404)
    await post.put("stale", until=NOON)
    assert (await post.take(NOON + timedelta(milliseconds=1))).pushes == []
    assert (await post.row("nobody"))[:2] == ("skipped", "forgotten")
    assert (await post.row("stale"))[:2] == ("skipped", "pointless")


@pytest.mark.parametrize(
    ("broadcast", "campaign", "sent"),
    [("sending", "active", True), ("done", "active", True), ("stopped", "active", False)]
    + [("sending", state, False) for state in ("paused", "ended")],
)
async def test_what_was_stopped_is_not_sent(post: Post, broadcast: str, campaign: str, sent: bool) -> None:
    def plan(tx: Tx) -> None:
        tx.run(
            "INSERT INTO campaigns (name, state, starts_at, ends_at, bonus, created_at) VALUES ('c', $1, 0, 1, 5, 0)",
            campaign,
        )
        tx.run(
            "INSERT INTO broadcasts (kind, campaign_id, segment, starts_at, ends_at, state, created_at)"
            " VALUES ('eve', 1, '{}', 0, 1, $1, 0)",
            broadcast,
        )

    await post.database.write(plan)
    await post.put("k", broadcast_id=1, **OFFER)
    taken = await post.take(NOON)
    assert (len(taken.pushes), taken.silent) == ((1, []) if sent else (0, [(Sort.OFFER, Silence.STOPPED)]))
    if not sent:
        assert (await post.row("k"))[:2] == ("skipped", "stopped")


async def test_what_may_be_said_now_may_be_until_the_hour_is_another(post: Post) -> None:
    await post.put("reminder", **REMINDER)
    [push] = (await post.take(NOON)).pushes
    assert push.until_ms == ms(NOON + timedelta(hours=9))


async def test_a_version_set_meanwhile_is_in_force(post: Post) -> None:
    post.programme = replace(PROGRAMME, version=3)
    assert (await post.take(NOON)).programme.version == 3


async def test_what_is_not_sent_takes_no_room(post: Post) -> None:
    for number in range(100, 140):
        await post.add(number, reminders=0)
        await post.put(f"off {number}", number, **REMINDER)
    await post.put("k", at=NOON + timedelta(seconds=1), **REMINDER)
    taken = await post.take(NOON + timedelta(minutes=1), room=1)
    assert (len(taken.pushes), len(taken.silent)) == (1, 40)


async def test_somebody_with_very_many_rows_keeps_nobody_else_waiting(post: Post) -> None:
    def write(tx: Tx) -> None:
        for number in range(3000):
            put(tx, f"many {number}")
        put(tx, "other", 8, at=NOON + timedelta(minutes=1))

    await post.database.write(write)
    await post.add(8)
    now, rows = NOON + timedelta(hours=1), 0
    beyond: dict[Sort, outbox.Place] = {}
    looks: list[Look] = []
    while not looks or (looks[-1].more and len(looks) < 9):
        looks.append(await post.look(now, frozenset({7}), beyond))
        beyond = dict(looks[-1].beyond)
        rows += len(looks[-1].rows)
    assert (len(looks), rows) == (3, 1)
    assert looks[0].passed == {7}
    assert looks[0].next_due_ms is None
    # Whoever has them comes first as soon as they may.
    [first, *_] = (await post.look(now, frozenset(), looks[0].beyond)).rows
    assert first == 1


async def test_what_a_sender_left_is_sent_again_or_stays_uncertain(post: Post) -> None:
    await post.add(8)
    await post.add(9)
    await post.put("urgent")
    await post.put("reminder", 8, **REMINDER)
    await post.put("offer", 9, **OFFER)
    assert len((await post.take(NOON)).pushes) == 3
    assert (await post.look(NOON)).abandoned == ()
    later = NOON + sending.LEASE
    assert len((await post.look(later)).abandoned) == 3
    assert await post.database.write(sending.abandon, later, (1, 2, 3)) == 0
    assert await post.database.write(sending.abandon, later - timedelta(seconds=1)) == 0
    assert await post.database.write(sending.abandon, NOON, all_leased=True) == 3
    assert (await post.row("offer"))[:2] == ("uncertain", "abandoned")
    assert await post.offered(9) == "2026-11-21"
    assert [push.again for push in (await post.take(NOON)).pushes] == [True, True]
