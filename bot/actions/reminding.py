"""Reminders before points end, and wishes on birthdays: a page of members in one transaction each.

What is written says only whom it is about and why; how many points there are is looked up when it is said, for they may
have been spent by then (see `bot/actions/ending.py`).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.actions.action import Cause
from bot.actions.listening import listener_of, still_here
from bot.actions.tell import offer, tell
from loyalty.calendar import add_months, start_of_day
from loyalty.model import Programme
from loyalty.reminders import Crossing, last_good_day, reminded_at, week_of, wished_at
from storage import reminders
from storage.database import Tx
from storage.reminders import Page, PointsEnd

# So few a transaction that no purchase waits long for the writer.
AT_ONCE = 50
POINTS_ENDING, BIRTHDAY = "points-ending", "birthday"

_A_DAY, _A_WEEK = timedelta(days=1), timedelta(weeks=1)


def points_crossing(
    tx: Tx, programme: Programme, crossing: Crossing, now: datetime, beyond: tuple[int, int] | None
) -> Page:
    """The next members, beyond the cursor (None: the first), who want reminders and have points that have come so near
    to their end.
    """
    after = max(now, start_of_day(crossing.after + _A_DAY, programme))
    by = start_of_day(crossing.through + _A_DAY, programme)
    return reminders.whose_points_end(tx, by=by, beyond=beyond or reminders.before(after), limit=AT_ONCE)


def remind(tx: Tx, cause: Cause, programme: Programme, *, today: date, days: int, ending: Sequence[PointsEnd]) -> int:
    """Reminds each member of what ends, so many `days` before, once a week in which something does. Returns how many
    reminders were written.
    """
    written = 0
    listening = still_here(tx, [end.member_id for end in ending])
    for end in ending:
        person = listening.get(end.member_id)
        if person is None or not (person.reachable and person.reminders):
            continue
        at = reminded_at(today, cause.now, end.expires_at, programme, listener_of(person, programme))
        if at is None:
            continue
        week = week_of(last_good_day(end.expires_at, programme))
        written += tell(
            tx,
            cause,
            person.telegram_id,
            POINTS_ENDING,
            {"member": end.member_id, "week": week.isoformat(), "days": days},
            key=f"expiry:{end.member_id}:{week}:{days}",
            reminder=True,
            not_before=at,
            life=end.expires_at - at,
            kept_until=start_of_day(week + _A_WEEK, programme),
        )
    return written


def having_birthday(tx: Tx, birthday: str, beyond: int) -> list[int]:
    """The next members, with numbers above `beyond`, whose birthday (MM-DD) it is and who want offers."""
    return reminders.whose_birthday_it_is(tx, birthday, beyond=beyond, limit=AT_ONCE)


def wish(
    tx: Tx, cause: Cause, programme: Programme, *, since: date, today: date, birthday: date, member_ids: Sequence[int]
) -> int:
    """Wishes each member a happy birthday whose morning on that date comes by `today`, and later than `since`; once a
    year. Returns how many wishes were written.
    """
    written = 0
    for member_id, person in still_here(tx, member_ids).items():
        found = wished_at(birthday, since, today, cause.now, programme, listener_of(person, programme))
        if found is None or not (person.reachable and person.offers):
            continue
        written += offer(
            tx,
            cause.now,
            person.telegram_id,
            BIRTHDAY,
            {"member": member_id, "birthday": birthday.isoformat()},
            key=f"birthday:{member_id}:{birthday.year}:{BIRTHDAY}:{person.telegram_id}",
            not_before=found.at,
            pointless_after=found.ends_at,
            kept_until=start_of_day(add_months(birthday, 12), programme),
        )
    return written
