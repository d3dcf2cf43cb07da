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
from typing import Literal, NoReturn

from bot.settings import Settings, SettingsUnusable, load_settings
from storage import backup as copies
from storage.audit import audit
from storage.database import Database, open_database
from storage.errors import DatabaseUnusable, StorageError
from storage.migrate import is_current

DONE = 0
FOUND_WRONG = 1
UNUSABLE = 2


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

    from bot.http.server import CannotListen
    from bot.telegram import CallFailed, TokenRefused

    try:
        yield
    except InvalidToken:
        raise SettingsUnusable("Telegram does not know this BOT_TOKEN: ask @BotFather for the right one") from None
    except TokenRefused:
        why = "Telegram does not know this BOT_TOKEN any more: ask @BotFather for the present one"
        raise SettingsUnusable(why) from None
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


def _with_ledger(settings: Settings, work: Callable[[Database], Awaitable[int]]) -> int:
    """Does `work` on a database that is there and current. Raises DatabaseUnusable."""

    async def on_it() -> int:
        async with await open_database(settings.database_url, create=False) as database:
            if not await is_current(database):
                raise DatabaseUnusable("the database is not at the present schema: run `kumbara migrate`")
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

    return _with_ledger(settings, write)


def _backup(given: argparse.Namespace) -> int:
    copies.backup(load_settings().database_url, given.file)
    return DONE


def _restore(given: argparse.Namespace) -> int:
    kept = copies.restore(given.file, load_settings().database_url)
    if kept is not None:
        print(f"The database that was there is kept as {kept}.")
    return DONE
