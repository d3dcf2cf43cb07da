"""/rewards, a reward's page, and Redeem."""

from dataclasses import replace

from bot.actions.digital import my_code, redeem_digital
from bot.actions.offers import OfferSeen, offer_for, offers_for
from bot.actions.redeem import hold
from bot.chat.presses import row_number
from bot.chat.screens import my_codes as code_screens
from bot.chat.screens import rewards as screens
from bot.chat.screens import vouchers as voucher_screens
from bot.chat.screens.screen import Screen
from bot.chat.visit import Visit, inbox_row
from bot.links import LinkKind
from bot.qr import picture
from bot.telegram import Refused
from loyalty.errors import NotEnoughPoints
from loyalty.model import RewardKind


async def rewards(visit: Visit) -> None:
    """What can be had, affordable ones first, a page at a time."""
    page = row_number(visit.words) if visit.pressed and visit.words else 0
    seen = await visit.read(offers_for, visit.programme, visit.telegram_id, visit.cause.now)
    await visit.show(screens.rewards(visit.speaker, seen, page=page))


async def reward(visit: Visit) -> None:
    """One reward; behind its number stands the page to go back to."""
    number, _, page = visit.words.partition(":")
    seen = await _seen(visit, row_number(number))
    await show_with_photo(visit, screens.reward(visit.speaker, seen, page=row_number(page or "0")))


async def _seen(visit: Visit, reward_id: int) -> OfferSeen:
    seen: OfferSeen = await visit.read(offer_for, visit.programme, visit.telegram_id, visit.cause.now, reward_id)
    return seen


async def show_with_photo(visit: Visit, screen: Screen) -> None:
    """A screen with a picture that Telegram keeps; without it if Telegram knows it no more."""
    try:
        await visit.show(screen)
    except Refused:
        if screen.photo is None:
            raise
        await visit.show(replace(screen, photo=None))


async def redeem(visit: Visit) -> None:
    """Holds the points; the voucher comes below, and the reward's page loses its Redeem. A digital reward, of which
    nothing comes back, is asked about once more.
    """
    reward_id = row_number(visit.words)
    seen = await _seen(visit, reward_id)
    if seen.reward.kind is RewardKind.DIGITAL:
        if seen.barred is not None:
            raise seen.barred
        if seen.missing:
            raise NotEnoughPoints(needed=seen.reward.points, spendable=seen.reward.points - seen.missing)
        # The number of the question makes saying yes twice the same as once.
        data = f"redeem-digital:{reward_id}:{seen.reward.points}:{inbox_row.get()}"
        await visit.show(code_screens.question(visit.speaker, seen, data))
        return
    held = await visit.act(hold, telegram_id=visit.telegram_id, reward_id=reward_id)
    link = visit.house.links.url(LinkKind.VOUCHER, held.voucher_id, held.generation)
    await visit.show(voucher_screens.voucher(visit.speaker, held, link=link, picture=await picture(link)))


async def redeem_text(visit: Visit) -> None:
    """Yes to a digital reward: the points are spent, and its text comes below."""
    reward_id, _, rest = visit.words.partition(":")
    points, _, question = rest.partition(":")
    given = await visit.act(
        redeem_digital,
        telegram_id=visit.telegram_id,
        reward_id=row_number(reward_id),
        points=row_number(points),
        question=row_number(question),
    )
    code = await visit.read(my_code, visit.telegram_id, given.code_id)
    await visit.show(code_screens.code(visit.speaker, code))
