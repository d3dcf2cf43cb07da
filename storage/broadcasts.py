"""Broadcasts: what is said to many, how far it is written, and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from loyalty.broadcasts import Broadcast, Counts
from loyalty.courtesy import Silence
from loyalty.segments import kept_segment, segment_of
from storage.database import Row, Tx
from storage.outbox import KEPT_MS
from storage.people import give_offer_day_back
from storage.rows import ms, new_id, read_as

BROADCAST = (
    "id, kind, merchant_id, campaign_id, staff_id, segment, text, picture, local_date, local_minute, starts_at,"
    " ends_at, state, beyond, written, written_at, watcher_id, watcher_message, created_at, ended_at"
)
# What the short code of a row that was not sent means; any other was refused.
_SKIPPED = {
    Silence.SWITCHED_OFF: "switched_off",
    Silence.ANOTHER_OFFER: "another_offer",
    Silence.POINTLESS: "late",
    Silence.NOTHING_TO_SAY: "late",
    Silence.STOPPED: "stopped",
}


def broadcast(tx: Tx, broadcast_id: int) -> Broadcast | None:
    """A broadcast by number."""
    row = tx.one(f"SELECT {BROADCAST} FROM broadcasts WHERE id = $1", broadcast_id)
    return None if row is None else _read(row)


def open_broadcasts(tx: Tx, now: datetime) -> list[Broadcast]:
    """Those that have begun at `now`, or were stopped, and of which something has not ended; the oldest first. While a
    campaign is paused its announcement waits to be written, as long as it is not too late.
    """
    rows = tx.all(
        f"SELECT {BROADCAST} FROM broadcasts b WHERE ended_at IS NULL AND (starts_at <= $1 OR state = 'stopped')"
        " AND (written_at IS NOT NULL OR state = 'stopped' OR ends_at <= $1 OR NOT EXISTS"
        " (SELECT 1 FROM campaigns c WHERE c.id = b.campaign_id AND c.state = 'paused'))"
        " ORDER BY starts_at, id",
        ms(now),
    )
    return [_read(row) for row in rows]


def watched(tx: Tx) -> list[Broadcast]:
    """Those whose progress a message shows still, by number."""
    rows = tx.all(f"SELECT {BROADCAST} FROM broadcasts WHERE watcher_message IS NOT NULL ORDER BY id")
    return [_read(row) for row in rows]


def of_merchant(tx: Tx, merchant_id: int, since: datetime) -> list[Broadcast]:
    """A merchant's broadcasts that have not ended, or ended after `since`; the newest first."""
    rows = tx.all(
        f"SELECT {BROADCAST} FROM broadcasts WHERE merchant_id = $1 AND (ended_at IS NULL OR ended_at > $2)"
        " ORDER BY id DESC",
        merchant_id,
        ms(since),
    )
    return [_read(row) for row in rows]


def of_campaign(tx: Tx, campaign_id: int) -> list[Broadcast]:
    """What announces a campaign, by number."""
    rows = tx.all(f"SELECT {BROADCAST} FROM broadcasts WHERE campaign_id = $1 ORDER BY id", campaign_id)
    return [_read(row) for row in rows]


def add_broadcast(tx: Tx, new: Broadcast) -> int:
    """Keeps a planned broadcast, whose number is given here and returned; nothing of it is written yet."""
    row = tx.one(
        "INSERT INTO broadcasts (kind, merchant_id, campaign_id, staff_id, segment, text, picture, local_date,"
        " local_minute, starts_at, ends_at, watcher_id, watcher_message, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id",
        new.kind,
        new.merchant_id,
        new.campaign_id,
        new.staff_id,
        json.dumps(kept_segment(new.segment), sort_keys=True),
        new.text,
        new.picture,
        None if new.local_date is None else new.local_date.isoformat(),
        new.local_minute,
        ms(new.starts_at),
        ms(new.ends_at),
        new.watcher_id,
        new.watcher_message,
        ms(new.created_at),
    )
    return new_id(row)


def move_on(tx: Tx, broadcast_id: int, *, beyond: int, written: int, written_at: datetime | None) -> None:
    """So many more are written, for everybody up to the number `beyond`; with `written_at` for all."""
    tx.run(
        "UPDATE broadcasts SET state = 'sending', beyond = $2, written = written + $3, written_at = $4 WHERE id = $1",
        broadcast_id,
        beyond,
        written,
        None if written_at is None else ms(written_at),
    )


def stop(tx: Tx, broadcast_id: int) -> bool:
    """Nothing more of it is written or sent; False when it was stopped or done."""
    changed = tx.run(
        "UPDATE broadcasts SET state = 'stopped' WHERE id = $1 AND state IN ('planned', 'sending')", broadcast_id
    )
    return changed == 1


def end(tx: Tx, broadcast_id: int, counts: Counts, now: datetime) -> None:
    """The last of it has ended: what became of it is kept, for its rows go. One that was stopped stays that."""
    tx.run(
        "UPDATE broadcasts SET state = CASE WHEN state = 'stopped' THEN state ELSE 'done' END, counts = $2,"
        " ended_at = $3 WHERE id = $1 AND ended_at IS NULL",
        broadcast_id,
        json.dumps(asdict(counts), sort_keys=True),
        ms(now),
    )


def waits(tx: Tx, broadcast_id: int) -> bool:
    """Whether anything of it is to be sent still, or is being sent."""
    return any(_any(tx, broadcast_id, state) for state in ("ready", "sending"))


def ready(tx: Tx, broadcast_id: int) -> bool:
    """Whether anything of it is to be sent that nobody is sending."""
    return _any(tx, broadcast_id, "ready")


def _any(tx: Tx, broadcast_id: int, state: str) -> bool:
    sql = "SELECT id FROM outbox WHERE broadcast_id = $1 AND state = $2 LIMIT 1"
    return tx.one(sql, broadcast_id, state) is not None


def skip_some(tx: Tx, broadcast_id: int, why: str, now: datetime, limit: int) -> int:
    """Ends up to `limit` of its messages that nobody is sending, unsent, and gives back the days that earlier tries
    took; returns how many.
    """
    skipped = tx.all(
        """
        UPDATE outbox SET state = 'skipped', data = '{}', error = $2, ended_at = $3, purge_at = $4
        WHERE state = 'ready' AND id IN (
          SELECT id FROM outbox WHERE broadcast_id = $1 AND state = 'ready' LIMIT $5)
        RETURNING id, telegram_id
        """,
        broadcast_id,
        why,
        ms(now),
        ms(now) + KEPT_MS,
        limit,
    )
    for row in skipped:
        give_offer_day_back(tx, row["telegram_id"], row["id"])
    return len(skipped)


def counts(tx: Tx, broadcast_id: int) -> Counts:
    """What became of it so far; once it has ended, what was kept of that."""
    row = tx.one("SELECT counts FROM broadcasts WHERE id = $1", broadcast_id)
    if row is not None and row["counts"] is not None:
        return Counts(**json.loads(row["counts"]))
    rows = tx.all(
        "SELECT state, error, count(*) AS found FROM outbox WHERE broadcast_id = $1 GROUP BY state, error",
        broadcast_id,
    )
    found: dict[str, int] = {}
    for one in rows:
        name = _became(str(one["state"]), one["error"])
        found[name] = found.get(name, 0) + int(one["found"])
    return Counts(**found)


def _became(state: str, code: str | None) -> str:
    if state in ("ready", "sending"):
        return "waiting"
    if state in ("sent", "uncertain"):
        return state
    return next((name for why, name in _SKIPPED.items() if state == "skipped" and why == code), "refused")


def watch(tx: Tx, broadcast_ids: Sequence[int], telegram_id: int, message_id: int) -> None:
    """The message in that person's chat shows from now on how these go."""
    for broadcast_id in sorted(broadcast_ids):
        tx.run(
            "UPDATE broadcasts SET watcher_id = $2, watcher_message = $3 WHERE id = $1",
            broadcast_id,
            telegram_id,
            message_id,
        )


def is_watched(tx: Tx, telegram_id: int, message_id: int) -> bool:
    """Whether that message shows how something goes."""
    found = tx.one(
        "SELECT 1 AS found FROM broadcasts WHERE watcher_id = $1 AND watcher_message = $2 LIMIT 1",
        telegram_id,
        message_id,
    )
    return found is not None


def unwatch(tx: Tx, telegram_id: int, message_id: int) -> None:
    """That message shows nothing more."""
    tx.run(
        "UPDATE broadcasts SET watcher_message = NULL WHERE watcher_id = $1 AND watcher_message = $2",
        telegram_id,
        message_id,
    )


def forget_watcher(tx: Tx, telegram_id: int) -> None:
    """Nobody watches what this person watched."""
    tx.run("UPDATE broadcasts SET watcher_id = NULL, watcher_message = NULL WHERE watcher_id = $1", telegram_id)


def unwatch_merchant(tx: Tx, telegram_id: int, merchant_id: int) -> None:
    """No message of that person's shows any more how anything of that merchant goes."""
    tx.run(
        "UPDATE broadcasts SET watcher_id = NULL, watcher_message = NULL WHERE watcher_id = $1 AND merchant_id = $2",
        telegram_id,
        merchant_id,
    )


def stop_all_of(tx: Tx, merchant_id: int) -> int:
    """Stops whatever a merchant says to many; returns how many broadcasts that were."""
    return tx.run(
        "UPDATE broadcasts SET state = 'stopped' WHERE merchant_id = $1 AND state IN ('planned', 'sending')",
        merchant_id,
    )


def _read(row: Row) -> Broadcast:
    day = row["local_date"]
    return replace(
        read_as(Broadcast, row),
        segment=segment_of(json.loads(row["segment"])),
        local_date=None if day is None else date.fromisoformat(day),
    )
