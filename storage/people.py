"""Who writes to the bot. The ledger knows member numbers only; this table can forget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.database import Tx
from storage.rows import ms, read_as, read_one


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who wrote to the bot; `member_id` once they joined. `offers` is None until they were asked, and
    `offers_asked` says that they were asked once more. Quiet hours are minutes of their day, from and to: None when
    they follow the programme's, two equal ones when there are none. `offered_on` is the local date of the last offer
    sent and `offered_by` its row in the outbox.
    """

    telegram_id: int
    member_id: int | None
    name: str
    telegram_language: str | None
    chosen_language: str | None
    reminders: int
    offers: int | None
    quiet_from: int | None
    quiet_to: int | None
    zone: str | None
    birthday: str | None
    invited_by: int | None
    invited_at: datetime | None
    desk_merchant_id: int | None
    wrong_tries: int
    wrong_since: int
    reachable: int
    created_at: datetime
    phone_seal: str | None = None
    offered_on: str | None = None
    offered_by: int | None = None
    offers_asked: int = 0


PERSON = (
    "telegram_id, member_id, name, telegram_language, chosen_language, reminders, offers, quiet_from, quiet_to, zone,"
    " birthday, invited_by, invited_at, desk_merchant_id, wrong_tries, wrong_since, reachable, created_at, phone_seal,"
    " offered_on, offered_by, offers_asked"
)
# What a person may set for themselves; the names are columns.
SETTABLE = frozenset(
    {
        "chosen_language",
        "reminders",
        "offers",
        "quiet_from",
        "quiet_to",
        "zone",
        "birthday",
        "desk_merchant_id",
    }
)


def person(tx: Tx, telegram_id: int) -> Person | None:
    """A person by Telegram id."""
    return read_one(Person, tx.one(f"SELECT {PERSON} FROM people WHERE telegram_id = $1", telegram_id))


def person_of(tx: Tx, member_id: int) -> Person | None:
    """The person behind a member; None after they were forgotten."""
    return read_one(Person, tx.one(f"SELECT {PERSON} FROM people WHERE member_id = $1", member_id))


def people_of(tx: Tx, member_ids: Sequence[int]) -> dict[int, Person]:
    """The people behind members, by number; those who were forgotten are left out."""
    if not member_ids:
        return {}
    places = ", ".join(f"${place}" for place in range(1, len(member_ids) + 1))
    rows = tx.all(f"SELECT {PERSON} FROM people WHERE member_id IN ({places})", *member_ids)
    return {int(row["member_id"]): read_as(Person, row) for row in rows}


def meet(tx: Tx, telegram_id: int, name: str, language: str | None, now: datetime) -> None:
    """Keeps a person's name and Telegram language, and that they can be reached."""
    tx.run(
        "INSERT INTO people (telegram_id, name, telegram_language, created_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (telegram_id) DO UPDATE SET name = excluded.name,"
        " telegram_language = excluded.telegram_language, reachable = 1",
        telegram_id,
        name,
        language,
        ms(now),
    )


def set_choice(tx: Tx, telegram_id: int, name: str, value: int | str | None) -> None:
    """Keeps one of a person's own settings. Raises ValueError for a name that is none."""
    if name not in SETTABLE:
        raise ValueError(name)
    tx.run(f"UPDATE people SET {name} = $1 WHERE telegram_id = $2", value, telegram_id)


def note_asked(tx: Tx, telegram_id: int) -> bool:
    """Keeps that a person was asked about offers once more; False when they had been."""
    return tx.run("UPDATE people SET offers_asked = 1 WHERE telegram_id = $1 AND offers_asked = 0", telegram_id) == 1


def note_invitation(tx: Tx, telegram_id: int, inviter_id: int, now: datetime) -> None:
    """The last referral link that somebody followed before joining."""
    tx.run(
        "UPDATE people SET invited_by = $1, invited_at = $2 WHERE telegram_id = $3 AND member_id IS NULL",
        inviter_id,
        ms(now),
        telegram_id,
    )


def keep_phone(tx: Tx, telegram_id: int, phone_seal: str) -> None:
    """The keyed hash of a person's own phone number."""
    tx.run("UPDATE people SET phone_seal = $1 WHERE telegram_id = $2", phone_seal, telegram_id)


def phone_known(tx: Tx, phone_seal: str, member_id: int) -> bool:
    """Whether a member who joined before this one has the same phone."""
    return tx.one("SELECT 1 FROM people WHERE phone_seal = $1 AND member_id < $2", phone_seal, member_id) is not None


def become_member(tx: Tx, telegram_id: int, member_id: int) -> None:
    """The person is that member from now on."""
    tx.run("UPDATE people SET member_id = $1 WHERE telegram_id = $2", member_id, telegram_id)


def leave(tx: Tx, member_id: int) -> None:
    """The person behind a member is none any more."""
    tx.run("UPDATE people SET member_id = NULL WHERE member_id = $1", member_id)


def note_wrong_try(tx: Tx, telegram_id: int, now: datetime, window_ms: int) -> None:
    """Counts a wrong code within a window that starts with the first."""
    tx.run(
        "UPDATE people SET wrong_tries = CASE WHEN wrong_since > $1 THEN wrong_tries + 1 ELSE 1 END,"
        " wrong_since = CASE WHEN wrong_since > $1 THEN wrong_since ELSE $2 END WHERE telegram_id = $3",
        ms(now) - window_ms,
        ms(now),
        telegram_id,
    )


def set_reachable(tx: Tx, telegram_id: int, *, reachable: bool) -> None:
    """Whether pushes reach the person: not while they block the bot."""
    tx.run("UPDATE people SET reachable = $1 WHERE telegram_id = $2", int(reachable), telegram_id)


def take_offer_day(tx: Tx, telegram_id: int, day: date, row_id: int) -> None:
    """The offer in that row of the outbox is the person's one of that local day."""
    tx.run(
        "UPDATE people SET offered_on = $1, offered_by = $2 WHERE telegram_id = $3",
        day.isoformat(),
        row_id,
        telegram_id,
    )


def give_offer_day_back(tx: Tx, telegram_id: int, row_id: int) -> None:
    """The offer in that row of the outbox was not sent: another may be, if its day was taken for it."""
    tx.run(
        "UPDATE people SET offered_on = NULL, offered_by = NULL WHERE telegram_id = $1 AND offered_by = $2",
        telegram_id,
        row_id,
    )


def forget_person(tx: Tx, telegram_id: int) -> None:
    """Deletes who a person is, their settings and their half-done step."""
    tx.run("DELETE FROM people WHERE telegram_id = $1", telegram_id)
    tx.run("DELETE FROM steps WHERE telegram_id = $1", telegram_id)
