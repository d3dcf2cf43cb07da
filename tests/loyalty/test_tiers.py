"""Tiers: how they are reached, kept and lost, against a slow reference that looks at every day."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.calendar import add_months
from loyalty.programme import BASE_TIER, Programme, Tier
from loyalty.tiers import Bought, Standing, counts_from, counts_until, rank, reached, standing

SILVER, GOLD, PLATINUM = (
    Tier(name="Silver", threshold=100),
    Tier(name="Gold", threshold=300),
    Tier(name="Platinum", threshold=700),
)
PROGRAMME = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2, tiers=(SILVER, GOLD))
A_DAY = timedelta(days=1)
START = date(2026, 11, 21)
LEAP_DAY = date(2028, 2, 29)


def bought(*parts: tuple[date, int]) -> list[Bought]:
    return [Bought(date=day, points=points) for day, points in parts]


def tier_on(purchases: list[Bought], day: date, programme: Programme = PROGRAMME) -> str:
    return standing(purchases, programme, day).tier.name


class Reference:
    """Every day one after another: what counts, what is met, and for how long each tier is still kept."""

    def __init__(self, purchases: list[Bought], programme: Programme) -> None:
        self.purchases = purchases
        self.programme = programme

    def counted(self, day: date) -> int:
        begin = add_months(day, -self.programme.tier_months)
        return sum(one.points for one in self.purchases if begin < one.date <= day)

    def places(self, begin: date, end: date) -> dict[date, int]:
        """The rank on each day."""
        tiers = self.programme.tiers
        last_good: dict[int, date] = {}
        found = {}
        day = begin
        while day <= end:
            counted = self.counted(day)
            place = 0
            for number, tier in enumerate(tiers, 1):
                if counted >= tier.threshold:
                    last_good[number] = day
                good = last_good.get(number)
                if good and day <= add_months(good, self.programme.tier_months) + self.programme.tier_grace:
                    place = number
            for below in range(1, place):
                last_good[below] = day
            found[day] = place
            day += A_DAY
        return found


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Bought], Programme]:
    """Purchases of some years under a programme with short months, so that much happens."""
    programme = replace(
        PROGRAMME,
        tiers=draw(st.sampled_from([(SILVER,), (SILVER, GOLD), (SILVER, GOLD, PLATINUM)])),
        tier_months=draw(st.sampled_from([1, 2, 3, 6, 12])),
        tier_grace=timedelta(days=draw(st.sampled_from([0, 1, 7, 30]))),
    )
    # Around the ends of months and a leap day more often than elsewhere.
    days = st.one_of(
        st.dates(date(2027, 1, 1), date(2029, 6, 30)),
        st.sampled_from(
            [date(2027, 8, 31), date(2027, 11, 30), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
        ),
    )
    points = st.integers(0, 400)
    purchases = draw(st.lists(st.builds(lambda day, p: Bought(date=day, points=p), days, points), max_size=8))
    return purchases, programme


@given(histories(), st.dates(date(2027, 1, 1), date(2032, 12, 31)))
def test_the_standing_of_any_day_is_what_looking_at_every_day_finds(
    history: tuple[list[Bought], Programme], today: date
) -> None:
    purchases, programme = history
    found = standing(purchases, programme, today)
    known = [one for one in purchases if one.date <= today]
    reference = Reference(known, programme)
    ahead = today + timedelta(days=2 * 31 * programme.tier_months + 2 * programme.tier_grace.days + 2)
    places = reference.places(date(2026, 12, 31), ahead)
    names = [BASE_TIER, *(tier.name for tier in programme.tiers)]
    place = places[today]
    assert found.tier.name == names[place]
    assert found.counted == reference.counted(today)
    before = [day for day, other in places.items() if day <= today and other != place]
    assert found.since == (max(before) + A_DAY if before else None)
    after = [day for day, other in places.items() if day > today and other != place]
    assert found.kept_until == (min(after) if after else None)
    assert (found.next.name if found.next else None) == dict(enumerate(names)).get(place + 1)
    if found.next:
        assert found.missing == found.next.threshold - reference.counted(today) > 0


@given(histories(), st.dates(date(2027, 1, 1), date(2032, 12, 31)), st.data())
def test_what_is_said_to_keep_a_tier_keeps_it_and_a_point_less_does_not(
    history: tuple[list[Bought], Programme], today: date, data: st.DataObject
) -> None:
    purchases, programme = history
    known = [one for one in purchases if one.date <= today]
    found = standing(known, programme, today)
    if found.kept_until is None or not found.to_keep:
        return
    last = found.kept_until - A_DAY
    day = data.draw(st.dates(today, last))
    kept = standing([*known, Bought(date=day, points=found.to_keep)], programme, found.kept_until)
    assert rank(kept.tier.name, programme) >= rank(found.tier.name, programme)
    short = standing([*known, Bought(date=last, points=found.to_keep - 1)], programme, found.kept_until)
    assert rank(short.tier.name, programme) < rank(found.tier.name, programme)


@given(histories(), st.dates(date(2027, 1, 1), date(2032, 12, 31)), st.data())
def test_what_is_said_to_be_missing_reaches_the_next_tier_until_the_day_named(
    history: tuple[list[Bought], Programme], today: date, data: st.DataObject
) -> None:
    purchases, programme = history
    known = [one for one in purchases if one.date <= today]
    found = standing(known, programme, today)
    if found.next is None:
        return
    assert (found.missing_by is None) == (found.counted == 0)
    day = data.draw(st.dates(today, found.missing_by)) if found.missing_by else today
    won = standing([*known, Bought(date=day, points=found.missing)], programme, day)
    assert rank(won.tier.name, programme) >= rank(found.next.name, programme)
    if found.missing_by:
        late = found.missing_by + A_DAY
        missed = standing([*known, Bought(date=late, points=found.missing)], programme, late)
        assert rank(missed.tier.name, programme) < rank(found.next.name, programme)


@given(histories(), st.dates(date(2027, 1, 1), date(2032, 12, 31)), st.data())
def test_taking_a_purchase_back_never_lifts_anybody(
    history: tuple[list[Bought], Programme], today: date, data: st.DataObject
) -> None:
    purchases, programme = history
    if not purchases:
        return
    gone = data.draw(st.integers(0, len(purchases) - 1))
    left = purchases[:gone] + purchases[gone + 1 :]
    assert rank(tier_on(left, today, programme), programme) <= rank(tier_on(purchases, today, programme), programme)


@pytest.mark.parametrize(
    ("day", "months", "gone"),
    [
        (date(2026, 11, 21), 12, date(2027, 11, 21)),
        (date(2028, 2, 29), 12, date(2029, 3, 1)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 8, 31), 6, date(2028, 3, 1)),
        (date(2027, 8, 31), 3, date(2027, 12, 1)),
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
    ],
)
def test_a_purchase_counts_so_many_months(day: date, months: int, gone: date) -> None:
    programme = replace(PROGRAMME, tier_months=months)
    assert counts_until(day, programme) == gone
    assert counts_from(gone - A_DAY, programme) <= day < counts_from(gone, programme)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
def test_the_two_ends_of_the_window_say_the_same(bought_on: date, day: date, months: int) -> None:
    programme = replace(PROGRAMME, tier_months=months)
    assert (counts_until(bought_on, programme) > day) == (counts_from(day, programme) <= bought_on)


def test_a_tier_is_reached_at_once_on_the_day_its_threshold_is_met() -> None:
    purchases = bought((START, 60), (START + 9 * A_DAY, 40))
    assert tier_on(purchases, START + 8 * A_DAY) == BASE_TIER
    assert tier_on(purchases, START + 9 * A_DAY) == "Silver"
    assert standing(purchases, PROGRAMME, START + 9 * A_DAY).since == START + 9 * A_DAY


def test_points_older_than_the_window_count_no_more() -> None:
    purchases = bought((START, 60), (date(2027, 11, 21), 40))
    assert standing(purchases, PROGRAMME, date(2027, 11, 20)).counted == 60
    assert standing(purchases, PROGRAMME, date(2027, 11, 21)).counted == 40
    assert tier_on(purchases, date(2027, 11, 21)) == BASE_TIER


def test_a_tier_is_kept_twelve_months_from_the_last_day_it_was_met_and_thirty_days_of_grace() -> None:
    purchases = bought((START, 100))
    # Met through 20 November 2027, kept through the same day of 2028, and thirty days more.
    assert tier_on(purchases, date(2028, 12, 20)) == "Silver"
    assert tier_on(purchases, date(2028, 12, 21)) == BASE_TIER
    assert standing(purchases, PROGRAMME, START).kept_until == date(2028, 12, 21)


def test_a_tier_is_lost_one_step_down_which_has_twelve_months_of_its_own() -> None:
    purchases = bought((START, 900))
    fallen = standing(purchases, PROGRAMME, date(2028, 12, 21))
    assert (fallen.tier, fallen.since) == (SILVER, date(2028, 12, 21))
    assert fallen.kept_until == date(2030, 1, 20)
    assert tier_on(purchases, date(2030, 1, 19)) == "Silver"
    assert tier_on(purchases, date(2030, 1, 20)) == BASE_TIER


def test_the_lower_tier_is_kept_longer_when_its_own_threshold_was_met_later() -> None:
    # Gold by one purchase; Silver alone is met again shortly before Gold falls.
    purchases = bought((START, 300), (date(2028, 12, 1), 100))
    fallen = standing(purchases, PROGRAMME, date(2028, 12, 21))
    assert fallen.tier == SILVER
    # Met through 30 November 2029, kept through the same day of 2030, and thirty days more.
    assert fallen.kept_until == date(2030, 12, 31)


def test_a_purchase_on_the_day_of_the_fall_keeps_the_tier() -> None:
    purchases = bought((START, 300), (date(2028, 12, 21), 300))
    kept = standing(purchases, PROGRAMME, date(2028, 12, 21))
    assert (kept.tier, kept.since) == (GOLD, START)


def test_a_tier_reached_only_through_purchases_since_refunded_ends_at_once() -> None:
    today = date(2027, 3, 1)
    purchases = bought((START, 60), (date(2027, 2, 1), 240))
    assert tier_on(purchases, today) == "Gold"
    assert tier_on(bought((START, 60), (date(2027, 2, 1), 40)), today) == "Silver"
    assert tier_on(bought((START, 60)), today) == BASE_TIER


def test_a_refund_of_what_was_not_needed_takes_no_tier() -> None:
    purchases = bought((START, 300), (date(2027, 2, 1), 50))
    before = standing(purchases, PROGRAMME, date(2027, 3, 1))
    after = standing(purchases[:1], PROGRAMME, date(2027, 3, 1))
    assert (before.tier, before.kept_until) == (after.tier, after.kept_until)


def test_a_leap_day_has_its_twelve_months() -> None:
    purchases = bought((date(2028, 2, 29), 100))
    # Met through 28 February 2029, kept through the same day of 2030, and thirty days more.
    assert standing(purchases, PROGRAMME, date(2028, 2, 29)).kept_until == date(2030, 3, 31)


def test_nobody_has_a_tier_where_the_programme_has_none() -> None:
    without = replace(PROGRAMME, tiers=())
    found = standing(bought((START, 5000)), without, START)
    assert found == Standing(
        tier=Tier(name=BASE_TIER, threshold=0),
        since=None,
        kept_until=None,
        to_keep=0,
        counted=5000,
        next=None,
        missing=0,
        missing_by=None,
    )


def test_a_tier_of_another_programme_ranks_lowest() -> None:
    assert [rank(name, PROGRAMME) for name in (BASE_TIER, "Silver", "Gold", "Platinum")] == [0, 1, 2, 0]
    assert [reached(points, PROGRAMME).name for points in (0, 99, 100, 300)] == [BASE_TIER, BASE_TIER, "Silver", "Gold"]
