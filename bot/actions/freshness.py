"""What a notice says may have changed since it was written: some look again when they are sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from loyalty.model import Programme
from storage.database import Tx
from storage.people import Person

# fn(tx, programme, person, data, now): the data of the notice as it is by now, or None when there is nothing to say
# any more. It reads only.
Fresh: TypeAlias = Callable[[Tx, Programme, Person, dict[str, Any], datetime], dict[str, Any] | None]

# By the notice's name.
FRESH: dict[str, Fresh] = {}
