"""Settings, time zones by name and city, birthdays, languages."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.chat.screens import settings as screens
from bot.chat.settings import month_and_day
from bot.chat.zones import is_zone, zones_named
from bot.texts import Speaker
from storage import people
from storage.people import Person
from storage.personal import personal_data
from tests.bot.chat.counter import Counter
from tests.bot.chat.speaking import ENGLISH, NOW, PROGRAMME, SPEAKERS, TURKISH, button, buttons

AYSE = Person(
    telegram_id=11,
    member_id=1,
    name="Ayşe",
    telegram_language="en",
    chosen_language=None,
    reminders=1,
    offers=None,
    quiet_from=22 * 60,
    quiet_to=8 * 60,
    zone="Europe/Istanbul",
    birthday="02-29",
    invited_by=None,
    invited_at=None,
    desk_merchant_id=None,
    wrong_tries=0,
    wrong_since=0,
    reachable=1,
    created_at=NOW,
)


def test_each_setting_is_shown_as_it_stands() -> None:
    there = Speaker("tr", PROGRAMME, ZoneInfo("Europe/Istanbul"))
    said = screens.settings(there, AYSE).text
    assert "Türkçe" in said
    assert "22:00–08:00" in said
    assert "Europe/Istanbul" in said
    assert "29 Şub" in said
    assert "Teklifler: kapalı" in said


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_a_switch_offers_the_other_position(speaker: Speaker) -> None:
    offered = [one.data for one in buttons(screens.settings(speaker, AYSE))]
    assert "set:reminders:0" in offered
    assert "set:offers:1" in offered


def test_every_preset_is_a_button_and_none_is_too_long_for_telegram() -> None:
    quiet = screens.quiet_question(ENGLISH)
    assert [one.data for one in buttons(quiet)][:3] == [f"set:quiet:{name}" for name in screens.QUIET_HOURS]
    for screen in (quiet, screens.zone_question(ENGLISH), screens.birthday_question(ENGLISH, kept=True)):
        assert all(len((one.data or "").encode()) <= 64 for one in buttons(screen))


@pytest.mark.parametrize(
    ("kept", "usual", "said"),
    [
        ((None, None), (1260, 480), "21:00–08:00 (varsayılan)"),
        ((None, None), None, "yok (varsayılan)"),
        ((0, 0), (1260, 480), "Sessiz saatler: yok\n"),
        ((1320, 450), (1260, 480), "Sessiz saatler: 22:00–07:30\n"),
    ],
)
def test_quiet_hours_are_those_chosen_or_else_those_of_the_programme(
    kept: tuple[int | None, int | None], usual: tuple[int, int] | None, said: str
) -> None:
    speaker = Speaker("tr", replace(PROGRAMME, quiet=usual))
    person = replace(AYSE, quiet_from=kept[0], quiet_to=kept[1])
    assert said in screens.settings(speaker, person).text


async def test_quiet_hours_are_chosen_by_buttons_or_typed_and_can_be_none_at_all(chat: Counter) -> None:
    await chat.member(11, "Ayşe Kaya")

    async def kept() -> tuple[int | None, int | None]:
        person = await chat.house.database.read(people.person, 11)
        assert person is not None
        return person.quiet_from, person.quiet_to

    settings = await chat.say(11, "/settings")
    assert "Quiet hours: 9:00\u202fPM–8:00\u202fAM, as usual here" in settings.text
    asked = await chat.press(11, settings.data("Quiet hours"))
    assert "Quiet hours: none" in (await chat.press(11, asked.data("Never quiet"))).text
    assert await kept() == (0, 0)
    await chat.press(11, settings.data("Quiet hours"))
    for wrong in ("0-24", "25-3", "always", "8-8", "1234"):
        assert "cannot read those hours" in (await chat.say(11, wrong)).text, wrong
    assert await kept() == (0, 0)
    assert "Quiet hours: 10:00\u202fPM–7:00\u202fAM" in (await chat.say(11, "22-7")).text
    assert await kept() == (1320, 420)
    assert "10:00\u202fPM" not in (await chat.say(11, "22-7")).text
    await chat.press(11, asked.data("11:00"))
    assert await kept() == (1380, 420)
    assert "as usual here" in (await chat.press(11, asked.data("As usual here"))).text
    assert await kept() == (None, None)
    assert "no longer open" in (await chat.press(11, "set:quiet:99-99")).text
    mine = await chat.house.database.read(personal_data, 11)
    assert (mine["person"]["quiet_from"], mine["person"]["quiet_to"]) == (None, None)


def test_a_place_that_several_share_is_asked_about_and_only_a_few_are_shown() -> None:
    several = screens.zone_question(ENGLISH, found=("Canada/Eastern", "US/Eastern"), again=True)
    assert [one.data for one in buttons(several)][:2] == ["set:zone:Canada/Eastern", "set:zone:US/Eastern"]
    many = screens.zone_question(ENGLISH, found=tuple(f"A/{number}" for number in range(30)), again=True)
    assert len(buttons(many)) == 8
    assert "do not know" in screens.zone_question(ENGLISH, again=True).text


def test_only_a_birthday_that_is_kept_can_be_removed() -> None:
    assert button(screens.birthday_question(ENGLISH, kept=True), "Remove").data == "set:birthday:none"
    assert len(buttons(screens.birthday_question(ENGLISH, kept=False, again=True))) == 1


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_each_language_is_offered_in_its_own_words(speaker: Speaker) -> None:
    offered = {one.text: one.data for one in buttons(screens.language_question(speaker))}
    assert offered == {"English": "lang:en", "Türkçe": "lang:tr"}
    assert screens.language_chosen(TURKISH).text != screens.language_chosen(ENGLISH).text


@pytest.mark.parametrize(
    ("typed", "language", "zone"),
    [
        ("istanbul", "en", "Europe/Istanbul"),
        ("  İSTANBUL ", "tr", "Europe/Istanbul"),
        ("Asia/Istanbul", "en", "Asia/Istanbul"),
        ("Londra", "tr", "Europe/London"),
        ("new york", "en", "America/New_York"),
        ("kolkata", "en", "Asia/Kolkata"),
        ("Türkiye", "tr", "Europe/Istanbul"),
        ("utc", "en", "UTC"),
    ],
)
def test_a_zone_is_found_by_name_city_or_country(typed: str, language: str, zone: str) -> None:
    assert zones_named(typed, language) == (zone,)


@pytest.mark.parametrize("typed", ["", "  ", "atlantis", "<b>", "../../etc/passwd", "Etc/GMT+5", "🐖", "٣"])
def test_what_is_no_place_is_no_zone(typed: str) -> None:
    assert zones_named(typed, "en") == ()


@pytest.mark.parametrize("name", ["../x", "posixrules", "europe/istanbul", "", "localtime"])
def test_only_an_exact_name_comes_through_a_button(name: str) -> None:
    assert is_zone("Europe/Istanbul")
    assert not is_zone(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3.5", "05-03"),
        ("03/05", "05-03"),
        ("3-5-1990", "05-03"),
        ("29.02.", "02-29"),
        ("31 . 12", "12-31"),
        ("30.02", None),
        ("13.13", None),
        ("0.1", None),
        ("3 May", None),
        ("٣.٥", None),
        ("1.1.1.1", None),
        ("", None),
    ],
)
def test_a_birthday_is_day_and_month(typed: str, kept: str | None) -> None:
    assert month_and_day(typed) == kept
