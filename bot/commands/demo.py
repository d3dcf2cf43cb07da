"""`kumbara demo`: the bot, the sandbox and a sample programme, with nothing but this machine."""

import argparse
import asyncio
import tempfile
from pathlib import Path
from zoneinfo import available_timezones

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from tzlocal import get_localzone_name

from bot.actions.action import Cause
from bot.actions.catalogue import add_reward
from bot.actions.merchants import add_merchant
from bot.actions.programmes import set_programme
from bot.app import run as serve
from bot.commands.command import Command, Unusable
from bot.commands.forever import forever
from bot.document import read_document
from bot.opening import opened
from bot.settings import Settings, SettingsUnusable
from loyalty.model import Programme
from storage.database import Tx

CUSTOMER, FRIEND, CASHIER = 11, 12, 13
PEOPLE = [
    {"id": CUSTOMER, "first_name": "Ayşe", "last_name": "Kaya", "language_code": "en", "label": "Customer"},
    {"id": FRIEND, "first_name": "Ben", "last_name": "Okoro", "language_code": "en", "label": "Friend"},
    {"id": CASHIER, "first_name": "Mert", "last_name": "Demir", "language_code": "en", "label": "Cashier"},
]
MERCHANT = "Café Kumbara"
REWARDS = (("Espresso", 20), ("Slice of cake", 45), ("Bag of beans", 120))
# Two tiers within reach of a few purchases; everything else is as it comes.
RULES = """
[[tiers]]
name = "Silver"
threshold = 50
multiplier = 1.25

[[tiers]]
name = "Gold"
threshold = 150
multiplier = 1.5
"""
_TOKEN = "4242:demo"  # noqa: S105 - the sandbox's own, worth nothing anywhere else


class _OnlyThese(Settings):
    """Settings that no variable of the environment changes: the demo is the same everywhere."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given here, and nothing else."""
        return (init_settings,)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=8090, help="where the page is served, 0 for any (default %(default)s)"
    )


def _do(given: argparse.Namespace) -> int:
    if not 0 <= given.port <= 65535:
        raise Unusable(f"there is no port {given.port}: 0 to 65535")
    return forever("console", (), lambda stop: _play(given.port, stop))


async def _play(port: int, stop: asyncio.Event) -> None:
    """Serves the page on `port` (0: any free one) until `stop`. Raises SettingsUnusable without the demo's parts."""
    try:
        from bot.sandbox import Sandbox
    except ImportError as error:
        raise SettingsUnusable(f"the demo needs {error.name}: pip install 'kumbara[demo]'") from None
    with tempfile.TemporaryDirectory(prefix="kumbara-demo-") as folder:
        clock_file = Path(folder) / "clock"
        sandbox = await Sandbox.start(token=_TOKEN, port=port, clock_file=clock_file, people=PEOPLE)
        try:
            settings = _OnlyThese(
                timezone=_zone(),
                bot_token=SecretStr(_TOKEN),
                bot_api_url=sandbox.url,
                database_url=f"sqlite:///{folder}/kumbara.db",
                owner_ids=frozenset({CASHIER}),
                clock_file=clock_file,
            )
            async with opened(settings) as database:
                await database.write(_sample, settings)

            def ready() -> None:
                print(f"Three phones are waiting for you at {sandbox.url}/sandbox/  (Ctrl+C ends the demo)", flush=True)

            await serve(settings, stop, ready)
        finally:
            await sandbox.stop()


def _zone() -> str:
    """This machine's time zone: the page shows its hours, and what the bot says at an hour must come at that one."""
    try:
        found = get_localzone_name()
    except (ValueError, LookupError):
        return "UTC"
    return found if found in available_timezones() and found != "Etc/UTC" else "UTC"


def _sample(tx: Tx, settings: Settings) -> None:
    """A café with three rewards and two tiers; the cashier's phone is its owner's."""
    programme: Programme = settings.programme
    now = settings.clock.now()
    set_programme(tx, read_document(RULES.encode(), programme.currency), programme, now)
    owner = next(person for person in PEOPLE if person["id"] == CASHIER)
    name = f"{owner['first_name']} {owner['last_name']}"
    add_merchant(
        tx,
        Cause(key="demo:merchant", now=now),
        programme,
        telegram_id=CASHIER,
        operator_name=name,
        name=MERCHANT,
    )
    for number, (reward, points) in enumerate(REWARDS):
        cause = Cause(key=f"demo:reward:{number}", now=now)
        add_reward(tx, cause, programme, telegram_id=CASHIER, name=reward, points=points)


COMMAND = Command(do=_do, arguments=_arguments)
