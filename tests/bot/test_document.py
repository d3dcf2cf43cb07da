"""The programme as a document: what is read, what is refused, and how it is written."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from bot.document import Document, DocumentUnusable, kept_document, read_document, written
from loyalty.earning import points_for
from loyalty.model import Bracket, Category, Programme

EURO = Programme(zone=ZoneInfo("Europe/Istanbul"), currency="EUR", exponent=2)
CLASSIC = b"""
[earning]
pending_days = 3
[[earning.brackets]]
from = 50
points_per_step = 1
[[earning.brackets]]
from = 100.5
points_per_step = 2.25
[earning.categories]
Coffee = 1.5
"""
STEP = b"[earning]\nstep = 0.5\n"


def test_an_empty_document_is_the_default_programme() -> None:
    assert read_document(b"").under(EURO, 1) == EURO


def test_money_and_rates_are_read_exactly() -> None:
    rules = read_document(STEP + CLASSIC.replace(b"[earning]", b"", 1)).under(EURO, 7)
    assert rules == replace(
        EURO,
        version=7,
        step_units=Fraction(1, 2),
        brackets=(
            Bracket(from_units=50, points_per_step=1),
            Bracket(from_units=Fraction(201, 2), points_per_step=Fraction(9, 4)),
        ),
        categories=(Category(name="coffee", points_per_step=Fraction(3, 2)),),
        purchase_hold=timedelta(days=3),
    )
    assert (rules.zone, rules.currency, rules.step_minor) == (EURO.zone, "EUR", 50)


@pytest.mark.parametrize("content", [b"", STEP, CLASSIC.replace(b"100.5", b"100"), b"[lives]\ncode_days = 1"])
def test_what_is_written_and_what_is_kept_read_back_as_the_same_rules(content: bytes) -> None:
    document = read_document(content)
    rules = document.under(EURO, 2)
    assert read_document(written(document, "Version 2").encode()).under(EURO, 2) == rules
    assert kept_document(document.kept()).under(EURO, 2) == rules


def test_every_number_that_is_written_says_its_unit() -> None:
    lines = [line for line in written(Document(), "x").splitlines() if "=" in line and not line.startswith("#")]
    assert len(lines) == 19
    assert all("  # " in line for line in lines)


def test_the_classic_table_gives_90_for_120() -> None:
    rules = read_document(CLASSIC.replace(b"100.5", b"100").replace(b"2.25", b"2")).under(EURO, 1)
    assert (points_for(12_000, rules), points_for(12_075, rules)) == (90, 90)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[earning]\nstep = x", "line 2"),
        (b"\xff", "not UTF-8"),
        (b"[earning]\n\nstpe = 1", "line 3: earning.stpe is not known; allowed here: step, points_per_step"),
        (b"[lifes]", "line 1: lifes is not known; allowed here: earning, expiry, referral, lives, worth"),
        (b"[earning]\nstep = 0", "line 2: earning.step should be greater than 0"),
        (b"[earning]\nstep = true", "line 2: earning.step must be a number"),
        (b"[earning]\nstep = nan", "line 2: earning.step should be a finite number"),
        (b"[earning]\nlargest_sale = 1e10", "earning.largest_sale should be less than or equal to 1000000000"),
        (b"[expiry]\nmonths = 1.0", "line 2: expiry.months should be a valid integer"),
        (b"earning = 3", "line 1: earning must be a table"),
        (b"[earning]\npoints_per_step = 1\nbrackets = [{from = 1, points_per_step = 1}]", "only one of the two"),
        (b"[[earning.brackets]]\nfrom = 1", "line 1: earning.brackets.0.points_per_step is missing"),
        (b"[[earning.brackets]]\nfrom = 1\npoints_per_step = -1", "line 3: earning.brackets.0.points_per_step"),
        (CLASSIC.replace(b"100.5", b"50"), "out of order"),
        (CLASSIC, "must be a multiple of step"),
        (b"[earning.categories]\n'9 x' = 1", "line 2: earning.categories.9 x must be one word"),
        (b"[earning.categories]\ntea = 1\nTEA = 2", "a category twice"),
        (b"[earning]\nstep = 0.001", "earning.step: 0.001 is not an amount of money: EUR has 2 decimals"),
    ],
)
def test_a_wrong_document_is_told_by_line_and_key_and_what_is_allowed(content: bytes, told: str) -> None:
    with pytest.raises(DocumentUnusable) as caught:
        read_document(content).under(EURO, 1)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
