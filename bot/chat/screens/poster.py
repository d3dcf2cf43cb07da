"""The picture for the counter."""

from bot.chat.screens.screen import Screen
from bot.texts import Speaker


def lines(speaker: Speaker) -> tuple[str, ...]:
    """What stands under the QR on the poster."""
    programme = speaker.programme
    earn = speaker.label("poster-earn", points=programme.points_per_step, amount=speaker.money(programme.step_minor))
    return speaker.label("poster-scan"), earn, speaker.label("poster-easy")


def poster(speaker: Speaker, merchant: str, *, link: str, picture: bytes) -> Screen:
    """The poster, to be printed; nothing on it is secret."""
    return Screen(text=speaker.say("poster", merchant=merchant, link=link), picture=picture)
