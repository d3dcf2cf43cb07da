"""Drafts of changes: tables of the document as plain data, and what can be changed one by one."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.document import Document, DocumentUnusable, read_document
from bot.document.drafts import (
    Draft,
    drafted,
    fingerprint,
    matters_changed,
    row_tag,
    rows_of,
    settings_of,
    value_of,
    with_row,
    with_value,
    without_row,
)
from bot.document.matters import MATTERS, SETTINGS, Kind, Setting
from loyalty.programme import ExpiryPolicy
from tests.bot.chat.speaking import PROGRAMME
from tests.bot.documents import documents

PRESENT = Document()
CAFE = read_document(
    b"[earning.categories]\ncoffee = 2\n[[tiers]]\nname = 'Silver'\nthreshold = 500\nmultiplier = 1.25\n"
)


def test_every_key_of_the_document_can_be_changed_at_the_desk() -> None:
    keys = set()
    for name, field in Document.model_fields.items():
        kind: Any = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            keys |= {(name, key) for key in kind.model_fields}
        else:
            assert get_args(kind), name
            keys.add((name, ""))
    rows = {("earning", "brackets"), ("earning", "categories"), ("tiers", "")}
    assert {name for matter in MATTERS for name in matter.rows} == {"brackets", "categories", "tiers"}
    assert keys - rows == {(setting.section, setting.key) for setting in SETTINGS.values()}


@pytest.mark.parametrize("setting", [one for one in SETTINGS.values() if one.largest], ids=lambda one: one.name)
def test_the_bounds_said_at_the_desk_are_those_of_the_document(setting: Setting) -> None:
    policy = {"days": "days", "years": "end_of_year"}.get(setting.key, "end_of_month")
    before = with_value(PRESENT, {}, SETTINGS["expiry-policy"], policy)
    least = Decimal("0.01") if setting.kind is Kind.MONEY and not setting.free else setting.smallest
    for allowed in (least, setting.largest):
        value = Decimal(allowed) if setting.kind in (Kind.MONEY, Kind.EXACT) else allowed
        assert value_of(drafted(PRESENT, with_value(PRESENT, before, setting, value)), setting) == allowed
    for wrong in (setting.smallest - 1, setting.largest + 1):
        with pytest.raises(DocumentUnusable):
            with_value(PRESENT, before, setting, wrong)


@pytest.mark.parametrize("setting", [one for one in SETTINGS.values() if one.choices], ids=lambda one: one.name)
def test_every_choice_can_be_made(setting: Setting) -> None:
    for choice in setting.choices:
        assert value_of(drafted(PRESENT, with_value(PRESENT, {}, setting, choice)), setting) == choice


def test_a_draft_says_nothing_of_what_is_as_it_was() -> None:
    rate = SETTINGS["rate"]
    assert with_value(PRESENT, {}, rate, Decimal(1)) == {}
    changed = with_value(PRESENT, {}, rate, Decimal("1.5"))
    assert list(changed) == ["earning"]
    assert with_value(PRESENT, changed, rate, Decimal("1.0")) == {}
    tier: dict[str, Decimal | int | str] = {"name": "Gold", "threshold": 5, "multiplier": Decimal(1)}
    assert without_row(PRESENT, with_row(PRESENT, {}, "tiers", tier), "tiers", row_tag("tiers", tier)) == {}


def test_a_draft_goes_on_top_of_whatever_is_in_force_by_then() -> None:
    draft = with_value(PRESENT, {}, SETTINGS["rate"], Decimal("1.5"))
    later = read_document(b"[referral]\nmonthly_cap = 3\n")
    both = drafted(later, draft)
    assert (both.earning.points_per_step, both.referral.monthly_cap) == (Decimal("1.5"), 3)
    assert matters_changed(later, both) == ["earning"]


def test_another_policy_begins_with_what_is_usual_and_counts_by_its_own_key() -> None:
    policy = SETTINGS["expiry-policy"]
    draft = with_value(PRESENT, with_value(PRESENT, {}, SETTINGS["expiry-months"], 6), policy, "days")
    expiry = drafted(PRESENT, draft).under(PROGRAMME, 1).expiry
    assert (expiry.policy, expiry.count) == (ExpiryPolicy.DAYS, 365)
    sliding = with_value(PRESENT, draft, SETTINGS["sliding"], True)
    never = drafted(PRESENT, with_value(PRESENT, sliding, policy, "never"))
    assert not never.expiry.sliding
    shown = [one.name for one in settings_of(never, next(one for one in MATTERS if one.name == "expiry"))]
    assert shown == ["expiry-policy", "given-back-days"]


def test_brackets_stand_instead_of_the_one_rate_and_keep_their_order() -> None:
    draft: Draft = with_value(PRESENT, {}, SETTINGS["rate"], Decimal(3))
    for begins, rate in (("100", "2"), ("50", "1"), ("100.00", "2.5")):
        draft = with_row(PRESENT, draft, "brackets", {"from": Decimal(begins), "points_per_step": Decimal(rate)})
    rules = drafted(PRESENT, draft).under(PROGRAMME, 1)
    assert [(one.from_units, one.points_per_step) for one in rules.brackets] == [(50, 1), (100, Decimal("2.5"))]
    for row in rows_of(drafted(PRESENT, draft), "brackets"):
        draft = without_row(PRESENT, draft, "brackets", row_tag("brackets", row))
    assert draft == {}


def test_tiers_stand_by_their_thresholds_and_one_of_the_same_name_is_replaced() -> None:
    draft: Draft = {}
    for name, threshold in (("Gold", 2000), ("Bronze", 100), ("silver", 700)):
        draft = with_row(CAFE, draft, "tiers", {"name": name, "threshold": threshold, "multiplier": Decimal(1)})
    tiers = drafted(CAFE, draft).tiers
    assert [(one.name, one.threshold) for one in tiers] == [("Bronze", 100), ("silver", 700), ("Gold", 2000)]
    with pytest.raises(DocumentUnusable):
        with_row(CAFE, draft, "tiers", {"name": "Other", "threshold": 700, "multiplier": Decimal(1)})


@given(documents, documents, st.data())
def test_a_draft_survives_the_step_that_keeps_it(present: Document, wanted: Document, data: st.DataObject) -> None:
    kept = json.loads(wanted.kept())
    names = data.draw(st.sets(st.sampled_from(sorted(kept))))
    draft = {name: kept[name] for name in names}
    again = json.loads(json.dumps(draft))
    assert drafted(present, again) == drafted(present, draft)
    assert fingerprint(again) == fingerprint(draft)
    changed = drafted(present, draft).under(PROGRAMME, 0) != present.under(PROGRAMME, 0)
    assert bool(matters_changed(present, drafted(present, draft))) == changed


def test_every_key_is_changed_by_exactly_one_setting() -> None:
    assert len(SETTINGS) == sum(len(matter.settings) for matter in MATTERS)
    assert replace(PROGRAMME) == PRESENT.under(PROGRAMME, 1)
