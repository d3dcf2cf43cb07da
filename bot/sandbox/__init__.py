"""A local Telegram Bot API over real HTTP, for the demo and for tests.

The bot talks to it as it would talk to Telegram; people are played through its control side
(`/sandbox/…`), by the page it serves or by tests. It is strict where Telegram is strict, remembers
every call, and fails on demand. It binds loopback addresses only and imports nothing of the bot.
"""

from bot.sandbox.server import Sandbox

__all__ = ["Sandbox"]
