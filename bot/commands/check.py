"""`kumbara check`: every invariant of the ledger, audited."""

import argparse
import json

from bot.commands.command import DONE, FOUND_WRONG, Command, with_ledger
from bot.settings import load_settings
from storage.audit import audit
from storage.database import Database


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="write the findings as JSON")


def _do(given: argparse.Namespace) -> int:
    async def look(database: Database) -> int:
        findings = await database.read(audit)
        if given.json:
            print(json.dumps({"findings": [{"code": one.code, "detail": one.detail} for one in findings]}))
        else:
            print("\n".join(f"{one.code}: {one.detail}" for one in findings) or "Nothing is wrong.")
        return FOUND_WRONG if findings else DONE

    return with_ledger(load_settings(), look)


COMMAND = Command(do=_do, arguments=_arguments)
