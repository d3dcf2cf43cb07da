"""A member's card."""

from bot.actions.card import CardShown
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker


def card(speaker: Speaker, shown: CardShown, *, link: str, picture: bytes) -> Screen:
    """The QR and the till code, until when they work, and how to have new ones."""
    text = speaker.say(
        "card",
        code=shown.till_code,
        minutes=int(speaker.programme.card_life.total_seconds() // 60),
        time=speaker.time(shown.expires_at),
        link=link,
    )
    new_code = Button(text=speaker.label("button-new-code"), data="card")
    return Screen(text=text, rows=((new_code,),), picture=picture, secret=True)
