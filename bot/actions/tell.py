"""What other people must hear, written in the transaction that causes it."""

from datetime import datetime, timedelta
from typing import Any

from bot.actions.action import Cause
from loyalty.courtesy import zone_of
from loyalty.hours import local_instant
from loyalty.model import Programme, Role
from storage import outbox, people, staff
from storage.database import Tx
from storage.people import Person
from storage.rows import ms

A_DAY = timedelta(days=1)
A_WEEK = timedelta(weeks=1)


def tell(
    tx: Tx,
    cause: Cause,
    telegram_id: int,
    notice: str,
    data: dict[str, Any],
    *,
    life: timedelta = A_DAY,
    key: str | None = None,
    reminder: bool = False,
    not_before: datetime | None = None,
    kept_until: datetime | None = None,
) -> bool:
    """A service notice for a person, sent from `not_before` on (default: at once) and pointless after `life` more;
    `notice` names its screen. A `reminder` can be switched off and keeps quiet hours.

    Its key is the cause, unless something else makes it happen once (`lapse:<voucher>`); it is remembered until
    `kept_until`, a week after the end at least. False if it has been written before.
    """
    begins = not_before or cause.now
    return outbox.put(
        tx,
        key=f"{key or cause.key}:{notice}:{telegram_id}",
        telegram_id=telegram_id,
        service_class="service",
        notice=notice,
        data=data,
        now_ms=ms(cause.now),
        not_before_ms=ms(begins),
        pointless_after_ms=ms(begins + life),
        reminder=reminder,
        kept_until_ms=None if kept_until is None else ms(kept_until),
    )


def offer(
    tx: Tx,
    now: datetime,
    telegram_id: int,
    notice: str,
    data: dict[str, Any],
    *,
    key: str,
    not_before: datetime,
    pointless_after: datetime,
    kept_until: datetime | None = None,
    broadcast_id: int | None = None,
) -> bool:
    """An offer for a person, once for its whole `key`, which is remembered until `kept_until`; it is counted and
    stopped with a broadcast where it is of one. False if it was written before.
    """
    return outbox.put(
        tx,
        key=key,
        telegram_id=telegram_id,
        service_class="offer",
        notice=notice,
        data=data,
        now_ms=ms(now),
        not_before_ms=ms(not_before),
        pointless_after_ms=ms(pointless_after),
        kept_until_ms=None if kept_until is None else ms(kept_until),
        broadcast_id=broadcast_id,
    )


def tell_member(
    tx: Tx,
    cause: Cause,
    member_id: int,
    notice: str,
    data: dict[str, Any],
    *,
    life: timedelta = A_DAY,
    key: str | None = None,
    reminder: bool = False,
    not_before: datetime | None = None,
) -> None:
    """The same for a member; nobody is told once they were forgotten."""
    person = people.person_of(tx, member_id)
    if person is not None:
        to = person.telegram_id
        tell(tx, cause, to, notice, data, life=life, key=key, reminder=reminder, not_before=not_before)


def remind_member(
    tx: Tx, cause: Cause, programme: Programme, member_id: int, notice: str, data: dict[str, Any], *, key: str | None
) -> None:
    """A reminder for a member at `reminder_minute` of their own day, at once when that is over: what a job finds out
    at midnight rings nobody up. It is pointless after a week.
    """
    person = people.person_of(tx, member_id)
    if person is None:
        return
    at = _at_minute(programme.reminder_minute, cause.now, person, programme)
    tell(tx, cause, person.telegram_id, notice, data, life=A_WEEK, key=key, reminder=True, not_before=at)


def _at_minute(minute: int, now: datetime, person: Person | None, programme: Programme) -> datetime:
    zone = zone_of(person.zone if person else None, programme)
    return max(now, local_instant(now.astimezone(zone).date(), minute, zone))


def tell_staff(tx: Tx, cause: Cause, staff_id: int, notice: str, data: dict[str, Any]) -> None:
    """A service notice for somebody who works there still."""
    found = staff.staff(tx, staff_id)
    if found is not None and found.removed_at is None:
        tell(tx, cause, found.telegram_id, notice, data)


def tell_owners(
    tx: Tx,
    cause: Cause,
    merchant_id: int,
    notice: str,
    data: dict[str, Any],
    *,
    besides: int | None = None,
    life: timedelta = A_DAY,
    key: str | None = None,
    by_day: Programme | None = None,
) -> None:
    """A service notice for every owner of a merchant, but for the one `besides` (a Telegram id), who knows. What is
    said `by_day`, under this programme, comes at `reminder_minute` of each one's own day, at once when that is over.
    """
    for role in staff.staff_of(tx, merchant_id):
        if role.role is Role.OWNER and role.telegram_id != besides:
            at = None
            if by_day is not None:
                at = _at_minute(by_day.reminder_minute, cause.now, people.person(tx, role.telegram_id), by_day)
            tell(tx, cause, role.telegram_id, notice, data, life=life, key=key, not_before=at)
