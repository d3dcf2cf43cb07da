"""Versions of the programme: how they come about, and that what was made under one goes by it."""

import asyncio
import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

from bot.actions.collect import show_sale
from bot.actions.programmes import document_in_force, in_force, keep_first, rules_of, set_programme
from bot.actions.refund import refund
from bot.actions.undo import undo
from bot.commands.report import ledger_lines, progress, purchase_lines, write_report
from bot.document import Document, read_document
from bot.jobs import Jobs
from loyalty.model import Programme
from loyalty.reporting import months_between
from storage.database import Database
from tests.bot.actions.shop import AYSE, BORA, CASHIER, OWNER, PROGRAMME, START, Shop
from tests.bot.chat.counter import StillClock

DOUBLE = read_document(b"[earning]\npoints_per_step = 2\n[expiry]\nmonths = 6\n")
CLASSIC = read_document(
    b"[earning]\nbrackets = [{from = 50, points_per_step = 1}, {from = 100, points_per_step = 2}]\n"
    b"[earning.categories]\ncoffee = 3\n"
)
MONTHS = months_between(date(2026, 11, 1), date(2027, 1, 1))


async def versions(database: Database) -> list[int]:
    rows = await database.read(lambda tx: tx.all("SELECT version FROM programmes ORDER BY version"))
    return [row["version"] for row in rows]


async def take_up(shop: Shop, document: Document) -> Programme:
    """Sets a document, and goes by it from now on."""
    await shop.database.write(set_programme, document, shop.programme, shop.now)
    shop.programme = await shop.database.read(in_force, shop.programme)
    return shop.programme


async def test_the_first_version_is_the_default_and_is_kept_once(database: Database) -> None:
    for _ in range(2):
        await database.write(keep_first, "EUR", START)
    assert await versions(database) == [1]
    assert await database.read(document_in_force, "EUR") == (1, Document())


async def test_a_new_document_is_the_next_version_and_the_same_again_is_none(database: Database) -> None:
    for document, version, changed in ((DOUBLE, 2, True), (DOUBLE, 2, False), (CLASSIC, 3, True), (DOUBLE, 4, True)):
        outcome = await database.write(set_programme, document, PROGRAMME, START)
        assert (outcome.version, outcome.changed) == (version, changed)
    assert await versions(database) == [1, 2, 3, 4]


async def test_the_default_written_out_is_no_new_version(database: Database) -> None:
    spelt = read_document(b"[earning]\npoints_per_step = 1.0\n")
    assert not (await database.write(set_programme, spelt, PROGRAMME, START)).changed


async def test_documents_set_at_once_all_become_versions(database: Database) -> None:
    documents = [read_document(b"[expiry]\nmonths = %d" % months) for months in range(1, 6)]
    await asyncio.gather(*(database.write(set_programme, document, PROGRAMME, START) for document in documents))
    assert await versions(database) == [1, 2, 3, 4, 5, 6]


async def test_whoever_knows_the_version_in_force_keeps_it_and_others_get_it(database: Database) -> None:
    assert await database.read(in_force, PROGRAMME) is PROGRAMME
    await database.write(set_programme, DOUBLE, PROGRAMME, START)
    later = await database.read(in_force, PROGRAMME)
    assert (later.version, later.points_per_step, later.zone) == (2, 2, PROGRAMME.zone)
    assert await database.read(in_force, later) is later
    assert await database.read(rules_of, 1, later) == PROGRAMME


async def test_purchases_and_journal_rows_name_the_version_they_were_made_under(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    await take_up(shop, DOUBLE)
    assert (await shop.buy(AYSE, 10)).points == 20
    sales = await shop.rows("SELECT programme, points FROM sales ORDER BY id")
    assert [(row["programme"], row["points"]) for row in sales] == [(1, 10), (2, 20)]
    rows = await shop.rows("SELECT programme FROM journal WHERE kind = 'earn' ORDER BY id")
    assert [row["programme"] for row in rows] == [1, 2]


async def test_a_purchase_shown_before_a_change_of_rules_is_collected_under_its_own(shop: Shop) -> None:
    await shop.join(AYSE)
    sale = await shop.show(10)
    await take_up(shop, DOUBLE)
    assert (await shop.collect(AYSE, sale)).points == 10
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    lots = await shop.rows("SELECT l.expires_at, j.programme FROM lots l JOIN journal j ON j.id = l.journal_id")
    assert [row["programme"] for row in lots] == [1]
    await shop.buy(AYSE, 10)
    lives = await shop.rows("SELECT expires_at FROM lots ORDER BY id")
    assert lives[0]["expires_at"] > lives[1]["expires_at"]


async def test_what_is_taken_back_is_what_the_purchase_had_earned_whatever_the_rules_are_now(shop: Shop) -> None:
    await shop.join(AYSE)
    booked = await shop.buy(AYSE, 10)
    await take_up(shop, DOUBLE)
    assert (await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)).points == 10
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_a_sale_of_a_category_earns_at_its_rate_and_the_journal_keeps_why(shop: Shop) -> None:
    await shop.join(AYSE)
    await take_up(shop, CLASSIC)
    sale = await shop.act(show_sale, telegram_id=CASHIER, amount=2490, receipt=None, category="coffee")
    assert sale.points == (await shop.collect(AYSE, sale)).points == 72
    (row,) = await shop.rows("SELECT basis FROM journal WHERE kind = 'earn'")
    basis = {"sale": 1, "amount": 2490, "category": "coffee", "rate": 3, "step": 100, "rounding": "down"}
    assert json.loads(row["basis"]) == basis


async def test_the_points_of_a_purchase_are_pending_for_the_programmes_days(shop: Shop) -> None:
    await shop.join(AYSE)
    await take_up(shop, read_document(b"[earning]\npending_days = 3"))
    await shop.buy(AYSE, 10)
    assert await shop.notices(AYSE) == ["purchase-pending"]
    assert await shop.points(AYSE) == (0, 10, 0, 0)
    shop.now += timedelta(days=3) - timedelta(milliseconds=1)
    assert await shop.points(AYSE) == (0, 10, 0, 0)
    shop.now += timedelta(milliseconds=1)
    assert await shop.points(AYSE) == (10, 0, 0, 0)


async def test_a_purchase_whose_points_wait_can_be_undone(shop: Shop) -> None:
    await shop.join(AYSE)
    await take_up(shop, read_document(b"[earning]\npending_days = 3"))
    booked = await shop.buy(AYSE, 10)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_the_jobs_go_by_a_new_version_too(shop: Shop) -> None:
    await shop.join(AYSE)
    await take_up(shop, read_document(b"[earning]\npending_days = 3"))
    await shop.buy(AYSE, 10)
    shop.pass_time(days=3)
    assert await Jobs(shop.database, PROGRAMME, StillClock(shop.now), lambda: None).settle() == 1
    rows = await shop.rows("SELECT programme FROM journal WHERE kind = 'activate'")
    assert [row["programme"] for row in rows] == [2]


async def test_the_ledger_and_a_csv_of_the_same_purchases_give_the_same_report(shop: Shop, tmp_path: Path) -> None:
    members = {who: await shop.join(who) for who in (AYSE, BORA)}
    await take_up(shop, CLASSIC)
    bought = io.StringIO()
    rows = csv.writer(bought)
    rows.writerow(["customer", "date", "amount"])
    # The second is of November by UTC, and of December by the programme's calendar.
    for hours, who, units in ((0, AYSE, "120"), (229, AYSE, "120.75"), (24, BORA, "75.50"), (1440, AYSE, "99.99")):
        shop.pass_time(hours=hours)
        await shop.buy(who, float(units))
        rows.writerow([members[who], shop.now.isoformat(), units])
    taken_back = await shop.buy(BORA, 500)
    await shop.act(undo, telegram_id=CASHIER, sale_id=taken_back.sale_id)
    await shop.collect(BORA, await shop.show(300))
    rows.writerow([members[BORA], shop.now.date().isoformat(), "300"])
    returned = await shop.buy(BORA, 200)
    bought_at = shop.now
    shop.pass_time(days=40)
    for amount in (1050, 2000):
        await shop.act(refund, telegram_id=OWNER, sale_id=returned.sale_id, amount=amount)
    rows.writerow([members[BORA], bought_at.date().isoformat(), "169.50"])
    file = tmp_path / "purchases.csv"
    file.write_text(bought.getvalue())

    def told(as_csv: io.StringIO) -> list[str]:
        return as_csv.getvalue().splitlines()[1:]

    from_ledger, from_csv = io.StringIO(), io.StringIO()
    with progress(hidden=True) as bar:
        await shop.database.read(
            lambda tx: write_report(ledger_lines(tx, MONTHS, shop.programme, bar), MONTHS, "csv", "member", from_ledger)
        )
        write_report(purchase_lines(file, MONTHS, shop.programme, bar), MONTHS, "csv", "customer", from_csv)
    assert told(from_ledger) == told(from_csv) == ["1,90,90,49,229", "2,0,25,638,663"]
