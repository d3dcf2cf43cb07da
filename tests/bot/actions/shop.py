"""A street with two shops, run by the real actions on a real database, with a clock that the test moves."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from bot.actions.action import Cause
from bot.actions.balance import Balance, balance_of
from bot.actions.card import show_card
from bot.actions.catalogue import add_reward
from bot.actions.collect import Collected, SaleShown, collect, show_sale
from bot.actions.join import follow_invitation, join
from bot.actions.merchants import add_merchant
from bot.actions.purchase import Booked, record_purchase
from bot.actions.redeem import VoucherHeld, hold
from bot.actions.settle import due_members, settle_members
from loyalty.model import Programme, Role
from storage import people, staff
from storage.audit import Finding, audit
from storage.database import Database, Row, Tx

P = ParamSpec("P")
T = TypeVar("T")

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PROGRAMME = Programme(zone=ZoneInfo("Europe/Istanbul"), currency="EUR", exponent=2)

# Who is who, by Telegram id.
OWNER, MANAGER, CASHIER, AUDITOR, BAKER, STRANGER = 1, 2, 3, 4, 5, 9
AYSE, BORA, CEM = 11, 12, 13

# Everything but outcomes and identity: what must not change when something is done twice.
TABLES = {
    "journal": "SELECT * FROM journal ORDER BY id",
    "postings": "SELECT * FROM postings ORDER BY journal_id, account",
    "lots": "SELECT * FROM lots ORDER BY id",
    "allocations": "SELECT * FROM allocations ORDER BY journal_id, lot_id",
    "members": "SELECT * FROM members ORDER BY id",
    "vouchers": "SELECT * FROM vouchers ORDER BY id",
    "sales": "SELECT * FROM sales ORDER BY id",
    "redemptions": "SELECT * FROM redemptions ORDER BY id",
    "reward_codes": "SELECT * FROM reward_codes ORDER BY id",
    "campaigns": "SELECT * FROM campaigns ORDER BY id",
    "campaign_uses": "SELECT * FROM campaign_uses ORDER BY campaign_id, sale_id",
    "refunds": "SELECT * FROM refunds ORDER BY id",
    "codes": "SELECT * FROM codes ORDER BY id",
    "cards": "SELECT * FROM cards ORDER BY id",
    "rewards": "SELECT * FROM rewards ORDER BY id",
    "merchants": "SELECT * FROM merchants ORDER BY id",
    "referrals": "SELECT * FROM referrals ORDER BY referee_id",
    "till_requests": "SELECT * FROM till_requests ORDER BY id",
    "staff": "SELECT * FROM staff ORDER BY id",
    "staff_invites": "SELECT * FROM staff_invites ORDER BY id",
    "seals": "SELECT * FROM seals ORDER BY seal",
    "reviews": "SELECT * FROM reviews ORDER BY id",
    "programmes": "SELECT * FROM programmes ORDER BY version",
    "outbox": "SELECT * FROM outbox ORDER BY id",
    "broadcasts": "SELECT * FROM broadcasts ORDER BY id",
}


def seal(telegram_id: int) -> str:
    """A keyed hash, as good as any."""
    return hashlib.sha256(b"%d" % telegram_id).hexdigest()


def everything(tx: Tx) -> dict[str, list[dict[str, Any]]]:
    """Every row of the ledger and what hangs on it."""
    return {
        table: [{column: row[column] for column in row.keys()} for row in tx.all(query)]  # noqa: SIM118
        for table, query in TABLES.items()
    }


class Shop:
    """The street. `now` is what everybody's clock says."""

    def __init__(self, database: Database, programme: Programme = PROGRAMME) -> None:
        self.database = database
        self.programme = programme
        self.now = START
        self.cafe = self.bakery = 0
        self._updates = 0

    def cause(self) -> Cause:
        """The next update."""
        self._updates += 1
        seed = hashlib.sha256(b"seed:%d" % self._updates).digest()
        return Cause(key=f"in:{self._updates}", now=self.now, seed=seed)

    def pass_time(self, **of: float) -> None:
        """The clock moves forward."""
        self.now += timedelta(**of)

    async def act(self, action: Callable[Concatenate[Tx, Cause, Programme, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """An action with the next update as its cause."""
        return await self.redo(self.cause(), action, *args, **kw)

    async def redo(
        self, cause: Cause, action: Callable[Concatenate[Tx, Cause, Programme, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """An action with a cause of its own."""
        done: T = await self.database.write(action, cause, self.programme, *args, **kw)
        return done

    async def open(self) -> None:
        """A café with owner, manager, cashier and auditor, and a bakery with a baker."""
        for telegram_id, name in ((OWNER, "Orhan"), (MANAGER, "Melis"), (CASHIER, "Can"), (AUDITOR, "Arda")):
            await self.meet(telegram_id, name)
        await self.meet(BAKER, "Bilge")
        added = await self.act(add_merchant, telegram_id=OWNER, operator_name="Orhan", name="Café")
        self.cafe = added.merchant_id
        added = await self.act(add_merchant, telegram_id=BAKER, operator_name="Bilge", name="Bakery")
        self.bakery = added.merchant_id
        await self.employ(self.cafe, MANAGER, "Melis", Role.MANAGER)
        await self.employ(self.cafe, CASHIER, "Can", Role.CASHIER)
        await self.employ(self.cafe, AUDITOR, "Arda", Role.AUDITOR)

    async def meet(self, telegram_id: int, name: str) -> None:
        """Somebody writes to the bot."""
        await self.database.write(people.meet, telegram_id, name, "en", self.now)

    async def employ(self, merchant_id: int, telegram_id: int, name: str, role: Role) -> int:
        """Somebody works there from now on."""
        added = await self.database.write(
            staff.add_staff, merchant_id=merchant_id, telegram_id=telegram_id, name=name, role=role, now=self.now
        )
        assert added is not None
        return added

    async def join(self, telegram_id: int, name: str = "Ayşe Kaya", *, invited_by: int | None = None) -> int:
        """Somebody writes to the bot and joins, perhaps by a member's link."""
        await self.meet(telegram_id, name)
        if invited_by is not None:
            await self.database.write(
                follow_invitation,
                self.cause(),
                telegram_id=telegram_id,
                inviter_id=invited_by,
                seal=seal(telegram_id),
            )
        joined = await self.act(join, telegram_id=telegram_id, seal=seal(telegram_id), merchant_id=None)
        return joined.member_id

    async def reward(self, points: int, name: str | None = None, *, by: int = OWNER) -> int:
        """A reward, the café's unless somebody else adds it."""
        added = await self.act(add_reward, telegram_id=by, name=name or f"Reward of {points}", points=points)
        return added.reward_id

    async def code_of(self, telegram_id: int) -> str:
        """A member's till code of the moment."""
        return (await self.act(show_card, telegram_id=telegram_id)).till_code

    async def buy(self, telegram_id: int, units: float, *, by: int = CASHIER, receipt: str | None = None) -> Booked:
        """A member buys for so many units of money, by till code."""
        code = await self.code_of(telegram_id)
        return await self.act(
            record_purchase, telegram_id=by, amount=round(units * 100), receipt=receipt, till_code=code
        )

    async def show(self, units: float, *, by: int = CASHIER, receipt: str | None = None) -> SaleShown:
        """A cashier shows a purchase as a QR."""
        return await self.act(show_sale, telegram_id=by, amount=round(units * 100), receipt=receipt)

    async def collect(self, telegram_id: int, sale: SaleShown) -> Collected:
        """A member follows it."""
        return await self.act(collect, telegram_id=telegram_id, sale_id=sale.sale_id, generation=sale.generation)

    async def hold(self, telegram_id: int, reward_id: int) -> VoucherHeld:
        """A member redeems a reward."""
        return await self.act(hold, telegram_id=telegram_id, reward_id=reward_id)

    async def settle(self) -> None:
        """The job, until nothing is due."""
        for _ in range(100):
            cause = self.cause()
            due = await self.database.read(due_members, cause)
            if not due:
                return
            await self.redo(cause, settle_members, due)
        raise AssertionError("something is due for ever")

    async def member_id(self, telegram_id: int) -> int:
        """The number of a member."""
        person = await self.database.read(people.person, telegram_id)
        assert person is not None
        assert person.member_id is not None
        return person.member_id

    async def balance(self, telegram_id: int) -> Balance:
        """What a member has at this moment."""
        return await self.database.read(balance_of, await self.member_id(telegram_id), self.now, self.programme)

    async def points(self, telegram_id: int) -> tuple[int, int, int, int]:
        """Spendable, pending, held and debt."""
        balance = await self.balance(telegram_id)
        return balance.spendable, balance.pending, balance.held, balance.debt

    async def rows(self, sql: str, *params: int | str) -> list[Row]:
        """Any query."""
        return await self.database.read(lambda tx: tx.all(sql, *params))

    async def run(self, sql: str, *params: int | str | None) -> int:
        """Any statement, for what no action does yet."""
        return await self.database.write(lambda tx: tx.run(sql, *params))

    async def journal(self, after: int = 0) -> list[tuple[str, str]]:
        """Kind and key of each journal row."""
        rows = await self.rows("SELECT kind, key FROM journal WHERE id > $1 ORDER BY id", after)
        return [(row["kind"], row["key"]) for row in rows]

    async def kinds(self) -> list[str]:
        """The kinds of all journal rows."""
        return [kind for kind, _ in await self.journal()]

    async def notices(self, telegram_id: int) -> list[str]:
        """What somebody is told at once."""
        told = "SELECT notice FROM outbox WHERE telegram_id = $1 AND not_before = created_at ORDER BY id"
        return [row["notice"] for row in await self.rows(told, telegram_id)]

    async def later(self, telegram_id: int) -> list[str]:
        """What somebody will be told later, as it was written."""
        told = "SELECT notice FROM outbox WHERE telegram_id = $1 AND not_before > created_at ORDER BY id"
        return [row["notice"] for row in await self.rows(told, telegram_id)]

    async def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of the ledger and what hangs on it."""
        return await self.database.read(everything)

    async def findings(self) -> list[Finding]:
        """What the audit finds."""
        return await self.database.read(audit)
