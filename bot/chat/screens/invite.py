"""Bringing friends."""

from urllib.parse import quote

from bot.actions.invitations import Invitations
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker


def invite(speaker: Speaker, seen: Invitations, *, link: str, picture: bytes) -> Screen:
    """The member's own link and QR, what both get and when, and what came of it so far."""
    programme = speaker.programme
    promise = speaker.say(
        "invite",
        yours=programme.referral_points_referrer,
        theirs=programme.referral_points_referee,
        amount=speaker.money(programme.referral_minimum_minor),
        days=programme.referral_hold.days,
    )
    invited = seen.invited
    numbers = [speaker.say("invite-numbers", joined=invited.joined, qualified=invited.qualified, points=invited.points)]
    if seen.pending_at is not None:
        numbers.append(speaker.say("invite-pending", points=seen.pending, date=speaker.date(seen.pending_at)))
    if seen.reviewed:
        numbers.append(speaker.say("invite-reviewed", points=seen.reviewed))
    numbers.append(speaker.say("invite-month", friends=seen.this_month, most=programme.referral_monthly_cap))
    lines = "\n".join(numbers)
    share = Button(
        text=speaker.label("button-share"),
        url=f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(speaker.label('invite-words'), safe='')}",
    )
    return Screen(text=f"{promise}\n\n{lines}\n\n{link}", rows=((share,),), picture=picture)
