"""`kumbara backup`: a copy of the database while the bot runs."""

import argparse
from pathlib import Path

from bot.commands.command import DONE, Command
from bot.settings import load_settings
from storage.backup import backup


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a file that does not exist yet")


def _do(given: argparse.Namespace) -> int:
    backup(load_settings().database_url, given.file)
    return DONE


COMMAND = Command(do=_do, arguments=_arguments)
