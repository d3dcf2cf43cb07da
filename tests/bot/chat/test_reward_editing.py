"""A manager changes a reward by buttons and texts; codes come pasted or as a file, pictures as photos."""

import json

import pytest

from bot.chat.screens.notices import notice
from loyalty.model import Reward
from storage.rewards import offered_rewards
from tests.bot.bot_api import error
from tests.bot.chat.counter import OPERATOR, Answer, Counter

AYSE = 11


async def page(shop: Counter, reward: int = 1) -> Answer:
    """A reward's page for managers."""
    return await shop.press(OPERATOR, f"reward-page:{reward}")


async def change(shop: Counter, field: str, text: str, reward: int = 1) -> Answer:
    """One answer typed; what is shown then."""
    shown = await page(shop, reward)
    await shop.press(OPERATOR, shown.data(field))
    return await shop.say(OPERATOR, text)


async def points(shop: Counter, count: int) -> None:
    """A member with so many points."""
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.say(OPERATOR, f"{count} {await shop.till_code(AYSE)}")


async def codes(shop: Counter, *some: str) -> None:
    """The first reward is digital and has these codes."""
    await shop.press(OPERATOR, (await shop.press(OPERATOR, "reward-edit:1:kind")).data("digital code"))
    await shop.press(OPERATOR, (await page(shop)).data("Add codes"))
    await shop.say(OPERATOR, "\n".join(some))


async def rewards(shop: Counter) -> list[Reward]:
    """The catalogue as it stands."""
    return await shop.house.database.read(offered_rewards)


async def test_everything_is_one_question_a_screen(shop: Counter) -> None:
    catalogue = await shop.press(OPERATOR, "catalogue")
    assert "Stock: <b>not counted</b>" in (await shop.press(OPERATOR, catalogue.data("Cookie"))).text
    assert "whole number" in (await change(shop, "Stock", "many")).text
    assert "Stock: <b>25</b>" in (await shop.say(OPERATOR, "25")).text
    assert "Limit a member: <b>2</b>" in (await change(shop, "Limit", "2")).text
    assert "Last day: <b>December 31, 2026</b>" in (await change(shop, "Last day", "31.12.")).text
    assert "First day: <b>November 28, 2026</b>" in (await change(shop, "First day", "28.11.")).text
    assert "Retail price: <b>€2.90</b>" in (await change(shop, "Retail price", "2.90")).text
    assert "Made\nby hand" in (await change(shop, "Description", "Made\nby   hand")).text
    assert "7 points" in (await change(shop, "Points", "7")).text
    assert "Biscuit" in (await change(shop, "Name", "12 1234 Biscuit")).text
    stock = await shop.press(OPERATOR, (await page(shop)).data("Stock"))
    assert "Stock: <b>not counted</b>" in (await shop.press(OPERATOR, stock.data("None"))).text
    kind = await shop.press(OPERATOR, (await page(shop)).data("Kind"))
    assert "Kind: <b>Exclusive access</b>" in (await shop.press(OPERATOR, kind.data("access"))).text
    await shop.press(OPERATOR, (await page(shop)).data("Retire"))
    assert "no longer there" in (await page(shop)).text


async def test_a_line_of_the_till_is_booked_while_a_number_is_asked_for(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    code = await shop.till_code(AYSE)
    assert "+24 points" in (await change(shop, "Stock", f"24.90 {code}")).text


async def test_a_photo_is_shown_on_the_reward_s_page(shop: Counter) -> None:
    await points(shop, 20)
    await shop.press(OPERATOR, (await page(shop)).data("Picture"))
    assert "as a photo" in (await shop.say(OPERATOR, "this one")).text
    assert "Picture: <b>there</b>" in (await shop.send_photo(OPERATOR, "AgAC-small", "AgAC-1")).text
    await shop.press(AYSE, "reward:1:0")
    assert [called.params.get("photo") for called in shop.api.calls if called.method == "sendPhoto"][-1] == "AgAC-1"
    # A picture that Telegram knows no more is left out.
    shop.api.will("sendPhoto", error(400, "Bad Request: wrong file identifier/HTTP URL specified"))
    assert "Cookie" in (await shop.press(AYSE, "reward:1:0")).text


async def test_a_photo_out_of_the_blue_is_not_understood(shop: Counter) -> None:
    assert "I did not understand" in (await shop.send_photo(OPERATOR, "AgAC-1")).text
    assert "I did not understand" in (await shop.send_file(OPERATOR, "codes.txt", b"A-1")).text


async def test_codes_are_pasted_and_given_once_after_a_question(shop: Counter) -> None:
    await points(shop, 40)
    await shop.press(OPERATOR, (await shop.press(OPERATOR, "reward-edit:1:kind")).data("digital code"))
    await shop.press(OPERATOR, (await page(shop)).data("Add codes"))
    added = await shop.say(OPERATOR, "12 1234\nB-2\nB-2")
    assert "2 codes were added" in added.text
    assert "1 line was known" in added.text
    assert "None" not in added.buttons
    offered = await shop.press(AYSE, "reward:1:0")
    asked = await shop.press(AYSE, offered.data("Redeem"))
    assert "cannot be given back" in asked.text
    given = await shop.press(AYSE, asked.data("Redeem for"))
    assert "<code>12 1234</code>" in given.text
    assert given.secret
    assert "<code>12 1234</code>" in (await shop.press(AYSE, asked.data("Redeem for"))).text
    mine = await shop.press(AYSE, (await shop.say(AYSE, "/vouchers")).data("My codes"))
    again = await shop.press(AYSE, mine.data("Cookie"))
    assert again.secret
    assert "12 1234" in again.text
    assert "20" in (await shop.say(AYSE, "/balance")).text


async def test_codes_come_as_a_text_or_csv_file(shop: Counter) -> None:
    await codes(shop, "A-1")
    await shop.press(OPERATOR, (await page(shop)).data("Add codes"))
    assert "2 codes were added" in (await shop.send_file(OPERATOR, "c.TXT", "\ufeffA-1\r\nÅ-2\nA-3\n".encode())).text
    csv = b'"A,4";x\n"A-5",second\n\n'
    assert "2 codes were added" in (await shop.send_file(OPERATOR, "codes.csv", csv)).text
    rows = await shop.house.database.read(lambda tx: tx.all("SELECT code FROM reward_codes ORDER BY id"))
    assert [row["code"] for row in rows] == ["A-1", "Å-2", "A-3", "A,4;x", "A-5"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("codes.pdf", b"A-1"), ("codes.txt", b"\xff\xfe\x00"), ("codes.txt", b""), ("codes.txt", b"x" * 1_000_001)],
    ids=["another kind", "not UTF-8", "empty", "too large"],
)
async def test_a_file_that_is_no_list_is_refused(shop: Counter, name: str, content: bytes) -> None:
    await codes(shop, "A-1")
    await shop.press(OPERATOR, (await page(shop)).data("Add codes"))
    assert "one code a line" in (await shop.send_file(OPERATOR, name, content)).text


async def test_the_owner_sets_the_budget_by_button_and_text(shop: Counter) -> None:
    desk = await shop.say(OPERATOR, "/desk")
    shown = await shop.press(OPERATOR, desk.data("Budget"))
    assert "There is no budget" in shown.text
    assert "500 points a month" in (await shop.say(OPERATOR, "500")).text
    shown = await shop.press(OPERATOR, "budget")
    assert "There is no budget" in (await shop.press(OPERATOR, shown.data("No budget"))).text


@pytest.mark.parametrize(
    "data",
    [
        "reward-page:99",
        "reward-page:x",
        "reward-edit:1:state",
        "reward-edit:1",
        "reward-set:1:kind:gold",
        "reward-set:1:points:",
        "reward-set:1:tier:0",
        "reward-set:1:state:retired",
        "reward-codes:1",
        "redeem-digital:1:5:1",
        "redeem-digital:1",
        "my-code:1",
        "my-code:x",
    ],
)
async def test_forged_buttons_change_nothing(shop: Counter, data: str) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    before = await rewards(shop)
    for who in (OPERATOR, AYSE, 12):
        assert (await shop.press(who, data)).text
    assert await rewards(shop) == before


async def test_a_price_raised_since_it_was_shown_is_not_taken(shop: Counter) -> None:
    await points(shop, 50)
    issued = await shop.say(OPERATOR, "/issue Cookie")
    seen = await shop.follow(AYSE, issued)
    till = await shop.say(OPERATOR, await shop.till_code(AYSE))
    await shop.press(OPERATOR, till.data("Cookie"))
    yes = await asked_to_use(shop)
    await change(shop, "Points", "45")
    for data in (seen.data("Redeem"), yes):
        assert "has changed meanwhile" in (await shop.press(AYSE, data)).text
    assert "50 points" in (await shop.say(AYSE, "/balance")).text
    again = await shop.follow(AYSE, issued)
    assert "45 points" in again.text
    await shop.press(AYSE, again.data("Redeem"))
    assert "5 points" in (await shop.say(AYSE, "/balance")).text


async def asked_to_use(shop: Counter) -> str:
    """The data of Yes in the question from the till."""
    rows = await shop.house.database.read(
        lambda tx: tx.all("SELECT data FROM outbox WHERE notice = 'use-asked' ORDER BY id DESC LIMIT 1")
    )
    screen = notice(shop.house.texts.speaker("en", None), "use-asked", json.loads(rows[0]["data"]))
    return str(screen.rows[0][0].data)
