"""Campaigns made by people in the chat: /doubleday, the list, and the questions of New."""

from datetime import timedelta

import pytest

from bot.actions.preview import Preview, ShownPreview
from bot.actions.programmes import set_programme
from bot.actions.worth import Worth
from bot.chat.menus import commands_for
from bot.chat.screens.preview import result
from bot.document import read_document
from bot.texts import Speaker
from loyalty.campaigns import Missed
from loyalty.earning import Applied, Basis
from loyalty.model import Campaign, Role
from loyalty.programme import Stacking
from tests.bot.chat.counter import OPERATOR, Answer, Counter
from tests.bot.chat.speaking import ENGLISH, NOW, SPEAKERS

AYSE, CAN = 11, 21


async def hired(shop: Counter, who: int, role: str) -> None:
    """Somebody works at the shop from now on."""
    await shop.follow(who, await shop.press(OPERATOR, f"staff-invite:{role}"))
    await shop.press(OPERATOR, "let-in:1")


async def count(shop: Counter) -> int:
    """How many campaigns there are."""
    rows = await shop.house.database.read(lambda tx: tx.all("SELECT id FROM campaigns"))
    return len(rows)


async def presses(shop: Counter, shown: Answer, *labels: str) -> Answer:
    """The operator presses one button after the other."""
    for label in labels:
        shown = await shop.press(OPERATOR, shown.data(label))
    return shown


async def test_a_double_day_is_shown_before_it_stands(shop: Counter) -> None:
    shown = await shop.say(OPERATOR, "/doubleday 28.11.")
    assert "<b>Double Saturday</b>: shall I start this?" in shown.text
    assert "<b>Double points</b> at Corner Café" in shown.text
    assert "Saturday, November 28, 2026" in shown.text
    assert "All day (UTC)" in shown.text
    assert "Members see it in their points" in shown.text
    assert await count(shop) == 0
    started = await shop.press(OPERATOR, shown.data("Start"))
    assert "✅ <b>Double Saturday</b> is set." in started.text
    again = await shop.press(OPERATOR, shown.data("Start"))
    assert "is there already" in again.text
    assert await count(shop) == 1
    await shop.press(OPERATOR, "campaign-pause:1")
    paused = await shop.press(OPERATOR, shown.data("Start"))
    assert "It is paused" in paused.text
    assert "⏸ Double Saturday" in paused.buttons


async def test_a_double_day_may_multiply_by_more_and_be_named_in_other_words(shop: Counter) -> None:
    for words, name in (
        ("tomorrow x3", "3 × Sunday"),
        ("yarın x1,5", "1.5 × Sunday"),
        ("2026-11-22 X2", "Double Sunday"),
    ):
        assert f"<b>{name}</b>" in (await shop.say(OPERATOR, f"/doubleday {words}")).text
    assert "I cannot read that day" in (await shop.say(OPERATOR, "/doubleday someday")).text
    assert "multiplies by 1.01 to 10" in (await shop.say(OPERATOR, "/doubleday today x11")).text
    assert "within a year" in (await shop.say(OPERATOR, "/doubleday 28.11.2025")).text


async def test_without_a_date_the_day_is_asked_for_and_can_be_pressed_or_written(shop: Counter) -> None:
    asked = await shop.say(OPERATOR, "/doubleday")
    assert "Which day" in asked.text
    shown = await shop.press(OPERATOR, asked.data("Tomorrow"))
    assert "Double Sunday" in shown.text
    await shop.press(OPERATOR, "doubleday")
    assert "I cannot read that day" in (await shop.say(OPERATOR, "one of these days")).text
    # A day and a year, although it could be an amount and a till code.
    assert "Double Saturday" in (await shop.say(OPERATOR, "28.11 2026")).text
    assert "I did not understand" in (await shop.say(OPERATOR, "28.11.2026")).text
    await shop.say(OPERATOR, "/doubleday")
    assert "That code does not work" in (await shop.say(OPERATOR, "28.11 4821")).text


async def test_a_double_day_is_four_taps_from_the_desk_and_says_what_it_will_cost(shop: Counter) -> None:
    shop.clock.passes(days=-7)
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.say(OPERATOR, f"120.00 {await shop.till_code(AYSE)}")
    shop.clock.passes(days=7)
    asked = await presses(shop, await shop.say(OPERATOR, "/desk"), "Double day")
    tomorrow = await presses(shop, asked, "Tomorrow")
    assert "I cannot tell what it will cost" in tomorrow.text
    shown = await presses(shop, asked, "Sat, Nov 28")
    assert "about <b>120 points</b> more, worth €6.00. So much it would have been last week." in shown.text
    thrice = await presses(shop, shown, "× 3")
    assert "<b>3 × Saturday</b>" in thrice.text
    assert "about <b>240 points</b> more, worth €12.00." in thrice.text
    shop.clock.passes(days=7)
    two = await shop.say(OPERATOR, "/doubleday 5.12. x1,5")
    assert (
        "about <b>0 to 60 points</b> more, worth €0.00 to €3.00. So it would have been in the last 2 weeks." in two.text
    )
    assert "is set" in (await presses(shop, two, "Start")).text
    shop.language = "tr"
    asked = await presses(shop, await shop.say(OPERATOR, "/desk"), "Çift puan günü")
    assert "Son 2 haftada böyle olurdu." in (await presses(shop, asked, "5 Ara Cmt")).text


async def test_cancel_starts_nothing(shop: Counter) -> None:
    shown = await shop.say(OPERATOR, "/doubleday tomorrow")
    assert "has no campaign at present" in (await shop.press(OPERATOR, shown.data("Cancel"))).text
    asked = await shop.press(OPERATOR, "campaign-new")
    await shop.press(OPERATOR, asked.data("Cancel"))
    assert "no longer open" in (await shop.press(OPERATOR, asked.data("Extra points"))).text
    assert await count(shop) == 0


async def test_the_list_leads_to_each_campaign_which_is_paused_resumed_and_ended(shop: Counter) -> None:
    for words in ("/doubleday today", "/doubleday 28.11. x3"):
        shown = await shop.say(OPERATOR, words)
        await shop.press(OPERATOR, shown.data("Start"))
    desk = await shop.say(OPERATOR, "/desk")
    listed = await shop.press(OPERATOR, desk.data("Campaigns"))
    assert "🎉 <b>Double Saturday</b> · Double points · Sat, Nov 21 · gave 0 points" in listed.text
    assert "⏳ <b>3 × Saturday</b> · 3 × points · Sat, Nov 28 · gave 0 points" in listed.text
    page = await shop.press(OPERATOR, listed.data("Double Saturday"))
    assert "It runs." in page.text
    paused = await shop.press(OPERATOR, page.data("Pause"))
    assert "It is paused" in paused.text
    resumed = await shop.press(OPERATOR, paused.data("Resume"))
    assert "It runs." in resumed.text
    sure = await shop.press(OPERATOR, resumed.data("End"))
    assert "for good?" in sure.text
    assert "It runs." in (await shop.press(OPERATOR, sure.data("Keep"))).text
    ended = await shop.press(OPERATOR, sure.data("End"))
    assert "It is over." in ended.text
    assert not [label for label in ended.buttons if "Pause" in label or "End" in label]
    assert "This is over" in (await shop.press(OPERATOR, page.data("Pause"))).text
    assert "✔️ <b>Double Saturday</b>" in (await shop.press(OPERATOR, "campaigns")).text


async def test_a_campaign_is_made_by_buttons_alone(shop: Counter) -> None:
    asked = await shop.press(OPERATOR, "campaign-new")
    assert "What shall the campaign give?" in asked.text
    much = await presses(shop, asked, "More points for each")
    days = await presses(shop, much, "× 1.5")
    weekdays = await presses(shop, days, "Seven days")
    assert "On which weekdays" in weekdays.text
    weekdays = await presses(shop, weekdays, "✅ Mon", "✅ Tue", "▫️ Mon")
    hours = await presses(shop, weekdays, "Done")
    whom = await presses(shop, hours, "3:00\u202fPM–6:00\u202fPM")
    name = await presses(shop, whom, "Birthday month")
    summary = await presses(shop, name, "1.5 × points")
    for words in (
        "<b>1.5 × points</b>: shall I start this?",
        "<b>1.5 × points</b> at Corner Café",
        "Saturday, November 21, 2026 – Friday, November 27, 2026",
        "Only on Mon, Wed, Thu, Fri, Sat, Sun",
        "3:00\u202fPM–6:00\u202fPM (UTC)",
        "in the month of their birthday",
    ):
        assert words in summary.text
    assert "is set" in (await presses(shop, summary, "Start")).text
    assert await count(shop) == 1
    assert "no longer open" in (await presses(shop, summary, "Start")).text
    assert await count(shop) == 1


async def test_a_bonus_is_made_by_words_alone(shop: Counter) -> None:
    await presses(shop, await shop.press(OPERATOR, "campaign-new"), "Extra points on top")
    assert "whole number" in (await shop.say(OPERATOR, "many")).text
    assert "On which days" in (await shop.say(OPERATOR, "25")).text
    assert "a year at most" in (await shop.say(OPERATOR, "28.11.2026 - 28.11.2027")).text
    assert "I cannot read that day" in (await shop.say(OPERATOR, "some day")).text
    assert "At what hours" in (await shop.say(OPERATOR, "28.11 2026")).text
    assert "cannot read those hours" in (await shop.say(OPERATOR, "in the morning")).text
    assert "For whom" in (await shop.say(OPERATOR, "8-11")).text
    # Only buttons answer this one: it is asked again.
    whom = await shop.say(OPERATOR, "my friends")
    assert "For whom" in whom.text
    assert "From what amount" in (await presses(shop, whom, "First purchase")).text
    assert "What is it called" in (await shop.say(OPERATOR, "10,00")).text
    assert "1 to 64 characters" in (await shop.say(OPERATOR, "x" * 65)).text
    summary = await shop.say(OPERATOR, "<b>Early</b> birds & co")
    for words in (
        "<b>&lt;b&gt;Early&lt;/b&gt; birds &amp; co</b>: shall I",
        "<b>25 extra points</b> at Corner Café",
        "Once a day for each member.",
        "For a member’s first purchase.",
        "For purchases of €10.00 or more.",
    ):
        assert words in summary.text
    assert "is set" in (await presses(shop, summary, "Start")).text


async def test_more_hides_what_is_rarely_used_and_changes_what_was_answered(shop: Counter) -> None:
    asked = await shop.press(OPERATOR, "campaign-new")
    summary = await presses(shop, asked, "More points", "× 2", "Tomorrow", "All day", "Everybody", "Double Sunday")
    assert "at most" not in summary.text
    more = await presses(shop, summary, "More")
    assert not [label for label in more.buttons if label in ("Where", "Category", "Weekdays")]
    capped = await presses(shop, more, "Cap for a member", "100")
    assert "Gives each member 100 points at most." in capped.text
    capped = await presses(shop, capped, "More", "Cap in all")
    capped = await shop.say(OPERATOR, "5000")
    assert "Gives 5,000 points at most in all." in capped.text
    assert "Priority 3" in (await presses(shop, capped, "More", "Priority", "3")).text
    assert "On which days?" in (await presses(shop, capped, "More", "Days")).text
    changed = await shop.say(OPERATOR, "29.11.")
    assert "November 29, 2026" in changed.text
    lifted = await presses(shop, changed, "More", "Cap in all", "No limit")
    assert "in all" not in lifted.text
    assert "shall I start this?" in (await presses(shop, lifted, "More", "Back")).text


async def test_start_starts_what_its_summary_said_and_nothing_that_was_changed_since(shop: Counter) -> None:
    asked = await shop.press(OPERATOR, "campaign-new")
    old = await presses(shop, asked, "More points", "× 2", "Tomorrow", "All day", "Everybody", "Double Sunday")
    new = await presses(shop, old, "More", "How much", "× 5")
    assert "no longer open" in (await presses(shop, old, "Start")).text
    assert await count(shop) == 0
    assert "5 × points" in (await presses(shop, new, "Start")).text


async def test_a_text_handled_again_is_not_taken_for_the_next_answer(shop: Counter) -> None:
    await presses(shop, await shop.press(OPERATOR, "campaign-new"), "Extra points on top", "+20", "Tomorrow", "All day")
    whom = await presses(shop, await shop.press(OPERATOR, "plan:hours:all"), "Everybody")
    assert "From what amount" in whom.text
    assert "What is it called" in (await shop.say(OPERATOR, "10", row=900)).text
    with pytest.raises(AssertionError, match="no answer"):
        await shop.say(OPERATOR, "10", row=900)


async def test_a_cashier_can_still_book_while_a_campaign_is_being_made(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await presses(shop, await shop.press(OPERATOR, "campaign-new"), "Extra points on top", "+20")
    assert "€24.90" in (await shop.say(OPERATOR, f"24.90 {await shop.till_code(AYSE)}")).text
    assert "At what hours" in (await shop.say(OPERATOR, "tomorrow")).text


async def test_categories_and_levels_of_the_programme_can_be_chosen(shop: Counter) -> None:
    programme = read_document(
        b"""
[earning.categories]
coffee = 3
tea = 2

[[tiers]]
name = "gold"
threshold = 100
multiplier = 2
"""
    )
    await shop.house.database.write(set_programme, programme, shop.house.programme, shop.clock.now())
    asked = await shop.press(OPERATOR, "campaign-new")
    category = await presses(shop, asked, "More points", "× 2", "Tomorrow", "All day", "gold")
    assert "For which purchases" in category.text
    assert "no category “beer”" in (await shop.say(OPERATOR, "beer")).text
    summary = await presses(shop, category, "tea", "Double Sunday")
    assert "For tea only." in summary.text
    assert "of level gold and above" in summary.text
    assert "is set" in (await presses(shop, summary, "Start")).text


async def test_an_owner_of_all_shops_can_make_one_for_every_shop(shop: Counter) -> None:
    await shop.say(OPERATOR, "/newmerchant Bookshop")
    asked = await shop.press(OPERATOR, "campaign-new")
    summary = await presses(shop, asked, "More points", "× 2", "Tomorrow", "All day", "Everybody", "Double Sunday")
    everywhere = await presses(shop, summary, "More", "Where", "Every shop")
    assert "at every shop" in everywhere.text
    assert "at every shop" in (await presses(shop, everywhere, "Start")).text
    await hired(shop, CAN, "manager")
    seen = await shop.press(CAN, "campaign:1")
    assert "at every shop" in seen.text
    assert not [label for label in seen.buttons if "Pause" in label]
    assert "You cannot do this here" in (await shop.press(CAN, "campaign-pause:1")).text
    await shop.press(CAN, "campaign-new")
    for forged in ("plan:kind:multiplier", "plan:much:200", "plan:days:2026-11-25"):
        await shop.press(CAN, forged)
    assert "no longer open" in (await shop.press(CAN, "plan-ask:where")).text
    assert "no longer open" in (await shop.press(CAN, "plan:where:everywhere")).text


async def test_members_see_in_their_points_what_counts_now(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    assert "🎉" not in (await shop.say(AYSE, "/balance")).text
    await presses(shop, await shop.say(OPERATOR, "/doubleday today"), "Start")
    assert "🎉 Double points at Corner Café today" in (await shop.say(AYSE, "/balance")).text
    shop.language = "tr"
    assert "🎉 Çift puan · Corner Café, bugün" in (await shop.say(AYSE, "/balance")).text
    shop.language = "en"
    asked = await shop.press(OPERATOR, "campaign-new")
    name = await presses(shop, asked, "Extra points", "+20", "Today", "2:00\u202fPM", "Everybody", "€10.00")
    await presses(shop, name, "20 extra points", "Start")
    said = (await shop.say(AYSE, "/balance")).text
    assert "🎉 20 extra points from €10.00 at Corner Café now, until 2:00\u202fPM" in said
    shop.clock.passes(hours=2)
    said = (await shop.say(AYSE, "/balance")).text
    assert "Double points" in said
    assert "extra points" not in said


async def test_only_managers_come_near(shop: Counter) -> None:
    await shop.press(OPERATOR, (await shop.say(OPERATOR, "/doubleday today")).data("Start"))
    await shop.member(AYSE, "Ayşe Yılmaz")
    await hired(shop, CAN, "cashier")
    assert not [label for label in (await shop.say(CAN, "/desk")).buttons if "Campaigns" in label]
    for who in (AYSE, CAN):
        assert "You cannot do this here" in (await shop.say(who, "/doubleday tomorrow")).text
        for forged in (
            "doubleday",
            "doubleday-start:2026-11-28:300:1",
            "campaigns",
            "campaign:1",
            "campaign-pause:1",
            "campaign-resume:1",
            "campaign-end:1",
            "campaign-end-now:1",
            "campaign-new",
            "campaign-cancel",
            "announcement-stop:1",
        ):
            assert "You cannot do this here" in (await shop.press(who, forged)).text, forged
        assert "You cannot do this here" in (await shop.press(who, "preview")).text
        for forged in (
            "campaign-start:x",
            "plan:much:200",
            "plan-ask:days",
            "plan-more",
            "plan-back",
            "plan-preview",
            "preview-amount:500",
            "preview-category:none",
            "preview-new",
        ):
            assert "no longer open" in (await shop.press(who, forged)).text, forged
    assert await count(shop) == 1
    assert "It runs." in (await shop.press(OPERATOR, "campaign:1")).text


async def test_preview_says_what_a_purchase_would_earn_now_and_why(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Yılmaz")
    await presses(shop, await shop.say(OPERATOR, "/doubleday today"), "Start")
    asked = await presses(shop, await shop.press(OPERATOR, "campaigns"), "Preview")
    assert "How much would the purchase be?" in asked.text
    assert "cannot read that amount" in (await shop.say(OPERATOR, "a coffee")).text
    who = await shop.say(OPERATOR, "24.90")
    assert "€24.90: who would buy?" in who.text
    seen = await presses(shop, who, "Somebody new")
    assert seen.text.splitlines() == [
        "🔎 <b>48 points</b> for €24.90 at Corner Café: somebody new, 11/21/26, 12:00\u202fPM",
        "+24 · 24 × €1.00, 1 each",
        "+24 · Double Saturday",
        "Nothing was booked.",
    ]
    who = await presses(shop, await presses(shop, seen, "Another amount"), "€10.00")
    assert "That code does not work" in (await shop.say(OPERATOR, "Ayşe")).text
    assert "Ay••• Y." in (await shop.say(OPERATOR, await shop.till_code(AYSE))).text
    # As at the till, on one line; and nothing is booked by it.
    await shop.press(OPERATOR, "preview")
    assert "for €7.00 at Corner Café: Ay•••" in (await shop.say(OPERATOR, f"7 {await shop.till_code(AYSE)}")).text
    assert "<b>0 points</b>" in (await shop.say(AYSE, "/balance")).text
    assert "no longer open" in (await shop.press(OPERATOR, "preview-new")).text


async def test_a_campaign_can_be_previewed_before_it_stands(shop: Counter) -> None:
    await presses(shop, await shop.say(OPERATOR, "/doubleday 28.11."), "Start")
    asked = await shop.press(OPERATOR, "campaign-new")
    await presses(shop, asked, "More points", "× 3")
    await shop.say(OPERATOR, "28.11.")
    summary = await presses(shop, await shop.say(OPERATOR, "15-18"), "First purchase", "3 × Saturday")
    seen = await presses(shop, summary, "Preview", "€20.00", "Somebody new")
    assert seen.text.splitlines() == [
        "🔎 <b>60 points</b> for €20.00 at Corner Café: somebody new, 11/28/26, 3:00\u202fPM",
        "+20 · 20 × €1.00, 1 each",
        "+40 · 3 × Saturday",
        "– Double Saturday: another campaign gives more",
        "Nothing was booked.",
    ]
    await shop.member(AYSE, "Ayşe Yılmaz")
    await shop.say(OPERATOR, f"5 {await shop.till_code(AYSE)}")
    await presses(shop, seen, "Another amount", "€20.00")
    assert "– 3 × Saturday: for a first purchase" in (await shop.say(OPERATOR, await shop.till_code(AYSE))).text
    back = await presses(shop, seen, "Back")
    assert "shall I start this?" in back.text
    # While a preview asks, the campaign can be started all the same.
    await presses(shop, back, "Preview")
    assert "is set" in (await presses(shop, back, "Start")).text


async def test_a_preview_may_name_a_category(shop: Counter) -> None:
    programme = read_document(b"[earning.categories]\ncoffee = 3")
    await shop.house.database.write(set_programme, programme, shop.house.programme, shop.clock.now())
    await shop.press(OPERATOR, "preview")
    who = await shop.say(OPERATOR, "10 coffee")
    assert "✅ coffee" in who.buttons
    assert "+30 · 10 × €1.00 for coffee, 3 each" in (await presses(shop, who, "Somebody new")).text
    await shop.press(OPERATOR, "preview")
    who = await presses(shop, await shop.say(OPERATOR, "10"), "coffee", "Everything")
    assert "+10 · 10 × €1.00, 1 each" in (await presses(shop, who, "Somebody new")).text


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
def test_every_reason_for_points_and_for_none_is_said_in_every_language(speaker: Speaker) -> None:
    campaign = Campaign(id=1, merchant_id=1, name="Tea <time>", state="active", starts_at=NOW, ends_at=NOW, bonus=5)
    basis = Basis(
        step=100,
        brackets=((5000, 1), (10000, 2)),
        tier="gold",
        multiplier=2,
        stacking=Stacking.MULTIPLY,
        campaigns=(Applied(id=1, multiplier=2, room=10),),
    )
    missed = tuple((campaign, reason) for reason in Missed)
    worth = Worth(amount=12000, basis=basis, campaigns=(campaign,), missed=missed)
    later = NOW + timedelta(days=14)
    seen = Preview(member_id=None, merchant="Café", at=NOW, worth=worth, activates_at=later, expires_at=later)
    said = result(speaker, ShownPreview(preview=seen, who=None), planned=False).text
    assert said.count("\n") == 14
    assert said.count("Tea &lt;time&gt;") == 9
    assert result(speaker, ShownPreview(preview=seen, who="Ay•••"), planned=True).rows[-1][0].data == "plan-back"


FORGED = (
    "doubleday-start",
    "doubleday-start:",
    "doubleday-start:2026-11-28",
    "doubleday-start:2026-11-28:200:",
    "doubleday-start:2026-11-28:200:1:1",
    "doubleday-start:2026-02-30:200:1",
    "doubleday-start:٢:200:1",
    "doubleday-start:2026-11-28:-5:1",
    "doubleday-start:2026-11-28:99999:1",
    "doubleday-start:2026-11-28:200:999",
    "doubleday-start:9999-12-31:200:1",
    "doubleday:\x00",
    "campaign",
    "campaign:0",
    "campaign:-1",
    "campaign:999999999999999",
    "campaign:9999999999999999",
    "campaign-pause:x",
    "campaign-resume",
    "campaign-end:1;",
    "campaign-end-now:" + "9" * 40,
    "campaign-start",
    "campaign-start:" + "0" * 16,
    "plan",
    "plan:",
    "plan:kind",
    "plan:kind:gift",
    "plan:much:0",
    "plan:much:99999999",
    "plan:much:-1",
    "plan:days:",
    "plan:days:2026-11-28.2025-11-28",
    "plan:days:9999-12-31",
    "plan:days:2026-W48-6",
    "plan:weekdays:set-999",
    "plan:weekdays:toggle-3",
    "plan:hours:900",
    "plan:hours:99-99",
    "plan:whom:tier-0",
    "plan:whom:category-0",
    "plan:whom:tier--1",
    "plan:category:category-0",
    "plan:minimum:999999999",
    "plan:minimum:x",
    "plan:member-cap:0",
    "plan:total-cap:99999999",
    "plan:priority:10",
    "plan:where:everywhere",
    "plan:ready:x",
    "plan:name:other",
    "plan:__class__:x",
    "preview-amount:",
    "preview-amount:0",
    "preview-amount:999999999999",
    "preview-category:-1",
    "preview-category:99",
    "preview-new",
    "plan-preview:x",
    "plan-ask:ready",
    "plan-ask:kind",
    "plan-ask:",
)


@pytest.mark.parametrize("forged", FORGED)
async def test_a_forged_button_is_answered_and_starts_nothing(shop: Counter, forged: str) -> None:
    assert (await shop.press(OPERATOR, forged)).text
    await shop.press(OPERATOR, "campaign-new")
    for answer in ("kind:multiplier", "much:200", "days:2026-11-28", "hours:all", "whom:all", "name:suggested"):
        assert (await shop.press(OPERATOR, forged)).text
        await shop.press(OPERATOR, f"plan:{answer}")
    assert (await shop.press(OPERATOR, forged)).text
    assert await count(shop) == 0


async def test_hostile_double_days_are_refused_in_words(shop: Counter) -> None:
    for text in (
        "x" * 4000,
        "<b>28.11.</b>",
        "٢٨.١١.",
        "1e9",
        "-1",
        "28.11. xNaN",
        "0.001",
        "\u202e28.11.",
        "x2",
        "24.90 4821",
    ):
        said = (await shop.say(OPERATOR, f"/doubleday {text}")).text
        assert "I cannot read that day" in said, text
    assert await count(shop) == 0


async def test_a_category_that_the_programme_has_lost_can_be_changed(shop: Counter) -> None:
    for document in (b"[earning.categories]\ncoffee = 3", b"[earning]"):
        read = read_document(document)
        await shop.house.database.write(set_programme, read, shop.house.programme, shop.clock.now())
        if document.endswith(b"3"):
            asked = await shop.press(OPERATOR, "campaign-new")
            summary = await presses(
                shop, asked, "More points", "× 2", "Tomorrow", "All day", "Everybody", "coffee", "Double Sunday"
            )
    assert "no category “coffee”" in (await presses(shop, summary, "Start")).text
    changed = await presses(shop, summary, "More", "Category", "Everything")
    assert "is set" in (await presses(shop, changed, "Start")).text


async def test_hostile_answers_are_refused_in_words(shop: Counter) -> None:
    for text in ("x" * 4096, "<b>", "٣", "1e9", "-1", "NaN", "0.001", "\u202e" * 50, "a\u200d" * 100):
        await shop.press(OPERATOR, "campaign-new")
        for answer in ("kind:bonus", "much:20", "days:2026-11-25.2026-12-24", "weekdays:done", "hours:all", "whom:all"):
            assert len((await shop.say(OPERATOR, text)).text) < 200
            await shop.press(OPERATOR, f"plan:{answer}")
        assert "cannot read that amount" in (await shop.say(OPERATOR, text)).text
    assert await count(shop) == 0


def test_the_command_is_offered_to_managers() -> None:
    offered = {role: "doubleday" in dict(commands_for(ENGLISH, role, operator=False)) for role in Role}
    assert offered == {Role.OWNER: True, Role.MANAGER: True, Role.CASHIER: False, Role.AUDITOR: False}
