"""`kumbara restore`: a backup in the database's place."""

import argparse
from pathlib import Path

from bot.commands.command import DONE, Command
from bot.settings import load_settings
from storage.backup import restore


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a file that `kumbara backup` wrote")


def _do(given: argparse.Namespace) -> int:
    kept = restore(given.file, load_settings().database_url)
    if kept is not None:
        print(f"The database that was there is kept as {kept}.")
    return DONE


COMMAND = Command(do=_do, arguments=_arguments)
