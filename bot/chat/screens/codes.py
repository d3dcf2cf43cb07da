"""Redemption codes: issued, scanned, redeemed."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.codes import CodeIssued, CodeSeen, CodeUsed
from bot.chat.screens.desk import desk_row
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from loyalty.model import Reward, RewardKind


def choose(speaker: Speaker, merchant: str, rewards: Sequence[Reward], number: int) -> Screen:
    """For which reward a code shall be; digital ones come by chat alone."""
    rewards = [reward for reward in rewards if reward.kind is not RewardKind.DIGITAL]
    page = page_of(rewards, number)
    rows = tuple(
        (
            Button(
                text=speaker.label("button-issue-reward", reward=reward.name, points=reward.points),
                data=f"issue:{reward.id}",
            ),
        )
        for reward in page.items
    )
    if rewards:
        text = speaker.say("code-choose", merchant=merchant)
    else:
        text = speaker.say("catalogue-empty", merchant=merchant)
        rows = ((Button(text=speaker.label("button-desk-addreward"), data="addreward"),),)
    return Screen(text=text, rows=(*rows, *page_rows(speaker, page, "issue"), desk_row(speaker)))


def one_only(speaker: Speaker) -> Screen:
    """More than one code at once was asked for."""
    return Screen(text=speaker.say("code-one-only"))


def days_unusable(speaker: Speaker, longest: int) -> Screen:
    """A code lives from one day to a year."""
    return Screen(text=speaker.say("code-days-unusable", longest=longest))


def issued(speaker: Speaker, issued: CodeIssued, *, link: str, picture: bytes) -> Screen:
    """A code to be shown or printed."""
    text = speaker.say(
        "code-issued",
        reward=issued.reward,
        merchant=issued.merchant,
        points=issued.points,
        date=speaker.date(issued.expires_at),
        link=link,
    )
    return Screen(text=text, picture=picture, secret=True)


def code(speaker: Speaker, seen: CodeSeen, data: str) -> Screen:
    """What a scanned code gives, for how many points; `data` is the button's."""
    text = speaker.say("code-seen", reward=seen.reward, merchant=seen.merchant, points=seen.points)
    return Screen(text=text, rows=((Button(text=speaker.label("button-redeem-code"), data=data),),))


def used(speaker: Speaker, used: CodeUsed, now: datetime) -> Screen:
    """What the member shows to the staff."""
    text = speaker.say(
        "code-used", reward=used.reward, merchant=used.merchant, points=used.points, time=speaker.moment(now)
    )
    return Screen(text=text, rows=((Button(text=speaker.label("button-balance"), data="balance"),),))
