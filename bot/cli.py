"""The command line. Exit codes: 0 done, 1 found wrong, 2 unusable arguments, settings or files."""

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import click
import typer
from telegram.error import InvalidToken

from bot.export import export_journal, export_members
from bot.http.server import CannotListen
from bot.logs import configure_logs
from bot.settings import Settings, SettingsUnusable, load_settings
from bot.telegram import CallFailed, TokenRefused
from bot.texts import Texts
from storage import backup as copies
from storage.audit import audit
from storage.database import Database, open_database
from storage.errors import DatabaseUnusable, StorageError
from storage.migrate import is_current

FOUND_WRONG = 1
UNUSABLE = 2

cli = typer.Typer(
    name="kumbara",
    help="A loyalty programme that lives in a Telegram chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
export = typer.Typer(help="Write the ledger as JSON Lines to standard output.", no_args_is_help=True)
cli.add_typer(export, name="export")


def main() -> NoReturn:
    """Runs the command line of this process."""
    sys.exit(invoke(sys.argv[1:]))


def invoke(arguments: list[str]) -> int:
    """Runs a command; an operator's mistake is one line on standard error and a code, never a traceback."""
    command = typer.main.get_command(cli)
    try:
        result = command.main(args=arguments, prog_name="kumbara", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        typer.echo(error.format_message())
        return UNUSABLE
    except click.ClickException as error:
        return _say(error.format_message())
    except click.exceptions.Abort:
        return UNUSABLE
    except (InvalidToken, TokenRefused):
        return _say("Telegram does not know this BOT_TOKEN: ask @BotFather for the right one")
    except (SettingsUnusable, StorageError, CannotListen, CallFailed, OSError) as error:
        return _say(str(error))
    return result if isinstance(result, int) else 0


def _say(sentence: str) -> int:
    typer.echo(f"kumbara: {' '.join(sentence.split())}", err=True)
    return UNUSABLE


def _forever(
    log_format: Literal["console", "json"], secrets: tuple[str, ...], work: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    """Runs `work` on the fastest loop there is, until SIGTERM or SIGINT; no log line holds one of `secrets`."""

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await work(stop)

    configure_logs(log_format, secrets)
    try:
        import uvloop
    except ImportError:
        asyncio.run(until_told())
    else:
        uvloop.run(until_told())


@cli.command()
def run() -> None:
    """The bot: brings the database up to date, then polls, or serves the webhook when WEBHOOK_URL is set."""
    from bot.app import run as serve

    settings = load_settings()
    _forever(settings.log_format, settings.secrets, lambda stop: serve(settings, stop))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is served; 0 for any free one.")] = 8090,
) -> None:
    """The bot, a sandbox and a sample programme: prints the address of a page to chat in."""
    from bot.demo import play

    _forever("console", (), lambda stop: play(port, stop))


@cli.command()
def migrate() -> None:
    """Bring the database to the present schema, and make its secret key."""
    from bot.app import opened

    async def bring() -> None:
        async with opened(load_settings()):
            pass

    asyncio.run(bring())


async def _with_ledger(settings: Settings, work: Callable[[Database], Awaitable[None]]) -> None:
    """Does `work` on a database that is there and current. Raises DatabaseUnusable."""
    async with await open_database(settings.database_url, create=False) as database:
        if not await is_current(database):
            raise DatabaseUnusable("the database is not at the present schema: run `kumbara migrate`")
        await work(database)


@cli.command()
def check(as_json: Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")] = False) -> int:
    """Audit every invariant of the ledger; exit code 1 says that something is wrong."""
    found = 0

    async def look(database: Database) -> None:
        nonlocal found
        findings = await database.read(audit)
        found = len(findings)
        if as_json:
            typer.echo(json.dumps({"findings": [{"code": one.code, "detail": one.detail} for one in findings]}))
        elif findings:
            for one in findings:
                typer.echo(f"{one.code}: {one.detail}")
        else:
            typer.echo("Nothing is wrong.")

    asyncio.run(_with_ledger(load_settings(), look))
    return FOUND_WRONG if found else 0


@export.command()
def journal() -> None:
    """Every journal row with its postings, in order."""
    asyncio.run(_with_ledger(load_settings(), lambda database: database.read(export_journal, typer.echo)))


@export.command()
def members() -> None:
    """Every member with balances and lots."""
    settings = load_settings()
    texts = Texts(settings.programme, settings.default_language)
    now = settings.clock.now()
    asyncio.run(_with_ledger(settings, lambda database: database.read(export_members, typer.echo, now, texts)))


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")]) -> None:
    """Copy the database while the bot runs (SQLite)."""
    copies.backup(load_settings().database_url, file)


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `kumbara backup` wrote.")]) -> None:
    """Put a backup in the database's place (SQLite); the old one is kept beside it."""
    kept = copies.restore(file, load_settings().database_url)
    if kept is not None:
        typer.echo(f"The database that was there is kept as {kept}.")
