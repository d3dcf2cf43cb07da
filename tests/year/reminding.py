"""What the nights of the simulated year bring a member: points that end, birthdays, and offers to those long away."""

from calendar import isleap
from datetime import date, datetime, timedelta

from tests.year.clocks import A_DAY, awake_at, day_in, instant, monday_of
from tests.year.diary import Diary
from tests.year.messages import A_WEEK, OFFER, REMINDER, Facts, Night, facts
from tests.year.purse import Lot
from tests.year.story import CAFE, HOME, REMINDER_DAYS, REMINDER_MINUTE, REWARDS


def last_day(lot: Lot) -> date:
    """The last date at home on which its points can be spent."""
    return day_in(HOME, lot.ends) - A_DAY


def stage(last: date, today: date) -> int | None:
    """The nearest of the stages that points have crossed; None before the first."""
    return min((days for days in REMINDER_DAYS if (last - today).days <= days), default=None)


def points_end(me: Diary, now: datetime, night: Night) -> None:
    """One reminder a week and stage for what has crossed one since the last night."""
    if not (me.settings.reminders and me.known_here):
        return
    crossed = []
    for lot in me.purse.lots:
        last = last_day(lot)
        days = stage(last, night.today) if lot.alive(now) else None
        if days is not None and night.since < last - timedelta(days=days) <= night.today:
            crossed.append((lot.ends, days, monday_of(last)))
    for ends, days, monday in sorted(crossed):
        at = instant(me.zone, night.today, REMINDER_MINUTE)
        at = awake_at(me.quiet, me.zone, max(at if at < ends else now, now))
        if at < ends:
            key = f"expiry:{monday}:{days}"

            def what(me: Diary, at: datetime, days: int = days, monday: date = monday) -> Facts | None:
                return ending(me, at, days, monday)

            me.say("points-ending", what, sort=REMINDER, due=at, pointless=ends, key=key)


def ending(me: Diary, at: datetime, days: int, monday: date) -> Facts | None:
    """What ends in that week by then, and the two dearest rewards that all points buy."""
    lots = sorted((last_day(lot), lot.left) for lot in me.purse.lots if lot.alive(at))
    within = [(last, left) for last, left in lots if monday_of(last) == monday]
    if not within:
        return None
    first = within[0][0]
    near = stage(first, day_in(HOME, at))
    if near is not None and near < days:
        return None
    has = me.purse.spendable(at)
    buys = sorted(((points, name) for _, name, points in REWARDS if points <= has), reverse=True)[:2]
    return facts(
        first=sum(left for last, left in within if last == first),
        first_day=first,
        points=sum(left for _, left in within),
        last_day=within[-1][0],
        has=has,
        buys=[name for _, name in buys],
    )


def birthday(me: Diary, now: datetime, night: Night) -> None:
    """Wishes on the morning of the day, where they live: each morning belongs to one night at home."""
    if not (me.settings.offers and me.known_here and me.settings.birthday):
        return
    for ahead in range(-10, 3):
        day = night.today + A_DAY * ahead
        morning = instant(me.zone, day, REMINDER_MINUTE)
        if not _is_birthday(me.settings.birthday, day):
            continue
        if not instant(HOME, night.since + A_DAY) <= morning < instant(HOME, night.today + A_DAY):
            continue
        ends = instant(me.zone, day + A_DAY)
        due = awake_at(me.quiet, me.zone, max(morning, now))
        if due < ends:

            def what(me: Diary, at: datetime, day: date = day) -> Facts | None:
                return () if me.settings.birthday and _is_birthday(me.settings.birthday, day) else None

            me.say("birthday", what, sort=OFFER, due=due, pointless=ends, key=f"birthday:{day.year}")


def _is_birthday(kept: str, day: date) -> bool:
    """29 February comes on the 28th in years without it."""
    return kept == f"{day:%m-%d}" or (kept == "02-29" and f"{day:%m-%d}" == "02-28" and not isleap(day.year))


def season(day: date) -> tuple[int, int]:
    """A quarter of the year."""
    return day.year, (day.month + 2) // 3


def win_back(me: Diary, now: datetime, night: Night, days: int) -> None:
    """Whoever was at the café last so many days ago, once a season."""
    visits = [visit.day for visit in me.visits if visit.shop == CAFE]
    if not visits or not (me.settings.offers and me.known_here):
        return
    last = visits[-1]
    crossed = last + timedelta(days=days)
    if not night.since < crossed <= night.today:
        return
    seasons = {season(crossed + A_DAY * ahead) for ahead in range((night.today - crossed).days + 1)}
    if any(f"win-back:{one}" in me.once for one in seasons):
        return
    due = awake_at(me.quiet, me.zone, max(now, instant(me.zone, night.today, REMINDER_MINUTE)))

    def what(me: Diary, at: datetime) -> Facts | None:
        if [visit.day for visit in me.visits if visit.shop == CAFE][-1] != last:
            return None
        has = me.purse.spendable(at)
        mine = sorted((points, name) for shop, name, points in REWARDS if shop == CAFE)
        points, name = ([one for one in mine if one[0] <= has] or mine[:1])[-1]
        return facts(points=has, reward=name, missing=max(0, points - has))

    key = f"win-back:{season(night.today)}"
    me.say("win-back", what, sort=OFFER, due=due, pointless=due + A_WEEK, key=key)
