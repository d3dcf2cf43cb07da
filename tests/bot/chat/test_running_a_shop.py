import io
import json

import pytest
import zxingcpp
from PIL import Image

from bot.chat.menus import commands_for, register_menus
from loyalty.model import Role
from tests.bot.bot_api import error
from tests.bot.chat.counter import OPERATOR, Answer, Counter

AYSE, BORA, CAN = 11, 12, 21


def read_qr(answer: Answer) -> str:
    assert answer.picture is not None
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.picture)))
    assert len(found) == 1
    return str(found[0].text)


def menu(chat: Counter, who: int) -> list[str]:
    """The commands last registered for somebody's own chat."""
    found: list[str] = []
    for called in chat.api.calls:
        scope = called.params.get("scope", {})
        scope = json.loads(scope) if isinstance(scope, str) else scope
        if called.method == "setMyCommands" and scope.get("chat_id") == who:
            commands = called.params["commands"]
            commands = json.loads(commands) if isinstance(commands, str) else commands
            found = [command["command"] for command in commands]
    return found


async def invited(chat: Counter, role: str = "cashier") -> Answer:
    return await chat.press(OPERATOR, f"staff-invite:{role}")


async def test_an_operator_makes_a_shop_by_buttons_alone(chat: Counter) -> None:
    desk = await chat.say(OPERATOR, "/desk")
    await chat.press(OPERATOR, desk.data("New shop"))
    assert "60 characters" in (await chat.say(OPERATOR, "x" * 61)).text
    added = await chat.say(OPERATOR, "  <b>Corner</b>\x00 Café ")
    assert "&lt;b&gt;Corner&lt;/b&gt; Café" in added.text
    await chat.press(OPERATOR, added.data("New reward"))
    await chat.say(OPERATOR, "Filter coffee")
    assert "whole number" in (await chat.say(OPERATOR, "many")).text
    assert "Reward #1" in (await chat.say(OPERATOR, "120")).text
    assert "I did not understand" in (await chat.say(OPERATOR, "120")).text
    catalogue = await chat.press(OPERATOR, "catalogue")
    assert "#1 · Filter coffee · 120 points" in catalogue.text
    page = await chat.press(OPERATOR, catalogue.data("Filter coffee"))
    await chat.press(OPERATOR, page.data("Retire Filter coffee"))
    assert "no reward yet" in (await chat.press(OPERATOR, "catalogue")).text


async def test_nobody_but_an_operator_makes_a_shop(chat: Counter) -> None:
    await chat.member(AYSE, "Ayşe Yılmaz")
    for answer in (await chat.say(AYSE, "/newmerchant Mine"), await chat.press(AYSE, "newmerchant")):
        assert "You cannot do this here" in answer.text


async def test_the_name_of_a_reward_handled_again_is_not_taken_for_its_points(shop: Counter) -> None:
    await shop.say(OPERATOR, "/addreward")
    asked = await shop.say(OPERATOR, "77", row=900)
    assert "How many points" in asked.text
    with pytest.raises(AssertionError, match="no answer"):
        await shop.say(OPERATOR, "77", row=900)
    assert "Reward #3" in (await shop.say(OPERATOR, "30")).text


async def test_a_reward_name_that_is_taken_is_asked_for_again(shop: Counter) -> None:
    await shop.say(OPERATOR, "/addreward")
    assert "is there already" in (await shop.say(OPERATOR, "COOKIE")).text
    assert "How many points" in (await shop.say(OPERATOR, "Tea")).text


async def test_long_lists_come_in_pages(shop: Counter) -> None:
    for number in range(9):
        await shop.say(OPERATOR, f"/addreward {number + 100} Cake {number}")
    first = await shop.press(OPERATOR, "catalogue")
    assert "Cake 8" not in first.text
    last = await shop.press(OPERATOR, first.data("More"))
    assert "Cake 8" in last.text
    choose = await shop.say(OPERATOR, "/issue")
    assert "Cake 8" in str((await shop.press(OPERATOR, choose.data("More"))).buttons)


async def test_a_sale_is_a_secret_picture_that_the_first_member_collects(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.member(BORA, "Bora Çelik")
    await shop.press(OPERATOR, "sale")
    shown = await shop.say(OPERATOR, "7,50 R-1")
    assert shown.secret
    assert read_qr(shown).endswith(shown.payload)
    collected = await shop.follow(AYSE, shown)
    assert "+7 points" in collected.text
    again = await shop.follow(AYSE, shown)
    assert "yours already" in again.text
    assert "used already" in (await shop.follow(BORA, shown)).text
    returned = await shop.press(AYSE, collected.data("Not mine"))
    assert "off your card" in returned.text
    assert "+7 points" in (await shop.follow(BORA, shown)).text


async def test_not_mine_is_offered_for_two_minutes_only(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    shown = await shop.say(OPERATOR, "/sale 7.50")
    await shop.follow(AYSE, shown)
    shop.clock.passes(minutes=2)
    assert "Not mine" not in str((await shop.follow(AYSE, shown)).buttons)


async def test_an_undone_sale_cannot_be_collected(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    shown = await shop.say(OPERATOR, "/sale 1 250 R-1")
    assert "€1,250.00" in shown.text
    assert "does not work any more" in (await shop.press(OPERATOR, shown.data("Undo"))).text
    assert "This is over" in (await shop.follow(AYSE, shown)).text


async def test_an_issued_code_is_redeemed_by_whoever_scanned_it_and_by_nobody_else(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.member(BORA, "Bora Çelik")
    for who in (AYSE, BORA):
        await shop.say(OPERATOR, f"50 {await shop.till_code(who)}")
    issued = await shop.say(OPERATOR, "/issue espresso 2")
    assert issued.secret
    assert read_qr(issued).endswith(issued.payload)
    seen = await shop.follow(AYSE, issued)
    assert "Espresso 2" in seen.text
    assert "not one of ours" in (await shop.press(BORA, seen.data("Redeem"))).text
    used = await shop.press(AYSE, seen.data("Redeem"))
    assert "Show this to the staff of Corner Café" in used.text
    assert "used already" in (await shop.press(AYSE, seen.data("Redeem"))).text
    assert "used already" in (await shop.follow(BORA, issued)).text


async def test_issue_reads_count_and_days_behind_the_reward(shop: Counter) -> None:
    assert "one code at a time" in (await shop.say(OPERATOR, "/issue Cookie 2")).text
    assert "1 to 365 days" in (await shop.say(OPERATOR, "/issue 1 1 366")).text
    assert "November 28, 2026" in (await shop.say(OPERATOR, "/issue 1 1 7")).text
    assert "December 21, 2026" in (await shop.press(OPERATOR, "issue:1")).text
    assert "no longer there" in (await shop.say(OPERATOR, "/issue Tea")).text


async def test_the_poster_is_public_and_names_the_shop(shop: Counter) -> None:
    poster = await shop.say(OPERATOR, "/poster")
    assert not poster.secret
    assert read_qr(poster).endswith(poster.payload)
    assert "Corner Café" in (await shop.follow(AYSE, poster)).text


async def test_a_colleague_is_invited_let_in_and_removed_and_the_menu_follows(shop: Counter) -> None:
    shop.names[CAN] = "Can Aydın"
    invite = await invited(shop)
    assert invite.secret
    assert read_qr(invite).endswith(invite.payload)
    assert "is asked to let you in" in (await shop.follow(CAN, invite)).text
    assert "This is over" in (await shop.follow(BORA, invite)).text
    assert menu(shop, CAN) == []
    assert "Can Aydın is cashier now" in (await shop.press(OPERATOR, "let-in:1")).text
    assert "sale" in menu(shop, CAN)
    assert "staff" not in menu(shop, CAN)
    staff = await shop.say(OPERATOR, "/staff")
    assert "Ozan Demir · owner (you)" in staff.text
    sure = await shop.press(OPERATOR, staff.data("Remove Can Aydın"))
    assert "Can Aydın · cashier" in (await shop.press(OPERATOR, sure.data("Keep"))).text
    await shop.press(OPERATOR, sure.data("Remove"))
    assert "sale" not in menu(shop, CAN)
    assert "You cannot do this here" in (await shop.say(CAN, "/desk")).text


async def test_an_invite_lasts_ten_minutes_and_a_refused_one_lets_nobody_in(shop: Counter) -> None:
    refused = await invited(shop, "manager")
    await shop.follow(CAN, refused)
    assert "was not let in" in (await shop.press(OPERATOR, "refuse:1")).text
    assert "You cannot do this here" in (await shop.say(CAN, "/desk")).text
    late = await invited(shop)
    shop.clock.passes(minutes=10)
    assert "past its time" in (await shop.follow(CAN, late)).text


async def test_staff_of_two_shops_are_asked_once_which(shop: Counter) -> None:
    await shop.follow(CAN, await invited(shop))
    await shop.press(OPERATOR, "let-in:1")
    await shop.say(OPERATOR, "/newmerchant Bookshop")
    await shop.follow(CAN, await invited(shop))
    await shop.press(OPERATOR, "let-in:2")
    assert "more than one shop" in (await shop.say(CAN, "/sale 5")).text
    choice = await shop.say(CAN, "/desk")
    assert "Bookshop" in (await shop.press(CAN, choice.data("Bookshop"))).text
    assert "at Bookshop" in (await shop.say(CAN, "/sale 5")).text
    changed = await shop.press(CAN, (await shop.say(CAN, "/desk")).data("Change shop"))
    assert "Corner Café" in (await shop.press(CAN, changed.data("Corner"))).text


async def test_words_nobody_understands_are_answered_with_the_next_steps(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    stranger, member, works = [await shop.say(who, "hello\x00<b>") for who in (BORA, AYSE, OPERATOR)]
    assert "Join" in str(stranger.buttons)
    assert "card" in member.buttons.values()
    assert "24.90 4821" in works.text
    assert (await shop.say(AYSE, "/nosuchcommand")) == member


async def test_the_menus_fit_in_every_language(shop: Counter) -> None:
    for language in ("en", "tr"):
        speaker = shop.house.texts.speaker(language, None)
        for role in (None, *Role):
            for operator in (False, True):
                commands = commands_for(speaker, role, operator)
                assert len(dict(commands)) == len(commands)
                assert all(0 < len(text) <= 256 for _, text in commands)
    names = [name for name, _ in commands_for(shop.house.texts.speaker("en", None), None, operator=False)]
    assert "privacy" in names
    assert "desk" not in names


async def test_a_menu_that_telegram_refuses_stops_nothing(shop: Counter) -> None:
    before = len(shop.api.calls)
    shop.api.will("setMyCommands", error(400, "Bad Request: chat not found"))
    await register_menus(shop.house)
    languages = [
        called.params.get("language_code") for called in shop.api.calls[before:] if called.method == "setMyCommands"
    ]
    assert languages[0] is None
    assert "newmerchant" in menu(shop, OPERATOR)


async def test_in_turkish_the_shop_speaks_turkish(chat: Counter) -> None:
    chat.language = "tr"
    await chat.member(AYSE, "Ayşe Yılmaz")
    await chat.say(OPERATOR, "/newmerchant Köşe Kafe")
    await chat.say(OPERATOR, "/addreward 5 Kurabiye")
    code = await chat.till_code(AYSE)
    assert "24,90" in (await chat.say(OPERATOR, f"24,90 {code}")).text
    seen = await chat.say(OPERATOR, code)
    assert "Kullan: Kurabiye · 5 puan" in str(seen.buttons)
    for text in ("/desk", "/sale 5", "/issue", "/issue 1", "/poster", "/staff", "hm"):
        assert (await chat.say(OPERATOR, text)).text
    for data in ("catalogue", "till", "newmerchant", "staff-invite:cashier", "merchants"):
        assert (await chat.press(OPERATOR, data)).text


async def test_a_name_that_no_database_can_keep_is_kept_without_what_it_cannot(shop: Counter) -> None:
    await shop.member(AYSE, "\ud83dAy\x00şe <b>Yılmaz")
    assert "Ay••• &lt;." in (await shop.say(OPERATOR, await shop.till_code(AYSE))).text
