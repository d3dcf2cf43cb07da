"""The one translator of the programme's refusals for the chat."""

from bot.chat.screens.screen import Button, Rows, Screen
from bot.texts import Speaker
from loyalty.errors import LoyaltyError, NoMerchantChosen, NotAMember


def refusal(speaker: Speaker, error: LoyaltyError) -> Screen:
    """Why not, and what to do instead."""
    rows: Rows = ()
    if isinstance(error, NotAMember):
        rows = ((Button(text=speaker.label("button-join"), data="join"),),)
    elif isinstance(error, NoMerchantChosen):
        rows = ((Button(text=speaker.label("button-choose-merchant"), data="merchants"),),)
    return Screen(text=speaker.refusal(error), rows=rows)
