"""Messages to many: making one, how it looks to members, and how it goes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.actions.broadcasts import BroadcastSeen
from bot.chat.messages import Draft
from bot.chat.screens.desk import desk_row
from bot.chat.screens.screen import Button, Rows, Screen, abreast, labelled, offering
from bot.texts import Html, Speaker
from loyalty.broadcasts import LONGEST_CAPTION, LONGEST_TEXT, Broadcast, BroadcastState, Counts
from loyalty.segments import Segment

_Rows = Rows

_NUMBERS: Final = {"bought": (7, 30, 90), "unseen": (30, 60, 90), "balance": (50, 100, 500, 1000)}
# Hours of the day that are often chosen, in minutes.
_HOURS: Final = (9 * 60, 12 * 60, 17 * 60)
_CELLS: Final = 10
# So much of a text tells messages apart.
_BEGINNING: Final = 60
# How one ended that was written for nobody.
_EMPTY: Final = {"done": "broadcast-heard-by-nobody", "stopped": "broadcast-stopped-before"}


def ask_whom(speaker: Speaker, draft: Draft, listed: int) -> Screen:
    """Whom a new message is for; and the way to those there are."""
    rows: list[tuple[Button, ...]] = [
        (_whom(speaker, "all"),),
        (_whom(speaker, "bought"), _whom(speaker, "unseen")),
        (_whom(speaker, "balance"), _whom(speaker, "birthday")),
    ]
    if speaker.programme.tiers:
        rows.append((_whom(speaker, "tier"),))
    if listed:
        label = speaker.label("button-broadcast-list", count=listed)
        rows.append((Button(text=label, data="broadcast-list"),))
    text = speaker.say("broadcast-ask-whom", merchant=draft.merchant)
    return Screen(text=text, rows=(*rows, (_cancel(speaker),)))


def _whom(speaker: Speaker, kind: str) -> Button:
    return Button(text=speaker.label(f"button-broadcast-{kind}"), data=f"broadcast-whom:{kind}")


def ask_which(speaker: Speaker, kind: str, today: date) -> Screen:
    """Which level, which month, or which number."""
    if kind == "tier":
        every = [(f"⭐ {tier.name}", f"tier-{at}") for at, tier in enumerate(speaker.programme.tiers)]
    elif kind == "birthday":
        months = [(today.month - 1 + ahead) % 12 + 1 for ahead in range(12)]
        every = [(speaker.month(month), f"birthday-{month}") for month in months]
    else:
        every = [(speaker.number(number), f"{kind}-{number}") for number in _NUMBERS[kind]]
    answers = (Button(text=text, data=f"broadcast-whom:{answer}") for text, answer in every)
    rows = abreast(answers, 3 if kind == "birthday" else 4)
    return Screen(text=speaker.say(f"broadcast-ask-{kind}"), rows=(*rows, (_cancel(speaker),)))


def ask_text(speaker: Speaker, draft: Draft) -> Screen:
    """What it says."""
    text = speaker.say(
        "broadcast-ask-text",
        whom=whom(speaker, draft.segment or Segment()),
        longest=speaker.number(LONGEST_TEXT),
        caption=speaker.number(LONGEST_CAPTION),
    )
    return Screen(text=text, rows=((_cancel(speaker),),))


def message(speaker: Speaker, merchant: str, text: str, picture: str | None) -> Screen:
    """A message as members see it."""
    return Screen(
        text=offering(speaker, speaker.say("broadcast-message", merchant=merchant, text=text)),
        rows=((labelled(speaker, "rewards", "rewards"), labelled(speaker, "balance", "balance")),),
        photo=picture,
    )


def ready(speaker: Speaker, draft: Draft, members: int) -> Screen:
    """Below the preview: whom it reaches now, and what to do with it."""
    text = speaker.say(
        "broadcast-ready", whom=whom(speaker, draft.segment or Segment()), count=members, merchant=draft.merchant
    )
    return Screen(
        text=text,
        rows=(
            (labelled(speaker, "broadcast-now", "broadcast-when:now"),),
            (labelled(speaker, "broadcast-schedule", "broadcast-ask:when"),),
            (
                labelled(speaker, "broadcast-change-text", "broadcast-ask:text"),
                labelled(speaker, "broadcast-change-whom", "broadcast-ask:whom"),
            ),
            (_cancel(speaker),),
        ),
    )


def ask_when(speaker: Speaker, now: datetime) -> Screen:
    """On which day and at which hour of members' own day."""
    local = now.astimezone(speaker.programme.zone)
    today, minute = local.date(), local.hour * 60 + local.minute
    days = (("button-day-today", today), ("button-day-tomorrow", today + timedelta(days=1)))
    hours = (
        Button(text=f"{speaker.label(name)} {speaker.minute(hour)}", data=f"broadcast-when:{day.isoformat()}.{hour}")
        for name, day in days
        for hour in _HOURS
        if day > today or hour > minute
    )
    return Screen(text=speaker.say("broadcast-ask-when"), rows=(*abreast(hours), (_back(speaker), _cancel(speaker))))


def sure(speaker: Speaker, draft: Draft, members: int) -> Screen:
    """The last look before it is sent, or planned."""
    text = speaker.say(
        "broadcast-sure",
        whom=whom(speaker, draft.segment or Segment()),
        count=members,
        when=Html(_when(speaker, draft.day, draft.minute)),
    )
    confirm = labelled(speaker, "broadcast-confirm", f"broadcast-confirm:{draft.digest}")
    return Screen(text=text, rows=((confirm,), (_back(speaker), _cancel(speaker))))


def _when(speaker: Speaker, day: date | None, minute: int | None) -> str:
    if day is None or minute is None:
        return speaker.say("broadcast-at-once")
    return speaker.say("broadcast-at", day=speaker.short_day(day), time=speaker.minute(minute))


def whom(speaker: Speaker, segment: Segment) -> str:
    """A segment in plain words."""
    said = []
    if segment.tier is not None:
        said.append(speaker.label("segment-tier", tier=speaker.tier(segment.tier)))
    if segment.bought_days is not None:
        said.append(speaker.label("segment-bought", days=segment.bought_days))
    if segment.unseen_days is not None:
        said.append(speaker.label("segment-unseen", days=segment.unseen_days))
    if segment.balance_above is not None:
        said.append(speaker.label("segment-balance", points=segment.balance_above))
    if segment.birthday_months:
        months = ", ".join(speaker.month(month) for month in segment.birthday_months)
        said.append(speaker.label("segment-birthday", months=months))
    if segment.first_purchase:
        said.append(speaker.label("segment-first"))
    return ", ".join(said) or speaker.label("segment-everyone")


def broadcasts(speaker: Speaker, merchant: str, seen: Sequence[BroadcastSeen]) -> Screen:
    """What a merchant says to many: planned, under way, and done lately."""
    lines = [speaker.say("broadcasts" if seen else "broadcasts-none", merchant=merchant)]
    rows: list[tuple[Button, ...]] = []
    for one in seen:
        lines += ["", _title(speaker, one), *standing(speaker, one.broadcast, one.counts)]
        if stoppable(one.broadcast):
            label = speaker.label("button-broadcast-stop-one", what=_name(speaker, one))
            rows.append((Button(text=label, data=f"broadcast-stop:{one.broadcast.id}"),))
    new = (labelled(speaker, "broadcast-new", "broadcast"),)
    return Screen(text="\n".join(lines), rows=(*rows, new, desk_row(speaker)))


def progress(speaker: Speaker, seen: Sequence[BroadcastSeen]) -> Screen:
    """How some go."""
    lines: list[str] = []
    for one in seen:
        lines += ["", _title(speaker, one), *standing(speaker, one.broadcast, one.counts)]
    stops = tuple(
        (labelled(speaker, "broadcast-stop", f"broadcast-stop:{one.broadcast.id}"),)
        for one in seen
        if stoppable(one.broadcast)
    )
    return Screen(text="\n".join(lines[1:]), rows=(*stops, desk_row(speaker)))


def stoppable(broadcast: Broadcast) -> bool:
    return broadcast.state in (BroadcastState.PLANNED, BroadcastState.SENDING)


def _title(speaker: Speaker, seen: BroadcastSeen) -> str:
    return speaker.say("broadcast-title", what=_name(speaker, seen), whom=whom(speaker, seen.broadcast.segment))


def _name(speaker: Speaker, seen: BroadcastSeen) -> str:
    if seen.campaign is not None:
        return speaker.label(f"broadcast-of-{seen.broadcast.kind}", campaign=seen.campaign.name)
    words = " ".join((seen.broadcast.text or "").split())
    return words if len(words) <= _BEGINNING else f"{words[:_BEGINNING].rstrip()}…"


def standing(speaker: Speaker, broadcast: Broadcast, counts: Counts) -> list[str]:
    """How far it is, in words, as a bar and in figures."""
    if broadcast.state is BroadcastState.PLANNED:
        if broadcast.local_date is None:
            return [speaker.say("broadcast-begins")]
        return [
            speaker.say("broadcast-planned", when=Html(_when(speaker, broadcast.local_date, broadcast.local_minute)))
        ]
    written_for = max(broadcast.written, counts.total)
    stage = _stage(broadcast)
    if not written_for and stage in _EMPTY:
        return [speaker.say(_EMPTY[stage])]
    lines = [speaker.say(f"broadcast-is-{stage}", count=written_for)]
    if written_for and broadcast.ended_at is None:
        done = written_for - counts.waiting
        lines.append(f"{_bar(done, written_for)} {speaker.percent(done * 100 // written_for)}")
    figures = {name: count for name, count in vars(counts).items() if count or name == "sent"}
    lines += [speaker.say(f"broadcast-count-{name.replace('_', '-')}", count=count) for name, count in figures.items()]
    return lines


def _stage(broadcast: Broadcast) -> str:
    if broadcast.state is BroadcastState.STOPPED:
        return "stopped"
    if broadcast.ended_at is not None:
        return "done"
    return "writing" if broadcast.written_at is None else "sending"


def _bar(done: int, of: int) -> str:
    full = done * _CELLS // of
    return "▓" * full + "░" * (_CELLS - full)


def _back(speaker: Speaker) -> Button:
    return labelled(speaker, "broadcast-back", "broadcast-ask:ready")


def _cancel(speaker: Speaker) -> Button:
    return labelled(speaker, "broadcast-cancel", "broadcast-cancel")
