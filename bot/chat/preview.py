"""Preview: what a purchase would earn and why, now or under a campaign that is being made. Nothing is booked."""

from typing import Any

from bot.actions.campaigns import desk_of
from bot.actions.preview import preview_at_the_till
from bot.chat import planning
from bot.chat.drafts import READY
from bot.chat.presses import row_number
from bot.chat.reading import TillLine, is_till_code, read_sale, read_till_line
from bot.chat.screens import preview as screens
from bot.chat.till import code_typed
from bot.chat.visit import Visit
from loyalty.errors import AmountTooLarge, AmountUnreadable, CodeUnknown, StepGone

_AMOUNT, _WHO = "preview-amount", "preview-who"


async def preview(visit: Visit) -> None:
    """Preview, from the list of campaigns: the amount is asked for."""
    desk = await visit.read(desk_of, visit.telegram_id, visit.is_operator)
    await _ask_amount(visit, {"merchant": desk.merchant.id})


async def preview_plan(visit: Visit) -> None:
    """Preview, from a campaign's summary: as if it stood."""
    draft = planning.draft_open(visit)
    if draft.at != READY:
        raise StepGone
    await _ask_amount(visit, {"merchant": draft.merchant_id, "draft": draft.kept()})


async def _ask_amount(visit: Visit, data: dict[str, Any]) -> None:
    await visit.show(screens.ask_amount(visit.speaker))
    await visit.ask(_AMOUNT, {**data, "by": visit.cause.key})


async def press_amount(visit: Visit) -> None:
    """An amount that a button names."""
    amount, largest = row_number(visit.words), visit.programme.largest_sale_minor
    if not amount:
        raise AmountUnreadable
    if amount > largest:
        raise AmountTooLarge(largest_sale=largest)
    await _ask_who(visit, {**_kept(visit), "amount": amount, "category": None})


async def answer_amount(visit: Visit, data: dict[str, Any]) -> None:
    """The amount that was asked for, perhaps with a category, or with a till code as at the till."""
    try:
        line = read_till_line(visit.words, visit.programme)
    except AmountUnreadable:
        line = None
    if isinstance(line, TillLine):
        await _result(visit, {**data, "amount": line.amount, "category": None}, line.till_code)
        return
    read = read_sale(visit.words, visit.programme)
    await _ask_who(visit, {**data, "amount": read.amount, "category": read.category})


async def _ask_who(visit: Visit, data: dict[str, Any]) -> None:
    await visit.show(screens.ask_who(visit.speaker, int(data["amount"]), data["category"]))
    await visit.ask(_WHO, {**data, "by": visit.cause.key})


async def press_category(visit: Visit) -> None:
    """What the purchase is of: a category by its place in the programme's list, or none."""
    data, categories = _kept(visit, _WHO), visit.programme.categories
    number = None if visit.words == "none" else row_number(visit.words)
    if number is not None and number >= len(categories):
        raise StepGone
    await _ask_who(visit, {**data, "category": None if number is None else categories[number].name})


async def press_new(visit: Visit) -> None:
    """Somebody new: the first purchase of somebody with no points."""
    await _result(visit, _kept(visit, _WHO), None)


async def answer_code(visit: Visit, data: dict[str, Any]) -> None:
    """The till code of whoever would buy."""
    if not is_till_code(visit.words):
        raise CodeUnknown
    await _result(visit, data, visit.words)


async def _result(visit: Visit, data: dict[str, Any], till_code: str | None) -> None:
    draft = planning.draft_open(visit) if data.get("draft") else None
    async with code_typed(visit):
        seen = await visit.read(
            preview_at_the_till,
            visit.cause,
            visit.programme,
            telegram_id=visit.telegram_id,
            merchant_id=int(data["merchant"]),
            amount=int(data["amount"]),
            category=data["category"],
            till_code=till_code,
            planned=planning.meant(visit, draft) if draft else None,
        )
    await visit.show(screens.result(visit.speaker, seen, planned=draft is not None))
    if draft is None:
        await visit.leave_step()
    else:
        await visit.ask("campaign-plan", {"draft": draft.kept(), "by": visit.cause.key})


def _kept(visit: Visit, *steps: str) -> dict[str, Any]:
    """What was answered before a button. Raises StepGone when nothing is being previewed."""
    if visit.step is None or visit.step.name not in (steps or (_AMOUNT, _WHO)):
        raise StepGone
    return visit.step.data
