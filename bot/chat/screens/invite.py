"""Bringing friends."""

from urllib.parse import quote

from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from storage.referrals import Invited


def invite(speaker: Speaker, invited: Invited, *, link: str, picture: bytes) -> Screen:
    """The member's own link and QR, what both get and when, and what came of it so far."""
    programme = speaker.programme
    promise = speaker.say(
        "invite",
        yours=programme.referral_points_referrer,
        theirs=programme.referral_points_referee,
        amount=speaker.money(programme.referral_minimum_minor),
        days=programme.referral_hold.days,
    )
    numbers = speaker.say("invite-numbers", joined=invited.joined, qualified=invited.qualified, points=invited.points)
    share = Button(
        text=speaker.label("button-share"),
        url=f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(speaker.label('invite-words'), safe='')}",
    )
    return Screen(text=f"{promise}\n\n{numbers}\n\n{link}", rows=((share,),), picture=picture)
