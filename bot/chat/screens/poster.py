"""The picture for the counter."""

from html import unescape

from bot.chat.screens.earning import how_purchases_earn
from bot.chat.screens.screen import Screen
from bot.texts import Speaker


def lines(speaker: Speaker) -> tuple[str, ...]:
    """What stands under the QR on the poster."""
    return speaker.label("poster-scan"), unescape(how_purchases_earn(speaker)), speaker.label("poster-easy")


def poster(speaker: Speaker, merchant: str, *, link: str, picture: bytes) -> Screen:
    """The poster, to be printed; nothing on it is secret."""
    return Screen(text=speaker.say("poster", merchant=merchant, link=link), picture=picture)
