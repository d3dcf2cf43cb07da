"""What happens in the simulated year: plain events, drawn from a seed. Neither the service nor the expectation."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tests.year.clocks import TICK, day_in, instant, minute_in

HOME, AWAY = "Europe/Berlin", ("America/New_York", "Pacific/Auckland")
CAFE, BAKERY = "Café", "Bakery"
FIRST_MEMBER = 1000
# Whose phone each shop's desk is.
SHOPS = {CAFE: 1, BAKERY: 5}
REWARDS = ((CAFE, "Espresso", 20), (BAKERY, "Bread", 30), (CAFE, "Cake", 45), (CAFE, "Beans", 120))

# The rules of the year: lives and months short enough that everything comes round several times.
LIFE_DAYS = 45
LEVELS = (("Silver", 60, (5, 4)), ("Gold", 120, (3, 2)))
LEVEL_MONTHS, GRACE_DAYS, WARNING_DAYS = 1, 5, 10
VOUCHER_DAYS = 3
REMINDER_DAYS = (30, 7, 1)
REMINDER_MINUTE, EVE_MINUTE, MORNING_MINUTE = 600, 1080, 540
QUIET = (1260, 480)
NEARLY = 20
BONUS, BONUS_DAYS, BONUS_UNITS = 10, 14, 5
WIN_BACK_DAYS = 30
OWN_QUIET: tuple[tuple[int, int] | None, ...] = (
    None, None, None, (1350, 450), (540, 690), (1200, 720), (600, 600), (0, 480)
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """At a tick somebody does something."""

    at: datetime
    who: int
    what: str
    value: Any = None


@dataclass(frozen=True)
class Campaign:
    """A shop's days of so many times the points, for some or all."""

    name: str
    shop: str
    first: date
    last: date
    times: int = 2
    tier: str | None = None
    newcomers: bool = False
    birthdays: bool = False


@dataclass(frozen=True)
class Message:
    """A shop's own words to a segment (its name and number), at a minute of a date in each member's zone or at once."""

    text: str
    shop: str
    segment: tuple[str, Any]
    day: date | None = None
    minute: int | None = None


@dataclass(frozen=True)
class Story:
    """All of it, in order; the service is down in `[down, up)` and nothing reaches it."""

    seed: int
    begins: datetime
    ends: datetime
    down: datetime
    up: datetime
    events: list[Event]
    members: range

    @property
    def desk(self) -> list[Event]:
        """What the shops do, apart from selling."""
        return [event for event in self.events if event.who in SHOPS.values()]


def write(seed: int, members: int, first: date, last: date, down: date, *, every: int = 5, calm: int = 1) -> Story:
    """A story of so many members from one date to another, with a week of silence from `down` on; `every` so many days
    a shop has something to announce; in a `calm` story everything else is so many times as rare.
    """
    random = Random(seed)
    people = range(FIRST_MEMBER, FIRST_MEMBER + members)
    begins, ends = instant(HOME, first), instant(HOME, last)
    silence = instant(HOME, down, 13 * 60), instant(HOME, down + timedelta(days=7), 3 * 60)
    events = [event for who in people for event in _life(random, who, people, begins, ends, calm)]
    events += _desk(random, first, last, every)
    events = [event for event in events if not silence[0] <= event.at < silence[1]]
    # One thing at a time for each: what two things at one tick come to would be an accident.
    once: dict[tuple[datetime, int], Event] = {}
    for event in events:
        once.setdefault((event.at, event.who), event)
    inner = sorted(once.values(), key=lambda event: (event.at, event.who))
    return Story(seed, begins, ends, *silence, events=_possible(inner), members=people)


def _possible(events: list[Event]) -> list[Event]:
    """Whoever has blocked the bot does nothing but return, and whoever was forgotten nothing more. What was to be
    planned in the silence is never stopped.
    """
    planned: set[str] = set()
    joined: set[int] = set()
    blocked: set[int] = set()
    possible = []
    for event in events:
        if event.what in ("campaign", "message"):
            planned.add(event.value.name if event.what == "campaign" else event.value.text)
        elif event.what in ("pause", "resume", "end", "hush", "stop"):
            if event.value not in planned:
                continue
        elif event.what == "win-back":
            pass
        elif event.what == "join":
            joined.add(event.who)
        elif event.who not in joined or (event.who in blocked) != (event.what == "return"):
            continue
        if event.what == "forget":
            joined.discard(event.who)
        elif event.what == "block":
            blocked.add(event.who)
        elif event.what == "return":
            blocked.discard(event.who)
        possible.append(event)
    return possible


def _open(random: Random, at: datetime, ends: datetime) -> datetime | None:
    """A tick when shops are open on that day at home."""
    found = instant(HOME, day_in(HOME, at), 30 * random.randrange(15, 42))
    return found if found < ends else None


def _life(random: Random, who: int, people: range, begins: datetime, ends: datetime, calm: int) -> list[Event]:
    """One member from joining on: settings, visits, rewards, absences."""
    days = (ends - begins).days
    joined = _open(random, begins + timedelta(days=0 if random.random() < 0.7 else random.randrange(days)), ends)
    if joined is None:
        return []
    inviter = random.choice(people) if random.random() < 0.4 else None
    events = [Event(joined, who, "join", inviter if inviter != who else None)]
    at = joined + TICK
    for name, value in _choices(random):
        events.append(Event(at, who, "set", (name, value)))
        at += TICK
    events += _visits(random, who, at, ends, calm)
    events += _changes(random, who, at, ends, calm)
    return events


def _choices(random: Random) -> list[tuple[str, Any]]:
    """What somebody sets once they have joined; whoever is not asked keeps what there is."""
    chosen: list[tuple[str, Any]] = []
    if random.random() < 0.4:
        chosen.append(("zone", random.choice(AWAY)))
    quiet = random.choice(OWN_QUIET)
    if quiet is not None:
        chosen.append(("quiet", quiet))
    if random.random() < 0.8:
        chosen.append(("offers", int(random.random() < 0.75)))
    if random.random() < 0.1:
        chosen.append(("reminders", 0))
    if random.random() < 0.6:
        chosen.append(("birthday", _birthday(random)))
    if random.random() < 0.3:
        chosen.append(("chosen_language", "tr"))
    return chosen


def _birthday(random: Random) -> str:
    if random.random() < 0.05:
        return "02-29"
    day = date(2028, 1, 1) + timedelta(days=random.randrange(366))
    return f"{day:%m-%d}"


def _visits(random: Random, who: int, at: datetime, ends: datetime, calm: int) -> list[Event]:
    habit = random.random()
    gaps = (3, 9) if habit < 0.15 else (8, 40) if habit < 0.7 else (20, 90)
    left = random.randrange(1, 4) if habit > 0.8 else 10_000
    events = []
    while left:
        visit = _open(random, at, ends)
        if visit is None:
            break
        if visit >= at:
            units = random.choice((2, 4, 5, 7, 12, 18, 25, 40))
            events.append(Event(visit, who, "buy", (CAFE if random.random() < 0.7 else BAKERY, units)))
            if random.random() < 0.4:
                events += _reward(random, who, visit + TICK)
            if random.random() < 0.15:
                # Held when the points are about to end, and left to lapse.
                events.append(Event(visit + timedelta(days=LIFE_DAYS - 1), who, "hold", "Espresso"))
        left -= 1
        at += timedelta(days=calm * random.randrange(*gaps))
        if random.random() < 0.2:
            # The very next day, or the very day on which they are missed.
            at = visit + timedelta(days=random.choice((1, WIN_BACK_DAYS)))
    return [event for event in events if event.at < ends]


def _reward(random: Random, who: int, at: datetime) -> list[Event]:
    """Somebody redeems; then the voucher is used, cancelled or left to lapse."""
    if not 7 * 60 <= minute_in(HOME, at) <= 21 * 60:
        return []
    events = [Event(at, who, "hold", random.choice(REWARDS)[1])]
    later = at + TICK * random.choice((1, 2, 48, 96, 130))
    kind = random.random()
    if kind < 0.7 and 7 * 60 <= minute_in(HOME, later) <= 21 * 60:
        events.append(Event(later, who, "use" if kind < 0.5 else "cancel"))
    return events


def _changes(random: Random, who: int, at: datetime, ends: datetime, calm: int) -> list[Event]:
    """Once in a while: another choice, silence and a return, or farewell."""
    events: list[Event] = []
    months = max(1, (ends - at).days // (30 * calm))
    for _ in range(months):
        kind = random.random()
        then = _open(random, at + timedelta(days=random.randrange(max(1, (ends - at).days))), ends)
        if then is None or then < at:
            continue
        if kind < 0.35:
            options: list[tuple[str, Any]] = [("reminders", random.randrange(2)), ("offers", random.randrange(2))]
            options += [("zone", random.choice((None, *AWAY))), ("quiet", random.choice(OWN_QUIET))]
            options += [("birthday", _birthday(random))]
            events.append(Event(then, who, "set", random.choice(options)))
        elif kind < 0.47:
            events.append(Event(then, who, "block", random.random() < 0.5))
            back = _open(random, then + timedelta(days=random.randrange(1, 25)), ends)
            if back is not None and back > then:
                events.append(Event(back, who, "return"))
        elif kind < 0.49:
            events.append(Event(then, who, "forget"))
    return events


_SEGMENTS: tuple[tuple[str, Any], ...] = (
    ("everyone", None), ("tier", "Silver"), ("bought", 10), ("unseen", 25), ("balance", 30), ("born", 2), ("born", 7)
)  # fmt: skip


def _desk(random: Random, first: date, last: date, every: int) -> list[Event]:
    """Campaigns and messages in turn, some of them stopped, paused or ended before they have all been heard."""
    events: list[Event] = [Event(instant(HOME, first, 7 * 60), SHOPS[CAFE], "win-back", WIN_BACK_DAYS)]
    day, number = first + timedelta(days=3), 0
    while day + timedelta(days=6) < last:
        number += 1
        shop = random.choice((CAFE, BAKERY))
        at = instant(HOME, day, 30 * random.randrange(16, 42))
        if number % 2:
            events += _campaign(random, f"Campaign {number}", shop, day, at)
        else:
            events += _message(random, f"Message {number}", shop, day, at)
        day += timedelta(days=every)
    return events


def _campaign(random: Random, name: str, shop: str, day: date, at: datetime) -> list[Event]:
    first = day + timedelta(days=random.choice((0, 1, 1, 2, 3)))
    last = first + timedelta(days=random.choice((0, 0, 1)))
    whom = random.choice(({}, {}, {"tier": "Silver"}, {"newcomers": True}, {"birthdays": True}))
    campaign = Campaign(name, shop, first, last, random.choice((2, 3)), **whom)
    events = [Event(at, SHOPS[shop], "campaign", campaign)]
    kind, later = random.random(), at + TICK * random.randrange(1, 120)
    if kind < 0.15:
        events.append(Event(later, SHOPS[shop], "end", name))
    elif kind < 0.3:
        events.append(Event(later, SHOPS[shop], "pause", name))
        events.append(Event(later + TICK * random.randrange(1, 40), SHOPS[shop], "resume", name))
    elif kind < 0.4:
        events.append(Event(later, SHOPS[shop], "hush", name))
    return events


def _message(random: Random, text: str, shop: str, day: date, at: datetime) -> list[Event]:
    later = day + timedelta(days=random.choice((1, 2, 3)))
    hour = random.choice((None, (later, 600), (later, 1320), (later, 540)))
    message = Message(text, shop, random.choice(_SEGMENTS), *(hour or ()))
    events = [Event(at, SHOPS[shop], "message", message)]
    if random.random() < 0.3:
        events.append(Event(at + TICK * random.randrange(1, 100), SHOPS[shop], "stop", text))
    return events
