"""`make bench`: five rounds, the contestants in turn, medians and ratios."""

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from bench import broadcast, ledger, reminding
from bench.seed import Seeded, as_updates, seed
from bot.opening import opened
from bot.settings import Settings

TOKEN = "4242:bench"
PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class Contestant:
    """A bot, what is said to it, and how much of it."""

    name: str
    command: tuple[str, ...]
    said: Callable[[Seeded], list[tuple[int, str]]]
    count: int
    delay_seconds: float
    warmup: int


ECHO = (sys.executable, "-m", "bench.echo")
KUMBARA = (sys.executable, "-m", "bot", "run")


def contestants(scale: float) -> list[tuple[Contestant, ...]]:
    """The groups of which each is compared with its first, the baseline."""
    near, far = int(6000 * scale), int(3000 * scale)
    slow = max(20, int(100 * scale))
    return [
        (
            Contestant("echo bot", ECHO, lambda seeded: seeded.purchases, near, 0, 400),
            Contestant("purchase AMOUNT CODE", KUMBARA, lambda seeded: seeded.purchases, near, 0, 400),
            Contestant("purchase by p_ link", KUMBARA, lambda seeded: seeded.links, near, 0, 400),
        ),
        (
            Contestant("echo bot, 50 ms to Telegram", ECHO, lambda seeded: seeded.purchases, slow, 0.05, 5),
            Contestant("purchase AMOUNT CODE, 50 ms", KUMBARA, lambda seeded: seeded.purchases, far, 0.05, 400),
            Contestant("purchase by p_ link, 50 ms", KUMBARA, lambda seeded: seeded.links, far, 0.05, 400),
        ),
    ]


async def _prepare(url: str, count: int) -> Seeded:
    settings = Settings(database_url=url)
    async with opened(settings) as database:
        return await database.write(seed, settings, count)


@cache
def _template(folder: Path, count: int) -> tuple[Path, Seeded]:
    """A database seeded once; every run begins with a copy of it."""
    path = folder / f"seeded-{count}.db"
    return path, asyncio.run(_prepare(f"sqlite:///{path}", count))


def updates_per_second(contestant: Contestant, templates: Path) -> float:
    """One run: a fresh database, a fresh server, a fresh bot."""
    with tempfile.TemporaryDirectory(prefix="kumbara-bench-") as folder:
        url = f"sqlite:///{folder}/kumbara.db"
        total = contestant.count + contestant.warmup
        template, seeded = _template(templates, total)
        shutil.copyfile(template, f"{folder}/kumbara.db")
        script = Path(folder) / "script.json"
        script.write_text(
            json.dumps(
                {
                    "updates": as_updates(contestant.said(seeded)),
                    "warmup": contestant.warmup,
                    "delay_seconds": contestant.delay_seconds,
                    "patience_seconds": PATIENCE_SECONDS,
                }
            ),
            encoding="utf-8",
        )
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.server", str(script)], stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        port = int(server.stdout.readline())
        environment = {
            **os.environ,
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": f"http://127.0.0.1:{port}",
            "DATABASE_URL": url,
            "LOG_FORMAT": "json",
        }
        bot = subprocess.Popen(contestant.command, env=environment, stderr=subprocess.DEVNULL)
        try:
            outcome: dict[str, Any] = json.loads(server.stdout.readline())
        finally:
            bot.send_signal(signal.SIGTERM)
            try:
                bot.wait(30)
            except subprocess.TimeoutExpired:
                bot.kill()
            server.kill()
            server.wait()
            server.stdout.close()
        if "error" in outcome:
            raise SystemExit(f"{contestant.name}: {outcome['error']}")
        return contestant.count / float(outcome["seconds"])


def main() -> None:
    """Runs everything and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0, help="a part of the full size, for a quick look")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part of it (default: all)")
    arguments = parser.parse_args()
    for name, part in PARTS.items():
        if arguments.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="kumbara-bench-") as folder:
                part(arguments.rounds, arguments.scale, Path(folder))


def _updates(rounds: int, scale: float, templates: Path) -> None:
    groups = contestants(scale)
    seen: dict[str, list[float]] = {}
    for number in range(rounds):
        for group in groups:
            for contestant in group:
                seen.setdefault(contestant.name, []).append(updates_per_second(contestant, templates))
                print(f"round {number + 1}: {contestant.name}: {seen[contestant.name][-1]:,.0f}/s", flush=True)
        plain, ours = ledger.measure(int(20_000 * scale))
        seen.setdefault("plain sqlite3", []).append(plain)
        seen.setdefault("ledger writer", []).append(ours)
        print(f"round {number + 1}: ledger: plain {plain:,.0f}/s, ours {ours:,.0f}/s", flush=True)
    print("\n| what | a second (median) | ratio to its baseline |\n| --- | ---: | ---: |")
    for group in groups:
        for contestant in group:
            _row(contestant.name, seen[contestant.name], seen[group[0].name])
    _row("plain sqlite3, one commit each", seen["plain sqlite3"], seen["plain sqlite3"])
    _row(f"ledger writer, {ledger.CALLERS} callers", seen["ledger writer"], seen["plain sqlite3"])


def _reminding(rounds: int, scale: float, folder: Path) -> None:
    members = int(1_000_000 * scale)
    path = folder / "reminding.db"
    reminding.seed(path, members)
    seen = []
    for number in range(rounds):
        seen.append(reminding.look(path))
        by_index, by_scan = seen[-1].by_index * 1000, seen[-1].by_scan * 1000
        print(f"round {number + 1}: reminders: by index {by_index:,.0f} ms, by a scan {by_scan:,.0f} ms", flush=True)
    lots, found = members * reminding.LOTS_EACH, seen[0].found
    print(f"\n| {found:,} to remind of {members:,} members with {lots:,} lots | ms (median) | ratio to the scan |")
    print("| --- | ---: | ---: |")
    scan, index = median(each.by_scan for each in seen), median(each.by_index for each in seen)
    ratio = median(each.by_index / each.by_scan for each in seen)
    print(f"| every lot read once | {scan * 1000:,.0f} | 1.0 |")
    print(f"| by the index, a page of {reminding.A_PAGE} at a time | {index * 1000:,.0f} | {ratio:.2f} |")


def _broadcast(rounds: int, scale: float, folder: Path) -> None:
    seen = []
    for number in range(rounds):
        seen.append(broadcast.measure(folder, 24 * scale))
        quiet, busy = seen[-1].quiet * 1000, seen[-1].busy * 1000
        print(
            f"round {number + 1}: /balance: p95 {quiet:.1f} ms, during a broadcast {busy:.1f} ms"
            f" ({seen[-1].pushes_a_second:.0f} pushes a second)",
            flush=True,
        )
    pushes = median(each.pushes_a_second for each in seen)
    print("\n| `/balance`, 95 % are answered within | ms (median) | ratio |\n| --- | ---: | ---: |")
    print(f"| nothing else going on | {median(each.quiet for each in seen) * 1000:.1f} | 1.0 |")
    busy, ratio = median(each.busy for each in seen), median(each.busy / each.quiet for each in seen)
    print(f"| during a broadcast, {pushes:.0f} messages a second | {busy * 1000:.1f} | {ratio:.1f} |")


def _row(name: str, figures: list[float], baseline: list[float]) -> None:
    ratio = median(mine / theirs for mine, theirs in zip(figures, baseline, strict=True))
    print(f"| {name} | {median(figures):,.0f} | {ratio:.1f} |")


PARTS: dict[str, Callable[[int, float, Path], None]] = {
    "updates": _updates,
    "broadcast": _broadcast,
    "reminding": _reminding,
}

if __name__ == "__main__":
    main()
