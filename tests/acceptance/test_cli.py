"""The command line and the running process, as an operator meets them."""

import asyncio
import json
import re
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.cast import Shop, buy, card, choose, has, join, open_shop, picture
from tests.acceptance.person import Person
from tests.acceptance.process import BotProcess, Ended, free_port, kumbara
from tests.acceptance.world import TOKEN, World, a_world, metric

INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LOCAL = {"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:9", "DATABASE_URL": "sqlite:///kumbara.db"}
NO_SERVER = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}
MOVED = {"CLOCK_FILE": "clock"}

# Words, further settings, and what the one line on standard error must name.
MISTAKES: dict[str, tuple[list[str], dict[str, str], str]] = {
    "no database to check": (["check"], {}, "kumbara.db"),
    "no database to check as JSON": (["check", "--json"], {}, "kumbara.db"),
    "no database to export the journal of": (["export", "journal"], {}, "kumbara.db"),
    "no database to export the members of": (["export", "members"], {}, "kumbara.db"),
    "no database to back up": (["backup", "copy.db"], {}, "kumbara.db"),
    "no backup to restore": (["restore", "nothing.db"], {}, "nothing.db"),
    "no backup but something else": (["restore", "garbage"], {}, "Kumbara database|damaged|not a"),
    "no Kumbara database": (["check"], {"DATABASE_URL": "sqlite:///garbage"}, "garbage|damaged|not a"),
    "no such engine": (["check"], {"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL|mysql|sqlite"),
    "no server there": (["check"], NO_SERVER, "PostgreSQL|reach|connect"),
    "no server to run on": (["run"], NO_SERVER, "PostgreSQL|reach|connect"),
    "no way to back up PostgreSQL": (["backup", "x"], NO_SERVER, "pg_dump"),
    "no way to restore PostgreSQL": (["restore", "garbage"], NO_SERVER, "pg_restore"),
    "no token": (["run"], {"BOT_TOKEN": ""}, "BOT_TOKEN"),
    "no usable token": (["run"], {"BOT_TOKEN": "nonsense"}, "BOT_TOKEN"),
    "no such owner": (["run"], {"OWNER_IDS": "99,ozan"}, "OWNER_IDS"),
    "no such zone": (["run"], {"TIMEZONE": "Mars/Olympus"}, "TIMEZONE"),
    "no such currency": (["check"], {"CURRENCY": "QQQ"}, "CURRENCY"),
    "no such language": (["run"], {"DEFAULT_LANGUAGE": "xx"}, "DEFAULT_LANGUAGE"),
    "no such address": (["run"], {"LISTEN": "nowhere"}, "LISTEN"),
    "no such log format": (["run"], {"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    "no secret for the webhook": (["run"], {"WEBHOOK_URL": "https://example.org/telegram/webhook"}, "WEBHOOK_SECRET"),
    "a key too short": (["run"], {"SECRET_KEY": "short"}, "SECRET_KEY"),
    "a moved clock with Telegram": (["run"], MOVED | {"BOT_API_URL": "https://api.telegram.org"}, "CLOCK_FILE"),
    "a moved clock with Telegram's default": (["check"], MOVED | {"BOT_API_URL": ""}, "CLOCK_FILE"),
    "a moved clock for an export": (["export", "members"], MOVED | {"BOT_API_URL": "https://h"}, "CLOCK_FILE"),
    "no database with merchants": (["merchant", "list"], {}, "kumbara.db"),
    "no merchant to suspend": (["merchant", "suspend"], {}, "suspend M"),
    "no ceiling to set": (["merchant", "ceiling", "1"], {}, "POINTS"),
    "no number of a merchant": (["merchant", "resume", "café"], {}, "café"),
    "nothing to refund": (["refund", "1"], {}, "RECEIPT"),
    "no database to refund in": (["refund", "1", "R-1"], {}, "kumbara.db"),
    "one account to join": (["join-accounts", "1"], {}, "GONE"),
    "no database with accounts": (["join-accounts", "1", "2"], {}, "kumbara.db"),
    "nothing to preview": (["preview", "--member", "1"], {}, "--merchant"),
    "no database to preview from": (["preview", "--member", "1", "--merchant", "1", "--amount", "1"], {}, "kumbara.db"),
    "no command": ([], {}, "(?i)command"),
    "nothing to export": (["export"], {}, "journal|required"),
    "an unknown command": (["dance"], {}, "dance"),
    "an unknown option": (["check", "--loudly"], {}, "--loudly"),
    "an argument too few": (["backup"], {}, "(?i)file"),
    "an argument too many": (["migrate", "now"], {}, "now"),
}  # fmt: skip


def _one_line(done: Ended, wanted: str) -> None:
    assert done.code == 2, done
    assert done.out == ""
    lines = done.err.splitlines()
    assert len(lines) == 1, done.err
    assert re.search(wanted, lines[0]), lines[0]
    assert "Traceback" not in done.err
    assert TOKEN.partition(":")[2] not in done.err


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_is_one_clear_line_and_exit_code_2(tmp_path: Path, mistake: str) -> None:
    words, settings, wanted = MISTAKES[mistake]
    (tmp_path / "garbage").write_bytes(b"this is no database at all" * 400)
    _one_line(await kumbara(*words, settings=LOCAL | settings, folder=tmp_path), wanted)
    assert not (tmp_path / "kumbara.db").exists() or words[0] == "run"


async def test_help_is_no_mistake(tmp_path: Path) -> None:
    done = await kumbara("--help", settings={}, folder=tmp_path, fresh=True)
    assert done.code == 0
    for command in (
        "run",
        "demo",
        "migrate",
        "check",
        "export",
        "backup",
        "programme",
        "merchant",
        "join-accounts",
        "refund",
        "report",
        "restore",
    ):
        assert command in done.out


async def test_a_taken_address_and_a_refused_token_are_mistakes(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = {"DATABASE_URL": f"sqlite:///{world.folder}/b.db", "LISTEN": f"127.0.0.1:{taken.getsockname()[1]}"}
        _one_line(await _run(world, settings), "listen")
    settings = {"DATABASE_URL": f"sqlite:///{world.folder}/c.db", "LISTEN": "", "BOT_TOKEN": "4242:somebody-elses"}
    _one_line(await _run(world, settings), "BOT_TOKEN")


async def _run(world: World, settings: Mapping[str, str]) -> Ended:
    """`run` that ends by itself; its log lines are left out of what it says."""
    done = await world.cli("run", **settings)
    said = "".join(line + "\n" for line in done.err.splitlines() if not line.startswith("{"))
    return Ended(code=done.code, out=done.out, err=said)


async def test_migrate_makes_a_database_that_check_and_export_read(tmp_path: Path, empty_database_url: str) -> None:
    settings = {"DATABASE_URL": empty_database_url}
    for words, said in ((["migrate"], ""), (["migrate"], ""), (["check", "--json"], '{"findings": []}'),
                        (["export", "journal"], ""), (["export", "members"], "")):  # fmt: skip
        done = await kumbara(*words, settings=settings, folder=tmp_path, fresh=True)
        assert (done.code, done.out.strip(), done.err) == (0, said, "")
    done = await kumbara("check", settings=settings, folder=tmp_path)
    assert (done.code, done.err) == (0, "")


class Busy:
    """A café at work."""

    def __init__(self, shop: Shop, ayse: Person) -> None:
        self.shop = shop
        self.ayse = ayse


async def _busy(world: World) -> Busy:
    shop = await open_shop(world, Cookie=5)
    ayse = await world.person(11, "Ayşe", "Yılmaz")
    await join(ayse, shop.poster)
    await buy(ayse, shop.cashier, "24.90")
    return Busy(shop, ayse)


async def test_an_operator_suspends_a_merchant_while_the_bot_runs(world: World) -> None:
    busy = await _busy(world)
    await choose(busy.ayse, "Cookie")
    before = busy.ayse.mark
    done = await world.cli("merchant", "suspend", "1")
    assert (done.code, done.err) == (0, "")
    assert re.search("suspended; 1 voucher went back", done.out)
    assert "Cookie" in (await busy.ayse.hears(None, since=before)).text
    await busy.shop.cashier.say("/sale 5", lambda m: "no part" in m.text)
    for words, said in (
        (["suspend", "1"], "already"),
        (["resume", "1"], "takes part again"),
        (["ceiling", "1", "30"], "30 unredeemed"),
        (["list"], r"1\tactive\t24 of 30 points\tCorner Café"),
    ):
        done = await world.cli("merchant", *words)
        assert (done.code, done.err) == (0, "")
        assert re.search(said, done.out)
    code, _ = await card(busy.ayse)
    await busy.shop.cashier.say(f"7.00 {code}", lambda m: "operator" in m.text)
    await busy.shop.cashier.say(f"6.00 {code}", has(busy.shop.cashier, "Undo"))
    for words, said in ((["suspend", "7"], "no merchant 7"), (["ceiling", "1", "-3"], "ceiling|-3")):
        _one_line(await world.cli("merchant", *words), said)


async def test_an_operator_refunds_a_suspended_merchant_s_purchase_while_the_bot_runs(world: World) -> None:
    busy = await _busy(world)
    code, _ = await card(busy.ayse)
    await busy.shop.cashier.say(f"10.00 {code} R-7", has(busy.shop.cashier, "Undo"))
    before = busy.ayse.mark
    assert (await world.cli("merchant", "suspend", "1")).code == 0
    done = await world.cli("refund", "1", "r-7", "4.00")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"Refunded 4.00 EUR, with 4 points: #\d+ of .*, 6.00 EUR of 10.00 EUR stand", done.out)
    await busy.ayse.hears(lambda m: "4 of its points" in m.text, since=before)
    for words, said in (
        (["1", "R-7", "6.01"], "only 6.00 EUR"),
        (["1", "R-8"], "no purchase"),
        (["7", "R-7"], "no merchant 7"),
        (["1", "R-7", "1e9"], "no amount"),
    ):
        _one_line(await world.cli("refund", *words), said)


async def test_a_backup_under_load_is_good(world: World, tmp_path: Path) -> None:
    await world.without_limits()
    busy = await _busy(world)
    target = tmp_path / "copies" / "backup.db"
    target.parent.mkdir()
    code, _ = await card(busy.ayse)

    async def load() -> None:
        for number in range(120):
            await busy.shop.cashier.send(f"{5 + number}.00 {code} R{number}")

    loading = asyncio.create_task(load())
    await busy.shop.cashier.hears(has(busy.shop.cashier, "Undo"))
    done = await world.cli("backup", str(target))
    assert (done.code, done.err) == (0, "")
    await loading
    await world.quiet()
    again = await world.cli("backup", str(target))
    _one_line(again, "exists")
    elsewhere = {"DATABASE_URL": f"sqlite:///{tmp_path}/restored.db"}
    restored = await world.cli("restore", str(target), **elsewhere)
    assert (restored.code, restored.err) == (0, "")
    checked = await world.cli("check", "--json", **elsewhere)
    assert (checked.code, json.loads(checked.out)) == (0, {"findings": []})
    copied = (await world.cli("export", "journal", **elsewhere)).out.splitlines()
    now = (await world.cli("export", "journal")).out.splitlines()
    assert 1 <= len(copied) <= len(now) == 121
    assert now[: len(copied)] == copied
    # The database of a running bot is not replaced.
    _one_line(await world.cli("restore", str(target)), "use")


async def test_exports_have_the_promised_shape(each_world: World) -> None:
    world = each_world
    busy = await _busy(world)
    await choose(busy.ayse, "Cookie")
    journal = await world.journal()
    assert [list(row) for row in journal] == [
        ["id", "at", "kind", "key", "actor", "merchant", "reverses", "postings"]
    ] * 2
    earn, hold = journal
    assert INSTANT.fullmatch(earn.pop("at"))
    assert re.fullmatch(r"in:\d+", earn.pop("key"))
    earn["postings"].sort(key=lambda posting: posting["account"])
    assert earn == {
        "id": earn["id"], "kind": "earn", "actor": "staff:2", "merchant": 1, "reverses": None,
        "postings": [{"account": "member:1", "points": 24}, {"account": "merchant:1:issued", "points": -24}],
    }  # fmt: skip
    assert hold["id"] > earn["id"]
    assert (hold["kind"], hold["actor"]) == ("hold", "member:1")
    line = (await world.members())[1]
    assert list(line) == [
        "member", "telegram_id", "balance", "booked", "pending", "held", "debt", "tier", "language", "referred_by",
        "lots",
    ]  # fmt: skip
    lots = line.pop("lots")
    assert line == {
        "member": 1, "telegram_id": 11, "balance": 19, "booked": 19, "pending": 0, "held": 5, "debt": 0,
        "tier": "base", "language": "en", "referred_by": None,
    }  # fmt: skip
    (lot,) = lots
    assert list(lot) == ["id", "state", "points", "remaining", "earned_at", "activates_at", "expires_at"]
    assert (lot["state"], lot["points"], lot["remaining"]) == ("active", 24, 19)
    assert all(INSTANT.fullmatch(lot[name]) for name in ("earned_at", "activates_at", "expires_at"))
    assert lot["expires_at"].endswith("-01T00:00:00.000Z")  # the end of the month, exclusive


async def test_health_readiness_and_metrics_are_served(world: World) -> None:
    busy = await _busy(world)
    assert (await world.http("/healthz"))[0] == 200
    assert (await world.http("/readyz"))[0] == 200
    status, text = await world.http("/metrics")
    assert status == 200
    assert metric(text, "kumbara_updates_received_total") >= 10
    assert str(busy.ayse.first) not in text
    assert (await world.http("/telegram/webhook"))[0] in (404, 405)


async def test_a_second_process_waits_says_so_and_takes_over(each_world: World) -> None:
    world = each_world
    busy = await _busy(world)
    port, log = free_port(), world.folder / "second.log"
    second = BotProcess(world.settings | {"LISTEN": f"127.0.0.1:{port}"}, world.folder, log)
    try:
        await _written(log, "another process")
        assert "24" in (await busy.ayse.say("/balance")).text
        await world.stop()
        await second.ready(port)
        assert "24" in (await busy.ayse.say("/balance", "24")).text
        assert await second.stop() == 0
    finally:
        await second.kill()
    assert "Traceback" not in log.read_text("utf-8")


async def _written(log: Path, words: str) -> str:
    """The log, as soon as it has these words."""
    for _ in range(300):
        text = log.read_text("utf-8")
        if words in text:
            return text
        await asyncio.sleep(0.05)
    raise AssertionError(f"{words!r} is not in the log:\n{text[-3000:]}")


async def test_a_poisonous_update_is_set_aside_with_an_alert_and_the_rest_goes_on(world: World) -> None:
    busy = await _busy(world)
    # Nobody on Telegram has such an id, and no database can keep it.
    user = {"id": 2**70, "is_bot": False, "first_name": "Ayşe"}
    broken: dict[str, Any] = {"message": {"from": user, "chat": {"id": 11, "type": "private"}, "text": "/balance"}}
    await world.post("updates", [broken])
    world.alerts = 1
    answer = await busy.ayse.say("/history")
    assert "24" in answer.text
    await buy(busy.ayse, busy.shop.cashier, "6.00")
    log = await _written(world.log, '"alert": true')
    line = next(json.loads(line) for line in log.splitlines() if '"alert": true' in line)
    assert line["level"] == "error"
    assert "/balance" not in json.dumps(line)
    assert metric((await world.http("/metrics"))[1], "kumbara_updates_dead_total") == 1


async def test_a_wizard_survives_a_restart_in_the_middle(each_world: World) -> None:
    world = each_world
    owner = await world.person(99, "Ozan", "Demir")
    await owner.say("/newmerchant")
    await world.kill()
    await world.start()
    await owner.say("Corner Café", "Corner Café")
    asked = await owner.say("/addreward")
    assert asked.text
    await world.stop()
    await world.start()
    first = await owner.say("Espresso")
    await world.kill()
    await world.start()
    assert "Espresso" in (await owner.say("40", "40")).text
    assert first.text
    poster = await owner.say("/poster", picture)
    await owner.qr(poster, "j")


@pytest.fixture
async def two_languages(world: World) -> tuple[World, Person, Person]:
    busy = await _busy(world)
    turkish = await world.person(12, "Bora", "Çelik", language="tr")
    await join(turkish, busy.shop.poster)
    return world, busy.ayse, turkish


async def test_commands_are_registered_for_each_language_and_role(two_languages: tuple[World, Person, Person]) -> None:
    world, english, turkish = two_languages
    shown = {
        person.id: await _commands(world, person) for person in (english, turkish, world.people[21], world.people[99])
    }
    member = {"balance", "history", "card", "rewards", "vouchers", "invite", "settings", "language", "privacy", "help"}
    assert member <= set(shown[11])
    assert member <= set(shown[12])
    assert "desk" not in shown[11]
    assert all(shown[11][name] != shown[12][name] for name in ("balance", "card", "rewards"))
    assert {"desk", "sale"} <= set(shown[21])
    assert {"desk", "newmerchant", "staff", "addreward"} <= set(shown[99])
    assert "newmerchant" not in shown[21]


async def _commands(world: World, person: Person) -> dict[str, str]:
    commands = (await world.get("commands", user_id=person.id))["commands"]
    return {command["command"]: command["description"] for command in commands}


async def test_a_person_changes_the_language_of_the_bot(world: World) -> None:
    busy = await _busy(world)
    await busy.ayse.say("/language")
    chosen = await busy.ayse.press("Türkçe")
    busy.ayse.language = "tr"
    assert chosen.text
    assert "puan" in (await busy.ayse.say("/balance")).text
    assert (await world.members())[1]["language"] == "tr"


async def test_a_bot_that_telegram_cannot_hear_starts_and_waits(tmp_path: Path, empty_sqlite_url: str) -> None:
    async with a_world(tmp_path / "world", empty_sqlite_url, started=False) as world:
        await world.post("faults", [{"method": "*", "kind": "500", "probability": 1.0, "times": 4}])
        await world.start()
        stranger = await world.person(11, "Ayşe")
        await stranger.say("/start", has(stranger, "Join"))
