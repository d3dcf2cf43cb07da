"""desk → Programme: the rules in force, and changing them by a draft that the open step keeps"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.actions.programme_change import (
    ProgrammeSeen,
    change_programme,
    look_at_programme,
    programme_to_change,
    tier_moves,
)
from bot.chat.figures import read_category, read_exact, read_figure, read_tier, read_units
from bot.chat.presses import row_number
from bot.chat.reading import read_page
from bot.chat.screens import programme as screens
from bot.chat.screens.programme_changes import difference, examples, members_moving
from bot.chat.screens.refusals import refusal
from bot.chat.visit import Visit
from bot.document import Document, DocumentUnusable, written
from bot.document.drafts import Draft, drafted, fingerprint, matters_changed, with_row, with_value, without_row
from bot.document.matters import BRACKET_BEGINS, MATTERS, SETTINGS, Kind, Matter, Setting
from bot.texts import Speaker
from loyalty.errors import (
    BracketUnusable,
    CategoryUnusable,
    LoyaltyError,
    ProgrammeMoved,
    StepGone,
    TierUnusable,
)

DRAFT, QUESTION = "programme-draft", "programme-value"
_UNUSABLE: dict[str, type[LoyaltyError]] = {
    "brackets": BracketUnusable,
    "bracket-rate": BracketUnusable,
    "step": BracketUnusable,
    "categories": CategoryUnusable,
    "tiers": TierUnusable,
}
_SWITCHES = {"on": True, "off": False}


async def programme(visit: Visit) -> None:
    """The rules in force, and what of them is changed in the draft."""
    seen = await visit.read(look_at_programme, visit.programme, visit.telegram_id, visit.is_operator)
    draft = _draft(visit) if seen.may_change else {}
    changed = matters_changed(seen.document, drafted(seen.document, draft))
    await visit.show(screens.programme(_speaker(visit, seen.document, seen.version), seen, changed))
    await _close_question(visit, draft)


async def matter(visit: Visit) -> None:
    """A matter, as it would be."""
    seen = await _to_change(visit)
    name, _, page = visit.words.partition(":")
    await _show_matter(visit, seen.document, _draft(visit), _matter(name), read_page(page))
    await _close_question(visit, _draft(visit))


async def setting(visit: Visit) -> None:
    """Which value? The next text answers, where none of the buttons does."""
    seen = await _to_change(visit)
    one = _setting(visit.words)
    document = drafted(seen.document, _draft(visit))
    await visit.show(screens.ask_value(_speaker(visit, document), document, one, _home_of(one)))
    if one.kind not in (Kind.CHOICE, Kind.SWITCH):
        await visit.ask(QUESTION, {"draft": _draft(visit), "asks": one.name})


async def choose(visit: Visit) -> None:
    """A value that was tapped."""
    seen = await _to_change(visit)
    name, _, word = visit.words.partition(":")
    one = _setting(name)
    value: object
    if one.kind is Kind.SWITCH and word in _SWITCHES:
        value = _SWITCHES[word]
    elif one.kind in (Kind.LIMIT, Kind.HOURS) and word == "none":
        value = None
    elif word in one.choices:
        value = word
    else:
        raise StepGone
    await _take(visit, seen.document, with_value(seen.document, _draft(visit), one, value), _home_of(one))


async def add_row(visit: Visit) -> None:
    """Which bracket, category or tier? The next text answers."""
    await _to_change(visit)
    await visit.show(screens.ask_row(visit.speaker, visit.words, _matter_with(visit.words).name))
    await visit.ask(QUESTION, {"draft": _draft(visit), "asks": visit.words})


async def drop_row(visit: Visit) -> None:
    """A bracket, category or tier less."""
    seen = await _to_change(visit)
    name, _, tag = visit.words.partition(":")
    home = _matter_with(name).name
    await _take(visit, seen.document, without_row(seen.document, _draft(visit), name, tag), home)


async def answer(visit: Visit, data: dict[str, Any]) -> None:
    """What was asked for, typed."""
    seen = await _to_change(visit)
    asks, text = str(data["asks"]), visit.words.strip()
    draft = _draft(visit)
    try:
        if asks == "brackets":
            await _ask_bracket_rate(visit, seen.document, read_units(text, BRACKET_BEGINS, visit.programme))
            return
        if asks in SETTINGS:
            one = SETTINGS[asks]
            home = _home_of(one)
            draft = with_value(seen.document, draft, one, read_figure(text, one, visit.programme))
        else:
            name, row = _row(asks, text, data)
            home = _matter_with(name).name
            draft = with_row(seen.document, draft, name, row)
        drafted(seen.document, draft).under(visit.programme, 0)
    except DocumentUnusable:
        raise _UNUSABLE[asks] from None
    await _take(visit, seen.document, draft, home, typed=True)


def _row(asks: str, text: str, data: Mapping[str, Any]) -> tuple[str, Mapping[str, Decimal | int | str]]:
    """The row that a text makes, and which rows it belongs to."""
    if asks == "categories":
        return asks, read_category(text)
    if asks == "tiers":
        return asks, read_tier(text)
    return "brackets", {"from": Decimal(str(data["from"])), "points_per_step": read_exact(text, 0, 100_000)}


async def _ask_bracket_rate(visit: Visit, present: Document, begins: Decimal) -> None:
    """The second question about a bracket; one that cannot begin there is refused at once."""
    row = {"from": begins, "points_per_step": Decimal(0)}
    with_row(present, _draft(visit), "brackets", row)
    await visit.show(screens.ask_bracket_rate(visit.speaker, int(begins.scaleb(visit.programme.exponent))))
    asked = {"draft": _draft(visit), "asks": "bracket-rate", "from": str(begins)}
    # Handled twice, this same update must not be taken for the answer to its own question.
    await visit.ask(QUESTION, {**asked, "by": visit.cause.key})


async def preview(visit: Visit) -> None:
    """What the draft would change, before Confirm."""
    seen = await _to_change(visit)
    await _show_preview(visit, seen, _draft(visit))
    await _close_question(visit, _draft(visit))


async def confirm(visit: Visit) -> None:
    """Exactly what has been looked at is in force from now on; anything else is shown first."""
    version, _, looked_at = visit.words.partition(":")
    draft = _draft(visit)
    if not draft:
        raise StepGone
    try:
        done = await visit.act(
            change_programme,
            telegram_id=visit.telegram_id,
            operator=visit.is_operator,
            name=visit.person.name,
            version=row_number(version),
            draft=json.dumps(draft, sort_keys=True),
            looked_at=looked_at,
        )
    except ProgrammeMoved as moved:
        await visit.show(refusal(visit.speaker, moved), new=True)
        await _show_preview(visit, await _to_change(visit), draft, new=True)
        return
    await visit.show(screens.in_force(visit.speaker, done.version))
    await visit.leave_step()


async def discard(visit: Visit) -> None:
    """The draft is gone."""
    await _to_change(visit)
    await visit.show(screens.discarded(visit.speaker))
    if _draft(visit) or _asked(visit):
        await visit.leave_step()


async def as_file(visit: Visit) -> None:
    """The document in force, as `kumbara programme show` writes it."""
    seen = await visit.read(look_at_programme, visit.programme, visit.telegram_id, visit.is_operator)
    content = written(seen.document, f"Version {seen.version} of the programme.").encode()
    await visit.show(screens.as_file(visit.speaker, seen.version, content), new=True)


async def _to_change(visit: Visit) -> ProgrammeSeen:
    return await visit.read(programme_to_change, visit.programme, visit.telegram_id, visit.is_operator)


async def _show_matter(visit: Visit, present: Document, draft: Draft, one: Matter, page: int = 0) -> None:
    document = drafted(present, draft)
    await visit.show(screens.matter(_speaker(visit, document), document, one, page, draft=bool(draft)))


async def _show_preview(visit: Visit, seen: ProgrammeSeen, draft: Draft, *, new: bool = False) -> None:
    before, after = seen.document, drafted(seen.document, draft)
    lines = difference(visit.speaker, before, after)
    if not lines:
        await visit.show(screens.nothing_changed(visit.speaker), new=new)
        return
    rules, would_be = (one.under(visit.programme, seen.version) for one in (before, after))
    moves = await visit.read(tier_moves, rules, would_be, visit.cause.now)
    worked = [*examples(visit.speaker, rules, would_be, visit.cause.now), *members_moving(visit.speaker, moves)]
    confirms = f"{seen.version}:{fingerprint(draft)}"
    await visit.show(screens.preview(visit.speaker, lines, worked, confirms), new=new)


async def _take(visit: Visit, present: Document, draft: Draft, home: str, *, typed: bool = False) -> None:
    """Shows the matter with a change of the draft, and keeps the draft last, so that the same is shown again if the
    process is stopped in between.
    """
    await _show_matter(visit, present, draft, _matter(home))
    if draft:
        await visit.ask(DRAFT, {"draft": draft, **({"by": visit.cause.key} if typed else {})})
    else:
        await visit.leave_step()


async def _close_question(visit: Visit, draft: Draft) -> None:
    """A question that somebody has turned away from is open no longer; the draft stays."""
    if _asked(visit) and draft:
        await visit.ask(DRAFT, {"draft": draft})
    elif _asked(visit):
        await visit.leave_step()


def _asked(visit: Visit) -> bool:
    return visit.step is not None and visit.step.name == QUESTION


def _draft(visit: Visit) -> Draft:
    if visit.step is None or visit.step.name not in (DRAFT, QUESTION):
        return {}
    found: Draft = visit.step.data["draft"]
    try:
        drafted(Document(), found)
    except DocumentUnusable:
        # An older version kept it, and allowed what is not allowed any more.
        return {}
    return found


def _speaker(visit: Visit, document: Document, version: int = 0) -> Speaker:
    """Who speaks of the programme as this document says it."""
    return Speaker(visit.speaker.language, document.under(visit.programme, version), visit.speaker.zone)


def _matter(name: str) -> Matter:
    found = next((one for one in MATTERS if one.name == name), None)
    if found is None:
        raise StepGone
    return found


def _matter_with(rows: str) -> Matter:
    found = next((one for one in MATTERS if rows in one.rows), None)
    if found is None:
        raise StepGone
    return found


def _setting(name: str) -> Setting:
    found = SETTINGS.get(name)
    if found is None:
        raise StepGone
    return found


def _home_of(one: Setting) -> str:
    return next(matter.name for matter in MATTERS if one in matter.settings)
