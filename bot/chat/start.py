"""/start with and without a link, joining, and the question about offers."""

from collections.abc import Awaitable, Callable

from bot.actions.authority import masked_name
from bot.actions.codes import CodeSeen, look_at_code
from bot.actions.collect import SaleOffer, look_at_sale
from bot.actions.join import follow_invitation, join
from bot.actions.running import running_for
from bot.chat import balance, codes, sales, staff, till
from bot.chat.screens import joining as screens
from bot.chat.screens.refusals import refusal
from bot.chat.visit import Visit
from bot.links import Link, LinkKind
from bot.texts import Html
from loyalty.errors import LinkUnknown, LoyaltyError
from storage import merchants, people
from storage.database import Tx
from storage.members import member

_FOLLOW: dict[LinkKind, Callable[[Visit, Link], Awaitable[None]]] = {
    LinkKind.PURCHASE: sales.follow_sale,
    LinkKind.MEMBER_CARD: till.follow_card,
    LinkKind.VOUCHER: till.follow_voucher,
    LinkKind.CODE: codes.follow_code,
    LinkKind.STAFF: staff.follow_invite,
}
# These are for members: somebody who has not joined is asked to, and then goes on without a second scan.
_FOR_MEMBERS = frozenset({LinkKind.JOIN, LinkKind.REFERRAL, LinkKind.PURCHASE, LinkKind.CODE})


async def start(visit: Visit) -> None:
    """A greeting, or whatever the link asks for."""
    await visit.leave_step()
    payload = visit.words.split()[0] if visit.words else ""
    if not payload:
        await greet(visit)
        return
    link = visit.house.links.read(payload)
    if visit.person.member_id is None and link.kind in _FOR_MEMBERS:
        await _greet_by_link(visit, link, payload)
    else:
        await follow(visit, link)


async def greet(visit: Visit) -> None:
    """A member sees their points, a stranger the terms."""
    if visit.person.member_id is not None:
        await balance.balance(visit)
    else:
        await visit.show(screens.welcome(visit.speaker, name=visit.person.name))


async def follow(visit: Visit, link: Link) -> None:
    """Does what a link asks for."""
    if link.kind is LinkKind.REFERRAL:
        await visit.show(screens.note(visit.speaker.say("referral-member-already"), *screens.home_rows(visit.speaker)))
    elif link.kind is LinkKind.JOIN:
        await _known_merchant(visit, link)
        await balance.balance(visit)
    else:
        await _FOLLOW[link.kind](visit, link)


async def _greet_by_link(visit: Visit, link: Link, payload: str) -> None:
    """Why a stranger's link brought them here; a dead one still lets them join, and says so."""
    say = visit.speaker.say
    name = visit.person.name
    if link.kind is LinkKind.REFERRAL:
        inviter = await visit.write(_invited, visit, link)
        reason = screens.invited(visit.speaker, inviter) if inviter else say("referral-dead")
        await visit.show(screens.welcome(visit.speaker, name=name, reason=Html(reason)))
        return
    collect = False
    try:
        if link.kind is LinkKind.JOIN:
            reason = say("join-reason", merchant=await _known_merchant(visit, link))
        elif link.kind is LinkKind.PURCHASE:
            offer: SaleOffer = await visit.read(look_at_sale, visit.cause.now, link.id, link.generation)
            money = visit.speaker.money(offer.amount)
            reason = say("sale-reason", merchant=offer.merchant, amount=money, points=offer.points)
            collect = True
        else:
            code: CodeSeen = await visit.read(look_at_code, visit.cause.now, link.id, link.generation)
            reason = say("code-reason", merchant=code.merchant, reward=code.reward, points=code.points)
    except LoyaltyError as error:
        await visit.show(refusal(visit.speaker, error))
        await visit.show(screens.welcome(visit.speaker, name=name))
        return
    await visit.show(screens.welcome(visit.speaker, name=name, payload=payload, reason=Html(reason), collect=collect))


def _invited(tx: Tx, visit: Visit, link: Link) -> str | None:
    """The masked name of whoever the link is of; None when it is dead."""
    inviter = member(tx, link.id)
    if inviter is None or inviter.generation != link.generation:
        return None
    alive = follow_invitation(tx, visit.cause, telegram_id=visit.telegram_id, inviter_id=link.id, seal=visit.seal)
    return masked_name(tx, link.id) if alive else None


async def _known_merchant(visit: Visit, link: Link) -> str:
    found = await visit.read(merchants.merchant, link.id)
    if found is None or found.generation != link.generation:
        raise LinkUnknown
    return found.name


async def join_now(visit: Visit) -> None:
    """Join, or Join and collect: what the link asked for goes on at once."""
    link = visit.house.links.read(visit.words) if visit.words else None
    merchant_id = link.id if link and link.kind is LinkKind.JOIN else None
    outcome = await visit.act(join, telegram_id=visit.telegram_id, seal=visit.seal, merchant_id=merchant_id)
    member = await visit.again()
    await member.show(screens.joined(member.speaker, inviter=outcome.inviter))
    if link is not None and link.kind not in (LinkKind.JOIN, LinkKind.REFERRAL):
        member.pressed = None
        try:
            await follow(member, link)
        except LoyaltyError as error:
            await member.show(refusal(member.speaker, error))
    if member.person.offers is None:
        await member.show(screens.offers_question(member.speaker), new=True)


async def answer_offers(visit: Visit) -> None:
    """Yes, send me offers, or No."""
    wanted = visit.words == "yes"
    await visit.write(people.set_choice, visit.telegram_id, "offers", int(wanted))
    if wanted:
        running = await visit.read(running_for, visit.person, visit.cause.now, visit.programme)
        await visit.show(screens.offers_on(visit.speaker, running))
    else:
        await visit.show(screens.offers_off(visit.speaker))
