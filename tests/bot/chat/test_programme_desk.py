"""desk → Programme: owners look at the rules, change them by buttons and short texts, and see before what it means."""

import json
from typing import Any

import pytest
from hypothesis import given

from bot.actions.programme_change import ProgrammeSeen
from bot.actions.programmes import set_programme
from bot.chat.screens import programme as screens
from bot.chat.screens.notices import notice
from bot.chat.screens.programme_changes import difference, examples, members_moving
from bot.document import Document, read_document
from bot.document.drafts import matters_changed
from bot.document.matters import MATTERS
from bot.texts import LANGUAGES, Speaker, Texts
from loyalty.model import Role
from storage import staff
from tests.bot.chat.counter import OPERATOR, PROGRAMME, Counter, StillClock
from tests.bot.documents import documents

AYSE, BAKER, MANAGER, CASHIER, AUDITOR, FORMER = 11, 21, 22, 23, 24, 25
BUTTONS = (
    "programme-matter:earning",
    "programme-setting:rate",
    "programme-to:sliding:on",
    "programme-add:tiers",
    "programme-drop:tiers:0",
    "programme-preview",
    "programme-discard",
)


async def employ(chat: Counter, merchant: int, who: int, role: Role) -> None:
    chat.names[who] = f"Person {who}"
    await chat.say(who, "/help")
    await chat.house.database.write(
        staff.add_staff, merchant_id=merchant, telegram_id=who, name=f"Person {who}", role=role, now=chat.clock.now()
    )


async def with_bakery(chat: Counter) -> None:
    """A second shop, with an owner of its own."""
    await chat.say(OPERATOR, "/newmerchant Bakery")
    await employ(chat, 2, BAKER, Role.OWNER)
    await chat.press(OPERATOR, "merchant:1")


async def versions(chat: Counter) -> list[int]:
    rows = await chat.house.database.read(lambda tx: tx.all("SELECT version FROM programmes ORDER BY version"))
    return [row["version"] for row in rows]


async def notices(chat: Counter) -> list[tuple[int, dict[str, Any]]]:
    rows = await chat.house.database.read(
        lambda tx: tx.all("SELECT telegram_id, data FROM outbox WHERE notice = 'programme-set' ORDER BY id")
    )
    return [(row["telegram_id"], json.loads(row["data"])) for row in rows]


async def test_an_owner_changes_the_rate_by_buttons_and_the_next_purchase_earns_by_it(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Kaya")
    shown_before = await shop.say(OPERATOR, "/sale 24.90 R-1")
    desk = await shop.say(OPERATOR, "/desk")
    programme = await shop.press(OPERATOR, desk.data("Programme"))
    assert "version 1" in programme.text
    assert "What you spend earns 1 point for each €1.00." in programme.text
    earning = await shop.press(OPERATOR, programme.data("Earning"))
    assert "• Points for each step: <b>1</b>" in earning.text
    asked = await shop.press(OPERATOR, earning.data("Points for each step"))
    assert "Now: 1. Type a number" in asked.text
    assert "I need a number" in (await shop.say(OPERATOR, "1.250")).text
    changed = await shop.say(OPERATOR, "1,5")
    assert "• Points for each step: <b>1.5</b>" in changed.text
    preview = await shop.press(OPERATOR, changed.data("Preview"))
    assert "• Points for each step: 1 → <b>1.5</b>" in preview.text
    assert "A purchase of €24.90 earns 24 → <b>36 points</b>." in preview.text
    assert await versions(shop) in ([], [1])
    done = await shop.press(OPERATOR, preview.data("Confirm"))
    assert "Version 2 is in force" in done.text
    collected = await shop.follow(AYSE, shown_before)
    assert "+24 points" in collected.text
    await shop.say(OPERATOR, f"24.90 {await shop.till_code(AYSE)} R-2")
    assert "<b>60 points</b>" in (await shop.say(AYSE, "/balance")).text
    assert "version 2, in force since" in (await shop.press(OPERATOR, done.data("Programme"))).text


async def test_every_owner_of_every_shop_hears_what_changed_and_who_did_it(shop: Counter) -> None:
    await with_bakery(shop)
    await shop.press(OPERATOR, "programme-to:debt-policy:forgive")
    preview = await shop.press(OPERATOR, "programme-preview")
    await shop.press(OPERATOR, preview.data("Confirm"), row=500)
    told = await notices(shop)
    assert [who for who, _ in told] == [BAKER, OPERATOR]
    for language, words in (
        ("en", "set by Ozan Demir.\n• Points taken back that are spent: owed → <b>forgiven</b>"),
        ("tr", "değiştiren: Ozan Demir.\n• Geri alınan harcanmış puan: borç olur → <b>bağışlanır</b>"),
    ):
        assert words in notice(Texts(PROGRAMME, language).speaker(None, None), "programme-set", told[0][1]).text
    document = read_document(b"[expiry]\nmonths = 6")
    await shop.house.database.write(set_programme, document, PROGRAMME, shop.clock.now())
    data = (await notices(shop))[-1][1]
    said = notice(Texts(PROGRAMME, "en").speaker(None, None), "programme-set", data).text
    assert "Version 3 of the programme is in force</b>, set by the operator." in said
    assert "• Months that points last: 12 → <b>6</b>" in said
    assert "forgiven → <b>owed</b>" in said


@pytest.mark.parametrize("data", ["programme", *BUTTONS, "programme-confirm:1:0", "programme-file"])
async def test_nobody_but_an_owner_gets_at_the_programme(shop: Counter, data: str) -> None:
    for who, role in ((MANAGER, Role.MANAGER), (CASHIER, Role.CASHIER), (AUDITOR, Role.AUDITOR)):
        await employ(shop, 1, who, role)
        assert "Programme" not in str((await shop.say(who, "/desk")).buttons)
    await shop.member(AYSE, "Ayşe Kaya")
    for who in (MANAGER, CASHIER, AUDITOR, AYSE):
        answer = await shop.press(who, data)
        assert "cannot do this here" in answer.text or "no longer open" in answer.text
        assert "earns" not in answer.text
    assert await versions(shop) in ([], [1])


@pytest.mark.parametrize("data", BUTTONS)
async def test_where_several_shops_go_by_the_rules_a_foreign_owner_reads_them_and_changes_nothing(
    shop: Counter, data: str
) -> None:
    await with_bakery(shop)
    seen = await shop.press(BAKER, "programme")
    assert "2 shops go by these rules" in seen.text
    assert "What you spend earns" in seen.text
    assert set(seen.buttons.values()) == {"programme-file", "desk"}
    assert "2 shops go by these rules" in (await shop.press(BAKER, data)).text


async def test_the_owner_of_the_only_shop_changes_the_rules_without_being_an_operator(shop: Counter) -> None:
    await employ(shop, 1, BAKER, Role.OWNER)
    await shop.press(BAKER, "programme-to:stacking:multiply")
    preview = await shop.press(BAKER, "programme-preview")
    assert "When ×2 and ×3 meet, a purchase of €24.90 earns 72 → <b>144 points</b>." in preview.text
    assert "Version 2" in (await shop.press(BAKER, preview.data("Confirm"))).text


async def test_whoever_is_owner_no_more_confirms_nothing(shop: Counter) -> None:
    await employ(shop, 1, FORMER, Role.OWNER)
    await shop.press(FORMER, "programme-to:stacking:add")
    preview = await shop.press(FORMER, "programme-preview")
    roles = await shop.house.database.read(staff.roles_of, FORMER)
    await shop.house.database.write(staff.remove_staff, roles[0].id, shop.clock.now())
    assert "cannot do this here" in (await shop.press(FORMER, preview.data("Confirm"))).text
    assert await versions(shop) in ([], [1])


async def test_another_version_in_between_is_refused_and_the_preview_is_shown_anew(shop: Counter) -> None:
    await shop.press(OPERATOR, "programme-to:stacking:add")
    preview = await shop.press(OPERATOR, "programme-preview")
    between = read_document(b"[earning]\npoints_per_step = 2")
    await shop.house.database.write(set_programme, between, PROGRAMME, shop.clock.now())
    anew = await shop.press(OPERATOR, preview.data("Confirm"))
    assert "a purchase of €24.90 earns 144 → <b>192 points</b>" in anew.text
    assert any("Version 2 of the rules came into force" in str(call.params.get("text")) for call in shop.api.calls)
    assert await versions(shop) == [1, 2]
    assert "Version 3" in (await shop.press(OPERATOR, anew.data("Confirm"))).text
    assert shop.house.programme.points_per_step == 2


async def test_a_draft_changed_after_the_preview_is_not_confirmed_by_it(shop: Counter) -> None:
    await shop.press(OPERATOR, "programme-to:stacking:add")
    preview = await shop.press(OPERATOR, "programme-preview")
    await shop.press(OPERATOR, "programme-to:debt-policy:forgive")
    anew = await shop.press(OPERATOR, preview.data("Confirm"))
    assert "forgiven" in anew.text
    assert await versions(shop) in ([], [1])


async def test_confirming_the_same_update_twice_makes_one_version(shop: Counter) -> None:
    await shop.press(OPERATOR, "programme-to:stacking:add")
    preview = await shop.press(OPERATOR, "programme-preview")
    step = await shop.house.database.read(lambda tx: tx.one("SELECT name, data FROM steps"))
    await shop.press(OPERATOR, preview.data("Confirm"), row=700)
    # As if the process had been stopped before the step was left.
    await shop.house.database.write(
        lambda tx: tx.run(
            "INSERT INTO steps (telegram_id, name, data, at) VALUES ($1, $2, $3, 0)",
            OPERATOR,
            str(step and step["name"]),
            str(step and step["data"]),
        )
    )
    assert "Version 2 is in force" in (await shop.press(OPERATOR, preview.data("Confirm"), row=700)).text
    assert "no longer open" in (await shop.press(OPERATOR, preview.data("Confirm"))).text
    assert await versions(shop) == [1, 2]


async def test_discard_leaves_everything_as_it_was(shop: Counter) -> None:
    changed = await shop.press(OPERATOR, "programme-to:stacking:add")
    assert "Discarded" in (await shop.press(OPERATOR, changed.data("Discard"))).text
    assert "Nothing has been changed yet" in (await shop.press(OPERATOR, "programme-preview")).text
    assert "no longer open" in (await shop.press(OPERATOR, "programme-confirm:1:0")).text
    assert await versions(shop) in ([], [1])


async def test_expiry_is_changed_by_buttons_and_the_preview_says_what_points_of_today_do(shop: Counter) -> None:
    expiry = await shop.press(OPERATOR, "programme-matter:expiry")
    asked = await shop.press(OPERATOR, expiry.data("Points last"))
    chosen = await shop.press(OPERATOR, asked.data("for ever"))
    assert "Preview" in str(chosen.buttons)
    preview = await shop.press(OPERATOR, chosen.data("Preview"))
    assert "• Points last: counted in months, to the end of a month → <b>for ever</b>" in preview.text
    said = "Points that come today last to: November 30, 2027 → <b>for ever</b>. Points that people have keep their"
    assert said in preview.text
    await shop.press(OPERATOR, "programme-to:expiry-policy:end_of_month")
    await shop.press(OPERATOR, "programme-setting:expiry-months")
    changed = await shop.say(OPERATOR, "6")
    preview = await shop.press(OPERATOR, changed.data("Preview"))
    assert "last to: November 30, 2027 → <b>May 31, 2027</b>." in preview.text


async def test_tiers_brackets_and_categories_are_added_and_dropped(shop: Counter) -> None:
    tiers = await shop.press(OPERATOR, "programme-matter:tiers")
    await shop.press(OPERATOR, tiers.data("New level"))
    for wrong in ("Gold", "2000", "Gold 2000 0.5", "base 5", "<b> 5", "Gold 0", "Gold 2000 1.555", "Gold " + "9" * 10):
        assert "Write a name, its points" in (await shop.say(OPERATOR, wrong)).text, wrong
    gold = await shop.say(OPERATOR, "Gold 2000 1.5")
    assert "• Gold: from 2,000 points on, ×1.5" in gold.text
    earning = await shop.press(OPERATOR, "programme-matter:earning")
    await shop.press(OPERATOR, earning.data("New category"))
    assert "Write one word" in (await shop.say(OPERATOR, "good coffee 2")).text
    coffee = await shop.say(OPERATOR, "Coffee 2")
    assert "• coffee: 2 points a step" in coffee.text
    await shop.press(OPERATOR, coffee.data("New bracket"))
    assert "whole multiple" in (await shop.say(OPERATOR, "50.50")).text
    assert "each step from €50.00 on" in (await shop.say(OPERATOR, "50")).text
    bracket = await shop.say(OPERATOR, "1")
    assert "Points for each step" not in bracket.text
    preview = await shop.press(OPERATOR, bracket.data("Preview"))
    assert "➕ Gold: from 2,000 points on, ×1.5" in preview.text
    assert "At Gold, a purchase of €24.90 earns 24 → <b>0 points</b>." in preview.text
    assert "A purchase of €60.00 earns 60 → <b>10 points</b>." in preview.text
    dropped = await shop.press(OPERATOR, bracket.data("✖️ from €50.00"))
    assert "Points for each step: <b>1</b>" in dropped.text
    preview = await shop.press(OPERATOR, dropped.data("Preview"))
    assert "At Gold, a purchase of €24.90 earns 24 → <b>36 points</b>." in preview.text
    await shop.press(OPERATOR, preview.data("Confirm"))
    await shop.say(OPERATOR, "/desk")
    assert [tier.name for tier in shop.house.programme.tiers] == ["Gold"]
    assert shop.house.programme.category("coffee") is not None


async def test_the_amount_of_a_bracket_handled_again_is_not_taken_for_its_points(shop: Counter) -> None:
    await shop.press(OPERATOR, "programme-add:brackets")
    await shop.say(OPERATOR, "50", row=900)
    with pytest.raises(AssertionError, match="no answer"):
        await shop.say(OPERATOR, "50", row=900)
    assert "from €50.00 on: 2 points a step" in (await shop.say(OPERATOR, "2", row=901)).text
    with pytest.raises(AssertionError, match="no answer"):
        await shop.say(OPERATOR, "2", row=901)


async def test_limits_can_be_lifted_and_money_is_read_as_money(shop: Counter) -> None:
    limits = await shop.press(OPERATOR, "programme-matter:limits")
    asked = await shop.press(OPERATOR, limits.data("Purchases a day"))
    lifted = await shop.press(OPERATOR, asked.data("No limit"))
    assert "• Purchases a day at a shop before a look: <b>no limit</b>" in lifted.text
    await shop.press(OPERATOR, "programme-setting:minimum")
    for wrong in ("ten", "-1", "1.234,5678", "١٢"):
        assert "cannot read that amount" in (await shop.say(OPERATOR, wrong)).text
    assert "I need a number from 0 to 1,000,000,000" in (await shop.say(OPERATOR, "2 000 000 000")).text
    assert "Smallest purchase that counts: <b>€1,250.50</b>" in (await shop.say(OPERATOR, "1.250,50")).text
    await shop.press(OPERATOR, "programme-setting:minimum")
    assert "Smallest purchase that counts: <b>€0.00</b>" in (await shop.say(OPERATOR, "0")).text
    await shop.press(OPERATOR, "programme-setting:step")
    assert "cannot read that amount" in (await shop.say(OPERATOR, "0")).text


async def test_reminders_and_quiet_hours_are_changed_by_buttons_and_by_typing(shop: Counter) -> None:
    push = await shop.press(OPERATOR, "programme-matter:push")
    assert "• Days before points end, to remind: <b>30, 7, and 1</b>" in push.text
    await shop.press(OPERATOR, push.data("Days before points end"))
    for wrong in ("none", "0", "7, 7", "366", "6 5 4 3 2 1", "-1", "٣"):
        assert "I need up to 5 numbers of days" in (await shop.say(OPERATOR, wrong)).text, wrong
    assert "to remind: <b>14 and 3</b>" in (await shop.say(OPERATOR, "3, 14")).text
    asked = await shop.press(OPERATOR, push.data("Time of day of reminders"))
    for wrong in ("24:00", "25", "10:60", "13 pm", "noon"):
        assert "cannot read that time" in (await shop.say(OPERATOR, wrong)).text, wrong
    assert "Time of day of reminders: <b>6:00" in (await shop.press(OPERATOR, asked.data("6:00"))).text
    await shop.press(OPERATOR, push.data("Announced the day before"))
    assert "the day before at: <b>5:30" in (await shop.say(OPERATOR, "17.30")).text
    asked = await shop.press(OPERATOR, push.data("Quiet hours"))
    never = await shop.press(OPERATOR, asked.data("Never quiet"))
    assert "unless a member chooses: <b>none</b>" in never.text
    await shop.press(OPERATOR, push.data("Quiet hours"))
    assert "cannot read those hours" in (await shop.say(OPERATOR, "8-8")).text
    changed = await shop.say(OPERATOR, "22-7:30")
    await shop.press(OPERATOR, "programme-to:greeting:off")
    preview = await shop.press(OPERATOR, changed.data("Preview"))
    assert "• Days before points end, to remind: 30, 7, and 1 → <b>14 and 3</b>" in preview.text
    await shop.press(OPERATOR, preview.data("Confirm"))
    await shop.say(OPERATOR, "/desk")
    rules = shop.house.programme
    assert (rules.reminder_days, rules.reminder_minute, rules.eve_minute) == ((14, 3), 1080, 1050)
    assert (rules.quiet, rules.birthday_greeting) == ((1320, 450), False)


async def test_a_line_of_the_till_is_booked_also_while_a_question_is_open(shop: Counter) -> None:
    await shop.member(AYSE, "Ayşe Kaya")
    await shop.press(OPERATOR, "programme-to:stacking:add")
    await shop.press(OPERATOR, "programme-setting:monthly-cap")
    await shop.say(OPERATOR, f"24.90 {await shop.till_code(AYSE)}")
    changed = await shop.say(OPERATOR, "7")
    assert "Friends a month: <b>7</b>" in changed.text
    assert "what each adds" in (await shop.press(OPERATOR, changed.data("Preview"))).text


@pytest.mark.parametrize(
    "data",
    [
        "programme-matter:",
        "programme-matter:<b>",
        "programme-setting:secret_key",
        "programme-to:stacking:never",
        "programme-to:sliding:maybe",
        "programme-to:rate:5",
        "programme-to:",
        "programme-add:earning",
        "programme-drop:lives:1",
        "programme-drop:",
        "programme-confirm:x:y",
        "programme-confirm:",
        "programme-confirm:99999999999999999999:0",
    ],
)
async def test_a_forged_button_changes_nothing(shop: Counter, data: str) -> None:
    assert (await shop.press(OPERATOR, data)).text
    await shop.press(OPERATOR, "programme-to:stacking:add")
    answer = await shop.press(OPERATOR, data)
    assert "no longer open" in answer.text or "not one of ours" in answer.text
    assert "what each adds" in (await shop.press(OPERATOR, "programme-preview")).text
    assert await versions(shop) in ([], [1])


async def test_the_document_comes_as_a_file_that_the_command_line_takes(shop: Counter) -> None:
    await shop.house.database.write(
        set_programme, read_document(b"[debt]\npolicy = 'forgive'"), PROGRAMME, shop.clock.now()
    )
    sent = await shop.press(OPERATOR, "programme-file")
    assert "Version 2 as a file" in sent.text
    assert sent.picture is not None
    assert read_document(sent.picture).debt.policy == "forgive"


@pytest.mark.parametrize("language", list(LANGUAGES))
@given(before=documents, after=documents)
def test_any_change_of_any_programme_can_be_previewed_and_told(
    language: str, before: Document, after: Document
) -> None:
    rules, would_be = before.under(PROGRAMME, 1), after.under(PROGRAMME, 2)
    speaker = Speaker(language, rules)
    lines = difference(speaker, before, after)
    assert bool(lines) == (would_be != before.under(PROGRAMME, 2))
    worked = examples(speaker, rules, would_be, StillClock().now())
    assert len(screens.preview(speaker, lines, worked, "1:0").text) <= 4096
    told = {"version": 2, "who": None, "before": before.kept(), "after": after.kept()}
    assert len(notice(speaker, "programme-set", told).text) <= 4096
    for one in MATTERS:
        assert len(screens.matter(speaker, after, one, 0, draft=True).text) <= 4096


async def test_a_draft_that_is_not_allowed_any_more_is_gone(shop: Counter) -> None:
    await shop.press(OPERATOR, "programme-to:stacking:add")
    await shop.house.database.write(
        lambda tx: tx.run("UPDATE steps SET data = $1", json.dumps({"draft": {"campaigns": {"stacking": "all"}}}))
    )
    assert "not in force yet" not in (await shop.press(OPERATOR, "programme")).text
    assert "Nothing has been changed yet" in (await shop.press(OPERATOR, "programme-preview")).text


def test_the_longest_programme_fits_one_message_and_so_does_a_change_to_it() -> None:
    most = Document.model_validate(
        {
            "earning": {
                "brackets": [{"from": n * 1_000_000, "points_per_step": "0.1234"} for n in range(20)],
                "categories": {f"{'c' * 27}{n:03}": "99999.1234" for n in range(100)},
                "largest_sale": 1_000_000_000,
            },
            "tiers": [{"name": "t" * 28 + f"{n:02}", "threshold": n, "multiplier": "99.99"} for n in range(1, 11)],
            "limits": {"points_a_shift": 1_000_000, "points_a_member_day": 1_000_000, "cheap_reward_points": 5},
        }
    )
    changed = matters_changed(Document(), most)
    assert changed == ["earning", "tiers", "limits"]
    for language in LANGUAGES:
        speaker = Speaker(language, most.under(PROGRAMME, 2))
        seen = ProgrammeSeen(version=2, since=None, document=most, merchants=2, may_change=True)
        told = {"version": 2, "who": "Ozan", "before": Document().kept(), "after": most.kept()}
        worked = examples(speaker, PROGRAMME, speaker.programme, StillClock().now())
        for screen in (
            screens.programme(speaker, seen, changed),
            *(screens.matter(speaker, most, one, page, draft=True) for one in MATTERS for page in (0, 9)),
            screens.preview(speaker, difference(speaker, Document(), most), worked, "1:0"),
            notice(speaker, "programme-set", told),
        ):
            assert len(screen.text) <= 4096
            buttons = [button for row in screen.rows for button in row]
            assert len(buttons) <= 40
            assert all(len((button.data or "").encode()) <= 64 for button in buttons)


def test_the_preview_says_who_would_stand_where() -> None:
    english = Speaker("en", PROGRAMME)
    assert members_moving(english, {}) == []
    assert members_moving(english, {"base": (5, 3), "Silver": (0, 2)}) == [
        "Level Member: 5 → <b>3</b> members.",
        "Level Silver: 0 → <b>2</b> members.",
        "Levels are worked out anew in the night, and who goes down hears of it.",
    ]
