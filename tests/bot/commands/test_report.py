"""`kumbara programme` and `kumbara report` as an operator meets them, and reading purchases."""

import io
import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from bot.cli import invoke
from bot.commands.command import Unusable
from bot.commands.report import progress, purchase_lines, read_month, read_months, read_purchases
from loyalty.reporting import BarePurchase
from tests.loyalty.test_earning import EURO

CLASSIC = "[earning]\nbrackets = [{from = 50, points_per_step = 1}, {from = 100, points_per_step = 2}]\n"
BOUGHT = "customer,date,amount\nAnn,2026-08-03,120\nAnn,2026-09-09,75.50\nBob,2026-10-31,120.75\n"
MONTHS = ["--from", "2026-08", "--to", "2026-10"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run: no settings but a database that does not exist."""
    monkeypatch.chdir(tmp_path)
    for name in ("CURRENCY", "TIMEZONE", "BOT_API_URL", "CLOCK_FILE", "SECRET_KEY", "WEBHOOK_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///kumbara.db")
    (tmp_path / "rules.toml").write_text(CLASSIC)
    (tmp_path / "bought.csv").write_text(BOUGHT)
    return tmp_path


def read(text: str | bytes) -> list[BarePurchase]:
    content = text.encode() if isinstance(text, str) else text
    return list(read_purchases(io.BytesIO(content), "p.csv", EURO, lambda place: None))


def test_the_classic_exercise_is_one_command_that_needs_no_database(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["report", "points", *MONTHS, "--purchases", "bought.csv", "--programme", "rules.toml"]) == 0
    said = capsys.readouterr()
    assert [line.split() for line in said.out.splitlines()] == [
        ["customer", "2026-08", "2026-09", "2026-10", "total"],
        ["Ann", "90", "25", "0", "115"],
        ["Bob", "0", "0", "90", "90"],
    ]
    assert said.err == ""
    assert not (folder / "kumbara.db").exists()


def test_the_same_report_comes_as_csv_and_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["report", "points", *MONTHS, "--purchases", "bought.csv", "--programme", "rules.toml", "--format"]
    assert invoke([*words, "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "Ann,90,25,0,115"
    assert invoke([*words, "json"]) == 0
    assert json.loads(capsys.readouterr().out)[1] == {
        "customer": "Bob",
        "months": {"2026-08": 0, "2026-09": 0, "2026-10": 90},
        "total": 90,
    }


def test_without_a_programme_file_it_is_the_databases_else_the_default(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["report", "points", *MONTHS, "--purchases", "bought.csv", "--format", "csv"]
    assert invoke(words) == 0
    assert capsys.readouterr().out.splitlines()[1] == "Ann,120,75,0,195"
    assert [invoke(["migrate"]), invoke(["programme", "set", "rules.toml"]), invoke(words)] == [0, 0, 0]
    assert capsys.readouterr().out.splitlines()[2] == "Ann,90,25,0,115"


def test_a_programme_is_shown_set_once_and_read_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [invoke(["migrate"]), invoke(["programme", "set", "rules.toml"])] == [0, 0]
    assert "Version 2 of the programme is in force." in capsys.readouterr().out
    assert invoke(["programme", "show"]) == 0
    (folder / "shown.toml").write_text(capsys.readouterr().out)
    assert invoke(["programme", "set", "shown.toml"]) == 0
    assert capsys.readouterr().out == "Nothing changed: version 2 says the same.\n"


def test_a_preview_says_what_would_change_and_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    assert [invoke(["migrate"]), invoke(["programme", "set", "rules.toml", "--preview"])] == [0, 0]
    said = capsys.readouterr().out.splitlines()
    assert "➕ from €100.00 on: 2 points a step" in said
    assert "A purchase of €24.90 earns 24 → 0 points." in said
    assert "A purchase of €120.00 earns 120 → 90 points." in said
    assert invoke(["programme", "show"]) == 0
    assert capsys.readouterr().out.startswith("# Version 1 ")
    (folder / "same.toml").write_text("[expiry]\nmonths = 12\n")
    assert invoke(["programme", "set", "same.toml", "--preview"]) == 0
    assert capsys.readouterr().out == "Nothing would change: version 1 says the same.\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[earning]\nstpe = 1\n", "wrong.toml: line 2: earning.stpe is not known; allowed here: step"),
        ("[earning]\nstep = 1e-3\n", "wrong.toml: earning.step: 0.001 is not an amount of money"),
        ("[[", "wrong.toml: not TOML"),
    ],
)
def test_a_wrong_programme_is_one_line_and_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    (folder / "wrong.toml").write_text(content)
    assert [invoke(["migrate"]), invoke(["programme", "set", "wrong.toml"])] == [0, 2]
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert said.err.count("\n") == 1
    assert invoke(["programme", "show"]) == 0
    assert capsys.readouterr().out.startswith("# Version 1 ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["programme", "set"], "set FILE"),
        (["programme", "show", "rules.toml"], "set FILE"),
        (["programme", "show", "--preview"], "set FILE"),
        (["programme", "set", "none.toml"], "none.toml"),
        (["programme", "show"], "kumbara.db"),
        (["report", "points", *MONTHS], "kumbara.db"),
        (["report", "points", *MONTHS, "--programme", "rules.toml"], "--purchases"),
        (["report", "points", *MONTHS, "--purchases", "none.csv"], "none.csv"),
        (["report", "points", "--from", "2026-13", "--to", "2026-10"], "2026-13"),
        (["report", "points", "--from", "2026-10", "--to", "2026-08"], "1 to 120 months"),
        (["report", "points", "--from", "2026-10"], "--to"),
        (["report", "points", *MONTHS, "--purchases", "rules.toml"], "rules.toml line 1: the columns"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert invoke(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert said.err.count("\n") == 1


def test_purchases_are_read_whatever_the_order_of_their_columns() -> None:
    text = '\ufeffAmount;x,Date, CUSTOMER ,amount\r\nq,2026-08-03,Ann,"120,75"\r\n\r\nq,2026-08-31T22:30:00Z,Bob,0\r\n'
    assert read(text) == [
        BarePurchase(customer="Ann", day=date(2026, 8, 3), amount=12_075),
        BarePurchase(customer="Bob", day=date(2026, 9, 1), amount=0),
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (b"Ann,2026-08-03,1\nBob,2026-02-30,1", "p.csv line 3: '2026-02-30' is no date: write it like 2026-08-31"),
        (b"Ann,03.08.2026,1", "p.csv line 2: '03.08.2026' is no date"),
        (b"Ann,2026-08-03,1.250", "p.csv line 2: '1.250' is no amount in EUR: write it like 24.90"),
        (b"Ann,2026-08-03,-1", "p.csv line 2: '-1' is no amount"),
        (b"Ann,2026-08-03,\xd9\xa3", "p.csv line 2: '\u0663' is no amount"),
        (b"Ann,2026-08-03,", "p.csv line 2: '' is no amount"),
        (b" ,2026-08-03,1", "p.csv line 2: the customer is missing"),
        (b"Ann,2026-08-03", "p.csv line 2: has 2 fields, the first line 3"),
        (b'"Ann,2026-08-03,1\n', "p.csv line 2: unexpected end of data"),
        (b"Ann,2026-08-03,1\nJos\xe9,2026-08-03,1", "p.csv line 3: this is not UTF-8"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_what_is_wrong(rows: bytes, told: str) -> None:
    with pytest.raises(Unusable) as caught:
        read(b"customer,date,amount\n" + rows)
    assert told in str(caught.value)


@pytest.mark.parametrize("header", ["", "customer,date\n", "customer,date,amount,date\n"])
def test_a_file_without_each_column_once_is_refused(header: str) -> None:
    with pytest.raises(Unusable, match=r"p\.csv line 1: the columns"):
        read(header)


@pytest.mark.parametrize("text", ["2026-8", "2026-13", "0000-01", "august", "2026-08-01", "٢٠٢٦-08"])
def test_a_month_is_a_year_and_two_digits(text: str) -> None:
    with pytest.raises(Unusable, match="write it like 2026-08"):
        read_month(text)


def test_the_memory_of_a_report_is_that_of_its_customers_and_not_of_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    months = read_months("2026-08", "2026-10")

    def peak(rows: int) -> int:
        with file.open("w") as out:
            out.write("customer,date,amount\n")
            out.writelines(f"{number % 10},2026-08-{number % 28 + 1:02d},120.75\n" for number in range(rows))
        tracemalloc.start()
        with progress(hidden=True) as bar:
            lines = purchase_lines(file, months, EURO, bar)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert sum(line.total for line in lines) == rows * 120
        return most

    few = peak(1_000)
    assert peak(20_000) < few + 50_000


def test_no_bar_is_drawn_where_standard_error_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as bar:
        bar.update(bar.add_task("Purchases", total=10), completed=10)
    assert capsys.readouterr() == ("", "")
