"""From when on each may hear a broadcast, and until when it is worth hearing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from loyalty.broadcasts import (
    FARTHEST,
    LIFE,
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Broadcast,
    BroadcastKind,
    check_message,
    check_time,
    first_anywhere,
    last_anywhere,
    span,
    turn,
)
from loyalty.errors import MessageUnusable, SegmentUnusable, SendingTimeUnusable, TierUnknown
from loyalty.hours import local_instant
from loyalty.model import Programme, Tier
from loyalty.segments import Segment, check_segment, criteria, kept_segment, segment_of

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ISTANBUL, NEW_YORK = ZoneInfo("Europe/Istanbul"), ZoneInfo("America/New_York")
PROGRAMME = Programme(zone=ISTANBUL, currency="EUR", exponent=2, tiers=(Tier(name="Gold", threshold=100),))


def broadcast(kind: BroadcastKind, day: date | None, minute: int | None) -> Broadcast:
    starts_at, ends_at = span(day, minute, NOW)
    return Broadcast(
        kind=kind,
        merchant_id=1,
        staff_id=1,
        segment=Segment(),
        local_date=day,
        local_minute=minute,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=NOW,
    )


def test_a_message_without_an_hour_is_for_now_and_for_a_day() -> None:
    assert turn(broadcast(BroadcastKind.MESSAGE, None, None), NEW_YORK, NOW) == (NOW, NOW + LIFE)


def test_an_hour_is_that_of_the_zone_and_lasts_a_day_from_there() -> None:
    begins, ends = turn(broadcast(BroadcastKind.MESSAGE, date(2026, 11, 28), 600), NEW_YORK, NOW)
    assert (begins, ends - begins) == (datetime(2026, 11, 28, 15, tzinfo=UTC), LIFE)


def test_an_hour_that_is_over_in_a_zone_is_now() -> None:
    late = datetime(2026, 11, 28, 16, tzinfo=UTC)
    begins, ends = turn(broadcast(BroadcastKind.MESSAGE, date(2026, 11, 28), 600), ISTANBUL, late)
    assert (begins, ends) == (late, late + LIFE)


@pytest.mark.parametrize(
    ("day", "minute"), [(date(2026, 3, 29), 150), (date(2026, 10, 25), 150), (date(2028, 2, 29), 0)]
)
def test_no_zone_has_an_hour_before_the_first_or_after_the_last(day: date, minute: int) -> None:
    instants = [local_instant(day, minute, ZoneInfo(zone)) for zone in available_timezones()]
    assert first_anywhere(day, minute) <= min(instants)
    # Where the hour is skipped, it comes when the clocks have jumped.
    assert max(instants) <= last_anywhere(day, minute) + timedelta(hours=1)


def test_a_message_is_scheduled_for_an_hour_to_come_within_ninety_days() -> None:
    # It is noon in Istanbul.
    check_time(date(2026, 11, 21), 721, NOW, PROGRAMME)
    last = (NOW + FARTHEST).date()
    check_time(last, 720, NOW, PROGRAMME)
    for day, minute in ((date(2026, 11, 21), 720), (date(2026, 11, 20), 1439), (last, 721)):
        with pytest.raises(SendingTimeUnusable):
            check_time(day, minute, NOW, PROGRAMME)


@pytest.mark.parametrize(("picture", "longest"), [(False, LONGEST_TEXT), (True, LONGEST_CAPTION)])
def test_a_text_is_measured_as_telegram_does(picture: bool, longest: int) -> None:
    check_message("a" * longest, picture=picture)
    check_message("😀" * (longest // 2), picture=picture)
    for text in ("", "a" * (longest + 1), "😀" * (longest // 2) + "a"):
        with pytest.raises(MessageUnusable) as refused:
            check_message(text, picture=picture)
        assert refused.value.longest == longest


@pytest.mark.parametrize(
    "segment",
    [
        Segment(bought_days=0),
        Segment(bought_days=366),
        Segment(unseen_days=0),
        Segment(balance_above=-1),
        Segment(balance_above=1_000_001),
        Segment(birthday_months=(0,)),
        Segment(birthday_months=(13,)),
    ],
)
def test_a_segment_out_of_bounds_is_refused(segment: Segment) -> None:
    with pytest.raises(SegmentUnusable):
        check_segment(segment, 1, PROGRAMME)


def test_purchases_here_need_a_merchant_and_a_level_must_be_there() -> None:
    with pytest.raises(SegmentUnusable):
        check_segment(Segment(bought_days=3), None, PROGRAMME)
    with pytest.raises(TierUnknown):
        check_segment(Segment(tier="Silver"), 1, PROGRAMME)
    check_segment(Segment(tier="Gold", bought_days=365, unseen_days=1, balance_above=0), 1, PROGRAMME)


def test_a_level_that_is_gone_since_is_nobodys_but_its_own() -> None:
    assert criteria(Segment(tier="Silver"), 1, NOW.date(), PROGRAMME).tiers == ("Silver",)
    assert criteria(Segment(tier="base"), 1, NOW.date(), PROGRAMME).tiers is None


def test_a_segment_is_kept_without_what_is_not_given() -> None:
    every = Segment(
        tier="Gold", bought_days=1, unseen_days=2, balance_above=0, birthday_months=(1,), first_purchase=True
    )
    assert kept_segment(Segment()) == {}
    assert segment_of(kept_segment(every)) == every
    assert segment_of({}) == Segment()
