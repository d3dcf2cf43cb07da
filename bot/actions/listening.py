"""Members as they can be spoken to at present. Reads only."""

from collections.abc import Iterable
from datetime import date

from loyalty.courtesy import Listener, quiet_of, zone_of
from loyalty.model import Programme
from storage import people
from storage.database import Tx
from storage.people import Person


def listener_of(person: Person, programme: Programme) -> Listener:
    """Somebody as they can be spoken to at present."""
    return Listener(
        zone=zone_of(person.zone, programme),
        quiet=quiet_of(person.quiet_from, person.quiet_to, programme),
        reachable=bool(person.reachable),
        reminders=bool(person.reminders),
        offers=bool(person.offers),
        offered_on=None if person.offered_on is None else date.fromisoformat(person.offered_on),
    )


def still_here(tx: Tx, member_ids: Iterable[int]) -> dict[int, Person]:
    """The people behind these members, by number; nobody can be forgotten until this is done."""
    wanted = sorted(set(member_ids))
    tx.lock("members", *wanted)
    return people.people_of(tx, wanted)
