"""`kumbara report points`: the points of every member, or of every customer of a CSV, month by month."""

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Literal, TextIO, TypeAlias
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.actions.programmes import whatever_is_kept
from bot.commands.command import DONE, Command, Unusable
from bot.commands.under_rules import document_unusable, under_rules
from bot.document import read_document
from bot.settings import Settings, load_settings
from loyalty.calendar import add_months, start_of_day
from loyalty.model import Programme
from loyalty.reporting import BarePurchase, ReportLine, month_name, months_between, points_by_month
from storage.database import Database, Tx
from storage.errors import DatabaseMissing
from storage.reporting import earned_by_member, how_many_members

Format: TypeAlias = Literal["table", "csv", "json"]
Advance: TypeAlias = Callable[[int], None]

COLUMNS = ("customer", "date", "amount")
# So many rows between two movements of the bar.
_LOOK_EVERY = 2000
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,6}))?", re.ASCII)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("points",))
    parser.add_argument("--from", dest="first", required=True, metavar="MONTH", help="the first month: 2026-08")
    parser.add_argument("--to", dest="last", required=True, metavar="MONTH", help="the last month")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="(default %(default)s)")
    parser.add_argument("--purchases", type=Path, metavar="FILE", help="a CSV with the columns customer, date, amount")
    parser.add_argument("--programme", type=Path, metavar="FILE", help="the rules for --purchases, in TOML")


def _do(given: argparse.Namespace) -> int:
    settings = load_settings()
    if given.programme and not given.purchases:
        raise Unusable("--programme FILE goes with --purchases FILE: the ledger keeps what was earned")
    months = read_months(given.first, given.last)
    if given.purchases is None:
        return under_rules(
            settings, lambda database: _from_ledger(database, settings, months, given.format), in_money=True
        )
    programme = _rules(settings, given.programme)
    with progress() as bar:
        lines = purchase_lines(given.purchases, months, programme, bar)
    write_report(lines, months, given.format, "customer", sys.stdout)
    return DONE


async def _from_ledger(database: Database, settings: Settings, months: Sequence[date], shape: Format) -> int:
    programme = await database.read(whatever_is_kept, settings.programme)
    # On one and the same terminal the bar would run into the table.
    with progress(hidden=sys.stdout.isatty()) as bar:
        await database.read(
            lambda tx: write_report(ledger_lines(tx, months, programme, bar), months, shape, "member", sys.stdout)
        )
    return DONE


def _rules(settings: Settings, file: Path | None) -> Programme:
    """Those in the file, else in the database, else as they are before any is set."""
    if file is not None:
        with document_unusable(file.name):
            return read_document(file.read_bytes(), settings.currency).under(settings.programme, 0)
    try:
        return under_rules(
            settings, lambda database: database.read(whatever_is_kept, settings.programme), in_money=True
        )
    except DatabaseMissing:
        return settings.programme


def read_month(text: str) -> date:
    """The first day of `2026-08`. Raises Unusable."""
    found = _MONTH.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise Unusable(f"{text!r} is no month: write it like 2026-08")
    return date(int(found[1]), int(found[2]), 1)


def read_months(first: str, last: str) -> tuple[date, ...]:
    """The first days of the months from `2026-08` to `2026-10`. Raises Unusable."""
    begin, end = read_month(first), read_month(last)
    try:
        return months_between(begin, end)
    except ValueError as error:
        raise Unusable(f"{first} to {last}: {error}") from None


def progress(*, hidden: bool = False) -> Progress:
    """A bar on standard error that goes when it is full; nothing where standard error is no terminal."""
    console = Console(stderr=True)
    parts = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(
        *parts,
        console=console,
        transient=True,
        disable=hidden or not sys.stderr.isatty(),
        # It would take what is written to standard output as well, and to the wrong place.
        redirect_stdout=False,
        redirect_stderr=False,
    )


def ledger_lines(tx: Tx, months: Sequence[date], programme: Programme, bar: Progress) -> Iterator[ReportLine]:
    """Every member in order of number, by the programme's calendar, from the ledger."""
    boundaries = [start_of_day(day, programme) for day in (*months, add_months(months[-1], 1))]
    task = bar.add_task("Members", total=how_many_members(tx))
    for number, (member, points) in enumerate(earned_by_member(tx, boundaries), 1):
        yield ReportLine(who=member, points=points)
        if number % _LOOK_EVERY == 0:
            bar.update(task, completed=number)


def purchase_lines(path: Path, months: Sequence[date], programme: Programme, bar: Progress) -> list[ReportLine]:
    """Every customer of a CSV of bare purchases. Raises Unusable, OSError."""
    with path.open("rb") as file:
        task = bar.add_task("Purchases", total=path.stat().st_size or None)
        purchases = read_purchases(file, path.name, programme, lambda place: bar.update(task, completed=place))
        return points_by_month(purchases, months, programme)


def read_purchases(file: BinaryIO, name: str, programme: Programme, advance: Advance) -> Iterator[BarePurchase]:
    """The purchases of a CSV in UTF-8 whose first line names its columns, one at a time.

    A date is 2026-08-31, or an instant with its offset, which counts by the programme's calendar; an amount is in
    units, `120.75` or `120,75`, without groups. `advance` hears how many bytes are read. Raises Unusable, which
    names the line.
    """
    places: list[int] | None = None
    rows = csv.reader(_lines(file, name, advance), strict=True)
    try:
        for row in rows:
            if places is None:
                places = _places(row, name)
                width = len(row)
            elif row:
                if len(row) != width:
                    raise ValueError(f"has {len(row)} fields, the first line {width}")  # noqa: TRY301
                customer, day, amount = (row[place] for place in places)
                yield _purchase(customer, day, amount, programme)
    except (ValueError, csv.Error) as error:
        raise Unusable(f"{name} line {rows.line_num}: {error}") from None
    if places is None:
        raise Unusable(f"{name} line 1: the columns {', '.join(COLUMNS)} are not named")


def _lines(file: BinaryIO, name: str, advance: Advance) -> Iterator[str]:
    place = 0  # counted, because a pipe cannot tell
    for number, line in enumerate(file, 1):
        place += len(line)
        if number % _LOOK_EVERY == 0:
            advance(place)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise Unusable(f"{name} line {number}: this is not UTF-8") from None


def _places(header: list[str], name: str) -> list[int]:
    named = [column.strip().lower() for column in header]
    missing = [column for column in COLUMNS if named.count(column) != 1]
    if missing:
        raise Unusable(f"{name} line 1: the columns must be {', '.join(COLUMNS)}; {missing[0]} is not there once")
    return [named.index(column) for column in COLUMNS]


def _purchase(customer: str, day: str, amount: str, programme: Programme) -> BarePurchase:
    who = customer.strip()
    if not who:
        raise ValueError("the customer is missing")
    return BarePurchase(customer=who, day=_day(day.strip(), programme.zone), amount=_minor(amount.strip(), programme))


# Dates come again and again, and few of them differ.
@lru_cache(maxsize=4096)
def _day(text: str, zone: ZoneInfo) -> date:
    try:
        if len(text) == len("2026-08-31"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date: write it like 2026-08-31") from None
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


def _minor(text: str, programme: Programme) -> int:
    found = _AMOUNT.fullmatch(text)
    decimals = (found[2] or "") if found else ""
    if found is None or len(decimals) > programme.exponent:
        example = f"24.{'9'.ljust(programme.exponent, '0')}" if programme.exponent else "24"
        raise ValueError(f"{text!r} is no amount in {programme.currency}: write it like {example}")
    return int(found[1] + decimals.ljust(programme.exponent, "0"))


def write_report(lines: Iterable[ReportLine], months: Sequence[date], shape: Format, who: str, emit: TextIO) -> None:
    """Writes the lines as they come: as a table, as CSV, or as a JSON array of objects, one a line."""
    names = [month_name(month) for month in months]
    if shape == "csv":
        rows = csv.writer(emit, lineterminator="\n")
        rows.writerow([who, *names, "total"])
        rows.writerows([line.who, *line.points, line.total] for line in lines)
    elif shape == "json":
        emit.write("[")
        for number, line in enumerate(lines):
            told = {who: line.who, "months": dict(zip(names, line.points, strict=True)), "total": line.total}
            emit.write((",\n " if number else "") + json.dumps(told, ensure_ascii=False))
        emit.write("]\n")
    else:
        emit.write(_row([who, *names, "total"]))
        emit.writelines(_row([str(line.who), *map(str, line.points), str(line.total)]) for line in lines)


def _row(cells: Sequence[str]) -> str:
    """Who to the left, numbers to the right; the widths hold a year's points of one customer."""
    return f"{cells[0]:<20}" + "".join(f" {cell:>10}" for cell in cells[1:]) + "\n"


COMMAND = Command(do=_do, arguments=_arguments)
