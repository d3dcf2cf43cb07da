"""What a notice says may have changed since it was written: some look again when they are sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from bot.actions.announcing import announce_now
from bot.actions.asking import still_without_offers
from bot.actions.available import still_available
from bot.actions.broadcasts import fresh_message
from bot.actions.ending import birthday_wish, points_ending
from bot.actions.lapsing import still_about_to_lapse
from bot.actions.nearly import with_nearest_reward
from bot.actions.tiers import still_in_danger, still_lost
from bot.actions.winning_back import still_away
from loyalty.model import Programme
from storage.database import Tx
from storage.people import Person

# fn(tx, programme, person, data, now): the data of the notice as it is by now, or None when there is nothing to say
# any more. It reads only.
Fresh: TypeAlias = Callable[[Tx, Programme, Person, dict[str, Any], datetime], dict[str, Any] | None]

# By the notice's name.
FRESH: dict[str, Fresh] = {
    "broadcast-eve": announce_now,
    "broadcast-morning": announce_now,
    "birthday": birthday_wish,
    "broadcast-message": fresh_message,
    "offers-again": still_without_offers,
    "points-available": still_available,
    "points-ending": points_ending,
    "purchase-booked": with_nearest_reward,
    "tier-lost": still_lost,
    "tier-soon-lost": still_in_danger,
    "voucher-lapses-soon": still_about_to_lapse,
    "win-back": still_away,
}
