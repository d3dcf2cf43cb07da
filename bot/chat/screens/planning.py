"""Making a campaign, one question a screen."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.chat.drafts import Draft, behind_more
from bot.chat.screens.campaigns import cancel_button, hours, in_words, start_row, suggested_name, times
from bot.chat.screens.screen import Button, Rows, Screen, abreast
from bot.texts import Speaker
from loyalty.model import Campaign

_PERCENTS = (150, 200, 300, 500)
_BONUSES = (5, 10, 20, 50)
_HOURS = ((8 * 60, 11 * 60), (11 * 60, 14 * 60), (15 * 60, 18 * 60), (18 * 60, 21 * 60))
_CAPS = (50, 100, 500, 1000)
_MINIMUM_UNITS = (5, 10, 20, 50)
_PRIORITIES = (0, 1, 2, 3)


def question(speaker: Speaker, draft: Draft, today: date) -> Screen:
    """The open question, its answers as buttons, and what has been answered."""
    rows = _ANSWERS[draft.at](speaker, draft, today)
    text = speaker.say(f"plan-ask-{draft.at}")
    return Screen(text=text, rows=(*rows, (cancel_button(speaker),)))


def summary(speaker: Speaker, draft: Draft, campaign: Campaign, before_start: str) -> Screen:
    """What the campaign will be, in plain words, before it stands, and whether it is announced."""
    text = [
        speaker.say("plan-summary", name=campaign.name),
        in_words(speaker, campaign, None if draft.everywhere else draft.merchant),
        speaker.say("campaign-seen-by-members"),
        before_start,
    ]
    announced = Button(
        text=speaker.label("button-plan-announced" if draft.announced else "button-plan-not-announced"),
        data=f"plan:announced:{'no' if draft.announced else 'yes'}",
    )
    preview = Button(text=speaker.label("button-preview"), data="plan-preview")
    more = Button(text=speaker.label("button-plan-more"), data="plan-more")
    return Screen(
        text="\n".join(text), rows=(start_row(speaker, f"campaign-start:{draft.digest}"), (announced,), (preview, more))
    )


def more(speaker: Speaker, draft: Draft) -> Screen:
    """What is rarely wanted, and everything that was answered, to change it."""
    every = [
        Button(text=speaker.label(f"plan-change-{one}"), data=f"plan-ask:{one}")
        for one in behind_more(draft, speaker.programme)
    ]
    back = (Button(text=speaker.label("button-plan-back"), data="plan-back"),)
    return Screen(text=speaker.say("plan-more"), rows=(*abreast(every), back))


def _row(*answers: tuple[str, str]) -> tuple[Button, ...]:
    return tuple(Button(text=label, data=f"plan:{data}") for label, data in answers)


def _rows(answers: Iterator[tuple[str, str]], width: int = 2) -> Rows:
    return abreast(_row(*answers), width)


def _kind(speaker: Speaker, draft: Draft, today: date) -> Rows:
    return (
        _row((speaker.label("button-plan-multiplier"), "kind:multiplier")),
        _row((speaker.label("button-plan-bonus"), "kind:bonus")),
    )


def _much(speaker: Speaker, draft: Draft, today: date) -> Rows:
    if draft.kind == "bonus":
        return _rows(((f"+{speaker.number(points)}", f"much:{points}") for points in _BONUSES), 4)
    labels = ((speaker.label("button-plan-times", times=times(percent)), percent) for percent in _PERCENTS)
    return _rows(((label, f"much:{percent}") for label, percent in labels), 4)


def _days(speaker: Speaker, draft: Draft, today: date) -> Rows:
    tomorrow = today + timedelta(days=1)
    saturday = today + timedelta(days=max(0, 5 - today.weekday()))
    sunday = today + timedelta(days=6 - today.weekday())
    return (
        _row(
            (speaker.label("button-day-today"), f"days:{today.isoformat()}"),
            (speaker.label("button-day-tomorrow"), f"days:{tomorrow.isoformat()}"),
        ),
        _row(
            (speaker.label("button-plan-weekend"), f"days:{min(saturday, sunday).isoformat()}.{sunday.isoformat()}"),
            (speaker.label("button-plan-week"), f"days:{today.isoformat()}.{(today + timedelta(days=6)).isoformat()}"),
        ),
    )


def _weekdays(speaker: Speaker, draft: Draft, today: date) -> Rows:
    chosen = draft.weekdays & draft.met

    def toggles() -> Iterator[tuple[str, str]]:
        for number in range(7):
            if draft.met >> number & 1:
                mark = "✅" if chosen >> number & 1 else "▫️"
                yield f"{mark} {speaker.weekday(number, short=True)}", f"weekdays:set-{chosen ^ 1 << number}"

    return (*_rows(toggles(), 4), _row((speaker.label("button-plan-done"), "weekdays:done")))


def _hours(speaker: Speaker, draft: Draft, today: date) -> Rows:
    presets = ((hours(speaker, begins, ends), f"hours:{begins // 60}-{ends // 60}") for begins, ends in _HOURS)
    return (_row((speaker.label("button-plan-all-day"), "hours:all")), *_rows(presets))


def _whom(speaker: Speaker, draft: Draft, today: date) -> Rows:
    tiers = ((f"⭐ {tier.name}", f"whom:tier-{number}") for number, tier in enumerate(speaker.programme.tiers))
    return (
        _row((speaker.label("button-plan-everybody"), "whom:all")),
        *_rows(tiers),
        _row(
            (speaker.label("button-plan-first"), "whom:first"),
            (speaker.label("button-plan-birthday"), "whom:birthday"),
        ),
    )


def _category(speaker: Speaker, draft: Draft, today: date) -> Rows:
    # The rest can be typed.
    named = ((one.name, f"category:category-{number}") for number, one in enumerate(speaker.programme.categories[:20]))
    return (_row((speaker.label("button-plan-any-category"), "category:all")), *_rows(named))


def _minimum(speaker: Speaker, draft: Draft, today: date) -> Rows:
    unit = speaker.programme.unit_minor
    amounts = ((speaker.money(units * unit), f"minimum:{units * unit}") for units in _MINIMUM_UNITS)
    return (_row((speaker.label("button-plan-no-minimum"), "minimum:0")), *_rows(amounts, 4))


def _cap(speaker: Speaker, draft: Draft, today: date) -> Rows:
    caps = ((speaker.number(points), f"{draft.at}:{points}") for points in _CAPS)
    return (_row((speaker.label("button-plan-no-cap"), f"{draft.at}:none")), *_rows(caps, 4))


def _priority(speaker: Speaker, draft: Draft, today: date) -> Rows:
    return _rows(((speaker.number(number), f"priority:{number}") for number in _PRIORITIES), 4)


def _where(speaker: Speaker, draft: Draft, today: date) -> Rows:
    return (
        _row((f"🏪 {draft.merchant}", "where:here")),
        _row((speaker.label("button-plan-everywhere"), "where:everywhere")),
    )


def _name(speaker: Speaker, draft: Draft, today: date) -> Rows:
    plan = draft.plan()
    return (_row((suggested_name(speaker, plan), "name:suggested")),) if plan else ()


_ANSWERS: dict[str, Callable[[Speaker, Draft, date], Rows]] = {
    "kind": _kind,
    "much": _much,
    "days": _days,
    "weekdays": _weekdays,
    "hours": _hours,
    "whom": _whom,
    "category": _category,
    "minimum": _minimum,
    "name": _name,
    "where": _where,
    "member-cap": _cap,
    "total-cap": _cap,
    "priority": _priority,
}
