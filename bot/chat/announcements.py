"""Announcing a campaign: what it will cost and who will hear of it, how it goes, and Stop"""

from bot.actions.announcing import outlook
from bot.actions.campaigns import CampaignSeen, stop_announcement
from bot.chat.broadcasts import reached
from bot.chat.presses import row_number
from bot.chat.screens import announcements as screens
from bot.chat.screens import campaigns as campaign_screens
from bot.chat.visit import Visit
from loyalty.announcements import audience
from loyalty.model import Campaign
from storage.broadcasts import watch


async def before_start(visit: Visit, campaign: Campaign, merchant: str | None, *, announced: bool) -> str:
    """What a manager is told of a campaign before they press Start."""
    seen = await visit.read(outlook, visit.programme, campaign, visit.cause.now)
    segment = audience(campaign, visit.programme)
    people = await reached(visit, segment, campaign.merchant_id) if announced else None
    return screens.before_start(visit.speaker, seen, merchant, people)


async def show_started(visit: Visit, seen: CampaignSeen) -> None:
    """A campaign stands; the message shows from then on how its announcement goes, if there is one."""
    if seen.announced and not seen.again:
        await _show_progress(visit, seen)
    else:
        await visit.show(campaign_screens.started(visit.speaker, seen))


async def stop(visit: Visit) -> None:
    """Stop: what of the announcement is not sent yet never is; the campaign stays."""
    stopped = await visit.act(
        stop_announcement,
        telegram_id=visit.telegram_id,
        campaign_id=row_number(visit.words),
        operator=visit.is_operator,
    )
    if stopped.announced:
        await _show_progress(visit, stopped)
    else:
        await visit.show(screens.page(visit.speaker, stopped))


async def _show_progress(visit: Visit, seen: CampaignSeen) -> None:
    message_id = await visit.show(screens.how_it_goes(visit.speaker, seen.announced))
    waves = [one.broadcast.id for one in seen.announced]
    await visit.write(watch, waves, visit.telegram_id, message_id)
