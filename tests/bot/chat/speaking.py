"""Speakers for tests of screens, which are pure: no database, no network, a fixed moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.chat.screens.screen import Button, Screen
from bot.texts import LANGUAGES, Speaker
from loyalty.model import Programme

NOW = datetime(2026, 11, 21, 19, 8, tzinfo=UTC)
PROGRAMME = Programme(zone=ZoneInfo("UTC"), currency="EUR", exponent=2)
ENGLISH, TURKISH = (Speaker(language, PROGRAMME) for language in ("en", "tr"))
SPEAKERS = [Speaker(language, PROGRAMME) for language in LANGUAGES]


def buttons(screen: Screen) -> list[Button]:
    """All buttons of a screen, row by row."""
    return [button for row in screen.rows for button in row]


def button(screen: Screen, label: str) -> Button:
    """The button that carries these words, whatever emoji stands before them."""
    found = [one for one in buttons(screen) if one.text == label or one.text.partition(" ")[2] == label]
    assert len(found) == 1, (label, [one.text for one in buttons(screen)])
    return found[0]
