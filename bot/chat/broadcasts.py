"""Broadcast: a manager writes to many, one question a screen; how it goes, and Stop"""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.actions.broadcasts import (
    Reach,
    broadcasts_of,
    look_at_broadcast,
    plan_message,
    reach,
    speaking,
    stop_broadcast,
)
from bot.actions.names import clean_text
from bot.chat.arrival import Attached
from bot.chat.days import read_moment
from bot.chat.messages import NUMBERED, READY, SURE, TEXT, WHEN, WHOM, Draft, chosen, draft_of, typed_number, written
from bot.chat.presses import row_number
from bot.chat.screens import broadcasts as screens
from bot.chat.screens.announcements import how_it_goes
from bot.chat.visit import Visit
from loyalty.broadcasts import check_message, check_time
from loyalty.errors import LoyaltyError, StepGone
from loyalty.segments import Segment, check_segment
from storage.broadcasts import watch

STEP = "broadcast"
# Questions that a button asks again.
_ASKED_AGAIN = (WHOM, TEXT, WHEN, READY)


async def new(visit: Visit) -> None:
    """Broadcast: whom a new message is for."""
    merchant_id, merchant = await visit.read(speaking, visit.telegram_id)
    await _ask(visit, Draft(merchant_id=merchant_id, merchant=merchant))


async def choose_whom(visit: Visit) -> None:
    """A button names the segment, or a kind of it whose level, month or number is asked then."""
    await _go_on(visit, chosen(draft_open(visit), visit.words, visit.programme))


async def ask_again(visit: Visit) -> None:
    """A button leads back to a question: whom, what, when, or the preview."""
    draft = draft_open(visit)
    if visit.words not in _ASKED_AGAIN or (visit.words in (WHEN, READY) and not _is_whole(draft)):
        raise StepGone
    await _ask(visit, replace(draft, at=visit.words))


async def choose_when(visit: Visit) -> None:
    """A button says when: now, or a day and a minute of members' own time."""
    draft = draft_open(visit)
    if not _is_whole(draft):
        raise StepGone
    if visit.words == "now":
        await _go_on(visit, replace(draft, day=None, minute=None, at=SURE))
        return
    day, _, minute = visit.words.partition(".")
    try:
        await _schedule(visit, draft, date.fromisoformat(day), row_number(minute))
    except ValueError:
        raise StepGone from None


async def confirm(visit: Visit) -> None:
    """Confirm: it is sent, or planned, just as it was shown; the message shows from then on how it goes."""
    draft = draft_open(visit)
    if not _is_whole(draft) or draft.at != SURE or visit.words != draft.digest:
        raise StepGone
    broadcast_id = await visit.act(
        plan_message,
        telegram_id=visit.telegram_id,
        merchant_id=draft.merchant_id,
        segment=draft.segment or Segment(),
        text=draft.text,
        picture=draft.picture,
        local_date=draft.day,
        local_minute=draft.minute,
    )
    await _show_progress(visit, broadcast_id)
    await visit.leave_step_in((STEP,))


async def cancel(visit: Visit) -> None:
    """Cancel: nothing is sent."""
    await visit.leave_step_in((STEP,))
    await listed(visit)


async def listed(visit: Visit) -> None:
    """What is planned, under way and lately done."""
    merchant, seen = await visit.read(broadcasts_of, visit.cause.now, visit.telegram_id)
    await visit.show(screens.broadcasts(visit.speaker, merchant, seen))


async def stop(visit: Visit) -> None:
    """Stop: what is not sent yet never is."""
    broadcast_id = row_number(visit.words)
    await visit.act(
        stop_broadcast, telegram_id=visit.telegram_id, broadcast_id=broadcast_id, operator=visit.is_operator
    )
    await _show_progress(visit, broadcast_id)


async def answer_text(visit: Visit, _: dict[str, Any]) -> None:
    """A text answers the open question; where only buttons do, it is asked again."""
    draft = draft_open(visit)
    if draft.at == TEXT:
        await _write(visit, draft, None)
    elif draft.at in NUMBERED:
        await _go_on(visit, typed_number(draft, visit.words))
    elif draft.at == WHEN:
        await _schedule(visit, draft, *read_moment(visit.words, visit.today))
    else:
        await _ask(visit, draft)


async def answer_attached(visit: Visit, attached: Attached) -> bool:
    """A picture with its text answers what the message says; False when that was not asked."""
    if visit.step is None or visit.step.name != STEP or attached.kind != "photo":
        return False
    draft = draft_open(visit)
    if draft.at != TEXT:
        return False
    if visit.step.data.get("by") != visit.cause.key:
        await _write(visit, draft, attached.file_id)
    return True


def is_whole_answer(visit: Visit) -> bool:
    """Whether whatever is typed answers the open question, also what looks like a line of the till."""
    if visit.step is None or visit.step.name != STEP:
        return False
    at = visit.step.data.get("draft", {}).get("at")
    if at == WHEN:
        try:
            read_moment(visit.words, visit.today)
        except LoyaltyError:
            return False
    return at in (TEXT, WHEN)


def draft_open(visit: Visit) -> Draft:
    """What is known so far. Raises StepGone when no message is being made."""
    if visit.step is None or visit.step.name != STEP:
        raise StepGone
    return draft_of(visit.step.data.get("draft") or {})


async def _write(visit: Visit, draft: Draft, picture: str | None) -> None:
    text = clean_text(visit.words)
    check_message(text, picture=picture is not None)
    await visit.show(screens.message(visit.speaker, draft.merchant, text, picture), new=True)
    await _ask(visit, written(draft, text, picture))


async def _schedule(visit: Visit, draft: Draft, day: date, minute: int) -> None:
    check_time(day, minute, visit.cause.now, visit.programme)
    await _go_on(visit, replace(draft, day=day, minute=minute, at=SURE))


async def _go_on(visit: Visit, draft: Draft) -> None:
    if draft.segment is not None:
        check_segment(draft.segment, draft.merchant_id, visit.programme)
    await _ask(visit, draft)


async def _ask(visit: Visit, draft: Draft) -> None:
    """Shows the open question and keeps what is known."""
    speaker = visit.speaker
    if draft.at == WHOM:
        _, seen = await visit.read(broadcasts_of, visit.cause.now, visit.telegram_id)
        screen = screens.ask_whom(speaker, draft, len(seen))
    elif draft.at == TEXT:
        screen = screens.ask_text(speaker, draft)
    elif draft.at == WHEN:
        screen = screens.ask_when(speaker, visit.cause.now)
    elif draft.at == READY:
        screen = screens.ready(speaker, draft, await _reach(visit, draft))
    elif draft.at == SURE:
        screen = screens.sure(speaker, draft, await _reach(visit, draft))
    else:
        screen = screens.ask_which(speaker, draft.at, visit.today)
    await visit.show(screen)
    # Handled twice, this same update must not be taken for the answer to its own question.
    await visit.ask(STEP, {"draft": draft.kept(), "by": visit.cause.key})


async def reached(visit: Visit, segment: Segment, merchant_id: int | None) -> int:
    """How many members of a segment would hear something now, counted a stretch at a time."""
    so_far = Reach()
    while not so_far.counted:
        so_far = await visit.read(reach, visit.programme, visit.cause.now, segment, merchant_id, so_far)
    return so_far.members


async def _reach(visit: Visit, draft: Draft) -> int:
    return await reached(visit, draft.segment or Segment(), draft.merchant_id)


async def _show_progress(visit: Visit, broadcast_id: int) -> None:
    seen = await visit.read(look_at_broadcast, visit.telegram_id, broadcast_id, visit.is_operator)
    message_id = await visit.show(how_it_goes(visit.speaker, (seen,)))
    if seen.broadcast.watcher_id in (None, visit.telegram_id):
        await visit.write(watch, (broadcast_id,), visit.telegram_id, message_id)


def _is_whole(draft: Draft) -> bool:
    return bool(draft.segment is not None and draft.text)
