"""What other people must hear, written in the transaction that causes it."""

from datetime import datetime, timedelta
from typing import Any

from bot.actions.action import Cause
from loyalty.model import Role
from storage import outbox, people, staff
from storage.database import Tx
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
) -> None:
    """A service notice for every owner of a merchant, but for the one `besides` (a Telegram id), who knows."""
    for role in staff.staff_of(tx, merchant_id):
        if role.role is Role.OWNER and role.telegram_id != besides:
            tell(tx, cause, role.telegram_id, notice, data, life=life, key=key)
