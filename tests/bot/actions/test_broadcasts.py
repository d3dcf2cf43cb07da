"""One message to many: planned by a manager, written a helping at a time, stopped, counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.actions import broadcasts as actions
from bot.actions.broadcasts import MOST_OPEN, Reach, due_broadcasts, plan_message, reach, serve, stop_broadcast
from bot.actions.forget import forget_me
from bot.actions.join_accounts import join_accounts
from bot.actions.staffing import remove_staff
from bot.actions.suspend import suspend_merchant
from loyalty.broadcasts import LONGEST_CAPTION, LONGEST_TEXT, Counts
from loyalty.errors import (
    BroadcastGone,
    MerchantSuspended,
    MessageUnusable,
    NotAllowed,
    SegmentUnusable,
    SendingTimeUnusable,
    TierUnknown,
    TooManyBroadcasts,
)
from loyalty.segments import Segment
from storage import broadcasts, outbox
from storage.database import Row
from storage.rows import instant, ms
from tests.bot.actions.hearing import heard, heard_of
from tests.bot.actions.shop import AUDITOR, BAKER, CASHIER, MANAGER, OWNER, STRANGER, Shop, seal

FANS = range(101, 108)


@pytest.fixture
async def crowd(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Seven members who want offers, and helpings of two."""
    for telegram_id in FANS:
        await shop.join(telegram_id, f"Fan {telegram_id}")
    await shop.run("UPDATE people SET offers = 1 WHERE member_id IS NOT NULL")
    monkeypatch.setattr(actions, "HELPING", 2)
    monkeypatch.setattr(actions, "WINDOW", 3)
    return shop


async def plan(shop: Shop, *, by: int = MANAGER, text: str = "Fresh figs today", **more: object) -> int:
    given = {"merchant_id": shop.cafe, "segment": Segment(), "text": text} | more
    return await shop.act(plan_message, telegram_id=by, **given)  # type: ignore[arg-type]


async def serve_all(shop: Shop, helpings: int = 100) -> int:
    """The job, until nothing is to be done at once; returns how many helpings it took."""
    for number in range(helpings):
        due = await shop.database.read(due_broadcasts, shop.now)
        if not due:
            return number
        for broadcast_id in due:
            await shop.database.write(serve, shop.programme, shop.now, broadcast_id)
    return helpings


async def rows_of(shop: Shop, broadcast_id: int) -> list[Row]:
    return await shop.rows("SELECT * FROM outbox WHERE broadcast_id = $1 ORDER BY telegram_id", broadcast_id)


async def test_everybody_of_the_segment_is_written_to_once_a_helping_at_a_time(crowd: Shop) -> None:
    number = await plan(crowd)
    assert await serve_all(crowd) == 4
    rows = await rows_of(crowd, number)
    assert [row["telegram_id"] for row in rows] == list(FANS)
    assert {(row["class"], row["notice"], row["state"]) for row in rows} == {("offer", "broadcast-message", "ready")}
    found = await crowd.database.read(broadcasts.broadcast, number)
    assert found is not None
    assert (found.written, found.written_at, str(found.state)) == (len(FANS), crowd.now, "sending")
    assert await serve_all(crowd) == 0


async def test_written_again_from_the_beginning_it_doubles_nothing(crowd: Shop) -> None:
    number = await plan(crowd)
    await serve_all(crowd, helpings=2)
    await crowd.run("UPDATE broadcasts SET beyond = 0 WHERE id = $1", number)
    await serve_all(crowd)
    assert [row["telegram_id"] for row in await rows_of(crowd, number)] == list(FANS)


async def test_the_same_cause_plans_it_once(crowd: Shop) -> None:
    cause = crowd.cause()
    told = {"telegram_id": MANAGER, "merchant_id": crowd.cafe, "segment": Segment(), "text": "Figs"}
    first = await crowd.redo(cause, plan_message, **told)  # type: ignore[arg-type]
    assert await crowd.redo(cause, plan_message, **told) == first  # type: ignore[arg-type]
    assert len(await crowd.rows("SELECT id FROM broadcasts")) == 1


async def test_an_hour_is_each_members_own_and_quiet_hours_are_kept(crowd: Shop) -> None:
    tokyo, new_york, istanbul, early = FANS[:4]
    for telegram_id, zone in ((tokyo, "Asia/Tokyo"), (new_york, "America/New_York")):
        await crowd.run("UPDATE people SET zone = $1 WHERE telegram_id = $2", zone, telegram_id)
    await crowd.run("UPDATE people SET quiet_from = 0, quiet_to = 720 WHERE telegram_id = $1", early)
    number = await plan(crowd, local_date=date(2026, 11, 23), local_minute=10 * 60)
    assert await serve_all(crowd) == 0
    crowd.now = datetime(2026, 11, 22, 20, tzinfo=UTC)
    await serve_all(crowd)
    at = {row["telegram_id"]: instant(row["not_before"]).isoformat() for row in await rows_of(crowd, number)}
    assert at[tokyo] == "2026-11-23T01:00:00+00:00"
    assert at[istanbul] == "2026-11-23T07:00:00+00:00"
    assert at[early] == "2026-11-23T09:00:00+00:00"
    assert at[new_york] == "2026-11-23T15:00:00+00:00"
    ends = {row["telegram_id"]: instant(row["pointless_after"]).isoformat() for row in await rows_of(crowd, number)}
    assert ends[new_york] == "2026-11-24T15:00:00+00:00"


async def test_whom_a_segment_has_is_seen_on_the_day_it_begins(crowd: Shop) -> None:
    await crowd.buy(FANS[0], 20)
    number = await plan(crowd, segment=Segment(bought_days=1))
    crowd.pass_time(hours=23)
    await serve_all(crowd)
    assert [row["telegram_id"] for row in await rows_of(crowd, number)] == [FANS[0]]


async def test_what_nobody_has_written_in_time_is_written_to_nobody(crowd: Shop) -> None:
    number = await plan(crowd)
    crowd.pass_time(days=1)
    await serve_all(crowd)
    found = await crowd.database.read(broadcasts.broadcast, number)
    assert found is not None
    assert (found.written, str(found.state), found.ended_at) == (0, "done", crowd.now)


async def test_stopped_it_ends_what_is_not_sent_in_helpings_and_keeps_what_became_of_it(crowd: Shop) -> None:
    number = await plan(crowd)
    await serve_all(crowd)
    first, second, *_ = await rows_of(crowd, number)
    await crowd.database.write(outbox.end, first["id"], "sent", ms(crowd.now))
    await crowd.database.write(outbox.lease, second["id"], ms(crowd.now) + 1000)
    assert await crowd.act(stop_broadcast, telegram_id=MANAGER, broadcast_id=number) is True
    await serve_all(crowd)
    # One is under way and ends by itself.
    assert await crowd.database.read(broadcasts.counts, number) == Counts(sent=1, waiting=1, stopped=5)
    await crowd.database.write(outbox.end, second["id"], "sent", ms(crowd.now))
    await serve_all(crowd)
    found = await crowd.database.read(broadcasts.broadcast, number)
    assert found is not None
    assert (str(found.state), found.ended_at) == ("stopped", crowd.now)
    await crowd.run("DELETE FROM outbox")
    assert await crowd.database.read(broadcasts.counts, number) == Counts(sent=2, stopped=5)


async def test_stopped_before_it_begins_it_is_over_at_once(crowd: Shop) -> None:
    number = await plan(crowd, local_date=date(2026, 11, 25), local_minute=600)
    await crowd.act(stop_broadcast, telegram_id=MANAGER, broadcast_id=number)
    await serve_all(crowd)
    found = await crowd.database.read(broadcasts.broadcast, number)
    assert found is not None
    assert found.ended_at == crowd.now


async def test_when_all_have_ended_the_counts_outlive_the_rows(crowd: Shop) -> None:
    number = await plan(crowd)
    await serve_all(crowd)
    became: list[tuple[outbox.End, str | None]] = [
        ("sent", None),
        ("uncertain", "MaybeDelivered"),
        ("dead", "Refused"),
        ("skipped", "unreachable"),
        ("skipped", "switched-off"),
        ("skipped", "another-offer"),
        ("skipped", "pointless"),
    ]
    for row, (state, why) in zip(await rows_of(crowd, number), became, strict=True):
        await crowd.database.write(outbox.end, row["id"], state, ms(crowd.now), why)
    await serve_all(crowd)
    await crowd.run("DELETE FROM outbox")
    counted = await crowd.database.read(broadcasts.counts, number)
    assert counted == Counts(sent=1, uncertain=1, refused=2, switched_off=1, another_offer=1, late=1)
    assert counted.total == len(FANS)


async def test_only_managers_of_the_merchant_say_something_to_many_and_stop_it(crowd: Shop) -> None:
    number = await plan(crowd, by=OWNER)
    for telegram_id in (CASHIER, AUDITOR, BAKER, STRANGER, FANS[0]):
        with pytest.raises(NotAllowed):
            await plan(crowd, by=telegram_id)
        with pytest.raises(NotAllowed):
            await crowd.act(stop_broadcast, telegram_id=telegram_id, broadcast_id=number)
    with pytest.raises(BroadcastGone):
        await crowd.act(stop_broadcast, telegram_id=OWNER, broadcast_id=999)


async def test_whoever_is_no_member_any_more_is_told_nothing_that_was_written_before(crowd: Shop) -> None:
    await plan(crowd)
    await serve_all(crowd, helpings=4)
    one, other = [await crowd.member_id(fan) for fan in FANS[:2]]
    await crowd.database.write(join_accounts, crowd.cause(), crowd.programme, one, other)
    await heard(crowd, FANS[0])
    ends = [await heard_of(crowd, fan, "broadcast-message") for fan in FANS[:3]]
    assert ends == [["sent"], ["nothing-to-say"], ["sent"]]


async def test_who_is_removed_watches_nothing_of_that_merchant_any_more(crowd: Shop) -> None:
    mine, bakers = await plan(crowd), await plan(crowd, by=BAKER, merchant_id=crowd.bakery)
    for broadcast_id in (mine, bakers):
        await crowd.database.write(broadcasts.watch, [broadcast_id], MANAGER, 50 + broadcast_id)
    rows = await crowd.rows("SELECT id FROM staff WHERE telegram_id = $1", MANAGER)
    await crowd.act(remove_staff, telegram_id=OWNER, staff_id=rows[0]["id"])
    assert [one.id for one in await crowd.database.read(broadcasts.watched)] == [bakers]


async def test_who_was_removed_meanwhile_sends_nothing(crowd: Shop) -> None:
    await crowd.run("UPDATE staff SET removed_at = 1 WHERE telegram_id = $1", MANAGER)
    with pytest.raises(NotAllowed):
        await plan(crowd)


async def test_a_suspended_merchant_says_nothing_more(crowd: Shop) -> None:
    number = await plan(crowd)
    await serve_all(crowd, helpings=1)
    await crowd.redo(crowd.cause(), suspend_merchant, crowd.cafe)
    await serve_all(crowd)
    assert {row["error"] for row in await rows_of(crowd, number)} == {"stopped"}
    with pytest.raises(MerchantSuspended):
        await plan(crowd)


async def test_a_merchant_has_three_messages_under_way_at_most(crowd: Shop) -> None:
    for _ in range(MOST_OPEN):
        number = await plan(crowd)
    with pytest.raises(TooManyBroadcasts):
        await plan(crowd)
    await crowd.act(stop_broadcast, telegram_id=MANAGER, broadcast_id=number)
    await plan(crowd)


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\x00", "\ud800", "a" * (LONGEST_TEXT + 1), "😀" * (LONGEST_TEXT // 2 + 1)]
)
async def test_a_text_that_telegram_would_not_take_is_refused(crowd: Shop, text: str) -> None:
    with pytest.raises(MessageUnusable):
        await plan(crowd, text=text)


async def test_below_a_picture_there_is_less_room(crowd: Shop) -> None:
    await plan(crowd, text="a" * LONGEST_CAPTION, picture="file")
    with pytest.raises(MessageUnusable):
        await plan(crowd, text="a" * (LONGEST_CAPTION + 1), picture="file")


async def test_a_text_is_kept_without_what_no_engine_can_keep(crowd: Shop) -> None:
    number = await plan(crowd, text=" Figs\x00\r\n\tand <b>\ud800plums ")
    found = await crowd.database.read(broadcasts.broadcast, number)
    assert found is not None
    assert found.text == "Figs\n and <b>plums"


async def test_segments_and_hours_out_of_bounds_are_refused(crowd: Shop) -> None:
    for segment in (Segment(bought_days=0), Segment(unseen_days=366), Segment(balance_above=-1)):
        with pytest.raises(SegmentUnusable):
            await plan(crowd, segment=segment)
    with pytest.raises(TierUnknown):
        await plan(crowd, segment=Segment(tier="Platinum"))
    # It is noon in Istanbul on the 21st.
    for day, minute in ((date(2026, 11, 21), 720), (date(2026, 11, 20), 800), (date(2027, 3, 1), 600)):
        with pytest.raises(SendingTimeUnusable):
            await plan(crowd, local_date=day, local_minute=minute)
    await plan(crowd, local_date=date(2026, 11, 21), local_minute=721)


async def test_the_reach_is_counted_a_stretch_at_a_time(crowd: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "COUNTED", 2)
    so_far, steps = Reach(), 0
    while not so_far.counted:
        so_far = await crowd.database.read(reach, crowd.programme, crowd.now, Segment(), crowd.cafe, so_far)
        steps += 1
    assert (so_far.members, steps) == (7, 4)


async def test_forget_me_takes_the_message_out_and_lets_nobody_watch(crowd: Shop) -> None:
    number = await plan(crowd)
    await serve_all(crowd)
    await crowd.database.write(broadcasts.watch, [number], MANAGER, 77)
    for telegram_id in (FANS[0], MANAGER):
        await crowd.redo(crowd.cause(), forget_me, telegram_id=telegram_id, seal=seal(telegram_id))
    assert FANS[0] not in {row["telegram_id"] for row in await rows_of(crowd, number)}
    assert await crowd.database.read(broadcasts.watched) == []
    assert await crowd.rows("SELECT id FROM broadcasts WHERE watcher_id IS NOT NULL") == []


async def test_a_week_later_it_is_listed_no_more(crowd: Shop) -> None:
    await plan(crowd)
    await serve_all(crowd)
    for row in await crowd.rows("SELECT id FROM outbox WHERE broadcast_id IS NOT NULL"):
        await crowd.database.write(outbox.end, row["id"], "sent", ms(crowd.now))
    await serve_all(crowd)
    assert len((await crowd.database.read(actions.broadcasts_of, crowd.now, MANAGER))[1]) == 1
    crowd.now += timedelta(days=8)
    assert (await crowd.database.read(actions.broadcasts_of, crowd.now, MANAGER))[1] == ()
