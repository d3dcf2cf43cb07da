"""The whole story, chapter by chapter; each chapter writes down what the journal must say of it."""

import asyncio
import re
from collections import Counter
from typing import Any

from tests.acceptance.cast import Shop, buy, card, choose, has, join, open_shop, picture, sale
from tests.acceptance.person import Person, Shown
from tests.acceptance.world import World

KEY = re.compile(r"in:\d+(/\d+)?|(activate|lapse|expire|repay):\d+")
Row = tuple[str, str, tuple[tuple[str, int], ...]]


class Story:
    """Three customers and a café: Ayşe is member 1, Bora 2, Fatma 3; Ozan is staff 1, Can 2."""

    def __init__(self, world: World, language: str) -> None:
        self.world = world
        self.language = language
        self.expected: list[Row] = []
        self.ayse: Person
        self.bora: Person
        self.fatma: Person
        self.shop: Shop

    def books(self, kind: str, actor: str, **points: int) -> None:
        """One more row that the journal must have; `member_1_held=5` is account `member:1:held`."""
        self.expected.append((kind, actor, _postings({n.replace("_", ":"): p for n, p in points.items()})))

    async def tell(self) -> None:
        """All of it."""
        await self.opening()
        await self.the_poster_and_the_till_code()
        await self.a_sale_is_earned_once()
        await self.a_stranger_joins_and_collects()
        await self.a_friend_joins_and_buys()
        await self.the_bonus_is_spent_the_moment_it_is_active()
        await self.used_at_the_till_by_code()
        await self.cancelled_and_lapsed()
        await self.an_issued_code_is_redeemed_once()
        await self.a_purchase_is_undone()
        await self.not_mine()

    async def opening(self) -> None:
        self.shop = await open_shop(self.world, language=self.language, Espresso=40, Cookie=5)
        self.ayse = await self.world.person(11, "Ayşe", "Yılmaz", language=self.language)
        self.bora = await self.world.person(12, "Bora", "Çelik", language=self.language)
        self.fatma = await self.world.person(13, "Fatma", "Öztürk", language=self.language)

    async def the_poster_and_the_till_code(self) -> None:
        ayse, cashier = self.ayse, self.shop.cashier
        await join(ayse, self.shop.poster)
        code, _ = await card(ayse)
        before = ayse.mark
        booked = await cashier.say(f"24.90 {code}", has(cashier, "Undo"))
        assert "24" in booked.text
        assert "Ay•••" in booked.text
        assert "Yılmaz" not in booked.text
        await ayse.hears("24", since=before)
        self.books("earn", "staff:2", member_1=24, merchant_1_issued=-24)
        # The same line again within the code's life asks, and books nothing by itself.
        await cashier.say(f"24.90 {code}", has(cashier, "Book again"))

    async def a_sale_is_earned_once(self) -> None:
        ayse, cashier = self.ayse, self.shop.cashier
        shown = await sale(cashier, "10.00 R-1")
        before = cashier.mark
        await ayse.scans(shown, has(ayse, "Not mine"))
        self.books("earn", "member:1", member_1=10, merchant_1_issued=-10)
        told = await cashier.hears("Ay•••", since=before)
        assert told.button("Undo", self.language)
        await ayse.scans(shown)
        await ayse.scans(shown)
        await self.bora.scans(shown)
        await self.fatma.scans(shown)
        await self.agrees()

    async def a_stranger_joins_and_collects(self) -> None:
        shown = await sale(self.shop.cashier, "7.50")
        await self.bora.scans(shown, has(self.bora, "Join and collect"))
        await self.bora.press("Join and collect", has(self.bora, "Not mine"))
        self.books("earn", "member:2", member_2=7, merchant_1_issued=-7)

    async def a_friend_joins_and_buys(self) -> None:
        ayse, fatma, cashier = self.ayse, self.fatma, self.shop.cashier
        invitation = await ayse.say("/invite", picture)
        link = await ayse.qr(invitation, "r")
        assert any("url" in button for button in invitation.buttons), "no share button"
        await fatma.follows(link, has(fatma, "Join"))
        await fatma.press("Join", has(fatma, "Yes, send me offers"))
        await fatma.press("Yes, send me offers")
        before = ayse.mark
        await buy(fatma, cashier, "6.00")
        self.books("earn", "staff:2", member_3=6, merchant_1_issued=-6)
        self.books("referral", "staff:2", member_3_pending=10, merchant_1_issued=-10)
        self.books("referral", "staff:2", member_1_pending=10, merchant_1_issued=-10)
        await ayse.hears("10", since=before)
        await buy(fatma, cashier, "5.00")
        self.books("earn", "staff:2", member_3=5, merchant_1_issued=-5)
        await self.agrees()
        members = await self.world.members()
        assert [members[n]["pending"] for n in (1, 2, 3)] == [10, 0, 10]
        assert [members[n]["balance"] for n in (1, 2, 3)] == [34, 7, 11]
        assert [members[n]["referred_by"] for n in (1, 2, 3)] == [None, None, 1]
        assert "10" in (await ayse.say("/balance")).text

    async def the_bonus_is_spent_the_moment_it_is_active(self) -> None:
        ayse, cashier = self.ayse, self.shop.cashier
        await self.world.pass_time(days=14)
        # 34 earned and 10 active since this moment make 44: an Espresso is 40, whatever the job has booked.
        voucher = await choose(ayse, "Espresso")
        self.books("activate", "job:activate", member_1=10, member_1_pending=-10)
        self.books("activate", "job:activate", member_3=10, member_3_pending=-10)
        self.books("hold", "member:1", member_1=-40, member_1_held=40)
        members = await self.world.members()
        assert (members[1]["balance"], members[1]["held"]) == (4, 40)
        assert members[3]["balance"] == 21
        asked = await cashier.scans(voucher, has(cashier, "Confirm"))
        assert "Espresso" in asked.text
        assert "Ay•••" in asked.text
        confirm = asked.button("Confirm", self.language)
        assert confirm is not None
        before = ayse.mark
        await asyncio.gather(
            *(cashier.press_data(confirm["data"], cashier.id, asked.message_id, forge=True) for _ in range(10))
        )
        await ayse.hears("Espresso", since=before)
        self.books("confirm", "staff:2", member_1_held=-40, merchant_1_redeemed=40)
        await cashier.scans(voucher)  # used already: an answer, and nothing moves
        await self.agrees()

    async def used_at_the_till_by_code(self) -> None:
        ayse, cashier = self.ayse, self.shop.cashier
        await buy(ayse, cashier, "30.00")
        self.books("earn", "staff:2", member_1=30, merchant_1_issued=-30)
        for answer in ("No", "Yes"):
            code, _ = await card(ayse)
            before = ayse.mark
            visitor = await cashier.say(code, _use("Cookie"))
            assert "Ay•••" in visitor.text
            await cashier.press_data(_use_button(visitor, "Cookie")["data"], cashier.id, visitor.message_id)
            question = await ayse.hears(has(ayse, "Yes"), since=before)
            assert "Cookie" in question.text
            before = cashier.mark
            await ayse.press(answer, on=question)
            await cashier.hears("Cookie", since=before)
        self.books("redeem", "member:1", member_1=-5, merchant_1_redeemed=5)

    async def cancelled_and_lapsed(self) -> None:
        ayse = self.ayse
        await choose(ayse, "Cookie")
        self.books("hold", "member:1", member_1=-5, member_1_held=5)
        await ayse.say("/vouchers", has(ayse, "Cancel"))
        asked = await ayse.press("Cancel")
        again = next((b for b in asked.buttons if b.get("data", "").startswith("voucher-cancel-now")), None)
        if again is not None:
            await ayse.press_data(again["data"], ayse.id, asked.message_id)
            await ayse.hears()
        self.books("cancel", "member:1", member_1=5, member_1_held=-5)
        await choose(ayse, "Cookie")
        self.books("hold", "member:1", member_1=-5, member_1_held=5)
        before = await self.world.event()
        await self.world.pass_time(minutes=11)
        assert (await self.world.members())[1]["balance"] == 29
        await ayse.hears("Cookie", since=before, seconds=25)
        self.books("lapse", "job:lapse", member_1=5, member_1_held=-5)
        await self.agrees()

    async def an_issued_code_is_redeemed_once(self) -> None:
        owner, fatma, ayse = self.shop.owner, self.fatma, self.ayse
        issued = await owner.say("/issue Cookie", picture)
        await owner.qr(issued, "k")
        seen = await fatma.scans(issued, has(fatma, "Redeem"))
        assert "Cookie" in seen.text
        assert "5" in seen.text
        waiting = await ayse.scans(issued, has(ayse, "Redeem"))
        before = owner.mark
        await fatma.press("Redeem", on=seen)
        self.books("redeem", "member:3", member_3=-5, merchant_1_redeemed=5)
        await owner.hears("Fa•••", since=before)
        await ayse.press("Redeem", on=waiting)
        await ayse.scans(issued)

    async def a_purchase_is_undone(self) -> None:
        ayse, cashier = self.ayse, self.shop.cashier
        booked = await buy(ayse, cashier, "3.00")
        self.books("earn", "staff:2", member_1=3, merchant_1_issued=-3)
        undo = booked.button("Undo", self.language)
        assert undo is not None
        before = ayse.mark
        await cashier.press("Undo", on=booked)
        await ayse.hears("3", since=before)
        self.books("reverse", "staff:2", member_1=-3, merchant_1_issued=3)
        await cashier.press_data(undo["data"], cashier.id, booked.message_id, forge=True)
        await cashier.hears()
        late = await buy(ayse, cashier, "2.00")
        self.books("earn", "staff:2", member_1=2, merchant_1_issued=-2)
        await self.world.pass_time(minutes=2)
        await cashier.press("Undo", on=late)
        await self.agrees()

    async def not_mine(self) -> None:
        ayse, fatma, cashier = self.ayse, self.fatma, self.shop.cashier
        shown = await sale(cashier, "4.00")
        mine = await fatma.scans(shown, has(fatma, "Not mine"))
        self.books("earn", "member:3", member_3=4, merchant_1_issued=-4)
        await fatma.press("Not mine", on=mine)
        self.books("reverse", "member:3", member_3=-4, merchant_1_issued=4)
        await ayse.scans(shown, has(ayse, "Not mine"))
        self.books("earn", "member:1", member_1=4, merchant_1_issued=-4)
        await self.agrees()

    async def agrees(self) -> list[dict[str, Any]]:
        """The journal says exactly what was written down, jobs wherever they came in."""
        journal = await self.world.until(lambda rows: len(rows) >= len(self.expected))
        said = [
            (row["kind"], row["actor"], _postings({p["account"]: p["points"] for p in row["postings"]}))
            for row in journal
        ]
        by_people = [row for row in said if not row[1].startswith("job:")]
        assert by_people == [row for row in self.expected if not row[1].startswith("job:")]
        assert Counter(said) == Counter(self.expected)
        assert all(KEY.fullmatch(row["key"]) for row in journal), [row["key"] for row in journal]
        assert len({row["key"] for row in journal}) == len(journal)
        return journal


def _postings(points: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(points.items()))


def _use(reward: str) -> Any:
    return lambda message: any(reward in button["text"] for button in message.buttons)


def _use_button(message: Shown, reward: str) -> dict[str, str]:
    return next(button for button in message.buttons if reward in button["text"])
