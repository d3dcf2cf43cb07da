"""Announcements of campaigns: as members read them, and as a manager sees them before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.actions.announcing import Outlook, campaign_told
from bot.actions.broadcasts import BroadcastSeen
from bot.actions.campaigns import CampaignSeen
from bot.chat.screens.broadcasts import progress, standing, stoppable
from bot.chat.screens.campaigns import campaign as campaign_page
from bot.chat.screens.campaigns import campaigns_row, cost, gift, hours, hours_line, in_words, weekdays
from bot.chat.screens.screen import Button, Rows, Screen, labelled, offering
from bot.texts import Html, Speaker
from loyalty.announcements import When
from loyalty.broadcasts import BroadcastKind
from loyalty.model import Campaign
from loyalty.plans import EVERY_DAY, WHOLE_DAY, days_of


def announcement(speaker: Speaker, campaign: Campaign, merchant: str | None, when: When, first: date) -> str:
    """What a member reads of a campaign whose first day is `first`: what, where and when, and its conditions."""
    place = speaker.say("campaign-at", merchant=merchant) if merchant else speaker.say("campaign-everywhere")
    last = days_of(campaign, speaker.programme)[1]
    day = _day(speaker, last if when is When.NOW else first)
    lines = [speaker.say(f"announcement-{when}", gift=gift(speaker, campaign), place=Html(place), day=day)]
    if last > first and when is not When.NOW:
        lines.append(speaker.say("announcement-through", day=_day(speaker, last)))
    if campaign.weekdays != EVERY_DAY and last > first:
        lines.append(speaker.say("campaign-weekdays", days=weekdays(speaker, campaign.weekdays)))
    lines += _hours(speaker, campaign)
    lines += _conditions(speaker, campaign)
    return "\n".join(lines)


def _day(speaker: Speaker, day: date) -> str:
    weekday = speaker.weekday(day.weekday())
    return speaker.label("announcement-day", weekday=weekday, day=speaker.day_of_year(day))


def _hours(speaker: Speaker, campaign: Campaign) -> list[str]:
    """The hours, if they are not the whole day; with the zone for those who live by other clocks."""
    programme = speaker.programme
    away = (
        campaign.starts_at.astimezone(speaker.zone).utcoffset()
        != campaign.starts_at.astimezone(programme.zone).utcoffset()
    )
    if away:
        return [hours_line(speaker, campaign)]
    if campaign.from_minute == 0 and campaign.to_minute == WHOLE_DAY:
        return []
    return [speaker.say("announcement-hours", hours=hours(speaker, campaign.from_minute, campaign.to_minute))]


def _conditions(speaker: Speaker, campaign: Campaign) -> list[str]:
    """For what purchases, and how far it goes."""
    lines = []
    if campaign.bonus is not None:
        lines.append(speaker.say("announcement-once-a-day"))
    if campaign.tier is not None:
        lines.append(speaker.say("campaign-for-tier", tier=speaker.tier(campaign.tier)))
    if campaign.first_purchase:
        lines.append(speaker.say("announcement-for-first"))
    if campaign.birthday_month:
        lines.append(speaker.say("announcement-for-birthday"))
    if campaign.category is not None:
        lines.append(speaker.say("campaign-for-category", name=campaign.category))
    if campaign.minimum:
        lines.append(speaker.say("campaign-from-minimum", amount=speaker.money(campaign.minimum)))
    if campaign.member_cap is not None:
        lines.append(speaker.say("announcement-member-cap", points=campaign.member_cap))
    if campaign.total_cap is not None:
        lines.append(speaker.say("campaign-total-cap", points=campaign.total_cap))
    return lines


def told(speaker: Speaker, data: Mapping[str, Any]) -> str:
    """The message to a member."""
    first = date.fromisoformat(data["first"])
    return offering(speaker, announcement(speaker, campaign_told(data), data["merchant"], When(data["when"]), first))


def before_start(speaker: Speaker, outlook: Outlook, merchant: str | None, people: int | None) -> str:
    """What a campaign will cost, how many hear of it (None: it is not announced), when, and what the first of them
    read.
    """
    lines = ["", cost(speaker, outlook.estimate), ""]
    if people is None or not outlook.waves:
        return "\n".join([*lines, speaker.say("announce-nobody")])
    programme = speaker.programme
    at = {"eve": speaker.minute(programme.eve_minute), "morning": speaker.minute(programme.morning_minute)}
    both = outlook.waves[0].kind is BroadcastKind.EVE
    when = When.TOMORROW if both else When.TODAY
    said = announcement(speaker, outlook.campaign, merchant, when, outlook.first_day)
    lines += [
        speaker.say("announce-people", count=people),
        speaker.say("announce-both", **at) if both else speaker.say("announce-morning", morning=at["morning"]),
        f"<blockquote>{said}</blockquote>",
    ]
    return "\n".join(lines)


def how_it_goes(speaker: Speaker, seen: Sequence[BroadcastSeen]) -> Screen:
    """How a broadcast goes, or the waves that announce a campaign, under what the campaign is."""
    campaign = seen[0].campaign
    if campaign is None:
        return progress(speaker, seen)
    head = speaker.say("campaign-started" if campaign.state == "active" else "campaign-title", name=campaign.name)
    lines = [head, in_words(speaker, campaign, seen[0].merchant), *_waves(speaker, seen)]
    page = Button(text=f"🎉 {campaign.name}", data=f"campaign:{campaign.id}")
    return Screen(
        text="\n".join(lines),
        rows=(*_stop_rows(speaker, "broadcast-stop", campaign, seen), (page,), campaigns_row(speaker)),
    )


def _waves(speaker: Speaker, seen: Sequence[BroadcastSeen]) -> list[str]:
    """How each wave goes; a blank line before each."""
    lines = []
    for one in seen:
        lines += ["", speaker.say(f"announce-wave-{one.broadcast.kind}")]
        lines += standing(speaker, one.broadcast, one.counts)
    return lines


def _stop_rows(speaker: Speaker, label: str, campaign: Campaign, seen: Sequence[BroadcastSeen]) -> Rows:
    """Stop, while there is something to stop."""
    if not any(stoppable(one.broadcast) for one in seen):
        return ()
    return ((labelled(speaker, label, f"announcement-stop:{campaign.id}"),),)


def page(speaker: Speaker, seen: CampaignSeen) -> Screen:
    """A campaign's page, with how its announcement goes."""
    shown = campaign_page(speaker, seen)
    if not seen.announced:
        return shown
    stops = _stop_rows(speaker, "announcement-stop", seen.campaign, seen.announced) if seen.may_change else ()
    text = "\n".join([shown.text, *_waves(speaker, seen.announced)])
    return replace(shown, text=text, rows=(*stops, *shown.rows))
