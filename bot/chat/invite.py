"""/invite"""

from datetime import datetime

from bot.actions.authority import joined
from bot.actions.invitations import Invitations, invitations_of
from bot.chat.screens import invite as screens
from bot.chat.visit import Visit
from bot.links import LinkKind
from bot.qr import picture
from loyalty.model import Programme
from storage import members
from storage.database import Tx


async def invite(visit: Visit) -> None:
    """The referral link, its QR, a share button, and how the invitations went."""
    asked = await visit.read(_invitation, visit.telegram_id, visit.cause.now, visit.programme)
    member_id, generation, invitations = asked
    link = visit.house.links.url(LinkKind.REFERRAL, member_id, generation)
    screen = screens.invite(visit.speaker, invitations, link=link, picture=await picture(link, secret=False))
    await visit.show(screen, new=True)


def _invitation(tx: Tx, telegram_id: int, now: datetime, programme: Programme) -> tuple[int, int, Invitations]:
    _, member_id = joined(tx, telegram_id)
    member = members.member(tx, member_id)
    if member is None:
        raise LookupError(f"member {member_id}")
    return member_id, member.generation, invitations_of(tx, member_id, now, programme)
