"""The process of a command that runs until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterator
from typing import Literal

from telegram.error import InvalidToken

from bot.commands.command import DONE
from bot.document import DocumentUnusable
from bot.http.server import CannotListen
from bot.logs import configure_logs
from bot.settings import SettingsUnusable
from bot.telegram import CallFailed, TokenRefused


def forever(
    log_format: Literal["console", "json"], secrets: tuple[str, ...], work: Callable[[asyncio.Event], Awaitable[None]]
) -> int:
    """Runs `work` on the fastest loop there is, until SIGTERM or SIGINT; no log line holds one of `secrets`."""

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await work(stop)

    configure_logs(log_format, secrets)
    with _found_out_while_running():
        try:
            import uvloop
        except ImportError:
            asyncio.run(until_told())
        else:
            uvloop.run(until_told())
    return DONE


@contextlib.contextmanager
def _found_out_while_running() -> Iterator[None]:
    """What only Telegram and the network can say of the settings, as the mistake that it is."""
    try:
        yield
    except InvalidToken:
        raise SettingsUnusable("Telegram does not know this BOT_TOKEN: ask @BotFather for the right one") from None
    except TokenRefused:
        why = "Telegram does not know this BOT_TOKEN any more: ask @BotFather for the present one"
        raise SettingsUnusable(why) from None
    except DocumentUnusable as error:
        raise SettingsUnusable(f"the programme in the database: {error}") from None
    except (CannotListen, CallFailed) as error:
        raise SettingsUnusable(str(error)) from None
