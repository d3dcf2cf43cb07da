"""What a member of the simulated year has: lots, vouchers and levels, by hand."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.year.clocks import A_DAY, day_in, instant, months_after, months_before
from tests.year.story import GRACE_DAYS, HOME, LEVEL_MONTHS, LEVELS, LIFE_DAYS


def end_of_life(active_at: datetime) -> datetime:
    """When points end that can be spent from then on: so many days on, that day included."""
    return instant(HOME, day_in(HOME, active_at) + timedelta(days=LIFE_DAYS + 1))


class Visit(NamedTuple):
    """A purchase, by its day at home and what it brought."""

    shop: str
    day: date
    points: int


@dataclass
class Lot:
    """Points of one cause, and what is left of them."""

    left: int
    earned: datetime
    active: datetime
    ends: datetime
    number: int
    bonus: bool = False
    told: bool = False

    def alive(self, at: datetime) -> bool:
        """Whether its points can be spent."""
        return self.left > 0 and self.active <= at < self.ends


@dataclass
class Voucher:
    """Points held for a reward until it ends."""

    reward: str
    shop: str
    points: int
    ends: datetime
    parts: list[tuple[Lot, int]]


@dataclass
class Purse:
    """Lots in the order in which they were earned."""

    lots: list[Lot] = field(default_factory=list)
    _earned: int = 0

    def earn(self, points: int, at: datetime, *, wait: timedelta = timedelta(0), bonus: bool = False) -> None:
        """A purchase, or a bonus that waits."""
        if points:
            active = at + wait
            self._earned += 1
            self.lots.append(Lot(points, at, active, end_of_life(active), self._earned, bonus, told=not wait))

    def spendable(self, at: datetime) -> int:
        """What there is at an instant."""
        return sum(lot.left for lot in self.lots if lot.alive(at))

    def take(self, points: int, at: datetime) -> list[tuple[Lot, int]] | None:
        """Soonest end first, then oldest; None where there are not enough."""
        if self.spendable(at) < points:
            return None
        parts = []
        for lot in sorted(self.lots, key=lambda lot: (lot.ends, lot.earned, lot.number)):
            used = min(points, lot.left) if lot.alive(at) else 0
            if used:
                lot.left -= used
                points -= used
                parts.append((lot, used))
        return parts

    def drop(self, at: datetime) -> None:
        """Forget what is over; it can come back only by a voucher, which knows its lots itself."""
        self.lots = [lot for lot in self.lots if lot.left and lot.ends > at]


class Ladder:
    """The level of a member, day by day: met by the points of the last months, kept so many more, and the grace."""

    def __init__(self) -> None:
        self.place = 0
        self.bought: list[tuple[date, int]] = []
        self._good = [date.min] * (len(LEVELS) + 1)
        self._seen: date | None = None

    @property
    def name(self) -> str:
        """What the level is called."""
        return LEVELS[self.place - 1][0] if self.place else "base"

    @property
    def factor(self) -> Fraction:
        """How many times as much it earns."""
        return Fraction(*LEVELS[self.place - 1][2]) if self.place else Fraction(1)

    def counted(self, day: date) -> int:
        """The points that count on a day."""
        first = months_before(day, LEVEL_MONTHS)
        return sum(points for on, points in self.bought if first < on <= day)

    def _met(self, day: date) -> int:
        counted = self.counted(day)
        return max((place for place, level in enumerate(LEVELS, 1) if counted >= level[1]), default=0)

    def keeps_until(self, place: int) -> date:
        """The first day on which a level met no more is over."""
        return months_after(self._good[place], LEVEL_MONTHS) + timedelta(days=GRACE_DAYS) + A_DAY

    def live(self, today: date) -> list[tuple[date, int, int]]:
        """Walks on to the morning of a day, and says which falls there were: the day, from where and to where."""
        falls: list[tuple[date, int, int]] = []
        if not self.bought:
            return falls
        day = self._seen or self.bought[0][0]
        while day <= today:
            met = self._met(day)
            while met < self.place and day >= self.keeps_until(self.place):
                falls.append((day, self.place, self.place - 1))
                self.place -= 1
                # The eve of the fall was good for the one below.
                self._good[self.place] = max(self._good[self.place], day - A_DAY)
            for place in range(1, len(LEVELS) + 1):
                if place <= met or place < self.place:
                    self._good[place] = max(day, self._good[place])
            day += A_DAY
        self._seen = today
        return falls

    def buy(self, day: date, points: int) -> bool:
        """A purchase on a day that has been lived; whether it lifts."""
        self.bought.append((day, points))
        self._seen = self._seen or day
        met = self._met(day)
        for place in range(1, met + 1):
            self._good[place] = day
        if met <= self.place:
            return False
        self.place = met
        return True

    def end(self, day: date) -> tuple[date, int] | None:
        """If nothing more is bought: when the level is over, and how many more points before that keep it."""
        if not self.place:
            return None
        threshold = LEVELS[self.place - 1][1]
        last = day
        if self.counted(day) >= threshold:
            while self.counted(last + A_DAY) >= threshold:
                last += A_DAY
            ends = months_after(last, LEVEL_MONTHS) + timedelta(days=GRACE_DAYS) + A_DAY
            return ends, 0
        ends = self.keeps_until(self.place)
        return ends, threshold - self.counted(ends - A_DAY)
