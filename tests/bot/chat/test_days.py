"""Days, hours and multipliers as people write them."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.days import read_day, read_days, read_double_day, read_hours, read_moment, read_multiplier
from bot.texts import LANGUAGES, Speaker
from loyalty.errors import DayUnreadable, HoursUnusable, LoyaltyError, MomentUnreadable, MultiplierUnusable
from tests.bot.chat.speaking import SPEAKERS

SATURDAY = date(2026, 11, 21)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("today", "2026-11-21"),
        ("BUGÜN", "2026-11-21"),
        ("bugun", "2026-11-21"),
        (" Tomorrow ", "2026-11-22"),
        ("yarın", "2026-11-22"),
        ("YARIN", "2026-11-22"),
        ("Saturday", "2026-11-21"),
        ("sat", "2026-11-21"),
        ("Cumartesi", "2026-11-21"),
        ("cuma", "2026-11-27"),
        ("salı", "2026-11-24"),
        ("SALI", "2026-11-24"),
        ("çarşamba", "2026-11-25"),
        ("Carsamba", "2026-11-25"),
        ("28.11.", "2026-11-28"),
        ("28.11", "2026-11-28"),
        ("28. 11.", "2026-11-28"),
        ("28/11", "2026-11-28"),
        ("28-11", "2026-11-28"),
        ("20.11.", "2027-11-20"),
        ("28.11.2026", "2026-11-28"),
        ("28.11. 2026", "2026-11-28"),
        ("28.11.26", "2026-11-28"),
        ("28.11 2026", "2026-11-28"),
        ("2026-11-28", "2026-11-28"),
        ("2026-1-2", "2026-01-02"),
        ("28 November", "2026-11-28"),
        ("28. nov. 2026", "2026-11-28"),
        ("November 28, 2026", "2026-11-28"),
        ("28 Kasım", "2026-11-28"),
        ("1 Ocak", "2027-01-01"),
        ("29.2.2028", "2028-02-29"),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, day: str) -> None:
    assert read_day(written, SATURDAY).isoformat() == day


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "soon",
        "11/28",
        "31.11.",
        "29.2.",
        "0.1.",
        "28.11.0000",
        "28/11.2026",
        "5-6.12",
        "28",
        "28.11.20266",
        "-1",
        "1e9",
        "٢٨.١١.",
        "<b>28.11.</b>",
        "28.11.\x00",
        "today" * 1000,
        "28 Movember",
        "4821",
        "31.12.9999",
        "9999-12-31",
        "1.1.0001",
        "28.11.1999",
    ],
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(DayUnreadable):
        read_day(written, SATURDAY)


@given(day=DAYS, today=DAYS)
def test_every_day_written_in_full_is_read_back_whatever_the_date(day: date, today: date) -> None:
    written = [day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"{day.day:02d}/{day.month:02d}/{day.year}"]
    assert {read_day(text, today) for text in written} == {day}


@given(today=DAYS, ahead=st.integers(0, 364))
def test_a_day_without_a_year_is_the_next_such(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert read_day(f"{day.day}.{day.month}.", today) == day


@given(today=DAYS, ahead=st.integers(0, 6))
@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_weekday_is_the_next_such_in_every_language(speaker: Speaker, today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    for short in (False, True):
        assert read_day(speaker.weekday(day.weekday(), short=short), today) == day


def test_what_the_buttons_say_can_be_typed_in_every_language() -> None:
    assert len(SPEAKERS) == len(LANGUAGES)
    for speaker in SPEAKERS:
        assert read_day(speaker.label("button-day-today"), SATURDAY) == SATURDAY
        assert read_day(speaker.label("button-day-tomorrow"), SATURDAY) == SATURDAY + timedelta(days=1)


@given(text=st.text(max_size=80))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    for read in (read_day, read_days, read_double_day):
        try:
            read(text, SATURDAY)
        except LoyaltyError as refusal:
            assert isinstance(refusal, DayUnreadable | MultiplierUnusable)  # noqa: PT017 - nothing else may come
    for refused, reading in ((HoursUnusable, read_hours), (MultiplierUnusable, read_multiplier)):
        with contextlib.suppress(refused):
            reading(text)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("28.11.", "2026-11-28", "2026-11-28"),
        ("28.11.-5.12.", "2026-11-28", "2026-12-05"),
        ("28.11. – 5.12.2026", "2026-11-28", "2026-12-05"),
        ("28.12. 3.1.", "2026-12-28", "2027-01-03"),
        ("2026-11-28 - 2026-12-05", "2026-11-28", "2026-12-05"),
        ("28 November – 5 December", "2026-11-28", "2026-12-05"),
        ("28-29.11.", "2026-11-28", "2026-11-29"),
        ("28–29 Kasım", "2026-11-28", "2026-11-29"),
        ("Friday-Sunday", "2026-11-27", "2026-11-29"),
        ("tomorrow - Monday", "2026-11-22", "2026-11-23"),
    ],
)
def test_from_and_to_are_read_with_a_dash_or_a_space_between(written: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in read_days(written, SATURDAY)] == [first, last]


@pytest.mark.parametrize(
    "written", ["24.90 4821", "28.11 26", "28.11. - soon", "- 28.11.", "x", "1 2 3 4 5 6", "31.12.9999 - mon"]
)
def test_what_is_no_two_days_is_refused(written: str) -> None:
    with pytest.raises(DayUnreadable):
        read_days(written, SATURDAY)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("15-18", (15, 18)),
        ("15:00–18:00", (15, 18)),
        ("15.00 - 18.00", (15, 18)),
        ("0-24", (0, 24)),
        ("22–2", (22, 2)),
        ("3pm-6pm", (15, 18)),
        ("11-1 pm", (11, 13)),
        ("12 AM – 12 pm", (0, 12)),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, hours: tuple[int, int]) -> None:
    assert read_hours(written) == (hours[0] * 60, hours[1] * 60)


@pytest.mark.parametrize(
    "written", ["", "15", "15-15", "24-2", "15:60-18", "25-26", "13pm-2pm", "0am-1am", "١٥-١٨", "9" * 99]
)
def test_what_is_no_hours_is_refused(written: str) -> None:
    with pytest.raises(HoursUnusable):
        read_hours(written)


@pytest.mark.parametrize(
    ("written", "percent"), [("2", 200), ("x3", 300), ("X1.5", 150), ("×1,05", 105), ("10", 1000), ("2x", 200)]
)
def test_a_multiplier_is_read_as_people_write_it(written: str, percent: int) -> None:
    assert read_multiplier(written) == percent


@pytest.mark.parametrize("written", ["1", "x1.00", "10.01", "x11", "0", "-2", "1.005", "1e1", "x", "", "٣", "NaN"])
def test_what_is_no_multiplier_is_refused(written: str) -> None:
    with pytest.raises(MultiplierUnusable):
        read_multiplier(written)


def test_a_double_day_takes_a_multiplier_behind_it() -> None:
    for written, percent in (("28.11.", 200), ("28.11. x3", 300), ("28 November X1,5", 150), ("28.11. ×2", 200)):
        assert read_double_day(written, SATURDAY) == (date(2026, 11, 28), percent)
    with pytest.raises(MultiplierUnusable):
        read_double_day("28.11. x0", SATURDAY)
    for wrong in ("x3", "28.11. x-1", "28.11. three times"):
        with pytest.raises(DayUnreadable):
            read_double_day(wrong, SATURDAY)


@pytest.mark.parametrize(
    ("written", "day", "minute"),
    [
        ("tomorrow 10:00", "2026-11-22", 600),
        ("tomorrow at 10", "2026-11-22", 600),
        ("yarın saat 18.30", "2026-11-22", 1110),
        ("28 Nov, 6 pm", "2026-11-28", 1080),
        ("28.11. 9:00", "2026-11-28", 540),
        ("28.11 2026 10:00", "2026-11-28", 600),
        ("Saturday 17:30", "2026-11-21", 1050),
        ("18.30", "2026-11-21", 1110),
        ("6 pm", "2026-11-21", 1080),
    ],
)
def test_a_day_and_a_time_of_it_are_read_as_people_write_them(written: str, day: str, minute: int) -> None:
    assert read_moment(written, SATURDAY) == (date.fromisoformat(day), minute)


@pytest.mark.parametrize(
    "written", ["", "tomorrow", "28.11.", "28 Nov 2026", "10:00 tomorrow", "at", "soon 10:00", "25:00", "1e3"]
)
def test_what_is_no_day_with_a_time_is_refused(written: str) -> None:
    with pytest.raises(MomentUnreadable):
        read_moment(written, SATURDAY)
