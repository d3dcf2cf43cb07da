"""The process is killed at random moments while updates flow: nothing is lost, nothing doubled."""

import asyncio
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.acceptance.cast import card, hire, join, open_shop
from tests.acceptance.person import Person
from tests.acceptance.world import World, a_world

KILLS_A_ROUND = 5
UPDATES_A_KILL = 10
AT_WORK = ("getUpdates", "sendMessage", "setWebhook")
LONGEST_START_SECONDS = 8.0


class Till:
    """A cashier and the member who buys from them, so that several chats are worked on side by side."""

    def __init__(self, cashier: Person, member: Person) -> None:
        self.cashier = cashier
        self.member = member
        self.code = ""
        self.amounts: list[str] = []


class Trial:
    """Rounds of purchases with kills in between; a fresh till code for each round, as codes live two minutes."""

    def __init__(self, world: World, seed: int) -> None:
        print(f"seed {seed}")
        self.world = world
        self.seed = seed
        self.chance = random.Random(seed)
        self.tills: list[Till] = []
        self.said = 0

    async def open(self) -> None:
        """A café with four cashiers and four members."""
        await self.world.without_limits()
        shop = await open_shop(self.world)
        cashiers = [shop.cashier]
        for number, name in enumerate(("Ela", "Efe", "Ege")):
            cashier = await self.world.person(31 + number, name)
            await hire(shop.owner, cashier)
            cashiers.append(cashier)
        for number, cashier in enumerate(cashiers):
            member = await self.world.person(41 + number, f"Member {number}")
            await join(member, shop.poster)
            self.tills.append(Till(cashier, member))

    async def round(self, kills: int) -> None:
        """Begins and ends with the bot running and nothing waiting."""
        for till in self.tills:
            till.code, _ = await card(till.member)
        for _ in range(kills):
            flowing = asyncio.create_task(self._updates_flow())
            await asyncio.sleep(self.chance.choice((0, 0.01, 0.03, 0.1)))
            await self.world.kill()
            self.world.launch()
            await self._a_moment_comes()
            await self.world.kill()
            await flowing
            self.world.launch()
        assert self.world.bot is not None
        await self.world.bot.ready(self.world.port)
        # A chat is worked on in its order: whoever is answered now has nothing older that waits.
        for till in self.tills:
            await till.cashier.say("/help", lambda m: "€" not in m.text)
        await self.world.quiet()

    async def _updates_flow(self) -> None:
        for _ in range(UPDATES_A_KILL):
            till = self.chance.choice(self.tills)
            amount = f"{5 + self.said // 100}.{self.said % 100:02d}"
            self.said += 1
            till.amounts.append(amount)
            await till.cashier.send(f"{amount} {till.code} R{self.said}")
            await asyncio.sleep(self.chance.choice((0, 0, 0.002, 0.02)))

    async def _a_moment_comes(self) -> None:
        """Somewhere in the start, or a few milliseconds into the work."""
        if self.chance.random() < 0.25:
            await asyncio.sleep(self.chance.uniform(0, 0.8))
            return
        deadline, seen = time.monotonic() + LONGEST_START_SECONDS, self.world.last_call()
        while time.monotonic() < deadline and not self.world.calls_after(seen, *AT_WORK):
            await asyncio.sleep(0.001)
        await asyncio.sleep(self.chance.choice((0, 0.005, 0.02, 0.05, 0.1, 0.2)) * self.chance.random())

    async def every_purchase_is_there_once(self) -> None:
        """In the journal; and its cashier has been answered."""
        expected = Counter((f"member:{n}", int(float(a))) for n, till in enumerate(self.tills, 1) for a in till.amounts)
        rows = [row for row in await self.world.journal() if row["kind"] == "earn"]
        booked = Counter((p["account"], p["points"]) for row in rows for p in row["postings"] if p["points"] > 0)
        assert booked == expected, f"seed {self.seed}: {booked - expected} too many, {expected - booked} missing"
        assert sum(booked.values()) == self.said
        for till in self.tills:
            heard = "\n".join(message.text for message in await till.cashier.messages())
            unanswered = [amount for amount in till.amounts if f"€{amount}" not in heard]
            assert unanswered == [], f"seed {self.seed}"

    async def run(self, kills: int) -> None:
        """So many kills; then everything is delivered three times again."""
        await self.open()
        begun = time.monotonic()
        for done in range(0, kills, KILLS_A_ROUND):
            await self.round(min(KILLS_A_ROUND, kills - done))
        print(f"{kills} kills and {self.said} updates in {time.monotonic() - begun:.0f} s")
        await self.every_purchase_is_there_once()
        journal = await self.world.journal()
        queued = await self.world.post("redeliver", {"all": True, "times": 3, "shuffle": self.seed})
        assert queued["queued"] >= 3 * self.said
        await self.world.quiet()
        assert await self.world.journal() == journal


@pytest.fixture
async def trial(world: World) -> Trial:
    return Trial(world, _seed())


async def test_fifty_kills_lose_and_double_nothing(trial: Trial) -> None:
    await trial.run(50)
    assert trial.said == 500


async def test_kills_lose_and_double_nothing_on_postgres(tmp_path: Path, empty_postgres_url: str) -> None:
    async with a_world(tmp_path / "world", empty_postgres_url) as world:
        await Trial(world, _seed()).run(5)


async def test_kills_lose_and_double_nothing_by_webhook(world_by_webhook: World) -> None:
    await Trial(world_by_webhook, _seed()).run(5)


@pytest.mark.full
async def test_a_thousand_kills_lose_and_double_nothing(world: World) -> None:
    trial = Trial(world, _seed())
    await trial.run(1000)
    assert trial.said == 10_000


def _seed() -> int:
    """Random, unless KUMBARA_SEED says which one is to come again."""
    return int(os.environ.get("KUMBARA_SEED") or random.SystemRandom().randrange(2**32))
