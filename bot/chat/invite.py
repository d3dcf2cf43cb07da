"""/invite"""

from bot.actions.authority import joined
from bot.chat.screens import invite as screens
from bot.chat.visit import Visit
from bot.links import LinkKind
from bot.qr import picture
from storage import members, referrals
from storage.database import Tx
from storage.referrals import Invited


async def invite(visit: Visit) -> None:
    """The referral link, its QR, a share button, and how the invitations went."""
    member_id, generation, invited = await visit.read(_invitation, visit.telegram_id)
    link = visit.house.links.url(LinkKind.REFERRAL, member_id, generation)
    screen = screens.invite(visit.speaker, invited, link=link, picture=await picture(link, secret=False))
    await visit.show(screen, new=True)


def _invitation(tx: Tx, telegram_id: int) -> tuple[int, int, Invited]:
    _, member_id = joined(tx, telegram_id)
    member = members.member(tx, member_id)
    if member is None:
        raise LookupError(f"member {member_id}")
    return member_id, member.generation, referrals.invited_by(tx, member_id)
