"""One Bot API call and the table of the methods that there are."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.files import Upload
from bot.sandbox.model import Json
from bot.sandbox.world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A call whose parameters have passed the published interface."""

    world: World
    params: Json
    uploads: dict[str, Upload] = field(default_factory=dict)


Method = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Enter a function as the Bot API method `name`."""

    def enter(function: Method) -> Method:
        METHODS[name] = function
        return function

    return enter
