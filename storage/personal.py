"""All that is kept about one person, for that person."""

import json
from collections.abc import Mapping
from typing import Any, Final

from loyalty.expiry import NEVER
from storage import referrals
from storage.database import Row, Tx
from storage.rows import instant, ms

_INSTANTS: Final = frozenset({"at", "kept_until", "not_before", "pointless_after", "wrong_since"})
_NEVER_MS: Final = ms(NEVER)
_JSON: Final = frozenset({"basis", "data"})

# Rows of a member, and of an account that was joined with theirs.
_OWN_ROWS: Final = "j.member_id IN (SELECT id FROM members WHERE id = $1 OR moved_to = $1)"

# Of a person, by their Telegram id.
_OF_PERSON: Final[Mapping[str, str]] = {
    "works_at": "SELECT m.name AS merchant, s.name, s.role, s.added_at, s.removed_at FROM staff s"
    " JOIN merchants m ON m.id = s.merchant_id WHERE s.telegram_id = $1 ORDER BY s.id",
    "staff_invites_followed": "SELECT m.name AS merchant, i.role, i.state, i.claimed_name, i.created_at"
    " FROM staff_invites i JOIN merchants m ON m.id = i.merchant_id WHERE i.claimed_by = $1 ORDER BY i.id",
    "broadcasts_watched": "SELECT m.name AS merchant, b.kind, b.state, b.created_at FROM broadcasts b"
    " LEFT JOIN merchants m ON m.id = b.merchant_id WHERE b.watcher_id = $1 ORDER BY b.id",
    "open_question": "SELECT name, data, at FROM steps WHERE telegram_id = $1",
    "notices": "SELECT notice, class, reminder, data, state, created_at, not_before, pointless_after, ended_at,"
    " kept_until FROM outbox WHERE telegram_id = $1 ORDER BY id",
}

# Of a member, by their number.
_OF_MEMBER: Final[Mapping[str, str]] = {
    "lots": "SELECT l.id, m.name AS merchant, l.state, l.points, l.remaining, l.earned_at, l.activates_at,"
    " l.expires_at, l.slides, l.extended FROM lots l JOIN merchants m ON m.id = l.merchant_id"
    " WHERE l.member_id = $1 ORDER BY l.id",
    "vouchers": "SELECT v.id, r.name AS reward, m.name AS merchant, v.points, v.state, v.created_at, v.expires_at,"
    " v.ended_at FROM vouchers v JOIN rewards r ON r.id = v.reward_id JOIN merchants m ON m.id = v.merchant_id"
    " WHERE v.member_id = $1 ORDER BY v.id",
    "purchases": "SELECT s.id, m.name AS merchant, s.route, s.state, s.amount AS amount_minor, s.receipt,"
    " s.business_date, s.points, s.refunded AS refunded_minor, s.recorded_at, s.booked_at"
    " FROM sales s JOIN merchants m ON m.id = s.merchant_id WHERE s.member_id = $1 ORDER BY s.id",
    "refunds": "SELECT f.sale_id AS purchase, m.name AS merchant, f.amount AS amount_minor, f.points, f.created_at"
    " FROM refunds f JOIN sales s ON s.id = f.sale_id JOIN merchants m ON m.id = s.merchant_id"
    " WHERE s.member_id = $1 ORDER BY f.id",
    "from_campaigns": "SELECT c.name AS campaign, u.sale_id AS purchase, u.business_date, u.points"
    " FROM campaign_uses u JOIN campaigns c ON c.id = u.campaign_id WHERE u.member_id = $1"
    " ORDER BY u.sale_id, u.campaign_id",
    "asked_at_the_till": "SELECT t.id, m.name AS merchant, r.name AS reward, t.state, t.created_at"
    " FROM till_requests t JOIN merchants m ON m.id = t.merchant_id JOIN rewards r ON r.id = t.reward_id"
    " WHERE t.member_id = $1 ORDER BY t.id",
    "rewards_used": "SELECT d.id, r.name AS reward, m.name AS merchant, d.points, d.state, c.code AS text,"
    " d.redeemed_at, d.reversed_at FROM redemptions d JOIN rewards r ON r.id = d.reward_id"
    " JOIN merchants m ON m.id = d.merchant_id LEFT JOIN reward_codes c ON c.journal_id = d.journal_id"
    " WHERE d.member_id = $1 ORDER BY d.id",
    "codes_used": "SELECT c.id, m.name AS merchant, r.name AS reward, c.used_at FROM codes c"
    " JOIN merchants m ON m.id = c.merchant_id JOIN rewards r ON r.id = c.reward_id"
    " WHERE c.used_by = $1 ORDER BY c.id",
    "cards": "SELECT till_code, created_at, expires_at FROM cards WHERE member_id = $1 ORDER BY id",
    "looked_at_by_managers": "SELECT v.kind, m.name AS merchant, v.sale_id, v.reason, v.state, v.created_at, v.ended_at"
    " FROM reviews v JOIN merchants m ON m.id = v.merchant_id WHERE v.member_id = $1 ORDER BY v.id",
    "came_by_a_friend": "SELECT state, joined_at, paid_at FROM referrals WHERE referee_id = $1",
}


def personal_data(tx: Tx, telegram_id: int) -> dict[str, Any]:
    """All that is kept about a person, as plain values for JSON: points, minor units, instants in UTC.

    Other people appear in it by nothing but numbers of friends.
    """
    person = tx.one("SELECT * FROM people WHERE telegram_id = $1", telegram_id)
    found: dict[str, Any] = {"person": _plain(person) if person else None}
    found |= {name: _all(tx, sql, telegram_id) for name, sql in _OF_PERSON.items()}
    member_id = person["member_id"] if person else None
    if member_id is not None:
        found |= _of_member(tx, int(member_id))
    return found


def _of_member(tx: Tx, member_id: int) -> dict[str, Any]:
    member = tx.one(
        "SELECT e.id, e.joined_at, m.name AS joined_at_merchant, e.tier, e.tier_until_at,"
        " e.balance, e.pending, e.held, e.debt"
        " FROM members e LEFT JOIN merchants m ON m.id = e.merchant_id WHERE e.id = $1",
        member_id,
    )
    friends = referrals.invited_by(tx, member_id)
    return {
        "member": _plain(member) if member else None,
        "journal": _journal(tx, member_id),
        **{name: _all(tx, sql, member_id) for name, sql in _OF_MEMBER.items()},
        "friends": {"joined": friends.joined, "qualified": friends.qualified, "points": friends.points},
    }


def _journal(tx: Tx, member_id: int) -> list[dict[str, Any]]:
    postings: dict[int, list[dict[str, Any]]] = {}
    for row in tx.all(
        "SELECT p.journal_id, p.account, p.points FROM postings p JOIN journal j ON j.id = p.journal_id"
        f" WHERE {_OWN_ROWS} ORDER BY p.journal_id, p.account",
        member_id,
    ):
        postings.setdefault(row["journal_id"], []).append({"account": row["account"], "points": int(row["points"])})
    rows = tx.all(
        "SELECT j.id, j.at, j.kind, j.key, j.actor, m.name AS merchant, j.reverses, j.basis FROM journal j"
        " LEFT JOIN merchants m ON m.id = j.merchant_id"
        f" WHERE {_OWN_ROWS} ORDER BY j.id",
        member_id,
    )
    return [{**_plain(row), "postings": postings.get(row["id"], [])} for row in rows]


def _all(tx: Tx, sql: str, number: int) -> list[dict[str, Any]]:
    return [_plain(row) for row in tx.all(sql, number)]


def _plain(row: Row) -> dict[str, Any]:
    plain = {name: _value(name, row[name]) for name in row.keys()}  # noqa: SIM118 - a row is not a mapping
    if plain.get("activates_at", "") is None:
        # What waits for a manager has no dates yet.
        plain["expires_at"] = None
    return plain


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "expires_at" and value == _NEVER_MS:
        return "never"
    if name in _INSTANTS or name.endswith("_at"):
        # 0 is how "never yet" is kept, and NEVER what no date is known of.
        known = value not in (0, _NEVER_MS)
        return instant(value).isoformat(timespec="milliseconds").replace("+00:00", "Z") if known else None
    if name in _JSON:
        return json.loads(value)
    return value
