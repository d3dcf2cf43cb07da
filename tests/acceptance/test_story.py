"""The main job, end to end, through the real process: both languages, both engines."""

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.acceptance.cast import buy, choose, has, join, open_shop, sale
from tests.acceptance.person import Person
from tests.acceptance.story import Story
from tests.acceptance.world import OWNER, World

BALANCES = {1: 35, 2: 7, 3: 16}


@pytest.mark.parametrize("language", ["en", "tr"])
async def test_three_people_join_earn_invite_and_redeem(each_world: World, language: str) -> None:
    story = Story(each_world, language)
    await story.tell()
    await _the_books_agree(story)
    await _every_chat_agrees(story)
    await _forgotten(story)


async def _the_books_agree(story: Story) -> None:
    journal, members = await story.agrees(), await story.world.members()
    sums: dict[str, int] = {}
    for row in journal:
        assert sum(posting["points"] for posting in row["postings"]) == 0
        for posting in row["postings"]:
            sums[posting["account"]] = sums.get(posting["account"], 0) + posting["points"]
    for number, balance in BALANCES.items():
        line = members[number]
        assert line["telegram_id"] == {1: 11, 2: 12, 3: 13}[number]
        assert line["language"] == story.language
        assert line["balance"] == line["booked"] == sums[f"member:{number}"] == balance
        assert (line["pending"], line["held"], line["debt"]) == (0, 0, 0)
        assert sum(lot["remaining"] for lot in line["lots"] if lot["state"] == "active") == balance
    reversals = [row for row in journal if row["kind"] == "reverse"]
    by_id = {row["id"]: row for row in journal}
    assert [by_id[row["reverses"]]["kind"] for row in reversals] == ["earn", "earn"]
    assert sums["merchant:1:redeemed"] == 50


async def _every_chat_agrees(story: Story) -> None:
    for number, person in {1: story.ayse, 2: story.bora, 3: story.fatma}.items():
        shown = await person.say("/balance")
        assert re.search(rf"<b>{BALANCES[number]}\b", shown.html), shown.html
    history = await _whole_history(story.ayse)
    mine = [row for row in story.expected if any(account == "member:1" for account, _ in row[2])]
    for _, _, postings in mine:
        points = abs(dict(postings)["member:1"])
        assert re.search(rf"(?<!\d){points}(?!\d)", history), (points, history)


async def _whole_history(person: Person) -> str:
    """Every page, newest first."""
    page = await person.say("/history")
    pages = [page.text]
    for _ in range(20):
        onward = [b for b in page.buttons if re.fullmatch(r"history:.+", b.get("data", ""))]
        if not onward:
            break
        await person.press_data(onward[-1]["data"], person.id, page.message_id)
        page = await person.hears()
        if page.text in pages:
            break
        pages.append(page.text)
    return "\n".join(pages)


async def _forgotten(story: Story) -> None:
    world, fatma = story.world, story.fatma
    await fatma.say("/privacy", has(fatma, "Forget me"))
    await fatma.press("Forget me", has(fatma, "Confirm"))
    await fatma.press("Confirm")
    await world.quiet()
    line = (await world.members())[3]
    assert line["telegram_id"] is None
    assert (line["balance"], line["booked"], line["pending"], line["held"]) == (0, 0, 0, 0)
    gone = [row for row in await world.journal() if row["kind"] == "expire"]
    assert sum(p["points"] for row in gone for p in row["postings"] if p["account"] == "member:3") == -16
    await world.stop()
    kept = await _everything_kept(world)
    for trace in (fatma.first, fatma.last or "?"):
        assert trace not in kept, f"{trace} is in the database still"
    assert "Yılmaz" in kept  # so it would have been found


async def _everything_kept(world: World) -> str:
    """All that is in the database's files, or in every table of the server's."""
    if world.database_url.startswith("sqlite:"):
        path = Path(world.database_url.removeprefix("sqlite:///"))
        files = sorted(path.parent.glob(f"{path.name}*"))
        return "\n".join(file.read_bytes().decode("utf-8", "replace") for file in files)
    rows: list[str] = []
    async with await psycopg.AsyncConnection.connect(world.database_url) as connection:
        named = await connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in await named.fetchall():
            told = psycopg.sql.SQL("SELECT row_to_json(t)::text FROM {} t").format(psycopg.sql.Identifier(table))
            rows += [row for (row,) in await (await connection.execute(told)).fetchall()]
    return "\n".join(rows).encode().decode("unicode_escape", "replace") + "\n".join(rows)


async def test_the_short_story_by_webhook(world_by_webhook: World) -> None:
    world = world_by_webhook
    shop = await open_shop(world, Cookie=5)
    ayse = await world.person(11, "Ayşe", "Yılmaz")
    await join(ayse, shop.poster)
    await buy(ayse, shop.cashier, "24.90")
    await ayse.scans(await sale(shop.cashier, "10.00"), has(ayse, "Not mine"))
    voucher = await choose(ayse, "Cookie")
    await shop.cashier.scans(voucher, has(shop.cashier, "Confirm"))
    before = ayse.mark
    await shop.cashier.press("Confirm")
    await ayse.hears("Cookie", since=before)
    assert [row["kind"] for row in await world.journal()] == ["earn", "earn", "hold", "confirm"]
    assert (await world.members())[1]["balance"] == 29
    calls: list[dict[str, Any]] = (await world.get("requests"))["requests"]
    assert not [call for call in calls if call["method"] == "getUpdates"]
    status, _ = await world.http("/healthz")
    assert status == 200
    async with world.session.post(f"http://127.0.0.1:{world.port}/telegram/webhook", json={"update_id": 1}) as answer:
        assert answer.status == 401
    assert OWNER not in {line["telegram_id"] for line in (await world.members()).values()}
