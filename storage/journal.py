"""The journal, read whole."""

from collections.abc import Iterator

from storage.database import Row, Tx

_PAGE = 1000


def rows(tx: Tx) -> Iterator[tuple[Row, list[Row]]]:
    """Every journal row in order of id with its postings, read page by page."""
    after = 0
    while page := tx.all("SELECT * FROM journal WHERE id > $1 ORDER BY id LIMIT $2", after, _PAGE):
        last = int(page[-1]["id"])
        postings: dict[int, list[Row]] = {}
        for posting in tx.all(
            "SELECT journal_id, account, points FROM postings WHERE journal_id > $1 AND journal_id <= $2"
            " ORDER BY journal_id, account",
            after,
            last,
        ):
            postings.setdefault(posting["journal_id"], []).append(posting)
        for row in page:
            yield row, postings.get(row["id"], [])
        after = last
