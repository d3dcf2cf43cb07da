"""`kumbara programme`: the rules as a document, shown and set, and what setting it would change."""

import argparse
import re
from datetime import datetime
from html import unescape
from pathlib import Path

from bot.actions.programme_change import tier_moves
from bot.actions.programmes import document_in_force, set_programme
from bot.chat.screens.programme_changes import difference, examples, members_moving
from bot.commands.command import DONE, Command, Unusable
from bot.commands.under_rules import document_unusable, under_rules
from bot.document import Document, read_document, written
from bot.settings import Settings, load_settings
from bot.texts import Speaker
from loyalty.programme import Programme
from storage.database import Database, Tx

_TAG = re.compile(r"</?[a-z]+>")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("show", "set"))
    parser.add_argument("file", type=Path, nargs="?", help="for set: the rules in TOML, as show writes them")
    parser.add_argument("--preview", action="store_true", help="for set: say what would change, and change nothing")


def _do(given: argparse.Namespace) -> int:
    if (given.what == "set") != (given.file is not None) or (given.preview and given.what != "set"):
        raise Unusable("a file, and --preview, belong to `kumbara programme set FILE`, and to nothing else")
    settings = load_settings()
    if given.file is None:
        return under_rules(settings, lambda database: _show(database, settings), in_money=True)
    with document_unusable(given.file.name):
        document = read_document(given.file.read_bytes(), settings.currency)

    async def preview_or_set(database: Database) -> int:
        with document_unusable(given.file.name):
            return await (_preview if given.preview else _set)(database, settings, document)

    return under_rules(settings, preview_or_set, in_money=True)


async def _show(database: Database, settings: Settings) -> int:
    version, present = await database.read(document_in_force, settings.currency)
    print(written(present, f"Version {version} of the programme."), end="")
    return DONE


async def _preview(database: Database, settings: Settings, document: Document) -> int:
    now, language = settings.clock.now(), settings.default_language
    print(await database.read(_previewed, settings.programme, now, document, language))
    return DONE


async def _set(database: Database, settings: Settings, document: Document) -> int:
    outcome = await database.write(set_programme, document, settings.programme, settings.clock.now())
    if outcome.changed:
        print(f"Version {outcome.version} of the programme is in force.")
    else:
        print(f"Nothing changed: version {outcome.version} says the same.")
    return DONE


def _previewed(tx: Tx, base: Programme, now: datetime, document: Document, language: str) -> str:
    """What would change with a document, line by line as the chat shows it. Raises DocumentUnusable."""
    version, present = document_in_force(tx, base.currency)
    before, after = present.under(base, version), document.under(base, version)
    speaker = Speaker(language, before)
    lines = difference(speaker, present, document)
    if not lines:
        return f"Nothing would change: version {version} says the same."
    moves = tier_moves(tx, before, after, now)
    lines += [*examples(speaker, before, after, now), *members_moving(speaker, moves), speaker.say("programme-kept")]
    return unescape(_TAG.sub("", "\n".join(lines)))


COMMAND = Command(do=_do, arguments=_arguments)
