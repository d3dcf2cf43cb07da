"""The monthly points report, from bare purchases."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.reporting import MOST_MONTHS, BarePurchase, month_name, months_between, points_by_month
from tests.loyalty.test_earning import CLASSIC, EURO

MONTHS = months_between(date(2026, 8, 1), date(2026, 10, 31))


def bought(customer: str, day: date, amount: int) -> BarePurchase:
    return BarePurchase(customer=customer, day=day, amount=amount)


def test_the_classic_exercise_gives_each_customer_their_points_by_month_and_in_all() -> None:
    purchases = [
        bought("Ann", date(2026, 8, 1), 12_000),
        bought("Bob", date(2026, 8, 31), 12_075),
        bought("Ann", date(2026, 8, 31), 7_550),
        bought("Ann", date(2026, 10, 31), 20_000),
    ]
    lines = points_by_month(iter(purchases), MONTHS, CLASSIC)
    assert [(line.who, list(line.points), line.total) for line in lines] == [
        ("Ann", [115, 0, 250], 365),
        ("Bob", [90, 0, 0], 90),
    ]


def test_each_purchase_is_rounded_for_itself() -> None:
    lines = points_by_month([bought("Ann", date(2026, 8, 1), 199)] * 2, MONTHS, EURO)
    assert lines[0].total == 2


def test_whoever_bought_in_other_months_only_is_there_with_nothing() -> None:
    lines = points_by_month(
        [bought("Ann", date(2026, 7, 31), 500), bought("Ann", date(2026, 11, 1), 500)], MONTHS, EURO
    )
    assert [(line.who, list(line.points)) for line in lines] == [("Ann", [0, 0, 0])]


def test_customers_come_in_order_and_numbers_by_their_size() -> None:
    purchases = [bought(who, date(2026, 8, 1), 100) for who in ("b", "10", "Ann", "9", "10")]
    assert [line.who for line in points_by_month(purchases, MONTHS, replace(EURO))] == ["9", "10", "Ann", "b"]


def test_the_months_of_a_report_run_over_the_turn_of_the_year() -> None:
    months = months_between(date(2026, 12, 24), date(2027, 2, 1))
    assert [month_name(month) for month in months] == ["2026-12", "2027-01", "2027-02"]


@pytest.mark.parametrize("last", [date(2026, 7, 31), date(2026 + MOST_MONTHS // 12, 8, 1)])
def test_a_report_that_ends_before_it_begins_or_never_is_refused(last: date) -> None:
    with pytest.raises(ValueError, match="1 to 120 months"):
        months_between(date(2026, 8, 1), last)
