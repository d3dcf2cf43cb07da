"""/staff: inviting, letting in, removing"""

from bot.actions.staffing import answer_invite, claim_invite, colleagues, invite_staff, remove_staff
from bot.chat import menus
from bot.chat.presses import row_number
from bot.chat.reading import read_page
from bot.chat.screens import staff as screens
from bot.chat.visit import Visit
from bot.links import Link, LinkKind
from bot.qr import picture
from loyalty.errors import LinkUnknown, StaffGone
from loyalty.model import Role
from storage import staff as rows


async def staff(visit: Visit) -> None:
    """Everybody who works at the owner's merchant, and ways to invite more."""
    merchant, people = await visit.read(colleagues, visit.telegram_id)
    page = read_page(visit.words)
    await visit.show(screens.staff(visit.speaker, merchant.name, people, visit.telegram_id, page))


async def invite(visit: Visit) -> None:
    """A link that lets one person in by role, once the owner has said so."""
    if visit.words not in screens.INVITABLE:
        raise LinkUnknown
    made = await visit.act(invite_staff, telegram_id=visit.telegram_id, role=Role(visit.words))
    link = visit.house.links.url(LinkKind.STAFF, made.invite_id, made.generation)
    await visit.show(screens.invited(visit.speaker, made, link=link, picture=await picture(link)), new=True)


async def follow_invite(visit: Visit, link: Link) -> None:
    """Somebody followed a staff invite: the owner is asked."""
    claimed = await visit.act(
        claim_invite,
        telegram_id=visit.telegram_id,
        name=visit.person.name,
        invite_id=link.id,
        generation=link.generation,
    )
    await visit.show(screens.claimed(visit.speaker, claimed))


async def let_in(visit: Visit) -> None:
    """The owner lets in whoever claimed an invite."""
    await _answer(visit, accept=True)


async def refuse(visit: Visit) -> None:
    """The owner does not let them in."""
    await _answer(visit, accept=False)


async def _answer(visit: Visit, *, accept: bool) -> None:
    invite_id = row_number(visit.words)
    answered = await visit.act(answer_invite, telegram_id=visit.telegram_id, invite_id=invite_id, accept=accept)
    await visit.show(screens.answered(visit.speaker, answered))
    row = await visit.read(rows.invite, invite_id)
    if accept and row is not None and row.claimed_by is not None:
        await menus.fit(visit.house, row.claimed_by)


async def remove(visit: Visit) -> None:
    """Remove: asks first."""
    staff_id = row_number(visit.words)
    _, people = await visit.read(colleagues, visit.telegram_id)
    found = next((one for one in people if one.id == staff_id), None)
    if found is None:
        raise StaffGone
    await visit.show(screens.ask_to_remove(visit.speaker, found))


async def remove_now(visit: Visit) -> None:
    """They can do nothing there from this moment."""
    staff_id = row_number(visit.words)
    removed = await visit.act(remove_staff, telegram_id=visit.telegram_id, staff_id=staff_id)
    await visit.show(screens.removed(visit.speaker, removed))
    row = await visit.read(rows.staff, staff_id)
    if row is not None:
        await menus.fit(visit.house, row.telegram_id)
