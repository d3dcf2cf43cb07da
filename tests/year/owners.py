"""What the shops' owners hear in the simulated year: whose purchases of a day were out of the ordinary, by hand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.year.clocks import A_DAY, instant
from tests.year.messages import Night, Said, report
from tests.year.purse import Visit
from tests.year.story import HOME, REMINDER_MINUTE, SHOPS

WATCHED_DAYS = 30
MANY_A_DAY, ENOUGH, ENOUGH_OTHERS, TIMES_THE_POINTS = 4, 3, 20, 3

Bought = Mapping[int, list[int]]


def reports(visits: Mapping[int, list[Visit]], nights: Mapping[datetime, Night], ends: datetime) -> Iterator[Said]:
    """On the morning after each day its report, if anybody stood out. An owner sells alone, so no share ever does."""
    days: defaultdict[tuple[str, date], dict[int, list[int]]] = defaultdict(dict)
    for who, went in visits.items():
        for visit in went:
            days[visit.shop, visit.day].setdefault(who, []).append(visit.points)
    for at, night in nights.items():
        heard_at = max(at, instant(HOME, night.today, REMINDER_MINUTE))
        for back in range((night.today - night.since).days if heard_at <= ends else 0):
            day = night.today - A_DAY * (back + 1)
            for shop, owner in SHOPS.items():
                window = [days.get((shop, day - timedelta(days=ago)), {}) for ago in range(WATCHED_DAYS)]
                lines = list(_lines(window[0], window))
                if lines:
                    yield Said(heard_at, owner, "odd-pairs", report(day, lines, len(lines)))


def _lines(on_day: Bought, window: list[dict[int, list[int]]]) -> Iterator[str]:
    everybody = [points for bought in window for own in bought.values() for points in own]
    for who, today in on_day.items():
        own = [points for bought in window for points in bought.get(who, ())]
        others = len(everybody) - len(own)
        if len(today) >= MANY_A_DAY:
            yield f"many {len(today)}"
        elif len(own) >= ENOUGH and others >= ENOUGH_OTHERS:
            each, usual = Fraction(sum(own), len(own)), Fraction(sum(everybody) - sum(own), others)
            if each and each >= TIMES_THE_POINTS * usual:
                yield f"points {len(own)} {int(each)} {int(usual)}"
