"""Free text, and everything that nothing else understands"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.chat import (
    broadcasts,
    budget,
    campaigns,
    catalogue,
    desk,
    planning,
    preview,
    programme,
    refunds,
    reward_editing,
    sales,
    settings,
    till,
)
from bot.chat.reading import TillLine, is_till_code, read_till_line
from bot.chat.screens import words as screens
from bot.chat.visit import Visit
from loyalty.errors import LoyaltyError, NotAllowed, StepGone
from storage import staff

Answer = Callable[[Visit, dict[str, Any]], Awaitable[None]]

_ANSWERS: dict[str, Answer] = {
    "till-code": till.answer_code,
    "card-amount": till.answer_amount,
    "sale-amount": sales.answer_amount,
    "merchant-name": desk.answer_name,
    "refund-receipt": refunds.answer_receipt,
    "refund-amount": refunds.answer_part,
    "reward-name": catalogue.answer_name,
    "reward-points": catalogue.answer_points,
    "reward-edit": reward_editing.answer_text,
    "reward-codes": reward_editing.answer_codes,
    "budget": budget.answer_points,
    broadcasts.STEP: broadcasts.answer_text,
    "doubleday-day": campaigns.answer_double_day,
    "campaign-plan": planning.answer_text,
    "programme-value": programme.answer,
}
# Answers that are never a line of the till: "24.12 1990" is a birthday, and a preview books nothing.
_BEFORE_THE_TILL: dict[str, Answer] = {
    "zone": settings.zone_step,
    "birthday": settings.birthday_step,
    "quiet": settings.quiet_step,
    "preview-amount": preview.answer_amount,
    "preview-who": preview.answer_code,
}


async def words(visit: Visit) -> None:
    """A text typed in private: the answer to an open question, or what staff type at the till."""
    step = visit.step
    if step is not None and step.data.get("by") == visit.cause.key:
        # This very text was answered with that question, before the process was stopped.
        return
    if step is not None and step.name in _BEFORE_THE_TILL:
        await _BEFORE_THE_TILL[step.name](visit, step.data)
        return
    if step is not None and (
        planning.means_days(visit) or reward_editing.is_whole_answer(step) or broadcasts.is_whole_answer(visit)
    ):
        await _ANSWERS[step.name](visit, step.data)
        return
    line = _till_line(visit)
    if isinstance(line, TillLine):
        await till.book(visit, line)
        if step is not None and step.name in till.STEPS:
            await visit.leave_step()
    elif step is not None and step.name in _ANSWERS:
        await _ANSWERS[step.name](visit, step.data)
    else:
        await _out_of_the_blue(visit, line)


def _till_line(visit: Visit) -> TillLine | LoyaltyError | None:
    """A complete line of the till, or what is wrong with one, which matters to staff only."""
    try:
        return read_till_line(visit.words, visit.programme)
    except LoyaltyError as error:
        return error


async def _out_of_the_blue(visit: Visit, wrong: LoyaltyError | None) -> None:
    """A text that answers no question: staff may mean a customer, everybody else is shown the next steps."""
    works = bool(await visit.read(staff.roles_of, visit.telegram_id))
    if works and wrong is not None:
        raise wrong
    if is_till_code(visit.words):
        if not works:
            raise NotAllowed
        await till.show_visitor(visit)
        return
    await _hint(visit, works=works)


async def attached(visit: Visit) -> None:
    """A picture or a document: the answer to an open question, or nothing that helps."""
    for answer in (reward_editing.answer_attached, broadcasts.answer_attached):
        if visit.attached is not None and await answer(visit, visit.attached):
            return
    await nothing(visit)


async def nothing(visit: Visit) -> None:
    """Pictures, places, commands nobody knows."""
    await _hint(visit, works=bool(await visit.read(staff.roles_of, visit.telegram_id)))


async def _hint(visit: Visit, *, works: bool) -> None:
    joined = visit.person.member_id is not None
    await visit.show(screens.hint(visit.speaker, joined=joined, desk=works or visit.is_operator, works=works))


async def unknown_button(_: Visit) -> None:
    """A button of an older version, or none of ours."""
    raise StepGone
