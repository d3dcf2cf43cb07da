"""What of the outbox is sent now, later or never, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.actions import sending
from bot.actions.sending import Look, Push, Taken
from loyalty.courtesy import Silence, Sort
from loyalty.model import Programme
from storage import outbox, people
from storage.audit import audit
from storage.database import Database, Row, Tx
from storage.rows import instant, ms

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)
PROGRAMME = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
REMINDER: dict[str, Any] = {"reminder": True}
OFFER: dict[str, Any] = {"service_class": "offer"}


def add(tx: Tx, /, telegram_id: int, **choices: Any) -> None:
    people.meet(tx, telegram_id, "Ayşe", "tr", NOON)
    for name, value in {"offers": 1, **choices}.items():
        tx.run(f"UPDATE people SET {name} = $1 WHERE telegram_id = $2", value, telegram_id)  # noqa: S608


def put(
    tx: Tx, /, key: str, telegram_id: int = 7, *, at: datetime = NOON, until: datetime | None = None, **how: Any
) -> None:
    options: dict[str, Any] = {"service_class": "service", "notice": "hello", "data": {"n": key}} | how
    end_ms = ms(until or at + timedelta(days=7))
    outbox.put(tx, key=key, telegram_id=telegram_id, now_ms=ms(at), pointless_after_ms=end_ms, **options)


class Post:
    """The outbox with a sender that leases and does not send."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.programme = PROGRAMME

    async def put(self, key: str, telegram_id: int = 7, **how: Any) -> None:
        await self.database.write(put, key, telegram_id, **how)

    async def add(self, telegram_id: int, **choices: Any) -> None:
        await self.database.write(add, telegram_id, **choices)

    async def look(self, now: datetime, busy: frozenset[int] = frozenset(), beyond: Any = None) -> Look:
        return await self.database.read(sending.look, now, busy, beyond or {})

    async def take(self, now: datetime, room: int = 32) -> Taken:
        found = await self.look(now)
        return await self.database.write(sending.take, self.programme, found.rows, now, room)

    async def finish(self, push: Push, state: outbox.End, now: datetime = NOON) -> None:
        await self.database.write(sending.finish, push, state, now)

    async def row(self, key: str) -> tuple[str, str | None, datetime]:
        """State, error and not_before."""

        def read(tx: Tx) -> Row | None:
            return tx.one("SELECT state, error, not_before FROM outbox WHERE key = $1", key)

        row = await self.database.read(read)
        assert row is not None
        return row["state"], row["error"], instant(row["not_before"])

    async def offered(self, telegram_id: int = 7) -> str | None:
        assert await self.database.read(audit) == []
        person = await self.database.read(people.person, telegram_id)
        assert person is not None
        return person.offered_on


@pytest.fixture
async def post(database: Database) -> Post:
    post = Post(database)
    await post.add(7)
    return post


def said(taken: Taken) -> list[str]:
    return [push.data for push in taken.pushes]


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
    while not looks or looks[-1].more:
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
