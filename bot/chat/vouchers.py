"""/vouchers, Show, Cancel, and the answer to a question from the till."""

from datetime import datetime

from bot.actions.at_the_till import answer
from bot.actions.authority import joined
from bot.actions.redeem import VoucherEnded, VoucherHeld, cancel_costs, show_voucher
from bot.actions.redeem import cancel as cancel_voucher
from bot.chat.presses import row_number
from bot.chat.screens import vouchers as screens
from bot.chat.visit import Visit
from bot.links import LinkKind
from bot.qr import picture
from loyalty.errors import LinkUnknown
from storage.database import Tx
from storage.reward_codes import has_codes
from storage.vouchers import HeldVoucher, held_vouchers

# More would take Telegram longer to deliver than a voucher lives.
AT_ONCE = 10


async def vouchers(visit: Visit) -> None:
    """Vouchers not yet used, a message each, soonest to lapse first."""
    held, codes = await visit.read(_held, visit.telegram_id, visit.cause.now)
    if not held:
        await visit.show(screens.none(visit.speaker, codes=codes))
    for voucher in held[:AT_ONCE]:
        await visit.show(screens.held(visit.speaker, voucher), new=True)
    if len(held) > AT_ONCE:
        await visit.show(screens.more(visit.speaker, len(held) - AT_ONCE), new=True)
    if held and codes:
        await visit.show(screens.codes_too(visit.speaker), new=True)


def _held(tx: Tx, telegram_id: int, now: datetime) -> tuple[list[HeldVoucher], bool]:
    """Vouchers not yet used, and whether there are texts of digital rewards beside them."""
    _, member_id = joined(tx, telegram_id)
    return held_vouchers(tx, member_id, now), has_codes(tx, member_id)


async def show(visit: Visit) -> None:
    """The QR of a voucher again."""
    held: VoucherHeld = await visit.read(show_voucher, visit.cause.now, visit.telegram_id, row_number(visit.words))
    link = visit.house.links.url(LinkKind.VOUCHER, held.voucher_id, held.generation)
    await visit.show(screens.voucher(visit.speaker, held, link=link, picture=await picture(link)), new=True)


async def cancel(visit: Visit) -> None:
    """Cancels a voucher; asks first when points would be lost."""
    voucher_id = row_number(visit.words)
    costs: VoucherEnded = await visit.read(cancel_costs, visit.cause.now, visit.telegram_id, voucher_id)
    if costs.lost:
        await visit.show(screens.cancel_question(visit.speaker, costs, voucher_id=voucher_id))
    else:
        await _cancel(visit, voucher_id)


async def cancel_now(visit: Visit) -> None:
    """Cancels a voucher, whatever it costs: the member has been told."""
    await _cancel(visit, row_number(visit.words))


async def _cancel(visit: Visit, voucher_id: int) -> None:
    ended = await visit.act(cancel_voucher, telegram_id=visit.telegram_id, voucher_id=voucher_id)
    await visit.show(screens.cancelled(visit.speaker, ended))


async def answer_use(visit: Visit) -> None:
    """Yes or No to a cashier who asks to use a reward or voucher now."""
    said, _, rest = visit.words.partition(":")
    number, _, points = rest.partition(":")
    if said not in ("yes", "no"):
        raise LinkUnknown
    answered = await visit.act(
        answer,
        telegram_id=visit.telegram_id,
        request_id=row_number(number),
        accept=said == "yes",
        points=row_number(points) if points else None,
    )
    await visit.show(screens.use_answered(visit.speaker, answered))
