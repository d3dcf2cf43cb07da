"""Purchases."""

from datetime import datetime

from loyalty.model import Sale
from storage.database import Tx
from storage.reviews import NOT_WAITING
from storage.rows import ms, read_as, read_one

SALE = (
    "id, merchant_id, staff_id, member_id, card_id, route, state, amount, receipt, business_date, points, journal_id,"
    " generation, recorded_at, expires_at, booked_at, programme, category,"
    " base_points, refunded, campaigns"
)


def receipt_key(receipt: str) -> str:
    """A receipt number without what people write differently: case and spaces."""
    return "".join(receipt.split()).casefold()


def sale(tx: Tx, sale_id: int) -> Sale | None:
    """A purchase by number."""
    return read_one(Sale, tx.one(f"SELECT {SALE} FROM sales WHERE id = $1", sale_id))


def lock_sale(tx: Tx, sale_id: int) -> Sale | None:
    """A purchase by number, held for this transaction."""
    if tx.one("SELECT id FROM sales WHERE id = $1", sale_id) is None:
        # One that is being recorded at this moment cannot be held, and might be there a moment later.
        return None
    tx.lock("sales", sale_id)
    return sale(tx, sale_id)


def sale_of_receipt(tx: Tx, merchant_id: int, business_date: str, receipt: str) -> Sale | None:
    """The purchase that stands for a receipt of one merchant and business date."""
    row = tx.one(
        f"SELECT {SALE} FROM sales WHERE merchant_id = $1 AND business_date = $2 AND receipt_key = $3"
        " AND state <> 'undone'",
        merchant_id,
        business_date,
        receipt_key(receipt),
    )
    return read_one(Sale, row)


def sale_of_card(tx: Tx, card_id: int, merchant_id: int, amount: int) -> Sale | None:
    """The last purchase booked with a card at a merchant for exactly that amount."""
    row = tx.one(
        f"SELECT {SALE} FROM sales WHERE card_id = $1 AND merchant_id = $2 AND amount = $3 AND state = 'booked'"
        " ORDER BY id DESC LIMIT 1",
        card_id,
        merchant_id,
        amount,
    )
    return read_one(Sale, row)


def has_bought(tx: Tx, member_id: int) -> bool:
    """Whether a member made any purchase that stands, at least in part."""
    row = tx.one(
        "SELECT id FROM sales WHERE member_id = $1 AND state = 'booked' AND refunded < amount LIMIT 1", member_id
    )
    return row is not None


def qualifying_sales(tx: Tx, member_id: int, at_least: int, *, limit: int) -> list[Sale]:
    """A member's first booked purchases of at least so much (minor units) net of refunds, at most `limit`; one that
    waits for a manager is not yet among them.
    """
    rows = tx.all(
        f"SELECT {SALE} FROM sales WHERE member_id = $1 AND state = 'booked' AND amount - refunded >= $2"
        f" AND {NOT_WAITING} ORDER BY id LIMIT $3",
        member_id,
        at_least,
        limit,
    )
    return [read_as(Sale, row) for row in rows]


def add_sale(
    tx: Tx,
    *,
    merchant_id: int,
    staff_id: int,
    route: str,
    amount: int,
    receipt: str | None,
    business_date: str,
    points: int,
    programme: int,
    category: str | None,
    campaigns: str | None,
    card_id: int | None,
    now: datetime,
    expires_at: datetime,
) -> Sale | None:
    """A purchase nobody has collected yet, made under that version of the programme while those campaigns (JSON) were
    in force; None when its receipt is there already.
    """
    row = tx.one(
        "INSERT INTO sales (merchant_id, staff_id, card_id, route, state, amount, receipt, receipt_key, business_date,"
        " points, recorded_at, expires_at, programme, category, campaigns)"
        " VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        f" ON CONFLICT DO NOTHING RETURNING {SALE}",
        merchant_id,
        staff_id,
        card_id,
        route,
        amount,
        receipt,
        None if receipt is None else receipt_key(receipt),
        business_date,
        points,
        ms(now),
        ms(expires_at),
        programme,
        category,
        campaigns,
    )
    return read_one(Sale, row)


def book_sale(
    tx: Tx, sale_id: int, member_id: int, journal_id: int, *, points: int, base_points: int, now: datetime
) -> bool:
    """A member collects an open purchase and gets so many points; False when it is not open any more."""
    changed = tx.run(
        "UPDATE sales SET state = 'booked', member_id = $1, journal_id = $2, points = $3, base_points = $4,"
        " booked_at = $5 WHERE id = $6 AND state = 'open'",
        member_id,
        journal_id,
        points,
        base_points,
        ms(now),
        sale_id,
    )
    return changed == 1


def undo_sale(tx: Tx, sale_id: int) -> bool:
    """Takes a purchase back for good; False when it was undone before."""
    return tx.run("UPDATE sales SET state = 'undone' WHERE id = $1 AND state <> 'undone'", sale_id) == 1


def reopen_sale(tx: Tx, sale_id: int, points: int) -> bool:
    """A collected purchase was not that member's: it can be collected again, for so many points, until its time is
    over.
    """
    changed = tx.run(
        "UPDATE sales SET state = 'open', member_id = NULL, journal_id = NULL, booked_at = NULL, base_points = 0,"
        " points = $1 WHERE id = $2 AND state = 'booked'",
        points,
        sale_id,
    )
    return changed == 1


def show_sale_again(tx: Tx, sale_id: int, expires_at: datetime) -> None:
    """Gives an open purchase a new time to be collected in."""
    tx.run("UPDATE sales SET expires_at = $1 WHERE id = $2 AND state = 'open'", ms(expires_at), sale_id)


def sales_of_receipt(tx: Tx, merchant_id: int, receipt: str) -> list[Sale]:
    """Every purchase of a merchant, of whatever date, that stands for a receipt; newest first."""
    rows = tx.all(
        f"SELECT {SALE} FROM sales WHERE merchant_id = $1 AND receipt_key = $2 AND state <> 'undone' ORDER BY id DESC",
        merchant_id,
        receipt_key(receipt),
    )
    return [read_as(Sale, row) for row in rows]


def last_sales(tx: Tx, merchant_id: int, since: str, limit: int) -> list[Sale]:
    """A merchant's purchases from business date `since` on of which something stands, newest first."""
    rows = tx.all(
        f"SELECT {SALE} FROM sales WHERE staff_id IN (SELECT id FROM staff WHERE merchant_id = $1)"
        " AND business_date >= $2 AND state <> 'undone' AND refunded < amount ORDER BY id DESC LIMIT $3",
        merchant_id,
        since,
        limit,
    )
    return [read_as(Sale, row) for row in rows]


def refund_sale(tx: Tx, sale_id: int, amount: int, base_points: int) -> None:
    """Minor units more of a booked purchase are taken back; the rest earns `base_points` before all else."""
    tx.run("UPDATE sales SET refunded = refunded + $1, base_points = $2 WHERE id = $3", amount, base_points, sale_id)


def reduce_sale(tx: Tx, sale_id: int, amount: int, points: int) -> None:
    """An open purchase is one of so many minor units and points only."""
    tx.run("UPDATE sales SET amount = $1, points = $2 WHERE id = $3 AND state = 'open'", amount, points, sale_id)


def day_of_member(tx: Tx, member_id: int, business_date: str, merchant_id: int) -> tuple[int, int]:
    """How many purchases of a member stand at a merchant on a business date, and the points of those at all."""
    row = tx.one(
        "SELECT count(CASE WHEN merchant_id = $3 THEN 1 END) AS purchases,"
        " CAST(coalesce(sum(points), 0) AS BIGINT) AS points FROM sales"
        " WHERE member_id = $1 AND business_date = $2 AND state = 'booked' AND refunded < amount",
        member_id,
        business_date,
        merchant_id,
    )
    return (0, 0) if row is None else (int(row["purchases"]), int(row["points"]))


def points_of_shift(tx: Tx, staff_id: int, business_date: str) -> int:
    """The points of all purchases that a cashier booked on a business date."""
    row = tx.one(
        "SELECT CAST(coalesce(sum(points), 0) AS BIGINT) AS points FROM sales"
        " WHERE staff_id = $1 AND business_date = $2 AND state = 'booked' AND refunded < amount",
        staff_id,
        business_date,
    )
    return 0 if row is None else int(row["points"])
