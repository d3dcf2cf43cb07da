"""The programme as a document: what is read, what is refused, and how it is written."""

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from bot.document import Document, DocumentUnusable, first_document, kept_document, read_document, written
from loyalty.earning import points_for
from loyalty.model import Bracket, Category, Programme, Tier
from loyalty.programme import DebtPolicy, Expiry, ExpiryPolicy, Stacking
from tests.bot.documents import documents

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
# A document as the first version of Kumbara kept it.
OLDER = """{"earning":{"step":"0.5","points_per_step":"2","brackets":[],"categories":{"tea":"1.5"},"pending_days":0,
"largest_sale":"50000"},"expiry":{"months":6},"referral":{"points_referrer":10,"points_referee":10,
"minimum_purchase":"5","pending_days":14,"link_days":30,"monthly_cap":10},"lives":{"voucher_minutes":10,
"sale_minutes":15,"card_minutes":2,"undo_minutes":2,"request_minutes":2,"invite_minutes":10,"code_days":30},
"worth":{"percent_of_unit":5}}"""
SILVER = b"[[tiers]]\nname = 'Silver'\nthreshold = 5\n"
ALL = b"""
[earning]
step = 0.5
points_per_step = 2
pending_days = 1
largest_sale = 900
[earning.categories]
tea = 3
[expiry]
policy = "days"
days = 90
sliding = true
given_back_days = 3
[debt]
policy = "forgive"
[[tiers]]
name = "Silver"
threshold = 500
multiplier = 1.25
[[tiers]]
name = "Gold Plus"
threshold = 2000
multiplier = 1.5
[tier]
months = 6
grace_days = 10
warning_days = 5
[campaigns]
stacking = "multiply"
[referral]
points_referrer = 20
points_referee = 5
minimum_purchase = 7.5
purchases = 2
pending_days = 7
link_days = 10
monthly_cap = 3
phone = true
review_after = 2
[limits]
purchases_a_day = "none"
points_a_shift = 5000
points_a_member_day = 800
cheap_reward_points = 15
scarce_stock = 4
[rewards]
confirmed_anywhere = true
[push]
reminder_days = [3, 14]
reminder_time = "9:30"
birthday_greeting = false
nearly_points = 5
eve_time = "17:00"
morning_time = "08:15"
quiet = ["22:00", "7:30"]
[lives]
voucher_minutes = 1
sale_minutes = 3
card_minutes = 4
undo_minutes = 5
request_minutes = 6
invite_minutes = 7
code_days = 8
[worth]
percent_of_unit = 10
"""


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


def test_every_setting_of_the_programme_can_be_set_in_the_document() -> None:
    rules = read_document(ALL).under(EURO, 2)
    same = {field.name for field in fields(Programme) if getattr(rules, field.name) == getattr(EURO, field.name)}
    assert same == {"zone", "currency", "exponent", "brackets"}  # brackets stand instead of points_per_step
    assert read_document(CLASSIC.replace(b"100.5", b"100")).under(EURO, 2).brackets != EURO.brackets
    assert rules.expiry == Expiry(policy=ExpiryPolicy.DAYS, count=90, sliding=True)
    assert rules.tiers == (
        Tier(name="Silver", threshold=500, multiplier=Fraction(5, 4)),
        Tier(name="Gold Plus", threshold=2000, multiplier=Fraction(3, 2)),
    )
    assert (rules.reminder_days, rules.reminder_minute) == ((14, 3), 570)
    assert (rules.eve_minute, rules.morning_minute, rules.quiet) == (1020, 495, (1320, 450))
    assert (rules.debt, rules.stacking, rules.purchases_a_day) == (DebtPolicy.FORGIVE, Stacking.MULTIPLY, None)


def test_a_document_that_an_older_version_kept_gives_the_rules_it_gave() -> None:
    assert kept_document(OLDER).under(EURO, 3) == replace(
        EURO,
        version=3,
        step_units=Fraction(1, 2),
        points_per_step=2,
        categories=(Category(name="tea", points_per_step=Fraction(3, 2)),),
        expiry=Expiry(policy=ExpiryPolicy.END_OF_MONTH, count=6),
    )


@pytest.mark.parametrize(
    ("written_as", "expiry"),
    [
        (b"months = 3", Expiry(count=3)),
        (b'policy = "months"\nmonths = 3', Expiry(policy=ExpiryPolicy.MONTHS, count=3)),
        (b'policy = "days"', Expiry(policy=ExpiryPolicy.DAYS, count=365)),
        (b'policy = "end_of_year"\nyears = 0', Expiry(policy=ExpiryPolicy.END_OF_YEAR, count=0)),
        (b'policy = "never"', Expiry(policy=ExpiryPolicy.NEVER)),
    ],
)
def test_each_expiry_policy_counts_by_its_own_key(written_as: bytes, expiry: Expiry) -> None:
    assert read_document(b"[expiry]\n" + written_as).under(EURO, 1).expiry == expiry


@given(documents)
def test_any_document_reads_back_as_the_same_rules_whether_written_or_kept(document: Document) -> None:
    rules = document.under(EURO, 2)
    assert read_document(written(document, "Version 2").encode()).under(EURO, 2) == rules
    again = kept_document(document.kept())
    assert (again, again.kept(), again.under(EURO, 2)) == (document, document.kept(), rules)


@pytest.mark.parametrize("content", [b"", ALL, STEP, CLASSIC.replace(b"100.5", b"100"), b"[lives]\ncode_days = 1"])
def test_what_is_written_and_what_is_kept_read_back_as_the_same_rules(content: bytes) -> None:
    document = read_document(content)
    rules = document.under(EURO, 2)
    assert read_document(written(document, "Version 2").encode()).under(EURO, 2) == rules
    assert kept_document(document.kept()).under(EURO, 2) == rules


def test_every_number_that_is_written_says_its_unit() -> None:
    lines = [line for line in written(Document(), "x").splitlines() if "=" in line and not line.startswith("#")]
    assert len(lines) == 43
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
        (b"[lifes]", "line 1: lifes is not known; allowed here: earning, expiry, debt, tiers, tier, campaigns, "),
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
        (
            b'[expiry]\npolicy = "week"',
            "line 2: expiry.policy should be 'end_of_month', 'months', 'days', 'end_of_year'",
        ),
        (b"[expiry]\ndays = 3\n", "line 1: expiry has days, but its policy, end_of_month, counts by months"),
        (b'[expiry]\npolicy = "never"\nmonths = 3\n', "line 1: expiry has months, but its policy, never, counts"),
        (b'[expiry]\npolicy = "never"\nsliding = true\n', "line 1: expiry is sliding, but"),
        (b"[expiry]\nsliding = 1", "line 2: expiry.sliding must be true or false"),
        (b'[debt]\npolicy = "no"', "line 2: debt.policy should be 'debt' or 'forgive'"),
        (b'[[tiers]]\nname = "A"\nthreshold = 1\n[[tiers]]\nname = "B"', "line 4: tiers.1.threshold is missing"),
        (SILVER + b"[[tiers]]\nname = 'B'\nthreshold = 0", "line 6: tiers.1.threshold should be greater than"),
        (SILVER + b"[[tiers]]\nname = 'B'\nthreshold = 5", "line 1: tiers must rise: each threshold"),
        (SILVER + b"[[tiers]]\nname = 'SILVER'\nthreshold = 6", "line 1: tiers must not have the same name twice"),
        (SILVER.replace(b"Silver", b"Base"), "line 1: tiers must not have one called base"),
        (SILVER.replace(b"Silver", b"<b>"), "line 2: tiers.0.name must be words of at most 30 letters"),
        (SILVER + b"multiplier = 0.5", "line 4: tiers.0.multiplier should be greater than or equal to 1"),
        (SILVER + b"multiplier = 1.255", "line 4: tiers.0.multiplier"),
        (SILVER + b"bonus = 1", "line 4: tiers.0.bonus is not known; allowed here: name, threshold, multiplier"),
        (b"tiers = 3", "line 1: tiers must be rows, each a table"),
        (b"".join(b"[[tiers]]\nname = 'T%d'\nthreshold = %d\n" % (n, n) for n in range(1, 12)), "at most 10 items"),
        (b'[limits]\npoints_a_shift = "lots"', 'line 2: limits.points_a_shift must be a whole number, or "none"'),
        (b"[limits]\npurchases_a_day = 0", "line 2: limits.purchases_a_day should be greater than or equal to 1"),
        (b"[limits]\npurchases_a_day = 2.0", "line 2: limits.purchases_a_day must be a whole number"),
        (b'[campaigns]\nstacking = "all"', "line 2: campaigns.stacking should be 'best', 'multiply' or 'add'"),
        (b'[rewards]\nconfirmed_anywhere = "yes"', "line 2: rewards.confirmed_anywhere must be true or false"),
        (b"[referral]\npurchases = 0", "line 2: referral.purchases should be greater than or equal to 1"),
        (
            b"[push]\nreminder_days = 30",
            "line 2: push.reminder_days must be 1 to 5 numbers of days, such as [30, 7, 1]",
        ),
        (b"[push]\nreminder_days = []", "line 2: push.reminder_days must be 1 to 5 numbers"),
        (b"[push]\nreminder_days = [6, 5, 4, 3, 2, 1]", "line 2: push.reminder_days must be 1 to 5 numbers"),
        (b"[push]\nreminder_days = [7, 7]", "line 2: push.reminder_days must not have the same number twice"),
        (b"[push]\nreminder_days = [30, 0]", "line 2: push.reminder_days.1 should be greater than or equal to 1"),
        (b"[push]\nreminder_days = [30, 366]", "push.reminder_days.1 should be less than or equal to 365"),
        (
            b"[push]\nreminder_time = 10:00:00",
            "line 2: push.reminder_time must be a time of day in quotes",
        ),
        (b'[push]\neve_time = "24:00"', "line 2: push.eve_time must be a time of day in quotes"),
        (b'[push]\nquiet = "21:00"', 'line 2: push.quiet must be two times of day, such as ["21:00", "08:00"], or'),
        (b'[push]\nquiet = ["21:00", "25:00"]', "line 2: push.quiet must be a time of day in quotes"),
        (b'[push]\nquiet = ["8:00", "08:00"]', 'line 2: push.quiet must be two different times of day, or "none"'),
        (b"[push]\nbirthday_greeting = 1", "line 2: push.birthday_greeting must be true or false"),
        (b"[push]\nnearly_points = -1", "line 2: push.nearly_points should be greater than or equal to 0"),
        (b"[earning]\nstep = 0.001", "earning.step: 0.001 is not an amount of money: EUR has 2 decimals"),
    ],
)
def test_a_wrong_document_is_told_by_line_and_key_and_what_is_allowed(content: bytes, told: str) -> None:
    with pytest.raises(DocumentUnusable) as caught:
        read_document(content).under(EURO, 1)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_minimums_default_by_the_currency() -> None:
    yen = first_document("JPY")
    assert first_document("EUR") == Document()
    assert yen.referral.minimum_purchase == Decimal(500)
    assert yen.earning.largest_sale == Decimal(5_000_000)
    part = read_document(b"[referral]\nmonthly_cap = 3\n", "JPY").referral
    assert part.minimum_purchase == Decimal(500)
    assert part.monthly_cap == 3
    said = read_document(b"[referral]\nminimum_purchase = 70\n", "JPY").referral
    assert said.minimum_purchase == Decimal(70)
