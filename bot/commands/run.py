"""`kumbara run`: the bot."""

import argparse

from bot.commands.command import Command
from bot.settings import load_settings


def _do(given: argparse.Namespace) -> int:
    settings = load_settings()  # a mistake in them is told at once, before the whole bot is loaded
    from bot.app import run
    from bot.commands.forever import forever

    return forever(settings.log_format, settings.secrets, lambda stop: run(settings, stop))


COMMAND = Command(do=_do)
