"""Campaigns: /doubleday, the list of them, pausing, resuming and ending"""

from datetime import date
from typing import Any

from bot.actions import campaigns as actions
from bot.actions.campaigns import campaigns_of, desk_of, look_at_campaign
from bot.chat.announcements import before_start, show_started
from bot.chat.days import read_double_day
from bot.chat.presses import row_number
from bot.chat.reading import read_page
from bot.chat.screens import campaigns as screens
from bot.chat.screens.announcements import page
from bot.chat.visit import Visit
from loyalty.errors import StepGone
from loyalty.plans import Plan, campaign_of

# Steps that Cancel leaves.
STEPS = frozenset({"doubleday-day", "campaign-plan", "preview-amount", "preview-who"})


async def campaigns(visit: Visit) -> None:
    """What runs, comes, is paused or was over lately."""
    seen = await visit.read(campaigns_of, visit.cause.now, visit.telegram_id, visit.is_operator)
    await visit.show(screens.campaigns(visit.speaker, seen, read_page(visit.words)))


async def campaign(visit: Visit) -> None:
    """A campaign's page."""
    await visit.show(page(visit.speaker, await _look(visit)))


async def pause(visit: Visit) -> None:
    """Pause: it counts no longer, until Resume."""
    paused = await visit.act(actions.pause_campaign, **_who_and_which(visit))
    await visit.show(page(visit.speaker, paused))


async def resume(visit: Visit) -> None:
    """Resume: it counts again."""
    resumed = await visit.act(actions.resume_campaign, **_who_and_which(visit))
    await visit.show(page(visit.speaker, resumed))


async def end(visit: Visit) -> None:
    """End is asked about first."""
    await visit.show(screens.sure_to_end(visit.speaker, await _look(visit)))


async def end_now(visit: Visit) -> None:
    """End, for good."""
    ended = await visit.act(actions.end_campaign, **_who_and_which(visit))
    await visit.show(page(visit.speaker, ended))


async def _look(visit: Visit) -> actions.CampaignSeen:
    return await visit.read(
        look_at_campaign, visit.cause.now, visit.telegram_id, row_number(visit.words), visit.is_operator
    )


def _who_and_which(visit: Visit) -> dict[str, Any]:
    return {
        "telegram_id": visit.telegram_id,
        "campaign_id": row_number(visit.words),
        "operator": visit.is_operator,
    }


async def double_day(visit: Visit) -> None:
    """/doubleday DATE [xN]: what it will be and cost, with Start; without a date it is asked for."""
    desk = await visit.read(desk_of, visit.telegram_id, visit.is_operator)
    if not visit.words:
        await visit.show(screens.ask_double_day(visit.speaker, visit.cause.now))
        await visit.ask("doubleday-day")
        return
    day, percent = read_double_day(visit.words, visit.today)
    plan = _double_day(visit, day, percent)
    coming = campaign_of(plan, desk.merchant.id, visit.cause.now, visit.programme)
    data = f"doubleday-start:{day.isoformat()}:{percent}:{desk.merchant.id}"
    before = await before_start(visit, coming, desk.merchant.name, announced=True)
    await visit.show(screens.sure_to_start(visit.speaker, plan, coming, desk.merchant.name, before, data))


async def answer_double_day(visit: Visit, _: dict[str, Any]) -> None:
    """The day that was asked for."""
    await double_day(visit)
    await visit.leave_step()


async def start_double_day(visit: Visit) -> None:
    """Start: the double day stands and is announced. The button names it, so that it starts what was shown, once."""
    written, _, rest = visit.words.partition(":")
    percent, _, merchant = rest.partition(":")
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise StepGone from None
    plan = _double_day(visit, day, row_number(percent))
    started = await visit.act(
        actions.start_campaign,
        telegram_id=visit.telegram_id,
        plan=plan,
        merchant_id=row_number(merchant),
        announce=True,
    )
    await show_started(visit, started)
    await visit.leave_step_in(STEPS)


def _double_day(visit: Visit, day: date, percent: int) -> Plan:
    nameless = Plan(name="", first_day=day, last_day=day, multiplier_percent=percent)
    return Plan(
        name=screens.suggested_name(visit.speaker, nameless), first_day=day, last_day=day, multiplier_percent=percent
    )


async def cancel(visit: Visit) -> None:
    """Cancel: nothing is started."""
    await visit.leave_step_in(STEPS)
    await campaigns(visit.with_words(""))
