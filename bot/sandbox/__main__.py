"""`python -m bot.sandbox`: runs the sandbox until it is interrupted."""

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from bot.sandbox.refusals import ControlError
from bot.sandbox.server import Sandbox, people_from


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A local Telegram Bot API.")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free one (default %(default)s)")
    parser.add_argument("--token", default="4242:demo", help="the bot's token (default %(default)s)")
    parser.add_argument("--username", default="kumbara_demo_bot", help="the bot's name in links")
    parser.add_argument("--name", default="Kumbara", help="the bot's name in chats")
    parser.add_argument("--clock-file", type=Path, help="where to write the clock's offset in milliseconds")
    parser.add_argument("--people", type=Path, help="a JSON list of people to begin with")
    parser.add_argument("--limits", action="store_true", help="refuse what is faster than Telegram allows")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    sandbox = await Sandbox.start(
        token=arguments.token,
        username=arguments.username,
        name=arguments.name,
        port=arguments.port,
        clock_file=arguments.clock_file,
        limits=arguments.limits,
        people=people_from(arguments.people) if arguments.people else None,
    )
    sys.stdout.write(f"{sandbox.url}/sandbox/\n")
    sys.stdout.flush()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        await stopped.wait()
    finally:
        await sandbox.stop()


def main() -> int:
    """0 after an interruption, 2 for unusable arguments or an address in use."""
    try:
        asyncio.run(_run(_arguments()))
    except (OSError, ValueError, ControlError) as error:
        sys.stderr.write(f"The sandbox cannot start: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
