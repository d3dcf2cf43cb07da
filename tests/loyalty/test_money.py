"""Amounts as people write them."""

import ast
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import AmountTooLarge, AmountUnreadable
from loyalty.model import Programme
from loyalty.money import parse_amount

EURO = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
YEN = Programme(zone=ZoneInfo("UTC"), currency="JPY", exponent=0)
DINAR = Programme(zone=ZoneInfo("UTC"), currency="KWD", exponent=3)
CURRENCIES = {0: YEN, 2: EURO, 3: DINAR}


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("24.90", 2490),
        ("24,90", 2490),
        ("24.9", 2490),
        ("24", 2400),
        ("0.01", 1),
        ("0,5", 50),
        ("1.250,00", 125_000),
        ("1,250.00", 125_000),
        ("1 250", 125_000),
        ("1 250,5", 125_050),
        ("1.250", 125_000),
        ("1,250", 125_000),
        ("24.900", 2_490_000),
        ("12.345,67", 1_234_567),
        ("1'250.00", 125_000),
        ("1\u00a0250,00", 125_000),
        ("1\u202f250,00", 125_000),
        ("  7 ", 700),
        ("50000", 5_000_000),
        ("50.000,00", 5_000_000),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, minor: int) -> None:
    assert parse_amount(text, EURO) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0",
        "0.00",
        "-1",
        "+1",
        "1e9",
        "1E2",
        "NaN",
        "inf",
        "٣",
        "٢٤٫٩٠",
        "２４",
        "²",
        "½",
        "0.001",
        "1.2.3",
        "1,2,3",
        "1.25.000",
        "1.250.00",
        "1 250 00",
        "1.250 000",
        "1..5",
        ".5",
        "5.",
        "5,",
        "01",
        "00.50",
        "0.250,00",
        "1_000",
        "0x10",
        "24.90€",
        "€24",
        "24\x00",
        "2\u200d4",
        "24\n90",
        "1\t250",
        "24.90 4821",
        "9" * 25,
        "9" * 5000,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises((AmountUnreadable, AmountTooLarge)):
        parse_amount(text, EURO)


def test_currencies_without_and_with_three_decimals_read_by_their_own_digits() -> None:
    assert parse_amount("1250", YEN) == 1250
    assert parse_amount("1.250", YEN) == 1250
    assert parse_amount("1.250", DINAR) == 1250
    assert parse_amount("1.250,500", DINAR) == 1_250_500
    for text in ("24.90", "24,9"):
        with pytest.raises(AmountUnreadable):
            parse_amount(text, YEN)


def test_the_largest_sale_is_the_last_that_is_taken() -> None:
    assert parse_amount("50000.00", EURO) == 5_000_000
    with pytest.raises(AmountTooLarge) as refused:
        parse_amount("50000.01", EURO)
    assert refused.value.largest_sale == 5_000_000
    with pytest.raises(AmountTooLarge):
        parse_amount("9" * 24, EURO)


def written(minor: int, exponent: int, group: str, decimal: str) -> str:
    """An amount as some country writes it."""
    whole, part = divmod(minor, 10**exponent)
    text = f"{whole:,}".replace(",", group)
    return f"{text}{decimal}{part:0{exponent}d}" if exponent else text


@given(
    minor=st.integers(1, 50_000),
    exponent=st.sampled_from([0, 2, 3]),
    style=st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", "."), ("", ",")]),
)
def test_what_is_written_is_what_is_read(minor: int, exponent: int, style: tuple[str, str]) -> None:
    assert parse_amount(written(minor, exponent, *style), CURRENCIES[exponent]) == minor


@given(st.text(max_size=30))
def test_no_text_does_worse_than_being_refused(text: str) -> None:
    try:
        minor = parse_amount(text, EURO)
    except (AmountUnreadable, AmountTooLarge):
        return
    assert 0 < minor <= EURO.largest_sale_minor
    assert text.strip()[0] in "0123456789"
    assert text.strip().isprintable() or "\u00a0" in text or "\u202f" in text


@given(st.text(alphabet="0123456789., '", min_size=1, max_size=12))
def test_an_amount_has_no_other_digits_than_were_written(text: str) -> None:
    try:
        minor = parse_amount(text, EURO)
    except (AmountUnreadable, AmountTooLarge):
        return
    digits = "".join(letter for letter in text if letter.isdigit())
    assert str(minor).rstrip("0") == digits.lstrip("0").rstrip("0")


def test_no_point_and_no_amount_ever_passes_through_a_float() -> None:
    # The rules, what books them and what the tables keep; division is of fractions or whole.
    root = Path(__file__).parent.parent.parent
    found = []
    files = [*(root / "loyalty").glob("*.py"), *(root / "bot" / "actions").glob("*.py")]
    for file in [*files, root / "storage" / "ledger.py", root / "storage" / "sales.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name) and node.id == "float":
                found.append(f"{file.name}:{node.lineno}")
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                found.append(f"{file.name}:{node.lineno}")
    assert files
    assert not found
    schema = (root / "storage" / "schema.sqlite.sql").read_text(encoding="utf-8")
    assert "REAL" not in schema
    assert "NUMERIC" not in schema
