"""What a campaign will cost and who will hear of it, before it starts"""

from bot.actions.announcing import outlook
from bot.actions.broadcasts import Reach, reach
from bot.chat.screens import announcements as screens
from bot.chat.visit import Visit
from loyalty.announcements import audience
from loyalty.model import Campaign


async def before_start(visit: Visit, campaign: Campaign, merchant: str | None, *, announced: bool) -> str:
    """What a manager is told of a campaign before they press Start."""
    seen = await visit.read(outlook, visit.programme, campaign, visit.cause.now)
    people = await _reached(visit, campaign) if announced else None
    return screens.before_start(visit.speaker, seen, merchant, people)


async def _reached(visit: Visit, campaign: Campaign) -> int:
    """How many members would hear of it if it were announced now."""
    segment, found = audience(campaign, visit.programme), Reach()
    while not found.counted:
        found = await visit.read(reach, visit.programme, visit.cause.now, segment, campaign.merchant_id, found)
    return found.members
