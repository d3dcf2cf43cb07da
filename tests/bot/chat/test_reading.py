from dataclasses import replace

import pytest

from bot.chat.reading import (
    IssueWish,
    SaleLine,
    TillLine,
    read_amount,
    read_issue,
    read_page,
    read_points,
    read_refund,
    read_sale,
    read_till_line,
)
from loyalty.errors import AmountTooLarge, AmountUnreadable, PointsUnreadable, ReceiptUnusable
from loyalty.model import Category
from tests.bot.chat.counter import PROGRAMME

COFFEE = replace(PROGRAMME, categories=(Category(name="coffee", points_per_step=2),))


@pytest.mark.parametrize(
    ("text", "amount", "receipt", "category"),
    [
        ("24.90", 2490, None, None),
        ("24.90 R-1", 2490, "R-1", None),
        ("24.90 coffee", 2490, None, "coffee"),
        ("1 250 R 1 COFFEE", 125_000, "R 1", "coffee"),
        ("24.90 coffee R-1", 2490, "coffee R-1", None),
        ("24.90 tea", 2490, "tea", None),
    ],
)
def test_the_last_word_of_a_sale_is_its_category_if_the_programme_has_it(
    text: str, amount: int, receipt: str | None, category: str | None
) -> None:
    assert read_sale(text, COFFEE) == SaleLine(amount=amount, receipt=receipt, category=category)


def test_a_category_alone_is_no_sale() -> None:
    with pytest.raises(AmountUnreadable):
        read_sale("coffee", COFFEE)


@pytest.mark.parametrize(
    ("text", "amount", "till_code", "receipt"),
    [
        ("24.90 4821", 2490, "4821", None),
        ("24,90  4821   R-17", 2490, "4821", "R-17"),
        ("1 250 4821", 125000, "4821", None),
        ("1250 4821", 125000, "4821", None),
        ("1.250,00 0007 receipt no 9", 125000, "0007", "receipt no 9"),
        ("24.90 4821 1234", 2490, "4821", "1234"),
        ("3 4821 a\x00b\u202ec", 300, "4821", "a b c"),
    ],
)
def test_a_till_line_is_an_amount_a_code_and_perhaps_a_receipt(
    text: str, amount: int, till_code: str, receipt: str | None
) -> None:
    assert read_till_line(text, PROGRAMME) == TillLine(amount=amount, till_code=till_code, receipt=receipt)


@pytest.mark.parametrize(
    "text", ["", "4821", "hello", "24.90", "24.90 48210", "24.90 ٤٨٢١", "24.90 482", "24.90\x004821", "x " * 2000]
)
def test_without_a_code_behind_the_first_word_it_is_no_till_line(text: str) -> None:
    assert read_till_line(text, PROGRAMME) is None


@pytest.mark.parametrize("amount", ["1e9", "-1", "٣", "0.001", "NaN", "0", "1.25.0", "¼", "24.90.", "hello"])
def test_an_unreadable_amount_before_a_code_is_said_to_be_one(amount: str) -> None:
    with pytest.raises(AmountUnreadable):
        read_till_line(f"{amount} 4821", PROGRAMME)


def test_a_till_line_above_the_largest_sale_is_refused() -> None:
    with pytest.raises(AmountTooLarge):
        read_till_line("50000.01 4821", PROGRAMME)


def test_a_receipt_has_at_most_forty_characters() -> None:
    assert read_amount(f"5 {'9' * 40}", PROGRAMME) == (500, "9" * 40)
    with pytest.raises(ReceiptUnusable) as refused:
        read_amount(f"5 {'x' * 41}", PROGRAMME)
    assert refused.value.longest == 40


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24.90", (2490, None)),
        ("24.90 R-17", (2490, "R-17")),
        ("1 250 R-17", (125000, "R-17")),
        ("1 250,50 7", (125050, "7")),
        ("7.50 1234", (750, "1234")),
    ],
)
def test_the_longest_beginning_that_is_an_amount_is_the_amount(text: str, expected: tuple[int, str | None]) -> None:
    assert read_amount(text, PROGRAMME) == expected


@pytest.mark.parametrize("text", ["", "R-17 24.90", "1e9", "-5", "\x00", "9" * 4096])
def test_what_begins_with_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable):
        read_amount(text, PROGRAMME)


@pytest.mark.parametrize("text", ["0", "-1", "٣", "1e3", "1000001", "", "9" * 5000, "1.5"])
def test_points_are_whole_numbers_in_bounds(text: str) -> None:
    with pytest.raises(PointsUnreadable):
        read_points(text, 1_000_000)
    assert read_points("120", 1_000_000) == 120


def test_the_name_of_a_reward_may_end_in_numbers() -> None:
    assert read_issue("Espresso 2 30") == [
        IssueWish(reward="Espresso 2 30", count=1, days=None),
        IssueWish(reward="Espresso 2", count=30, days=None),
        IssueWish(reward="Espresso", count=2, days=30),
    ]
    assert read_issue("7") == [IssueWish(reward="7", count=1, days=None)]


def test_a_page_that_is_none_is_the_first() -> None:
    assert [read_page(text) for text in ("page-3", "", "page--1", "page-99999", "7")] == [3, 0, 0, 0, 0]


def test_no_reading_of_a_refund_holds_what_an_engine_cannot_keep() -> None:
    for hostile in ("\x00R\ud800-17 5", "R\x00 1 250,00", "\u202eR 5 5"):
        wishes = read_refund(hostile, PROGRAMME)
        assert len(wishes) > 1
        assert all(wish.receipt.isprintable() for wish in wishes)
