"""The ledger is a model's twin: random histories on the real tables, beside a reference that keeps only events.

After every step the balances agree with the reference by the clock, whatever has been booked, and the audit finds
nothing.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.actions.action import Cause
from bot.actions.balance import balance_of
from bot.actions.card import show_card
from bot.actions.catalogue import add_reward
from bot.actions.codes import issue_code, use_code
from bot.actions.forget import forget_me
from bot.actions.join import follow_invitation, join
from bot.actions.merchants import add_merchant
from bot.actions.purchase import collect, record_purchase, show_sale
from bot.actions.redeem import cancel, confirm, hold
from bot.actions.settle import due_members, settle_members
from bot.actions.undo import not_mine, undo
from loyalty.errors import LoyaltyError
from storage import people
from storage.audit import audit
from storage.database import Tx
from tests.bot.actions.ledger_in_memory import LedgerInMemory
from tests.bot.actions.reference import BONUS_CAP, TWO_MINUTES, ZONE, Reference, Refused, Sale, World
from tests.bot.actions.shop import PROGRAMME, START, everything, seal

T = TypeVar("T")

RULES = replace(PROGRAMME, zone=ZONE, referral_monthly_cap=BONUS_CAP)
OWNER, BAKER = 1, 2
SELLERS = (OWNER, BAKER)
PERSONS = (11, 12, 13, 14)
PRICES = (3, 5, 8, 20)
MOMENTS = [timedelta(seconds=seconds) for seconds in (1, 30, 119, 120, 599, 840)]
LEAPS = [timedelta(days=days) for days in (1, 13, 14, 29, 30, 200, 366, 800)]
# The same to a reader, told apart only by whether a job has booked it yet.
ONE_NAME = {"LinkExpired": "Over", "AlreadyEnded": "Over"}

person = st.sampled_from(PERSONS)
merchant = st.sampled_from([1, 1, 1, 2])
amount = st.sampled_from([99, 300, 499, 500, 700, 1000, 2490])
receipt = st.sampled_from([None, None, None, "A1", "a 1", "B2"])
price = st.sampled_from(PRICES)
roll = st.integers(0, 31)
milliseconds = st.sampled_from([-1, 0, 1])


def pick(roll: int, likely: Sequence[T], anything: Sequence[T]) -> T:
    """Mostly something that makes sense, now and then anything."""
    some = likely if likely and roll % 4 else anything
    return some[-1 - roll // 4 % len(some)]


class Histories(RuleBasedStateMachine):
    """Two shops, four people, and a clock that leaps."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = LedgerInMemory()
        self.reference = Reference()
        self.now: datetime = START
        self.causes = 0
        self.sales: list[int] = []
        self.vouchers: list[int] = []
        self.codes: list[int] = []
        # What was done, to be done again: action, cause, input, outcome.
        self.done: list[tuple[Any, Cause, dict[str, Any], Any]] = []

    def teardown(self) -> None:
        self.ledger.close()

    # -- doing ------------------------------------------------------------------------------------------------

    def cause(self) -> Cause:
        self.causes += 1
        seed = hashlib.sha256(b"%d" % self.causes).digest()
        return Cause(key=f"in:{self.causes}", now=self.now, seed=seed)

    def act(self, action: Callable[..., Any], **given: Any) -> Any:
        """The product's outcome, or the name of its refusal."""
        cause = self.cause()
        try:
            outcome = self.ledger.write(action, cause, RULES, **given)
        except LoyaltyError as refusal:
            return type(refusal).__name__
        self.done.append((action, cause, given, outcome))
        return outcome

    def twin(self, verb: str, **given: Any) -> Any:
        """The reference's, likewise."""
        try:
            return self.reference.do(self.now, verb, **given)
        except Refused as refusal:
            return str(refusal)

    def same_refusal(self, ours: Any, theirs: Any, *, over: bool = False) -> bool:
        """Whether both refused, for the same reason; False when neither did."""
        name = (ONE_NAME.get(ours, ours) if over else ours) if isinstance(ours, str) else None
        assert name == (theirs if isinstance(theirs, str) else None)
        return name is not None

    def meet(self, telegram_id: int) -> None:
        self.ledger.write(people.meet, telegram_id, f"Person {telegram_id}", "en", self.now)

    @initialize()
    def open(self) -> None:
        for seller in SELLERS:
            self.meet(seller)
            self.act(add_merchant, telegram_id=seller, operator_name="Owner", name=f"Shop {seller}")
        for points in PRICES:
            self.act(add_reward, telegram_id=OWNER, name=f"For {points}", points=points)
        for telegram_id in PERSONS:
            self.meet(telegram_id)
        # All but one of the street are in already, brought by one another, and two have bought something.
        self.join(PERSONS[0])
        for friend, inviter in ((1, 0), (2, 0), (3, 1)):
            self.invite(PERSONS[friend], PERSONS[inviter])
            if friend < 3:
                self.join(PERSONS[friend])
        self.sell(4 * 2 + 1, 1, 2490, None)
        self.sell(4 * 1 + 1, 1, 700, None)

    @property
    def world(self) -> World:
        return self.reference.world(self.now)

    def somebody(self, number: int) -> int:
        """Mostly a member."""
        return pick(number, sorted(self.world.people), PERSONS)

    # -- joining ----------------------------------------------------------------------------------------------

    @rule(telegram_id=person)
    def join(self, telegram_id: int) -> None:
        ours = self.act(join, telegram_id=telegram_id, seal=seal(telegram_id), merchant_id=1)
        assert ours.invited == self.twin("join", person=telegram_id)

    @rule(telegram_id=person, inviter=person)
    def invite(self, telegram_id: int, inviter: int) -> None:
        found = self.ledger.write(people.person, inviter)
        if found is None or found.member_id is None:
            return
        followed = self.ledger.write(
            follow_invitation,
            self.cause(),
            telegram_id=telegram_id,
            inviter_id=found.member_id,
            seal=seal(telegram_id),
        )
        assert followed == self.twin("follow", person=telegram_id, inviter=inviter)

    # -- purchases --------------------------------------------------------------------------------------------

    @rule(number=roll, shop=merchant, minor=amount, paper=receipt)
    def sell(self, number: int, shop: int, minor: int, paper: str | None) -> None:
        telegram_id = self.somebody(number)
        card = self.act(show_card, telegram_id=telegram_id)
        ours = card
        if not isinstance(card, str):
            ours = self.act(
                record_purchase,
                telegram_id=SELLERS[shop - 1],
                amount=minor,
                receipt=paper,
                till_code=card.till_code,
            )
        sale_id = 0 if isinstance(ours, str) else ours.sale_id
        theirs = self.twin("sell", person=telegram_id, merchant=shop, amount=minor, receipt=paper, number=sale_id)
        if not self.same_refusal(ours, theirs):
            assert (ours.points, ours.again) == theirs
            self.sales.append(ours.sale_id)

    @rule(shop=merchant, minor=amount, paper=receipt)
    def show(self, shop: int, minor: int, paper: str | None) -> None:
        ours = self.act(show_sale, telegram_id=SELLERS[shop - 1], amount=minor, receipt=paper)
        sale_id = 0 if isinstance(ours, str) else ours.sale_id
        theirs = self.twin("show", merchant=shop, amount=minor, receipt=paper, number=sale_id)
        if not self.same_refusal(ours, theirs):
            assert ours.again == theirs
            self.sales.append(ours.sale_id)

    @precondition(lambda self: self.sales)
    @rule(number=roll, back=roll)
    def collect(self, number: int, back: int) -> None:
        telegram_id = self.somebody(number)
        waiting = [sale.number for sale in self.world.sales.values() if sale.state == "open"]
        sale_id = pick(back, waiting, self.sales)
        ours = self.act(collect, telegram_id=telegram_id, sale_id=sale_id, generation=1)
        theirs = self.twin("collect", person=telegram_id, number=sale_id)
        if not self.same_refusal(ours, theirs):
            assert ours.again == theirs

    def fresh_sales(self) -> list[Sale]:
        return [
            sale
            for sale in self.world.sales.values()
            if sale.state == "booked" and sale.booked and self.now - sale.booked < TWO_MINUTES
        ]

    @precondition(lambda self: self.sales)
    @rule(shop=roll, back=roll)
    def undo(self, shop: int, back: int) -> None:
        sale_id = pick(back, [sale.number for sale in self.fresh_sales()], self.sales)
        merchant_id = pick(shop, [self.world.sales[sale_id].merchant], [1, 2])
        ours = self.act(undo, telegram_id=SELLERS[merchant_id - 1], sale_id=sale_id)
        self.same_refusal(ours, self.twin("undo", merchant=merchant_id, number=sale_id))

    @precondition(lambda self: self.sales)
    @rule(number=roll, back=roll)
    def not_mine(self, number: int, back: int) -> None:
        fresh = [sale.number for sale in self.fresh_sales() if sale.route == "qr"]
        sale_id = pick(back, fresh, self.sales)
        owner = self.world.sales[sale_id].member
        telegram_id = pick(number, [owner.person] if owner else [], PERSONS)
        ours = self.act(not_mine, telegram_id=telegram_id, sale_id=sale_id)
        self.same_refusal(ours, self.twin("not_mine", person=telegram_id, number=sale_id))

    # -- redeeming --------------------------------------------------------------------------------------------

    @rule(number=roll, points=price)
    def hold(self, number: int, points: int) -> None:
        self.hold_for(self.somebody(number), points)

    def hold_for(self, telegram_id: int, points: int) -> None:
        ours = self.act(hold, telegram_id=telegram_id, reward_id=1 + PRICES.index(points))
        voucher_id = 0 if isinstance(ours, str) else ours.voucher_id
        theirs = self.twin("hold", person=telegram_id, price=points, number=voucher_id)
        if not self.same_refusal(ours, theirs):
            self.vouchers.append(voucher_id)

    def held(self) -> list[int]:
        return [voucher.number for voucher in self.world.vouchers.values() if voucher.state == "held"]

    @precondition(lambda self: self.vouchers)
    @rule(back=roll)
    def confirm(self, back: int) -> None:
        voucher_id = pick(back, self.held(), self.vouchers)
        ours = self.act(confirm, telegram_id=OWNER, voucher_id=voucher_id)
        self.same_refusal(ours, self.twin("confirm", number=voucher_id), over=True)

    @precondition(lambda self: self.vouchers)
    @rule(number=roll, back=roll)
    def cancel(self, number: int, back: int) -> None:
        voucher_id = pick(back, self.held(), self.vouchers)
        telegram_id = pick(number, [self.world.vouchers[voucher_id].member.person], PERSONS)
        ours = self.act(cancel, telegram_id=telegram_id, voucher_id=voucher_id)
        theirs = self.twin("cancel", person=telegram_id, number=voucher_id)
        if not self.same_refusal(ours, theirs, over=True):
            assert ours.lost == theirs

    @rule(points=price, number=roll)
    def issue_and_use(self, points: int, number: int) -> None:
        ours = self.act(issue_code, telegram_id=OWNER, reward=f"for {points}")
        self.twin("issue", price=points, number=ours.code_id)
        self.codes.append(ours.code_id)
        self.use_code(number, 0)

    @precondition(lambda self: self.codes)
    @rule(number=roll, back=roll)
    def use_code(self, number: int, back: int) -> None:
        telegram_id = self.somebody(number)
        code_id = pick(back, (), self.codes)
        ours = self.act(use_code, telegram_id=telegram_id, code_id=code_id, generation=1)
        self.same_refusal(ours, self.twin("use_code", person=telegram_id, number=code_id), over=True)

    @rule(number=roll, minor=amount, ways=st.lists(price, min_size=1, max_size=4), used=roll, regretted=st.booleans())
    def buy_spend_and_regret(self, number: int, minor: int, ways: list[int], used: int, regretted: bool) -> None:
        """What makes Undo hard: the points are held, or gone, before it comes."""
        self.sell(number, 1, minor, None)
        telegram_id = self.somebody(number)
        for points in ways:
            self.hold_for(telegram_id, points)
            if used % 2 and self.held():
                self.confirm(1)
            used //= 2
        if regretted:
            self.undo(1, 1)

    @rule(number=roll, points=price, seconds=st.integers(1, 700))
    def hold_over_an_expiry(self, number: int, points: int, seconds: int) -> None:
        """A voucher that gives back to lots past their time."""
        telegram_id = self.somebody(number)
        member = self.world.people.get(telegram_id)
        ends = [lot.ends for lot in member.alive(self.now)] if member else []
        if ends:
            self.now = max(self.now, ends[0] - timedelta(seconds=1))
            self.hold_for(telegram_id, points)
            self.now += timedelta(seconds=seconds)

    # -- the clock, the job, the wire -------------------------------------------------------------------------

    @rule(moment=st.sampled_from(MOMENTS))
    def wait_a_moment(self, moment: timedelta) -> None:
        self.now += moment

    @rule(leap=st.sampled_from(LEAPS), telegram_id=person, forgotten=st.integers(0, 3))
    def years_pass_or_somebody_goes(self, leap: timedelta, telegram_id: int, forgotten: int) -> None:
        if forgotten:
            self.now += leap
            return
        self.ledger.write(forget_me, self.cause(), RULES, telegram_id=telegram_id, seal=seal(telegram_id))
        self.twin("forget", person=telegram_id)
        self.meet(telegram_id)

    @rule(back=roll, offset=milliseconds)
    def wait_for_an_edge(self, back: int, offset: int) -> None:
        edges = self.reference.world(self.now).edges()
        if edges:
            self.now = max(self.now, edges[back % len(edges)] + timedelta(milliseconds=offset))

    @rule()
    def book_what_is_due(self) -> None:
        for _ in range(50):
            due = self.ledger.write(due_members, Cause(key="job", now=self.now))
            if not due:
                return
            self.ledger.write(settle_members, self.cause(), RULES, due)
        raise AssertionError("something is due for ever")

    @precondition(lambda self: self.done)
    @rule(back=st.integers(0, 20))
    def deliver_again(self, back: int) -> None:
        action, cause, given, outcome = self.done[-1 - back % len(self.done)]
        before = self.ledger.write(_size)
        again = self.ledger.write(action, replace(cause, now=self.now, seed=b"other"), RULES, **given)
        assert again == outcome
        assert self.ledger.write(_size) == before

    # -- what always holds ------------------------------------------------------------------------------------

    @invariant()
    def balances_agree(self) -> None:
        world = self.reference.world(self.now)
        for telegram_id in PERSONS:
            found = self.ledger.write(people.person, telegram_id)
            member_id = found.member_id if found else None
            assert (member_id is not None) == (telegram_id in world.people)
            if member_id is not None:
                ours = self.ledger.write(balance_of, member_id, self.now, RULES)
                theirs = world.tell(telegram_id)
                assert (
                    ours.spendable,
                    ours.pending,
                    ours.held,
                    ours.debt,
                    ours.expiring,
                    ours.expires_at,
                ) == theirs

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        assert self.ledger.write(audit) == []


def _size(tx: Tx) -> list[int]:
    return [len(rows) for rows in everything(tx).values()]


def _run(histories: int, steps: int) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_three_hundred_histories_agree_with_the_reference() -> None:
    _run(300, 30)


@pytest.mark.full
def test_ten_thousand_histories_agree_with_the_reference() -> None:
    _run(10_000, 60)
