"""The command line. Exit codes: 0 done, 1 found wrong, 2 unusable arguments, settings or files.

What only a running bot needs is imported there: every audit and export takes half a second less.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NoReturn, TypeVar

from bot.currency import same_currency
from bot.settings import Settings, SettingsUnusable, load_settings
from loyalty.model import Programme
from storage import backup as copies
from storage.audit import audit
from storage.database import Database, open_database
from storage.errors import DatabaseMissing, DatabaseUnusable, StorageError
from storage.migrate import is_current

DONE = 0
FOUND_WRONG = 1
UNUSABLE = 2

T = TypeVar("T")


class _Misused(Exception):
    """Arguments that cannot be used; the message is one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Misused(f"{message} (see {self.prog} --help)")


def main() -> NoReturn:
    """Runs the command line of this process."""
    sys.exit(invoke(sys.argv[1:]))


def invoke(arguments: Sequence[str]) -> int:
    """Runs a command; an operator's mistake is one line on standard error and a code, never a traceback."""
    try:
        given = _parser().parse_args(arguments)
        outcome: int = given.command(given)
    except BrokenPipeError:
        # Whoever read our output has seen enough. Nothing is left to flush into the closed pipe.
        sys.stdout = None
        return DONE
    except (_Misused, SettingsUnusable, StorageError, OSError) as error:
        return _say(str(error))
    return outcome


def _say(sentence: str) -> int:
    print(f"kumbara: {' '.join(sentence.split())}", file=sys.stderr)
    return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="kumbara", description="A loyalty programme that lives in a Telegram chat.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], sentence: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=sentence, description=sentence)
        added.set_defaults(command=command)
        return added

    add("run", _run, "The bot: migrates, then polls, or serves the webhook when WEBHOOK_URL is set.")
    demo = add("demo", _demo, "The bot, a sandbox and a sample programme: prints the address of a page to chat in.")
    demo.add_argument(
        "--port", type=int, default=8090, help="where the page is served, 0 for any (default %(default)s)"
    )
    add("migrate", _migrate, "Bring the database to the present schema, and make its secret key.")
    check = add("check", _check, "Audit every invariant of the ledger; exit code 1 says that something is wrong.")
    check.add_argument("--json", action="store_true", help="write the findings as JSON")
    export = add("export", _export, "Write the journal or the members as JSON Lines to standard output.")
    export.add_argument("what", choices=("journal", "members"))
    backup = add("backup", _backup, "Copy the database while the bot runs (SQLite).")
    backup.add_argument("file", type=Path, help="a file that does not exist yet")
    programme = add("programme", _programme, "Show the programme's rules as TOML, or set them from a file.")
    programme.add_argument("what", choices=("show", "set"))
    programme.add_argument("file", type=Path, nargs="?", help="for set: the rules in TOML, as show writes them")
    programme.add_argument("--preview", action="store_true", help="for set: say what would change, and change nothing")
    merchant = add("merchant", _merchant, "List the merchants, suspend or resume one, or bound its unredeemed points.")
    merchant.add_argument("what", choices=("list", "suspend", "resume", "ceiling"))
    merchant.add_argument("number", type=int, nargs="?", metavar="M", help="the merchant, as list numbers them")
    merchant.add_argument("points", nargs="?", metavar="POINTS", help="for ceiling: a number of points, or none")
    preview = add("preview", _preview, "What a purchase would earn a member, and why, line by line.")
    preview.add_argument("--member", type=int, required=True, metavar="N", help="the member's number")
    preview.add_argument("--merchant", type=int, required=True, metavar="M", help="the merchant's number")
    preview.add_argument("--amount", required=True, metavar="A", help="in units of the currency: 24.90")
    preview.add_argument("--category", metavar="C", help="one of the programme's")
    preview.add_argument("--at", metavar="T", help="when it would be recorded, 2026-11-28T10:30 (default: now)")
    refund = add("refund", _refund, "Take back all or part of a purchase, also of a suspended merchant's.")
    refund.add_argument("merchant", type=int, metavar="M", help="the merchant, as merchant list numbers them")
    refund.add_argument("receipt", metavar="RECEIPT", help="the receipt, or # and the sale's number")
    refund.add_argument("amount", nargs="?", metavar="AMOUNT", help="how much of it; all that is left unless given")
    report = add("report", _report, "The points that members earned, month by month.")
    report.add_argument("what", choices=("points",))
    report.add_argument("--from", dest="first", required=True, metavar="MONTH", help="the first month: 2026-08")
    report.add_argument("--to", dest="last", required=True, metavar="MONTH", help="the last month")
    report.add_argument("--format", choices=("table", "csv", "json"), default="table", help="(default %(default)s)")
    report.add_argument("--purchases", type=Path, metavar="FILE", help="a CSV with the columns customer, date, amount")
    report.add_argument("--programme", type=Path, metavar="FILE", help="the rules for --purchases, in TOML")
    joining = add("join-accounts", _join_accounts, "Make two accounts of one person one; without --yes only say how.")
    joining.add_argument("keep", type=int, metavar="KEEP", help="the number of the member who goes on")
    joining.add_argument("gone", type=int, metavar="GONE", help="the number of the member who is none any more")
    joining.add_argument("--yes", action="store_true", help="do it; it cannot be undone")
    restore = add("restore", _restore, "Put a backup in the database's place (SQLite); the old one is kept beside it.")
    restore.add_argument("file", type=Path, help="a file that `kumbara backup` wrote")
    return parser


def _forever(
    log_format: Literal["console", "json"], secrets: tuple[str, ...], work: Callable[[asyncio.Event], Awaitable[None]]
) -> int:
    """Runs `work` on the fastest loop there is, until SIGTERM or SIGINT; no log line holds one of `secrets`."""

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await work(stop)

    from bot.logs import configure_logs

    configure_logs(log_format, secrets)
    with _found_out_while_running():
        try:
            import uvloop
        except ImportError:
            asyncio.run(until_told())
        else:
            uvloop.run(until_told())
    return DONE


@contextlib.contextmanager
def _found_out_while_running() -> Iterator[None]:
    """What only Telegram and the network can say of the settings, as the mistake that it is."""
    from telegram.error import InvalidToken

    from bot.document import DocumentUnusable
    from bot.http.server import CannotListen
    from bot.telegram import CallFailed, TokenRefused

    try:
        yield
    except InvalidToken:
        raise SettingsUnusable("Telegram does not know this BOT_TOKEN: ask @BotFather for the right one") from None
    except TokenRefused:
        why = "Telegram does not know this BOT_TOKEN any more: ask @BotFather for the present one"
        raise SettingsUnusable(why) from None
    except DocumentUnusable as error:
        raise SettingsUnusable(f"the programme in the database: {error}") from None
    except (CannotListen, CallFailed) as error:
        raise SettingsUnusable(str(error)) from None


def _run(given: argparse.Namespace) -> int:
    settings = load_settings()  # a mistake in them is told at once
    from bot.app import run  # the other commands start without the chat

    return _forever(settings.log_format, settings.secrets, lambda stop: run(settings, stop))


def _demo(given: argparse.Namespace) -> int:
    from bot.demo import play

    if not 0 <= given.port <= 65535:
        raise _Misused(f"there is no port {given.port}: 0 to 65535")
    return _forever("console", (), lambda stop: play(given.port, stop))


def _migrate(given: argparse.Namespace) -> int:
    from bot.app import opened

    async def bring() -> None:
        async with opened(load_settings()):
            pass

    asyncio.run(bring())
    return DONE


def _with_ledger(settings: Settings, work: Callable[[Database], Awaitable[T]], *, money: bool = False) -> T:
    """Does `work` on a database that is there and current; with `money`, also in the currency of its sales.

    Raises DatabaseUnusable, SettingsUnusable.
    """

    async def on_it() -> T:
        async with await open_database(settings.database_url, create=False) as database:
            if not await is_current(database):
                raise DatabaseUnusable("the database is not at the present schema: run `kumbara migrate`")
            if money:
                await same_currency(database, settings)
            return await work(database)

    return asyncio.run(on_it())


def _check(given: argparse.Namespace) -> int:
    async def look(database: Database) -> int:
        findings = await database.read(audit)
        if given.json:
            print(json.dumps({"findings": [{"code": one.code, "detail": one.detail} for one in findings]}))
        else:
            print("\n".join(f"{one.code}: {one.detail}" for one in findings) or "Nothing is wrong.")
        return FOUND_WRONG if findings else DONE

    return _with_ledger(load_settings(), look)


def _export(given: argparse.Namespace) -> int:
    from bot.export import export_journal, export_members
    from bot.texts import Texts

    settings = load_settings()

    async def write(database: Database) -> int:
        if given.what == "journal":
            await database.read(export_journal, print)
        else:
            texts = Texts(settings.programme, settings.default_language)
            await database.read(export_members, print, settings.clock.now(), texts)
        return DONE

    return _with_ledger(settings, write, money=given.what != "journal")


def _programme(given: argparse.Namespace) -> int:
    from bot.actions.programmes import document_in_force, set_programme
    from bot.document import read_document, written

    if (given.what == "set") != (given.file is not None) or (given.preview and given.what != "set"):
        raise _Misused("a file, and --preview, belong to `kumbara programme set FILE`, and to nothing else")
    settings = load_settings()
    document = _in_file(given.file, lambda text: read_document(text, settings.currency)) if given.file else None

    async def show_or_set(database: Database) -> int:
        if document is None:
            version, present = await database.read(document_in_force, settings.currency)
            print(written(present, f"Version {version} of the programme."), end="")
            return DONE
        now = settings.clock.now()
        if given.preview:
            from bot.rules_preview import previewed

            print(await database.read(previewed, settings.programme, now, document, settings.default_language))
            return DONE
        outcome = await database.write(set_programme, document, settings.programme, now)
        if outcome.changed:
            print(f"Version {outcome.version} of the programme is in force.")
        else:
            print(f"Nothing changed: version {outcome.version} says the same.")
        return DONE

    with _document_unusable(given.file):
        return _with_ledger(settings, show_or_set, money=True)


def _in_file(path: Path, read: Callable[[bytes], T]) -> T:
    with _document_unusable(path):
        return read(path.read_bytes())


@contextlib.contextmanager
def _document_unusable(path: Path | None) -> Iterator[None]:
    """What is wrong with a programme, as the mistake that it is."""
    from bot.document import DocumentUnusable

    try:
        yield
    except DocumentUnusable as error:
        raise _Misused(f"{path.name if path else 'the programme in the database'}: {error}") from None


def _merchant(given: argparse.Namespace) -> int:
    from bot.merchants import MerchantUnusable, change, listed, read_ceiling

    if (given.what == "list") != (given.number is None) or (given.what == "ceiling") != (given.points is not None):
        raise _Misused("say `list`, `suspend M`, `resume M` or `ceiling M POINTS|none`")
    settings = load_settings()

    async def do(database: Database) -> int:
        if given.what == "list":
            print(await database.read(listed))
            return DONE
        ceiling = read_ceiling(given.points) if given.what == "ceiling" else None
        now = settings.clock.now()
        print(await database.write(change, settings.programme, now, given.what, given.number, ceiling))
        return DONE

    try:
        return _with_ledger(settings, do)
    except MerchantUnusable as error:
        raise _Misused(str(error)) from None


def _refund(given: argparse.Namespace) -> int:
    from bot.refunds import RefundUnusable, refunded

    settings = load_settings()

    async def do(database: Database) -> int:
        now = settings.clock.now()
        print(await database.write(refunded, settings.programme, now, given.merchant, given.receipt, given.amount))
        return DONE

    try:
        with _document_unusable(None):
            return _with_ledger(settings, do, money=True)
    except RefundUnusable as error:
        raise _Misused(str(error)) from None


def _join_accounts(given: argparse.Namespace) -> int:
    from bot.accounts import described, join
    from bot.actions.join_accounts import CannotJoin

    settings = load_settings()

    async def do(database: Database) -> int:
        now = settings.clock.now()
        if given.yes:
            print(await database.write(join, settings.programme, now, given.keep, given.gone))
        else:
            print(await database.read(described, settings.programme, now, given.keep, given.gone))
        return DONE

    try:
        with _document_unusable(None):
            return _with_ledger(settings, do)
    except CannotJoin as error:
        raise _Misused(str(error)) from None


def _preview(given: argparse.Namespace) -> int:
    from bot.preview import PreviewUnusable, previewed

    settings = load_settings()

    async def show(database: Database) -> int:
        asked = {name: getattr(given, name) for name in ("member", "merchant", "amount", "category", "at")}
        print(await database.read(previewed, settings.programme, settings.clock.now(), **asked))
        return DONE

    try:
        with _document_unusable(None):
            return _with_ledger(settings, show, money=True)
    except PreviewUnusable as error:
        raise _Misused(str(error)) from None


def _report(given: argparse.Namespace) -> int:
    from bot.actions.programmes import whatever_is_kept
    from bot.document import read_document
    from bot.report import ReportUnusable, ledger_lines, progress, purchase_lines, read_months, write_report

    settings = load_settings()
    if given.programme and not given.purchases:
        raise _Misused("--programme FILE goes with --purchases FILE: the ledger keeps what was earned")

    async def from_ledger(database: Database) -> int:
        programme = await database.read(whatever_is_kept, settings.programme)
        # On one and the same terminal the bar would run into the table.
        with progress(hidden=sys.stdout.isatty()) as bar:
            await database.read(
                lambda tx: write_report(
                    ledger_lines(tx, months, programme, bar), months, given.format, "member", sys.stdout
                )
            )
        return DONE

    async def rules(database: Database) -> Programme:
        return await database.read(whatever_is_kept, settings.programme)

    try:
        months = read_months(given.first, given.last)
        if given.purchases is None:
            return _with_ledger(settings, from_ledger, money=True)
        with _document_unusable(given.programme):
            if given.programme:
                programme = read_document(given.programme.read_bytes(), settings.currency).under(settings.programme, 0)
            else:
                try:
                    programme = _with_ledger(settings, rules, money=True)
                except DatabaseMissing:
                    programme = settings.programme
        with progress() as bar:
            lines = purchase_lines(given.purchases, months, programme, bar)
        write_report(lines, months, given.format, "customer", sys.stdout)
    except ReportUnusable as error:
        raise _Misused(str(error)) from None
    return DONE


def _backup(given: argparse.Namespace) -> int:
    copies.backup(load_settings().database_url, given.file)
    return DONE


def _restore(given: argparse.Namespace) -> int:
    kept = copies.restore(given.file, load_settings().database_url)
    if kept is not None:
        print(f"The database that was there is kept as {kept}.")
    return DONE
