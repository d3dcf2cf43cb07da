"""The programme at the desk: the rules in force, each matter of them, questions, and what changes would mean.

The speaker speaks of the programme that a screen shows.
"""

from collections.abc import Sequence

from bot.actions.programme_change import ProgrammeSeen
from bot.chat.screens.desk import desk_row
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.programme_changes import row_words, value_words
from bot.chat.screens.rules import in_words
from bot.chat.screens.screen import Button, Rows, Screen, abreast, labelled
from bot.chat.screens.screen import Document as File
from bot.document import Document
from bot.document.drafts import row_tag, rows_of, settings_of, value_of
from bot.document.matters import MATTERS, Kind, Matter, Setting
from bot.texts import Html, Speaker


def _back(speaker: Speaker, data: str = "programme") -> tuple[Button, ...]:
    return (labelled(speaker, "programme-back", data),)


def _draft_rows(speaker: Speaker, *, draft: bool) -> Rows:
    if not draft:
        return ()
    preview = labelled(speaker, "programme-preview", "programme-preview")
    return ((preview, labelled(speaker, "programme-discard", "programme-discard")),)


def _title(speaker: Speaker, seen: ProgrammeSeen) -> str:
    if seen.since is None:
        return speaker.say("programme", version=str(seen.version))
    return speaker.say("programme-since", version=str(seen.version), at=speaker.moment(seen.since))


def programme(speaker: Speaker, seen: ProgrammeSeen, changed: Sequence[str]) -> Screen:
    """The rules in force in plain words, with a button for each matter for whoever may change them; `changed` names
    the matters of a draft.
    """
    parts = [_title(speaker, seen), *in_words(speaker), _for_staff(speaker)]
    file_row = (labelled(speaker, "programme-file", "programme-file"),)
    if not seen.may_change:
        parts.append(speaker.say("programme-is-shared", count=seen.merchants))
        return Screen(text="\n\n".join(parts), rows=(file_row, desk_row(speaker)))
    if changed:
        names = ", ".join(speaker.say(f"matter-{name}") for name in changed)
        parts.append(speaker.say("programme-draft", matters=Html(names)))
    buttons = [Button(text=speaker.label(f"matter-{one.name}"), data=f"programme-matter:{one.name}") for one in MATTERS]
    rows = (*abreast(buttons), *_draft_rows(speaker, draft=bool(changed)), file_row, desk_row(speaker))
    return Screen(text="\n\n".join(parts), rows=rows)


def _for_staff(speaker: Speaker) -> str:
    rules = speaker.programme
    said = [speaker.say("programme-largest", amount=speaker.money(rules.largest_sale_minor))]
    if rules.points_a_shift is not None:
        said.append(speaker.say("programme-shift", points=rules.points_a_shift))
    if rules.cheap_reward_points:
        said.append(speaker.say("programme-cheap", points=rules.cheap_reward_points))
    return " ".join(said)


def matter(speaker: Speaker, document: Document, one: Matter, number: int, *, draft: bool) -> Screen:
    """Every setting of a matter as it would be, and a button to change each; a page of its rows, to be dropped or
    added to.
    """
    lines = [f"<b>{speaker.say(f'matter-{one.name}')}</b>"]
    buttons: list[tuple[Button, ...]] = []
    for setting in settings_of(document, one):
        what, value = _named(speaker, document, setting)
        lines.append(speaker.say("programme-line", what=what, value=value))
        label = speaker.label(f"setting-{setting.name}")
        buttons.append((Button(text=label, data=f"programme-setting:{setting.name}"),))
    page = page_of([(name, row) for name in one.rows for row in rows_of(document, name)], number)
    for name, row in page.items:
        words = row_words(speaker, name, row)
        lines.append(f"• {words}")
        drop = Button(
            text=speaker.label("button-drop-row", row=words), data=f"programme-drop:{name}:{row_tag(name, row)}"
        )
        buttons.append((drop,))
    buttons += page_rows(speaker, page, f"programme-matter:{one.name}")
    buttons += [(Button(text=speaker.label(f"button-add-{name}"), data=f"programme-add:{name}"),) for name in one.rows]
    rows = (*buttons, *_draft_rows(speaker, draft=draft), _back(speaker))
    return Screen(text="\n".join(lines), rows=rows)


def _named(speaker: Speaker, document: Document, setting: Setting) -> tuple[Html, Html]:
    value = value_words(speaker, setting, value_of(document, setting))
    return Html(speaker.say(f"setting-{setting.name}")), Html(value)


def ask_value(speaker: Speaker, document: Document, setting: Setting, matter_name: str) -> Screen:
    """Which value a setting shall have: choices to tap, or a figure to type."""
    what, value = _named(speaker, document, setting)
    back = _back(speaker, f"programme-matter:{matter_name}")
    if setting.kind is Kind.CHOICE:
        choices = tuple(
            (Button(text=speaker.label(f"choice-{one}"), data=f"programme-to:{setting.name}:{one}"),)
            for one in setting.choices
        )
        return Screen(text=speaker.say("programme-ask-choice", what=what, value=value), rows=(*choices, back))
    if setting.kind is Kind.SWITCH:
        turns = tuple(
            Button(text=speaker.label(f"settings-{one}"), data=f"programme-to:{setting.name}:{one}")
            for one in ("on", "off")
        )
        return Screen(text=speaker.say("programme-ask-choice", what=what, value=value), rows=(turns, back))
    if setting.kind is Kind.MONEY:
        return Screen(text=speaker.say("programme-ask-money", what=what, value=value), rows=(back,))
    if setting.kind in (Kind.TIME, Kind.HOURS, Kind.STAGES):
        return Screen(
            text=speaker.say(f"programme-ask-{setting.kind}", what=what, value=value),
            rows=(*_usual(speaker, setting), back),
        )
    if setting.kind is Kind.EXACT:
        text = speaker.say("programme-ask-exact", what=what, value=value, largest=setting.largest)
        return Screen(text=text, rows=(back,))
    text = speaker.say(
        "programme-ask-number", what=what, value=value, smallest=setting.smallest, largest=setting.largest
    )
    none = (labelled(speaker, "no-limit", f"programme-to:{setting.name}:none"),)
    return Screen(text=text, rows=(none, back) if setting.kind is Kind.LIMIT else (back,))


def _usual(speaker: Speaker, setting: Setting) -> Rows:
    """What can be tapped instead of typing times: some that are usual, or that there are none."""
    if setting.kind is Kind.HOURS:
        return ((labelled(speaker, "quiet-off", f"programme-to:{setting.name}:none"),),)
    times = tuple(
        Button(text=value_words(speaker, setting, one), data=f"programme-to:{setting.name}:{one}")
        for one in setting.choices
    )
    return (times,) if times else ()


def ask_row(speaker: Speaker, name: str, matter_name: str) -> Screen:
    """What the new row is."""
    return Screen(text=speaker.say(f"programme-ask-{name}"), rows=(_back(speaker, f"programme-matter:{matter_name}"),))


def ask_bracket_rate(speaker: Speaker, begins: int) -> Screen:
    """What each step earns in the bracket that begins there, in minor units."""
    text = speaker.say("programme-ask-bracket-rate", amount=speaker.money(begins))
    return Screen(text=text, rows=(_back(speaker, "programme-matter:earning"),))


def nothing_changed(speaker: Speaker) -> Screen:
    """There is no draft to look at."""
    return Screen(text=speaker.say("programme-nothing-changed"), rows=(_back(speaker),))


def preview(speaker: Speaker, lines: Sequence[str], worked: Sequence[str], confirms: str) -> Screen:
    """What would change, before Confirm, whose button carries what has been looked at."""
    kept = speaker.say("programme-kept")
    parts = ["\n".join([speaker.say("programme-preview"), *lines]), "\n".join([*worked, kept])]
    confirm = labelled(speaker, "programme-confirm", f"programme-confirm:{confirms}")
    discard = labelled(speaker, "programme-discard", "programme-discard")
    return Screen(text="\n\n".join(parts), rows=((confirm, discard), _back(speaker)))


def in_force(speaker: Speaker, version: int) -> Screen:
    """The changes count from now on."""
    return Screen(text=speaker.say("programme-set", version=str(version)), rows=(_back(speaker), desk_row(speaker)))


def discarded(speaker: Speaker) -> Screen:
    """The draft is gone."""
    return Screen(text=speaker.say("programme-discarded"), rows=(_back(speaker), desk_row(speaker)))


def as_file(speaker: Speaker, version: int, content: bytes) -> Screen:
    """The document in force, as a file."""
    file = File(name=f"programme-{version}.toml", content=content)
    return Screen(text=speaker.say("programme-file", version=str(version)), document=file)
