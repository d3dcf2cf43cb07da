"""The command line. Exit codes: 0 done, 1 found wrong, 2 unusable arguments, settings or files.

A command is a line here and a module in `bot/commands` of the same name. Only the module asked for is loaded: every
audit and export takes half a second less.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from bot.commands.command import DONE, UNUSABLE, Command, Unusable
from bot.settings import SettingsUnusable
from storage.errors import StorageError

COMMANDS = {
    "run": "The bot: migrates, then polls, or serves the webhook when WEBHOOK_URL is set.",
    "demo": "The bot, a sandbox and a sample programme: prints the address of a page to chat in.",
    "migrate": "Bring the database to the present schema, and make its secret key.",
    "check": "Audit every invariant of the ledger; exit code 1 says that something is wrong.",
    "export": "Write the journal or the members as JSON Lines to standard output.",
    "backup": "Copy the database while the bot runs (SQLite).",
    "programme": "Show the programme's rules as TOML, or set them from a file.",
    "merchant": "List the merchants, suspend or resume one, or bound its unredeemed points.",
    "preview": "What a purchase would earn a member, and why, line by line.",
    "refund": "Take back all or part of a purchase, also of a suspended merchant's.",
    "report": "The points that members earned, month by month.",
    "join-accounts": "Make two accounts of one person one; without --yes only say how.",
    "restore": "Put a backup in the database's place (SQLite); the old one is kept beside it.",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unusable(f"{message} (see {self.prog} --help)")


def main() -> NoReturn:
    """Runs the command line of this process."""
    sys.exit(invoke(sys.argv[1:]))


def invoke(arguments: Sequence[str]) -> int:
    """Runs a command; an operator's mistake is one line on standard error and a code, never a traceback."""
    try:
        given = _parser(arguments).parse_args(arguments)
        outcome: int = given.do(given)
    except BrokenPipeError:
        # Whoever read our output has seen enough. Nothing is left to flush into the closed pipe.
        sys.stdout = None
        return DONE
    except (Unusable, SettingsUnusable, StorageError, OSError) as error:
        print(f"kumbara: {' '.join(str(error).split())}", file=sys.stderr)
        return UNUSABLE
    return outcome


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of all commands, with the arguments of the one that is asked for."""
    parser = _Parser(prog="kumbara", description="A loyalty programme that lives in a Telegram chat.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, sentence in COMMANDS.items():
        added = commands.add_parser(name, help=sentence, description=sentence)
        if name in arguments:
            asked = command(name)
            asked.arguments(added)
            added.set_defaults(do=asked.do)
    return parser


def command(name: str) -> Command:
    """What a command takes and does."""
    found: Command = import_module(f"bot.commands.{name.replace('-', '_')}").COMMAND
    return found
