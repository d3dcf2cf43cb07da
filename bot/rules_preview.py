"""`kumbara programme set FILE --preview`: what a document would change, as lines for an operator."""

import re
from datetime import datetime
from html import unescape

from bot.actions.programme_change import tier_moves
from bot.actions.programmes import document_in_force
from bot.chat.screens.programme_changes import difference, examples, members_moving
from bot.document import Document
from bot.texts import Speaker
from loyalty.programme import Programme
from storage.database import Tx

_TAG = re.compile(r"</?[a-z]+>")


def previewed(tx: Tx, base: Programme, now: datetime, document: Document, language: str) -> str:
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
