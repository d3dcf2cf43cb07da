"""A manager writes to many by buttons and one text, sees how it looks and whom it reaches, and watches it go."""

import pytest

from bot.actions.broadcasts import fresh_message, serve
from bot.actions.names import LONGEST_NAME
from bot.chat.screens.broadcasts import message, whom
from bot.chat.screens.notices import notice
from loyalty.broadcasts import LONGEST_CAPTION, LONGEST_TEXT
from loyalty.segments import Segment
from storage import broadcasts, outbox, people
from storage.rows import ms
from tests.bot.chat.counter import OPERATOR, Answer, Counter
from tests.bot.chat.speaking import SPEAKERS, TURKISH

MANAGER = OPERATOR
AYSE, BORA, CEM = 11, 12, 13


@pytest.fixture
async def street(shop: Counter) -> Counter:
    """The café with three members, of whom two want offers."""
    for who, name in ((AYSE, "Ayşe Yılmaz"), (BORA, "Bora Demir"), (CEM, "Cem Kaya")):
        await shop.member(who, name)
    for who in (AYSE, BORA):
        await shop.press(who, "set:offers:1")
    return shop


async def to_text(street: Counter, *, to: str = "all") -> Answer:
    """The desk, Broadcast, and whom it is for."""
    desk = await street.say(MANAGER, "/desk")
    await street.press(MANAGER, desk.data("Broadcast"))
    return await street.press(MANAGER, f"broadcast-whom:{to}")


async def confirm(street: Counter, answer: Answer) -> Answer:
    return await street.press(MANAGER, answer.data("Confirm"))


async def sent_now(street: Counter, text: str = "Fresh figs today!") -> Answer:
    """A message on its way; its progress."""
    await to_text(street)
    ready = await street.say(MANAGER, text)
    return await confirm(street, await street.press(MANAGER, ready.data("Send now")))


async def serve_all(street: Counter, broadcast_id: int = 1) -> None:
    for _ in range(10):
        house = street.house
        if not (await house.database.write(serve, house.programme, street.clock.now(), broadcast_id)).more:
            return


async def end_rows(street: Counter, state: outbox.End, why: str | None = None) -> None:
    """Whatever is waiting comes to that end."""
    database = street.house.database
    for row in await database.read(
        lambda tx: tx.all("SELECT id FROM outbox WHERE broadcast_id IS NOT NULL AND state = 'ready'")
    ):
        await database.write(outbox.end, row["id"], state, ms(street.clock.now()), why)


def shown(street: Counter, method: str) -> list[str]:
    return [str(call.params["text"]) for call in street.api.calls if call.method == method]


async def test_a_message_is_previewed_counted_and_confirmed_before_it_goes(street: Counter) -> None:
    asked = await to_text(street)
    assert "For <b>everyone</b>" in asked.text
    ready = await street.say(MANAGER, "Fresh figs & <b>plums</b>")
    preview = shown(street, "sendMessage")[-2]
    assert preview.startswith("📣 <b>Corner Café</b>\n\nFresh figs &amp; &lt;b&gt;plums&lt;/b&gt;\n\n")
    assert "/settings" in preview
    assert "<b>2 members</b> hear it now" in ready.text
    sure = await street.press(MANAGER, ready.data("Send now"))
    assert "Now" in sure.text
    assert await street.house.database.read(broadcasts.watched) == []
    gone = await confirm(street, sure)
    assert "Fresh figs &amp; &lt;b&gt;plums" in gone.text
    assert "Stop" in str(gone.buttons)
    (watched_one,) = await street.house.database.read(broadcasts.watched)
    assert (watched_one.watcher_id, watched_one.text) == (MANAGER, "Fresh figs & <b>plums</b>")


async def test_a_message_that_shows_something_else_by_now_shows_no_progress_any_more(street: Counter) -> None:
    gone = await sent_now(street)
    await street.say(MANAGER, "/desk")
    assert len(await street.house.database.read(broadcasts.watched)) == 1
    desk = await street.press(MANAGER, gone.data("Desk"))
    assert "Broadcast" in str(desk.buttons)
    assert await street.house.database.read(broadcasts.watched) == []


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("bought-30", "bought here in the last 30 days"),
        ("unseen-60", "not seen here for 60 days"),
        ("balance-100", "more than 100 points"),
        ("birthday-11", "birthday in November"),
    ],
)
async def test_every_segment_is_chosen_by_buttons(street: Counter, to: str, said: str) -> None:
    first = await street.press(MANAGER, (await street.say(MANAGER, "/desk")).data("Broadcast"))
    kind = to.partition("-")[0]
    assert f"broadcast-whom:{kind}" in first.buttons.values()
    assert f"broadcast-whom:{to}" in (await street.press(MANAGER, f"broadcast-whom:{kind}")).buttons.values()
    assert said in (await street.press(MANAGER, f"broadcast-whom:{to}")).text


async def test_numbers_can_be_typed(street: Counter) -> None:
    await street.press(MANAGER, (await street.say(MANAGER, "/desk")).data("Broadcast"))
    await street.press(MANAGER, "broadcast-whom:bought")
    assert "up to 365" in (await street.say(MANAGER, "many")).text
    assert "in the last 45 days" in (await street.say(MANAGER, "45")).text


async def test_a_text_may_look_like_a_line_of_the_till(street: Counter) -> None:
    await to_text(street)
    await street.say(MANAGER, "24.90 4821")
    assert "24.90 4821" in shown(street, "sendMessage")[-2]


async def test_a_picture_comes_with_its_words(street: Counter) -> None:
    await to_text(street)
    assert "needs a text" in (await street.send_photo(MANAGER, "small", "large")).text
    ready = await street.send_photo(MANAGER, "small", "large", caption="Figs!")
    (photo,) = [call for call in street.api.calls if call.method == "sendPhoto"]
    assert (photo.params["photo"], str(photo.params["caption"]).splitlines()[2]) == ("large", "Figs!")
    await confirm(street, await street.press(MANAGER, ready.data("Send now")))
    found = await street.house.database.read(broadcasts.broadcast, 1)
    assert found is not None
    assert (found.picture, found.text) == ("large", "Figs!")


async def test_what_is_too_long_is_refused_and_asked_again(street: Counter) -> None:
    await to_text(street)
    assert f"at most {LONGEST_TEXT:,}".replace(",", "") in (await street.say(MANAGER, "a" * 4000)).text.replace(",", "")
    assert "hear it now" in (await street.say(MANAGER, "a" * LONGEST_TEXT)).text


async def test_a_message_is_scheduled_by_button_or_typed(street: Counter) -> None:
    await to_text(street)
    ready = await street.say(MANAGER, "Figs")
    # It is noon: nine o'clock and noon are over today.
    asked = await street.press(MANAGER, ready.data("Schedule"))
    assert [text.replace("\u202f", " ") for text in asked.buttons][:4] == [
        "Today 5:00 PM",
        "Tomorrow 9:00 AM",
        "Tomorrow 12:00 PM",
        "Tomorrow 5:00 PM",
    ]
    assert "is over" in (await street.say(MANAGER, "today 11")).text
    assert "cannot read" in (await street.say(MANAGER, "soon")).text
    # An amount, a till code and a receipt, for whoever did not ask.
    sure = await street.say(MANAGER, "28.11 2026 10:00")
    assert "Sat, Nov 28" in sure.text
    gone = await confirm(street, sure)
    assert "Planned." in gone.text
    found = await street.house.database.read(broadcasts.broadcast, 1)
    assert found is not None
    assert (str(found.local_date), found.local_minute) == ("2026-11-28", 600)


async def test_what_was_changed_since_is_not_sent_by_an_old_button(street: Counter) -> None:
    await to_text(street)
    old = await street.press(MANAGER, (await street.say(MANAGER, "Figs")).data("Send now"))
    await street.press(MANAGER, "broadcast-ask:text")
    await street.press(MANAGER, (await street.say(MANAGER, "Plums")).data("Send now"))
    await confirm(street, old)
    assert await street.house.database.read(broadcasts.broadcast, 1) is None


async def test_other_members_keep_the_text_and_other_text_the_members(street: Counter) -> None:
    await to_text(street)
    ready = await street.say(MANAGER, "Figs")
    await street.press(MANAGER, ready.data("Other members"))
    changed = await street.press(MANAGER, "broadcast-whom:balance-50")
    assert "more than 50 points" in changed.text
    await street.press(MANAGER, changed.data("Other text"))
    assert "more than 50 points" in (await street.say(MANAGER, "Plums")).text


async def test_the_same_update_again_sends_once(street: Counter) -> None:
    await to_text(street)
    sure = await street.press(MANAGER, (await street.say(MANAGER, "Figs")).data("Send now"))
    await street.press(MANAGER, sure.data("Confirm"), row=900)
    await street.press(MANAGER, sure.data("Confirm"), row=900)
    assert await street.house.database.read(broadcasts.broadcast, 2) is None


async def test_forged_buttons_do_nothing(street: Counter) -> None:
    await to_text(street)
    for data in (
        "broadcast-whom:tier-0",
        "broadcast-whom:birthday-13",
        "broadcast-whom:bought-999999",
        "broadcast-whom:x",
        "broadcast-whom:",
        "broadcast-ask:ready",
        "broadcast-ask:x",
        "broadcast-when:now",
        "broadcast-confirm:x",
        "broadcast-stop:77",
        "broadcast-stop:x",
    ):
        await street.press(MANAGER, data)
    await street.say(MANAGER, "Figs")
    for when in ("x", "2026-99-99.600", "2026-11-28.99999", "2026-11-28."):
        await street.press(MANAGER, f"broadcast-when:{when}")
    assert await street.house.database.read(broadcasts.broadcast, 1) is None


async def test_members_and_strangers_are_refused(street: Counter) -> None:
    await sent_now(street)
    for data in ("broadcast", "broadcast-list", "broadcast-stop:1"):
        assert "cannot do this" in (await street.press(AYSE, data)).text
    found = await street.house.database.read(broadcasts.broadcast, 1)
    assert found is not None
    assert str(found.state) == "planned"


async def test_who_was_removed_since_can_not_send_what_was_prepared(street: Counter) -> None:
    await to_text(street)
    sure = await street.press(MANAGER, (await street.say(MANAGER, "Figs")).data("Send now"))
    await street.house.database.write(lambda tx: tx.run("UPDATE staff SET removed_at = 1"))
    await confirm(street, sure)
    assert await street.house.database.read(broadcasts.broadcast, 1) is None


async def test_the_list_has_what_is_planned_and_stops_it(street: Counter) -> None:
    assert "not written" in (await street.press(MANAGER, "broadcast-list")).text
    await sent_now(street, "Fresh figs " * 20)
    listed = await street.press(MANAGER, "broadcast-list")
    assert "It begins in a moment." in listed.text
    stopped = await street.press(MANAGER, listed.data("Stop: Fresh figs"))
    assert "Stopped" in stopped.text
    assert "Stop" not in str(stopped.buttons)


async def test_however_many_were_sent_lately_the_list_is_a_message(street: Counter) -> None:
    words = "<&> Dear guests, " * 12
    for number in range(1, 31):
        await sent_now(street, words)
        await serve_all(street, number)
        await end_rows(street, "sent")
        await serve_all(street, number)
    listed = await street.press(MANAGER, "broadcast-list")
    assert len(listed.text) <= 4096
    assert "&lt;&amp;&gt; Dear guests," in listed.text


async def test_members_read_it_in_their_language_with_the_ways_on(street: Counter) -> None:
    await sent_now(street, "Figs")
    await serve_all(street)
    database = street.house.database
    row = await database.read(lambda tx: tx.one("SELECT notice, data FROM outbox WHERE telegram_id = $1", AYSE))
    assert row is not None
    ayse = await database.read(people.person, AYSE)
    assert ayse is not None
    fresh = await database.read(fresh_message, street.house.programme, ayse, {"broadcast": 1}, street.clock.now())
    assert fresh is not None
    read = notice(TURKISH, row["notice"], fresh)
    assert "Teklifleri açtığın" in read.text
    assert [button.data for button in read.rows[0]] == ["rewards", "balance"]


def test_the_longest_message_fits_with_its_frame_in_every_language() -> None:
    for speaker in SPEAKERS:
        for picture, longest, limit in ((None, LONGEST_TEXT, 4096), ("file", LONGEST_CAPTION, 1024)):
            seen = message(speaker, "😀" * LONGEST_NAME, "a" * longest, picture)
            assert len(seen.text.encode("utf-16-le")) // 2 <= limit


def test_every_segment_is_said_in_plain_words() -> None:
    every = Segment(
        tier="Gold", bought_days=1, unseen_days=2, balance_above=3, birthday_months=(1, 2), first_purchase=True
    )
    for speaker in SPEAKERS:
        assert "Gold" in whom(speaker, every)
        assert whom(speaker, Segment())
