"""Sharing one's own phone number."""

from bot.actions.phone import PhoneShared
from bot.chat.screens.screen import Screen
from bot.texts import Speaker


def shared(speaker: Speaker, seen: PhoneShared) -> Screen:
    """Thanks, and the keyboard goes."""
    return Screen(text=speaker.say("phone-shared-paid" if seen.paid else "phone-shared"), drops_keyboard=True)
