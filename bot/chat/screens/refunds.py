"""Taking back all or part of a purchase."""

from collections.abc import Sequence

from bot.actions.refund import Costs, Refunded
from bot.actions.refundable import Choice, Refundable
from bot.chat.screens.desk import desk_row
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker

# A keyboard takes no more than a hundred buttons, and a receipt's number may come again every day.
_MOST_CHOICES = 20


def start(speaker: Speaker, last: Sequence[Refundable]) -> Screen:
    """The last purchases to choose from; any other is found by its receipt."""
    rows = tuple((_choose(speaker, one, f"refund-sale:{one.sale_id}", one.left),) for one in last)
    return Screen(text=speaker.say("refund-start" if last else "refund-start-none"), rows=(*rows, desk_row(speaker)))


def which(speaker: Speaker, choices: Sequence[Choice]) -> Screen:
    """More than one purchase may be meant: the newest of them; older ones are found by their number behind a #."""
    rows = tuple(
        (
            _choose(speaker, choice.sale, f"refund-sale:{choice.sale.sale_id}", choice.sale.left)
            if choice.amount is None
            else _choose(speaker, choice.sale, f"refund-part:{choice.sale.sale_id}:{choice.amount}", choice.amount),
        )
        for choice in choices[:_MOST_CHOICES]
    )
    return Screen(text=speaker.say("refund-which"), rows=(*rows, desk_row(speaker)))


def _choose(speaker: Speaker, sale: Refundable, data: str, amount: int) -> Button:
    text = speaker.label(
        "button-refund-sale",
        amount=speaker.money(amount),
        receipt=_receipt(sale),
        date=speaker.date(sale.recorded_at),
        who=_who(speaker, sale),
    )
    return Button(text=text, data=data)


def _receipt(sale: Refundable) -> str:
    """The receipt's number; where there was none, the sale's own behind a #, which does as well."""
    return sale.receipt or f"#{sale.sale_id}"


def _who(speaker: Speaker, sale: Refundable) -> str:
    return sale.who or speaker.say("refund-nobody")


def _sale(speaker: Speaker, sale: Refundable) -> str:
    return speaker.say(
        "refund-sale",
        receipt=_receipt(sale),
        amount=speaker.money(sale.amount),
        left=speaker.money(sale.left),
        date=speaker.date(sale.recorded_at),
        who=_who(speaker, sale),
    )


def sale(speaker: Speaker, sale: Refundable, *, late: bool = False) -> Screen:
    """One purchase: all that is left of it, or a part? `late` where Undo was pressed after its two minutes."""
    text = _sale(speaker, sale)
    if late:
        text = f"{speaker.say('refund-instead-of-undo')}\n{text}"
    whole = Button(
        text=speaker.label("button-refund-all", amount=speaker.money(sale.left)),
        data=f"refund-part:{sale.sale_id}:{sale.left}",
    )
    part = Button(text=speaker.label("button-refund-part"), data=f"refund-ask:{sale.sale_id}")
    return Screen(text=text, rows=((whole,), (part,), desk_row(speaker)))


def ask_part(speaker: Speaker, sale: Refundable) -> Screen:
    """How much of it."""
    return Screen(text=speaker.say("refund-ask-part", left=speaker.money(sale.left)))


def confirm(speaker: Speaker, sale: Refundable, costs: Costs) -> Screen:
    """What a refund would take back, before it is done."""
    text = [speaker.say("refund-confirm", amount=speaker.money(costs.amount)), _sale(speaker, sale)]
    text += _what_it_takes(speaker, sale, costs)
    yes = Button(
        text=speaker.label("button-refund-confirm"), data=f"refund-now:{sale.sale_id}:{costs.amount}:{sale.left}"
    )
    back = Button(text=speaker.label("button-refund-back"), data=f"refund-sale:{sale.sale_id}")
    return Screen(text="\n".join(text), rows=((yes,), (back,)))


def done(speaker: Speaker, refunded: Refunded) -> Screen:
    """It is refunded, and what that took."""
    sale, costs = refunded.sale, refunded.costs
    text = [speaker.say("refund-done", amount=speaker.money(costs.amount)), _sale(speaker, sale)]
    text += _what_it_takes(speaker, sale, costs)
    rows: list[tuple[Button, ...]] = [desk_row(speaker)]
    if sale.left:
        more = Button(text=speaker.label("button-refund-more"), data=f"refund-sale:{sale.sale_id}")
        rows.insert(0, (more,))
    return Screen(text="\n".join(text), rows=tuple(rows))


def _what_it_takes(speaker: Speaker, sale: Refundable, costs: Costs) -> list[str]:
    if not sale.who:
        return [speaker.say("refund-takes-nothing-yet")]
    lines = [speaker.say("refund-takes", points=costs.points)]
    if costs.lost:
        lines.append(speaker.say("refund-takes-lost", points=costs.lost))
    if costs.vouchers:
        lines.append(speaker.say("refund-takes-vouchers", vouchers=len(costs.vouchers), rewards=costs.rewards))
    if costs.debt:
        lines.append(speaker.say("refund-takes-debt", points=costs.debt))
    return lines
