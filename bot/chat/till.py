"""At the till: booking by code or card, using rewards and vouchers, confirming."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from bot.actions.at_the_till import Visitor, ask_to_use, visitor
from bot.actions.authority import working
from bot.actions.purchase import Booked, record_purchase, scanned_card
from bot.actions.redeem import confirm as confirm_voucher
from bot.actions.redeem import look_at_voucher
from bot.actions.reverse import reversible_voucher
from bot.actions.tries import may_try, note_wrong_try
from bot.chat.bound import bound, bound_words
from bot.chat.presses import row_number
from bot.chat.reading import TillLine, is_till_code, read_amount
from bot.chat.screens import till as screens
from bot.chat.visit import Visit
from bot.links import Link
from loyalty.errors import AmountUnreadable, CodeUnknown, LinkUnknown, LoyaltyError, NotAllowed, ReceiptTaken
from loyalty.model import Role
from loyalty.money import parse_amount
from storage import staff
from storage.database import Tx

# Steps that a booked line answers, whatever they asked.
STEPS = frozenset({"till-code", "card-amount", "sale-amount"})


@contextlib.asynccontextmanager
async def code_typed(visit: Visit) -> AsyncIterator[None]:
    """Within it a typed code is tried: wrong ones are counted, and too many lock whoever types."""
    may_try(visit.person, visit.cause.now)
    try:
        yield
    except CodeUnknown:
        await visit.write(note_wrong_try, visit.telegram_id, visit.cause.now)
        raise


async def book(visit: Visit, line: TillLine) -> None:
    """`24.90 4821 [RECEIPT]`: posted at once."""
    async with code_typed(visit):
        booked = await visit.act(
            record_purchase,
            telegram_id=visit.telegram_id,
            amount=line.amount,
            receipt=line.receipt,
            till_code=line.till_code,
        )
    await _show_booked(visit, booked)


async def _show_booked(visit: Visit, booked: Booked) -> None:
    if booked.ask:
        again = _book_button(visit, booked.card_id, booked.amount, booked.sale_id)
        await visit.show(screens.ask_again(visit.speaker, booked, again))
    else:
        await visit.show(screens.booked(visit.speaker, booked, visit.cause.now))


def _book_button(visit: Visit, card_id: int, amount: int, after: int) -> str:
    """Books on that card; `after` is the sale that was asked about, 0 for none."""
    return bound(visit, f"book:{card_id}:{amount}:{after}")


async def book_again(visit: Visit) -> None:
    """The cashier says that it is one more purchase of the same amount."""
    card_id, amount, after = (row_number(number) for number in bound_words(visit, "book").split(":"))
    booked = await visit.act(
        record_purchase,
        telegram_id=visit.telegram_id,
        amount=amount,
        receipt=None,
        card_id=card_id,
        confirmed_after=after or None,
    )
    await _show_booked(visit, booked)
    await visit.leave_step_in(STEPS)


async def ask_code(visit: Visit) -> None:
    """Customer's code: it is asked for."""
    await visit.read(working, visit.telegram_id, Role.CASHIER)
    await visit.show(screens.ask_code(visit.speaker), new=True)
    await visit.ask("till-code")


async def answer_code(visit: Visit, _: dict[str, Any]) -> None:
    """The customer's code that was asked for."""
    if not is_till_code(visit.words):
        raise CodeUnknown
    await show_visitor(visit)


async def show_visitor(visit: Visit) -> None:
    """`4821`: who it is, what they can have here, and the amount is asked for."""
    async with code_typed(visit):
        seen = await visit.read(
            visitor, visit.cause, visit.programme, telegram_id=visit.telegram_id, till_code=visit.words
        )
    await _welcome(visit, seen)


async def follow_card(visit: Visit, link: Link) -> None:
    """A member's card was scanned: by staff it is the same as typing the code; everybody else is told so."""
    seen = await visit.read(_scanned, visit, link)
    if seen is None:
        await visit.show(screens.own_card(visit.speaker))
    else:
        await _welcome(visit, seen)


def _scanned(tx: Tx, visit: Visit, link: Link) -> Visitor | None:
    """Whose card it is; None for somebody who scanned their own and works nowhere."""
    if not staff.roles_of(tx, visit.telegram_id):
        if scanned_card(tx, visit.cause, link.id, link.generation).member_id != visit.person.member_id:
            raise NotAllowed
        return None
    return visitor(
        tx,
        visit.cause,
        visit.programme,
        telegram_id=visit.telegram_id,
        card_id=link.id,
        generation=link.generation,
    )


async def _welcome(visit: Visit, seen: Visitor) -> None:
    await visit.show(screens.visitor(visit.speaker, seen))
    await visit.ask("card-amount", {"card_id": seen.card_id, "who": seen.who})


async def answer_amount(visit: Visit, data: dict[str, Any]) -> None:
    """The amount for the member who was shown; four digits alone are more likely the next member's code."""
    if is_till_code(visit.words):
        try:
            await show_visitor(visit)
        except CodeUnknown:
            await _amount_or_code(visit, data)
        return
    amount, receipt = read_amount(visit.words, visit.programme)
    try:
        booked = await visit.act(
            record_purchase,
            telegram_id=visit.telegram_id,
            amount=amount,
            receipt=receipt,
            card_id=int(data["card_id"]),
        )
    except ReceiptTaken:
        raise
    except LoyaltyError:
        await visit.leave_step()
        raise
    await _show_booked(visit, booked)
    await visit.leave_step()


async def _amount_or_code(visit: Visit, data: dict[str, Any]) -> None:
    """A code that nobody has may be an amount: nothing is booked before the cashier says so."""
    try:
        amount = parse_amount(visit.words, visit.programme)
    except AmountUnreadable:
        raise CodeUnknown from None
    button = _book_button(visit, int(data["card_id"]), amount, 0)
    await visit.show(screens.amount_or_code(visit.speaker, who=str(data["who"]), amount=amount, data=button))


async def use(visit: Visit) -> None:
    """Use: the member is asked, and nothing moves before their Yes."""
    card, _, what = visit.words.partition(":")
    kind, number = what[:1], row_number(what[1:])
    if kind not in ("r", "v"):
        raise LinkUnknown
    asked = await visit.act(
        ask_to_use,
        telegram_id=visit.telegram_id,
        card_id=row_number(card),
        reward_id=number if kind == "r" else None,
        voucher_id=number if kind == "v" else None,
    )
    await visit.show(screens.asked(visit.speaker, asked))


async def follow_voucher(visit: Visit, link: Link) -> None:
    """A voucher was scanned: staff confirm it, its holder is told to show it, everybody else is refused."""
    seen, own = await visit.read(
        look_at_voucher, visit.programme, visit.cause.now, visit.telegram_id, link.id, link.generation
    )
    if own:
        await visit.show(screens.own_voucher(visit.speaker, seen))
    else:
        await visit.show(screens.voucher(visit.speaker, seen, link.id))


async def confirm(visit: Visit) -> None:
    """Confirm: the voucher is used, once."""
    used = await visit.act(confirm_voucher, telegram_id=visit.telegram_id, voucher_id=row_number(visit.words))
    redemption_id = await visit.read(reversible_voucher, visit.telegram_id, row_number(visit.words))
    await visit.show(screens.confirmed(visit.speaker, used, redemption_id))
