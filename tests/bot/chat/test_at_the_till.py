import json

import pytest

from bot.chat.screens.earning import with_extras
from bot.chat.screens.notices import notice
from bot.links import LinkKind
from bot.texts import Speaker
from storage import steps
from tests.bot.chat.counter import OPERATOR, Counter
from tests.bot.chat.speaking import PROGRAMME, SPEAKERS

AYSE, BORA, CAN = 11, 12, 21


async def points(chat: Counter, who: int) -> str:
    return (await chat.say(who, "/balance")).text


async def hire(chat: Counter, who: int, role: str = "cashier") -> None:
    await chat.follow(who, await chat.press(OPERATOR, f"staff-invite:{role}"))
    staff = await chat.house.database.read(lambda tx: tx.one("SELECT max(id) AS id FROM staff_invites"))
    assert staff is not None
    await chat.press(OPERATOR, f"let-in:{staff['id']}")


async def step_of(chat: Counter, who: int) -> str | None:
    step = await chat.house.database.read(steps.step, who)
    return step.name if step else None


async def test_one_line_books_a_purchase_and_undo_takes_it_back(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    code = await shop.till_code(AYSE)
    booked = await shop.say(OPERATOR, f"24.90 {code} R-17")
    assert booked.text == "✅ <b>+24 points</b> for Ay••• Y., €24.90."
    assert "24 points" in await points(shop, AYSE)
    undone = await shop.press(OPERATOR, booked.data("Undo"))
    assert "€24.90" in undone.text
    assert "0 points" in await points(shop, AYSE)


async def test_the_same_line_again_asks_and_one_answer_pressed_twice_books_once_more(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    code = await shop.till_code(AYSE)
    await shop.say(OPERATOR, f"10 {code}")
    asked = await shop.say(OPERATOR, f"10 {code}")
    assert "10 points" in await points(shop, AYSE)
    again = asked.data("Book again")
    await shop.press(OPERATOR, again)
    assert "Nothing was booked twice" in (await shop.press(OPERATOR, again)).text
    assert "20 points" in await points(shop, AYSE)


async def test_a_line_handled_again_after_a_crash_books_nothing_more(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    code = await shop.till_code(AYSE)
    first = await shop.say(OPERATOR, f"10 {code}", row=700)
    assert await shop.say(OPERATOR, f"10 {code}", row=700) == first
    assert "10 points" in await points(shop, AYSE)


async def test_a_code_alone_shows_who_it_is_and_the_amount_typed_next_is_booked(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    seen = await shop.say(OPERATOR, await shop.till_code(AYSE))
    assert "Ay••• Y." in seen.text
    assert "Yılmaz" not in seen.text
    assert not seen.buttons
    assert "cannot read that amount" in (await shop.say(OPERATOR, "letters")).text
    assert await step_of(shop, OPERATOR) == "card-amount"
    booked = await shop.say(OPERATOR, "1.250,00 R 9", row=701)
    assert "points</b> for Ay••• Y., €1,250.00" in booked.text
    assert await step_of(shop, OPERATOR) is None


async def test_four_digits_instead_of_an_amount_are_never_booked_unasked(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.member(BORA, "Bora Çelik")
    first, second = await shop.till_code(AYSE), await shop.till_code(BORA)
    await shop.say(OPERATOR, first)
    assert "Bo•••" in (await shop.say(OPERATOR, second)).text
    nobody = next(code for code in ("1250", "1251", "1252") if code not in (first, second))
    asked = await shop.say(OPERATOR, nobody)
    assert "Bo•••" in asked.text
    assert "0 points" in await points(shop, BORA)
    booked = await shop.press(OPERATOR, asked.data("Book €"))
    assert "Bo•••" in booked.text
    assert await step_of(shop, OPERATOR) is None
    assert "0 points" in await points(shop, AYSE)


async def test_a_complete_line_ends_the_question_for_an_amount(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    code = await shop.till_code(AYSE)
    await shop.say(OPERATOR, code)
    await shop.say(OPERATOR, f"10 {code}")
    assert await step_of(shop, OPERATOR) is None


async def test_five_wrong_codes_within_a_minute_lock_whoever_types(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    code = await shop.till_code(AYSE)
    wrong = [f"{number:04d}" for number in range(1, 7) if f"{number:04d}" != code][:5]
    for number, text in enumerate(wrong):
        answer = await shop.say(OPERATOR, text if number % 2 else f"10 {text}")
        assert "does not work" in answer.text
    shop.clock.passes(seconds=15)
    assert "wait 45 seconds" in (await shop.say(OPERATOR, f"10 {code}")).text
    assert "wait 45 seconds" in (await shop.say(OPERATOR, code)).text
    shop.clock.passes(seconds=45)
    assert "+10 points" in (await shop.say(OPERATOR, f"10 {code}")).text


async def test_nobody_but_staff_learns_anything_from_a_code(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.member(BORA, "Bora Çelik")
    code = await shop.till_code(AYSE)
    wrong = "0000" if code != "0000" else "0001"
    for text in (code, wrong, f"10 {code}", f"10 {wrong}"):
        assert "You cannot do this here" in (await shop.say(BORA, text)).text
    assert "0 points" in await points(shop, AYSE)


async def test_nobody_books_on_their_own_card(shop: Counter) -> None:
    await shop.member(OPERATOR, "Ozan Demir")
    code = await shop.till_code(OPERATOR)
    assert "for yourself" in (await shop.say(OPERATOR, f"10 {code}")).text


async def test_use_asks_the_member_and_nothing_moves_before_their_yes(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    code = await shop.till_code(AYSE)
    await shop.say(OPERATOR, f"10 {code}")
    seen = await shop.say(OPERATOR, code)
    assert "Espresso 2" not in str(seen.buttons)
    asked = await shop.press(OPERATOR, seen.data("Use Cookie"))
    assert "Ay••• Y. was asked" in asked.text
    assert "10 points" in await points(shop, AYSE)
    await shop.press(AYSE, "use:yes:1")
    assert "5 points" in await points(shop, AYSE)


async def test_a_scanned_card_is_the_same_as_its_code_but_for_staff_only(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.member(BORA, "Bora Çelik")
    card = await shop.say(AYSE, "/card")
    assert "your own card" in (await shop.follow(AYSE, card)).text
    assert "You cannot do this here" in (await shop.follow(BORA, card)).text
    assert "Ay••• Y." in (await shop.follow(OPERATOR, card)).text
    assert "+10 points" in (await shop.say(OPERATOR, "10")).text


async def test_a_card_scanned_after_its_two_minutes_is_past_its_time(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    card = await shop.say(AYSE, "/card")
    await shop.follow(OPERATOR, card)
    shop.clock.passes(minutes=2)
    assert "+10 points" in (await shop.say(OPERATOR, "10")).text
    assert "past its time" in (await shop.follow(OPERATOR, card)).text


async def test_a_voucher_is_confirmed_by_staff_and_shown_by_its_holder(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.member(BORA, "Bora Çelik")
    await shop.say(OPERATOR, f"10 {await shop.till_code(AYSE)}")
    voucher = await shop.press(AYSE, "redeem:1")
    assert "Show its QR to the staff" in (await shop.follow(AYSE, voucher)).text
    assert "You cannot do this here" in (await shop.follow(BORA, voucher)).text
    seen = await shop.follow(OPERATOR, voucher)
    assert "Cookie" in seen.text
    assert "Redeemed" in (await shop.press(OPERATOR, seen.data("Confirm"))).text
    assert "used already" in (await shop.press(OPERATOR, seen.data("Confirm"))).text


@pytest.mark.parametrize("kind", [LinkKind.MEMBER_CARD, LinkKind.VOUCHER, LinkKind.PURCHASE, LinkKind.CODE])
async def test_a_link_of_another_generation_is_dead(shop: Counter, kind: LinkKind) -> None:
    await shop.member(OPERATOR, "Ozan Demir")
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.say(OPERATOR, f"10 {await shop.till_code(AYSE)}")
    await shop.press(AYSE, "redeem:1")
    await shop.say(OPERATOR, "/sale 5")
    await shop.say(OPERATOR, "/issue 1")
    row = 2 if kind is LinkKind.PURCHASE else 1
    dead = shop.house.links.payload(kind, row, 2)
    for who in (OPERATOR, AYSE):
        assert "not one of ours" in (await shop.say(who, f"/start {dead}")).text


@pytest.mark.parametrize(
    "data",
    [
        "till-use:1:r1",
        "till-use:1:x1",
        "till-use:1",
        "till-use",
        "book:1:100",
        "book:1:0",
        "book:1:99999999999",
        "book:x:1",
        "book:1:1:x",
        "voucher-confirm:",
        "voucher-confirm:999",
        "undo:\x00",
        "undo:٣",
        "not-mine:1",
        "code-redeem:1",
        "code-redeem:1:1:0123456789abcdef",
        "code-redeem:1:1:é",
        "merchant:7",
        "merchant:-1",
        "retire:99",
        "retire:x",
        "staff-invite:owner",
        "staff-invite:",
        "staff-remove:1",
        "staff-remove-now:1",
        "let-in:1",
        "refuse:",
        "issue:77",
        "catalogue:page-x",
        "nobody-made-this:1",
        "",
    ],
)
async def test_forged_buttons_get_an_answer_and_move_nothing(shop: Counter, data: str) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.say(OPERATOR, "/issue 1")
    before = await shop.house.database.read(lambda tx: len(tx.all("SELECT id FROM journal")))
    for who in (OPERATOR, AYSE, BORA):
        assert (await shop.press(who, data)).text
    assert await shop.house.database.read(lambda tx: len(tx.all("SELECT id FROM journal"))) == before
    assert await shop.house.database.read(lambda tx: len(tx.all("SELECT id FROM staff"))) == 1


async def test_a_cashier_books_but_does_not_run_the_shop(shop: Counter) -> None:
    await hire(shop, CAN)
    await shop.member(AYSE, "Ayşe Yılmaz")
    assert "+10 points" in (await shop.say(CAN, f"10 {await shop.till_code(AYSE)}")).text
    desk = await shop.say(CAN, "/desk")
    assert list(desk.buttons.values()) == ["sale", "till"]
    for text in ("/addreward 5 Tea", "/addreward", "/issue 1", "/issue", "/poster", "/staff", "/newmerchant X"):
        assert "You cannot do this here" in (await shop.say(CAN, text)).text


async def test_book_again_is_for_the_cashier_who_was_asked_at_the_shop_they_were_asked_at(shop: Counter) -> None:
    await hire(shop, CAN)
    await shop.member(AYSE, "Ayşe Yılmaz")
    code = await shop.till_code(AYSE)
    await shop.say(OPERATOR, f"10 {code}")
    again = (await shop.say(OPERATOR, f"10 {code}")).data("Book again")
    assert len(again.encode()) <= 64
    for who in (CAN, AYSE):
        assert "not one of ours" in (await shop.press(who, again)).text
    await shop.say(OPERATOR, "/newmerchant Bookshop")
    assert "You cannot do this here" in (await shop.press(OPERATOR, again)).text
    assert "10 points" in await points(shop, AYSE)


async def test_who_books_and_who_buys_read_what_a_campaign_adds_and_that_its_cap_cut_it(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.house.database.write(
        lambda tx: tx.run(
            "INSERT INTO campaigns (name, starts_at, ends_at, multiplier_percent, member_cap, created_at)"
            " VALUES ('Double <3', 0, $1, 200, 30, 0)",
            2**42,
        )
    )
    code = await shop.till_code(AYSE)
    said = [(await shop.say(OPERATOR, f"{amount} {code}")).text.splitlines() for amount in ("24.90", "10", "11")]
    assert said[0] == ["✅ <b>+48 points</b> for Ay••• Y., €24.90.", "🎉 Double &lt;3: +24"]
    assert said[1][1:] == ["🎉 Double &lt;3: +6, and with that its limit is reached"]
    assert said[2][1:] == ["🎉 Double &lt;3: its limit was reached before, so it adds nothing this time"]
    rows = await shop.house.database.read(lambda tx: tx.all("SELECT data FROM outbox WHERE notice = 'purchase-booked'"))
    for language, ending in (("en", "🎉 Double &lt;3: +24"), ("tr", "🎉 Double &lt;3: +24")):
        told = notice(Speaker(language, PROGRAMME), "purchase-booked", json.loads(rows[0]["data"]))
        assert told.text.splitlines()[1] == ending


def test_what_a_campaign_adds_is_said_in_every_language() -> None:
    for speaker in SPEAKERS:
        texts = {with_extras(speaker, "+1", [("Double", points, cut)]) for points, cut in ((5, 0), (5, 3), (0, 3))}
        assert len(texts) == 3
        assert all(text.startswith("+1\n🎉 Double: ") for text in texts)


def test_however_many_campaigns_meet_what_they_add_fits_a_message() -> None:
    for speaker in SPEAKERS:
        text = with_extras(speaker, "+1", [("W" * 64, 5, 0)] * 100)
        assert len(text) < 2000
        assert "90" in text.splitlines()[-1]
