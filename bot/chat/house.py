"""What every handler needs, wired once at start."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.links import Links
from bot.telegram import Telegram
from bot.texts import Texts
from loyalty.model import Programme
from storage.database import Database


@dataclass(kw_only=True)
class House:
    """The running programme as the chat sees it. `wake_push` tells the sender that the outbox may have something."""

    database: Database
    programme: Programme
    clock: Clock
    links: Links
    texts: Texts
    telegram: Telegram
    secret: bytes
    operators: frozenset[int]
    wake_push: Callable[[], None]

    def adopt(self, programme: Programme) -> None:
        """Goes by a later version of the programme from now on; an older one, or the same, changes nothing."""
        if programme.version > self.programme.version:
            self.programme = programme
            self.texts.adopt(programme)
