"""The first sale fixes the currency: nothing that reads or writes money works in another."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import invoke
from storage import facts
from storage.database import open_database


async def _first_sale(url: str) -> None:
    async with await open_database(url) as database:
        await database.write(facts.keep_first, "currency", "EUR")


@pytest.fixture
def sold_in_euro(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database with a sale in EUR, and settings that say JPY."""
    asyncio.run(_first_sale(sqlite_url))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CURRENCY", "JPY")
    monkeypatch.setenv("BOT_TOKEN", "123456:ABC-DEF")


MONTH = datetime(2026, 11, 1, tzinfo=UTC).strftime("%Y-%m")


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["refund", "1", "R-17", "5"],
        ["preview", "--member", "1", "--merchant", "1", "--amount", "10"],
        ["report", "points", "--from", MONTH, "--to", MONTH],
        ["export", "members"],
        ["programme", "show"],
        ["programme", "set", "rules.toml"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("sold_in_euro")
def test_the_first_sale_fixes_the_currency_for_whatever_handles_money(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules.toml").write_text("[earning]\nstep = 5\n")
    assert invoke(words) == 2
    assert "CURRENCY is JPY, but the first sale was in EUR: set CURRENCY=EUR" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["check"], ["export", "journal"], ["merchant", "list"]])
@pytest.mark.usefixtures("sold_in_euro")
def test_what_handles_no_money_works_in_any_currency(words: list[str]) -> None:
    assert invoke(words) == 0
