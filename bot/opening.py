"""The database as the bot opens it: migrated, with what the first start decides."""

import contextlib
import secrets
from collections.abc import AsyncIterator

from bot.actions.programmes import keep_first
from bot.settings import Settings, SettingsUnusable
from storage import facts
from storage.database import Database, Tx, open_database
from storage.migrate import migrate


@contextlib.asynccontextmanager
async def opened(settings: Settings, *, create: bool = True) -> AsyncIterator[Database]:
    """The database, at the present schema when it may be created or changed."""
    async with await open_database(settings.database_url, create=create) as database:
        if create:
            await migrate(database)
            await database.write(_own, settings)
        yield database


def _own(tx: Tx, settings: Settings) -> None:
    """What the first start decides: the first version of the programme, and the secret key, unless it is set."""
    keep_first(tx, settings.currency, settings.clock.now())
    if settings.secret_key is None:
        facts.keep_first(tx, "secret_key", secrets.token_urlsafe(32))


async def secret_of(database: Database, settings: Settings) -> bytes:
    """The key of all links and seals."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    kept = await database.read(facts.fact, "secret_key")
    if kept is None:
        raise SettingsUnusable("the database has no secret key: run `kumbara migrate`, or set SECRET_KEY")
    return kept.encode()
