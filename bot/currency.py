"""The first sale fixes the currency: every amount in the database is in minor units of it."""

from bot.settings import Settings, SettingsUnusable
from storage import facts
from storage.database import Database


async def same_currency(database: Database, settings: Settings) -> None:
    """Raises SettingsUnusable where the settings name another currency than the first sale was in."""
    fixed = await database.read(facts.fact, "currency")
    if fixed is not None and fixed != settings.currency:
        raise SettingsUnusable(
            f"CURRENCY is {settings.currency}, but the first sale was in {fixed}: set CURRENCY={fixed}"
        )
