"""What a purchase would earn, line by line."""

from collections.abc import Iterator

from bot.actions.preview import Preview, ShownPreview
from bot.chat.screens.campaigns import campaigns_row
from bot.chat.screens.earning import in_decimals, some_of
from bot.chat.screens.screen import Button, Screen, abreast
from bot.texts import Speaker
from loyalty.campaigns import Missed
from loyalty.earning import Line, LineKind

_UNITS = (5, 10, 20, 50)
_MOST_CATEGORIES = 20
# However many campaigns there are, it fits one message.
_MOST_LINES = 30


def ask_amount(speaker: Speaker) -> Screen:
    """How much the purchase would be."""
    unit = speaker.programme.unit_minor
    amounts = tuple(Button(text=speaker.money(units * unit), data=f"preview-amount:{units * unit}") for units in _UNITS)
    text = speaker.say("preview-ask-amount")
    names = ", ".join(category.name for category in speaker.programme.categories[:_MOST_CATEGORIES])
    if names:
        text = f"{text}\n{speaker.say('sale-ask-category', names=names)}"
    return Screen(text=text, rows=(amounts, campaigns_row(speaker)))


def ask_who(speaker: Speaker, amount: int, category: str | None) -> Screen:
    """Who would buy; and what, where the programme has categories."""
    categories = speaker.programme.categories[:_MOST_CATEGORIES]
    every = [
        Button(text=_chosen(one.name, one.name == category), data=f"preview-category:{number}")
        for number, one in enumerate(categories)
    ]
    if every:
        anything = speaker.label("button-plan-any-category")
        every.insert(0, Button(text=_chosen(anything, category is None), data="preview-category:none"))
    new = (Button(text=speaker.label("button-preview-new"), data="preview-new"),)
    return Screen(text=speaker.say("preview-ask-who", amount=speaker.money(amount)), rows=(*abreast(every, 3), new))


def _chosen(label: str, yes: bool) -> str:
    return f"✅ {label}" if yes else label


def result(speaker: Speaker, seen: ShownPreview, *, planned: bool) -> Screen:
    """The points and why, line by line; `planned` says that a campaign counted as if it stood."""
    preview = seen.preview
    who = speaker.say("preview-somebody-new") if seen.who is None else seen.who
    lines = [
        speaker.say(
            "preview-head",
            points=preview.worth.points,
            amount=speaker.money(preview.worth.amount),
            merchant=preview.merchant,
            who=who,
            time=speaker.moment(preview.at),
        ),
        *some_of(speaker, list(_lines(speaker, preview)), _MOST_LINES),
    ]
    if preview.activates_at > preview.at:
        lines.append(speaker.say("preview-pending", date=speaker.date(preview.activates_at)))
    lines.append(speaker.say("preview-books-nothing"))
    again = (Button(text=speaker.label("button-preview-again"), data="plan-preview" if planned else "preview"),)
    back = campaigns_row(speaker)
    if planned:
        back = (Button(text=speaker.label("button-plan-back"), data="plan-back"),)
    return Screen(text="\n".join(lines), rows=(again, back))


def _lines(speaker: Speaker, preview: Preview) -> Iterator[str]:
    for line, name in preview.lines:
        yield _line(speaker, line, name)
    for campaign, reason in preview.worth.missed:
        if reason is not Missed.MERCHANT:
            yield speaker.say(f"preview-missed-{reason}", name=campaign.name)


def _line(speaker: Speaker, line: Line, name: str) -> str:
    if line.campaign is not None:
        said = speaker.say("preview-campaign", points=speaker.number(line.points), name=name)
        return f"{said} {speaker.say('preview-cut', points=line.cut)}" if line.cut else said
    points, rate = speaker.number(line.points), in_decimals(line.rate)
    if line.kind is LineKind.TIER:
        return speaker.say("preview-tier", points=points, tier=speaker.tier(name), rate=rate)
    step = {"steps": speaker.number(line.steps), "step": speaker.money(speaker.programme.step_minor), "rate": rate}
    if line.kind is LineKind.BRACKET:
        return speaker.say("preview-bracket", points=points, above=speaker.money(line.begins), **step)
    if line.kind is LineKind.CATEGORY:
        return speaker.say("preview-category", points=points, name=name, **step)
    return speaker.say("preview-rate", points=points, **step)
