"""Many members with points, made quickly."""

from storage.database import Tx
from tests.bot.actions.shop import Shop


def _crowd(tx: Tx, first: int, count: int, points: int, at_ms: int) -> None:
    """Members with points, made as quickly as tables allow and clean to the audit."""
    numbers = range(first, first + count)
    for number in numbers:
        tx.run("INSERT INTO members (id, joined_at, balance) VALUES ($1, $2, $3)", number, at_ms, points)
        tx.run(
            "INSERT INTO people (telegram_id, member_id, name, created_at) VALUES ($1, $1, 'Somebody', $2)",
            number,
            at_ms,
        )
        row = tx.one(
            "INSERT INTO journal (at, kind, key, actor, merchant_id, member_id, programme)"
            " VALUES ($1, 'gift', $2, 'test', 1, $3, 1) RETURNING id",
            at_ms,
            f"crowd:{number}",
            number,
        )
        assert row is not None
        for account, moved in ((f"member:{number}", points), ("merchant:1:issued", -points)):
            tx.run("INSERT INTO postings (journal_id, account, points) VALUES ($1, $2, $3)", row["id"], account, moved)
        tx.run(
            "INSERT INTO lots (member_id, merchant_id, journal_id, state, points, remaining, earned_at, activates_at,"
            " expires_at) VALUES ($1, 1, $2, 'active', $3, $3, $4, $4, $5)",
            number,
            row["id"],
            points,
            at_ms,
            at_ms + 10**10,
        )


async def crowd(shop: Shop, count: int, points: int) -> range:
    """So many members with so many points each; their Telegram ids."""
    await shop.database.write(_crowd, 5001, count, points, int(shop.now.timestamp() * 1000))
    return range(5001, 5001 + count)
