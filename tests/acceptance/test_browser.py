"""The short story on the demo's own page, in a real Chromium."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.acceptance.process import environment

CUSTOMER, FRIEND, CASHIER = 11, 12, 13
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]
pytestmark = pytest.mark.browser


@pytest.fixture
def chromium_path() -> str:
    """Where Chromium is; without one the test is skipped, unless the environment forbids that."""
    for name in ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    why = "no Chromium is installed (Debian: apt-get install chromium)"
    if os.environ.get("KUMBARA_BROWSER") == "required":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture
async def address(chromium_path: str, tmp_path: Path) -> AsyncIterator[str]:
    """Where `kumbara demo` serves its page."""
    log = tmp_path / "demo.log"
    with log.open("wb") as target:
        demo = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", "0"],
            cwd=tmp_path,
            env=environment({"PYTHONUNBUFFERED": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=target,
            stderr=target,
        )
    try:
        for _ in range(600):
            found = re.search(r"http://127\.0\.0\.1:\d+/\S*", log.read_text("utf-8"))
            if found or demo.poll() is not None:
                break
            await asyncio.sleep(0.05)
        assert found, f"the demo did not say where it is:\n{log.read_text('utf-8')}"
        yield found[0]
        demo.terminate()
        assert await asyncio.to_thread(demo.wait, 20) == 0
        assert "Traceback" not in log.read_text("utf-8")
    finally:
        demo.kill()
        demo.wait()


@pytest.fixture
async def page(chromium_path: str, address: str) -> AsyncIterator[Page]:
    """The demo's page, which may ask nobody but its own server and write nothing to the console."""
    complaints: list[str] = []
    own = (address.partition("/sandbox/")[0] + "/", "data:", "blob:")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        try:
            fresh = await chromium.new_page(viewport={"width": 1480, "height": 940}, locale="en-GB")
            fresh.set_default_timeout(15_000)
            expect.set_options(timeout=15_000)
            fresh.on("pageerror", lambda error: complaints.append(str(error)))
            fresh.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            fresh.on("request", lambda asked: None if asked.url.startswith(own) else complaints.append(asked.url))
            await fresh.goto(address)
            yield fresh
        finally:
            await chromium.close()
    assert complaints == []


class Phones:
    """The phones on the page, by whose they are."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def log(self, person: int) -> Locator:
        return self.page.get_by_test_id(f"log-{person}")

    async def say(self, person: int, text: str) -> None:
        await self.page.get_by_test_id(f"input-{person}").fill(text)
        await self.page.get_by_test_id(f"send-{person}").click()
        await expect(self.log(person).locator(".row.from-me").last).to_contain_text(text)

    async def press(self, person: int, label: str) -> None:
        """Presses the newest button that says so, an emoji before it or not."""
        button = self.log(person).locator("button.inline").filter(has_text=re.compile(rf"(^|\W){label}\s*$"))
        await button.last.click()

    async def scan(self, owner: int, by: int) -> None:
        """Scans the newest picture on one phone with another."""
        photo = self.log(owner).locator("[data-testid^='photo-']").last
        number = (await photo.get_attribute("data-testid") or "").removeprefix("photo-")
        await self.page.get_by_test_id(f"scan-{number}-to-{by}").click()
        await expect(self.page.get_by_test_id(f"toast-{by}")).to_contain_text("t.me")

    async def sees(self, person: int, words: str | re.Pattern[str]) -> Locator:
        """A bubble of the bot with these words."""
        row = self.log(person).locator(".row.from-bot").filter(has_text=words).last
        await expect(row).to_be_visible()
        return row

    async def picture(self, person: int, number: int) -> None:
        """So many pictures have come on a phone."""
        await expect(self.log(person).locator("[data-testid^='photo-']")).to_have_count(number)

    async def move_to(self, at: datetime) -> None:
        """Sets the page's clock to a later day and hour, by the page's own field."""
        await self.page.get_by_test_id("clock-until").fill(f"{at:%Y-%m-%dT%H:%M}")
        await self.page.get_by_test_id("clock-go").click()
        await expect(self.page.get_by_test_id("clock-time")).to_have_text(re.compile(f"{at:%H}:"))
        await expect(self.page.get_by_test_id("clock-date")).to_contain_text(f"{at.day} {at:%b}")

    async def now(self) -> datetime:
        """The day and hour that the page shows, as the machine's calendar has it."""
        shown = await self.page.get_by_test_id("clock-time").get_attribute("datetime") or ""
        return datetime.fromisoformat(shown).astimezone().replace(tzinfo=None)

    async def code(self, person: int) -> str:
        """The till code in the newest card."""
        row = await self.sees(person, re.compile(r"start=m_"))
        words = re.sub(r"https://\S+", "", await row.locator(".bubble").inner_text())
        code: str = re.findall(r"(?<![\d:])\d{4}(?![\d:])", words)[0]
        return code


async def test_the_short_story_on_the_page(page: Page) -> None:
    phones = Phones(page)
    await phones.say(CASHIER, "/poster")
    await phones.picture(CASHIER, 1)
    await phones.scan(CASHIER, CUSTOMER)
    await phones.press(CUSTOMER, "Join")
    await phones.press(CUSTOMER, "No")
    await phones.say(CUSTOMER, "/card")
    await phones.picture(CUSTOMER, 1)
    await phones.say(CASHIER, f"24.90 {await phones.code(CUSTOMER)}")
    await phones.sees(CUSTOMER, re.compile(r"\+24"))
    await phones.say(CUSTOMER, "/balance")
    await phones.sees(CUSTOMER, "24 points")
    await _a_friend(phones)
    await _a_reward(phones)


async def _a_friend(phones: Phones) -> None:
    """Invited by a QR on the customer's phone; both bonuses are active once fourteen days have passed."""
    await phones.say(CUSTOMER, "/invite")
    await phones.sees(CUSTOMER, re.compile("start=r_"))
    await phones.scan(CUSTOMER, FRIEND)
    await phones.press(FRIEND, "Join")
    await phones.press(FRIEND, "Yes, send me offers")
    await phones.say(FRIEND, "/card")
    await phones.say(CASHIER, f"6.00 {await phones.code(FRIEND)}")
    await phones.sees(FRIEND, re.compile(r"\+6"))
    await phones.page.get_by_test_id("clock-plus-14d").click()
    await expect(phones.page.locator("#clock-ahead")).to_be_visible()
    await phones.say(FRIEND, "/balance")
    await phones.sees(FRIEND, "16 points")
    await phones.say(CUSTOMER, "/balance")
    await phones.sees(CUSTOMER, "34 points")


async def _a_reward(phones: Phones) -> None:
    """Held, scanned off the customer's phone, confirmed; the picture for README.md shows the moment before."""
    await phones.say(CUSTOMER, "/rewards")
    await phones.log(CUSTOMER).locator("button.inline").filter(has_text="Espresso").last.click()
    before = await phones.log(CUSTOMER).locator("[data-testid^='photo-']").count()
    await phones.press(CUSTOMER, "Redeem")
    await phones.picture(CUSTOMER, before + 1)
    await phones.scan(CUSTOMER, CASHIER)
    await phones.sees(CASHIER, "Espresso")
    if target := os.environ.get("KUMBARA_SCREENSHOT"):
        await expect(phones.page.locator(".toast")).to_have_count(0)
        await phones.page.screenshot(path=target)
    await phones.press(CASHIER, "Confirm")
    await phones.sees(CUSTOMER, "Enjoy")
    await phones.say(CUSTOMER, "/balance")
    await phones.sees(CUSTOMER, "14 points")


async def test_the_reminder_and_the_announcement_arrive_as_the_clock_moves(page: Page) -> None:
    phones = Phones(page)
    day = (await phones.now()).replace(hour=11, minute=0) + timedelta(days=1)
    await phones.move_to(day)
    await phones.say(CASHIER, "/poster")
    await phones.picture(CASHIER, 1)
    await phones.scan(CASHIER, CUSTOMER)
    await phones.press(CUSTOMER, "Join")
    await phones.press(CUSTOMER, "Yes, send me offers")
    await phones.say(CUSTOMER, "/card")
    await phones.picture(CUSTOMER, 1)
    await phones.say(CASHIER, f"24.90 {await phones.code(CUSTOMER)}")
    await phones.sees(CUSTOMER, re.compile(r"\+24"))
    await _a_double_day(phones, day)
    await _points_end(phones, day)
    if target := os.environ.get("KUMBARA_SCREENSHOT_PUSH"):
        await expect(phones.page.locator(".toast")).to_have_count(0)
        await phones.page.screenshot(path=target)


async def _a_double_day(phones: Phones, day: datetime) -> None:
    """Made in four taps; heard of the evening before and on the morning, and its button pressed."""
    await phones.say(CASHIER, "/desk")
    await phones.press(CASHIER, "Double day")
    await phones.press(CASHIER, "Tomorrow")
    await phones.press(CASHIER, "Start")
    await phones.sees(CASHIER, "is set")
    await phones.move_to(day.replace(hour=18, minute=30))
    await phones.sees(CUSTOMER, re.compile("Double points.*tomorrow"))
    await phones.move_to(day.replace(hour=10) + timedelta(days=1))
    await phones.sees(CUSTOMER, re.compile("Double points.*today"))
    cards = await phones.log(CUSTOMER).locator("[data-testid^='photo-']").count()
    await phones.press(CUSTOMER, "My card")
    await phones.picture(CUSTOMER, cards + 1)
    await phones.say(CASHIER, f"10.00 {await phones.code(CUSTOMER)}")
    await phones.sees(CUSTOMER, re.compile(r"\+20"))


async def _points_end(phones: Phones, day: datetime) -> None:
    """29 days before the points of the first purchase end, which is with its month a year on: the reminder says so."""
    following = (day.replace(year=day.year + 1, day=1) + timedelta(days=32)).replace(day=1)
    last = following - timedelta(days=1)
    await phones.move_to((last - timedelta(days=29)).replace(hour=10, minute=30))
    reminder = await phones.sees(CUSTOMER, re.compile(r"points end after"))
    await expect(reminder).to_contain_text(str(last.day))
    await reminder.locator("button.inline").filter(has_text="Espresso").click()
    await phones.press(CUSTOMER, "Redeem")
    await phones.sees(CUSTOMER, re.compile(r"start=v_"))
