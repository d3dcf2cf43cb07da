"""A new campaign, one question a screen: New, its answers by button and by text, More, and Start"""

from dataclasses import replace
from typing import Any

from bot.actions.campaigns import desk_of, start_campaign
from bot.chat.announcements import before_start, show_started
from bot.chat.campaigns import STEPS
from bot.chat.days import read_days, read_double_day
from bot.chat.drafts import READY, Draft, answered, behind_more, draft_of, pressed, typed
from bot.chat.screens import campaigns as campaign_screens
from bot.chat.screens import planning as screens
from bot.chat.screens.screen import Screen
from bot.chat.visit import Visit
from loyalty.errors import LoyaltyError, StepGone
from loyalty.model import Campaign
from loyalty.plans import campaign_of, check_days

_STEP = "campaign-plan"


async def new(visit: Visit) -> None:
    """New: the first question."""
    desk = await visit.read(desk_of, visit.telegram_id, visit.is_operator)
    draft = Draft(merchant_id=desk.merchant.id, merchant=desk.merchant.name, may_everywhere=desk.everywhere)
    await _go_on(visit, draft)


async def press(visit: Visit) -> None:
    """A button answers a question, perhaps one that was answered before."""
    draft = draft_open(visit)
    question, _, value = visit.words.partition(":")
    if question not in ("kind", "announced", *behind_more(draft, visit.programme)):
        raise StepGone
    plan = draft.plan()
    if (question, value) == ("name", "suggested") and plan is not None:
        changes: dict[str, Any] = {"name": campaign_screens.suggested_name(visit.speaker, plan)}
    else:
        changes = pressed(draft, question, value, visit.programme)
    if question == "weekdays" and value != "done":
        # While they are chosen, none may be left for a moment.
        await _ask(visit, replace(draft, at=question, **changes))
    else:
        await _go_on(visit, answered(draft, question, changes, visit.programme))


async def answer_text(visit: Visit, _: dict[str, Any]) -> None:
    """A text answers the open question; where only buttons do, they are shown again."""
    draft = draft_open(visit)
    changes = typed(draft, visit.words, visit.programme, visit.today)
    if changes is None:
        await visit.show(await _screen(visit, draft))
    else:
        await _go_on(visit, answered(draft, draft.at, changes, visit.programme))


def means_days(visit: Visit) -> bool:
    """Whether days were asked for and are what was typed: `28.11 2026` is no amount with a till code then, but
    `28.11 4821` is.
    """
    step, today = visit.step, visit.today
    try:
        if step is not None and step.name == "doubleday-day":
            day = read_double_day(visit.words, today)[0]
            check_days(day, day, today)
        elif step is not None and step.name == _STEP and draft_open(visit).at == "days":
            check_days(*read_days(visit.words, today), today)
        else:
            return False
    except LoyaltyError:
        return False
    return True


async def more(visit: Visit) -> None:
    """More: what is rarely wanted, and what was answered, to change it."""
    draft = draft_open(visit)
    if draft.at != READY:
        raise StepGone
    await visit.show(screens.more(visit.speaker, draft))


async def ask(visit: Visit) -> None:
    """A question chosen behind More."""
    draft = draft_open(visit)
    if visit.words not in behind_more(draft, visit.programme) or draft.plan() is None:
        raise StepGone
    await _ask(visit, replace(draft, at=visit.words))


async def back(visit: Visit) -> None:
    """Back from More to the open question or the summary."""
    draft = draft_open(visit)
    await visit.show(await _screen(visit, draft))


async def start(visit: Visit) -> None:
    """Start: the campaign stands as the summary said, and not as it was changed since."""
    draft = draft_open(visit)
    plan = draft.plan()
    if plan is None or draft.at != READY or visit.words != draft.digest:
        raise StepGone
    started = await visit.act(
        start_campaign,
        telegram_id=visit.telegram_id,
        plan=plan,
        merchant_id=None if draft.everywhere else draft.merchant_id,
        everywhere=draft.everywhere,
        operator=visit.is_operator,
        announce=draft.announced,
    )
    await show_started(visit, started)
    await visit.leave_step_in(STEPS)


def draft_open(visit: Visit) -> Draft:
    """What is known so far, also while it is being previewed. Raises StepGone when nothing is being made."""
    if visit.step is None or visit.step.name not in STEPS:
        raise StepGone
    return draft_of(visit.step.data.get("draft") or {})


async def _go_on(visit: Visit, draft: Draft) -> None:
    """Asks the next question. An answer that makes no campaign is refused, and what was asked stays open."""
    meant(visit, draft)
    await _ask(visit, draft)


async def _ask(visit: Visit, draft: Draft) -> None:
    await visit.show(await _screen(visit, draft))
    # Handled twice, this same update must not be taken for the answer to its own question.
    await visit.ask(_STEP, {"draft": draft.kept(), "by": visit.cause.key})


async def _screen(visit: Visit, draft: Draft) -> Screen:
    campaign = meant(visit, draft) if draft.at == READY else None
    if campaign is not None:
        merchant = None if draft.everywhere else draft.merchant
        before = await before_start(visit, campaign, merchant, announced=draft.announced)
        return screens.summary(visit.speaker, draft, campaign, before)
    return screens.question(visit.speaker, draft, visit.today)


def meant(visit: Visit, draft: Draft) -> Campaign | None:
    """The campaign that a draft means so far; None while too little is known. Raises what makes none of it."""
    plan = draft.plan()
    place = None if draft.everywhere else draft.merchant_id
    return None if plan is None else campaign_of(plan, place, visit.cause.now, visit.programme)
