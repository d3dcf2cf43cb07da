"""Digital rewards: the question before, the text, and all the texts a member has."""

from collections.abc import Sequence

from bot.actions.offers import OfferSeen
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from storage.reward_codes import GivenCode


def my_codes_button(speaker: Speaker) -> Button:
    """The way to all of them."""
    return Button(text=speaker.label("button-my-codes"), data="my-codes")


def question(speaker: Speaker, seen: OfferSeen, data: str) -> Screen:
    """Whether the points shall be spent at once; `data` is the button's that spends them."""
    text = speaker.say("digital-question", reward=seen.reward.name, points=seen.reward.points)
    yes = Button(text=speaker.label("button-redeem-digital", points=seen.reward.points), data=data)
    back = Button(text=speaker.label("button-rewards"), data="rewards")
    return Screen(text=text, rows=((yes,), (back,)))


def code(speaker: Speaker, given: GivenCode) -> Screen:
    """A text that a member has for their points; it cannot be forwarded."""
    text = speaker.say(
        "digital-given",
        reward=given.reward,
        merchant=given.merchant,
        points=given.points,
        code=given.code,
        date=speaker.date(given.given_at),
    )
    return Screen(text=text, rows=((my_codes_button(speaker),),), secret=True)


def my_codes(speaker: Speaker, codes: Sequence[GivenCode], number: int) -> Screen:
    """A button for each text, newest first."""
    if not codes:
        rewards = Button(text=speaker.label("button-rewards"), data="rewards")
        return Screen(text=speaker.say("my-codes-none"), rows=((rewards,),))
    page = page_of(codes, number)
    rows = tuple(
        (
            Button(
                text=speaker.label("button-show-code", reward=one.reward, date=speaker.day(one.given_at)),
                data=f"my-code:{one.id}",
            ),
        )
        for one in page.items
    )
    return Screen(text=speaker.say("my-codes"), rows=(*rows, *page_rows(speaker, page, "my-codes")))
